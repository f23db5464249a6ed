"""Events in plain words: what, when, where, how many. The words are in ``data/report.toml``."""

import calendar
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources

import msgspec

from polybius.records import Event, EventDate, Mention, Participant, Quantity, RelationKind, Role
from polybius.stories.claims import figure
from polybius.stories.settings import load as settings

_FILE = "report.toml"
_CALENDAR = re.compile(r"\d{4}(-\d\d){0,2}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Types that share a colour, each with its plain word."""

    name: str
    color: str
    types: dict[str, str]


class _Detail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: frozenset[str]


class _Fine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    types: frozenset[str]


class _Figures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    order: tuple[str, ...]


class _Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    of: str
    by: str


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of ``data/report.toml``."""

    family: tuple[Family, ...]
    status: dict[str, str]
    field: dict[str, str]
    differ: dict[str, str]
    counted: dict[str, str]
    side: dict[Role, str]
    detail: _Detail
    mode: dict[str, str]
    fine: _Fine
    figures: _Figures
    relation: dict[RelationKind, _Relation]

    def family_of(self, kind: str) -> int:
        """The number of the family a type is in; the last one's for a type that no family has."""
        return next((i for i, one in enumerate(self.family) if kind in one.types), len(self.family) - 1)

    def type(self, kind: str) -> str:
        """A type in plain words."""
        return next((one.types[kind] for one in self.family if kind in one.types), kind.capitalize())


@cache
def load() -> Words:
    """The words. Raises ValueError that names the file and the wrong line or key."""
    text = (resources.files("polybius") / "data" / _FILE).read_text(encoding="utf-8")
    try:
        return msgspec.toml.decode(text, type=Words)
    except msgspec.DecodeError as error:
        raise ValueError(f"{_FILE}: {error}") from error


def what(event: Event | Mention) -> tuple[str, str]:
    """The type in plain words, and what is known of its manner ("" where nothing is)."""
    words = load()
    kind = words.type(event.type)
    slug = event.mode or (event.subtype if event.type in words.fine.types else None) or ""
    manner = words.mode.get(slug, slug.replace("-", " ").replace("_", " "))
    return kind, "" if manner == kind.casefold() else manner


def shown(people: Iterable[Participant]) -> list[str]:
    """Participants by name or by a source's words, once each; not those told by a bare pronoun only."""
    pronouns = settings().words.pronouns
    found = (one.entity or one.text for one in people)
    return list(dict.fromkeys(name for name in found if name.casefold() not in pronouns))


def when(given: EventDate | None) -> str:
    """A date for reading: "8 Nov 2023", "19-20 Sep 2023", "Sep 2023", "1994", "since 5 Jan 2023".

    One that rests on the day of publication is "by 8 Nov 2023" or, of what is to come, "from 8 Nov 2023".
    """
    if given is None:
        return ""
    first, last = day(given.first), day(given.last)
    if first is None and last is None:
        return given.edtf
    if given.basis == "published":
        return f"by {_day(last)}" if last is not None else f"from {_day(first)}" if first is not None else ""
    if first is None or last is None:
        known = first or last
        assert known is not None
        return f"{'until' if first is None else 'since'} {_day(known)}"
    return _span(first, last)


def when_edtf(edtf: str) -> str:
    """An EDTF date of one or two calendar dates for reading; as it stands where it is something else."""
    ends = edtf.split("/")
    if len(ends) == 2 and ".." in ends and ends[0] != ends[1]:
        known = when_edtf(ends[0] if ends[1] == ".." else ends[1])
        return f"since {known}" if ends[1] == ".." else f"until {known}"
    if len(ends) > 2 or not all(_CALENDAR.fullmatch(end) for end in ends):
        return edtf
    try:
        first, last = _first_last(ends[0])[0], _first_last(ends[-1])[1]
    except ValueError:
        return edtf
    return _span(first, last)


def ends(edtf: str | None) -> tuple[date | None, date | None]:
    """The first and last day that an EDTF date can mean; None for an end that is open, and where it is no date."""
    parts = (edtf or "").split("/")
    known = [_first_last(part) if _CALENDAR.fullmatch(part) else None for part in (parts[0], parts[-1])]
    return (known[0][0] if known[0] else None), (known[1][1] if known[1] else None)


def _first_last(calendar_date: str) -> tuple[date, date]:
    """The first and last day of "2023", "2023-11" or "2023-11-08". Raises ValueError for no such date."""
    year, month, day_of_month = ([int(part) for part in calendar_date.split("-")] + [0, 0])[:3]
    if day_of_month:
        return (date(year, month, day_of_month),) * 2
    if month:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def day(iso: str | None) -> date | None:
    """The day of an ISO date or date-time; None where it is none."""
    try:
        return None if iso is None else date.fromisoformat(iso[:10])
    except ValueError:
        return None


def day_words(iso: str | None) -> str:
    """An ISO date for reading; as it stands where it is none."""
    found = day(iso)
    return (iso or "") if found is None else _day(found)


def _day(one: date) -> str:
    return f"{one.day} {_MONTHS[one.month - 1]} {one.year}"


def _span(first: date, last: date) -> str:
    if first == last:
        return _day(first)
    whole_months = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole_months and (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        month = f"{_MONTHS[first.month - 1]} {first.year}"
        return month if whole_months else f"{first.day}–{last.day} {month}"
    if whole_months:
        start = _MONTHS[first.month - 1] + ("" if first.year == last.year else f" {first.year}")
        return f"{start}–{_MONTHS[last.month - 1]} {last.year}"
    start = f"{first.day} {_MONTHS[first.month - 1]}" + ("" if first.year == last.year else f" {first.year}")
    return f"{start} – {_day(last)}"


def how_many(quantities: tuple[Quantity, ...]) -> str:
    """Figures for reading: "at least 20 killed, 30 injured"."""
    order = load().figures.order

    def rank(one: Quantity) -> tuple[int, str]:
        return (order.index(one.kind) if one.kind in order else len(order), one.kind)

    return ", ".join(
        f"{figure(one)} {load().counted.get(one.kind, one.kind.replace('-', ' ').replace('_', ' '))}"
        for one in sorted(quantities, key=rank)
    )
