"""Reading the TSV tables under ``polybius/data/entities``."""

from collections.abc import Callable, Iterator
from importlib import resources

DATA = "data/entities"


class TableError(ValueError):
    """A line of a data table that cannot be read: says which file and line, and what is wrong with it."""


def rows(file: str, columns: tuple[str, ...]) -> Iterator[tuple[Callable[[str], TableError], dict[str, str]]]:
    """Each row of a table, as (error, cells by column name); a cell "-" is empty.

    The first line that is no comment ("#") must name ``columns``. ``error(reason)`` makes a TableError that
    names the row's file and line, for the caller to raise where a cell is wrong.
    Raises TableError for a wrong header, a row with too few or too many cells, and an empty cell.
    """
    path = resources.files("polybius") / "data" / "entities" / file
    header_seen = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue

        def error(reason: str, number: int = number) -> TableError:
            return TableError(f"{DATA}/{file}, line {number}: {reason}")

        cells = tuple(cell.strip() for cell in line.split("\t"))
        if not header_seen:
            if cells != columns:
                raise error(f"the columns should be {', '.join(columns)}")
            header_seen = True
        elif len(cells) != len(columns):
            raise error(f"{len(cells)} cells where {len(columns)} belong")
        elif not all(cells):
            raise error("a cell is empty; write '-' for nothing")
        else:
            yield error, {c: "" if cell == "-" else cell for c, cell in zip(columns, cells, strict=True)}


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell parted by "|"."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())
