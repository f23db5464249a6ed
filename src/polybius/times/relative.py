"""Rules for expressions that count from the day of writing or from what was told before."""

import re
from datetime import date
from functools import cache

from polybius.times import lexicon, moments, numerals
from polybius.times.durations import period
from polybius.times.grammar import Context, Rule, part, rule, word
from polybius.times.moments import Moment

_DAYS = {
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "the day before yesterday": -2,
    "the day after tomorrow": 2,
}


def _code(said: str) -> str:
    return "T" + lexicon.dayparts()[said]


def _named_day(match: "re.Match[str]", context: Context) -> Moment | None:
    said, daypart = word(match, "said"), word(match, "daypart")
    said = said if said in _DAYS else "the " + said
    if context.anchor is None:
        return Moment("DATE", "XXXX-XX-XX") if said != "today" else Moment("DATE", "PRESENT_REF")
    day = moments.plus(context.anchor, _DAYS[said])
    found = moments.of_day(day) if day else None
    return moments.at(found, _code(daypart)) if found and daypart else found


def _tonight(match: "re.Match[str]", context: Context) -> Moment | None:
    """Tonight, last night, this morning, overnight: a part of the day of writing or the one before."""
    said = word(match, "near")
    if said == "that" or said.startswith("the"):
        return _told_day(match, context)
    code = _code(word(match, "daypart"))
    if context.anchor is None:
        return Moment("TIME", "XXXX-XX-XX" + code)
    back = 1 if said == "last" or said == "yesterday" else 0
    day = moments.plus(context.anchor, -back)
    return moments.at(moments.of_day(day), code) if day else None


