"""Rules for the names of weekdays, with the part of the day and the week said beside them."""

import re
from functools import cache

from polybius.times import lexicon, moments
from polybius.times.grammar import Context, Rule, rule, weekday_number, word
from polybius.times.moments import Moment


def weekday_near(number: int, context: Context, near: str = "") -> Moment | None:
    """The day of that name that the news means: the latest, the day itself included, unless tense or
    "next" point ahead. Numbers are ISO weekdays."""
    anchor = context.anchor
    if anchor is None:
        return Moment("DATE", f"XXXX-WXX-{number}")
    back = (anchor.isoweekday() - number) % 7
    if near in ("last", "past", "this past"):
        day = moments.plus(anchor, -(back or 7))
    elif near in ("next", "coming", "this coming", "the coming"):
        ahead = 7 - back
        # A day so close is called by its name alone; "next" then means the one after it.
        day = moments.plus(anchor, ahead + 7 if near == "next" and ahead <= 3 else ahead)
    elif context.direction == "due" and back == 1:
        # Planned for a day of yesterday's name, and called off: that was yesterday.
        day = moments.plus(anchor, -1)
    elif context.ahead or (near == "this" and context.direction != "past"):
        day = moments.plus(anchor, (7 - back) % 7)
    else:
        day = moments.plus(anchor, -back)
    return moments.of_day(day) if day else None


def _weekday(match: "re.Match[str]", context: Context) -> Moment | None:
    number, near, daypart = weekday_number(match), word(match, "near"), word(match, "daypart")
    week = word(match, "week")
    if week and context.anchor:
        start = moments.of_week(context.anchor)
        offset = {"last": -7, "this": 0, "next": 7}[week]
        day = moments.plus(start.first, offset + number - 1) if start and start.first else None
        found = moments.of_day(day) if day else None
    elif near in ("the following", "the next", "the previous", "that", "the same"):
        found = _weekday_told(number, near, context)
    else:
        found = weekday_near(number, context, near)
    return moments.at(found, "T" + lexicon.dayparts()[daypart]) if found and daypart else found


def _weekday_told(number: int, near: str, context: Context) -> Moment | None:
    told = context.told
    if told is None or told.first is None or told.last is None:
        return weekday_near(number, context)
    if near == "the previous":
        day = moments.plus(told.first, -((told.first.isoweekday() - number) % 7 or 7))
    elif near in ("that", "the same"):
        day = moments.plus(told.first, (number - told.first.isoweekday()) % 7)
    else:
        day = moments.plus(told.last, (number - told.last.isoweekday()) % 7 or 7)
    return moments.of_day(day) if day else None


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of this module, their patterns compiled once."""
    near = (
        r"(?P<near>last|this past|this coming|this|next|coming|past|the following|the next"
        r"|the previous|that|the same)"
    )
    return (
        rule(
            "weekday",
            rf"(?:\b{near} )?(?P<weekday>{{weekday}})(?:,? (?:of )?(?P<week>last|this"
            rf"|next) week(?!end))?(?: (?P<daypart>{{daypart}}))?",
            _weekday,
        ),
    )
