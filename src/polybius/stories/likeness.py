"""How alike texts are by their weighted words, for many texts at once."""

import math
from collections.abc import Sequence

import numpy as np

from polybius.stories.clusters import Floats, Integers
from polybius.stories.settings import GroupRules

Vector = dict[str, float]


def dot(a: Vector, b: Vector) -> float:
    """The dot product of two sparse vectors, the same in either order."""
    if len(b) < len(a):
        a, b = b, a
    return math.fsum(value * b[word] for word, value in a.items() if word in b)


class Matrix:
    """The vectors of texts as one sparse matrix, and which texts have each of its words among their tellingest.

    The ``telling`` weightiest words of a text are looked up, each among the ``most`` texts before it that have it.
    """

    def __init__(self, vectors: Sequence[Vector], rules: GroupRules) -> None:
        numbers = {word: number for number, word in enumerate(sorted({word for vector in vectors for word in vector}))}
        self._bounds = np.cumsum([0, *(len(vector) for vector in vectors)])
        size = int(self._bounds[-1])
        self._words = np.fromiter((numbers[word] for vector in vectors for word in vector), np.int64, size)
        self._weights = np.fromiter((weight for vector in vectors for weight in vector.values()), np.float64, size)
        self._dense = np.zeros(len(numbers))
        self._most = rules.most
        text = np.repeat(np.arange(len(vectors)), np.diff(self._bounds))
        order = np.lexsort((self._words, -self._weights, text))
        telling = order[np.arange(size) - np.repeat(self._bounds[:-1], np.diff(self._bounds)) < rules.telling]
        # Word by word, the texts that have it, in their order: the row that a text has there ends what it looks up.
        telling = telling[np.lexsort((text[telling], self._words[telling]))]
        self._text, word, self._weight = text[telling], self._words[telling], self._weights[telling]
        self._begin = np.searchsorted(word, word)
        rows = np.argsort(self._text, kind="stable")
        self._rows = np.split(rows, np.searchsorted(self._text[rows], np.arange(1, len(vectors))))

    def candidates(self, index: int) -> tuple[Integers, Floats]:
        """The texts before this one that share two or more of the tellingest words, and how alike these make them."""
        rows = self._rows[index].tolist()
        if not rows:
            return np.empty(0, np.int64), np.empty(0)
        before = [slice(max(self._begin[row], row - self._most), row) for row in rows]
        others = np.concatenate([self._text[some] for some in before])
        products = [self._weight[some] * self._weight[row] for some, row in zip(before, rows, strict=True)]
        found, where, counts = np.unique(others, return_inverse=True, return_counts=True)
        several = counts >= 2
        sums: Floats = np.bincount(where, np.concatenate(products), len(found)).astype(np.float64)
        return found[several], sums[several]

    def likeness(self, index: int, others: Integers) -> Floats:
        """The cosine of a text and each of the others."""
        if not len(others):
            return np.empty(0)
        mine = slice(self._bounds[index], self._bounds[index + 1])
        self._dense[self._words[mine]] = self._weights[mine]
        sizes = self._bounds[others + 1] - self._bounds[others]
        starts = np.cumsum(sizes) - sizes
        at = np.arange(int(sizes.sum())) + np.repeat(self._bounds[others] - starts, sizes)
        products = self._weights[at] * self._dense[self._words[at]]
        self._dense[self._words[mine]] = 0.0
        found: Floats = np.add.reduceat(products, starts)
        return found
