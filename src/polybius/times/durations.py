"""Rules for lengths of time, for what recurs, and for stretches that count from now ("the past week")."""

import re
from functools import cache

from polybius.times import lexicon, moments, numerals
from polybius.times.grammar import Context, Rule, month_number, rule, weekday_number, word
from polybius.times.moments import Moment, span_edtf

# Months, weeks or days in one of a unit, for the days that a stretch of so many covers.
DAYS = {"TS": 0.0, "TM": 0.0, "TH": 1 / 24, "D": 1, "W": 7, "F": 14, "M": 30.44, "Q": 91.3, "Y": 365.25}
DAYS |= {"E": 3652.5, "C": 36525.0}
_FINER = {"TH": ("TM", 60), "Y": ("M", 12), "D": ("TH", 24), "TM": ("TS", 60)}


def period(number: float | None, letter: str) -> str:
    """The ISO 8601 duration of so many units, X where the number is not said."""
    if letter in ("F", "E", "C", "Q"):
        size, of = {"F": (2, "W"), "E": (10, "Y"), "C": (100, "Y"), "Q": (3, "M")}[letter]
        if number is None:
            return {"F": "PXW", "E": "PXDE", "C": "PXCE", "Q": "PXQ"}[letter]
        number, letter = number * size, of
    clock, name = ("T", letter[1]) if letter.startswith("T") else ("", letter)
    if number is None:
        return f"P{clock}X{name}"
    whole = int(number)
    if number != whole and letter in _FINER and whole:
        finer, size = _FINER[letter]
        rest = round((number - whole) * size)
        return f"P{clock}{whole}{name}{'' if clock or finer[0] != 'T' else 'T'}{rest}{finer[-1]}"
    if number != whole and letter in _FINER:
        finer, size = _FINER[letter]
        return f"P{'T' if finer[0] == 'T' else ''}{numerals.trim(round(number * size))}{finer[-1]}"
    return f"P{clock}{numerals.trim(number)}{name}"


def _length(match: "re.Match[str]", context: Context) -> Moment | None:
    said = word(match, "number")
    number = numerals.value(said) if said else None
    if said and number is None:
        return None
    letter = lexicon.units()[word(match, "unit")]
    if letter == "TS" and number == 1:
        return None
    return Moment("DURATION", period(number, letter))


def _one(match: "re.Match[str]", context: Context) -> Moment | None:
    return Moment("DURATION", period(1, lexicon.units()[word(match, "unit")]))


def _half(match: "re.Match[str]", context: Context) -> Moment | None:
    return Moment("DURATION", period(0.5, lexicon.units()[word(match, "unit")]))


def _and_half(match: "re.Match[str]", context: Context) -> Moment | None:
    return Moment("DURATION", period(1.5, lexicon.units()[word(match, "unit")]))


def _stretch(match: "re.Match[str]", context: Context) -> Moment | None:
    """The past two months, the next ten days: a length that ends or begins on the day of writing."""
    said = word(match, "number")
    number = numerals.value(said) if said else None
    if number is None and not word(match, "unit").endswith("s"):
        number = 1
    letter = lexicon.units()[word(match, "unit")]
    value, anchor = period(number, letter), context.anchor
    ahead = word(match, "near") in ("next", "coming")
    if anchor is None:
        return Moment("DURATION", value)
    if number is None:
        first, last = (anchor, None) if ahead else (None, anchor)
        return Moment("DURATION", value, span_edtf(first, last), first, last)
    days = round(number * DAYS[letter])
    edge = moments.plus(anchor, days if ahead else -days)
    if edge is None:
        return Moment("DURATION", value)
    first, last = (anchor, edge) if ahead else (edge, anchor)
    edtf = f"{first.isoformat()}/{last.isoformat()}"
    return Moment("DURATION", value, edtf, first, last)


