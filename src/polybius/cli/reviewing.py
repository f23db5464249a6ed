"""Commands about what reviewers decided: gold and candidate rows for the tables, agreement, the log."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from polybius.cli.answers import existing, known_errors
from polybius.cli.options import StorePath
from polybius.console import stop, write_line

if TYPE_CHECKING:
    from polybius.reviews.agreement import Agreement, Coding, Precision
    from polybius.store import Store

review = typer.Typer(
    no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False,
    help="What reviewers decided (`polybius serve STORE --review`): as gold, as agreement, as a log.",
)  # fmt: skip


@review.command()
def export(
    store: StorePath,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The gold to write: a line for each document.",
                                  show_default=False)
    ] = None,
    suggestions: Annotated[
        Path | None, typer.Option("--suggestions", metavar="FOLDER", show_default=False,
                                  help="Write candidate rows for the tables here, laid out as data/ is.")
    ] = None,
) -> None:  # fmt: skip
    """Write reviewed documents as gold: text, and the events that reviewers accepted, corrected or rejected in it.

    A line is also a row to run Polybius on. With --suggestions, words that are often rejected or given another type,
    and actors and places that the tables lack, become candidate rows in the tables' own form.

    Example: polybius review export karabakh.duckdb -o gold.jsonl

    Example: polybius review export karabakh.duckdb --suggestions candidates/
    """
    from polybius.store import Store

    if output is None and suggestions is None:
        raise stop("say what to write: -o FILE for gold, --suggestions FOLDER for candidate rows")
    try:
        with Store(existing(store), read_only=True) as opened:
            if output is not None:
                _gold(opened, output)
            if suggestions is not None:
                _suggestions(opened, suggestions)
    except OSError as error:
        raise stop(f"{error.filename}: cannot be written: {error.strerror}") from error
    except known_errors() as error:
        raise stop(str(error)) from error


def _gold(opened: "Store", output: Path) -> None:
    from polybius.reviews.gold import gold
    from polybius.store import Filter

    events = list(opened.events(Filter(rejected=True)))
    mentions = {one.id: one for one in opened.mentions()}
    part = output.with_name(output.name + ".part")
    lines = 0
    try:
        with part.open("wb") as stream:
            for line in gold(events, mentions, opened.document, opened.read_through()):
                write_line(line, stream)
                lines += 1
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    changed = sum(one.reviewed == "changed" for one in events)
    begun = sum(one.reviewed == "begun" for one in events)
    left = [f"{changed} changed since they were accepted"] * bool(changed) + [f"{begun} begun"] * bool(begun)
    told = f" (left out: {', '.join(left)})" if left else ""
    print(f"{output}: {lines} document{'' if lines == 1 else 's'}{told}", file=sys.stderr)


def _suggestions(opened: "Store", folder: Path) -> None:
    from polybius.reviews import standing
    from polybius.reviews.suggestions import heads, suggestions

    decisions = standing(opened.reviews())
    found = suggestions(decisions, opened.seen(decisions), heads)
    for path, text in found.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        print(target)
    if not found:
        print("nothing to suggest: no word was corrected or rejected often, no actor or place is new", file=sys.stderr)


@review.command()
def agreement(
    store: StorePath,
    sampled: Annotated[
        bool, typer.Option("--sampled", help="Only events that came up by chance (order “as by chance”).")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Say how far reviewers agree on each field, and how often the machine is right by their word.

    Agreement is Krippendorff's alpha with its bootstrap interval, over events that two reviewers decided about; they
    are only independent where neither saw what the other decided (`polybius serve STORE --review --blind`). The
    machine's share is told with its Wilson interval, and so is its recall: of the mentions in articles that somebody
    read through, how many it had. All intervals are of 95 %.

    Example: polybius review agreement karabakh.duckdb
    """
    from polybius.reviews import standing
    from polybius.reviews.agreement import agreement as agree
    from polybius.reviews.agreement import codings, precision, shared
    from polybius.store import Store

    try:
        with Store(existing(store), read_only=True) as opened:
            found = [one for one in codings(standing(opened.reviews())) if one.sampled or not sampled]
            whole = opened.recall(sampled=sampled)
    except known_errors() as error:
        raise stop(str(error)) from error
    if not found and not whole.articles:
        raise stop(f"{store}: no event is accepted or rejected yet{' among those that came by chance' * sampled}")
    both, right = agree(found), precision(found)
    if as_json:
        units = len({one.unit for one in found})
        write_line(
            {"events": units, "coded_twice": len(shared(found)), "agreement": both, "precision": right,
             "recall": whole},
            sys.stdout.buffer,
        )
        return
    if found:
        _show(found, both, right, sampled=sampled)
    if whole.articles:
        every = whole.told + whole.missed
        share = f"{_number(whole.share)} ({_ends(whole.low, whole.high)})" if every else "no event is told there"
        print(
            f"\nRecall: the machine has {whole.told} of {every} mentions in {whole.articles} "
            f"{'article' if whole.articles == 1 else 'articles'} read through: {share}"
        )


