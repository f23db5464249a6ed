"""Which blocks of a page's text are the article's body.

Each block gets a score from a logistic regression over what can be seen of it and around it (features.py);
the body is the run of blocks with the highest sum, as in Pasternack and Roth's maximum subsequence
segmentation (WWW 2009), less the blocks in it that are plainly furniture.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from polybius.article import credits, phrases
from polybius.article.blocks import Block
from polybius.article.features import Features, features, words
from polybius.article.tables import rows

# Bounds of a block's score, and how much its length counts; chosen on development pages.
_HIGHEST = 1.5
_LONGEST = 50
_LENGTH_POWER = 0.8
_INSIDE = -2.0
"""The score under which a block inside the body is not of it."""

_COST = {"line": 2.0, "aside": 1.0, "end": 12.0}
_COMMENTS = "comments"
_AFTER_COMMENTS = 0.3
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
    seen = features(blocks, heading)
    scores = [_score(values) for values in seen]
    values: list[float] = []
    share = 1.0
    known = [phrases.find(block.text) for block in blocks]
    for block, phrase, score in zip(blocks, known, scores, strict=True):
        length = max(1, min(len(words(block.text)), _LONGEST))
        if phrase and (phrase.part != "line" or length < 9):
            if phrase.part == "end" and phrase.reason == _COMMENTS:
                share = _AFTER_COMMENTS
            values.append(-_COST[phrase.part])
        else:
            value = max(-_HIGHEST, min(score, _HIGHEST)) * length**_LENGTH_POWER
            values.append(value * share if value > 0 else value)
    first, last = _best_run(values)
    inside = tuple(
        first <= index <= last and scores[index] > _INSIDE and not _is_furniture(block, phrase)
        for index, (block, phrase) in enumerate(zip(blocks, known, strict=True))
    )
    if not any(inside):
        return None
    return Body(inside.index(True), last, inside)


def _is_furniture(block: Block, phrase: phrases.Phrase | None) -> bool:
    if phrase is not None:
        return phrase.part != "line" or len(words(block.text)) < 30
    return credits.split(block.text) is not None or credits.is_caption_like(block.text)


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


def _score(values: Features) -> float:
    weights, constant = _weights()
    return constant + sum(weights.get(name, 0.0) * value for name, value in values.items())


@cache
def _weights() -> tuple[dict[str, float], float]:
    table: dict[str, float] = {}
    for error, (name, weight) in rows("line_weights.tsv", ("feature", "weight")):
        try:
            table[name] = float(weight)
        except ValueError:
            raise error(f"{weight!r} is not a number") from None
    return table, table.pop("constant", 0.0)
