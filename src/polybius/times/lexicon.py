"""The words of time, read once from ``polybius/data/times_*.toml``."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class LexiconError(ValueError):
    """A data file of times that does not say what it must: names the file, the line and the entry."""


class Season(NamedTuple):
    """A season: TIMEX3 code, first month in the north, EDTF code there and in the south."""

    code: str
    month: int
    edtf: int
    south: int


class Holiday(NamedTuple):
    """A named day: the rule that dates it (see times_holidays.toml), its length in days, its country."""

    name: str
    rule: tuple[str, ...]
    days: int
    country: str | None


@cache
def _read(name: str) -> tuple[dict[str, Any], str]:
    text = files("polybius.data").joinpath(name).read_text(encoding="utf-8")
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}: {error}") from error


def _fail(name: str, text: str, entry: str, why: str) -> LexiconError:
    lines = text.splitlines()
    number = next((n for n, line in enumerate(lines, 1) if entry in line and not line.startswith("#")), 1)
    return LexiconError(f"{name}, line {number}: {entry!r} {why}")


def _table(name: str, section: str, good: Callable[[Any], bool], what: str) -> dict[str, Any]:
    data, text = _read(name)
    table: Any = data.get(section)
    if not isinstance(table, dict) or not table:
        raise LexiconError(f"{name}: there is no table [{section}]")
    for key, value in table.items():
        if not good(value):
            raise _fail(name, text, key, f"must be {what}")
    return table


def _within(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and low <= value <= high


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


WORDS = "times_words.toml"
GOVERNING = "times_governing.toml"
HOLIDAYS = "times_holidays.toml"
CALENDARS = "times_calendars.toml"


@cache
def months() -> Mapping[str, int]:
    """Month by name or abbreviation (without its full stop), lower case."""
    good = _within(1, 12)
    return {
        **_table(WORDS, "months", good, "a month, 1-12"),
        **_table(WORDS, "month_abbreviations", good, "a month, 1-12"),
    }


@cache
def month_names() -> tuple[str, ...]:
    """The unabbreviated names of months, lower case."""
    return tuple(_table(WORDS, "months", _within(1, 12), "a month, 1-12"))


@cache
def weekdays() -> Mapping[str, int]:
    """ISO weekday (Monday 1) by name or abbreviation, lower case."""
    good = _within(1, 7)
    return {
        **_table(WORDS, "weekdays", good, "a weekday, 1-7"),
        **_table(WORDS, "weekday_abbreviations", good, "a weekday, 1-7"),
    }


@cache
def weekday_names() -> tuple[str, ...]:
    """The unabbreviated names of weekdays, lower case."""
    return tuple(_table(WORDS, "weekdays", _within(1, 7), "a weekday, 1-7"))


@cache
def units() -> Mapping[str, str]:
    """Letter of a unit (TS TM TH D W F M Q Y E C) by its name, singular and plural, lower case."""
    known = {"TS", "TM", "TH", "D", "W", "F", "M", "Q", "Y", "E", "C"}
    table = _table(WORDS, "units", lambda value: value in known, f"one of {sorted(known)}")
    plurals = {word + "s": letter for word, letter in table.items() if not word.endswith(("s", "ry"))}
    return {**table, **plurals}


@cache
def numbers() -> Mapping[str, int]:
    """Number words up to ninety, lower case."""
    return _table(WORDS, "numbers", _within(0, 99), "a number, 0-99")


@cache
def ordinals() -> Mapping[str, int]:
    """Ordinal words, lower case."""
    return _table(WORDS, "ordinals", _within(1, 99), "a number, 1-99")


@cache
def decades() -> Mapping[str, int]:
    """First year in its century of a decade's name ("nineties": 90)."""
    return _table(WORDS, "decades", _within(10, 90), "a number, 10-90")


@cache
def seasons() -> Mapping[str, Season]:
    """Seasons by name, lower case."""
    fields = set(Season._fields)
    table = _table(
        WORDS,
        "seasons",
        lambda value: isinstance(value, dict) and set(value) == fields,
        f"a table with {sorted(fields)}",
    )
    return {name: Season(**value) for name, value in table.items()}


@cache
def dayparts() -> Mapping[str, str]:
    """TIMEX3 code of a part of the day by its name, lower case."""
    return _table(WORDS, "dayparts", lambda v: v in ("MO", "AF", "EV", "NI"), "one of MO AF EV NI")


@cache
def references() -> Mapping[str, str]:
    """PAST_REF, PRESENT_REF or FUTURE_REF by phrase, lower case."""
    known = ("PAST_REF", "PRESENT_REF", "FUTURE_REF")
    return _table(WORDS, "references", lambda value: value in known, f"one of {known}")


@cache
def sets() -> Mapping[str, str]:
    """Period of a one-word set ("daily": P1D), lower case."""
    return _table(WORDS, "sets", lambda v: isinstance(v, str) and v.startswith("P"), "a period like P1D")


@cache
def year_words(key: str) -> frozenset[str]:
    """Words that stand before a year ("before"), or after a number that is none ("counted")."""
    return frozenset(_table(WORDS, "years", _words, "a list of words")[key])


@cache
def words(section: str, key: str) -> frozenset[str]:
    """A word list of times_governing.toml."""
    table = _table(GOVERNING, section, _words, "a list of words")
    if key not in table:
        raise LexiconError(f"{GOVERNING}: [{section}] has no {key!r}")
    return frozenset(table[key])


@cache
def holidays() -> tuple[Holiday, ...]:
    """Every named day, one entry a name."""
    data, text = _read(HOLIDAYS)
    found = []
    for entry in data.get("holiday", ()):
        names, rule = entry.get("names"), str(entry.get("rule", "")).split()
        if not _words(names) or not names:
            raise _fail(HOLIDAYS, text, "[[holiday]]", f"must have names: {entry}")
        sizes = {"fixed": 2, "nth": 4, "easter": 2, "orthodox": 2, "hijri": 2, "persian": 2, "after": 3}
        if not rule or sizes.get(rule[0]) != len(rule):
            raise _fail(HOLIDAYS, text, names[0], f"has a rule that nothing reads: {' '.join(rule)!r}")
        days = int(entry.get("days", 1))
        found += [Holiday(name, tuple(rule), days, entry.get("country")) for name in names]
    return tuple(found)


@cache
def country_names() -> Mapping[str, str]:
    """ISO alpha-3 code by the country names that stand before a national day, lower case."""
    table = _table(HOLIDAYS, "countries", _words, "a list of names")
    return {name.lower(): code for code, names in table.items() for name in names}


@cache
def calendar_months(calendar: str) -> Mapping[str, int]:
    """Months of the calendar "hijri" or "persian" by name, lower case."""
    return _table(CALENDARS, calendar, _within(1, 12), "a month, 1-12")


@cache
def fiscal_starts() -> Mapping[str, int]:
    """Month the fiscal year begins, by ISO alpha-3 code."""
    return _table(CALENDARS, "fiscal", _within(1, 12), "a month, 1-12")


@cache
def countries(section: str) -> frozenset[str]:
    """Country codes of [south] or [month_first]."""
    return frozenset(_table(CALENDARS, section, _words, "a list of codes")["countries"])
