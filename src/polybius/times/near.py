"""Where in a text a rule can match at all: around the words and figures that its expressions have one of.

Most of a text is far from any time. Python's ``re`` tries a pattern at every letter, so that what it costs is the
letters it is tried on; each rule is therefore tried only on the stretches around the words of its kind.
"""

import re
from functools import cache

from polybius.times import lexicon
from polybius.times.grammar import Kind

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


def stretches(text: str) -> dict[Kind, list[tuple[int, int]]]:
    """The stretches of a text, by kind, in which expressions of that kind lie."""
    kinds = _kinds()
    found: dict[Kind, list[tuple[int, int]]] = {}
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if word[0].isdecimal():
            end = match.end()
            for kind in _of_figures(word, text[end : end + 1]):
                _widen(found.setdefault(kind, []), match.start(), end, _REACH[kind])
        elif word in kinds:
            kind = kinds[word]
            _widen(found.setdefault(kind, []), match.start(), match.end(), _REACH[kind])
    return found


def around_cues(lower: str, cues: tuple[str, ...]) -> list[tuple[int, int]]:
    """The stretches of a text in lower case around the cues of a rule."""
    places = []
    for cue in cues:
        position = lower.find(cue)
        while position >= 0:
            places.append((position, position + len(cue)))
            position = lower.find(cue, position + 1)
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        _widen(found, start, end, _CUE)
    return found


def _widen(stretches: list[tuple[int, int]], start: int, end: int, reach: tuple[int, int]) -> None:
    before, after = reach
    low, high = max(0, start - before), end + after
    if stretches and stretches[-1][1] >= low:
        low = stretches.pop()[0]
    stretches.append((low, high))
