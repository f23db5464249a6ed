"""The command line: a thin skin over the library."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from polybius.choosing import chooses
from polybius.console import PROBLEMS, WRONG_CALL, Session, stop, write_line

if TYPE_CHECKING:
    from polybius.pipeline import Coder
    from polybius.store import Store

app = typer.Typer(
    name="polybius", no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False,
    rich_markup_mode="rich", context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip

Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Files, folders, globs, or - for standard input: saved pages, scraped "
                   "text, JSON lines, tables, feeds, web archives, exports of databases (polybius read --help)."),
]  # fmt: skip
Published = Annotated[
    str | None, typer.Option(metavar="DATE", help="Publication date (2023-11-08) for input that has none.")
]
Kind = Annotated[
    str | None, typer.Option("--as", metavar="KIND", help="What the input is, when its content does not tell: "
                             "html, mhtml, scrape, text, jsonl, json, csv, tsv, feed, warc, zip, tar, docx, proquest.")
]  # fmt: skip
Model = Annotated[str, typer.Option(metavar="NAME", help="Any spaCy English pipeline, by name or path.")]
Workers = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Processes at work (default: the machine's cores).",
                             show_default=False)
]  # fmt: skip
RulesOnly = Annotated[
    bool, typer.Option("--rules-only", help="Code events by the rules alone, without the encoder's second opinion.")
]  # fmt: skip
EverySentence = Annotated[
    bool,
    typer.Option("--every-sentence", help="Parse also the sentences that by their words hold no event: slower, "
                                          "a few more events."),
]  # fmt: skip
Update = Annotated[
    bool, typer.Option("--update", help="Open no file that has not changed since a run into this store read it: for "
                       "folders that grow.")
]  # fmt: skip
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Leave out files last changed before this day (2023-11-08), and "
                             "documents published, or else crawled, before it.")
]  # fmt: skip
Recode = Annotated[
    bool, typer.Option("--recode", help="Read those documents anew that another version of the program or of its "
                       "tables, or other options, have read; and try again what was set aside.")
]  # fmt: skip
Engine = Annotated[
    str, typer.Option(metavar="local|ray", help="ray: on the machines of a Ray cluster, or here where there is none, "
                      "into Parquet partitions; STORE is then a folder or s3://bucket/path.")
]  # fmt: skip
Memory = Annotated[
    float | None, typer.Option(min=1.0, metavar="GB", show_default=False, help="Most memory a worker may take "
                               "(default: its share of the machine's, 2 at least).")
]  # fmt: skip
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no messages, only failures.")]
StorePath = Annotated[Path, typer.Argument(metavar="STORE", help="A store that `polybius run` wrote.")]
ENGLISH = "en_core_web_md"
_ROWS = 50  # of a table


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


@app.command()
def read(
    inputs: Inputs,
    published: Published = None,
    kind: Kind = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Print the article inside each page, one a line of JSON, with what was left out of it.

    Read are, told by their content:

    - pages as browsers save them (.html, .mhtml, .webarchive), in any encoding; what lies beside them is passed over

    - text: clean articles, and whole pages with their menus

    - rows with a text, html or scrape, and if known id, title, url, publisher, published: JSON Lines, JSON, CSV, TSV

    - agencies' ninjs and news-please's JSON

    - RSS and Atom feeds; web archives (WARC, WET); Nexis Uni's .docx and ProQuest's .txt, with many articles each

    - all of these inside .zip, .tar, .gz, .bz2, .xz and .zst, and in folders

    What a publisher repeats under its articles is taken off where there are at least three of them.

    What cannot be read is named with its reason, the rest is done, and the exit code is 1.

    Example: polybius read page.html | jq .title

    Example: polybius read saved/ crawl.warc.gz export.docx > articles.jsonl

    Example: cat rows.txt | polybius read - --as jsonl
    """
    with Session(quiet=quiet) as session:
        for result in session.results(_results(inputs, kind, published, ENGLISH, workers, coded=False)):
            write_line(result.article, sys.stdout.buffer)
        session.exit()