def following(start: Moment, letter: str) -> Moment:
    """The days (weeks, months, years) that follow what ``start`` dates.

    How many is not said: two weeks of days, two months of weeks, a year of months, ten years. The end is
    as coarse as the start: days after September end some time in October.
    """
    value = period(None, letter)
    if start.first is None or start.last is None:
        return Moment("DURATION", value)
    reach = {"D": 14, "W": 60, "M": 365, "Y": 3652}.get(letter, 14)
    end = moments.plus(start.last, reach)
    if end is None:
        return Moment("DURATION", value)
    coarse = {"month": moments.of_month(end.year, end.month), "year": moments.of_year(end.year)}
    stop = coarse.get(start.grain or "") or moments.of_day(end)
    return Moment("DURATION", value, f"{start.edtf}/{stop.edtf}", start.first, stop.last)


def _following(match: "re.Match[str]", context: Context) -> Moment | None:
    letter = lexicon.units()[word(match, "unit")]
    told = context.told
    if told is None or told.grain not in ("day", "month", "year"):
        return Moment("DURATION", period(None, letter))
    return following(told, letter)


def _set(match: "re.Match[str]", context: Context) -> Moment | None:
    return Moment("SET", lexicon.sets()[word(match, "set")])


def _every(match: "re.Match[str]", context: Context) -> Moment | None:
    number = numerals.value(match["number"]) if word(match, "number") else 1
    if word(match, "other"):
        number = 2
    return Moment("SET", period(number, lexicon.units()[word(match, "unit")]))


def _every_weekday(match: "re.Match[str]", context: Context) -> Moment | None:
    return Moment("SET", f"XXXX-WXX-{weekday_number(match)}")


def _every_month(match: "re.Match[str]", context: Context) -> Moment | None:
    return Moment("SET", f"XXXX-{month_number(match):02d}")


def _every_season(match: "re.Match[str]", context: Context) -> Moment | None:
    return Moment("SET", f"XXXX-{lexicon.seasons()[word(match, 'season')].code}")


def _every_part(match: "re.Match[str]", context: Context) -> Moment | None:
    return Moment("SET", "XXXX-XX-XXT" + lexicon.dayparts()[word(match, "daypart")])


def _rate(match: "re.Match[str]", context: Context) -> Moment | None:
    return Moment("SET", period(1, lexicon.units()[word(match, "unit")]))


