"""Rules for expressions that name their place in the calendar: dates, months, years, decades, quarters."""

import re
from datetime import date, timedelta
from functools import cache

from polybius.times import lexicon, moments, numerals
from polybius.times.grammar import (
    Context,
    Rule,
    compiled,
    day_number,
    month_number,
    part,
    weekday_number,
    word,
)
from polybius.times.moments import Moment

# "of last year", "this year", "the same year" after a month or a day.
_RELATIVE_YEAR = r"(?:,? (?:of |in )?(?P<which>last|this|next|that|the same|the previous|the following) year)"
_YEAR_AFTER = rf"(?:(?:,|, of| of|,? in|) ?(?P<year>{{year}})|{_RELATIVE_YEAR}|,? ?['’](?P<short>\d\d)(?!\w))"
# A year that stands at the end of a range holds for its beginning: "from July to September 2021".
_SHARED = r"(?=(?:{dash}(?:{day} )?(?:of )?{month}(?: {day})?,? (?P<shared>{year}))?)"
_WEEKDAY_BEFORE = r"(?:(?P<wd>{wd})(?:,| the)? ?(?:the )?\(?)?"


def _plus_century(short: int, anchor: date | None) -> int:
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
        return _plus_century(int(match["short"]), context.anchor)
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
    if beside and beside.first and beside.first.year != anchor.year and context.direction != "future":
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
    # Nobody leaves the year out of a date that is nearly a year off, whatever the tense around it.
    if min(since, until) <= _CLOSE and max(since, until) >= _FAR:
        return past[-1] if since < until else ahead[0]
    if context.direction is not None:
        return past[-1] if context.direction == "past" else ahead[0]
    # News tells of the past: a date with no tense lies ahead only where it is much closer that way.
    return ahead[0] if 3 * until < since else past[-1]


# Days to the closer and to the farther of two same dates of neighbouring years: see ``nearest``.
_CLOSE, _FAR = 45, 300


def _years_around(context: Context) -> range:
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
        moments.of_month(y, month) if day is None else moments.day_of(y, month, day)
        for y in _years_around(context)
    ]
    return nearest([moment for moment in around if moment], context)


def _date(match: "re.Match[str]", context: Context) -> Moment | None:
    month, day, year = month_number(match), day_number(match), said_year(match, context)
    if year is None and context.anchor and word(match, "wd"):
        # A weekday named beside it tells which year's it is.
        weekday = weekday_number(match, "wd")
        around = (moments.day_of(y, month, day) for y in _years_around(context))
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
    year = int(figures) if len(figures) == 4 else _plus_century(int(figures), context.anchor)
    month_first = context.country is None or context.country in lexicon.countries("month_first")
    if match["sign"] == "." or a > 12 or (not month_first and b <= 12):
        a, b = b, a
    return moments.day_of(year, a, b)


def _year(match: "re.Match[str]", context: Context) -> Moment | None:
    found = moments.of_year(int(match["year"]))
    third = part(match)
    return moments.part_of(found, third) if found and third else found


def _short_year(match: "re.Match[str]", context: Context) -> Moment | None:
    return moments.of_year(_plus_century(int(match["short"]), context.anchor))


def _before_christ(match: "re.Match[str]", context: Context) -> Moment | None:
    year = int(match["bc"].replace(",", ""))
    # EDTF counts a year 0, so that 44 BC is -0043.
    return Moment("DATE", f"BC{year:04d}", f"-{year - 1:04d}" if year > 1 else "0000")


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
    around = [make(y, number) for y in _years_around(context)]
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
    day = _date(match, context)
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
    return moments.of_day(day) if 0 < number and day <= month.last else None