def unit_at(letter: str, day: date, step: int) -> Moment | None:
    """The day, week, month, quarter, year, decade or century that lies ``step`` of them from ``day``'s."""
    if letter == "D":
        moved = moments.plus(day, step)
        return moments.of_day(moved) if moved else None
    if letter in ("W", "F"):
        moved = moments.plus(day, step * (7 if letter == "W" else 14))
        return moments.of_week(moved) if moved else None
    if letter == "M":
        index = day.year * 12 + day.month - 1 + step
        return moments.of_month(index // 12, index % 12 + 1)
    if letter == "Q":
        index = day.year * 4 + (day.month - 1) // 3 + step
        return moments.of_quarter(index // 4, index % 4 + 1)
    if letter == "Y":
        return moments.of_year(day.year + step)
    if letter == "E":
        return moments.of_decade(day.year + 10 * step)
    if letter == "C":
        return moments.of_century(day.year // 100 + 1 + step)
    return None


_NAMELESS = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "M": "XXXX-XX",
    "Q": "XXXX-QX",
    "Y": "XXXX",
    "E": "XXX",
    "C": "XX",
}
_STEPS = {"last": -1, "past": -1, "this past": -1, "previous": -1, "this": 0, "the current": 0, "current": 0}
_STEPS |= {
    "next": 1,
    "coming": 1,
    "this coming": 1,
    "the coming": 1,
    "": 0,
    "the": 0,
    "the next": 1,
    "the last": -1,
}
_STEPS |= {"the past": -1, "the previous": -1, "that": 0, "that same": 0, "the same": 0, "the following": 1}
_STEPS |= {"the preceding": -1, "the present": 0, "of the": 0, "latest": 0, "recent": -1}
_TOLD = ("that", "that same", "the same", "the following", "the previous", "the next", "the preceding")


def _unit(match: "re.Match[str]", context: Context) -> Moment | None:
    near, said = word(match, "near"), word(match, "unit")
    weekend = said.startswith("weekend")
    letter = "W" if weekend else lexicon.units()[said]
    if letter not in _NAMELESS:
        return None
    start = context.anchor
    if near in _TOLD:
        if context.told is None or context.told.first is None:
            if near not in ("the previous", "the next"):
                return None
        else:
            start = context.told.first if _STEPS[near] <= 0 else context.told.last
    if start is None:
        return Moment("DATE", _NAMELESS[letter] + ("-WE" if weekend else ""))
    step = _STEPS[near]
    if weekend:
        return _weekend(near, step, start, context)
    told = context.told
    if letter == "D" and near in ("that", "that same", "the same") and told and told.grain != "day":
        return _some_day(told)
    found = unit_at(letter, start, step)
    half = word(match, "half")
    if found is None or not half or context.anchor is None or near in _TOLD:
        third = part(match)
        return moments.part_of(found, third) if found and third else found
    if half in ("earlier", "so far"):
        return moments.narrowed(found, None, context.anchor)
    if half == "later":
        return moments.narrowed(found, context.anchor, None)
    return moments.part_of(found, part(match, "half") or "late")


def _some_day(told: Moment) -> Moment | None:
    """That day, where only its month or year was told."""
    if told.grain == "month" and told.value.count("-") == 1:
        value = told.value + "-XX"
    elif told.grain == "year":
        value = told.value + "-XX-XX"
    else:
        return None
    return Moment("DATE", value, value, told.first, told.last, "day" if told.first == told.last else None)


def _weekend(near: str, step: int, start: date, context: Context) -> Moment | None:
    if step == 0 and near != "this" and not context.ahead and start.isoweekday() < 6:
        step = -1
    if near == "this" and context.direction == "past" and start.isoweekday() < 6:
        step = -1
    if near in ("last", "past", "this past") and start.isoweekday() == 7:
        step = -1
    day = moments.plus(start, 7 * step)
    return moments.of_weekend(day) if day else None


def _so_many(match: "re.Match[str]") -> float | None:
    return numerals.value(match["number"])


def _ago(match: "re.Match[str]", context: Context) -> Moment | None:
    """Two weeks ago: the unit that far back, as wide as the unit it counts in."""
    number, letter = _so_many(match), lexicon.units()[word(match, "unit")]
    if number is None or context.anchor is None:
        return moments.reference("PAST_REF", context.anchor)
    return _moved(context.anchor, letter, -number)


def _moved(start: date, letter: str, number: float) -> Moment | None:
    if letter.startswith("T"):
        days = number / 24 if letter == "TH" else 0
        day = moments.plus(start, round(days))
        return moments.of_day(day) if day else None
    if number != int(number):
        # Half a year is six months, a week and a half ten days.
        finer = {"Y": ("M", 12), "E": ("Y", 10), "C": ("Y", 100), "W": ("D", 7), "M": ("W", 4)}.get(letter)
        if finer is None:
            return None
        letter, number = finer[0], round(number * finer[1])
    if letter in ("E", "C"):
        return unit_at("Y", start, int(number) * (10 if letter == "E" else 100))
    return unit_at(letter, start, int(number))


def _away(match: "re.Match[str]", context: Context) -> Moment | None:
    """Two weeks earlier, the day after: from what was told before, else from the day of writing."""
    number = _so_many(match) if word(match, "number") else 1.0
    letter = lexicon.units()[word(match, "unit")]
    back = word(match, "way") in ("earlier", "before", "previously", "prior")
    told = context.told
    if number is None:
        return None
    start = (told.first if back else told.last) if told else None
    if letter.startswith("T"):
        return Moment("DURATION", period(number, letter))
    start = start or (context.anchor if back else None)
    if start is None:
        return None
    if told and told.grain in ("year", "decade") and letter in ("D", "W", "M"):
        return None
    return _moved(start, letter, -number if back else number)


def _told_day(match: "re.Match[str]", context: Context) -> Moment | None:
    """That night, the next morning: a part of the day told before or beside it."""
    told, near = context.told, word(match, "near")
    start = told.last if told and told.grain == "day" else None
    start = start or (context.anchor if near in ("that", "the same") else None)
    if start is None:
        return None
    day = moments.plus(start, {"next": 1, "following": 1, "previous": -1}.get(near.removeprefix("the "), 0))
    return moments.at(moments.of_day(day), _code(word(match, "daypart"))) if day else None


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of this module, their patterns compiled once."""

    unit = r"(?P<unit>day|week|month|quarter|year|decade|century|weekend)(?!\w|-\w*(?:long|old)\b)"
    half = r"(?:(?P<half>earlier|later|early|late|mid|so far|midway through)[ -](?:in )?)?"
    return (
        rule(
            "named day",
            r"\b(?P<said>(?:the )?day before yesterday|(?:the )?day after tomorrow|today|yesterday"
            r"|tomorrow)(?: (?P<daypart>{daypart}))?\b(?![’']?s? lives)",
            _named_day,
            "today",
            "yesterday",
            "tomorrow",
            whole=True,
        ),
        rule("tonight", r"\b(?P<daypart>tonight|overnight)\b", _tonight, "tonight", "overnight", whole=True),
        rule(
            "daypart",
            r"\b(?P<near>last|this|that|the same|the next|the following"
            r"|the previous) (?P<daypart>{daypart})",
            _tonight,
            "morning",
            "afternoon",
            "evening",
            "night",
            whole=True,
        ),
        rule(
            "near unit",
            rf"\b{half}(?P<near>last|this past|this coming|this|next|the current|coming|that same|that"
            rf"|the same|the following|the next|the previous|the preceding|the coming) {unit}",
            _unit,
            "last",
            "this",
            "next",
            "current",
            "coming",
            "that",
            "the same",
            "the following",
            "the previous",
            "the preceding",
            "past",
        ),
        rule(
            "weekend",
            r"\b(?:over|on|during|this|until|by|at|for) (?P<t>(?P<near>the) (?P<unit>weekend))\b",
            _unit,
            "weekend",
        ),
        rule(
            "in the year",
            r"\b(?P<half>earlier|later|early|late) in (?P<near>the) (?P<unit>week|month|year|decade"
            r"|century)\b",
            _unit,
            " in the ",
        ),
        rule(
            "end of the year",
            r"\bby (?P<half>the (?:end|middle|start|beginning) of) (?P<near>the) (?P<unit>week|month"
            r"|year|decade|century)\b",
            _unit,
            "by the",
        ),
        rule(
            "year-earlier",
            r"\b(?:the |a )?(?P<t>year-(?:earlier|ago))\b",
            lambda m, c: unit_at("Y", c.anchor, -1) if c.anchor else Moment("DATE", "XXXX"),
            "year-",
        ),
        rule(
            "latest unit",
            r"\bthe (?P<half>)(?P<near>current|latest|recent) (?P<unit>week|month|quarter|year|decade)\b",
            _unit,
            "the current",
            "the latest",
            "the recent",
        ),
        rule(
            "year-end",
            r"\b(?:by|until|before) (?P<t>year[’']?s?[ -]?end)\b",
            lambda m, c: unit_at("Y", c.anchor, 0) if c.anchor else None,
            "year",
        ),
        rule(
            "ago",
            r"(?:\b(?:about|almost|nearly|over|around|some|just over|more than|less than|only|just"
            r"|at least) )?(?P<number>{number}|\ban?) (?P<unit>{unit}) (?:ago|back(?= in| when|,))\b",
            _ago,
            " ago",
            "\nago",
            " back",
        ),
        rule(
            "from now",
            r"(?P<number>{number}|\ban?) (?P<unit>{unit}) from (?:now|today)\b",
            lambda m, c: (
                _moved(c.anchor, lexicon.units()[word(m, "unit")], n) if c.anchor and (n := _so_many(m)) else None
            ),
            "from now",
            "from today",
        ),
        rule(
            "long ago",
            r"\b(?:some|a few|several|many)?(?: )?(?:years|decades|centuries|months|weeks|days|hours"
            r"|minutes|moments) ago\b",
            lambda m, c: moments.reference("PAST_REF", c.anchor),
            " ago",
            "\nago",
        ),
        rule(
            "away",
            r"(?P<number>{number}|\ban?|\bone) (?P<unit>{unit}) (?P<way>earlier|later|before"
            r"|afterwards?|previously|after|on)(?=[.,;:!?)]|$|\n)",
            _away,
            "earlier",
            "later",
            "before",
            "after",
            "previously",
        ),
        rule(
            "away earlier",
            r"(?P<number>{number}|\ban?|\bone) (?P<unit>{unit}) (?P<way>earlier|later)\b",
            _away,
            "earlier",
            "later",
        ),
        rule(
            "day after",
            r"\bthe (?P<unit>day|week|month|year) (?P<way>before|after|afterwards?)(?=[.,;:!?)]|$|\n)",
            _away,
            "before",
            "after",
        ),
    )
