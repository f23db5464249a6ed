"""What several of the tables take from an event: a number, a day, names, the divisions of its place."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from hashlib import blake2b

from polybius.places import gazetteer
from polybius.places.names import key
from polybius.records import Event, EventPlace, Participant

SEPARATOR = "; "
_DIGITS = 13  # hexadecimal: 52 bits, which a 64-bit float holds exactly


def number(event: Event) -> int:
    """The event's number: the first 13 hexadecimal digits of its id, or of the id's hash where it has other ones."""
    return _number(event.id.removeprefix("e"))


def document_number(event: Event) -> int | None:
    """A number made of the id of the first report's document."""
    return _number(_hash(event.sources[0].document)) if event.sources else None


def _number(text: str) -> int:
    try:
        return int(text[:_DIGITS], 16)
    except ValueError:
        return int(_hash(text)[:_DIGITS], 16)


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def span(event: Event) -> tuple[date, int | None] | None:
    """The first day the event's date can mean, and how many days it can (None: open); None where it has no day.

    A date with an open beginning is at its last day.
    """
    if event.date is None:
        return None
    first, last = day(event.date.first), day(event.date.last)
    if first is None or last is None:
        known = first or last
        if known is None:
            return None
        return known, 1 if event.date.basis == "published" else None
    return first, (last - first).days + 1


def day(iso: str | None) -> date | None:
    """The day of an ISO date or date-time, None where it is none."""
    try:
        return None if iso is None else date.fromisoformat(iso[:10])
    except ValueError:
        return None


def first_published(event: Event) -> date | None:
    """The day of the first report."""
    return min((one for source in event.sources if (one := day(source.published)) is not None), default=None)


def named(people: Iterable[Participant]) -> list[str]:
    """Each participant's name, or its words where it has none, once."""
    return list(dict.fromkeys(" ".join((one.entity or one.text).split()) for one in people))


def worded(people: Iterable[Participant]) -> list[str]:
    """Each participant's words, once."""
    return list(dict.fromkeys(" ".join(one.text.split()) for one in people))


def country(people: Iterable[Participant]) -> str | None:
    """The first country among participants (ISO 3166 alpha-3)."""
    return next((one.country for one in people if one.country), None)


def sectors(people: Iterable[Participant]) -> list[str]:
    """The sectors of participants, in order, each once."""
    return list(dict.fromkeys(sector for one in people for sector in one.sectors))


def city(place: EventPlace | None) -> str | None:
    """The place's name where it is a settlement."""
    return place.name if place is not None and place.kind == "settlement" else None


def province(place: EventPlace | None) -> str | None:
    """The first-order division that a place is or lies in, None where the gazetteer has none."""
    return divisions(place)[0]


def district(place: EventPlace | None) -> str | None:
    """The second-order division that a place is or lies in, None where the gazetteer has none."""
    return divisions(place)[1]


def divisions(place: EventPlace | None) -> tuple[str | None, str | None]:
    """First- and second-order division of a place."""
    return (None, None) if place is None else _divisions(place.name, place.geonameid, place.kind)


@cache
def _divisions(name: str, geonameid: int | None, kind: str | None) -> tuple[str | None, str | None]:
    if geonameid is None:
        return (name if kind == "region" else None), None
    known = gazetteer.load()
    found = next((one for one in known.look_up([key(name)])[0] if one.geonameid == geonameid), None)
    if found is None:
        return (name if kind == "region" else None), (name if kind == "district" else None)
    first = known.name(found.region) if found.region is not None else None
    second = known.name(found.district) if found.district is not None else None
    if found.kind == "region":
        return name, None
    return first, name if found.kind == "district" else second
