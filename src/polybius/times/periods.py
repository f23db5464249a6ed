"""Rules for stretches of the calendar other than months and years: decades, centuries, seasons, quarters,
fiscal years, and the weeks and weekdays of a month."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from polybius.times import lexicon, moments, numerals
from polybius.times.absolute import YEAR_AFTER, dated, nearest, said_year, years_around
from polybius.times.grammar import Context, Rule, day_number, month_number, part, rule, weekday_number, word
from polybius.times.moments import Moment


def _decade(match: "re.Match[str]", context: Context) -> Moment | None:
    if word(match, "decade"):
        year = int(match["decade"])
    elif word(match, "short"):
        short = int(match["short"])
        year = 2000 + short if short <= 20 and (context.anchor or date.max).year > 2009 else 1900 + short
    else:
        year = 1900 + lexicon.decades()[word(match, "name")]
    found = moments.of_decade(year)
    third = part(match)
    return moments.part_of(found, third) if found and third else found


def _century(match: "re.Match[str]", context: Context) -> Moment | None:
    number = ordinal(word(match, "ordinal"))
    if not number or number > 30:
        return None
    if word(match, "bc"):
        return Moment("DATE", f"BC{number - 1:02d}")
    found = moments.of_century(number)
    third = part(match)
    return moments.part_of(found, third) if found and third else found


def ordinal(said: str) -> int | None:
    """The number of an ordinal in words or figures."""
    known = lexicon.ordinals().get(said)
    if known:
        return known
    figures = re.match(r"\d+", said)
    return int(figures[0]) if figures else None


def _season(match: "re.Match[str]", context: Context) -> Moment | None:
    name = word(match, "season").removesuffix("time")
    anchor, near, year = context.anchor, word(match, "near"), said_year(match, context)
    third = part(match)
    if year is None and anchor is None:
        return Moment("DATE", f"XXXX-{lexicon.seasons()[name].code}")
    if year is not None:
        found = moments.of_season(year, name, south=context.south)
    else:
        assert anchor is not None
        around = [moments.of_season(y, name, south=context.south) for y in range(anchor.year - 2, anchor.year + 3)]
        known = [moment for moment in around if moment and moment.first and moment.last]
        if near in ("last", "past", "this past", "previous"):
            over = [m for m in known if m.last and m.last < anchor]
            found = over[-1] if over else None
        elif near in ("next", "coming", "this coming"):
            ahead = [m for m in known if m.first and m.first > anchor]
            found = ahead[0] if ahead else None
        else:
            found = nearest(known, context)
    return moments.part_of(found, third) if found and third else found


def _quarter(match: "re.Match[str]", context: Context) -> Moment | None:
    number = ordinal(word(match, "ordinal") or word(match, "q"))
    half = word(match, "unit") == "half"
    make = moments.of_half if half else moments.of_quarter
    if not number or number > (2 if half else 4):
        return None
    year = said_year(match, context)
    if year is not None:
        return make(year, number)
    if context.anchor is None:
        return Moment("DATE", f"XXXX-{'H' if half else 'Q'}{number}")
    around = [make(y, number) for y in years_around(context)]
    return nearest([moment for moment in around if moment], context)


def _fiscal(match: "re.Match[str]", context: Context) -> Moment | None:
    year = said_year(match, context)
    if year is None:
        return None
    if word(match, "quarter"):
        quarter = ordinal(word(match, "quarter"))
        month = lexicon.fiscal_starts().get(context.country or "USA", 1)
        if not quarter or quarter > 4:
            return None
        start = month + 3 * (quarter - 1) + 12 * (year - (month > 1))
        first, last = moments.of_month((start - 1) // 12, (start - 1) % 12 + 1), None
        last = moments.of_month((start + 1) // 12, (start + 1) % 12 + 1)
        if first is None or last is None:
            return None
        edtf = f"{first.edtf}/{last.edtf}"
        return Moment("DATE", f"{year:04d}-Q{quarter}", edtf, first.first, last.last, "season")
    return moments.of_fiscal(year, context.country)


def _week_of(match: "re.Match[str]", context: Context) -> Moment | None:
    day = dated(month_number(match), day_number(match), None, context)
    return moments.of_week(day.first) if day and day.first else None


def _weekday_of_month(match: "re.Match[str]", context: Context) -> Moment | None:
    """ "The second Tuesday in May"."""
    month = dated(month_number(match), None, said_year(match, context), context)
    number = ordinal(word(match, "ordinal")) or 0
    if month is None or month.first is None or month.last is None:
        return None
    if word(match, "ordinal") == "last":
        back = (month.last.isoweekday() - weekday_number(match)) % 7
        return moments.of_day(month.last - timedelta(days=back))
    day = month.first + timedelta(days=(weekday_number(match) - month.first.isoweekday()) % 7 + 7 * (number - 1))
    return moments.of_day(day) if number > 0 and day <= month.last else None


def _part_of_month(match: "re.Match[str]", context: Context) -> Moment | None:
    """The first week of May, the last days of January: so many days at one end of the month."""
    month = dated(month_number(match), None, said_year(match, context), context)
    if month is None or month.first is None or month.last is None:
        return None
    which, unit = word(match, "ordinal"), word(match, "unit")
    length = (month.last - month.first).days + 1
    number = int(numerals.value(match["number"]) or 1) if word(match, "number") else 1
    size = {"half": 15, "weekend": 9, "day": 5}.get(unit.removesuffix("s"), 7 * number)
    back = which in ("last", "final", "closing", "latter", "dying")
    step = 0 if back else {"opening": 1}.get(which) or ordinal(which) or 0
    begin = length - size if back else size * (step - 1)
    if unit == "half" and (back or step == 2):
        begin, size = 15, length - 15
    if not 0 <= begin < length:
        return None
    first = month.first + timedelta(days=begin)
    last = min(month.last, first + timedelta(days=size - 1))
    return replace(month, edtf=moments.span_edtf(first, last), first=first, last=last, grain="week")


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of this module, their patterns compiled once."""
    near = r"(?P<near>last|this past|this coming|this|next|past|coming|previous)"
    return (
        rule(
            "decade",
            r"\b(?:the )?(?P<part>{part})?(?P<decade>(?:1\d|20)\d0)['’]?s\b",
            _decade,
            "0s",
            "0's",
            "0’s",
            kind="decade",
        ),
        rule(
            "short decade",
            r"(?:\bthe (?P<part>{part})?['’`]|['’`]|\bthe (?=[5-9]))(?P<short>[2-9]0)['’]?s\b",
            _decade,
            "0s",
            "0's",
            "0’s",
        ),
        rule(
            "named decade",
            r"\b(?:the )(?P<part>{part})?(?:nineteen[ -])?(?P<name>" + "|".join(lexicon.decades()) + r")\b(?! of)",
            _decade,
            *lexicon.decades(),
            whole=True,
        ),
        rule(
            "century",
            r"\b(?:the )?(?P<part>{part})?(?P<ordinal>{ordinal})[ -]century\b(?P<bc>,? B\.?C\.?)?",
            _century,
            "century",
            whole=True,
        ),
        rule(
            "week of",
            r"\b(?:the )?week (?:of|beginning|starting|ending) (?P<month>{month}) (?P<day>{day})",
            _week_of,
            "week of",
            "week\nof",
            "week beginning",
            "week starting",
            "week ending",
        ),
        rule(
            "part of month",
            r"\b(?:the )?(?P<ordinal>first|second|third|fourth|last|final|opening|closing|latter|dying)"
            r" (?:few |couple of |(?P<number>two|three) )?(?P<unit>weeks?|days|weekend|half) (?:of|in) "
            rf"(?P<month>{{monthname}})(?:{YEAR_AFTER})?",
            _part_of_month,
            kind="month",
        ),
        rule(
            "weekday of month",
            r"\b(?:the )?(?P<ordinal>first|second|third|fourth|fifth|last) (?P<weekday>{weekday}) (?:of"
            r"|in) "
            rf"(?P<month>{{monthname}})(?:{YEAR_AFTER})?",
            _weekday_of_month,
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "last",
        ),
        rule(
            "season year",
            r"\b(?:the )?(?:(?P<part>{part}))?(?P<season>{season})(?:,| of"
            r"| in)? (?:(?P<year>{year})(?:[-–/]\d\d(?:\d\d)?)?|"
            r"(?P<which>last|this|next|that|the same) year)",
            _season,
            "spring",
            "summer",
            "autumn",
            "fall",
            "winter",
        ),
        rule(
            "near season",
            rf"\b(?:the )?{near} (?:(?P<part>{{part}}))?(?P<season>{{season}})(?! of {{year}})",
            _season,
            "spring",
            "summer",
            "autumn",
            "fall",
            "winter",
        ),
        rule(
            "season",
            r"\b(?:in|during|since|until|by|over|through|throughout"
            r"|for) (?P<t>the (?P<part>{part})?(?P<season>{season}))(?! of| offensive|[ -]\w*house)",
            _season,
            "spring",
            "summer",
            "autumn",
            "fall",
            "winter",
        ),
        rule(
            "part season",
            r"\b(?:in|by|since|until|from) (?P<t>(?P<part>early |late |mid-)(?P<season>{season}))",
            _season,
            "spring",
            "summer",
            "autumn",
            "fall",
            "winter",
        ),
        rule(
            "quarter",
            r"\b(?:the )?(?:fiscal )?(?P<ordinal>first|second|third|fourth|1st|2nd|3rd"
            r"|4th)[ -](?P<unit>quarter|half)"
            r"(?:(?: of)?(?: the year)? (?P<year>{year})| of the year|(?: of)? (?P<which>last|this|next"
            r"|that|the same) year)(?!\w)",
            _quarter,
            "quarter",
            "half",
        ),
        rule(
            "bare quarter",
            r"\b(?:the )?(?P<ordinal>first|second|third|fourth)[ -]quarter(?!final|back|[ -]?finals?"
            r"| of)\b",
            _quarter,
            "quarter",
        ),
        rule(
            "Q1",
            r"(?-i:\bQ)(?P<q>[1-4])(?:(?: of)?,? (?P<year>{year})|,? ?['’](?P<short>\d\d))?\b",
            _quarter,
            "q1",
            "q2",
            "q3",
            "q4",
            whole=True,
        ),
        rule(
            "fiscal year",
            r"\b(?:the )?(?:(?P<quarter>first|second|third"
            r"|fourth) (?:fiscal )?quarter of )?(?:fiscal(?: year)?|financial year"
            r"|(?-i:FY)) ?(?:(?P<year>{year})(?:[-–/]\d\d(?:\d\d)?)?|['’]?(?P<short>\d\d))\b",
            _fiscal,
            "fiscal",
            "financial",
            "fy",
        ),
        rule(
            "near fiscal year",
            r"\b(?:the )?(?P<which>last|this|next) (?:fiscal|financial) year\b",
            _fiscal,
            "fiscal",
            "financial",
            whole=True,
        ),
    )
