"""Finding the time expressions of a text and saying what each means."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from polybius.language.text import text_of
from polybius.records import Time
from polybius.times import absolute, clock, durations, named, periods, relative, tense, weekdays
from polybius.times.grammar import Context, Direction, Rule, pieces
from polybius.times.moments import Moment, at, day_of, of_day, of_month, of_year, parse_day, plus
from polybius.times.near import Near

if TYPE_CHECKING:
    from spacy.tokens import Doc


class _Match(NamedTuple):
    start: int
    end: int
    rule: Rule
    match: "re.Match[str]"


# Longer texts than this are no article; a bound keeps one bad input from holding up a run.
_LONGEST = 2_000_000


@cache
def _rules() -> tuple[Rule, ...]:
    modules = (absolute, periods, weekdays, relative, durations, clock, named)
    return tuple(rule for module in modules for rule in module.rules())


def find(
    doc: "Doc | str", published: str | None, *, country: str | None = None, ages: bool = False
) -> tuple[Time, ...]:
    """The time expressions of a text in order, none inside another.

    ``published``: ISO 8601 day of publication; with anything else, expressions that count from it have
    values with X in place of what is not known, or none of the days. A date in the text's own dateline
    comes before it. ``country``: ISO 3166 alpha-3 code of the country the text is of, for seasons, fiscal
    years, national days and the order of day and month. ``ages``: give ages ("19-year-old") as durations
    too; TempEval-3 leaves most out.

    Values follow TimeML's TIMEX3 (ISO 24617-1), ``edtf`` ISO 8601-2:2019 level 2.
    """
    text = doc if isinstance(doc, str) else text_of(doc)
    if len(text) > _LONGEST:
        text = text[:_LONGEST]
    parsed = None if isinstance(doc, str) else doc
    anchor = _anchor(text, parse_day(published))
    starts = _sentences(text, parsed)
    strange = [] if text.isascii() else [m.start() for m in _STRANGE.finditer(text)]
    found: list[tuple[int, int, Moment]] = []
    pending: list[_Match] = []
    told: Moment | None = None
    for item in _chosen(text):
        sentence = bisect_right(starts, item.start) - 1
        low = starts[sentence]
        high = starts[sentence + 1] if sentence + 1 < len(starts) else len(text)
        if (parsed is not None and _is_name(parsed, item)) or _strange(text, strange, item):
            continue
        if item.rule.name == durations.AGE and not ages:
            continue
        if item.rule.name == "length" and item.match["unit"][0].isupper() and item.match["number"][0].isdigit():
            continue  # "60 Minutes" is a name
        if item.rule.name in clock.NAMES:
            pending.append(item)
            continue
        beside = _beside(text, found, low, item.start)
        context = Context(anchor, _direction(text, parsed, item, low, high), told, beside, country)
        moment = item.rule.read(item.match, context)
        if moment is None:
            continue
        if found:
            found[-1] = _before_end(text, found[-1], item, moment)
        found.append((item.start, item.end, moment))
        if moment.type in ("DATE", "TIME") and moment.grain is not None:
            told = moment
        found += _ellipsis(text, item, moment)
    days = [entry for entry in found if entry[2].grain == "day"]
    for item in pending:
        sentence = bisect_right(starts, item.start) - 1
        high = starts[sentence + 1] if sentence + 1 < len(starts) else len(text)
        beside = _day_beside(text, days, item, starts[sentence], high)
        moment = item.rule.read(item.match, Context(anchor, None, None, beside, country))
        if moment is not None:
            found.append((item.start, item.end, moment))
    found.sort(key=lambda entry: entry[:2])
    found = _overnight(text, found)
    return tuple(_record(text, *entry) for entry in _apart(_joined(text, found)))


def _record(text: str, start: int, end: int, moment: Moment) -> Time:
    return Time(
        start=start,
        end=end,
        text=text[start:end],
        type=moment.type,
        value=moment.value,
        edtf=moment.edtf,
        first=moment.first.isoformat() if moment.first else None,
        last=moment.last.isoformat() if moment.last else None,
    )


def _chosen(text: str) -> Iterator[_Match]:
    """The matches of all rules, leftmost first, of those that begin together the longest."""
    matches = []
    near = Near(text)
    for order, rule in enumerate(_rules()):
        stretches = near.stretches(rule)
        if not stretches:
            continue
        group: str | int = "t" if "t" in rule.pattern.groupindex else 0
        for match in (match for low, high in stretches for match in rule.pattern.finditer(text, low, high)):
            start, end = match.span(group)
            while end > start and text[end - 1].isspace():
                end -= 1
            while start < end and (text[start].isspace()):
                start += 1
            if "(" in text[start:end] and ")" not in text[start:end] and text[end : end + 1] == ")":
                end += 1
            if start < end:
                matches.append((start, -end, order, _Match(start, end, rule, match)))
    matches.sort(key=lambda entry: entry[:3])
    reached = 0
    for *_, item in matches:
        if item.start >= reached:
            yield item
            reached = item.end


def _sentences(text: str, doc: "Doc | None") -> list[int]:
    if doc is not None:
        return [0, *(s.start_char for s in doc.sents if 0 < s.start_char < len(text))]
    ends = re.finditer(r"(?<!\.\w)(?<!\s\w)[.!?][\"'”’)]*\s+(?=[A-Z\"“‘'(])|\n\s*\n", text)
    return [0, *(match.end() for match in ends if match.end() < len(text))]


_DATELINE = re.compile(
    r"\A\s*[A-Z][^\n]{0,60}?,?\s{1,3}(?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}"
    r"|\d{1,2} [A-Z][a-z]{2,8})\b,?(?: \d{4})? ?\(?"
)


def _anchor(text: str, published: date | None) -> date | None:
    """The day that today and the weekdays are read from: the dateline's where it has one close by."""
    match = _DATELINE.match(text[:160])
    if (
        published is None
        or match is None
        or not re.match(r"\s*[\w/ ]{2,20}\)|\s*[-–—]", text[match.end() : match.end() + 30])
    ):
        return published
    rule = next(r for r in absolute.rules() if r.name == ("month day" if match["date"][0].isalpha() else "day month"))
    found = rule.pattern.match(text, match.start("date"))
    moment = rule.read(found, Context(published, "past")) if found else None
    if moment and moment.first and 0 <= (published - moment.first).days <= 3:
        return moment.first
    return published


