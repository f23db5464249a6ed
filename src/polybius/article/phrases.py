"""The wordings of furniture: what a line of a page is when it says "Sign up" or "Most read"."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from polybius.article.characters import ADDRESS, BAR, CLOCK, COLON, COMMENT, DIGIT, OTHER, WITHIN, Counts
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
    """The wordings, each kind in what finds it soonest; ``starts`` is by a phrase's first
    characters, ``singles`` are those of but one."""

    whole: dict[str, Phrase]
    starts: dict[str, list[tuple[str, Phrase]]]
    singles: frozenset[str]
    withins: "ahocorasick.Automaton"


_SYMBOLS = Phrase("line", "symbols")
_OVER_COMMENTS = Phrase("end", "comments")

_FIGURES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("counter", re.compile(r"\d{1,3}\s*(?:/|of)\s*\d{1,3}")),
    ("number", re.compile(r"[\d\s.,:%+/|-]+[km]?")),
    ("weather", re.compile(r"[-–+]?\d{1,3}\s*[º°˚]\s*[cf]?(?:\s*[/|]\s*[-–+]?\d{1,3}\s*[º°˚]\s*[cf]?)?")),
)
_COUNTED: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "clock",
        re.compile(
            r"(?:\w+ )?(?:\d+\s*|(?:an?|one|few)\s+)(?:s|m|h|d|secs?|mins?|hrs?|seconds?|minutes?|hours?|days?|"
            r"weeks?|months?|years?)\.?(?:\s+ago|\s+read)?(?:\s*\|.*)?",
        ),
    ),
    ("sharing", re.compile(r"[\d.,]+\s*[km]?\s+(?:shares?|likes?|views?|tweets?|reactions?|retweets?)")),
    ("votes", re.compile(r"[\d.,]+\s*[km]?\s+(?:votes?|points?|upvotes?)")),
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|@\w+")
_MARKUP = re.compile(r"<[a-z!/][^>]*>.*|.*\bfunction\s*\(.*|.*[{};]\s*$|var \w+\s*=.*")


_PUNCTUATION = (
    " \t!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡§«¬°·»¿×–—―‘’‚“”„†•…‹›"
    "→←▪►▼▲▸●○■□★☆✓✔✕✖✉❯❮、。〈〉《》「」『』【】！（），：；？｜"
)
"""What stands around the words of a line."""

_DIGITS = re.compile(r"\d+")
_LONGEST_SHAPE = 80
_LONGEST_FIGURE = 4
_LONGEST_START = 120
_LONGEST_WITHIN = 300
_SHAPED, _COMMENTED, _HOLDING, _ODD = 1, 2, 4, 8
_ALL = 15
"""What in a line asks for a closer look."""

_KEY = 3
"""Characters by which the wordings of beginnings are looked up."""

_COMMENTS = re.compile(
    r"[\W_]*(?:(?:[\d.,]+\s*k?|no|all|top|read|view|see|show|best|latest|recent|\w+\s+rated|reader)\W+){1,3}"
    r"(?:comments?|responses?|replies|thoughts on .*)[\W_\d]*",
)


# Lines of menus come again on every page of a publisher.
@lru_cache(maxsize=1 << 15)
def find(text: str) -> Phrase | None:
    """What known wording of furniture a line has, None where it has none.

    Whole-line wordings and shapes ("1 / 3", "21º", "3 min read") are tried first.
    """
    phrases = _phrases()
    lowered = text.casefold().replace("’", "'")
    bare = lowered.strip(_PUNCTUATION)
    if not bare:
        return _SYMBOLS if text else None
    found = phrases.whole.get(bare) or _closer(phrases, lowered, bare, _ALL)
    if found is None and (candidates := phrases.starts.get(bare[:_KEY]) or phrases.starts.get(bare[:1])):
        return _at_start(bare, candidates)
    return found


def find_all(texts: Sequence[str], counts: Counts) -> list[Phrase | None]:
    """What ``find`` says of each of a page's lines; their ``counts`` tell which need no closer look."""
    phrases = _phrases()
    whole, starts, singles = phrases.whole, phrases.starts, phrases.singles
    lowers = "\n".join(texts).casefold().replace("’", "'").split("\n")
    marks, words = counts.marks, counts.known
    figured = marks[DIGIT] > 0
    odd = marks[ADDRESS] + marks[BAR]
    odd += marks[OTHER]
    odd += marks[COLON]
    looks = (odd > 0) * _ODD
    looks += (figured | (words & CLOCK > 0)) * _SHAPED
    looks += (words & COMMENT > 0) * _COMMENTED
    looks += (words & WITHIN > 0) * _HOLDING
    found: list[Phrase | None] = []
    for lowered, look in zip(lowers, looks.tolist(), strict=True):
        bare = lowered.strip(_PUNCTUATION)
        phrase = whole.get(bare) if bare else _SYMBOLS
        if phrase is None:
            if look:
                phrase = _closer(phrases, lowered, bare, look)
            if phrase is None:
                candidates = starts.get(bare[:_KEY])
                if candidates is None and bare[0] in singles:
                    candidates = starts.get(bare[0])
                if candidates is not None:
                    phrase = _at_start(bare, candidates)
        found.append(phrase)
    return found


