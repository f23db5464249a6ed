"""Days that other calendars fix: Easter, the Islamic and the Solar Hijri year; named days by their rule."""

from datetime import date, timedelta

from polybius.times import lexicon


def easter(year: int, *, orthodox: bool = False) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus' algorithms). Years 1583-4099."""
    if orthodox:
        a, b, c = year % 4, year % 7, year % 19
        d = (19 * c + 15) % 30
        month, day = divmod(d + (2 * a + 4 * b - d + 34) % 7 + 114, 31)
        # The Julian date is this many days behind; 13 in 1900-2099.
        return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    n = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return date(year, month, day + 1)


def hijri(year: int, month: int, day: int) -> date:
    """A day of the tabular Islamic calendar; the one declared by sighting may be a day or two off."""
    julian = (11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day + 1948440 - 385
    return date.fromordinal(julian - 1721425)


# Leap years in the 33-year cycle that matches the astronomical calendar of 1865-2093.
_PERSIAN_LEAP = (1, 5, 9, 13, 17, 22, 26, 30)


def persian(year: int, month: int, day: int) -> date:
    """A day of the Solar Hijri calendar, right for years 1244-1472 (1865-2093)."""

    def leaps(before: int) -> int:
        cycles, rest = divmod(before, 33)
        return 8 * cycles + sum(leap < rest for leap in _PERSIAN_LEAP)

    days = (year - 1403) * 365 + leaps(year) - leaps(1403)
    in_year = (month - 1) * 31 - max(0, month - 7) + day - 1
    return date(2024, 3, 20) + timedelta(days=days + in_year)


def in_year(rule: tuple[str, ...], year: int) -> list[date]:
    """The first days that a holiday's rule gives in a Gregorian year: none, one, or two of the Islamic.

    Raises ValueError for a year outside the calendar.
    """
    kind, *rest = rule
    if kind in ("easter", "orthodox"):
        return [easter(year, orthodox=kind == "orthodox") + timedelta(days=int(rest[0]))]
    if kind == "nth":
        return [_nth(year, int(rest[0]), lexicon.weekdays()[rest[1]], int(rest[2]))]
    month, day = (int(part) for part in rest[-1].split("-"))
    if kind == "fixed":
        return [date(year, month, day)]
    if kind == "after":
        start = date(year, month, day)
        return [start + timedelta(days=(lexicon.weekdays()[rest[0]] - start.isoweekday()) % 7)]
    if kind == "persian":
        return [found for y in (year - 622, year - 621) if (found := persian(y, month, day)).year == year]
    near = (year - 622) * 33 // 32
    return [found for y in range(near - 1, near + 3) if (found := hijri(y, month, day)).year == year]


def _nth(year: int, count: int, weekday: int, month: int) -> date:
    if count > 0:
        start = date(year, month, 1)
        return start + timedelta(days=(weekday - start.isoweekday()) % 7 + 7 * (count - 1))
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return end - timedelta(days=(end.isoweekday() - weekday) % 7 + 7 * (-count - 1))