def _show(
    found: "Sequence[Coding]", both: "Sequence[Agreement]", right: "Sequence[Precision]", *, sampled: bool
) -> None:
    from polybius.listing import console, plain_table

    screen = console()
    names = sorted({one.reviewer for one in found})
    units = len({one.unit for one in found})
    screen.print(f"{units} event{'' if units == 1 else 's'} by {', '.join(names)}", markup=False)
    if both:
        table = plain_table(screen, [("Field", 0), ("Events", 0), ("Agree", 0), ("Alpha", 0), ("95 %", 0)])
        for one in both:
            table.add_row(one.field, str(one.units), f"{one.same:.2f}", _number(one.alpha), _ends(one.low, one.high))
        screen.print("\nBetween reviewers")
        screen.print(table)
    else:
        screen.print("\nBetween reviewers: no event was decided about by two of them")
    table = plain_table(
        screen, [("Field", 0), ("Given", 0), ("Right", 0), ("Share", 0), ("95 %", 0), ("Missed", 0)]
    )
    for row in right:
        share = _ends(row.low, row.high)
        table.add_row(row.field, str(row.given), str(row.right), _number(row.share), share, str(row.missed))
    screen.print("\nThe machine, by the last word on each event")
    screen.print(table)
    if not sampled and not all(one.sampled for one in found):
        print(
            "The queue brings doubtful events first, so these shares are lower than the store's. To measure that, "
            "review in the order “as by chance” and give --sampled.", file=sys.stderr,
        )  # fmt: skip


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _ends(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:.2f} to {high:.2f}"


@review.command()
def status(store: StorePath) -> None:
    """Say how far the review is: events by what reviewers made of them, decisions by reviewer, and the decisions that
    have no effect now, as their sentence is no longer in its document.

    Example: polybius review status karabakh.duckdb
    """
    from collections import Counter

    from polybius.reviews import standing
    from polybius.store import Filter, Store

    try:
        with Store(existing(store), read_only=True) as opened:
            states = Counter(one.reviewed or "open" for one in opened.events(Filter(rejected=True)))
            every = opened.reviews()
            over, read = opened.layer(), opened.read_through()
    except known_errors() as error:
        raise stop(str(error)) from error
    for state in ("open", "begun", "changed", "accepted", "corrected", "rejected"):
        print(f"{state:<10}{states[state]:>8,}")
    print(f"read through: {len(read):,} article{'' if len(read) == 1 else 's'}")
    made = Counter(one.reviewer for one in standing(every))
    for name, number in sorted(made.items()):
        print(f"{name}: {number:,} decision{'' if number == 1 else 's'}")
    for one in over.loose if over else ():
        anchor = one.about[0]
        print(f"without effect: no. {one.number}, {one.action} by {one.reviewer}: {anchor.document}: {anchor.sentence}")


@review.command()
def log(store: StorePath) -> None:
    """Print every decision, one a line of JSON, in their order, with those taken back and the undos.

    Example: polybius review log karabakh.duckdb | jq '[.at, .reviewer, .action, .field]'
    """
    from polybius.store import Store

    try:
        with Store(existing(store), read_only=True) as opened:
            for one in opened.reviews():
                write_line(one, sys.stdout.buffer)
    except known_errors() as error:
        raise stop(str(error)) from error