@app.command()
def annotate(
    inputs: Inputs, published: Published = None, kind: Kind = None, model: Model = ENGLISH, workers: Workers = None,
    rules_only: RulesOnly = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Print each document with all its layers, one a line of JSON: times, places, entities, quotes, events.

    Offsets are Unicode code points into the printed text, end exclusive.

    Example: polybius annotate pages/ > documents.jsonl
    """
    with Session(quiet=quiet) as session:
        for result in session.results(
            _results(inputs, kind, published, model, workers, rules_only=rules_only, session=session)
        ):
            write_line(result.document, sys.stdout.buffer)
        session.exit()


@app.command()
def code(
    inputs: Inputs, published: Published = None, kind: Kind = None, model: Model = ENGLISH, workers: Workers = None,
    every_sentence: EverySentence = False, rules_only: RulesOnly = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Print each event mention, one a line of JSON, with its evidence.

    Example: polybius code page.txt --published 2023-11-08 | jq '[.type, .evidence.text]'
    """
    with Session(quiet=quiet) as session:
        results = _results(
            inputs, kind, published, model, workers, rules_only=rules_only, gated=not every_sentence, session=session
        )
        for result in session.results(results):
            for mention in result.document.events if result.document else ():
                write_line(mention, sys.stdout.buffer)
        session.exit()


@app.command()
def stories(inputs: Inputs, published: Published = None, kind: Kind = None, quiet: Quiet = False) -> None:
    """Print which story each article tells, as {"id", "story"} lines: same story, same happening.

    Example: polybius stories feed.jsonl
    """
    from polybius.stories import group

    with Session(quiet=quiet) as session:
        articles = [r.article for r in session.results(_results(inputs, kind, published, ENGLISH, 1, coded=False))
                    if r.article is not None]  # fmt: skip
        told = group(articles)
        for article in articles:
            write_line({"id": article.id, "story": told[article.id]}, sys.stdout.buffer)
        session.exit()


@app.command()
def run(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="STORE", help="The store to write or go on with.")],
    published: Published = None, kind: Kind = None, model: Model = ENGLISH, workers: Workers = None,
    every_sentence: EverySentence = False, rules_only: RulesOnly = False, update: Update = False, since: Since = None,
    recode: Recode = False, memory: Memory = None, engine: Engine = "local", quiet: Quiet = False,
) -> None:  # fmt: skip
    """Read everything into one store: documents, mentions, and events with their many sources.

    Running it again does only what is new; stopped at any moment, it can be started again and goes on where it was.
    A page that crashes, hangs or takes all memory is set aside with its reason, and the rest is done.

    Example: polybius run pages/ feed.jsonl -o karabakh.duckdb

    Example: polybius run growing-folder/ -o karabakh.duckdb --update
    """
    from polybius.engine import Limits
    from polybius.pipeline import Coder
    from polybius.running import run_into

    with Session(quiet=quiet) as session:
        if engine not in ("local", "ray"):
            raise stop(f"--engine {engine}: there are local and ray")
        if engine == "ray":
            _run_on_ray(inputs, str(output), session, kind, published, workers, Coder(
                model=model, rules_only=rules_only, gated=not every_sentence, progress=session.say))  # fmt: skip
        try:
            summary = run_into(
                output, inputs, session=session, kind=kind,
                coder=Coder(model=model, rules_only=rules_only, gated=not every_sentence, progress=session.say),
                published=published, workers=workers, update=update, since=since, recode=recode,
                limits=Limits(memory=int(memory * 1e9) if memory else None),
            )  # fmt: skip
        except _known_errors() as error:
            raise stop(str(error)) from error
        if summary.outdated:
            session.say(
                f"{summary.outdated} documents stay as another version, or other options, have read them: "
                "--recode reads them anew"
            )
        session.say(
            f"{output}: {summary.documents} documents, {summary.mentions} mentions, {summary.events} events "
            f"({summary.added} documents new in this run)"
        )
        session.exit()


