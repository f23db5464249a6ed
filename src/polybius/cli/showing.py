"""Commands that hand a store's events on: as a file, a page, a site of one's own."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from polybius.choosing import chooses
from polybius.cli.answers import chosen, existing, finished, known_errors, stated
from polybius.cli.options import Provenance, StorePath
from polybius.console import stop


@chooses
def export(
    store: StorePath,
    *,
    wanted: Any,  # a store.Filter
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help=".csv, .jsonl, .parquet, .geojson or .xlsx; with "
                           "--as any text file")
    ],
    layout: Annotated[
        str | None, typer.Option("--as", metavar="gdelt|icews|polecat|acled", show_default=False,
                                 help="In the columns of another data set, for scripts that read those.")
    ] = None,
    provenance: Provenance = False,
) -> None:  # fmt: skip
    """Write the store's events, or those that fit, to a file for a spreadsheet, a map or a statistics package.

    With --as, only what took place is a row, as those data sets have it, unless --status asks otherwise; how many
    events are left out, and why, is said on standard error. Columns that cannot be filled stay blank.

    Example: polybius export karabakh.duckdb -o events.csv

    Example: polybius export karabakh.duckdb -o attacks.geojson --type ASSAULT --country Azerbaijan

    Example: polybius export karabakh.duckdb -o 20231108.export.csv --as gdelt

    Example: polybius export karabakh.duckdb -o paper.parquet --provenance
    """
    from polybius.store import Store, export_as
    from polybius.store import export as write

    try:
        with Store(existing(store), read_only=True) as opened:
            found = opened.events(wanted)
            if layout is None:
                write(opened, output, events=found)
            else:
                tally = export_as(layout, found, output, any_status=bool(wanted.statuses))
                print(f"{output}: {tally.written} rows", file=sys.stderr)
                for reason, number in tally.left_out.items():
                    print(f"  left out, {reason}: {number}", file=sys.stderr)
            if provenance:
                stated(opened, output, {"command": "export", "as": layout, **chosen(wanted)})
            finished(opened)
    except known_errors() as error:
        raise stop(str(error)) from error


@chooses
def report(
    store: StorePath,
    *,
    wanted: Any,  # a store.Filter
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", show_default=False,
                                  help="The file to write (default: report.html, or report.md).")
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="The heading (default: the store's name).", show_default=False)
    ] = None,
    format: Annotated[
        str | None, typer.Option(metavar="html|md", show_default=False,
                                 help="A page or Markdown (default: by the file's ending, else a page).")
    ] = None,
    provenance: Provenance = False,
) -> None:  # fmt: skip
    """Write one self-contained page to look at or to send: summary, timeline, map, table, every event with its
    evidence. Or the same as Markdown: summary, tables, events with their sentences, sources as footnotes.

    Example: polybius report karabakh.duckdb -o report.html

    Example: polybius report karabakh.duckdb -o attacks.md --type ASSAULT --min-sources 2
    """
    from polybius.store import Store
    from polybius.web.report import write

    kind = format or ("md" if output is not None and output.suffix.lower() in (".md", ".markdown") else "html")
    if kind not in ("html", "md"):
        raise stop(f"--format {kind}: there are html and md")
    target = output or Path(f"report.{kind}")
    try:
        with Store(existing(store), read_only=True) as opened:
            write(opened, target, title=title or store.stem, wanted=wanted, markdown=kind == "md")
            if provenance:
                stated(opened, target, {"command": "report", "title": title, "format": kind, **chosen(wanted)})
            finished(opened)
    except known_errors() as error:
        raise stop(str(error)) from error
    print(target)


def serve(
    store: StorePath,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0: any free one.")] = 8080,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address to answer at; other machines reach 0.0.0.0.")
    ] = "127.0.0.1",
    token: Annotated[
        str | None, typer.Option(metavar="WORDS", envvar="POLYBIUS_TOKEN", show_default=False,
                                 help="What a browser must know (default elsewhere than on 127.0.0.1: a random one).")
    ] = None,
    review: Annotated[bool, typer.Option("--review", help="Also take decisions about events, under /review.")] = False,
    reviewer: Annotated[
        str | None, typer.Option(metavar="NAME", show_default=False,
                                 help="Whose decisions they are, unless a browser gives its own name (default: yours).")
    ] = None,
    blind: Annotated[
        bool, typer.Option("--blind", help="With --review: nobody is shown what others decided, to compare coders.")
    ] = False,
) -> None:  # fmt: skip
    """Look through a store in a browser: timeline, map and table of events, each event with what its sources say
    side by side, each article with its marks. Press Ctrl-C to end.

    It reads a copy of the store, so a run may write to the store meanwhile; its events are shown once it has ended.

    With --review it holds the store itself, so no run can write to it until it ends. What is decided is in the store,
    and in exports, at once.

    Nothing is asked of the network, and only this machine is answered. With --host 0.0.0.0 others are too, if they
    know the token in the address that is printed; what they send is not encrypted.

    The same as JSON is under /api, by the filters of `polybius events`:

    Example: polybius serve karabakh.duckdb

    Example: polybius serve karabakh.duckdb --review --reviewer Ana

    Example: curl 'http://127.0.0.1:8080/api/events?type=CONTROL&from=2023-09'
    """
    from polybius.web.explorer.server import prepare

    if blind and not review:
        raise stop("--blind goes with --review")
    if reviewer is not None and not review:
        raise stop("--reviewer goes with --review")
    desk = None
    if review:
        import getpass

        from polybius.web.explorer.live import Review

        desk = Review(reviewer=(reviewer or getpass.getuser()).strip(), blind=blind)
    try:
        server = prepare(existing(store), host=host, port=port, token=token, review=desk)
    except known_errors() as error:
        raise stop(str(error)) from error
    except OSError as error:
        raise stop(f"{host}, port {port}: {error.strerror or error}; another may be given by --port") from error
    address = server.address.replace("/?", "/review?") if "?" in server.address else server.address + "review"
    print(f"{address if review else server.address}  (Ctrl-C ends it)", flush=True)
    server.run()
