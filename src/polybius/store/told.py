"""A store's mentions with their sources, as they are linked and made into events."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from polybius.records import Mention, Source
from polybius.stories.reports import Report

if TYPE_CHECKING:
    import duckdb

# Of a mention m and its document d.
COLUMNS = "m.record, d.id, d.publisher, d.agency, d.title, d.url, d.published, m.attribution"


def reports(db: "duckdb.DuckDBPyConnection", column: str, names: Sequence[str]) -> list[Report]:
    """The mentions with these ids (``column`` "id"), or of these documents ("document"), by document and id."""
    rows = db.execute(
        f"""WITH told AS (SELECT * FROM mentions WHERE {column} IN (SELECT unnest(?))),
                 odd AS (SELECT id, json_array_length(record, '$.notes') > 0 AS doubted
                         FROM documents WHERE id IN (SELECT document FROM told))
            SELECT {COLUMNS}, linked.origin, odd.doubted
            FROM told m JOIN documents d ON d.id = m.document JOIN odd ON odd.id = d.id
                 JOIN linked ON linked.document = d.id
            ORDER BY d.id, m.id""",
        [list(names)],
    ).fetchall()
    return list(read(rows))


def read(rows: Iterable[tuple[Any, ...]]) -> Iterator[Report]:
    """Reports from rows of COLUMNS, the document's origin, and whether its day of publication is doubted."""
    decode = msgspec.json.Decoder(Mention).decode
    for record, document, publisher, agency, title, url, published, attribution, origin, doubted in rows:
        mention = decode(record)
        source = Source(
            document=document, mention=mention.id, publisher=publisher or agency, title=title, url=url,
            published=published, attribution=attribution, text=mention.evidence.text,
        )  # fmt: skip
        yield Report(mention=mention, source=source, origin=origin, doubted=bool(doubted))
