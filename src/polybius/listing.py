"""Tables that fit the terminal, and are plain columns where the output is none: events, and who holds what."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from polybius.records import Event, Participant
from polybius.stories.control import History, Spell
from polybius.web.words import how_many, shown, what, when, when_edtf

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_NARROW = 100  # columns: a terminal that is no wider goes without the recipients' column
_PIPED = 200
# Columns that a wide neighbour must not squeeze, to so many characters at least.
_LEAST = {"When": 14, "Where": 12, "Src": 3, "Id": 17}


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
            overflow="ellipsis" if on.is_terminal else "fold", min_width=_LEAST.get(name),
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


def control_table(histories: Iterable[History], on: "Console") -> "Table":
    """A line for each place: who holds it by the last that is told."""
    from rich.text import Text

    columns = [("Place", 3), ("Country", 0), ("Held by", 3), ("Since", 0), ("Contested since", 0), ("Conflicts", 0)]
    table = plain_table(on, columns)
    for one in histories:
        running = [spell for spell in one.spells if spell.until == ".."]
        holders = ", ".join(_holder(spell) for spell in running)
        last = next((spell for spell in reversed(running) if spell.extent == "whole"), running[-1] if running else None)
        cells = (
            one.place, one.country or "", holders or "nobody, by what is told", _edtf(last.since) if last else "",
            _edtf(last.contested_since) if last and last.contested_since else "", str(len(one.conflicts) or ""),
        )  # fmt: skip
        table.add_row(*map(Text, cells))
    return table


def history_table(one: History, on: "Console") -> "Table":
    """A line for each spell of a place."""
    from rich.text import Text

    columns = [("From", 0), ("To", 0), ("Holder", 3), ("What", 2), ("Contested since", 0), ("According to", 3)]
    table = plain_table(on, [*columns, ("Src", 0)])
    for spell in one.spells:
        said = dict.fromkeys(name for claim in spell.assertions for name in claim.asserted)
        alone = " (nobody else)" if all(claim.own for claim in spell.assertions) else ""
        until = "now" if spell.until == ".." else _edtf(spell.until)
        cells = (
            _edtf(spell.since), until, spell.side.name, _extent(spell),
            _edtf(spell.contested_since) if spell.contested_since else "", ", ".join(said) + alone,
            str(max(claim.independent for claim in spell.assertions)),
        )  # fmt: skip
        table.add_row(*map(Text, cells))
    return table


def evidence(one: History) -> Iterator[str]:
    """The sentences a history rests on, under the claim each makes, and what is in conflict."""
    for spell in one.spells:
        yield f"{_edtf(spell.since)} to {'now' if spell.until == '..' else _edtf(spell.until)}: {_holder(spell)}"
        for claim in spell.assertions:
            sentences = dict.fromkeys(source.text for source in claim.sources)
            verb = {"gain": "gained", "hold": "held", "loss": "lost"}[claim.change]
            verb = "left or disarmed" if claim.retreat else verb
            part = f"part ({claim.words}) of " if claim.extent == "part" else ""
            told = when(claim.date) or "undated"
            yield f"  {claim.side.name} {verb} {part}{claim.place}, {told}, event {claim.event}"
            yield from (f"    {sentence}" for sentence in sentences)
        if spell.contested:
            yield "  contested:"
            for fight in {fight.event: fight for fight in spell.contested}.values():
                yield f"    {fight.side.name}, {when(fight.date)}, event {fight.event}: {fight.text}"
    for conflict in one.conflicts:
        yield f"in conflict, {conflict.reason}"
        for claim in conflict.assertions:
            yield from (f"    {source.text}" for source in claim.sources[:1])


def _holder(spell: Spell) -> str:
    return f"{spell.side.name} (part)" if spell.extent == "part" else spell.side.name


def _extent(spell: Spell) -> str:
    places = dict.fromkeys(claim.place for claim in spell.assertions if not claim.retreat)
    part = next((claim.words for claim in spell.assertions if claim.extent == "part"), None)
    where = ", ".join(places)
    return f"{part} of {where}" if spell.extent == "part" else where


def _edtf(edtf: str | None) -> str:
    if edtf is None:
        return "?"
    return f"by {when_edtf(edtf[3:])}" if edtf.startswith("../") else when_edtf(edtf)