# Figures of other scripts, and dashes between figures that ISO 8601 does not know: "2023–11–08".
_STRANGE = re.compile(r"(?=\d)[^0-9]|(?<=\d)[^\W\d]?[‐-―−](?=\d{1,2}[‐-―−]\d)|(?<=[‐-―−]\d\d)[‐-―−](?=\d)")
_NEAR = 6


def _strange(text: str, strange: Sequence[int], item: _Match) -> bool:
    """Whether a figure the grammar does not read stands in an expression or beside it, so that it is cut short."""
    if not strange:
        return False
    first = bisect_left(strange, item.start - _NEAR)
    if first == len(strange) or strange[first] >= item.end + _NEAR:
        return False
    position = strange[first]
    low, high = min(position, item.start), max(position, item.end)
    return "\n\n" not in text[low:high] and not re.search(r"[.;:!?]\s", text[low:high])


_TITLED = ("set", "reference", "named day", "daypart")


def _is_name(doc: "Doc", item: _Match) -> bool:
    """Months and weekdays that are names of people or things: "April Jones", "the Sunday Times"."""
    if item.rule.name == "year":
        # The model year of a thing made is none of what happened: "his 2009 Ford Ranger".
        year = doc.char_span(item.start, item.end, alignment_mode="expand")
        return year is not None and year.root.dep_ == "nummod" and year.root.head.ent_type_ == "PRODUCT"
    if item.rule.name not in ("month", "weekday", "season", "near month", *_TITLED):
        return False
    span = doc.char_span(item.start, item.end, alignment_mode="expand")
    if span is None:
        return False
    token = span.root
    if item.rule.name in _TITLED:
        inside = token.ent_iob_ == "I" and token.text[:1].isupper()
        return inside and token.ent_type_ in ("ORG", "WORK_OF_ART")
    return token.ent_type_ in ("PERSON", "ORG", "WORK_OF_ART", "GPE", "PRODUCT")


