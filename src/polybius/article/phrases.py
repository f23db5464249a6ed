"""The wordings of furniture: what a line of a page is when it says "Sign up" or "Most read"."""

import re
from functools import cache
from typing import Literal, NamedTuple

from polybius.article.tables import rows

Part = Literal["line", "aside", "end"]


class Phrase(NamedTuple):
    """What a matched line is: furniture by itself ("line"), the heading of a short insert ("aside"), or
    where the article is over ("end")."""

    part: Part
    reason: str


class _Phrases(NamedTuple):
    whole: dict[str, Phrase]
    start: re.Pattern[str]
    starts: dict[str, Phrase]
    within: re.Pattern[str]
    withins: dict[str, Phrase]


_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("counter", re.compile(r"\d{1,3}\s*(?:/|of)\s*\d{1,3}")),
    ("number", re.compile(r"[\d\s.,:%+/|-]+[km]?", re.IGNORECASE)),
    ("weather", re.compile(r"[-–+]?\d{1,3}\s*[º°˚]\s*[CF]?(?:\s*[/|]\s*[-–+]?\d{1,3}\s*[º°˚]\s*[CF]?)?")),
    ("symbols", re.compile(r"[\W_]+")),
    (
        "clock",
        re.compile(
            r"(?:\w+ )?(?:\d+|an?|one|few)\s*(?:s|m|h|d|secs?|mins?|hrs?|seconds?|minutes?|hours?|days?|"
            r"weeks?|months?|years?)\.?(?:\s+ago|\s+read)?(?:\s*\|.*)?",
            re.IGNORECASE,
        ),
    ),
    (
        "sharing",
        re.compile(
            r"[\d.,]+\s*[km]?\s+(?:shares?|likes?|views?|tweets?|reactions?|retweets?)", re.IGNORECASE
        ),
    ),
    ("votes", re.compile(r"[\d.,]+\s*[km]?\s+(?:votes?|points?|upvotes?)", re.IGNORECASE)),
    ("address", re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|@\w+", re.IGNORECASE)),
    ("markup", re.compile(r"<[a-z!/][^>]*>.*|.*\bfunction\s*\(.*|.*[{};]\s*$|var \w+\s*=.*", re.IGNORECASE)),
)


_COMMENTS = re.compile(
    r"[\W_]*(?:(?:[\d.,]+\s*k?|no|all|top|read|view|see|show|best|latest|recent|\w+\s+rated|reader)\W+){1,3}"
    r"(?:comments?|responses?|replies|thoughts on .*)[\W_\d]*",
    re.IGNORECASE,
)


def find(text: str) -> Phrase | None:
    """What known wording of furniture a line has, None where it has none.

    Whole-line wordings and shapes ("1 / 3", "21º", "3 min read") are tried first.
    """
    phrases = _phrases()
    key = normalised(text)
    if found := phrases.whole.get(key):
        return found
    if _COMMENTS.fullmatch(text):
        return Phrase("end", "comments")
    for reason, pattern in _PATTERNS:
        if pattern.fullmatch(text):
            return Phrase("line", reason)
    lowered = text.casefold().replace("’", "'")
    if match := phrases.start.match(re.sub(r"\d+", "#", lowered)):
        return phrases.starts[match[1]]
    # In a long paragraph such words may be what the article is about.
    if len(lowered) < 300 and (match := phrases.within.search(lowered)):
        return phrases.withins[match[1]]
    return None


def normalised(text: str) -> str:
    """A line as it is looked up: case folded, without the punctuation around it."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", text.casefold().replace("’", "'"))


@cache
def _phrases() -> _Phrases:
    tables: dict[str, dict[str, Phrase]] = {"whole": {}, "start": {}, "within": {}}
    parts: dict[str, Part] = {"line": "line", "aside": "aside", "end": "end"}
    for error, (match, part, reason, phrase) in rows("furniture.tsv", ("match", "part", "reason", "phrase")):
        if match not in tables:
            raise error(f"{match!r} is not one of whole, start and within")
        if part not in parts:
            raise error(f"{part!r} is not one of line, aside and end")
        if phrase != phrase.casefold() or not phrase:
            raise error("the phrase should be in lower case")
        # Where several rows have a phrase, the first says what it is.
        tables[match].setdefault(
            normalised(phrase) if match == "whole" else phrase, Phrase(parts[part], reason)
        )
    return _Phrases(
        tables["whole"],
        re.compile(r"[\W_]*?" + _any(tables["start"]) + r"(?:(?<!\w)|(?!\w))"),
        tables["start"],
        re.compile(r"(?<!\w)" + _any(tables["within"])),
        tables["within"],
    )


def _any(phrases: dict[str, Phrase]) -> str:
    """A pattern for one of the phrases, the longest first."""
    return "(" + "|".join(map(re.escape, sorted(phrases, key=lambda p: (-len(p), p)))) + ")"
