"""Where on a page the article stands: the run of blocks with the most running text and the least between.

As in Pasternack and Roth's maximum subsequence segmentation (WWW 2009): paragraphs speak for a run by their
words, entries of menus, headings of other matter and wide gaps speak against it.
"""

import numpy as np

from polybius.article.features import ROW, Seen

_LONGEST = 60
"""Words of a paragraph that count."""

_SENTENCE = 1.0
_ENTRY = -2.0
_AGAIN = -5.0
_COST = {"line": -2.0, "aside": -1.0, "end": -20.0}
_MEDIA = ("player", "counter")
_MEDIA_COST = -0.3
"""Pictures stand in the middle of articles: what goes with them hardly speaks against it."""

_AN_ARTICLE = 40.0
_COMMENTS_COST = -60.0
_AFTER_COMMENTS = 0.05
"""How much what stands below the heading of the comments counts: readers write prose too."""

_HEADLINE = 15.0
"""What it speaks for a run that it begins at the headline."""

_GAP = 8
_GAP_COST = 1.5
_WIDEST_COST = 30.0
"""Empty lines over so many each speak against going on, up to a limit."""


def find(seen: Seen, heading: int | None) -> tuple[int, int]:
    """The first and the last block of the core of a page's article.

    ``heading`` is the index of the block known to be the headline; the core begins below it.
    """
    values = _values(seen)
    if heading is not None:
        values[heading] = max(values[heading], _HEADLINE)
    costs = np.clip((seen.gaps - _GAP) * _GAP_COST, 0, _WIDEST_COST).tolist()
    # Kadane's scan, with what it costs to go on over a gap.
    best, first, last = float("-inf"), 0, 0
    total, start = 0.0, 0
    for index, (value, cost) in enumerate(zip(values, costs, strict=True)):
        if total <= cost:
            total, start = 0.0, index
        else:
            total -= cost
        total += value
        if total > best:
            best, first, last = total, start, index
    if heading is not None and first <= heading < last:
        prose = np.flatnonzero(seen.own[ROW["prose"], heading + 1 : last + 1])
        if len(prose):
            first = heading + 1 + int(prose[0])
    return first, last


def _values(seen: Seen) -> list[float]:
    """What each block adds to a run that it is in."""
    own = seen.own
    ended = (own[ROW["ended"]] > 0) & (seen.counts.words >= 3)
    values = np.where(ended, _SENTENCE, _ENTRY)
    values[seen.credited] = _MEDIA_COST
    prose = own[ROW["prose"]] > 0
    comments: list[int] = []
    for index, phrase in enumerate(seen.known):
        if phrase is not None:
            values[index] = _MEDIA_COST if phrase.reason in _MEDIA else _COST[phrase.part]
            if phrase.part == "end" and phrase.reason == "comments":
                comments.append(index)
    values[prose] = np.minimum(seen.counts.words[prose], _LONGEST)
    values[own[ROW["table"]] > 0] = 0
    values[seen.again] = _AGAIN
    if comments:
        gained = np.cumsum(np.maximum(values, 0))
        # Over an article "Comments" is only a link to them.
        below = [index for index in comments if gained[index] > _AN_ARTICLE]
        if below:
            values[below[0] :] *= _AFTER_COMMENTS
            values[below] = _COMMENTS_COST
    found: list[float] = values.tolist()
    return found
