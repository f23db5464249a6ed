"""Bring the tables of docs/records.md up to date with src/polybius/records.py and the columns of the exports.

    python bench/records_page.py

Which records there are, their fields in their order and the fields' types come from the code; what a field means is
written in the page, and stays. A record or field that the page does not explain yet stops the program.
"""

import inspect
import re
import types
import typing
from pathlib import Path

import msgspec

from polybius import records
from polybius.store.columns import COLUMNS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "records.md"
COLUMNS_HEADING = "Columns of CSV, Parquet and XLSX"

_SIMPLE = {str: "text", int: "integer", float: "number", bool: "boolean"}
_ROW = re.compile(r"^\| `(\w+)` \|(?:.*\|)? (.*) \|$", re.MULTILINE)


def kinds() -> list[type[msgspec.Struct]]:
    """The records, in the order of their definition."""
    return [
        kind
        for kind in vars(records).values()
        if inspect.isclass(kind) and issubclass(kind, records.Record) and kind is not records.Record
    ]


def page(text: str) -> str:
    """The page with its tables made anew. Raises SystemExit for what it does not explain."""
    head, *sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    found = {section[3:].partition("\n")[0].strip(): section for section in sections}
    for kind in kinds():
        if kind.__name__ not in found:
            raise SystemExit(f"{PAGE.name}: no section for {kind.__name__}")
        found[kind.__name__] = _renewed(kind, found[kind.__name__])
    rows = ["| column | type | meaning |", "|---|---|---|"]
    rows += [f"| `{column.name}` | {column.kind} | {column.meaning} |" for column in COLUMNS]
    found[COLUMNS_HEADING] = _with_table(found[COLUMNS_HEADING], rows)
    return head + "".join(found.values())


def _renewed(kind: type[msgspec.Struct], section: str) -> str:
    meanings = dict(_ROW.findall(section.split("\n### ")[0]))
    hints = typing.get_type_hints(kind)
    rows = ["| field | type | meaning |", "|---|---|---|"]
    for field in kind.__struct_fields__:
        if field not in meanings:
            raise SystemExit(f"{PAGE.name}: {kind.__name__} has a field {field!r}; add a row for it and what it means")
        rows.append(f"| `{field}` | {_words(hints[field])} | {meanings[field]} |")
    return _with_table(section, rows)


def _with_table(section: str, rows: list[str]) -> str:
    """The section with its first table replaced."""
    return re.sub(r"(?:^\|.*\n)+", lambda match: "\n".join(rows) + "\n", section, count=1, flags=re.MULTILINE)


def _words(hint: typing.Any) -> str:
    """A type in words, records linked."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = [one for one in typing.get_args(hint) if one is not type(None)]
        return " or ".join([*(_words(one) for one in inner), "null"])
    if typing.get_origin(hint) is tuple:
        return f"list of {_words(typing.get_args(hint)[0])}"
    if typing.get_origin(hint) is typing.Literal:
        return "text"
    if inspect.isclass(hint) and issubclass(hint, msgspec.Struct):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return _SIMPLE[hint]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(PAGE.name)
