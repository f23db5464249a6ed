"""Rules for expressions that name their place in the calendar: dates, months, years, decades, quarters."""

import re
from datetime import date
from functools import cache

from polybius.times import lexicon, moments
from polybius.times.grammar import (
    Context,
    Rule,
    day_number,
    month_number,
    part,
    rule,
    weekday_number,
    word,
)
from polybius.times.moments import Moment

# "of last year", "this year", "the same year" after a month or a day.
_RELATIVE_YEAR = r"(?:,? (?:of |in )?(?P<which>last|this|next|that|the same|the previous|the following) year)"
YEAR_AFTER = rf"(?:(?:,|, of| of|,? in|) ?(?P<year>{{year}})|{_RELATIVE_YEAR}|,? ?['’](?P<short>\d\d)(?!\w))"
# A year that stands at the end of a range holds for its beginning: "from July to September 2021".
_SHARED = r"(?=(?:{dash}(?:{day} )?(?:of )?{month}(?: {day})?,? (?P<shared>{year}))?)"
# A month after a figure that is no day of it is no date: "32 May 2020".
_NO_DAY = r"(?<!\d\s)(?<!\dth\sof\s)"
_WEEKDAY_BEFORE = r"(?:(?P<wd>{wd})(?:,| the)? ?(?:the )?\(?)?"


def with_century(short: int, anchor: date | None) -> int:
    """The year that two figures mean: not more than ten years ahead."""
    now = anchor.year if anchor else 2020
    year = now // 100 * 100 + short
    return year if year <= now + 10 else year - 100


def said_year(match: "re.Match[str]", context: Context) -> int | None:
    """The year that a match says, by figures or in relation ("last year"); None where it does not."""
    for group in ("year", "shared"):
        if word(match, group):
            return int(match[group])
    if word(match, "short"):
        return with_century(int(match["short"]), context.anchor)
    which = word(match, "which")
    if which in ("last", "this", "next"):
        step = {"last": -1, "this": 0, "next": 1}[which]
        return context.anchor.year + step if context.anchor else None
    if which and context.told and context.told.first:
        step = {"the previous": -1, "the following": 1}.get(which, 0)
        return context.told.first.year + step
    return None


def nearest(candidates: list[Moment], context: Context) -> Moment | None:
    """Of the same date in several years, the one that tense and closeness to publication mean."""
    anchor = context.anchor
    dated = [c for c in candidates if c.first and c.last]
    if anchor is None or not dated:
        return None
    beside = context.beside
    if beside and beside.first and beside.first.year != anchor.year and not context.ahead:
        # "in March 2016 and released in July": the next such after what stands beside it.
        later = [c for c in dated if c.first and c.last and c.last >= beside.first]
        if later:
            return min(later, key=lambda c: c.first or anchor)
    past = [c for c in dated if c.first and c.first <= anchor]
    ahead = [c for c in dated if c.last and c.last >= anchor]
    if not past or not ahead:
        return past[-1] if past else ahead[0]
    since = (anchor - (past[-1].last or anchor)).days
    until = ((ahead[0].first or anchor) - anchor).days
    if context.direction == "past":
        return past[-1]
    if context.ahead:
        # What was ahead in the words told may be just over: "gave them until 14 January".
        return past[-1] if 0 < since <= _JUST_OVER and until > _FAR else ahead[0]
    # News tells of the past: a date with no tense lies ahead only where it is much closer that way.
    return ahead[0] if 3 * until < since else past[-1]


# Days since the one and until the other of two same dates of neighbouring years: see ``nearest``.
_JUST_OVER, _FAR = 7, 300


def years_around(context: Context) -> range:
    anchor = context.anchor
    if anchor is None:
        return range(0)
    years = [anchor.year]
    if context.beside and context.beside.first:
        years.append(context.beside.first.year)
    return range(min(years) - 1, max(years) + 2)


def dated(month: int, day: int | None, year: int | None, context: Context) -> Moment | None:
    """A month or a day of it, in the year said or the one meant. Days that do not exist are None."""
    if year is not None:
        return moments.of_month(year, month) if day is None else moments.day_of(year, month, day)
    if context.anchor is None:
        if day is not None and not 1 <= day <= 31:
            return None
        value = f"XXXX-{month:02d}" + (f"-{day:02d}" if day else "")
        return Moment("DATE", value, value, grain="day" if day else "month")
    around = [
        moments.of_month(y, month) if day is None else moments.day_of(y, month, day) for y in years_around(context)
    ]
    return nearest([moment for moment in around if moment], context)


def _date(match: "re.Match[str]", context: Context) -> Moment | None:
    month, day, year = month_number(match), day_number(match), said_year(match, context)
    if year is None and context.anchor and word(match, "wd"):
        # A weekday named beside it tells which year's it is.
        weekday = weekday_number(match, "wd")
        around = (moments.day_of(y, month, day) for y in years_around(context))
        fitting = [m for m in around if m and m.first and m.first.isoweekday() == weekday]
        if fitting:
            return nearest(fitting, context)
    return dated(month, day, year, context)


def _month(match: "re.Match[str]", context: Context) -> Moment | None:
    month, year, said = month_number(match), said_year(match, context), word(match, "near")
    anchor = context.anchor
    if said in ("last", "this past") and anchor:
        year = anchor.year if month < anchor.month else anchor.year - 1
    elif said == "next" and anchor:
        year = anchor.year if month > anchor.month else anchor.year + 1
    elif said == "this" and anchor:
        year = anchor.year
    found = dated(month, None, year, context)
    third = part(match)
    return moments.part_of(found, third) if found and third else found


