"""Dates of publication, as people and machines write them, as ISO 8601."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO = re.compile(
    r"(?P<year>\d{4})(?:(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})|(?P<month2>\d{2})(?P<day2>\d{2}))"
    r"(?:[T ,]+(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|E[SD]T|C[SD]T|M[SD]T|P[SD]T|[+-]\d{2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
# The zones of North America that RFC 2822 names.
_ZONES = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00", "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00",
          "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00"}  # fmt: skip
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_CLOCK = (
    r"(?:,?\s*(?:at|on|-|–|—|\||@)?\s*(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}(?!\d))?)?"
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w){_WEEKDAY}{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?P<year>\d{{4}})(?!\d){_CLOCK}",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"(?<!\w){_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+(?:of\s+)?{_MONTH},?[\s-]*(?P<year>\d{{4}})(?!\d){_CLOCK}",
    re.IGNORECASE,
)
_WORDED = (_MONTH_FIRST, _DAY_FIRST)
_YEAR = re.compile(r"\d{4}")
"""What every date has: looked for first, as most lines have no date."""

Day = TypeVar("Day", bound=date)

# Older dates on pages are slips of a keyboard or defaults of a program; the wire services begin in 1835.
_FIRST_YEAR = 1800
# The clocks of publishers are ahead of ours by up to fourteen hours.
_AHEAD = timedelta(days=1)


class UnbelievedDate(ValueError):
    """A date that the calendar has but that no news can have: before 1800, or still to come."""


def normalise(value: str) -> str:
    """A stated date as ISO 8601: "YYYY-MM-DD", with "THH:MM:SS" and the offset from UTC where stated.

    Reads ISO 8601 and RFC 3339, RFC 2822, Unix times, and dates with an English month name. The clock
    stays in the zone it was stated in, so the first ten characters are the publisher's own day.

    Raises ValueError, saying what is wrong, for anything else and for days that do not exist; of these,
    UnbelievedDate for days before 1800 and after today. A date of figures with the year last
    ("03/04/2023") is refused: nobody can tell which figure is the month.
    """
    stated = value.strip()
    if re.fullmatch(r"\d{14}", stated):  # as web archives and GDELT write it
        stated = f"{stated[:8]}T{stated[8:]}"
    if match := _ISO.fullmatch(stated):
        return _written(match, stated)
    if re.fullmatch(r"\d{10}(?:\.\d+)?|\d{13}", stated):
        return _checked(datetime.fromtimestamp(int(stated[:10]), UTC), stated).isoformat()
    for pattern in _WORDED:
        if match := pattern.fullmatch(stated):
            return _written(match, stated)
    try:
        return _checked(parsedate_to_datetime(stated), stated).isoformat()
    except UnbelievedDate:
        raise
    except (TypeError, ValueError, IndexError, OverflowError):
        raise ValueError(f"{_shown(stated)} is not a date: write it as YYYY-MM-DD") from None


def search(text: str) -> tuple[str, int, int] | None:
    """The first full date (day, month by name, year) in running text, as ISO 8601, with its offsets."""
    if not _YEAR.search(text):
        return None
    found = [match for pattern in _WORDED if (match := pattern.search(text))]
    for match in sorted(found, key=lambda m: m.start()):
        try:
            return _written(match, match.group()), match.start(), match.end()
        except ValueError:
            continue
    return None


def search_all(text: str) -> list[tuple[str, int, int]]:
    """Every full date with its month by name, in order of place."""
    dates: list[tuple[str, int, int]] = []
    if not _YEAR.search(text):
        return dates
    for pattern in _WORDED:
        for match in pattern.finditer(text):
            try:
                dates.append((_written(match, match.group()), match.start(), match.end()))
            except ValueError:
                continue
    return sorted(dates, key=lambda found: found[1:])


def _written(match: re.Match[str], stated: str) -> str:
    part = match.groupdict()
    if part.get("month2"):
        part.update(month=part["month2"], day=part["day2"])
    named = part["month"][:3].lower()
    month = _MONTHS.index(named) + 1 if named in _MONTHS else int(part["month"])
    try:
        day = date(int(part["year"]), month, int(part["day"]))
    except ValueError:
        raise ValueError(f"{_shown(stated)} is not a date: the calendar has no such day") from None
    _checked(day, stated)
    if part["hour"] is None:
        return day.isoformat()
    hour = int(part["hour"])
    half = (part.get("half") or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        moment = datetime(day.year, day.month, day.day, hour, int(part["minute"]), int(part["second"] or 0))
    except ValueError:
        raise ValueError(f"{_shown(stated)} is not a date: the clock has no such time") from None
    return moment.isoformat() + _offset(part["zone"])


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    if named := _ZONES.get(zone.upper()):
        return named
    digits = zone[1:].replace(":", "").ljust(4, "0")
    # RFC 5322's "-0000": the time is UTC, the clock's own zone is not told.
    return "+00:00" if digits == "0000" else f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _checked(day: Day, stated: str) -> Day:
    if day.year < _FIRST_YEAR:
        raise UnbelievedDate(f"{_shown(stated)} is not a date to believe: no news is that old")
    if day.isoformat()[:10] > (datetime.now(UTC).date() + _AHEAD).isoformat():
        raise UnbelievedDate(f"{_shown(stated)} is not a date to believe: it is still to come")
    return day


def _shown(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:40] + "…")
