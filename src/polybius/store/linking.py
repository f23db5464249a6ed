"""A store's events, brought up to date with its documents: only what new documents touch is worked out anew.

Beside the tables of ``stories.linkage`` the store keeps, of each document that was linked, a sketch of its text and its
origin, so that copies are known without reading the texts again.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from polybius.store.regrouping import rewrite
from polybius.store.reviewing import Insert, keep
from polybius.store.told import reports
from polybius.stories.linkage import Linkage
from polybius.stories.origins import Sketch, of_sketches, sketch
from polybius.stories.settings import load, version
from polybius.stories.telling import Telling
from polybius.stories.telling import tellings as tell

if TYPE_CHECKING:
    import duckdb

# In memory at once.
_DOCUMENTS = 2000

TABLES = """
CREATE TABLE IF NOT EXISTS linked (document VARCHAR PRIMARY KEY, sketch UINTEGER[] NOT NULL, origin VARCHAR);
CREATE TABLE IF NOT EXISTS stale (document VARCHAR NOT NULL);
"""
_LINKS = ("link_units", "link_keys", "link_tellings", "link_pairs")


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
        keep(db, insert, arrived)
        for names in _portions(arrived, _DOCUMENTS):
            linkage.add(reports(db, "document", names))
        undone, groups = linkage.update()
    rewrite(db, insert, dead=undone, groups=groups, moved=moved)
    return version()


def _forget(db: "duckdb.DuckDBPyConnection") -> None:
    for table in _LINKS:
        db.execute(f"DROP TABLE IF EXISTS {table}")
    for table in ("linked", "events", "event_mentions", "rejected", "review_linked", "review_mentions"):
        db.execute(f"DELETE FROM {table}")


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
