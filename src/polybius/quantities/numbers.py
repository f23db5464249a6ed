"""Numbers in running text: figures, words, ranges, bounds ("at least 20", "between 20 and 30", "dozens")."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from polybius.language.text import lowered
from polybius.quantities import lexicon


class Number(NamedTuple):
    """A number and what it bounds. ``start`` takes in the words before it ("at least"); ``figure`` and
    ``end`` are the offsets of the number itself. ``low`` or ``high`` is None where open.

    ``vague`` is true of "dozens": "of" comes before what it counts.
    """

    start: int
    figure: int
    end: int
    low: float | None
    high: float | None
    vague: bool = False


# 1286 / 1,286 / 1 286 / 1.286 / 1'286 / 61, 000 / 2.5
_FIGURE = (
    r"\d{1,3}(?:,\d{2},\d{3}|(?:[,.’'\xa0\u202f\u2009 ]\d{3})+)(?![\d])|\d{1,3}, 000(?!\d)|\d+(?:[.,]\d+)?"
)
_NOT_BEFORE = re.compile(r"(?:[$€£¥₹#@]|(?:US|A|C|NZ|HK)\$|\bRs\.?|[\d]|\w[-–/.:]|\w|[.:/])\s?$")
_MONEY_BEFORE = re.compile(r"(?:[$€£¥₹#]|\bRs\.?|\b(?:USD|EUR|GBP))\s?$")
_JOINED_BEFORE = re.compile(r"[\w./:\-]$")
_NOT_AFTER = re.compile(
    r"\s?(?:%|percent\b|per cent\b|pc\b|[$€£¥]|(?:US )?dollars?\b|euros?\b|pounds?\b|rupees?\b|yuan\b|yen\b|"
    r"(?:st|nd|rd|th)\b|km\b|kms\b|kilomet|miles?\b|mile-|met(?:er|re)s?\b|m\b|mm\b|cm\b|ft\b|feet\b|foot\b|inch|hectares?\b|acres?\b|"
    r"(?:square|sq)\b|tons?\b|tonnes?\b|kg\b|kilos?\b|kilogram|lit(?:er|re)s?\b|degrees?\b|°|mph\b|kph\b|"
    r"(?:-| )?(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?)(?:\b|-)|"
    r"[:/]\d|(?:a|p)\.?m\b|GMT\b|[-–](?:year|month|week|day|hour|minute|km|kilomet|mile|meter|metre|foot|feet|member|seat|storey|story)|"
    r"January\b|February\b|March\b|April\b|May\b|June\b|July\b|August\b|September\b|October\b|November\b|December\b|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b)",
    re.I,
)
_MONTH_BEFORE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s$"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_YEAR_BEFORE = re.compile(r"\b(?:in|since|until|till|during|early|late|mid|year)[\s-]$", re.I)
_LIMITED = re.compile(r"(\w+)\s(?:under|over|above|below)\s$")
_AGE_BEFORE = re.compile(r"\b(?:aged?|ages)\s(?:between\s)?$", re.I)


def find(text: str) -> tuple[Number, ...]:
    """Every number of ``text`` that may count something, in order, none overlapping.

    Money, shares, measures, dates, times of day, ages and ordinals are left out.
    """
    return tuple(_bounded(text, list(_plain(text))))


def _plain(text: str) -> Iterator[tuple[int, int, float, bool]]:
    """Start, end, value and vagueness of each single number."""
    position = 0
    lower = lowered(text)
    while match := _pattern().search(lower, position):
        start, end = match.span()
        position = end
        if match["none"]:
            yield start, end, 0.0, False
            continue
        value = _plural(match["plural"]) if match["plural"] else _value(match)
        excluded = match["words"] is None and _excluded(text, start, end, match)
        if value is None or excluded or _NOT_AFTER.match(text, end):
            continue
        vague = match["plural"] or (match["words"] or "").startswith(("several", "a few"))
        yield start, end, value, bool(vague)


def _excluded(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    before = text[max(0, start - 24) : start]
    if _MONEY_BEFORE.search(before) or (
        _JOINED_BEFORE.search(before) and not re.search(r"\d\s?[-–]$", before)
    ):
        return True
    if re.search(r"[^\W\d],\s$", before) and re.match(r",\s[^\W\d]", text[end:]) and end - start <= 2:
        return True  # "Ahmed Ali, 52, is charged"
    if _AGE_BEFORE.search(before) or (end < len(text) and text[end].isalpha()):
        return True
    figure = match["figure"]
    if figure and not match["times"]:
        if _MONTH_BEFORE.search(before):
            return True
        if _YEAR.match(figure):
            following = re.match(r"(?:\s+[a-z]+){1,3}", text[end:])
            counted = following is not None and any(lexicon.unit(word) for word in following[0].split())
            return not counted or _YEAR_BEFORE.search(before) is not None
    return False


def _bounded(text: str, plain: list[tuple[int, int, float, bool]]) -> Iterator[Number]:
    index = 0
    while index < len(plain):
        start, end, value, vague = plain[index]
        low: float | None = value
        high: float | None = None if vague else value
        if index + 1 < len(plain):
            after, to, upper, _ = plain[index + 1]
            joint = text[end:after]
            between = re.search(r"\b(between|from)\s+$", text[max(0, start - 10) : start], re.I)
            ranged = re.fullmatch(r"\s?[-–—]\s?|\s+to\s+", joint) or (
                between and re.fullmatch(r"\s+(and|to)\s+", joint)
            )
            either = joint == " or " and upper == value + 1
            if (ranged or either) and not vague:
                if upper > value * 50 and upper % 1000 == 0 and value < 100:
                    low = value * (1000 if upper < 1e6 else 1e6)  # "two to three thousand"
                elif upper >= 1000 and value < 100 and upper / value >= 50:
                    low = value
                if low is not None and upper >= low:
                    begin = start - len(between.group()) if between else start
                    begin, *_ = _before(text, begin)
                    yield Number(begin, start, to, low, upper)
                    index += 2
                    continue
        begin, bound = _before(text, start)
        if value < 100 and _is_age(text, start, end):
            index += 1
            continue
        stop, tail = _after(text, end)
        bound = tail or bound
        if vague and bound != "high":
            bound = None
        if bound == "low":
            high = None
        elif bound == "high":
            low, high = None, value
        yield Number(begin, start, stop, low, high, vague)
        index += 1


def _is_age(text: str, start: int, end: int) -> bool:
    """ "Migrants under 18": a limit after those it limits, with nothing counted after it."""
    limited = _LIMITED.search(text, max(0, start - 40), start)
    following = re.match(r"\s+(\w+)", text[end:])
    counts = following is not None and lexicon.unit(following[1]) is not None
    return limited is not None and lexicon.unit(limited[1]) == "people" and not counts


def _before(text: str, start: int) -> tuple[int, str | None]:
    """Where the words that bound a number start, and which bound they set."""
    bound = None
    while match := _before_pattern().search(text, max(0, start - 30), start):
        found = match.lastgroup
        if found != "about" and bound is None:
            bound = found
        elif found == "about" and bound is None and match.group().strip().lower() == "a total of":
            pass
        start = match.start()
    return start, bound


def _after(text: str, end: int) -> tuple[int, str | None]:
    match = _after_pattern().match(text, end)
    return (match.end(), match.lastgroup) if match else (end, None)


def _value(match: re.Match[str]) -> float | None:
    if match["words"]:
        return _words_value(match["words"])
    figure, times = match["figure"], match["times"]
    value = _figure_value(figure, multiplied=times is not None)
    if value is None or (value != int(value) and times is None):
        return None
    for word in (times or "").split():
        value *= lexicon.numbers().multipliers[word]
    return round(value, 3)


def _figure_value(figure: str, *, multiplied: bool) -> float | None:
    if multiplied and re.fullmatch(r"\d+[.,]\d{1,3}", figure):
        return float(figure.replace(",", "."))
    digits = re.sub(r"[,.’'\xa0\u202f\u2009 ]", "", figure)
    if re.fullmatch(r"\d+\.\d+", figure) and not re.fullmatch(r"\d{1,3}\.\d{3}", figure):
        return float(figure)
    if re.fullmatch(r"\d+,\d+", figure) and not re.fullmatch(r"\d{1,3},\d{3}", figure):
        return None
    return float(digits)


def _words_value(words: str) -> float | None:
    """ "two hundred and thirty-five", "a dozen", "half a million", "several hundred"."""
    known = lexicon.numbers()
    total = current = 0.0
    seen = False
    tokens = re.split(r"[\s-]+", words)
    if tokens[0] == "half":
        return 0.5 * (known.multipliers | known.collectives).get(tokens[-1], 0) or None
    for token in tokens:
        if token in known.cardinals:
            current += known.cardinals[token]
        elif token in known.collectives:
            current = (current or 1) * known.collectives[token]
        elif token == "hundred":
            current = (current or 1) * 100
        elif token in known.multipliers:
            total += (current or 1) * known.multipliers[token]
            current = 0.0
        elif token in ("several", "few"):
            current = 2.0
        elif token in ("a", "an", "and", "of"):
            continue
        else:
            return None
        seen = True
    return total + current if seen else None


def _plural(words: str) -> float:
    return lexicon.numbers().plurals[re.sub(r"\s+", " ", words)]


@cache
def _pattern() -> re.Pattern[str]:
    """A number in a text in lower case."""
    known = lexicon.numbers()
    times = _any(known.multipliers)
    small = _any([*known.cardinals, *known.multipliers, *known.collectives])
    counted = _any([*known.multipliers, *known.collectives])
    alone = _any([*known.cardinals, "dozen"])
    first = rf"(?:half(?: an?|(?=-(?:{counted})\b))|(?:an?|several|a few) (?=(?:{counted})\b)|{alone})"
    words = rf"{first}(?:(?:[\s-]+|[\s-]+and[\s-]+)?(?<=[\s-])(?:{small})\b)*"
    # Most letters of a text are inside words, where nothing of it needs to be tried.
    return re.compile(
        rf"(?=\d|\b[a-z])(?:(?P<plural>\b(?:{_any(known.plurals)})\b)"
        rf"|(?P<none>\b(?:{_any(known.none['words'])})\b(?!\s(?:more|less|fewer|longer)\b))"
        rf"|(?P<figure>{_FIGURE})(?:[\s-]?(?P<times>(?:{times})(?:\s(?:{times}))?)\b)?"
        rf"|(?P<words>\b{words}\b))",
    )


@cache
def _before_pattern() -> re.Pattern[str]:
    known = lexicon.numbers().before
    return re.compile(
        rf"\b(?:(?P<low>{_any(known['low'])})|(?P<high>{_any(known['high'])})|(?P<about>{_any(known['about'])}))\s+$",
        re.I,
    )


@cache
def _after_pattern() -> re.Pattern[str]:
    known = lexicon.numbers().after
    return re.compile(
        rf"\s?(?:(?P<low>{_any(known['low'])})|(?P<high>{_any(known['high'])})|(?P<about>{_any(known['about'])}))\b",
        re.I,
    )


def _any(words: "list[str] | dict[str, float]") -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))
