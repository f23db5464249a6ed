"""Commands that ask a store: which events, who holds what, why these mentions are one event."""

import sys
from typing import Annotated, Any

import typer

from polybius.choosing import chooses
from polybius.cli.answers import existing, finished, known_errors
from polybius.cli.options import StorePath
from polybius.console import stop, write_line

_ROWS = 50  # of a table


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
        with Store(existing(store), read_only=True) as opened:
            most = limit if limit is not None or whole else _ROWS
            found, total = opened.find(wanted, order=sort, limit=most)
            if whole:
                write(opened, sys.stdout.buffer, format="jsonl" if as_json else "csv", events=found)
            else:
                screen = console()
                screen.print(events_table(found, screen))
            more = "" if len(found) == total else f", {len(found)} shown (--limit)"
            print(f"{total} of {opened.counts().events} events{more}", file=sys.stderr)
            finished(opened)
    except known_errors() as error:
        raise stop(str(error)) from error


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
        with Store(existing(store), read_only=True) as opened:
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
                    if screen.is_terminal:
                        screen.print(line, markup=False)
                    else:  # there may be hundreds of thousands, on which nothing is to be laid out
                        print(line)
            finished(opened)
    except known_errors() as error:
        raise stop(str(error)) from error


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
        with Store(existing(store), read_only=True) as opened:
            told = opened.account(event)
            if as_json:
                write_line(told, sys.stdout.buffer)
            else:
                print(words(told))
            finished(opened)
    except known_errors() as error:
        raise stop(str(error)) from error
