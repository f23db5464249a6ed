"""The command line: a thin skin over the library."""

import signal
import sys
from typing import Annotated

import typer

from polybius.cli.asking import control, events, explain
from polybius.cli.filling import demo, link, run
from polybius.cli.reading import annotate, code, read, stories
from polybius.cli.reviewing import review
from polybius.cli.showing import export, report, serve
from polybius.console import WRONG_CALL

app = typer.Typer(
    name="polybius", no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False,
    rich_markup_mode="rich", context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip

# In the order in which --help lists them.
_COMMANDS = (
    read, annotate, code, stories, run, events, export, control, explain, report, serve, demo, link
)  # fmt: skip


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"polybius {version('polybius')}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Read news pages and write down what they say happened: who did what to whom, where, when, how many,
    according to whom, each fact tied to the words it rests on. Offline; the same answer every time.

    Start with [bold]polybius demo[/bold], or with your own pages:

        polybius run pages/ -o events.duckdb

        polybius report events.duckdb -o report.html
    """


for _command in _COMMANDS:
    app.command()(_command)
app.add_typer(review, name="review")


def main() -> None:
    """Entry point: like any filter, ends quietly when its reader goes away or it is asked to end."""
    # Asked to end, it closes its store and lets go of its workers as it does when interrupted.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        app()
    except OSError as error:
        # A folder that cannot be made, a disk that is full: the user's to mend, with the system's own reason.
        where = f"{error.filename}: " if error.filename else ""
        print(f"polybius: {where}{error.strerror or error}", file=sys.stderr)
        raise SystemExit(WRONG_CALL) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
