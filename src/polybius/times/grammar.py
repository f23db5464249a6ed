"""What a rule of the grammar is, what it is read in, and the pieces its patterns are made of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from polybius.times import lexicon, numerals
from polybius.times.moments import Moment

# "due": planned for it in what is told as past ("the vote due on Friday was put off").
Direction = Literal["past", "future", "due"]


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is read in.

    ``anchor``: the day the text was written. ``direction``: where what it governs lies from there, by the
    tense of its verb; None where nothing tells. ``told``: the last dated expression before it, and ``beside``
    the same where it stands in the same sentence as a setting of time. ``country``: ISO alpha-3 code of the
    country the text is of.
    """

    anchor: date | None = None
    direction: Direction | None = None
    told: Moment | None = None
    beside: Moment | None = None
    country: str | None = None

    @property
    def ahead(self) -> bool:
        return self.direction in ("future", "due")

    @property
    def south(self) -> bool:
        return self.country in lexicon.countries("south")


# What kind of word or figure every expression of a rule has one of.
Kind = Literal["month", "weekday", "season", "unit", "year", "decade", "figures", "clock", "hours"]

Read = Callable[["re.Match[str]", Context], Moment | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what its matches mean (None: no time after all).

    The expression is the match's group "t" where there is one, else all of it. Each match (in lower case) has
    one of the ``cues`` in it, so that most patterns need not be tried on most texts. ``whole``: the cues are
    words, never a part of one.
    """

    name: str
    pattern: re.Pattern[str]
    read: Read
    cues: tuple[str, ...] = ()
    kind: Kind | None = None
    whole: bool = False


def _cases(names: list[str], *, lower: bool) -> list[str]:
    """Names as written: Capitalised, CAPITALS, and lower case where no other word is meant by it."""
    forms: list[str] = []
    for name in names:
        forms += [name.capitalize(), name.upper()] + ([name] if lower else [])
    return forms


# White space inside an expression: a wrapped line at most, never an empty one (as a re.sub replacement).
_SPACE = r"(?:[ \\t\\xa0]{1,3}|[ \\t]?\\n(?!\\s*\\n)[ \\t]{0,3})"

# Lower-case "may", "march" and "august" are other words.
_ALSO_WORDS = ("may", "march", "august")


@cache
def pieces() -> dict[str, str]:
    """The named pieces of patterns, each a regular expression in brackets of its own."""
    full = list(lexicon.month_names())
    short = [name for name in lexicon.months() if name not in full]
    plain = [name for name in full if name not in _ALSO_WORDS]
    names = "|".join(_cases(full, lower=False) + plain)
    dotted = "|".join(_cases(short, lower=False))
    days = "|".join(lexicon.weekday_names())
    short_days = "|".join(
        _cases([name for name in lexicon.weekdays() if name not in lexicon.weekday_names()], lower=False)
    )
    units = "|".join(sorted(lexicon.units(), key=len, reverse=True))
    ordinal_words = "|".join(sorted(lexicon.ordinals(), key=len, reverse=True))
    return {
        # A month that a day or a year stands beside may be abbreviated without a full stop.
        "month": rf"(?-i:\b(?:(?:{names})(?!\w)|(?:{dotted})(?!\w)\.?))",
        "monthname": rf"(?-i:\b(?:(?:{names})(?!\w)|(?:{dotted})\.))",
        "year": r"(?:\b(?:1[0-9]|20)\d\d(?![\d%]|[.,]\d))",
        "day": r"(?:\b(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w%]|[.,:]\d))",
        "weekday": rf"(?:\b(?:{days})(?!\w))",
        "wd": rf"(?:\b(?:{days})(?!\w)|(?-i:\b(?:{short_days})(?!\w)\.?))",
        "unit": rf"(?:(?:{units})(?!\w))",
        "season": r"(?:(?:spring|summer|autumn|fall|winter)(?:time)?(?!\w))",
        "number": numerals.pattern(),
        "ordinal": rf"(?:\b(?:{ordinal_words}|\d{{1,2}}(?:st|nd|rd|th))(?!\w))",
        "part": r"(?:(?:early|mid|late|(?:the )?(?:beginning|start|middle|end) of(?: the)?)[ -])",
        "daypart": r"(?:morning|afternoon|evening|night)(?!\w)",
        "dash": r"[ \t\xa0]*(?:-|–|—|/|\bto\b|\band\b|\bor\b|\bthrough\b|\buntil\b|\btill\b)[ \t\xa0]*",
    }


def compiled(template: str) -> re.Pattern[str]:
    """A pattern with its pieces filled in ("{month}"); other braces are doubled; spaces match any white."""
    pattern = template.format(**pieces())
    return re.compile(re.sub(r"(?<!\[)(?<!\\) ", _SPACE, pattern), re.IGNORECASE)


def rule(name: str, template: str, read: Read, *cues: str, kind: Kind | None = None, whole: bool = False) -> Rule:
    """A rule from its pattern's template and the words of which its matches have one.

    ``kind``: that of the word or figure which all its matches have, where the template's pieces do not tell.
    ``whole``: see ``Rule``.
    """
    return Rule(name, compiled(template), read, cues, kind or _kind(template), whole)


def _kind(template: str) -> Kind | None:
    if "{month}" in template or "{monthname}" in template:
        return "month"
    if "{weekday}" in template:
        return "weekday"
    if "{season}" in template:
        return "season"
    return "unit" if "{unit}" in template or "(?P<unit>" in template else None


def word(match: "re.Match[str]", group: str) -> str:
    """A named group's text in lower case with single spaces, "" where it took no part."""
    if group not in match.re.groupindex:
        return ""
    return re.sub(r"\s+", " ", (match[group] or "").lower()).strip()


def month_number(match: "re.Match[str]", group: str = "month") -> int:
    return lexicon.months()[word(match, group).rstrip(".")]


def weekday_number(match: "re.Match[str]", group: str = "weekday") -> int:
    return lexicon.weekdays()[word(match, group).rstrip(".")]


def day_number(match: "re.Match[str]", group: str = "day") -> int:
    return int(re.sub(r"\D", "", match[group]))


def part(match: "re.Match[str]", group: str = "part") -> Literal["early", "mid", "late"] | None:
    """Which third of it "early", "the middle of", "late" says."""
    said = word(match, group)
    if not said:
        return None
    if any(cue in said for cue in ("early", "beginning", "start")):
        return "early"
    if "mid" in said:
        return "mid"
    return "late"
