"""A store's mentions with their sources, as they are linked and made into events."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from polybius.records import Mention, Source
from polybius.stories.reports import Report

if TYPE_CHECKING:
    import duckdb


def reports(db: "duckdb.DuckDBPyConnection", column: str, names: Sequence[str]) -> list[Report]:
    """The mentions with these ids (``column`` "id"), or of these documents ("document"), by document and id."""
    rows = db.execute(
        f"""WITH told AS (SELECT * FROM mentions WHERE {column} IN (SELECT unnest(?))),
                 odd AS (SELECT id, json_array_length(record, '$.notes') > 0 AS doubted
                         FROM documents WHERE id IN (SELECT document FROM told))
            SELECT m.record, d.id, d.publisher, d.agency, d.title, d.url, d.published, m.attribution,
                   linked.origin, odd.doubted
            FROM told m JOIN documents d ON d.id = m.document JOIN odd ON odd.id = d.id
                 JOIN linked ON linked.document = d.id
            ORDER BY d.id, m.id""",
        [list(names)],
    ).fetchall()
    found = []
    for record, document, publisher, agency, title, url, published, attribution, origin, doubted in rows:
        mention = msgspec.json.decode(record, type=Mention)
        source = Source(
            document=document, mention=mention.id, publisher=publisher or agency, title=title, url=url,
            published=published, attribution=attribution, text=mention.evidence.text,
        )  # fmt: skip
        found.append(Report(mention=mention, source=source, origin=origin, doubted=bool(doubted)))
    return found
