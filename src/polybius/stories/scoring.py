"""Pairs of mentions weighed in DuckDB: each field's level, its weight, and their sum (``stories.comparisons``)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from polybius.stories.comparisons import EXCLUDED, Grade, fields, grades
from polybius.stories.features import COLUMNS
from polybius.stories.levels import TOGETHER
from polybius.stories.settings import Settings

if TYPE_CHECKING:
    import duckdb
    import pyarrow

_RULED_OUT = EXCLUDED / 2
_PAIRS = 1_000_000
_COLUMNS = ("unit", "document", *COLUMNS)


def choices(settings: Settings) -> dict[str, list[Grade]]:
    """The grades of every field, in the order in which they are tried."""
    return {name: list(grades(name, field, settings)) for name, field in fields(settings).items()}


def score(db: "duckdb.DuckDBPyConnection", pairs: str, settings: Settings) -> "pyarrow.Table":
    """The pairs of a table (a, b: units of the table ``link_units``, a < b) as (a, b, bits), in no telling order.

    ``bits`` is -inf for a pair that cannot be one event, null for one with too little in common to say."""
    return db.sql(_bits(pairs, settings)).to_arrow_table()


def weighed(db: "duckdb.DuckDBPyConnection", pairs: str, into: str, settings: Settings) -> None:
    """The same put into the table ``into`` (a, b, bits), so many pairs at a time that memory is no question."""
    [(count,)] = db.execute(f"SELECT count(*) FROM {pairs}").fetchall()
    parts = -(-count // _PAIRS)
    for number in range(parts):
        some = pairs if parts == 1 else f"(SELECT a, b FROM {pairs} WHERE a % {parts} = {number})"
        db.execute(f"INSERT INTO {into} {_bits(some, settings)}")


def _bits(pairs: str, settings: Settings) -> str:
    found = choices(settings)
    total = " + ".join(f"mw_{name}" for name in found)
    shared = enough(settings)
    return f"""WITH {graded(pairs, "a, b", found, settings)},
            summed AS (SELECT *, round({total}, 6) AS bits FROM weighed)
        SELECT a, b, CASE WHEN bits < {_RULED_OUT} THEN CAST('-inf' AS DOUBLE) WHEN {shared} THEN bits END AS bits
        FROM summed"""


def graded(pairs: str, keep: str, found: Mapping[str, Sequence[Grade]], settings: Settings) -> str:
    """Two common table expressions: ``graded`` has the number of the grade of each field of each pair, -1 where it says
    nothing; ``weighed`` the weights besides, as mw_ and the field. ``keep``: columns of the pairs to keep.

    Materialized, as DuckDB would otherwise put the whole of each CASE wherever its number is looked at.
    """
    sides = ", ".join(f'{side}."{name}" AS {name}_{side}' for side in "lr" for name in _COLUMNS)
    cases, bits = [], []
    for name, field in fields(settings).items():
        steps = list(enumerate(found[name]))
        last = steps[-1][0] if steps[-1][1].sql == "ELSE" else -1
        whens = "".join(f" WHEN {grade.sql} THEN {number}" for number, grade in steps if grade.sql != "ELSE")
        unknown = "" if field.unknown is None else f" WHEN {field.unknown} THEN -1"
        cases.append(f"CASE{unknown}{whens} ELSE {last} END::TINYINT AS {name}")
        weights = ", ".join(str(grade.bits) for grade in found[name])
        bits.append(f"([0.0, {weights}]::DOUBLE[])[{name} + 2] AS mw_{name}")
    return f"""pairs AS (SELECT {keep}, {sides} FROM {pairs}
                   JOIN link_units l ON l.unit = a JOIN link_units r ON r.unit = b),
               graded AS MATERIALIZED (
                   SELECT {keep}, own_l, own_r, guess_l, guess_r, wide_l, document_l, document_r, {", ".join(cases)}
                   FROM pairs),
               weighed AS (SELECT *, {", ".join(bits)} FROM graded)"""


def enough(settings: Settings) -> str:
    """Whether two documents share enough to be about one event, as SQL over the weights of the fields.

    That is its time and who or where, or its words; and more than a borrowed date and place: somebody, a figure, words.
    """
    levels = settings.levels["words"]

    def worded(least: float) -> str:
        named = [n for n, share in settings.likeness.words.items() if share >= least and levels[n].bits > 0]
        return f"mw_words >= {min((levels[name].bits for name in named), default=1e9) - 1e-6}"

    def shows(*names: str) -> str:
        return "(" + " OR ".join(f"mw_{name} > 1e-6" for name in names) + ")"

    specific = f"({worded(0.6)} OR ({shows('date')} AND {shows('place', 'actor', 'recipient', 'figures', 'names')}))"
    # Told without a day of its own, but exactly where, and by or to whom, or how many.
    place = f"mw_place >= {settings.levels['place']['same'].bits - 1e-6}"
    retold = f"((guess_l OR guess_r) AND {place} AND {shows('actor', 'recipient', 'figures', 'names')})"
    # Of disasters there are few: one day and one kind will do.
    rare = f"(wide_l AND mw_date >= {settings.levels['date']['same_days'].bits - 1e-6} AND {shows('mode')})"
    tied = f"(own_l OR own_r OR {shows('actor', 'recipient', 'figures')} OR {worded(0.25)})"
    return f"({TOGETHER} OR ({specific} AND {tied}) OR {retold} OR {rare})"
