"""Reading the TSV tables under ``polybius/data/article``."""

from collections.abc import Callable, Iterator
from importlib import resources

Error = Callable[[str], "TableError"]


class TableError(ValueError):
    """A line of a data table that cannot be read: says which file and line, and what is wrong with it."""


def rows(file: str, columns: tuple[str, ...]) -> Iterator[tuple[Error, tuple[str, ...]]]:
    """Each row's cells, with what makes a TableError that names the row, for a caller to raise.

    The first line that is no comment ("#") must name ``columns``. Raises TableError for a wrong header
    and for a row with too few or too many cells.
    """
    path = resources.files("polybius") / "data" / "article" / file
    header_seen = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue

        def error(reason: str, number: int = number) -> TableError:
            return TableError(f"data/article/{file}, line {number}: {reason}")

        cells = tuple(cell.strip() for cell in line.split("\t"))
        if not header_seen:
            if cells != columns:
                raise error(f"the columns should be {', '.join(columns)}")
            header_seen = True
        elif len(cells) != len(columns):
            raise error(f"{len(cells)} cells where {len(columns)} belong")
        else:
            yield error, cells
