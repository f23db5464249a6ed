"""Write docs/crosswalks.md out of the data dictionaries in src/polybius/data/exports.

    python bench/crosswalks_page.py
"""

from pathlib import Path

from polybius.crosswalks import NAMES, Crosswalk, load
from polybius.crosswalks.writing import HAPPENED, WIDEST

PAGE = Path(__file__).resolve().parents[1] / "docs" / "crosswalks.md"

_HEAD = f"""\
# Crosswalks: GDELT, ICEWS, POLECAT, ACLED

<!-- Written by bench/crosswalks_page.py from src/polybius/data/exports; change those files, then run it. -->

    polybius export karabakh.duckdb -o 20231108.export.csv --as gdelt
    polybius export karabakh.duckdb -o events.2023.tab --as icews
    polybius export karabakh.duckdb -o polecat.tab --as polecat
    polybius export karabakh.duckdb -o acled.csv --as acled

The same events in the columns of another data set, so that a script written for it runs on them unchanged. The
columns are theirs, the coding is ours: a machine's, by [rules one can read](how-it-works.md), with its
[limits](limits.md). Do not pass such rows off as that project's, and do not mix the two without a column that says
which is which.

- **Rows** are events, not reports: many sources of one happening are one row, where GDELT and ICEWS have many.
- **What took place** is a row: status {", ".join(f"`{status}`" for status in HAPPENED)}. What was planned, threatened,
  demanded, denied or only thought of is none, unless `--status` asks for it. How many events are left out, and why, is
  said on standard error.
- **A date wider than {WIDEST} days** is no day of these tables: the event is left out. Narrower ones are at their first
  day.
- **Text** is UTF-8. A cell that a spreadsheet would run as a formula has a `'` before it; tabs and line ends in a text
  are spaces.
- **Several actors** where a table has room for one: the first is taken.

Countries, sectors, CAMEO names and ACLED's types are tables in `data/exports`, each with its source. Filters work as
in [`polybius events`](querying.md); the [columns of our own](records.md#columns-of-csv-parquet-and-xlsx) hold more than
any of these.
"""


def page() -> str:
    """The page."""
    return "\n".join([_HEAD, *(_section(name, load(name)) for name in NAMES)])


def _section(name: str, walk: Crosswalk) -> str:
    blank = sum(column.blank is not None for column in walk.column)
    lines = [
        f"## {walk.title}",
        "",
        f"`--as {name}`. {walk.rows} {len(walk.column)} columns, {blank} of them blank. After: {walk.source}.",
        "",
        "| column | type | meaning | here |",
        "|---|---|---|---|",
    ]
    for column in walk.column:
        here = column.filled if column.filled is not None else f"*blank*: {column.blank}"
        lines.append(f"| `{column.name}` | {column.type} | {column.meaning} | {here} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.name)