AGE = "age"


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of this module, their patterns compiled once. That named ``AGE`` reads people's ages."""

    plural = r"(?P<unit>seconds|minutes|hours|days|nights|weeks|months|quarters|years|decades|centuries)\b"
    one = r"(?P<unit>second|minute|hour|day|week|fortnight|month|year|decade|century)"
    sets = "|".join(lexicon.sets())
    past = r"(?P<near>past|last|next|coming|recent)"
    return (
        rule(
            AGE,
            r"(?P<number>{number})[ -](?P<unit>{unit})(?:[ -]olds?\b| of age\b)",
            _length,
            "old",
            "of age",
        ),
        rule(
            "old",
            r"\b(?P<number>)(?P<unit>days|weeks|months|years|decades|centuries)-old(?![\w-])",
            _length,
            "s-old",
        ),
        rule("age span", r"\b(?P<unit>years?)(?:[ -]olds?)(?!\w)", lambda m, c: None, "old"),
        rule(
            "each of",
            r"\beach of (?P<t>the (?:past|last|next|coming) {number} (?P<unit>{unit}))",
            lambda m, c: Moment("SET", period(1, lexicon.units()[word(m, "unit")])),
            "each of",
        ),
        rule(
            "length",
            r"(?P<number>{number})(?:[ -]| more | full | whole | straight | consecutive | long "
            r"| short )(?P<unit>{unit})(?!-olds?\b|[’']? old\b)",
            _length,
        ),
        rule("adjective length", r"(?P<number>{number})-(?P<unit>{unit})(?:[ -]long)?\b", _length, "long"),
        rule(
            "a length",
            r"\b(?:in|for|within|about|nearly|almost|after|over|than|of|least|most|only|just|under"
            r"|around|took|takes?|take|last|lasted|spent|spend|spending|half|by|is|was|another"
            r"|to) (?P<t>(?:another|an?) (?P<unit>minute|hour|day|week|fortnight|month|year|decade"
            r"|century))(?!\w|[ -]and|-)",
            _one,
        ),
        rule(
            "whole",
            r"\b(?:an? |the )?(?:entire|whole|full) (?P<unit>minute|hour|day|week|month|year|decade"
            r"|century)\b",
            _one,
            "entire",
            "whole",
            "full",
        ),
        rule(
            "and a half",
            r"\b(?:an?|one) (?P<unit>hour|day|week|month|year|decade|century) and a half\b",
            _and_half,
            "half",
        ),
        rule("half", r"\bhalf(?:[ -]an?)?[ -](?P<unit>hour|day|year|decade|century)\b", _half, "half"),
        rule(
            "lengths",
            rf"\b(?P<t>(?:several|many|a few|few|countless|numerous) {plural})",
            _length,
            "several",
            "many",
            "few",
            "countless",
            "numerous",
        ),
        rule(
            "bare lengths",
            rf"\b(?:for|within|over|after|takes?|took|last|lasted|spent|spend|in"
            rf"|of) (?P<t>{plural})(?! (?:before|leading|after|since|following|when|of the|that|ahead"
            rf"|until|to come))",
            _length,
        ),
        rule("lengths of", rf"\b(?<!early\s)(?<!late\s)(?P<t>{plural}) of\b", _length),
        rule(
            "long",
            r"\b(?P<unit>minute|hour|day|week|month|year|decade|century|minutes|hours|days|weeks|months"
            r"|years|decades|centuries)(?:-?long)\b",
            lambda m, c: Moment(
                "DURATION",
                period(None if word(m, "unit").endswith("s") else 1, lexicon.units()[word(m, "unit")]),
            ),
            "long",
        ),
        rule(
            "stretch",
            rf"\b(?:the )?{past} (?:(?P<number>{{number}})|few|several|couple of)?(?: )?{plural}",
            _stretch,
            "past",
            "last",
            "next",
            "coming",
            "recent",
        ),
        rule(
            "past one",
            r"\b(?:the )?(?P<near>past) (?P<number>)(?P<unit>day|week|month|quarter|year|decade|century)\b",
            _stretch,
            "past",
        ),
        rule(
            "following",
            r"\b(?:the )?(?:following|ensuing|subsequent|next few) (?P<unit>days|weeks|months|years)\b",
            _following,
            "following",
            "ensuing",
            "subsequent",
            "next few",
        ),
        rule(
            "later",
            r"\b(?P<unit>days|weeks|months|years) (?:later|afterwards?)\b",
            _following,
            "later",
            "afterward",
        ),
        rule(
            "that followed",
            r"\bthe (?P<unit>days|weeks|months|years) (?:that followed|afterwards?|after that"
            r"|since then)\b",
            _following,
            "followed",
            "afterward",
            "after that",
            "since then",
        ),
        # Capitalised before a capital it is a name's: "the Daily Star"; "the daily Haaretz" is no such name.
        rule("set", rf"\b(?!(?-i:[A-Z])\w+ (?-i:[A-Z]))(?P<set>{sets})\b", _set, *lexicon.sets(), whole=True),
        rule(
            "every",
            r"\b(?:every|each) (?:(?P<number>{number}) |(?P<other>other) |single )?(?P<unit>{unit})",
            _every,
            "every",
            "each",
        ),
        rule(
            "every weekday",
            r"\b(?:every|each) (?P<weekday>{weekday})(?: {daypart})?",
            _every_weekday,
            "every",
            "each",
        ),
        rule(
            "weekdays",
            r"\b(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)s\b",
            _every_weekday,
            "days",
        ),
        rule("every month", r"\b(?:every|each) (?P<month>{monthname})", _every_month, "every", "each"),
        rule(
            "every season",
            r"\b(?:every|each) (?P<season>{season})",
            _every_season,
            "spring",
            "summer",
            "autumn",
            "fall",
            "winter",
        ),
        rule("every part", r"\b(?:every|each) (?P<daypart>{daypart})", _every_part, "every", "each", whole=True),
        rule(
            "rate",
            rf"(?:(?:\d|\b(?:million|billion|trillion|thousand|hundred|times|once|twice|thrice"
            rf"|dozen))(?: \w+)?|\b\w{{{{1,30}}}}s) (?P<t>(?:an?|per|each) {one})\b(?! (?:ago|after|before"
            rf"|and a half|earlier|later|from))",
            _rate,
        ),
        rule("per", rf"\b(?P<t>per {one})\b", _rate, "per "),
    )
