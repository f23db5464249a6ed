"""The wordings of furniture: what a line of a page is when it says "Sign up" or "Most read"."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from polybius.tables import rows

if TYPE_CHECKING:
    import ahocorasick

Part = Literal["line", "aside", "end"]


class Phrase(NamedTuple):
    """What a matched line is: furniture by itself ("line"), the heading of a short insert ("aside"), or
    where the article is over ("end")."""

    part: Part
    reason: str


class _Phrases(NamedTuple):
    """The wordings, each kind in what finds it soonest; ``starts`` is by a phrase's first character."""

    whole: dict[str, Phrase]
    starts: dict[str, list[tuple[str, Phrase]]]
    withins: "ahocorasick.Automaton"


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


_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
_LEADING = re.compile(r"[\W_]*")
_DIGITS = re.compile(r"\d+")
_CODE = re.compile(r"[<{}]|;\s*$|\bfunction\b|^var |https?:|www\.")
_COMMENT_WORD = re.compile(r"comment|respons|replies|thoughts on")
_LONGEST_SHAPE = 80
_LONGEST_START = 120

_COMMENTS = re.compile(
    r"[\W_]*(?:(?:[\d.,]+\s*k?|no|all|top|read|view|see|show|best|latest|recent|\w+\s+rated|reader)\W+){1,3}"
    r"(?:comments?|responses?|replies|thoughts on .*)[\W_\d]*",
    re.IGNORECASE,
)


# Lines of menus come again on every page of a publisher.
@lru_cache(maxsize=1 << 16)
def find(text: str) -> Phrase | None:
    """What known wording of furniture a line has, None where it has none.

    Whole-line wordings and shapes ("1 / 3", "21º", "3 min read") are tried first.
    """
    phrases = _phrases()
    lowered = text.casefold().replace("’", "'")
    if found := phrases.whole.get(_ENDS.sub("", lowered)):
        return found
    if _COMMENT_WORD.search(lowered) and _COMMENTS.fullmatch(text):
        return Phrase("end", "comments")
    if len(text) <= _LONGEST_SHAPE or _CODE.search(text):
        for reason, pattern in _PATTERNS:
            if pattern.fullmatch(text):
                return Phrase("line", reason)
    if found := _at_start(phrases, _DIGITS.sub("#", lowered[:_LONGEST_START])):
        return found
    # In a long paragraph such words may be what the article is about.
    return _inside(phrases, lowered) if len(lowered) < 300 else None


def _at_start(phrases: _Phrases, line: str) -> Phrase | None:
    first = _LEADING.match(line)
    for at in {0: None, first.end() if first else 0: None}:
        for phrase, found in phrases.starts.get(line[at : at + 1], ()):
            if line.startswith(phrase, at):
                end = at + len(phrase)
                if end == len(line) or not (_is_word(line[end - 1]) and _is_word(line[end])):
                    return found
    return None


def _inside(phrases: _Phrases, line: str) -> Phrase | None:
    """The first of the phrases in a line, of those the longest."""
    best: tuple[int, int, Phrase] | None = None
    for last, (length, found) in phrases.withins.iter(line):
        begins = last - length + 1
        if begins and _is_word(line[begins - 1]):
            continue
        if best is None or (begins, -length) < best[:2]:
            best = begins, -length, found
    return best[2] if best else None


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def normalised(text: str) -> str:
    """A line as it is looked up: case folded, without the punctuation around it."""
    return _ENDS.sub("", text.casefold().replace("’", "'"))


@cache
def _phrases() -> _Phrases:
    import ahocorasick

    tables: dict[str, dict[str, Phrase]] = {"whole": {}, "start": {}, "within": {}}
    parts: dict[str, Part] = {"line": "line", "aside": "aside", "end": "end"}
    for error, row in rows("article/furniture.tsv", ("match", "part", "reason", "phrase")):
        match, part, reason, phrase = row.values()
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
    starts: dict[str, list[tuple[str, Phrase]]] = {}
    for phrase in sorted(tables["start"], key=lambda each: (-len(each), each)):
        starts.setdefault(phrase[0], []).append((phrase, tables["start"][phrase]))
    withins = ahocorasick.Automaton()
    for phrase, found in tables["within"].items():
        withins.add_word(phrase, (len(phrase), found))
    withins.make_automaton()
    return _Phrases(tables["whole"], starts, withins)
