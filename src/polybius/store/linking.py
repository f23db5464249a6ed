"""A store's events, brought up to date with its documents: only what new documents touch is worked out anew.

Beside the tables of ``stories.linkage`` the store keeps, of each document that was linked, a sketch of its text and its
origin, so that copies are known without reading the texts again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from polybius.records import Mention, Source
from polybius.store.rows import Row, event_row
from polybius.stories.consolidate import consolidate
from polybius.stories.linkage import Linkage
from polybius.stories.origins import Sketch, of_sketches, sketch
from polybius.stories.reports import Report
from polybius.stories.settings import load, version
from polybius.stories.telling import Telling
from polybius.stories.telling import tellings as tell

if TYPE_CHECKING:
    import duckdb

# In memory at once.
_DOCUMENTS = 2000
_MENTIONS = 20_000

TABLES = """
CREATE TABLE IF NOT EXISTS linked (document VARCHAR PRIMARY KEY, sketch UINTEGER[] NOT NULL, origin VARCHAR);
CREATE TABLE IF NOT EXISTS stale (document VARCHAR NOT NULL);
"""
_LINKS = ("link_units", "link_keys", "link_tellings", "link_pairs")

Insert = Callable[[str, Sequence[Row]], None]


def update(db: "duckdb.DuckDBPyConnection", insert: Insert, known: str | None) -> str:
    """Link what the documents tell that came, changed or went since the last time; the version it was linked by.

    insert: puts rows into a table. known: the version that the store was linked by before; with another one all is
    linked anew. Call it inside a transaction.
    """
    import duckdb

    settings = load()
    db.execute(TABLES)
    if known != version():
        _forget(db)
    with duckdb.connect() as scratch:
        linkage = Linkage(db, settings, scratch)
        db.execute("DELETE FROM linked WHERE document IN (FROM stale) OR document NOT IN (SELECT id FROM documents)")
        gone = "SELECT DISTINCT document FROM link_tellings WHERE document NOT IN (SELECT document FROM linked)"
        linkage.remove([document for (document,) in db.execute(gone).fetchall()])
        db.execute("DELETE FROM stale")
        new = "SELECT id FROM documents WHERE id NOT IN (SELECT document FROM linked) ORDER BY id"
        arrived = [document for (document,) in db.execute(new).fetchall()]
        moved = _origins(db, insert, arrived)
        for names in _portions(arrived, _DOCUMENTS):
            linkage.add(reports(db, "document", names))
        undone, groups = linkage.update()
    _rewrite(db, insert, undone, groups, moved)
    return version()


def _forget(db: "duckdb.DuckDBPyConnection") -> None:
    for table in _LINKS:
        db.execute(f"DROP TABLE IF EXISTS {table}")
    db.execute("DELETE FROM linked; DELETE FROM events; DELETE FROM event_mentions;")


def _origins(db: "duckdb.DuckDBPyConnection", insert: Insert, arrived: Sequence[str]) -> set[str]:
    """Sketch the new documents, and name the source of each; the documents whose source is now another."""
    for names in _portions(arrived, _DOCUMENTS):
        texts = db.execute("SELECT id, text FROM documents WHERE id IN (SELECT unnest(?))", [names]).fetchall()
        insert("linked", [(document, sketch(text), None) for document, text in texts])
    before = dict(db.execute("SELECT document, origin FROM linked").fetchall())
    query = "SELECT id, sketch, publisher, agency, url FROM documents JOIN linked ON id = document"
    found = of_sketches(Sketch(*row) for row in db.execute(query).fetchall())
    moved = sorted(document for document, origin in found.items() if before[document] != origin)
    if moved:
        db.execute(
            """UPDATE linked SET origin = o.origin FROM (SELECT unnest(?) AS document, unnest(?) AS origin) o
               WHERE linked.document = o.document""",
            [moved, [found[name] for name in moved]],
        )
    return set(moved)


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


def _rewrite(
    db: "duckdb.DuckDBPyConnection", insert: Insert, undone: set[str], groups: list[list[str]], moved: set[str]
) -> None:
    """Take out the events that are no more, and put in those that are new or told by other sources than before."""
    gone = "SELECT DISTINCT event FROM event_mentions WHERE mention IN (SELECT unnest(?))"
    db.execute(f"CREATE OR REPLACE TEMP TABLE undone AS {gone}", [sorted(undone)])
    again = db.execute(
        """SELECT list(mention ORDER BY mention) FROM event_mentions
           WHERE event IN (SELECT event FROM event_mentions WHERE document IN (SELECT unnest(?)))
             AND event NOT IN (FROM undone) GROUP BY event""",
        [sorted(moved)],
    ).fetchall()
    db.execute(
        """INSERT INTO undone SELECT DISTINCT event FROM event_mentions
           WHERE document IN (SELECT unnest(?)) AND event NOT IN (FROM undone)""",
        [sorted(moved)],
    )
    for table, column in (("events", "id"), ("event_mentions", "event")):
        db.execute(f"DELETE FROM {table} WHERE {column} IN (FROM undone)")
    settings = load()
    portion: list[list[str]] = []
    for group in (*groups, *(mentions for (mentions,) in again), None):
        if group is not None:
            portion.append(group)
        if group is None or sum(map(len, portion)) >= _MENTIONS:
            told = {r.mention.id: r for r in reports(db, "id", [name for names in portion for name in names])}
            events = [consolidate([told[name] for name in names], settings) for names in portion]
            insert("events", [event_row(event) for event in events])
            sources = [(event.id, one.mention, one.document) for event in events for one in event.sources]
            insert("event_mentions", sources)
            portion = []


def _portions(items: Sequence[str], size: int) -> Iterator[list[str]]:
    remaining = iter(items)
    while portion := list(islice(remaining, size)):
        yield portion


def tellings(db: "duckdb.DuckDBPyConnection", mentions: Mapping[str, str]) -> list[tuple[Telling, str]]:
    """What documents tell in these mentions, each telling with what the mapping has for the first of them."""
    query = "SELECT DISTINCT document FROM mentions WHERE id IN (SELECT unnest(?)) ORDER BY document"
    documents = [name for (name,) in db.execute(query, [list(mentions)]).fetchall()]
    found = []
    for one in tell(reports(db, "document", documents), load()):
        named = [mentions[link.report.mention.id] for link in one.chain if link.report.mention.id in mentions]
        if named:
            found.append((one, named[0]))
    return found


def near(db: "duckdb.DuckDBPyConnection", event: str, most: int) -> dict[str, str]:
    """Mentions of other events that share a block with one of an event's, with their events' ids: those that share
    the most first, ties by id."""
    found = db.execute(
        """WITH inside AS (SELECT DISTINCT unit FROM link_tellings
                           SEMI JOIN event_mentions e ON e.mention = link_tellings.mention AND e.event = ?),
                shared AS (SELECT other.unit, count(*) AS times FROM link_keys mine JOIN link_keys other USING (key)
                           WHERE mine.unit IN (FROM inside) AND other.unit NOT IN (FROM inside)
                             AND (mine.home OR other.home) GROUP BY other.unit)
           SELECT min(t.mention), min(e.event), times FROM shared JOIN link_tellings t USING (unit)
           JOIN event_mentions e ON e.mention = t.mention
           GROUP BY unit, times ORDER BY times DESC, 1 LIMIT ?""",
        [event, most],
    ).fetchall()
    return {mention: other for mention, other, _ in found}