def _iso(match: "re.Match[str]", context: Context) -> Moment | None:
    found = moments.day_of(int(match["year"]), int(match["m"]), int(match["d"]))
    clock = match["clock"]
    return moments.at(found, f"T{clock}") if found and clock else found


def _numeric(match: "re.Match[str]", context: Context) -> Moment | None:
    a, b, figures = int(match["a"]), int(match["b"]), match["y"]
    year = int(figures) if len(figures) == 4 else with_century(int(figures), context.anchor)
    month_first = context.country is None or context.country in lexicon.countries("month_first")
    if match["sign"] == "." or a > 12 or (not month_first and b <= 12):
        a, b = b, a
    return moments.day_of(year, a, b)


def _year(match: "re.Match[str]", context: Context) -> Moment | None:
    found = moments.of_year(int(match["year"]))
    third = part(match)
    return moments.part_of(found, third) if found and third else found


def _short_year(match: "re.Match[str]", context: Context) -> Moment | None:
    return moments.of_year(with_century(int(match["short"]), context.anchor))


def _before_christ(match: "re.Match[str]", context: Context) -> Moment | None:
    year = int(match["bc"].replace(",", ""))
    # EDTF counts a year 0, so that 44 BC is -0043.
    return Moment("DATE", f"BC{year:04d}", f"-{year - 1:04d}" if year > 1 else "0000")


def _before_year() -> str:
    """What may stand before a year written alone; a bare figure elsewhere is a number."""
    words = "|".join(sorted(lexicon.year_words("before")))
    return rf"(?:\b(?:{words})[ -]|['’]s |[(,–—/-] ?|^|\n)"


def _counted() -> str:
    """Not before a noun that is counted: there four figures are a number, not a year."""
    words = "|".join(sorted(lexicon.year_words("counted")))
    return rf"(?! (?:{words})\b)"


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of this module, their patterns compiled once."""

    near = r"(?P<near>last|this past|this coming|this|next|past|coming|previous)"
    return (
        rule(
            "iso",
            r"\b(?P<year>{year})-(?P<m>\d\d)-(?P<d>\d\d)(?:T(?P<clock>\d\d:\d\d)(?::\d\d)?Z?)?(?![\d-])",
            _iso,
            kind="year",
        ),
        rule(
            "iso slashes",
            r"(?<![\d/])(?P<year>{year})[/.](?P<m>\d\d)[/.](?P<d>\d\d)(?P<clock>)(?![\d/])",
            _iso,
            kind="year",
        ),
        rule(
            "figures",
            r"(?<![\d/.])(?P<a>\d{{1,2}})(?P<sign>[/.])(?P<b>\d{{1,2}})(?P=sign)(?P<y>(?:19|20)\d\d"
            r"|(?<=/)\d\d)(?![\d/])",
            _numeric,
            kind="figures",
        ),
        rule(
            "month day",
            _WEEKDAY_BEFORE + r"(?:(?P<near>last) )?(?:the (?:night|morning"
            r"|evening) of )?(?P<month>{month}) (?:the )?(?P<day>{day})(?! {month})"
            + rf"(?:{YEAR_AFTER}\)?|{_SHARED})",
            _date,
        ),
        rule(
            "day month",
            _WEEKDAY_BEFORE
            + r"(?:the )?(?P<day>{day})(?:-| of | )(?P<month>{month})(?:[ -]?"
            + YEAR_AFTER
            + rf"|{_SHARED})",
            _date,
        ),
        rule(
            "month year",
            _NO_DAY
            + r"(?:(?:the )?(?P<part>{part}))?(?P<month>{month})(?:-(?P<year>{year})|"
            + YEAR_AFTER.replace("(?P<year>", "(?P<shared>")
            + ")",
            _month,
        ),
        rule(
            "near month",
            rf"\b{near} (?:(?P<part>{{part}}))?(?P<month>{{monthname}})(?! \d)",
            _month,
        ),
        rule("part month", rf"\b(?P<part>{{part}})(?P<month>{{monthname}})(?! \d){_SHARED}", _month),
        rule(
            "month",
            rf"{_NO_DAY}(?P<month>{{monthname}})(?! \d)(?!-)(?! (?:for|of|on) (?:the )?(?-i:[A-Z])){_SHARED}",
            _month,
        ),
        rule("month hyphen", r"(?P<month>{monthname})(?=-(?:long|to|{month}))", _month),
        rule("bc", r"\b(?P<bc>\d{{1,4}}) B\.?C\.?(?:E\.?)?(?!\w)", _before_christ, "b.c", "bc"),
        rule(
            "year",
            rf"(?P<before>{_before_year()})(?P<t>(?:(?P<part>{{part}}))?(?P<year>{{year}}))(?!['’]?s\b)"
            rf"(?!-\w*(?:mile|pound|foot|strong|member|seat|man)\b)(?![/:]\d){_counted()}",
            _year,
            kind="year",
        ),
        rule("part year", rf"\b(?P<part>{{part}})(?P<year>{{year}})(?!['’]?s\b){_counted()}", _year, kind="year"),
        rule("possessive year", r"\b(?P<t>(?P<year>{year}))['’]s ", _year, "'s", "’s", kind="year"),
        rule(
            "year possessive",
            r"(?:in|of|since|from) (?P<t>['’](?P<short>\d\d))(?![\w'’])",
            _short_year,
            " '",
            " ’",
        ),
    )