@app.command()
@chooses
def events(
    store: StorePath,
    *,
    wanted: Any,  # a store.Filter
    sort: Annotated[
        str | None, typer.Option(metavar="ORDER", help="date, newest, sources, mentions, salience, relevance or near "
                                 "(default: date; relevance with --text).", show_default=False)
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many (default: 50 in the table, else all).",
                                 show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Whole events, one a line of JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A row for each event, with the export's columns.")] = False,
) -> None:  # fmt: skip
    """List a store's events: all, or those that fit.

    An option given twice asks for either; different options must all be met.

    Example: polybius events karabakh.duckdb --type ASSAULT --place Stepanakert --from 2023-09

    Example: polybius events karabakh.duckdb --near 39.82,46.75 --km 30 --min-sources 2 --sort sources

    Example: polybius events karabakh.duckdb --actor 'AZE MIL' --text '"fuel depot"' --json | jq .id
    """
    from polybius.listing import console, events_table
    from polybius.store import Store
    from polybius.store import export as write

    if as_json and as_csv:
        raise stop("--json and --csv exclude each other")
    whole = as_json or as_csv
    try:
        with Store(_existing(store), read_only=True) as opened:
            most = limit if limit is not None or whole else _ROWS
            found, total = opened.find(wanted, order=sort, limit=most)
            if whole:
                write(opened, sys.stdout.buffer, format="jsonl" if as_json else "csv", events=found)
            else:
                screen = console()
                screen.print(events_table(found, screen))
            more = "" if len(found) == total else f", {len(found)} shown (--limit)"
            print(f"{total} of {opened.counts().events} events{more}", file=sys.stderr)
            _finished(opened)
    except _known_errors() as error:
        raise stop(str(error)) from error


@app.command()
@chooses
def export(
    store: StorePath,
    *,
    wanted: Any,  # a store.Filter
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help=".csv, .jsonl, .parquet, .geojson or .xlsx")
    ],
) -> None:
    """Write the store's events, or those that fit, to a file for a spreadsheet, a map or a statistics package.

    Example: polybius export karabakh.duckdb -o events.csv

    Example: polybius export karabakh.duckdb -o attacks.geojson --type ASSAULT --country Azerbaijan
    """
    from polybius.store import Store
    from polybius.store import export as write

    try:
        with Store(_existing(store), read_only=True) as opened:
            write(opened, output, events=opened.events(wanted))
            _finished(opened)
    except _known_errors() as error:
        raise stop(str(error)) from error


@app.command()
def control(
    store: StorePath,
    place: Annotated[
        str | None, typer.Option(metavar="NAME", help="One place's history, by any of its names.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Whole histories, one a line of JSON.")] = False,
) -> None:
    """Print who holds what, by what the sources say: a place's holders since when, contested since when, according to
    whom, with the sentences; without --place, the places of which anything is told.

    What is said of a region counts for the towns in it, unless it is said of a part. Claims in conflict all stand.

    Example: polybius control karabakh.duckdb

    Example: polybius control karabakh.duckdb --place Khankendi
    """
    from polybius.listing import console, control_table, evidence, history_table
    from polybius.store import Store
    from polybius.stories.control import histories, history

    try:
        with Store(_existing(store), read_only=True) as opened:
            kinds = opened.control()
            if place is None:
                found = histories(*kinds)
            else:
                one = history(place, *kinds)
                if one is None:
                    raise stop(f"{store}: nothing says who holds {place!r}; without --place, all places are listed")
                found = [one]
            if as_json:
                for each in found:
                    write_line(each, sys.stdout.buffer)
            elif place is None:
                screen = console()
                screen.print(control_table(found, screen))
                print(f"{len(found)} place{'' if len(found) == 1 else 's'}", file=sys.stderr)
            else:
                screen = console()
                screen.print(f"{found[0].place}: also told as {', '.join(found[0].names[1:])}" if found[0].names[1:]
                             else found[0].place)  # fmt: skip
                screen.print(history_table(found[0], screen))
                for line in evidence(found[0]):
                    screen.print(line, markup=False, soft_wrap=not screen.is_terminal)
            _finished(opened)
    except _known_errors() as error:
        raise stop(str(error)) from error


