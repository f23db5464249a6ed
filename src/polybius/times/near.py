"""Where in a text a rule can match at all: around the words and figures that its expressions have one of.

Most of a text is far from any time. Python's ``re`` tries a pattern at every letter, so that what it costs is the
letters it is tried on; each rule is therefore tried only on the stretches around the words of its kind.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from polybius.language.text import lowered, words_of
from polybius.times import lexicon
from polybius.times.grammar import Kind, Rule

# Letters before and after such a word that an expression with it can reach.
_REACH: dict[Kind, tuple[int, int]] = {
    "month": (48, 72),
    "weekday": (40, 48),
    "season": (40, 40),
    "unit": (64, 48),
    "year": (48, 40),
    "decade": (32, 16),
    "figures": (16, 24),
    "clock": (24, 40),
    "hours": (24, 40),
}
# The same around a rule's own cue.
_CUE = (64, 64)
_WORD = re.compile(r"[^\W_]+")
_FIGURES = re.compile(r"\d[^\W_]*")


@cache
def _kinds() -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for unit in lexicon.units():
        kinds[unit] = "unit"
        # "Year's" is two words here, "yearlong" one.
        kinds[unit + "long"] = "unit"
    kinds |= dict.fromkeys(("weekend", "half", "night", "nights"), "unit")
    kinds |= dict.fromkeys(lexicon.months(), "month")
    for day in lexicon.weekdays():
        kinds[day] = kinds[day + "s"] = "weekday"
    for season in lexicon.seasons():
        kinds[season] = kinds[season + "time"] = "season"
    kinds |= dict.fromkeys(("m", "am", "pm"), "clock")
    return kinds


def _of_figures(word: str, following: str) -> list[Kind]:
    found: list[Kind] = []
    if word.endswith(("am", "pm")):
        found.append("clock")
    if word.isdecimal():
        if len(word) == 4 or (not word[4:].isdecimal() and word[:4].isdecimal() and len(word) > 4):
            found.append("year")
        if following in ("/", "."):
            found.append("figures")
        if following == ":":
            found.append("hours")
    if "0" in word[1:4]:
        found.append("decade")
    return found


@cache
def _by_word(cues: tuple[str, ...]) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Cues and the words of each, by the longest of these."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for cue in cues:
        words = _WORD.findall(cue)
        found.setdefault(max(words, key=len), []).append((cue, frozenset(words)))
    return found


class Near:
    """A text, with the stretches of it in which rules can match."""

    def __init__(self, text: str) -> None:
        self._lower = lowered(text)
        self._words = words_of(text)
        self._stretches = self._by_kind()

    def stretches(self, rule: Rule) -> list[tuple[int, int]]:
        """Where a rule can match: around the words of its kind that have a cue beside them, or around its cues."""
        if rule.kind is not None:
            found = self._stretches.get(rule.kind, [])
            if not rule.cues:
                return found
            return [span for span in found if any(self._lower.find(cue, *span) >= 0 for cue in rule.cues)]
        if not rule.cues:
            return [(0, len(self._lower))]
        cues: Iterable[str] = rule.cues
        if rule.whole:
            by_word = _by_word(rule.cues)
            known = (entry for word in by_word.keys() & self._words for entry in by_word[word])
            cues = [cue for cue, words in known if words <= self._words]
        found = []
        for start, end in sorted((at, at + len(cue)) for cue in cues for at in self._places(cue)):
            _widen(found, start, end, _CUE)
        return found

    def _by_kind(self) -> dict[Kind, list[tuple[int, int]]]:
        places: list[tuple[int, int, Kind]] = []
        kinds = _kinds()
        for word in kinds.keys() & self._words:
            size = len(word)
            places += [
                (at, at + size, kinds[word]) for at in self._places(word)
                if not self._lower[at - 1 : at].isalnum() and not self._lower[at + size : at + size + 1].isalnum()
            ]  # fmt: skip
        for match in _FIGURES.finditer(self._lower):
            start, end = match.span()
            if not self._lower[start - 1 : start].isalnum():
                following = self._lower[end : end + 1]
                places += [(start, end, kind) for kind in _of_figures(match[0], following)]
        found: dict[Kind, list[tuple[int, int]]] = {}
        for start, end, kind in sorted(places):
            _widen(found.setdefault(kind, []), start, end, _REACH[kind])
        return found

    def _places(self, words: str) -> Iterator[int]:
        at = self._lower.find(words)
        while at >= 0:
            yield at
            at = self._lower.find(words, at + 1)


def _widen(stretches: list[tuple[int, int]], start: int, end: int, reach: tuple[int, int]) -> None:
    before, after = reach
    low, high = max(0, start - before), end + after
    if stretches and stretches[-1][1] >= low:
        low = stretches.pop()[0]
    stretches.append((low, high))
