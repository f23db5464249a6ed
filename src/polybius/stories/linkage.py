"""Which mentions are one event, kept up to date as documents come and go.

What is kept, in tables of a DuckDB database, is what does not depend on other documents: each mention as a row of
features, its blocks, and the pairs that are joined. A new mention is compared with those that share a block with it,
and only the webs of joined pairs that it touches are parted anew. Every rule looks at a pair, a block or a web as a
whole, so the events are the same in whatever order and portions the documents came.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from polybius.stories.blocks import candidates
from polybius.stories.clusters import Bounds, part, webs
from polybius.stories.features import COLUMNS
from polybius.stories.prepare import Prepared, prepare
from polybius.stories.reports import Report
from polybius.stories.scoring import score
from polybius.stories.settings import Settings
from polybius.stories.tables import registered, table

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
_BATCH = 20_000  # mentions


class Change(NamedTuple):
    """What an update did: the mentions whose events are no more, and the groups of mentions that are events now."""

    undone: set[str]
    groups: list[list[str]]


class Linkage:
    """The links between mentions, in the tables of ``db``.

    scratch: a connection to weigh pairs in, where ``db`` is not to have tables that come and go.
    """

    def __init__(
        self,
        db: "duckdb.DuckDBPyConnection",
        settings: Settings,
        scratch: "duckdb.DuckDBPyConnection | None" = None,
    ) -> None:
        self._db = db
        self._settings = settings
        self._scratch = scratch
        db.execute(TABLES)
        db.execute("CREATE TEMP TABLE IF NOT EXISTS link_news (unit BIGINT)")
        db.execute("DELETE FROM link_news")
        self._undone: set[str] = set()
        self._touched: set[int] = set()

    # --- what is told -------------------------------------------------------------------------

    def remove(self, documents: Sequence[str]) -> None:
        """Forget what these documents told; ``update`` works out what follows."""
        if not documents:
            return
        gone = self._db.execute(
            "DELETE FROM link_tellings WHERE document IN (SELECT unnest(?)) RETURNING mention, unit", [list(documents)]
        ).fetchall()
        self._undone.update(mention for mention, _ in gone)
        self._touched.update(unit for _, unit in gone)

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
        units = prepared.tellings["unit"].to_numpy()
        if not len(units):
            return
        self._touched.update(units.tolist())
        self._insert("link_tellings", prepared.tellings)
        with registered(self._db, "link_rows", prepared.units):
            fresh = "FROM link_rows WHERE unit NOT IN (SELECT unit FROM link_units)"
            self._db.execute(f"CREATE OR REPLACE TEMP TABLE link_fresh AS SELECT unit {fresh}")
            self._db.execute(f"INSERT INTO link_units SELECT * {fresh}")
        with registered(self._db, "link_rows", prepared.keys):
            self._db.execute("INSERT INTO link_keys SELECT * FROM link_rows WHERE unit IN (FROM link_fresh)")
        self._db.execute("INSERT INTO link_news FROM link_fresh")

    def _insert(self, name: str, rows: "pyarrow.Table") -> None:
        with registered(self._db, "link_rows", rows):
            self._db.execute(f"INSERT INTO {name} FROM link_rows")

    # --- what follows -------------------------------------------------------------------------

    def update(self) -> Change:
        """Work out the events that the mentions added and removed since the last time change."""
        self._drop_orphans()
        self._compare()
        self._db.execute("DELETE FROM link_news")
        return self._regroup()

    def _drop_orphans(self) -> None:
        """Remove units that nobody tells any more; their blocks may now compare others that they had kept apart."""
        self._db.execute("""CREATE OR REPLACE TEMP TABLE link_orphans AS
            SELECT unit FROM link_units WHERE unit NOT IN (SELECT unit FROM link_tellings)""")
        self._db.execute("""CREATE OR REPLACE TEMP TABLE link_left AS
            SELECT key, count(*) AS size FROM link_keys SEMI JOIN link_orphans USING (unit) GROUP BY key""")
        near = self._db.execute("""SELECT a, b FROM link_pairs
            WHERE a IN (FROM link_orphans) OR b IN (FROM link_orphans)""").fetchall()
        self._touched.update(unit for pair in near for unit in pair)
        for name, column in (("link_pairs", "a"), ("link_pairs", "b"), ("link_keys", "unit"), ("link_units", "unit")):
            self._db.execute(f"DELETE FROM {name} WHERE {column} IN (FROM link_orphans)")
        self._db.execute("DELETE FROM link_news WHERE unit IN (FROM link_orphans)")

    def _compare(self) -> None:
        """Bring the joined pairs up to date with the blocks."""
        db, most = self._db, self._settings.blocks.most
        db.execute(f"""CREATE OR REPLACE TEMP TABLE link_wanted AS
            WITH arrived AS (SELECT key, count(*) AS size FROM link_keys SEMI JOIN link_news USING (unit) GROUP BY key),
                 changed AS (SELECT key, coalesce(arrived.size, 0) AS arrived, coalesce(link_left.size, 0) AS gone
                             FROM arrived FULL JOIN link_left USING (key)),
                 sized AS (SELECT key, count(*) AS size FROM link_keys SEMI JOIN changed USING (key) GROUP BY key)
            SELECT key, size > {most} OR size - arrived + gone > {most} AS whole FROM sized JOIN changed USING (key)""")
        db.execute("CREATE OR REPLACE TEMP TABLE link_found (a BIGINT, b BIGINT)")
        db.execute("CREATE OR REPLACE TEMP TABLE link_some AS SELECT key FROM link_wanted WHERE NOT whole")
        for query in candidates("link_some", "link_news", self._settings):
            db.execute(f"INSERT INTO link_found {query}")
        self._compare_whole()
        db.execute(
            """CREATE OR REPLACE TEMP TABLE link_todo AS
               SELECT DISTINCT a, b FROM link_found ANTI JOIN link_pairs USING (a, b)"""
        )
        with registered(db, "link_rows", self._scored("link_todo")):
            db.execute("CREATE OR REPLACE TEMP TABLE link_scored AS FROM link_rows")
        joined = f"FROM link_scored WHERE bits >= {self._settings.link}"
        db.execute(f"INSERT INTO link_pairs {joined}")
        ends = db.execute(f"SELECT a {joined} UNION SELECT b {joined}").fetchnumpy()["a"]
        self._touched.update(ends.tolist())

    def _compare_whole(self) -> None:
        """Blocks too large to compare as a whole, or that were: who stands next to whom in them may have changed."""
        db = self._db
        db.execute("CREATE OR REPLACE TEMP TABLE link_whole AS SELECT key FROM link_wanted WHERE whole")
        if not db.execute("SELECT count(*) FROM link_whole").fetchall()[0][0]:
            return
        db.execute("""CREATE OR REPLACE TEMP TABLE link_suspects AS
            SELECT DISTINCT a, b FROM link_pairs p JOIN link_keys i ON i.unit = p.a JOIN link_keys j ON j.unit = p.b
            WHERE i.key = j.key AND i.key IN (FROM link_whole)""")
        db.execute("""CREATE OR REPLACE TEMP TABLE link_shared AS FROM link_whole UNION
            SELECT i.key FROM link_suspects p JOIN link_keys i ON i.unit = p.a JOIN link_keys j ON j.unit = p.b
            WHERE i.key = j.key""")
        db.execute("CREATE OR REPLACE TEMP TABLE link_near (a BIGINT, b BIGINT)")
        for query in candidates("link_shared", None, self._settings):
            db.execute(f"INSERT INTO link_near {query}")
        db.execute("INSERT INTO link_found FROM link_near")
        lost = db.execute("""DELETE FROM link_pairs WHERE (a, b) IN (SELECT (a, b) FROM link_suspects)
            AND (a, b) NOT IN (SELECT (a, b) FROM link_near) RETURNING a, b""").fetchall()
        self._touched.update(unit for pair in lost for unit in pair)

    def _scored(self, pairs: str) -> "pyarrow.Table":
        """The pairs of a table weighed, in the scratch connection where there is one."""
        if not self._db.execute(f"SELECT count(*) FROM {pairs}").fetchall()[0][0]:
            return table([], {"a": "BIGINT", "b": "BIGINT", "bits": "DOUBLE"})
        if self._scratch is None:
            return score(self._db, pairs, self._settings)
        wanted = f"SELECT * FROM link_units WHERE unit IN (SELECT a FROM {pairs} UNION SELECT b FROM {pairs})"
        for name, query in (("link_units", wanted), (pairs, f"FROM {pairs}")):
            with registered(self._scratch, "link_rows", self._db.sql(query).to_arrow_table()):
                self._scratch.execute(f"CREATE OR REPLACE TABLE {name} AS FROM link_rows")
        return score(self._scratch, pairs, self._settings)

    # --- groups -------------------------------------------------------------------------------

    def _regroup(self) -> Change:
        """Part anew the webs that were touched."""
        db = self._db
        units = np.sort(db.execute("SELECT unit FROM link_units").fetchnumpy()["unit"].astype(np.int64))
        pairs = db.execute("SELECT a, b, bits FROM link_pairs").fetchnumpy()
        ones, others = (np.searchsorted(units, pairs[side]) for side in ("a", "b"))
        web = webs(len(units), ones, others)
        touched = np.array(sorted(self._touched), np.int64)
        touched = touched[np.isin(touched, units)]
        again = np.zeros(web.max(initial=-1) + 1, bool)
        again[web[np.searchsorted(units, touched)]] = True
        sizes = np.bincount(web, minlength=len(again))
        groups: list[list[int]] = []
        largest = self._settings.exhaustive
        order = np.argsort(web, kind="stable")
        starts = np.concatenate([[0], np.cumsum(sizes)])
        middling: list[int] = []
        for number in np.flatnonzero(again).tolist():
            members = order[starts[number] : starts[number + 1]]
            if len(members) <= 2:
                groups.append(units[members].tolist())
            elif len(members) <= largest:
                middling.append(number)
        groups += self._part_each([units[order[starts[n] : starts[n + 1]]] for n in middling])
        large = np.flatnonzero(again & (sizes > largest))
        if len(large):
            inside = np.isin(web[ones], large)
            groups += self._part_large(
                [(n, order[starts[n] : starts[n + 1]]) for n in large.tolist()], units,
                (ones[inside], others[inside], pairs["bits"][inside]), web,
            )  # fmt: skip
        return self._change(groups)

    def _part_each(self, members: list[Any]) -> Iterator[list[int]]:
        """Webs of moderate size: every pair is weighed."""
        if not members:
            return
        ones, others = [], []
        for web in members:
            i, j = np.triu_indices(len(web), 1)
            ones.append(web[i])
            others.append(web[j])
        import pyarrow

        every = pyarrow.table({"a": np.concatenate(ones), "b": np.concatenate(others)})
        with registered(self._db, "link_rows", every):
            self._db.execute("CREATE OR REPLACE TEMP TABLE link_every AS FROM link_rows")
        # Most pairs of a web were weighed when they were found to share a block.
        self._db.execute("""CREATE OR REPLACE TEMP TABLE link_known AS
            FROM link_scored SEMI JOIN link_every USING (a, b)""")
        self._db.execute("CREATE OR REPLACE TEMP TABLE link_rest AS FROM link_every ANTI JOIN link_known USING (a, b)")
        known = self._db.sql("FROM link_known").to_arrow_table()
        scored = pyarrow.concat_tables([known, self._scored("link_rest")])
        index = np.concatenate([np.full(len(web), number) for number, web in enumerate(members)])
        flat = np.concatenate(members)
        by_unit = np.argsort(flat)
        where = index[by_unit][np.searchsorted(flat[by_unit], scored["a"].to_numpy())]
        found = [scored[name].to_numpy() for name in ("a", "b", "bits")]
        order = np.lexsort((found[1], found[0], where))
        bounds = np.searchsorted(where[order], np.arange(len(members) + 1))
        for number, web in enumerate(members):
            rows = order[bounds[number] : bounds[number + 1]]
            i, j = np.searchsorted(web, found[0][rows]), np.searchsorted(web, found[1][rows])
            pairs = list(zip(i.tolist(), j.tolist(), found[2][rows].tolist(), strict=True))
            for group in part(len(web), pairs, self._settings.link, self._settings.average):
                yield web[group].tolist()

    def _part_large(
        self, members: list[tuple[int, Any]], units: Any, pairs: tuple[Any, Any, Any], web: Any
    ) -> Iterator[list[int]]:
        """Webs of any size: the joined pairs are all that is known, and days and towns must agree."""
        import pyarrow

        ones, others, bits = pairs
        settings = self._settings
        wanted = np.concatenate([found for _, found in members])
        with registered(self._db, "link_rows", pyarrow.table({"unit": units[wanted]})):
            rows = self._db.sql(f"""SELECT unit,
                    CASE WHEN own AND days <= {settings.date.spans["days"]} THEN first END::DOUBLE AS first,
                    CASE WHEN own AND days <= {settings.date.spans["days"]} THEN last END::DOUBLE AS last,
                    CASE WHEN extent = 'point' AND place_trust = 3 THEN x END AS x,
                    CASE WHEN extent = 'point' AND place_trust = 3 THEN y END AS y,
                    CASE WHEN extent = 'point' AND place_trust = 3 THEN z END AS z
                FROM link_units SEMI JOIN link_rows USING (unit) ORDER BY unit""").to_arrow_table()
        at = rows["unit"].to_numpy()
        columns = [rows[name].to_numpy(zero_copy_only=False) for name in ("first", "last", "x", "y", "z")]
        for number, found in members:
            row = np.searchsorted(at, units[found])
            days, spots = (np.stack([column[row] for column in columns[a:b]], 1) for a, b in ((0, 2), (2, 5)))
            mine = web[ones] == number
            i, j = np.searchsorted(found, ones[mine]), np.searchsorted(found, others[mine])
            told = list(zip(i.tolist(), j.tolist(), bits[mine].tolist(), strict=True))
            for group in Bounds(days, spots, max(settings.place.near.values())).part(told):
                yield units[found[group]].tolist()

    def _change(self, groups: list[list[int]]) -> Change:
        """The groups of units as groups of mentions."""
        import pyarrow

        numbers = [number for number, group in enumerate(groups) for _ in group]
        flat = [unit for group in groups for unit in group]
        rows = pyarrow.table({"unit": pyarrow.array(flat, "int64"), "group": pyarrow.array(numbers, "int64")})
        with registered(self._db, "link_rows", rows):
            found = self._db.execute("""SELECT "group", mention FROM link_tellings JOIN link_rows USING (unit)
                ORDER BY "group", mention""").fetchall()
        mentions = [[mention for _, mention in rows] for _, rows in groupby(found, key=lambda row: row[0])]
        undone = self._undone | {mention for group in mentions for mention in group}
        self._undone, self._touched = set(), set()
        return Change(undone, mentions)
