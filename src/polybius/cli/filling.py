"""Commands that fill a store."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from polybius.cli.answers import known_errors
from polybius.cli.options import (
    ENGLISH,
    Engine,
    EverySentence,
    Inputs,
    Kind,
    Memory,
    Model,
    Provenance,
    Published,
    Quiet,
    Recode,
    RulesOnly,
    Since,
    Update,
    Workers,
)
from polybius.console import Session, stop

if TYPE_CHECKING:
    from polybius.pipeline import Coder


def run(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="STORE", help="The store to write or go on with.")],
    published: Published = None, kind: Kind = None, model: Model = ENGLISH, workers: Workers = None,
    every_sentence: EverySentence = False, rules_only: RulesOnly = False, update: Update = False, since: Since = None,
    recode: Recode = False, memory: Memory = None, engine: Engine = "local", provenance: Provenance = False,
    quiet: Quiet = False,
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
        if engine == "ray" and provenance:
            raise stop("--provenance is about a store: `polybius link` makes one, `polybius export` states it")
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
            if provenance:
                _state(output, {"command": "run", "inputs": inputs, "as": kind, "published": published, "since": since,
                                "model": model, "rules_only": rules_only, "every_sentence": every_sentence})
        except known_errors() as error:
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


def _state(store: Path, options: dict[str, Any]) -> None:
    from polybius import provenance
    from polybius.store import Store

    with Store(store, read_only=True) as opened:
        provenance.write(provenance.beside(store), provenance.statement(opened, options=options))


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


def link(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="What `polybius run --engine ray` wrote: a folder or "
                                          "s3://bucket/path.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="STORE", help="The store to write or go on with.")],
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Hold the events alone, and read documents and mentions where they are: "
                           "for a folder that stays where it is.")
    ] = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Bring the partitions of a run on many machines into one store, and link the events.

    Example: polybius link s3://news/coded -o year.duckdb

    Example: polybius link coded/ -o year.duckdb --in-place
    """
    from polybius.gathering import link_into

    with Session(quiet=quiet) as session:
        try:
            summary = link_into(output, folder, session=session, in_place=in_place)
        except known_errors() as error:
            raise stop(str(error)) from error
        session.say(
            f"{output}: {summary.documents} documents, {summary.mentions} mentions, {summary.events} events "
            f"({summary.added} documents new in this run)"
        )
        session.exit()


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
