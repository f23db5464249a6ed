"""The demonstration: the bundled sample into a store, a table of what happened, and a report to open."""

import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from polybius.console import Session
from polybius.pipeline import Coder
from polybius.records import Event, Participant
from polybius.running import run_into
from polybius.store import Store
from polybius.web import report
from polybius.web.view import most_told
from polybius.web.words import shown, what, when

if TYPE_CHECKING:
    from rich.table import Table

STORE = "polybius-demo.duckdb"
REPORT = "report.html"
_ROWS = 30
_WIDTH = 150  # columns, where the output is no terminal


def show(folder: Path, session: Session) -> None:
    """Run on the sample, print the events with the most sources, write the report into ``folder``."""
    from rich.console import Console

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / STORE
    for old in (path, path.with_name(STORE + ".wal")):
        old.unlink(missing_ok=True)
    session.say("reading the bundled sample …")
    with as_file(files("polybius") / "sample") as sample:
        summary = run_into(path, [str(sample)], session=session, coder=Coder(gated=True, progress=session.say))
    with Store(path, read_only=True) as store:
        events = list(store.events())
        report.write(store, folder / REPORT, title="Polybius: the bundled sample")
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    console.print(_table(events))
    console.print(
        f"{summary.documents} documents, {summary.mentions} reports, {summary.events} events.\n\n"
        f"Open [bold]{folder / REPORT}[/bold] to look at them with their evidence.\n\n"
        "What to try next:\n"
        f"  polybius export {path} -o events.csv\n"
        "  polybius run YOUR-PAGES/ -o mine.duckdb && polybius report mine.duckdb",
        highlight=False,
    )


def _table(events: list[Event]) -> "Table":
    """The events that most sources tell, by date."""
    from rich.table import Table

    told = sorted(events, key=most_told)[:_ROWS]
    table = Table(title=f"What most sources tell ({len(told)} of {len(events)} events)")
    for name in ("When", "What", "Who", "To whom", "Where", "How many", "Sources"):
        table.add_column(name, justify="right" if name == "Sources" else "left", overflow="fold")
    for event in sorted(
        told, key=lambda e: (e.date.first or e.date.last or "" if e.date else "~", e.type, e.id)
    ):
        table.add_row(
            when(event.date), ", ".join(filter(None, what(event))), _names(event.actor),
            _names(event.recipient), event.place.name if event.place else "", _figures(event), str(event.independent),
        )  # fmt: skip
    return table


def _names(people: tuple[Participant, ...]) -> str:
    return ", ".join(shown(people))


def _figures(event: Event) -> str:
    parts = []
    for figure in event.quantities:
        low = "" if figure.low is None else f"{figure.low:,.0f}"
        high = "" if figure.high is None else f"{figure.high:,.0f}"
        number = (
            low if low == high else f"{low}–{high}" if low and high else f"{low}+" if low else f"up to {high}"
        )
        parts.append(f"{number} {figure.kind}")
    return ", ".join(parts)
