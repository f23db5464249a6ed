"""The options by which commands choose events: the same for all that list or write them."""

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

_PANEL = "Which events"


def _option(*names: str, metavar: str, help: str) -> Any:
    return typer.Option(*names, metavar=metavar, help=help, rich_help_panel=_PANEL, show_default=False)


# Option of the command: field of the Filter, its type there, and how it is asked for.
_OPTIONS: dict[str, tuple[str, Any, Any]] = {
    "kinds": ("types", list[str], _option("--type", metavar="TYPE", help="Event type: ASSAULT, AID, CONTROL ...")),
    "modes": ("modes", list[str], _option("--mode", metavar="MODE", help="Mode: drone, ceasefire, arrest ...")),
    "subtypes": ("subtypes", list[str], _option("--subtype", metavar="SLUG", help="Fine type, as armed_clash.")),
    "statuses": (
        "statuses",
        list[str],
        _option("--status", metavar="STATUS", help="occurred, ongoing, planned, threatened, demanded, denied ..."),
    ),
    "actors": (
        "actors",
        list[str],
        _option("--actor", metavar="WHO", help="Who did it: a code (AZE, MIL, 'AZE MIL'), a country, part of a name."),
    ),
    "recipients": (
        "recipients",
        list[str],
        _option("--recipient", metavar="WHO", help="To whom it was done, asked for like an actor."),
    ),
    "parties": ("parties", list[str], _option("--party", metavar="WHO", help="An actor or recipient.")),
    "places": (
        "places",
        list[str],
        _option("--place", metavar="NAME", help="Where, by any of the place's names; a region with the towns in it."),
    ),
    "near": ("near", str, _option("--near", metavar="POINT", help="Around LAT,LON or a place of the gazetteer.")),
    "km": ("km", float, _option("--km", metavar="KM", help="How far around --near (default: 50).")),
    "countries": (
        "countries",
        list[str],
        _option("--country", metavar="NAME", help="In which country, by name or code."),
    ),
    "since": ("since", str, _option("--from", metavar="DATE", help="Not over before: 2023, 2023-09 or 2023-09-19.")),
    "until": ("until", str, _option("--to", metavar="DATE", help="Begun by then.")),
    "text": (
        "text",
        str,
        _option("--text", metavar="WORDS", help='With these words in its sentences, "together".'),
    ),
    "min_sources": (
        "min_sources",
        int,
        _option("--min-sources", metavar="N", help="Told by so many independent sources at least."),
    ),
    "reviewed": (
        "reviewed",
        list[str],
        _option("--reviewed", metavar="STATE", help="What reviewers made of it: accepted, corrected, begun, changed, "
                "rejected, or open (nobody looked)."),
    ),
    "rejected": (
        "rejected",
        bool,
        typer.Option("--rejected", help="Also the events that reviewers rejected.", rich_help_panel=_PANEL,
                     show_default=False),
    ),
}


def chooses(command: Callable[..., None]) -> Callable[..., None]:
    """A command with a parameter ``wanted``, which it gets as a Filter made of the options above."""

    @functools.wraps(command)
    def called(**given: Any) -> None:
        from polybius.store.query import Filter

        fields: dict[str, Any] = {}
        for option, (field, kind, _) in _OPTIONS.items():
            value = given.pop(option)
            if value is not None and value != []:
                fields[field] = tuple(value) if kind == list[str] else value
        command(wanted=Filter(**fields), **given)

    own = inspect.signature(command, eval_str=True)
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, asked])
        for name, (_, kind, asked) in _OPTIONS.items()
    ]
    kept = [one for one in own.parameters.values() if one.name != "wanted"]
    kept = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in kept]
    called.__signature__ = own.replace(parameters=[*kept, *added])  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in (*kept, *added)} | {"return": None}
    return called
