"""Events as a table that fits the terminal, and as plain columns where the output is none."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from polybius.records import Event, Participant
from polybius.web.words import how_many, shown, what, when

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_NARROW = 100  # columns: a terminal that is no wider goes without the recipients' column
_PIPED = 200


def console() -> "Console":
    """Where tables go: as wide as the terminal; plain text of a fixed width where there is none."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else _PIPED, highlight=False, soft_wrap=False)


def plain_table(on: "Console", columns: Sequence[tuple[str, int]]) -> "Table":
    """An empty table of columns (name, share of the width; 0: as wide as its widest cell)."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD if on.is_terminal else None, expand=on.is_terminal, pad_edge=False)
    for name, share in columns:
        table.add_column(
            name, ratio=share or None, no_wrap=True, justify="right" if name == "Src" else "left",
            overflow="ellipsis" if on.is_terminal else "fold",
        )  # fmt: skip
    return table


def events_table(events: Iterable[Event], on: "Console") -> "Table":
    """A line for each event."""
    narrow = on.width <= _NARROW
    columns = [("When", 0), ("What", 3), ("Who", 3), ("To whom", 3), ("Where", 2), ("How many", 3)]
    columns += [("Src", 0), ("Id", 0)]
    if narrow:
        columns = [one for one in columns if one[0] not in ("To whom", "Id")]
    table = plain_table(on, columns)
    for event in events:
        cells = {
            "When": when(event.date),
            "What": _what(event),
            "Who": _names(event.actor),
            "To whom": _names(event.recipient),
            "Where": event.place.name if event.place else "",
            "How many": how_many(event.quantities),
            "Src": str(event.independent),
            "Id": event.id,
        }
        from rich.text import Text

        table.add_row(*(Text(cells[name]) for name, _ in columns))
    return table


def _what(event: Event) -> str:
    kind, manner = what(event)
    told = f"{kind}: {manner}" if manner else kind
    return told if event.status == "occurred" else f"{told} ({event.status})"


def _names(people: tuple[Participant, ...]) -> str:
    return ", ".join(shown(people))
