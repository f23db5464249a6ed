"""Rules for times of the day: clock times and the words for noon, midnight and parts of the day."""

import re
from functools import cache

from polybius.times import moments, numerals
from polybius.times.grammar import Context, Rule, rule, word
from polybius.times.moments import Moment

_NAMED = {"noon": "T12:00", "midday": "T12:00", "midnight": "T24:00"}
_AFTERNOON = ("p.m", "pm", "afternoon", "evening", "night")


def _at(clock: str, context: Context) -> Moment:
    """The time on the day told beside it; with none, on that of writing; with neither, on no day."""
    beside = context.beside if context.beside and context.beside.grain == "day" else None
    if beside:
        return moments.at(beside, clock)
    if context.anchor is None:
        return Moment("TIME", clock)
    return moments.at(moments.of_day(context.anchor), clock)


def _clock(match: "re.Match[str]", context: Context) -> Moment | None:
    hour = numerals.value(word(match, "hour"))
    minute = int(word(match, "minute") or 0)
    half = word(match, "half")
    if hour is None or hour != int(hour):
        return None
    hour = int(hour)
    if word(match, "half").startswith(("a", "p")) and not 1 <= hour <= 12:
        return None
    if any(half.startswith(cue) or half.endswith(cue) for cue in _AFTERNOON) and hour < 12:
        hour += 12
    elif half and hour == 12 and not half.startswith("p"):
        hour = 0
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    zone = "Z" if word(match, "zone") in ("gmt", "utc") else ""
    return _at(f"T{hour:02d}:{minute:02d}{zone}", context)


def _military(match: "re.Match[str]", context: Context) -> Moment | None:
    hour, minute = int(match["figures"][:2]), int(match["figures"][2:])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    zone = "Z" if word(match, "zone") in ("gmt", "utc") else ""
    return _at(f"T{hour:02d}:{minute:02d}{zone}", context)


def _named(match: "re.Match[str]", context: Context) -> Moment | None:
    return _at(_NAMED[word(match, "named")], context)


# Names of rules whose day is that of a date in the same sentence, before or after them.
NAMES = frozenset({"am pm", "o'clock", "in the morning", "hours and minutes", "military", "noon"})


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of this module, their patterns compiled once."""

    zone = (
        r"(?:,? \(?(?P<zone>(?-i:GMT|UTC|E[SD]?T|C[SDE]?T|CEST|P[SD]T|M[SD]T|BST|IST|MSK|EET|EEST)"
        r"|local time)\b\)?)?"
    )
    return (
        rule(
            "am pm",
            r"(?<![\d.:])(?P<hour>\b\d{{1,2}}|\b(?:one|two|three|four|five|six|seven|eight|nine|ten"
            r"|eleven|twelve))"
            r"(?:[:.](?P<minute>[0-5]\d))?[ -]?(?P<half>[ap]\.m\b\.?|[ap]m\b)" + zone,
            _clock,
            ".m",
            "am",
            "pm",
            kind="clock",
        ),
        rule(
            "o'clock",
            r"(?P<hour>{number}) o['’]clock(?: in the (?P<half>morning|afternoon|evening))?",
            _clock,
            "clock",
        ),
        rule(
            "in the morning",
            r"(?:at|around|about|by) (?P<t>(?P<hour>\d{{1,2}}|one|two|three|four|five|six|seven|eight"
            r"|nine|ten|eleven)"
            r"(?::(?P<minute>[0-5]\d))? (?:in the (?P<half>morning|afternoon|evening)))\b",
            _clock,
            "morning",
            "afternoon",
            "evening",
            whole=True,
        ),
        rule(
            "hours and minutes",
            r"(?:(?:\b(?:at|around|about|by|from|until|till|since|between|and|to|before|after)|\() )?"
            r"(?P<t>(?<![\d.:])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:])"
            r"(?: (?:hours|hrs|h))?" + zone + r")",
            _clock,
            kind="hours",
        ),
        rule(
            "military",
            r"(?<![\d.:,])(?P<figures>[0-2]\d[0-5]\d) ?(?:hours|hrs|(?=(?-i:GMT|UTC))(?P<zone>GMT|UTC)"
            r"|(?-i:Z))\b",
            _military,
            "gmt",
            "utc",
            "hours",
            "hrs",
            "z",
            kind="year",
        ),
        rule(
            "noon",
            r"(?<!high\s)\b(?P<named>noon|midday|midnight)\b(?!['’]s children)",
            _named,
            "noon",
            "midday",
            "midnight",
            whole=True,
        ),
    )
