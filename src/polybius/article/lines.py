"""Which blocks of a page's text are the article's body.

The core of the article is found first (core.py). Each block then gets a score from a logistic regression over
what can be seen of it and where it stands beside the core (features.py): what scores low inside the core is an
insert, what scores well next to it belongs to it.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from polybius.article import core, features
from polybius.article.blocks import ENDED, Block
from polybius.article.characters import Numbers
from polybius.article.features import ROW, Seen
from polybius.tables import rows

_INSIDE = -1.5
"""The score under which a block inside the core is not of the body."""

_BESIDE = -0.5
"""The score over which one next to the core is."""

_NEARLY_CLEAN = 0.85
_SHORT = 12
_LONG = 30
_PROSE = ROW["prose"]
_TABLE = ROW["table"]
_ENDED = ROW["ended"]


class Body(NamedTuple):
    """The first and last block of the body, for each block of the page whether it is in it, and what was seen
    of the blocks."""

    first: int
    last: int
    inside: tuple[bool, ...]
    seen: Seen


def find(blocks: Sequence[Block], heading: int | None = None) -> Body | None:
    """The body among a page's blocks; None where nothing on the page reads as an article.

    ``heading`` is the index of the block known to be the headline.
    """
    if not blocks:
        return None
    seen = features.look(blocks)
    first, last = core.find(seen, heading)
    scores = score(features.page(seen, heading, first, last)).tolist()
    prose = np.flatnonzero(seen.own[_PROSE]).tolist()
    lowest = _INSIDE
    clean = _is_nearly_clean(blocks, prose)
    if clean:
        first, lowest = min(first, prose[0]), -math.inf
        last = max(last, _before_comments(seen, prose[0]))
    else:
        while last + 1 < len(blocks) and scores[last + 1] > _BESIDE:
            last += 1
        while first > 0 and first - 1 != heading and scores[first - 1] > _BESIDE:
            first -= 1
    inside = [False] * len(blocks)
    for index in range(first, last + 1):
        inside[index] = index != heading and scores[index] > lowest
        inside[index] = inside[index] and not _is_furniture(blocks[index].text, index, seen, clean)
    if not any(inside):
        return None
    return Body(inside.index(True), last, tuple(inside), seen)


def score(table: Numbers) -> Numbers:
    """The score of each column of features: over 0 where the block is rather of the body than not."""
    weights, constant = _weights()
    scores: Numbers = weights @ table + constant
    return scores


def _is_nearly_clean(blocks: Sequence[Block], prose: Sequence[int]) -> bool:
    """Whether nearly all words of a page are in full sentences: then it lost its furniture before."""
    total = sum([len(block.text) for block in blocks])
    return sum([len(blocks[index].text) for index in prose]) > _NEARLY_CLEAN * total


def _before_comments(seen: Seen, first: int) -> int:
    """The last block before the heading of the comments below the body's first, or the page's last."""
    for index in range(first + 1, len(seen.known)):
        phrase = seen.known[index]
        if phrase and phrase.part == "end" and phrase.reason == "comments":
            return index - 1
    return len(seen.known) - 1


def _is_furniture(text: str, index: int, seen: Seen, clean: bool) -> bool:
    """Whether a block inside the body's run is plainly not of it; on a ``clean`` page a repeat is the author's."""
    if seen.own[_TABLE, index]:
        return False
    if seen.again[index] and not clean:
        return True
    phrase, count = seen.known[index], seen.counts.words[index]
    if phrase is not None:
        return (phrase.part != "line" or bool(count < _LONG)) and phrase.reason != "address"
    if count < _SHORT and (seen.signed[index] or seen.dated[index]):
        return not ENDED.search(text)
    # The headline of another article, right under "Related article".
    before = seen.known[index - 1] if index else None
    if before and (before.part, before.reason) == ("aside", "related") and not seen.own[_ENDED, index]:
        return bool(count < 21)
    return seen.credited[index]


@cache
def _weights() -> tuple[Numbers, float]:
    table: dict[str, float] = {}
    for error, row in rows("article/line_weights.tsv", ("feature", "weight")):
        name, weight = row.values()
        try:
            table[name] = float(weight)
        except ValueError:
            raise error(f"{weight!r} is not a number") from None
        if name != "constant" and name not in features.NAMES:
            raise error(f"{name!r} is no feature")
    return np.array([table.get(name, 0.0) for name in features.NAMES], np.float32), table.get("constant", 0.0)
