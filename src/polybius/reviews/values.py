"""The fields that a reviewer may correct: what their values are, and an event's values in short."""

import calendar
import re
from datetime import date
from typing import Any, get_args

import msgspec

from polybius.records import Event, EventDate, EventPlace, Mention, Participant, Quantity, Speaker, Status
from polybius.reviews.decision import ReviewError

# Of a mention; an event has all but the last.
FIELDS: dict[str, Any] = {
    "type": str,
    "mode": str | None,
    "subtype": str | None,
    "context": tuple[str, ...],
    "status": Status,
    "date": EventDate | None,
    "place": EventPlace | None,
    "actor": tuple[Participant, ...],
    "recipient": tuple[Participant, ...],
    "mediator": tuple[Participant, ...],
    "quantities": tuple[Quantity, ...],
    "attribution": Speaker | None,
}
# The fields that agreement and precision are told of.
COMPARED = ("type", "mode", "subtype", "status", "date", "place", "actor", "recipient", "quantities")


def decoded(field: str, value: Any, *, scope: str) -> Any:
    """A field's value from its JSON, checked. Raises ReviewError for one that cannot be."""
    if field not in FIELDS or (field == "attribution" and scope == "event"):
        names = [name for name in FIELDS if scope == "mention" or name != "attribution"]
        raise ReviewError(f"there is no field {field!r} to correct: there are {', '.join(names)}")
    try:
        found = msgspec.convert(value, FIELDS[field], strict=False)
    except msgspec.ValidationError as error:
        raise ReviewError(f"{field}: {error}") from error
    if field == "type" and not _ontology().has(found):
        raise ReviewError(f"there is no type {found!r}: there are {', '.join(_ontology().types)}")
    if field == "status" and found not in get_args(Status):
        raise ReviewError(f"there is no status {found!r}: there are {', '.join(get_args(Status))}")
    if field == "subtype" and found is not None and found not in subtypes():
        raise ReviewError(f"there is no fine type {found!r}: there are {', '.join(subtypes())}")
    return found


def check_mode(kind: str, mode: str | None) -> None:
    """Raises ReviewError where the type has no such mode."""
    if mode is not None and not _ontology().has(kind, mode):
        modes = ", ".join(one.name for one in _ontology().types[kind].modes)
        raise ReviewError(f"{kind} has no mode {mode!r}: it has {modes or 'none'}")


def subtypes() -> list[str]:
    """The fine types, by name."""
    from polybius.events import subtypes as rules

    return sorted({rule.subtype for rule in rules.load()})


def when(text: str) -> EventDate:
    """A date as people write it: "2023", "2023-09", "2023-09-19", two of these with "/" between them, ".." for an open
    end. Raises ReviewError for anything else."""
    parts = [part.strip() for part in text.strip().split("/")]
    if len(parts) > 2 or not all(parts) or parts == ["..", ".."] or parts == [".."]:
        raise ReviewError(_NO_DATE.format(text))
    ends = [(None, None) if part == ".." else _days(part, text) for part in parts]
    first, last = ends[0][0], ends[-1][1]
    if first and last and first > last:
        raise ReviewError(f"{text!r} ends before it begins")
    return EventDate(
        edtf="/".join(parts), first=first.isoformat() if first else None, last=last.isoformat() if last else None,
        basis="stated",
    )  # fmt: skip


_NO_DATE = "{!r} is no date: give a day, month or year (2023-09-19, 2023-09, 2023), or two with / between them"


def _days(part: str, text: str) -> tuple[date, date]:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", part)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(one) if one else None for one in match.groups())
        assert year is not None
        last = day or calendar.monthrange(year, month or 12)[1]
        return date(year, month or 1, day or 1), date(year, month or 12, last)
    except ValueError:
        raise ReviewError(_NO_DATE.format(text)) from None


def reading(told: Event | Mention) -> dict[str, str]:
    """The fields that are compared, each as text that is the same where two would be called the same: of a place its
    GeoNames id, of actors their names in order of the alphabet. "" where nothing is told."""
    return {
        "type": told.type,
        "mode": told.mode or "",
        "subtype": told.subtype or "",
        "status": told.status,
        "date": told.date.edtf if told.date else "",
        "place": _place(told.place),
        "actor": _people(told.actor),
        "recipient": _people(told.recipient),
        "quantities": "; ".join(sorted({_figure(one) for one in told.quantities})),
    }


def _place(place: EventPlace | None) -> str:
    if place is None:
        return ""
    return str(place.geonameid) if place.geonameid is not None else place.name


def _people(people: tuple[Participant, ...]) -> str:
    return "; ".join(sorted({" ".join((one.entity or one.text).casefold().split()) for one in people}))


def _figure(one: Quantity) -> str:
    low, high = (("" if end is None else f"{end:g}") for end in (one.low, one.high))
    return f"{one.kind} {low}..{high} {one.unit or ''}".strip()


def _ontology() -> Any:
    from polybius.events import ontology

    return ontology.load()
