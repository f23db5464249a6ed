"""What a field of two tellings can show, as levels with conditions in DuckDB's SQL."""

from collections.abc import Callable
from typing import NamedTuple

TOGETHER = "document_l = document_r"
ELSE = "ELSE"


class Condition(NamedTuple):
    """A level: its name in the data, and when it holds. A graded one has a weight for how well it is borne out."""

    level: str
    sql: str
    graded: bool = False


class Field(NamedTuple):
    """A field: when it says nothing, its levels, and what makes a graded level borrowed or weak."""

    unknown: str | None
    levels: tuple[Condition, ...]
    borrowed: str = "FALSE"
    weak: str = "FALSE"


def either(make: Callable[[str, str], str]) -> str:
    """A condition on one side and the other, or the other way round."""
    return f"({make('_l', '_r')} OR {make('_r', '_l')})"