def _direction(text: str, doc: "Doc | None", item: _Match, low: int, high: int) -> Direction | None:
    if doc is None:
        return tense.of_text(text[max(low, item.start - 200) : item.start], text[item.end : min(high, item.end + 60)])
    return tense.of_span(doc, item.start, item.end)


def _beside(text: str, found: Sequence[tuple[int, int, Moment]], low: int, start: int) -> Moment | None:
    """A date shortly before in the same sentence that this one goes on from ("in March 2016 and July")."""
    if not found:
        return None
    before, end, moment = found[-1]
    if before < low or moment.grain not in ("day", "month", "year") or moment.type != "DATE":
        return None
    between = text[end:start]
    joined = len(between) <= 80 and re.search(r"\b(?:and|then|before|until|by)\b", between)
    setting = re.search(r"\b(?:in|on|since|from|between|of)\s$", text[max(0, before - 9) : before])
    return moment if joined and setting and re.search(r"\d{4}", text[before:end]) else None


_YEARLESS = frozenset({"month", "month day", "day month"})


def _before_end(text: str, start: tuple[int, int, Moment], item: _Match, end: Moment) -> tuple[int, int, Moment]:
    """The beginning of a range moved a year back where, both years left out, it would lie after the end:
    "between January and December", read in October."""
    moment = start[2]
    if item.rule.name not in _YEARLESS or not moment.first or not end.first or moment.first <= end.first:
        return start
    if moment.grain not in ("day", "month") or re.search(r"\d{4}", text[start[0] : item.end]):
        return start
    opening = re.search(r"\b(?:from|between)\s\Z", text[max(0, start[0] - 9) : start[0]], re.IGNORECASE)
    if not opening or not re.fullmatch(pieces()["dash"], text[start[1] : item.start]):
        return start
    year, month, day = moment.first.year - 1, moment.first.month, moment.first.day
    earlier = day_of(year, month, day) if moment.grain == "day" else of_month(year, month)
    return (start[0], start[1], earlier) if earlier else start


def _day_beside(text: str, days: Sequence[tuple[int, int, Moment]], item: _Match, low: int, high: int) -> Moment | None:
    """The day of a clock time: the closest date in its sentence, else the last told in its paragraph.

    ``days``: the text's dates of a day, in order.
    """
    after = bisect_right(days, item.start, key=lambda entry: entry[0])
    last = days[after - 1] if after else None
    following = days[after] if after < len(days) and days[after][0] < high else None
    if last is not None and last[0] >= low:
        closer = following is not None and following[0] - item.end < item.start - last[1]
        return following[2] if closer and following is not None else last[2]
    if following is not None:
        return following[2]
    return last[2] if last is not None and "\n\n" not in text[last[1] : item.start] else None


@cache
def _tails() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    dash = pieces()["dash"]
    stop = r"(?=[\s,.;:)\]]|$)(?!\s(?!in\b|at\b|to\b|and\b|by\b|for\b|on\b|with\b|as\b|,)[a-z]+)"
    return (
        re.compile(rf"(?:{dash})(?P<day>3[01]|[12]?\d)(?:st|nd|rd|th)?{stop}"),
        re.compile(rf"(?P<day>3[01]|[12]?\d)(?:st|nd|rd|th)?(?:{dash})(?:the )?\Z"),
        re.compile(r"[-–/](?P<year>\d\d)(?![\w-])"),
    )


def _ellipsis(text: str, item: _Match, moment: Moment) -> list[tuple[int, int, Moment]]:
    """Days and years that lean on the date beside them: "April 24 and 25", "8-10 November", "1994-97"."""
    after, before, short = _tails()
    if moment.first is None or moment.type != "DATE":
        return []
    if item.rule.name == "year":
        match = short.match(text, item.end)
        year = int(str(moment.first.year)[:-2] + match["year"]) if match else 0
        end = of_year(year) if match and year > moment.first.year else None
        return [(match.start("year"), match.end("year"), end)] if match and end else []
    if moment.grain != "day":
        return []
    if item.rule.name == "month day":
        match = after.match(text, item.end)
    elif item.rule.name == "day month":
        match = before.search(text[max(0, item.start - 12) : item.start])
    else:
        return []
    if match is None:
        return []
    offset = 0 if item.rule.name == "month day" else max(0, item.start - 12)
    other = day_of(moment.first.year, moment.first.month, int(match["day"]))
    return [(match.start("day") + offset, match.end("day") + offset, other)] if other else []


