"""Relations between a store's events, worked out when they are asked for: they are always those of its events."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polybius.records import Document, EventRelation
from polybius.store.rows import Row
from polybius.stories.related import Said, gathered

if TYPE_CHECKING:
    import duckdb

_SAID = """
SELECT e.event, r.kind, o.event, r.document, r.mention, r.words
FROM relations r JOIN event_mentions e ON e.mention = r.mention JOIN event_mentions o ON o.mention = r.other
WHERE e.event <> o.event AND e.event IN (SELECT id FROM events) AND o.event IN (SELECT id FROM events)
"""


def rows(document: Document) -> list[Row]:
    """A document's relations as rows of the table."""
    return [(document.id, one.kind, one.mention, one.other, one.text) for one in document.relations]


def of_events(
    db: "duckdb.DuckDBPyConnection", events: Sequence[str] | None = None
) -> dict[str, tuple[EventRelation, ...]]:
    """The relations of these events, or of all, by the event's id; none in a store of before there were any."""
    if not _known(db):
        return {}
    if events is None:
        found = db.execute(_SAID).fetchall()
    else:
        found = db.execute(f"{_SAID} AND e.event IN (SELECT unnest(?))", [list(events)]).fetchall()
    return gathered(Said(*row) for row in found)


def to_event(db: "duckdb.DuckDBPyConnection", event: str) -> dict[str, tuple[EventRelation, ...]]:
    """The relations to an event, by the id of the event that stands so to it."""
    if not _known(db):
        return {}
    return gathered(Said(*row) for row in db.execute(f"{_SAID} AND o.event = ?", [event]).fetchall())


def _known(db: "duckdb.DuckDBPyConnection") -> bool:
    query = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'relations'"
    return db.execute(query).fetchone() != (0,)
