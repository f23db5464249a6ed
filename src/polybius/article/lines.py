"""Which blocks of a page's text are the article's body.

Each block gets a score from a logistic regression over what can be seen of it and around it (features.py);
the body is the run of blocks with the highest sum, as in Pasternack and Roth's maximum subsequence
segmentation (WWW 2009), less the blocks in it that are plainly furniture.
"""

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from polybius.article import credits, phrases
from polybius.article.blocks import ENDED, Block
from polybius.article.features import Features, around, own, words
from polybius.intake import dates
from polybius.tables import rows

# Bounds of a block's score, and how much its length counts; chosen on development pages.
_HIGHEST = 1.0
_LONGEST = 90
_LENGTH_POWER = 1.0
_INSIDE = -1.5
"""The score under which a block inside the body is not of it."""

_NEARLY_CLEAN = 0.85

_COST = {"line": 2.0, "aside": 1.0, "end": 8.0}
_MEDIA = ("player", "counter")
_MEDIA_COST = 0.3
"""Pictures stand in the middle of articles: what goes with them hardly speaks against it."""

_UNDER_HEADING = 15.0
"""What it speaks for a run that it begins at the headline."""

_COMMENTS = "comments"
_AN_ARTICLE = 40.0
_COMMENTS_COST = 60.0
_AFTER_COMMENTS = 0.05
"""How much what stands below the heading of the comments counts: readers write prose too."""


class Body(NamedTuple):
    """The first and last block of the body, and for each block of the page whether it is in it."""

    first: int
    last: int
    inside: tuple[bool, ...]


def find(blocks: Sequence[Block], heading: int | None = None) -> Body | None:
    """The body among a page's blocks; None where nothing on the page reads as an article.

    ``heading`` is the index of the block known to be the headline.
    """
    if not blocks:
        return None
    seen = [own(block.text) for block in blocks]
    scores = [
        _own_score(block.text) + _weighed(beside)
        for block, beside in zip(blocks, around(blocks, seen, heading), strict=True)
    ]
    known = [phrases.find(block.text) for block in blocks]
    values = _values(blocks, known, scores)
    if heading is not None:
        values[heading] = _UNDER_HEADING
    first, last = _best_run(values)
    prose = [index for index, each in enumerate(seen) if each["prose"]]
    lowest = _INSIDE
    if _is_nearly_clean(blocks, prose):
        first = min(first, prose[0])
        last, lowest = _before_comments(known, prose[0]), -math.inf
    else:
        first = next((i for i in range(first, last + 1) if values[i] > 0 and i != heading), last)
    inside = tuple(
        first <= index <= last
        and scores[index] > lowest
        and not _is_furniture(block, phrase)
        and not (index and _is_insert(known[index - 1], seen[index]))
        for index, (block, phrase) in enumerate(zip(blocks, known, strict=True))
    )
    if not any(inside):
        return None
    return Body(inside.index(True), last, inside)


def _is_nearly_clean(blocks: Sequence[Block], prose: Sequence[int]) -> bool:
    """Whether nearly all words of a page are in full sentences: then it lost its furniture before."""
    total = sum(len(block.text) for block in blocks)
    return sum(len(blocks[index].text) for index in prose) > _NEARLY_CLEAN * total


def _before_comments(known: Sequence[phrases.Phrase | None], first: int) -> int:
    """The last block before the heading of the comments below the body's first, or the page's last."""
    for index in range(first + 1, len(known)):
        phrase = known[index]
        if phrase and phrase.part == "end" and phrase.reason == _COMMENTS:
            return index - 1
    return len(known) - 1


def _values(
    blocks: Sequence[Block], known: Sequence[phrases.Phrase | None], scores: Sequence[float]
) -> list[float]:
    """What each block adds to a run it is in."""
    values: list[float] = []
    share, gained = 1.0, 0.0
    for block, phrase, score in zip(blocks, known, scores, strict=True):
        length = max(1, min(len(words(block.text)), _LONGEST))
        if phrase and (phrase.part != "line" or length < 9):
            # Over an article "Comments" is only a link to them.
            if phrase.reason == _COMMENTS and phrase.part == "end" and gained > _AN_ARTICLE:
                share = _AFTER_COMMENTS
                values.append(-_COMMENTS_COST)
                continue
            value = -_COST[phrase.part] if phrase.reason not in _MEDIA else -_MEDIA_COST
        elif credits.split(block.text) or credits.is_caption_like(block.text):
            value = -_MEDIA_COST
        else:
            value = max(-_HIGHEST, min(score, _HIGHEST)) * length**_LENGTH_POWER
        gained += max(value, 0.0)
        values.append(value * share)
    return values


def _is_furniture(block: Block, phrase: phrases.Phrase | None) -> bool:
    """Whether a block inside the body's run is plainly not of it."""
    if phrase is not None:
        return phrase.part != "line" or len(words(block.text)) < 30
    count = len(words(block.text))
    if count < 12 and (credits.BYLINE.match(block.text) or dates.search(block.text)):
        return not ENDED.search(block.text)
    return credits.split(block.text) is not None or credits.is_caption_like(block.text)


def _is_insert(before: phrases.Phrase | None, values: Features) -> bool:
    """Whether a block is the headline of another article, right under "Related article"."""
    headed = before is not None and (before.part, before.reason) == ("aside", "related")
    return headed and not values["ended"] and bool(values["words<21"])


def _best_run(values: Sequence[float]) -> tuple[int, int]:
    """The run with the highest sum (Kadane); the first of equals."""
    best = (-math.inf, 0, 0)
    total, start = 0.0, 0
    for index, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, index
        total += value
        if total > best[0]:
            best = (total, start, index)
    return best[1], best[2]


@lru_cache(maxsize=1 << 15)
def _own_score(text: str) -> float:
    return _weights()[1] + _weighed(own(text))


def _weighed(values: Features) -> float:
    weights, _ = _weights()
    return sum([weights.get(name, 0.0) * value for name, value in values.items() if value])


@cache
def _weights() -> tuple[dict[str, float], float]:
    table: dict[str, float] = {}
    for error, row in rows("article/line_weights.tsv", ("feature", "weight")):
        name, weight = row.values()
        try:
            table[name] = float(weight)
        except ValueError:
            raise error(f"{weight!r} is not a number") from None
    return table, table.pop("constant", 0.0)
