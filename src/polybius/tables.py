"""Reading the project's TSV tables under ``polybius/data``."""

from collections.abc import Callable, Iterator
from importlib import resources


class TableError(ValueError):
    """A line of a data table that cannot be read: says which file and line, and what is wrong with it."""


Error = Callable[[str], TableError]


def rows(path: str, columns: tuple[str, ...], *, full: bool = False) -> Iterator[tuple[Error, dict[str, str]]]:
    """Each row of a table as (error, cells by column name); ``path`` is below data ("places/land.tsv").

    The first line that is no comment ("#") must name ``columns``. ``error(reason)`` makes a TableError that
    names the row's file and line, for the caller to raise where a cell is wrong. In a ``full`` table no cell
    may be left empty: "-" stands for nothing. Raises TableError for a wrong header, a row with too few or too
    many cells, and an empty cell of a full table.
    """
    folder, _, file = path.rpartition("/")
    text = (resources.files("polybius") / "data" / folder / file).read_text(encoding="utf-8")
    header_seen = False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue

        def error(reason: str, number: int = number) -> TableError:
            return TableError(f"data/{path}, line {number}: {reason}")

        cells = tuple(cell.strip() for cell in line.split("\t"))
        if not header_seen:
            if cells != columns:
                raise error(f"the columns should be {', '.join(columns)}")
            header_seen = True
            continue
        if len(cells) != len(columns):
            raise error(f"{len(cells)} cells where {len(columns)} belong")
        if full and not all(cells):
            raise error("a cell is empty; write '-' for nothing")
        yield error, {
            column: "" if full and cell == "-" else cell for column, cell in zip(columns, cells, strict=True)
        }


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell parted by "|", empty ones left out."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())