def _joined(text: str, found: list[tuple[int, int, Moment]]) -> list[tuple[int, int, Moment]]:
    """A clock time and the day right after it made one: "9 a.m. Tuesday"."""
    out: list[tuple[int, int, Moment]] = []
    for entry in found:
        entry = _day_beside_day(text, entry)
        between = text[out[-1][1] : entry[0]] if out else ""
        if out and _one_expression(text, out[-1], entry, between):
            start, _, moment = out[-1]
            end = entry[1] + (text[entry[1] : entry[1] + 1] == ")")
            out[-1] = (start, end, entry[2] if entry[2].type == "SET" else moment)
            continue
        if out and out[-1][2].value == "PAST_REF" and re.fullmatch(r"\s(?:(?:in|on) )?", between):
            # "Most recently last October" is one time.
            out[-1] = (out[-1][0], entry[1], entry[2])
            continue
        if out and out[-1][2].type == "TIME" and entry[2].grain == "day" and entry[2].type == "DATE":
            start, end, moment = out[-1]
            same = (
                text[end - 1] != ")"
                and moment.first == entry[2].first
                and re.fullmatch(r"\.?,?\s(?:on\s)?", text[end : entry[0]])
            )
            if same and re.search(r"T\d", moment.value):
                out[-1] = (start, entry[1], moment)
                continue
        out.append(entry)
    return out


_TO_ITS_DAY = re.compile(r",?\s(?:on\s|into\s|to\s|from\s|through\s)?(?:the\s)?")


def _overnight(text: str, found: list[tuple[int, int, Moment]]) -> list[tuple[int, int, Moment]]:
    """ "Overnight on June 6", "overnight into Tuesday": of the day that is said, not of that of writing."""
    out = list(found)
    for i, (start, end, _) in enumerate(found[:-1]):
        day = found[i + 1]
        named = day[2].type == "DATE" and day[2].grain == "day"
        if named and text[start:end].lower() == "overnight" and _TO_ITS_DAY.fullmatch(text[end : day[0]]):
            out[i] = (start, end, at(day[2], "TNI"))
    return out


def _one_expression(text: str, before: tuple[int, int, Moment], after: tuple[int, int, Moment], between: str) -> bool:
    """Whether a time only says the one before it again ("10 a.m. (0700 GMT)") or how often ("24 hours a day")."""
    if before[2].type == "TIME" and after[2].type == "TIME":
        return re.fullmatch(r"\s?\(", between) is not None and text[after[1] : after[1] + 1] == ")"
    rate = after[2].type == "SET" and re.match(r"an?\s|per\s", text[after[0] : after[1]])
    return before[2].type == "DURATION" and bool(rate) and between == " "


_BESIDE = re.compile(r"\b(?:the\s)?(?:day|eve)\s(?P<way>before|after|of)\s(?:the\s)?\Z", re.IGNORECASE)


def _day_beside_day(text: str, entry: tuple[int, int, Moment]) -> tuple[int, int, Moment]:
    """ "The day before last Tuesday", "the eve of Christmas": the day beside the one named."""
    start, end, moment = entry
    if moment.grain != "day" or moment.type != "DATE" or moment.first is None:
        return entry
    low = max(0, start - 20)
    match = _BESIDE.search(text[low:start])
    if match is None or (match["way"] == "of") != ("eve" in match[0].lower()):
        return entry
    day = plus(moment.first, 1 if match["way"] == "after" else -1)
    return (low + match.start(), end, of_day(day)) if day else entry


def _apart(found: list[tuple[int, int, Moment]]) -> Iterator[tuple[int, int, Moment]]:
    reached = 0
    for entry in found:
        if entry[0] >= reached:
            yield entry
            reached = entry[1]
