"""Which mentions are one event, kept up to date as documents come and go.

What is kept, in tables of a DuckDB database, is what does not depend on other documents: each mention as a row of
features, its blocks, and the pairs that are joined. A new mention is compared with those that share a block with it,
and only the webs of joined pairs that it touches are parted anew. Every rule looks at a pair, a block or a web as a
whole, so the events are the same in whatever order and portions the documents came.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from polybius.stories.blocks import candidates, portions
from polybius.stories.bounds import bound
from polybius.stories.features import COLUMNS
from polybius.stories.parting import groups
from polybius.stories.prepare import Prepared, prepare
from polybius.stories.reports import Report
from polybius.stories.scoring import weighed
from polybius.stories.settings import Settings
from polybius.stories.tables import registered

if TYPE_CHECKING:
    import duckdb
    import pyarrow

# What a unit is: see ``prepare.Prepared``.
TABLES = f"""
CREATE TABLE IF NOT EXISTS link_units (unit BIGINT NOT NULL, document BIGINT NOT NULL,
    {", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())});
CREATE TABLE IF NOT EXISTS link_keys (key BIGINT NOT NULL, unit BIGINT NOT NULL, home BOOLEAN NOT NULL);
CREATE TABLE IF NOT EXISTS link_tellings (mention VARCHAR NOT NULL, document VARCHAR NOT NULL, unit BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS link_pairs (a BIGINT NOT NULL, b BIGINT NOT NULL, bits DOUBLE NOT NULL);
"""
# What has changed since the last update, and what the last one did.
_CHANGES = """
CREATE OR REPLACE TEMP TABLE link_news (unit BIGINT);
CREATE OR REPLACE TEMP TABLE link_left (unit BIGINT);
CREATE OR REPLACE TEMP TABLE link_touched (unit BIGINT);
CREATE OR REPLACE TEMP TABLE link_removed (mention VARCHAR);
CREATE OR REPLACE TEMP TABLE link_undone (mention VARCHAR);
CREATE OR REPLACE TEMP TABLE link_groups ("group" BIGINT, mention VARCHAR);
"""
_BATCH = 20_000  # mentions


class Change(NamedTuple):
    """What an update did: the mentions whose events are no more, and the groups of mentions that are events now."""

    undone: set[str]
    groups: list[list[str]]


class Linkage:
    """The links between mentions, in the tables of ``db``."""

    def __init__(self, db: "duckdb.DuckDBPyConnection", settings: Settings) -> None:
        self._db = db
        self._settings = settings
        db.execute(TABLES)
        db.execute(_CHANGES)

    # --- what is told -------------------------------------------------------------------------

    def remove(self, documents: Sequence[str]) -> None:
        """Forget what these documents told; ``update`` works out what follows."""
        if not documents:
            return
        self._db.execute(
            "CREATE OR REPLACE TEMP TABLE link_gone AS SELECT unnest(?) AS document", [list(documents)]
        )
        told = "FROM link_tellings SEMI JOIN link_gone USING (document)"
        self._db.execute(f"INSERT INTO link_removed SELECT mention {told}")
        self._db.execute(f"INSERT INTO link_left SELECT unit {told}")
        self._db.execute("INSERT INTO link_touched FROM link_left")
        self._db.execute("DELETE FROM link_tellings WHERE document IN (FROM link_gone)")

    def add(self, told: Iterable[Report]) -> None:
        """Take in the mentions of new documents, those of one document next to each other."""
        batch: list[Report] = []
        for _, reports in groupby(told, key=lambda report: report.mention.document):
            batch += reports
            if len(batch) >= _BATCH:
                self.take(prepare(batch, self._settings))
                batch = []
        self.take(prepare(batch, self._settings))

    def take(self, prepared: Prepared) -> None:
        """Take in the mentions of whole documents in the form in which they are compared."""
        if not len(prepared.tellings):
            return
        self._insert("link_tellings", prepared.tellings)
        with registered(self._db, "link_rows", prepared.units):
            self._db.execute("""CREATE OR REPLACE TEMP TABLE link_fresh AS
                SELECT unit FROM link_rows ANTI JOIN link_units USING (unit)""")
            self._db.execute("INSERT INTO link_units FROM link_rows SEMI JOIN link_fresh USING (unit)")
        with registered(self._db, "link_rows", prepared.keys):
            self._db.execute("INSERT INTO link_keys FROM link_rows SEMI JOIN link_fresh USING (unit)")
        self._db.execute("INSERT INTO link_news FROM link_fresh")
        with registered(self._db, "link_rows", prepared.tellings):
            self._db.execute("INSERT INTO link_touched SELECT DISTINCT unit FROM link_rows")

    def _insert(self, name: str, rows: "pyarrow.Table") -> None:
        with registered(self._db, "link_rows", rows):
            self._db.execute(f"INSERT INTO {name} FROM link_rows")

    # --- what follows -------------------------------------------------------------------------

    def update(self) -> None:
        """Work out the events that the mentions added and removed since the last time change.

        Leaves two tables: ``link_undone`` (mention) has the mentions whose events are no more, ``link_groups`` (group,
        mention) the mentions that are one event now, by a number; the same as ``change`` gives.
        """
        self._drop_orphans()
        self._compare()
        self._regroup()
        for name in ("link_news", "link_left", "link_touched", "link_removed", "link_scored"):
            self._db.execute(f"DELETE FROM {name}")

    def change(self) -> Change:
        """What the last update did."""
        told = self._db.execute("""SELECT list(mention ORDER BY mention)
            FROM link_groups GROUP BY "group" ORDER BY "group\"""")
        found = [mentions for (mentions,) in told.fetchall()]
        undone = {mention for (mention,) in self._db.execute("FROM link_undone").fetchall()}
        return Change(undone, found)

    def _drop_orphans(self) -> None:
        """Remove units that nobody tells any more; their blocks may now compare others that they had kept apart."""
        db = self._db
        db.execute("""CREATE OR REPLACE TEMP TABLE link_orphans AS
            SELECT DISTINCT unit FROM link_left ANTI JOIN link_tellings USING (unit)""")
        db.execute("""CREATE OR REPLACE TEMP TABLE link_smaller AS
            SELECT key, count(*) AS size FROM link_keys SEMI JOIN link_orphans USING (unit) GROUP BY key""")
        if not self._any("link_orphans"):
            return
        db.execute("""INSERT INTO link_touched SELECT unnest([a, b]) FROM link_pairs
            WHERE a IN (FROM link_orphans) OR b IN (FROM link_orphans)""")
        for name, column in (("link_pairs", "a"), ("link_pairs", "b"), ("link_keys", "unit"), ("link_units", "unit"),
                             ("link_news", "unit")):  # fmt: skip
            db.execute(f"DELETE FROM {name} WHERE {column} IN (FROM link_orphans)")

    def _compare(self) -> None:
        """Bring the joined pairs up to date with the blocks."""
        db, most = self._db, self._settings.blocks.most
        db.execute(f"""CREATE OR REPLACE TEMP TABLE link_wanted AS
            WITH arrived AS (SELECT key, count(*) AS size FROM link_keys SEMI JOIN link_news USING (unit) GROUP BY key),
                 changed AS (SELECT key, coalesce(arrived.size, 0) AS arrived, coalesce(link_smaller.size, 0) AS gone
                             FROM arrived FULL JOIN link_smaller USING (key)),
                 sized AS (SELECT key, count(*) AS size FROM link_keys SEMI JOIN changed USING (key) GROUP BY key)
            SELECT key, size > {most} OR size - arrived + gone > {most} AS whole FROM sized JOIN changed USING (key)""")
        db.execute("CREATE OR REPLACE TEMP TABLE link_found (a BIGINT, b BIGINT)")
        db.execute("CREATE OR REPLACE TEMP TABLE link_some AS SELECT key FROM link_wanted WHERE NOT whole")
        # Where all is new there is no need to ask of each pair whether it is.
        all_new = "SELECT (SELECT count(*) FROM link_units) = (SELECT count(*) FROM link_news)"
        news = None if db.execute(all_new).fetchall()[0][0] else "link_news"
        self._find("link_found", "link_some", news)
        self._compare_whole()
        db.execute(
            """CREATE OR REPLACE TEMP TABLE link_todo AS
               SELECT DISTINCT a, b FROM link_found ANTI JOIN link_pairs USING (a, b)"""
        )
        db.execute("DROP TABLE link_found")
        db.execute("CREATE OR REPLACE TEMP TABLE link_scored (a BIGINT, b BIGINT, bits DOUBLE)")
        weighed(db, "link_todo", "link_scored", self._settings)
        joined = f"FROM link_scored WHERE bits >= {self._settings.link}"
        db.execute(f"INSERT INTO link_pairs {joined}")
        db.execute(f"INSERT INTO link_touched SELECT unnest([a, b]) {joined}")

    def _find(self, into: str, wanted: str, news: str | None) -> None:
        """Put the pairs of blocks that may be joined into a table."""
        db, (worth, columns) = self._db, bound(self._settings)
        [(count,)] = db.execute(portions(wanted, self._settings)).fetchall()
        for number in range(count):
            some = wanted
            if count > 1:
                some = "link_portion"
                db.execute(f"CREATE OR REPLACE TEMP TABLE {some} AS FROM {wanted} WHERE key % {count} = {number}")
            query = candidates(some, news, columns, self._settings)
            db.execute(f"INSERT INTO {into} SELECT DISTINCT a, b FROM ({query}) WHERE {worth}")

    def _compare_whole(self) -> None:
        """Blocks too large to compare as a whole, or that were: who stands next to whom in them may have changed."""
        db = self._db
        db.execute("CREATE OR REPLACE TEMP TABLE link_whole AS SELECT key FROM link_wanted WHERE whole")
        if not self._any("link_whole"):
            return
        db.execute("""CREATE OR REPLACE TEMP TABLE link_suspects AS
            SELECT DISTINCT a, b FROM link_pairs p JOIN link_keys i ON i.unit = p.a JOIN link_keys j ON j.unit = p.b
            WHERE i.key = j.key AND i.key IN (FROM link_whole)""")
        db.execute("""CREATE OR REPLACE TEMP TABLE link_shared AS FROM link_whole UNION
            SELECT i.key FROM link_suspects p JOIN link_keys i ON i.unit = p.a JOIN link_keys j ON j.unit = p.b
            WHERE i.key = j.key""")
        db.execute("CREATE OR REPLACE TEMP TABLE link_near (a BIGINT, b BIGINT)")
        self._find("link_near", "link_shared", None)
        db.execute("INSERT INTO link_found FROM link_near")
        db.execute("""CREATE OR REPLACE TEMP TABLE link_lost AS
            FROM link_suspects ANTI JOIN link_near USING (a, b)""")
        if self._any("link_lost"):
            db.execute("INSERT INTO link_touched SELECT unnest([a, b]) FROM link_lost")
            db.execute("DELETE FROM link_pairs USING link_lost l WHERE link_pairs.a = l.a AND link_pairs.b = l.b")

    def _regroup(self) -> None:
        """Part anew the webs that were touched."""
        db = self._db
        db.execute('CREATE OR REPLACE TEMP TABLE link_parted (unit BIGINT, "group" BIGINT)')
        for part in groups(db, self._settings):
            self._insert("link_parted", part)
        db.execute("DELETE FROM link_groups")
        db.execute('INSERT INTO link_groups SELECT "group", mention FROM link_tellings JOIN link_parted USING (unit)')
        db.execute("""CREATE OR REPLACE TEMP TABLE link_undone AS
            FROM link_removed UNION SELECT mention FROM link_groups""")

    def _any(self, name: str) -> bool:
        return bool(self._db.execute(f"FROM {name} LIMIT 1").fetchall())
