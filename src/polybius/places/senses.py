"""The names of a document: mentions that share one sense, and the features of each place they may mean.

One sense per document (Gale, Church and Yarowsky 1992): all mentions of a name mean one place, unless the text
itself puts some of them elsewhere ("Paris, Texas", "Paris, France", "Dakota and Washington counties").
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from polybius.places.gazetteer import Entry
from polybius.places.recognise import Toponym
from polybius.places.sources import ALTERNATE, BARE

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Where an alternate name is hardly ever a translation, but what a town was once called.
_ENGLISH = frozenset({"USA", "GBR", "CAN", "AUS", "NZL", "IRL"})
_NATURE = frozenset({"sea", "strait", "river", "lake", "dam", "range", "island", "area", "continent"})
_SITES = frozenset({"camp", "base", "crossing", "airport", "facility"})
_HELD = frozenset({"settlement", "district"}) | _SITES
_REPEATED = 0.5  # how much more a name weighs when it comes e times as often
_FIRST = 1.0
_SAME_SIZE = 1.0  # in units of prominence
_PEOPLE = 0.6  # the weight of a demonym

# What can be known of a place before the other names are asked. The order is that of the matrix's columns.
OWN = (
    "prominence",
    "alternate",
    "former",
    "bare",
    "country",
    "region",
    "district",
    "nature",
    "site",
    "cue",
    "other_cue",
    "civic",
    "inside",
    "outside",
    "told",
    "told_region",
    "peers",
)


@dataclass(slots=True)
class Name:
    """Mentions that share one sense, by their positions in the list of toponyms, and the places they may mean."""

    mentions: list[int]
    entries: list[Entry]
    weight: float
    features: list[list[float]]


def group(toponyms: Sequence[Toponym], told: dict[str, float]) -> list[Name]:
    """The names of a document, in order of their first mention.

    ``told``: how strongly words other than names speak for a country (alpha-3) or region (ISO 3166-2).
    """
    senses: dict[tuple[object, ...], list[int]] = {}
    last: dict[str, tuple[object, ...]] = {}
    for at, toponym in enumerate(toponyms):
        if not toponym.entries:
            continue
        outer = tuple(toponyms[i].key for i in toponym.within)
        if outer or toponym.listed:
            sense: tuple[object, ...] = (toponym.key, outer, toponym.listed)
            if outer:
                last[toponym.key] = sense
        else:
            sense = last.get(toponym.key, (toponym.key,))
        senses.setdefault(sense, []).append(at)
    _adopt(senses, last)
    return [_name(toponyms, mentions, told) for mentions in senses.values()]


def _adopt(senses: dict[tuple[object, ...], list[int]], last: dict[str, tuple[object, ...]]) -> None:
    """A bare name before the first that says where it is ("Paris", then "Paris, Texas") means that one."""
    for key in last:
        if (bare := senses.get((key,))) is not None:
            sense = next(s for s in senses if s[0] == key and len(s) > 1 and s[1])
            senses[sense] = bare + senses[sense]
            del senses[(key,)]


def _name(toponyms: Sequence[Toponym], mentions: list[int], told: dict[str, float]) -> Name:
    first = toponyms[mentions[0]]
    cues = {toponyms[at].cue for at in mentions} - {None}
    civic = any(toponyms[at].civic for at in mentions)
    outers = [
        [outer for i in toponyms[at].within for outer in toponyms[i].entries]
        for at in mentions
        if toponyms[at].within
    ]
    peers = _kinds_of_peers(toponyms, mentions)
    features = []
    for entry in first.entries:
        inside = 0.0
        if outers and not first.demonym:
            inside = max(_inside(entry, outer) for outer in outers)
        features.append(
            [
                entry.prominence,
                float(entry.how == ALTERNATE),
                float(entry.how == ALTERNATE and entry.country in _ENGLISH),
                float(entry.how == BARE),
                float(entry.kind == "country"),
                float(entry.kind == "region"),
                float(entry.kind == "district"),
                float(entry.kind in _NATURE),
                float(entry.kind in _SITES),
                float(entry.kind in cues),
                float(bool(cues) and entry.kind not in cues),
                float(civic and entry.kind in {"country", "region"}),
                inside,
                float(bool(outers) and not inside and not first.demonym),
                math.log1p(told.get(entry.country or "", 0.0)),
                math.log1p(sum(told.get(str(row), 0.0) for row in (entry.region, entry.row) if row is not None)),
                peers.get(entry.kind, 0.0),
            ]
        )
    weight = 1.0 + _REPEATED * math.log(len(mentions))
    if mentions[0] == 0:
        weight += _FIRST
    if first.demonym:
        weight *= _PEOPLE
    return Name(mentions, first.entries, weight * max(toponyms[at].evidence for at in mentions), features)


def _kinds_of_peers(toponyms: Sequence[Toponym], mentions: Sequence[int]) -> dict[str, float]:
    """Of the names beside it in lists, the shares that are first of all a country's, a region's ... (1 in all)."""
    peers = [toponyms[i].entries for at in mentions for i in toponyms[at].peers if toponyms[i].entries]
    kinds = [_kind(entries) for entries in peers]
    return {kind: kinds.count(kind) / len(kinds) for kind in sorted(set(kinds)) if kind in {"country", "region"}}


def _kind(entries: Sequence[Entry]) -> str:
    """The kind a name first brings to mind: "Cairo" is the city rather than the governorate around it."""
    first = entries[0]
    if first.kind == "region":
        for other in entries[1:]:
            if other.kind == "settlement" and other.prominence > first.prominence - _SAME_SIZE:
                return other.kind
    return first.kind


def of_dateline(entries: list[Entry]) -> Name:
    """A name that only votes: the dateline of a dispatch."""
    rows = []
    for e in entries:
        row = dict.fromkeys(OWN, 0.0)
        row |= {"prominence": e.prominence, "alternate": float(e.how == ALTERNATE), "bare": float(e.how == BARE)}
        rows.append(list(row.values()))
    return Name([], entries, 2.0, rows)


def _inside(entry: Entry, outers: Iterable[Entry]) -> float:
    """1 where one of the places named after it holds the entry, as the first of its name; less where not."""
    best = 0.0
    for rank, outer in enumerate(outers):
        holds = outer.row in {entry.region, entry.district, entry.row} or (
            outer.kind == "country" and outer.country == entry.country and outer.row != entry.row
        )
        # The container's own sense is open too: "Moscow, Georgia" is rather in the first Georgia that has one.
        if holds:
            best = max(best, 1.0 - 0.02 * rank)
    return best


# What the other names of the document say of a place.
ASKED = ("its_country", "its_country_itself", "its_region", "its_district", "near")
LEVELS = 4
_CELL = 1.0  # degrees of latitude


class Ground:
    """All places that the names of a document may mean, side by side, with the areas each lies in.

    ``keys[level]`` numbers each place's country, region, district and map cell (-1: none).
    """

    def __init__(self, names: Sequence[Name]) -> None:
        import numpy as np

        entries = [entry for name in names for entry in name.entries]
        self.count = len(entries)
        self.starts = np.cumsum([0, *(len(name.entries) for name in names)])
        self.owner = np.repeat(np.arange(len(names)), [len(name.entries) for name in names])
        self.weight = np.array([name.weight for name in names], dtype=float)[self.owner]
        self.own = np.array([row for name in names for row in name.features], dtype=float).reshape(-1, len(OWN))
        numbers: list[dict[Any, int]] = [{} for _ in range(LEVELS)]

        def number(level: int, value: Any) -> int:
            return -1 if value is None else numbers[level].setdefault(value, len(numbers[level]))

        self.keys = np.array(
            [
                (
                    number(0, entry.country),
                    number(1, entry.row if entry.kind == "region" else entry.region),
                    number(2, entry.row if entry.kind == "district" else entry.district),
                    number(3, _cell(entry) if entry.kind in _HELD else None),
                )
                for entry in entries
            ],
            dtype=np.int64,
        ).reshape(-1, LEVELS)
        self.cells = np.array(
            [
                [numbers[3].get(cell, -1) for cell in _around(entry.lat, entry.lon)]
                if entry.kind in _HELD and entry.lat is not None and entry.lon is not None
                else [-1] * 9
                for entry in entries
            ],
            dtype=np.int64,
        ).reshape(-1, 9)
        self.sizes = [len(n) for n in numbers]
        self.is_country = np.array([entry.kind == "country" for entry in entries], dtype=bool)
        self.countries = numbers[0]
        self._find_own()

    def believe(self, scores: "Array") -> "Array":
        """Each name's chances over its places (summing to 1), from their log odds."""
        import numpy as np

        if not self.count:
            return scores
        highest = np.maximum.reduceat(scores, self.starts[:-1])
        odds = np.exp(scores - highest[self.owner])
        total: Array = np.add.reduceat(odds, self.starts[:-1])
        belief: Array = odds / total[self.owner]
        return belief

    def ask(self, belief: "Array", small: float) -> "Array":
        """What the other names say of each place: columns as in ASKED, log(1 + votes / ``small``)."""
        import numpy as np

        votes = belief * self.weight
        said = np.zeros((self.count, LEVELS))
        for level in range(LEVELS - 1):
            keys, held, same = self.keys[:, level], self._held[level], self._same[level]
            total = np.bincount(keys[held], votes[held], self.sizes[level] or 1)
            said[:, level] = np.where(held, total[keys] - np.bincount(same, votes)[same], 0.0)
        held = self._held[-1]
        pooled = np.bincount(self.keys[held, -1], votes[held], self.sizes[-1] or 1)
        own = np.bincount(self._same[-1], votes)
        near = np.where(self.cells >= 0, pooled[self.cells], 0.0) - np.where(self._own_cells, own[self._own_at], 0.0)
        said[:, -1] = near.sum(axis=1)
        said = np.log1p(np.maximum(said, 0.0) / small)
        country = said[:, 0]
        answer: Array = np.column_stack(
            (np.where(self.is_country, 0.0, country), np.where(self.is_country, country, 0.0), said[:, 1:])
        )
        return answer

    def _find_own(self) -> None:
        """Number the places of one name in one area, so that a name's own votes can be left out."""
        import numpy as np

        self._held = [self.keys[:, level] >= 0 for level in range(LEVELS)]
        self._same = []
        values = np.empty(0, dtype=np.int64)
        for level in range(LEVELS):
            pair = self.owner * (self.sizes[level] + 1) + self.keys[:, level]
            values, inverse = np.unique(pair, return_inverse=True)
            self._same.append(inverse)
        wanted = (self.owner * (self.sizes[-1] + 1))[:, None] + self.cells
        self._own_at = np.minimum(np.searchsorted(values, wanted), max(0, len(values) - 1))
        self._own_cells = (values[self._own_at] == wanted) & (self.cells >= 0) if self.count else self.cells >= 0

    def country_share(self, belief: "Array") -> dict[str, float]:
        """The votes for each country."""
        shares: dict[str, float] = defaultdict(float)
        names = list(self.countries)
        for number, vote in zip(self.keys[:, 0].tolist(), (belief * self.weight).tolist(), strict=True):
            if number >= 0:
                shares[names[number]] += vote
        return shares


def _cell(entry: Entry) -> tuple[int, int] | None:
    if entry.lat is None or entry.lon is None:
        return None
    return _around(entry.lat, entry.lon)[4]


@lru_cache(maxsize=1 << 14)
def _around(lat: float, lon: float) -> tuple[tuple[int, int], ...]:
    """The nine cells around a point, its own in the middle."""
    width = _CELL / max(0.2, math.cos(math.radians(lat)))
    row, column = round(lat / _CELL), round(lon / width)
    return tuple((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