@app.command()
def explain(
    store: StorePath,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="An event's id, or its first letters.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Say why the mentions of an event are one event, and which mention comes nearest and is not in it.

    Each mention is shown with the one told before it that it agrees with most. What a field shows has a weight in bits:
    3 bits are seen eight times as often where two mentions tell one event as where they tell two. They add up.

    Example: polybius explain karabakh.duckdb e4d30
    """
    from polybius.store import Store
    from polybius.stories.account import words

    try:
        with Store(_existing(store), read_only=True) as opened:
            told = opened.account(event)
            if as_json:
                write_line(told, sys.stdout.buffer)
            else:
                print(words(told))
            _finished(opened)
    except _known_errors() as error:
        raise stop(str(error)) from error


@app.command()
def report(
    store: StorePath,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The page to write.")
    ] = Path("report.html"),
    title: Annotated[str | None, typer.Option(help="The page's heading (default: the store's name).")] = None,
) -> None:  # fmt: skip
    """Write one self-contained page to look at or to send: timeline, table, every event with its evidence.

    Example: polybius report karabakh.duckdb -o report.html
    """
    from polybius.store import Store
    from polybius.web.report import write

    try:
        with Store(_existing(store), read_only=True) as opened:
            write(opened, output, title=title or store.stem)
            _finished(opened)
    except _known_errors() as error:
        raise stop(str(error)) from error
    print(output)


@app.command()
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
) -> None:  # fmt: skip
    """Look through a store in a browser: timeline, map and table of events, each event with what its sources say
    side by side, each article with its marks. Press Ctrl-C to end.

    It reads a copy of the store, so a run may write to the store meanwhile; its events are shown once it has ended.

    Nothing is asked of the network, and only this machine is answered. With --host 0.0.0.0 others are too, if they
    know the token in the address that is printed; what they send is not encrypted.

    The same as JSON is under /api, by the filters of `polybius events`:

    Example: polybius serve karabakh.duckdb

    Example: curl 'http://127.0.0.1:8080/api/events?type=CONTROL&from=2023-09'
    """
    from polybius.web.explorer.server import prepare

    try:
        server = prepare(_existing(store), host=host, port=port, token=token)
    except _known_errors() as error:
        raise stop(str(error)) from error
    except OSError as error:
        raise stop(f"{host}, port {port}: {error.strerror or error}; another may be given by --port") from error
    print(f"{server.address}  (Ctrl-C ends it)", flush=True)
    server.run()


@app.command()
def demo(
    folder: Annotated[Path, typer.Option("--folder", "-o", metavar="FOLDER", help="Where to write.")] = Path(),
    quiet: Quiet = False,
) -> None:
    """Run on the bundled sample: some made-up outlets' reports of real events. Prints a table of what
    happened and writes report.html.
    """
    from polybius.demo import show

    with Session(quiet=quiet) as session:
        show(folder, session)
        session.exit()


def _results(
    inputs: list[str],
    kind: str | None,
    published: str | None,
    model: str,
    workers: int | None,
    *,
    coded: bool = True,
    rules_only: bool = False,
    gated: bool = False,
    session: Session | None = None,
) -> Iterator[Any]:
    """Results for all inputs; a wrong option ends the command with its reason."""
    from polybius import corpus, engine, intake
    from polybius.pipeline import Coder

    try:
        pages = intake.read(inputs, kind=kind, published=published)
    except ValueError as error:
        raise stop(str(error)) from error
    try:
        coder = Coder(
            model=model, rules_only=rules_only, gated=gated, progress=session.say if session else None
        )
        articles = corpus.articles(pages, coder=coder, workers=workers, say=session.say if session else None)
        yield from engine.run(articles, coder=coder, workers=workers if coded else 1, coded=coded)
    except _known_errors() as error:
        raise stop(str(error)) from error


def _run_on_ray(
    inputs: list[str], target: str, session: Session, kind: str | None, published: str | None, workers: int | None,
    coder: "Coder",
) -> None:  # fmt: skip
    from polybius.engine import EngineError
    from polybius.engine.cluster import run_ray

    try:
        tally = run_ray(
            inputs, target, coder=coder, kind=kind, published=published, workers=workers, say=session.say
        )
    except (EngineError, OSError, ValueError) as error:
        raise stop(str(error)) from error
    session.say(
        f"{target}: {tally.documents} documents, {tally.mentions} mentions in {tally.parts} parts, {tally.failed} "
        f"failed; `polybius link {target} -o STORE` makes a store of them, and names what failed"
    )
    session.failed = tally.failed
    session.exit()


@app.command()
def link(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="What `polybius run --engine ray` wrote: a folder or "
                                          "s3://bucket/path.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="STORE", help="The store to write or go on with.")],
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Bring the partitions of a run on many machines into one store, and link the events.

    Example: polybius link s3://news/coded -o year.duckdb
    """
    from polybius.gathering import link_into

    with Session(quiet=quiet) as session:
        try:
            summary = link_into(output, folder, session=session)
        except _known_errors() as error:
            raise stop(str(error)) from error
        session.say(
            f"{output}: {summary.documents} documents, {summary.mentions} mentions, {summary.events} events "
            f"({summary.added} documents new in this run)"
        )
        session.exit()


def _known_errors() -> tuple[type[Exception], ...]:
    """Errors whose message is meant for the user."""
    from polybius.engine import EngineError
    from polybius.events.opinion import OpinionError
    from polybius.language import ModelError
    from polybius.running import RunError
    from polybius.store import FilterError, StoreError

    return (EngineError, ModelError, OpinionError, RunError, StoreError, FilterError)


def _finished(store: "Store") -> None:
    """Say so, and end with 1, where the store's events are not those of its documents."""
    if not store.linked:
        print(
            f"polybius: {store.path}: its last run did not finish; start it again to link its newest documents",
            file=sys.stderr,
        )
        raise typer.Exit(PROBLEMS)


def _existing(path: Path) -> Path:
    if not path.exists():
        raise stop(f"{path}: there is no such store; `polybius run INPUT... -o {path}` makes one")
    return path


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