# What may stand before a year written alone; a bare figure elsewhere is a number.
_BEFORE_YEAR = (
    r"(?:\b(?:in|since|from|until|till|by|during|of|before|after|to|and|or|between|through|the|late|around|circa|for|"
    r"year|into|about|dating|mid|early|summer|spring|fall|autumn|winter|'s|’s|his|her|its|their|our|a|this|that|as of|"
    r"pre|post|back|or|on|with|over|re|began|ended|until|versus|than|throughout|these|your|my|every|again|"
    r"elections?|census|season)[ -]|[(,–—/-] ?|^|\n)"
)
# Nouns that are counted: before one of them four figures are a number, not a year.
_COUNTED = (
    r"(?! (?:people|men|women|children|troops|soldiers|refugees|civilians|homes|houses|families|miles|"
    r"kilometers|kilometres|km|feet|meters|metres|tons|tonnes|pounds|dollars|euros|barrels|acres|hectares|"
    r"hours|minutes|days|weeks|months|years|percent|per|times|others|more|workers|employees|students|"
    r"police|officers|members|fighters|rebels|prisoners|victims|deaths|dead|casualties|residents|"
    r"households|points|votes|seats|copies|rounds|shells|missiles|rockets|vehicles|tanks|aircraft|"
    r"jobs|cases|passengers|protesters|demonstrators|displaced|injured|wounded|or so|GMT|hrs|UTC|"
    r"square|cubic|million|billion|thousand|hundred|local time|persons|schools|volunteers|migrants|pages|shares)\b)"
)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of this module, their patterns compiled once."""

    def rule(name: str, template: str, read: object) -> Rule:
        return Rule(name, compiled(template), read)  # type: ignore[arg-type]

    near = r"(?P<near>last|this past|this coming|this|next|past|coming|previous)"
    return (
        rule("iso", r"\b(?P<year>{year})-(?P<m>\d\d)-(?P<d>\d\d)(?:T(?P<clock>\d\d:\d\d)(?::\d\d)?Z?)?(?![\d-])", _iso),
        rule("iso slashes", r"(?<![\d/])(?P<year>{year})[/.](?P<m>\d\d)[/.](?P<d>\d\d)(?P<clock>)(?![\d/])", _iso),
        rule(
            "figures",
            r"(?<![\d/.])(?P<a>\d{{1,2}})(?P<sign>[/.])(?P<b>\d{{1,2}})(?P=sign)(?P<y>(?:19|20)\d\d|(?<=/)\d\d)(?![\d/])",
            _numeric,
        ),
        rule(
            "month day",
            _WEEKDAY_BEFORE
            + r"(?:(?P<near>last) )?(?:the (?:night|morning|evening) of )?(?P<month>{month}) (?:the )?(?P<day>{day})(?! {month})"
            + rf"(?:{_YEAR_AFTER}\)?|{_SHARED})",
            _date,
        ),
        rule(
            "day month",
            _WEEKDAY_BEFORE + r"(?:the )?(?P<day>{day})(?:-| of | )(?P<month>{month})(?:[ -]?" + _YEAR_AFTER + rf"|{_SHARED})",
            _date,
        ),
        rule("week of", r"\b(?:the )?week (?:of|beginning|starting|ending) (?P<month>{month}) (?P<day>{day})", _week_of),
        rule(
            "weekday of month",
            r"\b(?:the )?(?P<ordinal>first|second|third|fourth|fifth|last) (?P<weekday>{weekday}) (?:of|in) "
            rf"(?P<month>{{monthname}})(?:{_YEAR_AFTER})?",
            _weekday_of_month,
        ),
        rule(
            "month year",
            r"(?:(?:the )?(?P<part>{part}))?(?P<month>{month})(?:-(?P<year>{year})|" + _YEAR_AFTER.replace("(?P<year>", "(?P<shared>") + ")",
            _month,
        ),
        rule(
            "near month",
            rf"\b{near} (?:(?P<part>{{part}}))?(?P<month>{{monthname}})(?! \d)",
            _month,
        ),
        rule("part month", rf"\b(?P<part>{{part}})(?P<month>{{monthname}})(?! \d){_SHARED}", _month),
        rule("month", rf"(?P<month>{{monthname}})(?! \d)(?!-)(?! (?:for|of|on) (?:the )?(?-i:[A-Z])){_SHARED}", _month),
        rule("month hyphen", r"(?P<month>{monthname})(?=-(?:long|to|{month}))", _month),
        rule("decade", r"\b(?:the )?(?P<part>{part})?(?P<decade>(?:1\d|20)\d0)['’]?s\b", _decade),
        rule("short decade", r"(?:\bthe (?P<part>{part})?['’`]?|['’`])(?P<short>[2-9]0)['’]?s\b", _decade),
        rule(
            "named decade",
            r"\b(?:the )(?P<part>{part})?(?:nineteen[ -])?(?P<name>" + "|".join(lexicon.decades()) + r")\b(?! of)",
            _decade,
        ),
        rule("century", r"\b(?:the )?(?P<part>{part})?(?P<ordinal>{ordinal})[ -]century\b(?P<bc>,? B\.?C\.?)?", _century),
        rule("bc", r"\b(?P<bc>\d{{1,4}}) B\.?C\.?(?:E\.?)?(?!\w)", _before_christ),
        rule("year", rf"(?P<before>{_BEFORE_YEAR})(?P<t>(?:(?P<part>{{part}}))?(?P<year>{{year}}))(?!['’]?s\b)(?!-\w*(?:mile|pound|foot|strong|member|seat|man)\b)(?![/:]\d){_COUNTED}", _year),
        rule("part year", rf"\b(?P<part>{{part}})(?P<year>{{year}})(?!['’]?s\b){_COUNTED}", _year),
        rule("possessive year", r"\b(?P<t>(?P<year>{year}))['’]s ", _year),
        rule("year possessive", r"(?:in|of|since|from) (?P<t>['’](?P<short>\d\d))(?![\w'’])", _short_year),
        rule(
            "season year",
            r"\b(?:the )?(?:(?P<part>{part}))?(?P<season>{season})(?:,| of| in)? (?:(?P<year>{year})(?:[-–/]\d\d(?:\d\d)?)?|"
            r"(?P<which>last|this|next|that|the same) year)",
            _season,
        ),
        rule("near season", rf"\b(?:the )?{near} (?:(?P<part>{{part}}))?(?P<season>{{season}})(?! of {{year}})", _season),
        rule("season", r"\b(?:in|during|since|until|by|over|through|throughout|for) (?P<t>the (?P<part>{part})?(?P<season>{season}))(?! of| offensive|[ -]\w*house)", _season),
        rule("part season", r"\b(?:in|by|since|until|from) (?P<t>(?P<part>early |late |mid-)(?P<season>{season}))", _season),
        rule(
            "quarter",
            r"\b(?:the )?(?:fiscal )?(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th)[ -](?P<unit>quarter|half)"
            rf"(?:(?: of)?(?: the year)? (?P<year>{{year}})| of the year|(?: of)? (?P<which>last|this|next|that|the same) year)(?!\w)",
            _quarter,
        ),
        rule("bare quarter", r"\b(?:the )?(?P<ordinal>first|second|third|fourth)[ -]quarter(?!final|back|[ -]?finals?| of)\b", _quarter),
        rule("Q1", r"(?-i:\bQ)(?P<q>[1-4])(?:(?: of)?,? (?P<year>{year})|,? ?['’](?P<short>\d\d))?\b", _quarter),
        rule(
            "fiscal year",
            r"\b(?:the )?(?:(?P<quarter>first|second|third|fourth) (?:fiscal )?quarter of )?(?:fiscal(?: year)?|financial year|(?-i:FY)) ?(?:(?P<year>{year})(?:[-–/]\d\d(?:\d\d)?)?|['’]?(?P<short>\d\d))\b",
            _fiscal,
        ),
        rule("near fiscal year", r"\b(?:the )?(?P<which>last|this|next) (?:fiscal|financial) year\b", _fiscal),
    )


__all__ = ["dated", "nearest", "numerals", "ordinal", "rules", "said_year"]
