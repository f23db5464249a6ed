"""Which articles tell the same story: near-copies by MinHash, retellings by weighted words in common.

Words of the title, the lead and the names further down are weighted by how rare they are in the
collection (TF-IDF) and by where they stand; two articles are as alike as the cosine of their words,
less so the more days lie between them. Groups are joined by average linkage.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import repeat

import numpy as np

from polybius.records import Article, Document
from polybius.stories.clusters import Floats
from polybius.stories.likeness import Matrix, Vector, dot
from polybius.stories.reports import day_number
from polybius.stories.settings import GroupRules, load

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SHINGLE = 5
_PERMUTATIONS = 64
_SEED = 1


@dataclass(frozen=True, slots=True)
class _Text:
    """What of an article is compared."""

    id: str
    day: int | None
    published: str
    counts: dict[str, float]
    words: tuple[str, ...]


def group(articles: Iterable[Article | Document]) -> dict[str, str]:
    """The story of each article: article id to story id, in the order of the articles.

    Articles with one story id tell one happening. The order of the articles changes no id. A story's
    id comes from its first published article, so later articles leave it as it is.
    """
    rules = load().group
    given = list(articles)
    texts = sorted({one.id: _read(one, rules) for one in given}.values(), key=lambda text: text.id)
    stories: dict[str, str] = {}
    for members in _Grouping(texts, rules).groups():
        first = min(members, key=lambda i: (texts[i].published or "9999", texts[i].id))
        name = "s" + blake2b(texts[first].id.encode(), digest_size=8).hexdigest()
        stories.update({texts[i].id: name for i in members})
    return {one.id: stories[one.id] for one in given}


def _read(one: Article | Document, rules: GroupRules) -> _Text:
    body = one.body if isinstance(one, Article) else one.text
    common = load().words.common
    counts: defaultdict[str, float] = defaultdict(float)
    for word in _WORD.findall(one.title or ""):
        counts[_fold(word)] += rules.title
    words = _WORD.findall(body)
    for position, word in enumerate(words[: rules.far]):
        # Names tie a retelling to its story long after the lead; other words do not.
        name = word[0].isupper() or word[0].isdigit()
        if position < rules.lead:
            counts[_fold(word)] += rules.name if name else 1.0
        elif name:
            counts[_fold(word)] += rules.far_name
    kept = {word: math.sqrt(n) for word, n in counts.items() if len(word) > 1 and word not in common}
    published = (one.published or "")[:10]
    return _Text(one.id, day_number(published), published, kept, tuple(word.casefold() for word in words))


@lru_cache(maxsize=262_144)
def _fold(word: str) -> str:
    word = word.casefold().replace("’", "'").removesuffix("'s")
    for ending in ("ings", "ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


class _Grouping:
    """Average-linkage grouping of texts, over the pairs that have rare words in common."""

    def __init__(self, texts: Sequence[_Text], rules: GroupRules) -> None:
        self._texts = texts
        self._rules = rules
        self._vectors = _weigh(texts)
        self._parent = list(range(len(texts)))
        self._sums = [dict(vector) for vector in self._vectors]
        self._members = [[index] for index in range(len(texts))]

    def groups(self) -> list[list[int]]:
        """Indices of the texts, parted into stories."""
        for i, j in _near_copies(self._texts, self._rules):
            self._unite(i, j, checked=False)
        for i, j in self._alike():
            self._unite(i, j, checked=True)
        return [self._members[root] for root in range(len(self._texts)) if self._parent[root] == root]

    def _alike(self) -> list[tuple[int, int]]:
        """Pairs of texts as alike as ``link``, the most alike first."""
        matrix = Matrix(self._vectors, self._rules)
        days = np.array([np.nan if text.day is None else text.day for text in self._texts])
        found: list[tuple[float, int, int]] = []
        for index in range(len(self._texts)):
            others, shared = matrix.candidates(index)
            apart = self._apart(days[others], days[index])
            # What two texts share of their tellingest words is the better part of what they share.
            worth = shared >= self._rules.tell * (self._rules.link + apart)
            others, apart = others[worth], apart[worth]
            alike = np.round(matrix.likeness(index, others) - apart, 9)
            near = alike >= self._rules.link
            found += zip((-alike[near]).tolist(), others[near].tolist(), repeat(index))
        return [(i, j) for _, i, j in sorted(found)]

    def _apart(self, days: Floats, day: float) -> Floats:
        """What the days between articles take off their likeness; nothing where one of them is not known."""
        over = np.maximum(0, np.abs(days - day) - self._rules.days)
        found: Floats = np.nan_to_num(np.minimum(self._rules.late_most, over * self._rules.late))
        return found

    def _unite(self, i: int, j: int, checked: bool) -> None:
        one, other = sorted((self._root(i), self._root(j)))
        if one == other:
            return
        sizes = len(self._members[one]) * len(self._members[other])
        # The dot product of two sums is the sum over all pairs: the average costs no pair a look.
        if checked and dot(self._sums[one], self._sums[other]) / sizes < self._rules.average:
            return
        self._parent[other] = one
        self._members[one] += self._members[other]
        for word, value in self._sums[other].items():
            self._sums[one][word] = self._sums[one].get(word, 0.0) + value

    def _root(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i


def _weigh(texts: Sequence[_Text]) -> list[Vector]:
    """Unit-length TF-IDF vectors."""
    frequency: Counter[str] = Counter(word for text in texts for word in text.counts)
    total = len(texts)
    vectors = []
    for text in texts:
        vector = {word: n * math.log(1 + total / frequency[word]) for word, n in sorted(text.counts.items())}
        length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        vectors.append({word: value / length for word, value in vector.items()})
    return vectors


def _near_copies(texts: Sequence[_Text], rules: GroupRules) -> list[tuple[int, int]]:
    """Pairs whose five-word shingles are mostly the same: one dispatch in several papers.

    A text is looked up among those that are no copies of others, so that a thousand copies are a thousand look-ups.
    """
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=rules.copy, num_perm=_PERMUTATIONS)
    blank = MinHash(num_perm=_PERMUTATIONS, seed=_SEED)  # its permutations are dear to make
    found: list[tuple[int, int]] = []
    known: dict[tuple[str, ...], int] = {}
    for number, text in enumerate(texts):
        if len(text.words) < 4 * _SHINGLE:
            continue
        same = known.setdefault(text.words, number)
        if same != number:
            found.append((same, number))
            continue
        sketch = blank.copy()
        rows = range(len(text.words) - _SHINGLE + 1)
        sketch.update_batch([" ".join(text.words[row : row + _SHINGLE]).encode() for row in rows])
        copies = sorted(index.query(sketch))
        found += ((int(other), number) for other in copies)
        if not copies:
            index.insert(number, sketch)
    return found
