"""Pairs that no words, names or actors can make one event, told by what is cheap to look at.

Of the pairs that share a block most are ruled out by their days, places or types: numbers and short words. Lists of
hashed words cost ten times as much to fetch and compare. So each pair is first given a weight that it cannot exceed,
from the levels of its fields that need no list; one that stays below ``link`` is never weighed as a whole.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from polybius.stories.comparisons import Grade, fields
from polybius.stories.features import COLUMNS
from polybius.stories.levels import Field
from polybius.stories.scoring import choices
from polybius.stories.settings import Settings

_COLUMN = re.compile(r"\b([a-z]\w*)_[lr]\b")
_DEAR = {name for name, kind in COLUMNS.items() if kind.endswith("[]")} | {"said", "where_name", "where_text"}
_PLACES = 1e-5  # weights are rounded when they are added up


class Bound(NamedTuple):
    """Whether a pair may reach ``link``, as SQL over columns of ``link_units`` with _l and _r, and which these are."""

    sql: str
    columns: list[str]


def bound(settings: Settings) -> Bound:
    """What a pair must hold to be worth weighing."""
    found = choices(settings)
    highest = [_highest(field, found[name]) for name, field in fields(settings).items()]
    columns = sorted({column for _, columns in highest for column in columns})
    return Bound(f"{' + '.join(sql for sql, _ in highest)} >= {settings.link - _PLACES}", columns)


def _highest(field: Field, found: Sequence[Grade]) -> tuple[str, set[str]]:
    """The weight that a field cannot exceed, as SQL, and the columns it looks at."""
    bits = [grade.bits for grade in found] + ([] if found[-1].sql == "ELSE" else [0.0])
    otherwise = str(bits[-1])
    columns: set[str] = set()
    whens = ""
    if field.unknown is not None:
        if _dear(field.unknown):
            return str(max(0.0, *bits)), set()
        whens += f" WHEN {field.unknown} THEN 0.0"
        columns |= _columns(field.unknown)
    for at, grade in enumerate(found):
        if grade.sql == "ELSE":
            break
        condition = weaker(grade.sql)
        if condition == "TRUE":
            otherwise = str(max(bits[at:]))
            break
        whens += f" WHEN {condition} THEN {grade.bits if condition == grade.sql else max(bits[at:])}"
        columns |= _columns(condition)
    return (f"CASE{whens} ELSE {otherwise} END" if whens else otherwise), columns


def weaker(sql: str) -> str:
    """A condition that holds wherever this one does and looks at no list: its parts that do are left out of the AND."""
    if not _dear(sql):
        return sql
    parts = _conjuncts(sql)
    if len(parts) == 1:
        inside = sql.strip()
        if inside.startswith("(") and _closes(inside) == len(inside) - 1:
            return weaker(inside[1:-1])
        return "TRUE"
    kept = [part for part in map(weaker, parts) if part != "TRUE"]
    return " AND ".join(f"({part})" for part in kept) or "TRUE"


def _conjuncts(sql: str) -> list[str]:
    """What AND joins at the top of a condition; all of it where something else does."""
    depth, start = 0, 0
    parts = []
    for word in re.finditer(r"[()]|\b(?:AND|OR|NOT|CASE|BETWEEN)\b", sql):
        if word[0] in "()":
            depth += 1 if word[0] == "(" else -1
        elif depth == 0 and word[0] == "AND":
            parts.append(sql[start : word.start()])
            start = word.end()
        elif depth == 0 and word[0] != "NOT":
            return [sql]
    return [*parts, sql[start:]]


def _closes(sql: str) -> int:
    """Where the bracket that the text begins with is closed."""
    depth = 0
    for at, letter in enumerate(sql):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return at
    return -1


def _columns(sql: str) -> set[str]:
    return {name for name in _COLUMN.findall(sql) if name in COLUMNS or name in ("unit", "document")}


def _dear(sql: str) -> bool:
    return not _DEAR.isdisjoint(_COLUMN.findall(sql))
