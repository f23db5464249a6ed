"""Figures that are told only to be taken back: "an earlier version of this story said 30"."""

import re
from functools import lru_cache

from polybius.records import Quantity
from polybius.stories.reports import Report
from polybius.stories.settings import load

_NEAR = 16  # code points before a figure in which "not" or "rather than" is its own


def taken_back(report: Report, quantity: Quantity) -> bool:
    """Whether a sentence tells a figure to take it back.

    The last words before it that speak of a correction decide: "an earlier version said *30*", but "was corrected to
    say *12*". A figure before them all is taken back where the sentence has no other ("the toll of *30* was wrong").
    """
    evidence, words = report.mention.evidence, load().words
    text = evidence.text.casefold()
    back = _places(text, words.corrections)
    if not back:
        return False
    at = quantity.start - evidence.start
    instead = "|".join(map(re.escape, words.instead_of))
    if re.search(rf"\b({instead})\s+\S*$", text[max(0, at - _NEAR) : at]):
        return True
    forth = _places(text, words.corrected)
    before = max((place for place in back if place < at), default=-1)
    if before >= 0:
        return before > max((place for place in forth if place < at), default=-1)
    others = [one for one in report.mention.quantities if one.kind == quantity.kind and one != quantity]
    return not forth and not others


def _places(text: str, phrases: tuple[str, ...]) -> list[int]:
    return [match.start() for match in _any_of(phrases).finditer(text)]


@lru_cache(maxsize=16)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """What finds each place where one of the phrases begins, also within another."""
    return re.compile("(?=" + "|".join(map(re.escape, phrases)) + ")")
