"""A store's events, brought up to date with its documents: only what new documents touch is worked out anew.

Beside the tables of ``stories.linkage`` the store keeps, of each document that was linked, a sketch of its text and its
origin, so that copies are known without reading the texts again. Texts, mentions and events pass through in portions,
each the work of one process; what is as long as the store is kept in tables, which DuckDB puts on disk where they grow.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from polybius.store.crew import Crew
from polybius.store.regrouping import rewrite
from polybius.store.reviewing import Insert, keep
from polybius.store.rows import event_row
from polybius.store.told import COLUMNS, read, reports
from polybius.stories.consolidate import consolidate
from polybius.stories.linkage import Linkage
from polybius.stories.origins import Sketch, of_sketches, sketch
from polybius.stories.prepare import Prepared, prepare
from polybius.stories.settings import load
from polybius.stories.settings import version as settings_version
from polybius.stories.tables import registered, table
from polybius.stories.telling import Telling
from polybius.stories.telling import tellings as tell

if TYPE_CHECKING:
    import duckdb
    import pyarrow

# In memory at once, for each process.
_DOCUMENTS = 1000
_MENTIONS = 10_000
# Fewer mentions than this are linked before other processes have started.
_ALONE = 20_000
# Bytes that DuckDB may take while it links; what is more goes to disk.
_MEMORY = 2 << 30
# Another one where the tables below, or those of ``stories.linkage``, mean something else than before.
_LAYOUT = 2

TABLES = """
CREATE TABLE IF NOT EXISTS linked (document VARCHAR PRIMARY KEY, sketch UINTEGER[] NOT NULL, origin VARCHAR);
CREATE TABLE IF NOT EXISTS link_doubted (document VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS stale (document VARCHAR NOT NULL);
"""
_LINKS = ("link_units", "link_keys", "link_tellings", "link_pairs", "link_doubted", "linked")

Say = Callable[[str], None]


def version() -> str:
    """A name for how stores are linked: another where another way would give other events or tables."""
    return f"{settings_version()}-{_LAYOUT}"


def update(
    db: "duckdb.DuckDBPyConnection", insert: Insert, known: str | None, *, workers: int = 1, say: Say | None = None
) -> str:
    """Link what the documents tell that came, changed or went since the last time; the version it was linked by.

    insert: puts rows into a table. known: the version that the store was linked by before; with another one all is
    linked anew. workers: processes that share the work where there is much of it. say: is told what is being done.
    Call it inside a transaction.
    """
    import duckdb

    [(limit,)] = db.execute("SELECT current_setting('memory_limit')").fetchall()
    db.execute(f"SET memory_limit = '{_MEMORY >> 20}MiB'")
    try:
        _update(db, insert, known, workers, say or (lambda doing: None))
        return version()
    finally:
        with suppress(duckdb.Error):  # where the transaction has failed, that is what is to be told
            db.execute(f"SET memory_limit = '{limit}'")


def _update(db: "duckdb.DuckDBPyConnection", insert: Insert, known: str | None, workers: int, say: Say) -> None:
    if known != version():
        for name in _LINKS:
            db.execute(f"DROP TABLE IF EXISTS {name}")
        for name in ("events", "event_mentions", "rejected", "review_linked", "review_mentions"):
            db.execute(f"DELETE FROM {name}")
    db.execute(TABLES)
    db.execute("DELETE FROM linked WHERE document IN (FROM stale) OR document NOT IN (SELECT id FROM documents)")
    db.execute("DELETE FROM link_doubted WHERE document NOT IN (SELECT document FROM linked)")
    db.execute("DELETE FROM stale")
    db.execute("""CREATE OR REPLACE TEMP TABLE link_arrived AS SELECT d.id AS document, d.rowid AS line
        FROM documents d ANTI JOIN linked ON linked.document = d.id ORDER BY line""")
    linkage = Linkage(db, load())
    gone = "SELECT DISTINCT document FROM link_tellings ANTI JOIN linked USING (document)"
    linkage.remove([document for (document,) in db.execute(gone).fetchall()])
    if db.execute("FROM reviews LIMIT 1").fetchall():
        keep(db, insert, [name for (name,) in db.execute("SELECT document FROM link_arrived ORDER BY ALL").fetchall()])
    [(mentions,)] = db.execute("SELECT count(*) FROM mentions SEMI JOIN link_arrived USING (document)").fetchall()
    with Crew(workers if mentions > _ALONE else 1) as crew:
        say("looking for copies")
        _origins(db, crew)
        say(f"reading {mentions:,} mentions")
        for prepared in crew.each(_prepared, _arrived(db)):
            linkage.take(prepared)
        say("comparing mentions")
        linkage.update()
        say("writing events")
        _rewrite(db, insert, crew)


# --- copies -------------------------------------------------------------------------------------


def _origins(db: "duckdb.DuckDBPyConnection", crew: Crew) -> None:
    """Sketch the new documents and name the source of each; ``link_moved`` has the older ones whose source is now
    another."""
    db.execute("CREATE OR REPLACE TEMP TABLE link_sketched (document VARCHAR, sketch UINTEGER[])")
    for sketched in crew.each(_sketched, _texts(db)):
        _insert(db, "link_sketched", sketched)
    db.execute("""INSERT INTO link_doubted SELECT id FROM documents SEMI JOIN link_arrived ON document = id
        WHERE json_array_length(record, '$.notes') > 0""")
    known = """SELECT document, sketch, origin FROM linked UNION ALL
               SELECT document, sketch, NULL AS origin FROM link_sketched"""
    rows = db.sql(f"""SELECT id, sketch, publisher, agency, url, origin FROM documents
        JOIN ({known}) ON id = document ORDER BY id""").to_arrow_table()
    found = of_sketches(_sketches(rows))
    names = rows["id"].to_pylist()
    named = table([(name, found[name]) for name in names], {"document": "VARCHAR", "origin": "VARCHAR"})
    with registered(db, "link_named", named):
        db.execute("""INSERT INTO linked SELECT document, sketch, origin
            FROM link_sketched JOIN link_named USING (document)""")
        db.execute("""CREATE OR REPLACE TEMP TABLE link_moved AS SELECT n.document, n.origin
            FROM link_named n JOIN linked USING (document) WHERE n.origin IS DISTINCT FROM linked.origin""")
    db.execute("UPDATE linked SET origin = m.origin FROM link_moved m WHERE linked.document = m.document")
    db.execute("DROP TABLE link_sketched")


def _texts(db: "duckdb.DuckDBPyConnection") -> Iterator["pyarrow.Table"]:
    """The texts of the new documents, in portions."""
    found = db.execute("SELECT line FROM link_arrived ORDER BY line").fetchnumpy()["line"]
    for start in range(0, len(found), _DOCUMENTS):
        some = found[start : start + _DOCUMENTS]
        yield db.sql(
            """SELECT id, text FROM (SELECT id, text, rowid AS line FROM documents WHERE rowid BETWEEN $low AND $high)
               SEMI JOIN (SELECT line FROM link_arrived WHERE line BETWEEN $low AND $high) USING (line)""",
            params={"low": int(some[0]), "high": int(some[-1])},
        ).to_arrow_table()


def _sketched(texts: "pyarrow.Table") -> "pyarrow.Table":
    rows = zip(texts["id"].to_pylist(), map(sketch, texts["text"].to_pylist()), strict=True)
    return table(list(rows), {"document": "VARCHAR", "sketch": "UINTEGER[]"})


def _sketches(rows: "pyarrow.Table") -> Iterator[Sketch]:
    for batch in rows.to_batches():
        sketches = batch.column("sketch")
        shingles, bounds = sketches.values.to_numpy(), sketches.offsets.to_numpy().tolist()
        others = (batch.column(name).to_pylist() for name in ("id", "publisher", "agency", "url"))
        for at, (document, publisher, agency, url) in enumerate(zip(*others, strict=True)):
            yield Sketch(document, shingles[bounds[at] : bounds[at + 1]], publisher, agency, url)


# --- mentions -----------------------------------------------------------------------------------

def _arrived(db: "duckdb.DuckDBPyConnection") -> Iterator["pyarrow.Table"]:
    """The mentions of the new documents, in portions of whole documents."""
    # A document's mentions, and documents that came together, stand together: so a portion is a stretch of each table.
    db.execute("""CREATE OR REPLACE TEMP TABLE link_spans AS
        SELECT document, line, first, last, sum(told) OVER (ORDER BY first, document) AS upto
        FROM (SELECT document, any_value(line) AS line, min(m.rowid) AS first, max(m.rowid) AS last, count(*) AS told
              FROM mentions m JOIN link_arrived USING (document) GROUP BY document)""")
    spans = db.execute(f"""SELECT upto // {_MENTIONS} AS portion, min(first), max(last), min(line), max(line)
        FROM link_spans GROUP BY portion ORDER BY portion""").fetchall()
    for portion, first, last, low, high in spans:
        yield db.sql(
            f"""SELECT {COLUMNS}, NULL::VARCHAR AS origin, d.id IN (SELECT document FROM link_doubted) AS doubted
                FROM (FROM mentions WHERE rowid BETWEEN $first AND $last) m
                JOIN (SELECT document FROM link_spans WHERE upto // {_MENTIONS} = $portion) USING (document)
                JOIN (FROM documents WHERE rowid BETWEEN $low AND $high) d ON d.id = document
                ORDER BY d.id, m.id""",
            params={"first": first, "last": last, "portion": portion, "low": low, "high": high},
        ).to_arrow_table()


def _prepared(told: "pyarrow.Table") -> Prepared:
    return prepare(read(zip(*(column.to_pylist() for column in told.columns), strict=True)), load())


# --- events -------------------------------------------------------------------------------------


def _rewrite(db: "duckdb.DuckDBPyConnection", insert: Insert, crew: Crew) -> None:
    """Take out the events that are no more, and put in those that are new or told by other sources than before.

    Those that reviewers have looked at, and what is put together with them, are few, and made by ``regrouping``.
    """
    db.execute("""CREATE OR REPLACE TEMP TABLE link_ended AS SELECT event, bool_or(own) AS reviewed FROM
        (SELECT event, document IN (SELECT document FROM review_documents)
                       OR mention IN (SELECT mention FROM review_linked) AS own FROM event_mentions
         WHERE event IN (SELECT event FROM event_mentions
                         WHERE mention IN (FROM link_undone) OR document IN (SELECT document FROM link_moved)))
        GROUP BY event""")
    # Told by other sources, but of the same mentions.
    db.execute("""INSERT INTO link_groups SELECT -dense_rank() OVER (ORDER BY event), mention
        FROM event_mentions SEMI JOIN (FROM link_ended WHERE NOT reviewed) USING (event)
        WHERE event NOT IN (SELECT event FROM event_mentions WHERE mention IN (FROM link_undone))""")
    reviewed = _reviewed(db)
    for name, column in (("events", "id"), ("event_mentions", "event")):
        db.execute(f"DELETE FROM {name} WHERE {column} IN (SELECT event FROM link_ended WHERE NOT reviewed)")
    described = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'events' ORDER BY column_index"
    columns = dict(db.execute(described).fetchall())
    for events, sources in crew.each(partial(_consolidated, columns), _groups(db)):
        _insert(db, "events", events)
        _insert(db, "event_mentions", sources)
    if reviewed is not None:
        rewrite(db, insert, dead=reviewed.dead, groups=reviewed.groups, again=reviewed.again)
    for name in ("link_told", "link_arrived", "link_spans", "link_moved", "link_ended"):
        db.execute(f"DROP TABLE IF EXISTS {name}")


class _Reviewed(NamedTuple):
    """What of the changes touches reviews, as ``regrouping.rewrite`` takes it."""

    dead: list[str]
    groups: list[list[str]]
    again: list[str]


def _reviewed(db: "duckdb.DuckDBPyConnection") -> _Reviewed | None:
    """The groups with a mention of a reviewed document or event, taken out of ``link_groups``; None without reviews."""
    if not db.execute("FROM reviews LIMIT 1").fetchall():
        return None
    inside = "SELECT mention FROM event_mentions SEMI JOIN (FROM link_ended WHERE reviewed) USING (event)"
    db.execute(f"""CREATE OR REPLACE TEMP TABLE link_reviewed AS SELECT DISTINCT "group" FROM link_groups
        WHERE mention IN (SELECT id FROM mentions SEMI JOIN review_documents USING (document))
           OR mention IN ({inside})""")
    groups = db.execute("""SELECT list(mention ORDER BY mention)
        FROM link_groups SEMI JOIN link_reviewed USING ("group")
        GROUP BY "group" ORDER BY "group\"""").fetchall()
    db.execute('DELETE FROM link_groups WHERE "group" IN (FROM link_reviewed)')
    dead = db.execute(f"FROM link_undone WHERE mention IN ({inside}) ORDER BY ALL").fetchall()
    again = db.execute(f"{inside} WHERE document IN (SELECT document FROM link_moved) ORDER BY ALL").fetchall()
    members = [mention for (group,) in groups for mention in group]
    return _Reviewed(
        sorted({mention for (mention,) in dead} | set(members)),
        [group for (group,) in groups],
        [mention for (mention,) in again],
    )


def _groups(db: "duckdb.DuckDBPyConnection") -> Iterator["pyarrow.Table"]:
    """The mentions of the events to be written, in portions of whole events."""
    db.execute(f"""CREATE OR REPLACE TEMP TABLE link_told AS
        SELECT {COLUMNS}, linked.origin, d.id IN (SELECT document FROM link_doubted) AS doubted, g."group"
        FROM link_groups g JOIN mentions m ON m.id = g.mention JOIN documents d ON d.id = m.document
             JOIN linked ON linked.document = d.id
        ORDER BY g."group", d.id, m.id""")
    sizes = db.execute('SELECT count(*) AS told FROM link_told GROUP BY "group" ORDER BY "group"').fetchnumpy()["told"]
    [(begin,)] = db.execute("SELECT min(rowid) FROM link_told").fetchall()  # not 0 within a transaction
    upto = np.cumsum(sizes)
    # The last event of each portion of so many mentions.
    ends = upto[np.flatnonzero(np.diff(upto // _MENTIONS, append=-1))].tolist()
    for start, end in zip([0, *ends], ends, strict=False):
        some = "FROM link_told WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
        yield db.sql(some, params=[begin + start, begin + end - 1]).to_arrow_table()


def _consolidated(columns: dict[str, str], told: "pyarrow.Table") -> "tuple[pyarrow.Table, pyarrow.Table]":
    """The events that groups of mentions are, as rows of the store's tables ``events`` and ``event_mentions``."""
    settings = load()
    rows = zip(*(column.to_pylist() for column in told.columns), strict=True)
    events = []
    for _, group in groupby(rows, key=lambda row: row[-1]):
        events.append(consolidate(list(read([row[:-1] for row in group])), settings))
    sources = [(event.id, one.mention, one.document) for event in events for one in event.sources]
    kept = {"event": "VARCHAR", "mention": "VARCHAR", "document": "VARCHAR"}
    return table([event_row(event) for event in events], columns), table(sources, kept)


def _insert(db: "duckdb.DuckDBPyConnection", name: str, rows: "pyarrow.Table") -> None:
    with registered(db, "link_rows", rows):
        db.execute(f"INSERT INTO {name} FROM link_rows")


# --- near by ------------------------------------------------------------------------------------


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
