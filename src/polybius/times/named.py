"""Rules for named days, for dates of the Islamic and Persian calendars, and for "now" and its like."""

import re
from datetime import date
from functools import cache

from polybius.times import calendars, lexicon, moments
from polybius.times.absolute import nearest
from polybius.times.grammar import Context, Rule, rule, word
from polybius.times.moments import Moment, plus


def _country(match: "re.Match[str]", context: Context) -> str | None:
    """The country whose day is meant: the one named before it, else that of the text."""
    before = match.string[max(0, match.start() - 30) : match.start()].lower().rstrip()
    before = re.sub(r"['’]s?$", "", before)
    for name, code in sorted(lexicon.country_names().items()):
        if before.endswith(name):
            return code
    return context.country


def _occurrence(holiday: lexicon.Holiday, year: int) -> list[Moment]:
    try:
        starts = calendars.in_year(holiday.rule, year)
    except (ValueError, OverflowError):
        return []
    return [found for start in starts if (found := _stretch(holiday, start))]


def _stretch(holiday: lexicon.Holiday, start: date) -> Moment | None:
    if holiday.days == 1 and holiday.rule[0] != "hijri":
        return moments.of_day(start)
    if holiday.rule[0] == "hijri":
        # The moon is sighted, not computed: a day either way, said so by EDTF's "approximate".
        end = plus(start, holiday.days - 1)
        first, last = plus(start, -1), plus(start, holiday.days)
        if first is None or last is None or end is None:
            return None
        edtf = f"{start}~" if holiday.days == 1 else f"{start}~/{end}~"
        return Moment("DATE", start.isoformat(), edtf, first, last, "day" if holiday.days == 1 else "month")
    end = plus(start, holiday.days - 1)
    if end is None:
        return None
    if holiday.days == 7:
        return moments.of_week(end)
    return Moment("DATE", start.isoformat(), f"{start}/{end}", start, end, "week")


def _holiday(match: "re.Match[str]", context: Context) -> Moment | None:
    name = word(match, "name").replace("’", "'")
    known = [h for h in lexicon.holidays() if h.name.lower().replace("’", "'") == name]
    country = _country(match, context)
    chosen = next((h for h in known if h.country == country), None)
    chosen = chosen or next((h for h in known if h.country is None), None)
    if chosen is None:
        return None
    near, year = word(match, "near"), word(match, "year")
    if year:
        found = _occurrence(chosen, int(year))
        return found[0] if found else None
    anchor = context.anchor
    if anchor is None:
        fixed = chosen.rule[0] == "fixed"
        return Moment("DATE", f"XXXX-{chosen.rule[1]}", f"XXXX-{chosen.rule[1]}") if fixed else None
    around = [m for y in range(anchor.year - 2, anchor.year + 3) for m in _occurrence(chosen, y)]
    if near in ("last", "this past"):
        past = [m for m in around if m.last and m.last < anchor]
        return past[-1] if past else None
    if near == "next":
        ahead = [m for m in around if m.first and m.first > anchor]
        return ahead[0] if ahead else None
    return nearest(around, context)


def _foreign(match: "re.Match[str]", context: Context) -> Moment | None:
    """A day, or a month with its year, of the Islamic or the Solar Hijri calendar."""
    name = word(match, "month").replace("’", "'")
    day, year = word(match, "day"), word(match, "year")
    if (not day and not year) or int(day or 1) > 31:
        return None
    for calendar, convert in (("hijri", calendars.hijri), ("persian", calendars.persian)):
        month = lexicon.calendar_months(calendar).get(name)
        if month is None:
            continue
        if calendar == "hijri" and int(day or 1) > 30:
            return None
        rough = 0 if calendar == "persian" else 1
        if not year and context.anchor is None:
            return None
        try:
            if year:
                return _converted(convert(int(year), month, int(day or 1)), 1 if day else 29, rough)
            assert context.anchor is not None
            now = context.anchor.year - (621 if calendar == "persian" else 0)
            if calendar == "hijri":
                now = (context.anchor.year - 622) * 33 // 32
            around = [_converted(convert(y, month, int(day)), 1, rough) for y in range(now - 2, now + 3)]
            return nearest([moment for moment in around if moment], context)
        except (ValueError, OverflowError):
            return None
    return None


def _converted(start: date, days: int, rough: int) -> Moment | None:
    end = plus(start, days - 1)
    if end is None:
        return None
    first, last = plus(start, -rough), plus(end, rough)
    sign = "~" if rough else ""
    edtf = f"{start}{sign}" if days == 1 else f"{start}{sign}/{end}{sign}"
    return Moment("DATE", start.isoformat(), edtf, first, last, "day" if days == 1 else "month")


def _islamic_year(match: "re.Match[str]", context: Context) -> Moment | None:
    try:
        start, end = (calendars.hijri(int(match["year"]) + n, 1, 1) for n in (0, 1))
    except (ValueError, OverflowError):
        return None
    return Moment("DATE", f"{start.year:04d}", f"{start}~/{end}~", start, end, "year")


def _reference(match: "re.Match[str]", context: Context) -> Moment | None:
    return moments.reference(lexicon.references()[word(match, "said")], context.anchor)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of this module, their patterns compiled once."""

    def alternation(names: list[str]) -> str:
        return "|".join(re.escape(name).replace(r"\ ", " ") for name in sorted(set(names), key=lambda n: (-len(n), n)))

    days = alternation([holiday.name for holiday in lexicon.holidays()])
    months = [*lexicon.calendar_months("hijri"), *lexicon.calendar_months("persian")]
    foreign = alternation([name.title() for name in months] + [name[0].upper() + name[1:] for name in months])
    said = alternation(list(lexicon.references()))
    near = r"(?:(?P<near>last|this past|this|next) )?"
    return (
        rule(
            "holiday",
            rf"(?:\b{near})?(?-i:\b(?P<name>{days}))(?!\w)"
            r"(?! (?:Agreement|Accords?|Islands?|tree|market|card|present|gift|egg)s?\b)"
            r"(?:,? (?:of )?(?P<year>{year}))?",
            _holiday,
            *(h.name.lower() for h in lexicon.holidays()),
            whole=True,
        ),
        rule(
            "foreign day",
            rf"\b(?P<day>\d{{{{1,2}}}})(?:st|nd|rd"
            rf"|th)?(?: of)? (?-i:(?P<month>{foreign}))\b(?:,? (?P<year>1[34]\d\d)(?: A\.?H\.?\b)?)?",
            _foreign,
            *months,
            whole=True,
        ),
        rule(
            "foreign month",
            rf"(?-i:\b(?P<month>{foreign}))(?: (?P<day>\d{{{{1,2}}}}))?,? (?P<year>1[34]\d\d)\b"
            rf"(?: A\.?H\.?\b)?",
            _foreign,
            *months,
            whole=True,
        ),
        rule("islamic year", r"\b(?P<year>1[34]\d\d) (?-i:A\.?H\.?)(?!\w)", _islamic_year, "ah", "a.h"),
        rule(
            "reference",
            rf"\b(?P<said>{said})(?!\w|-\w)(?! (?:\w+ )?(?:days?|weeks?|months?|years?|decades?)\b)",
            _reference,
            *lexicon.references(),
            whole=True,
        ),
    )
