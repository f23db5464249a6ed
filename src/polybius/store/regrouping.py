"""Events written anew where linking or a reviewer has changed who tells them.

The groups that linking made are kept apart from the events wherever reviewers split, merged or rejected, so that taking
a decision back gives what linking made.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from polybius.reviews.grouping import regrouped
from polybius.reviews.layer import Layer
from polybius.store.reviewing import Insert, layer
from polybius.store.rows import event_row, json
from polybius.store.told import reports
from polybius.stories.consolidate import consolidate
from polybius.stories.settings import load

if TYPE_CHECKING:
    import duckdb

    from polybius.stories.reports import Report

# In memory at once.
_MENTIONS = 20_000


def rewrite(
    db: "duckdb.DuckDBPyConnection",
    insert: Insert,
    *,
    dead: Iterable[str] = (),
    groups: Sequence[list[str]] = (),
    moved: Iterable[str] = (),
    again: Iterable[str] = (),
) -> None:
    """Take out the events that are no more, and put in those that are new or told otherwise than before.

    dead: mentions whose groups are no more; groups: the groups that linking made of these and of new ones. moved:
    documents whose source is now another. again: mentions whose events are to be made anew from the same groups.
    """
    db.execute(
        """CREATE OR REPLACE TEMP TABLE undone AS SELECT DISTINCT event FROM event_mentions
           WHERE mention IN (SELECT unnest(?)) OR mention IN (SELECT unnest(?)) OR document IN (SELECT unnest(?))""",
        [sorted(dead), sorted(again), sorted(moved)],
    )
    db.execute("CREATE OR REPLACE TEMP TABLE dead AS SELECT unnest(?) AS mention", [sorted(dead)])
    over = _widened(db, groups)
    left = db.execute(
        """SELECT list(mention ORDER BY mention) FROM event_mentions LEFT JOIN review_linked USING (mention)
           WHERE event IN (FROM undone) AND mention NOT IN (FROM dead) GROUP BY coalesce(base, event)"""
    ).fetchall()
    linked = [*groups, *(mentions for (mentions,) in left)]
    members = "SELECT mention FROM event_mentions WHERE event IN (FROM undone)"
    for table, column in (("review_linked", "mention"), ("review_mentions", "id")):
        db.execute(f"DELETE FROM {table} WHERE {column} IN ({members}) OR {column} IN (FROM dead)")
    for table, column in (("events", "id"), ("rejected", "id"), ("event_mentions", "event")):
        db.execute(f"DELETE FROM {table} WHERE {column} IN (FROM undone)")
    found = linked if over is None else regrouped(linked, over.constraints, lambda names: _ties(db, names))
    portion: list[list[str]] = []
    for group in (*found, None):
        if group is not None:
            portion.append(group)
        if group is None or sum(map(len, portion)) >= _MENTIONS:
            _make(db, insert, portion, over)
            portion = []
    if over is not None:
        _note_linked(db, insert, linked)


def _widened(db: "duckdb.DuckDBPyConnection", groups: Sequence[list[str]]) -> Layer | None:
    """The layer over all that is made anew; ``undone`` widened by the events that splits and merges tie to it."""
    if not db.execute("SELECT count(*) FROM reviews").fetchall()[0][0]:
        return None
    new = [mention for group in groups for mention in group]
    while True:
        [before] = db.execute("SELECT count(*) FROM undone").fetchone() or (0,)
        db.execute(
            """INSERT INTO undone SELECT DISTINCT event FROM event_mentions
               WHERE mention IN (SELECT mention FROM review_linked WHERE base IN
                     (SELECT base FROM review_linked JOIN event_mentions USING (mention) WHERE event IN (FROM undone)))
                 AND event NOT IN (FROM undone)"""
        )
        rows = db.execute(
            """SELECT id, document FROM mentions WHERE id IN (SELECT unnest(?))
                  OR id IN (SELECT mention FROM event_mentions WHERE event IN (FROM undone))""",
            [new],
        ).fetchall()
        over = layer(db, sorted({document for _, document in rows}))
        inside = {mention for mention, _ in rows}
        tied = {m for one in over.constraints if one.mentions & inside for m in one.mentions} if over else set()
        db.execute(
            """INSERT INTO undone SELECT DISTINCT event FROM event_mentions
               WHERE mention IN (SELECT unnest(?)) AND event NOT IN (FROM undone)""",
            [sorted(tied)],
        )
        if db.execute("SELECT count(*) FROM undone").fetchone() == (before,):
            return over


def _make(db: "duckdb.DuckDBPyConnection", insert: Insert, groups: list[list[str]], over: Layer | None) -> None:
    settings = load()
    told: dict[str, Report] = {r.mention.id: r for r in reports(db, "id", [name for names in groups for name in names])}
    made = []
    for names in groups:
        group = [told[name] for name in names]
        made += [consolidate(group, settings)] if over is None else over.events(group, settings)
    insert("events", [event_row(event) for event in made if event.reviewed != "rejected"])
    insert("rejected", [event_row(event) for event in made if event.reviewed == "rejected"])
    sources = [(event.id, one.mention, one.document) for event in made for one in event.sources]
    insert("event_mentions", sources)
    if over is not None:
        changed = [(id, over.mention(one.mention)) for id, one in sorted(told.items())]
        insert("review_mentions", [(id, json(mention)) for id, mention in changed if mention is not told[id].mention])


def _note_linked(db: "duckdb.DuckDBPyConnection", insert: Insert, linked: Sequence[list[str]]) -> None:
    """Note what linking had made, where the events are otherwise."""
    names = [mention for group in linked for mention in group]
    query = "SELECT mention, event FROM event_mentions WHERE mention IN (SELECT unnest(?))"
    event = dict(db.execute(query, [names]).fetchall())
    sizes: dict[str, int] = {}
    for name in names:
        sizes[event[name]] = sizes.get(event[name], 0) + 1
    rows = []
    for group in linked:
        events = {event[name] for name in group}
        if len(events) > 1 or sizes[next(iter(events))] != len(group):
            rows += [(name, min(group)) for name in group]
    insert("review_linked", rows)


def _ties(db: "duckdb.DuckDBPyConnection", mentions: Sequence[str]) -> list[tuple[str, str, float]]:
    return db.execute(
        """WITH told AS (SELECT mention, unit FROM link_tellings WHERE mention IN (SELECT unnest(?)))
           SELECT one.mention, other.mention, bits FROM link_pairs
           JOIN told one ON one.unit = a JOIN told other ON other.unit = b
           UNION ALL SELECT one.mention, other.mention, 1e6 FROM told one JOIN told other USING (unit)
           WHERE one.mention < other.mention ORDER BY ALL""",
        [list(mentions)],
    ).fetchall()