def _closer(phrases: _Phrases, lowered: str, bare: str, look: int) -> Phrase | None:
    """The phrase of a line in lower case that has figures or words of time, odd marks, a word of headings over
    comments or a word of a wording that stands in the midst of lines; ``look`` says which of these."""
    length = len(lowered)
    found = None
    if length <= _LONGEST_SHAPE:
        if look & _COMMENTED and _COMMENTS.fullmatch(lowered):
            return _OVER_COMMENTS
        if look & _SHAPED:
            found = _shape(lowered, bare)
    if found is None and look & (_ODD | _SHAPED):
        found = _coded(lowered)
    if found is None and (look & _SHAPED or lowered[0] == "("):
        start = _DIGITS.sub("#", (lowered if lowered[0] == "(" else bare)[:_LONGEST_START])
        if candidates := phrases.starts.get(start[:_KEY]):
            found = _at_start(start, candidates)
    # In a long paragraph such words may be what the article is about.
    return found or (_inside(phrases, lowered) if look & _HOLDING and length < _LONGEST_WITHIN else None)


def _shape(lowered: str, bare: str) -> Phrase | None:
    if bare.isdigit():
        return Phrase("line", "number")
    if bare[0].isdigit():
        # What ends in a word is no counter and no figure.
        for reason, pattern in (
            _COUNTED if bare[-1].isalpha() and len(bare) > _LONGEST_FIGURE else (*_FIGURES, *_COUNTED)
        ):
            if pattern.fullmatch(lowered):
                return Phrase("line", reason)
    elif (clock := _COUNTED[0])[1].fullmatch(lowered):
        return Phrase("line", clock[0])
    return None


def _coded(lowered: str) -> Phrase | None:
    """Whether a line is an address or a scrap of a program."""
    addressed = " " not in lowered and ("@" in lowered or "/" in lowered or "www." in lowered)
    if addressed and _ADDRESS.fullmatch(lowered):
        return Phrase("line", "address")
    marked = lowered[0] == "<" or lowered[-1] in "{};" or "function" in lowered or lowered.startswith("var ")
    return Phrase("line", "markup") if marked and _MARKUP.fullmatch(lowered) else None


def _at_start(line: str, candidates: list[tuple[str, Phrase]]) -> Phrase | None:
    for phrase, found in candidates:
        if line.startswith(phrase):
            end = len(phrase)
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
    return text.casefold().replace("’", "'").strip(_PUNCTUATION)


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
        tables[match].setdefault(normalised(phrase) if match == "whole" else phrase, Phrase(parts[part], reason))
    starts: dict[str, list[tuple[str, Phrase]]] = {}
    for phrase in sorted(tables["start"], key=lambda each: (-len(each), each)):
        key = phrase[:_KEY] if len(phrase) >= _KEY else phrase[:1]
        starts.setdefault(key, []).append((phrase, tables["start"][phrase]))
    withins = ahocorasick.Automaton()
    for phrase, found in tables["within"].items():
        withins.add_word(phrase, (len(phrase), found))
    withins.make_automaton()
    return _Phrases(tables["whole"], starts, frozenset(key for key in starts if len(key) == 1), withins)
