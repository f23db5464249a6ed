"""The webs of joined pairs that have changed, parted into the groups of units that are one event."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from polybius.stories.clusters import Bounds, Integers, agreed, part, webs
from polybius.stories.scoring import weighed
from polybius.stories.settings import Settings
from polybius.stories.tables import registered

if TYPE_CHECKING:
    import duckdb
    import pyarrow

_PAIRS = 1_000_000  # weighed at once


def groups(db: "duckdb.DuckDBPyConnection", settings: Settings) -> Iterator["pyarrow.Table"]:
    """The groups of the webs that have a unit of ``link_touched`` in them, as tables (unit, group: a number).

    Every pair of a web is weighed, those of ``link_scored`` were already; of a web of more than ``exhaustive`` units
    only the joined pairs of ``link_pairs`` are known.
    """
    units = np.sort(_column(db, "SELECT unit FROM link_units"))
    pairs = db.execute("SELECT a, b, bits FROM link_pairs").fetchnumpy()
    ones, others = (np.searchsorted(units, np.asarray(pairs[side])) for side in ("a", "b"))
    web = webs(len(units), ones, others)
    touched = _column(db, "SELECT DISTINCT unit FROM link_touched SEMI JOIN link_units USING (unit)")
    again = np.zeros(web.max(initial=-1) + 1, bool)
    again[web[np.searchsorted(units, touched)]] = True
    sizes = np.bincount(web, minlength=len(again))
    order = np.argsort(web, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes)])
    number = 0

    small = again & (sizes <= 2)
    members = order[small[web[order]]]
    if len(members):
        # Two that are joined, or one alone: nothing to part.
        fresh = np.r_[True, np.diff(web[members]) != 0]
        yield _table(units[members], np.cumsum(fresh) - 1)
        number = int(fresh.sum())
    for some in _portions(np.flatnonzero(again & (sizes > 2) & (sizes <= settings.exhaustive)), sizes):
        told = list(_part_each(db, [units[order[starts[n] : starts[n + 1]]] for n in some], settings))
        yield _numbered(told, number)
        number += len(told)
    large = np.flatnonzero(again & (sizes > settings.exhaustive))
    if len(large):
        bits = np.asarray(pairs["bits"])
        inside = np.flatnonzero(np.isin(web[ones], large))
        inside = inside[np.argsort(web[ones[inside]], kind="stable")]
        bounds = np.searchsorted(web[ones[inside]], [large, large + 1])
        for n, begin, end in zip(large.tolist(), *bounds.tolist(), strict=True):
            found, rows = order[starts[n] : starts[n + 1]], inside[begin:end]
            joined = (np.searchsorted(found, ones[rows]), np.searchsorted(found, others[rows]), bits[rows])
            told = list(_part_large(db, units[found], joined, settings))
            yield _numbered(told, number)
            number += len(told)


def _portions(numbers: Integers, sizes: Integers) -> Iterator[list[int]]:
    """Webs in portions that have so many pairs together."""
    total = np.cumsum(sizes[numbers] * (sizes[numbers] - 1) // 2) // _PAIRS
    for portion in np.unique(total).tolist():
        yield numbers[total == portion].tolist()


def _part_each(db: "duckdb.DuckDBPyConnection", members: list[Integers], settings: Settings) -> Iterator[Integers]:
    """Webs of moderate size: every pair is weighed. Each web's units are sorted."""
    import pyarrow

    ones, others = [], []
    for web in members:
        i, j = np.triu_indices(len(web), 1)
        ones.append(web[i])
        others.append(web[j])
    numbers = np.repeat(np.arange(len(members)), [len(some) for some in ones])
    every = pyarrow.table({"a": np.concatenate(ones), "b": np.concatenate(others), "web": numbers})
    with registered(db, "link_rows", every):
        db.execute("CREATE OR REPLACE TEMP TABLE link_every AS FROM link_rows")
    # Most pairs of a web were weighed when they were found to share a block.
    db.execute("CREATE OR REPLACE TEMP TABLE link_known AS FROM link_scored SEMI JOIN link_every USING (a, b)")
    db.execute("""CREATE OR REPLACE TEMP TABLE link_rest AS
        SELECT a, b FROM link_every ANTI JOIN link_known USING (a, b)""")
    weighed(db, "link_rest", "link_known", settings)
    query = "SELECT web, a, b, bits FROM link_every JOIN link_known USING (a, b) ORDER BY web, a, b"
    found = {name: np.ma.filled(column, np.nan) for name, column in db.execute(query).fetchnumpy().items()}
    bounds = np.searchsorted(found["web"], np.arange(len(members) + 1)).tolist()
    whole = agreed(found["bits"], bounds, settings.average)
    for number, web in enumerate(members):
        if whole[number]:
            yield web
            continue
        rows = slice(bounds[number], bounds[number + 1])
        ends = (np.searchsorted(web, found[side][rows]).tolist() for side in ("a", "b"))
        pairs = list(zip(*ends, found["bits"][rows].tolist(), strict=True))
        for group in part(len(web), pairs, settings.link, settings.average):
            yield web[group]


def _part_large(
    db: "duckdb.DuckDBPyConnection", units: Integers, pairs: tuple[Any, Any, Any], settings: Settings
) -> Iterator[Integers]:
    """A web of any size: the joined pairs are all that is known, and days and towns must agree."""
    import pyarrow

    with registered(db, "link_rows", pyarrow.table({"unit": units})):
        rows = db.sql(f"""SELECT unit,
                CASE WHEN own AND days <= {settings.date.spans["days"]} THEN first END::DOUBLE AS first,
                CASE WHEN own AND days <= {settings.date.spans["days"]} THEN last END::DOUBLE AS last,
                CASE WHEN extent = 'point' AND place_trust = 3 THEN x END AS x,
                CASE WHEN extent = 'point' AND place_trust = 3 THEN y END AS y,
                CASE WHEN extent = 'point' AND place_trust = 3 THEN z END AS z
            FROM link_units SEMI JOIN link_rows USING (unit) ORDER BY unit""").to_arrow_table()
    columns = [rows[name].to_numpy(zero_copy_only=False) for name in ("first", "last", "x", "y", "z")]
    days, spots = (np.stack(columns[begin:end], 1) for begin, end in ((0, 2), (2, 5)))
    told = list(zip(*(side.tolist() for side in pairs), strict=True))
    for group in Bounds(days, spots, max(settings.place.near.values())).part(told):
        yield units[group]


def _column(db: "duckdb.DuckDBPyConnection", query: str) -> Integers:
    [column] = db.execute(query).fetchnumpy().values()
    return np.asarray(column, np.int64)


def _numbered(told: Sequence[Integers], first: int) -> "pyarrow.Table":
    """Groups of units as a table, numbered from ``first``."""
    sizes = [len(group) for group in told]
    return _table(np.concatenate(told), np.repeat(np.arange(first, first + len(told)), sizes))


def _table(units: Integers, numbers: Integers) -> "pyarrow.Table":
    import pyarrow

    return pyarrow.table({"unit": units, "group": numbers})
