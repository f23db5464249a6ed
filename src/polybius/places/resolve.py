"""Toponym resolution: which place of that name is meant.

Every name of the document (one sense per document) starts with a belief over its places that follows
prominence, what the text says of it ("the town of", ", Texas"), and how the name belongs to the place. Then
the names vote: for countries, for regions, and for a patch of the map; each belief is drawn towards what the
other names of the document believe, a few times over. The cost is linear in names, for votes are pooled.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from polybius.places.gazetteer import Entry
from polybius.places.recognise import Toponym
from polybius.places.sources import ALTERNATE, BARE

# Weights are in units of prominence: 1 outweighs ten times the people.
_COUNTRY_ITSELF = 1.7
_TEMPERATURE = 0.6
_ROUNDS = 4
_COUNTRY, _REGION, _DISTRICT, _NEAR = 1.0, 1.6, 1.0, 1.4
_WITHIN, _OUTSIDE = 6.0, -1.5
_ALTERNATE, _BARE = -1.4, -1.4
_CUE, _AGAINST_CUE = 1.2, -0.8
_FIRST = 1.0
_SAME_NAME = 1.5
_LINKED = 1.5
_CIVIC = -1.2
_SUPPORT = 1.0
_SMALL, _ALONE, _CROWD = 4.5, 0.15, 2.0
_CELL = 1.0  # degrees of latitude


@dataclass(slots=True)
class _Name:
    """One name of the document, all its mentions together."""

    entries: list[Entry]
    scores: list[float]
    weight: float
    belief: list[float] = field(default_factory=list)

    def think(self, extra: list[float] | None = None) -> None:
        scores = self.scores if extra is None else [s + e for s, e in zip(self.scores, extra, strict=True)]
        best = max(scores)
        odds = [math.exp((s - best) / _TEMPERATURE) for s in scores]
        total = sum(odds)
        self.belief = [o / total for o in odds]


class _Votes:
    """Pooled votes for countries, regions, districts and map cells."""

    def __init__(self) -> None:
        self.country: dict[str, float] = defaultdict(float)
        self.region: dict[int, float] = defaultdict(float)
        self.district: dict[int, float] = defaultdict(float)
        self.cell: dict[tuple[int, int], float] = defaultdict(float)

    def add(self, name: _Name, sign: float = 1.0) -> None:
        for entry, belief in zip(name.entries, name.belief, strict=True):
            vote = sign * belief * name.weight
            if abs(vote) < 0.005:
                continue
            if entry.country:
                self.country[entry.country] += vote
            if (region := _region(entry)) is not None:
                self.region[region] += vote
            if (district := _district(entry)) is not None:
                self.district[district] += vote
            if entry.kind in {"settlement", "district", "camp", "base", "crossing", "airport", "facility"}:
                for cell in _cells(entry):
                    self.cell[cell] += vote

    def draw(self, entry: Entry, near_only: bool = False) -> float:
        """How far the votes speak for an entry; those for its country left out if ``near_only``."""
        region, district = _region(entry), _district(entry)
        weight = _COUNTRY_ITSELF if entry.kind == "country" else _COUNTRY
        drawn = 0.0 if near_only else weight * _log(self.country.get(entry.country or "", 0.0))
        drawn += _REGION * _log(self.region.get(region, 0.0)) if region is not None else 0.0
        drawn += _DISTRICT * _log(self.district.get(district, 0.0)) if district is not None else 0.0
        if entry.lat is not None and entry.kind not in {"country", "region", "area", "continent"}:
            drawn += _NEAR * _log(self.cell.get(_cell(entry), 0.0))
        return drawn


class Resolved(NamedTuple):
    """The place meant (None: unknown), how sure the choice is (0-1), and whether other names speak for it."""

    entry: Entry | None
    sure: float
    supported: bool


def resolve(toponyms: list[Toponym], dateline: list[Entry]) -> list[Resolved]:
    """For each toponym the place meant.

    ``dateline`` are the places that the document's dateline may mean; they vote, and are not in the result.
    """
    names: dict[str, list[int]] = {}
    for at, toponym in enumerate(toponyms):
        if toponym.entries:
            names.setdefault(toponym.key, []).append(at)
    pooled = {key: _name(toponyms, at) for key, at in names.items()}
    everyone = list(pooled.values())
    if dateline:
        everyone.append(_Name(dateline, [prior(e) for e in dateline], 2.0))
    _link(everyone)
    for name in everyone:
        name.think()
    votes = _Votes()
    for name in everyone:
        votes.add(name)
    for _ in range(_ROUNDS):
        drawn = []
        for name in everyone:
            votes.add(name, -1.0)
            drawn.append([votes.draw(entry) for entry in name.entries])
            votes.add(name)
        votes = _Votes()
        for name, extra in zip(everyone, drawn, strict=True):
            name.think(extra)
            votes.add(name)
    chosen = {}
    for key, name in pooled.items():
        votes.add(name, -1.0)
        chosen[key] = _choose(name, toponyms, names[key], votes)
        votes.add(name)
    return [chosen[t.key] if t.entries else Resolved(None, 0.0, False) for t in toponyms]


def _name(toponyms: list[Toponym], mentions: list[int]) -> _Name:
    first = toponyms[mentions[0]]
    cues = {toponyms[at].cue for at in mentions} - {None}
    civic = any(toponyms[at].civic for at in mentions)
    scores = []
    outers = [
        [outer for i in toponyms[at].within for outer in toponyms[i].entries]
        for at in mentions
        if toponyms[at].within
    ]
    for entry in first.entries:
        score = prior(entry)
        if cues:
            score += _CUE if entry.kind in cues else _AGAINST_CUE
        if civic and entry.kind in {"country", "region"}:
            score += _CIVIC
        if outers and not first.demonym:
            inside = max(_inside(entry, outer) for outer in outers)
            score += _WITHIN * inside if inside else _OUTSIDE
        scores.append(score)
    weight = 1.0 + math.log(len(mentions))
    if mentions[0] == 0:
        weight += _FIRST
    if first.demonym:
        weight *= 0.6
    return _Name(first.entries, scores, weight * max(toponyms[at].evidence for at in mentions))


def _link(names: list[_Name]) -> None:
    """Favour a town and a county that hold each other: of all Parises and Henry Counties only few do."""
    districts: dict[int, int] = defaultdict(int)
    towns: dict[int, int] = defaultdict(int)
    for name in names:
        for row in {e.row for e in name.entries if e.kind == "district"}:
            districts[row] += 1
        for row in {e.district for e in name.entries if e.kind == "settlement" and e.district is not None}:
            towns[row] += 1
    for name in names:
        own = {e.row for e in name.entries if e.kind == "district"}
        own_towns = {e.district for e in name.entries if e.kind == "settlement"}
        for i, entry in enumerate(name.entries):
            if entry.kind == "settlement" and entry.district is not None:
                linked = districts[entry.district] > (entry.district in own)
            else:
                linked = entry.kind == "district" and towns[entry.row] > (entry.row in own_towns)
            if linked:
                name.scores[i] += _LINKED


def prior(entry: Entry) -> float:
    """How likely an entry is before the text is looked at, as the log of its prominence."""
    if entry.how == ALTERNATE:
        return entry.prominence + _ALTERNATE
    return entry.prominence + (_BARE if entry.how == BARE else 0.0)


def _inside(entry: Entry, outers: Iterable[Entry]) -> float:
    """1 where one of the places named after it holds the entry, as the first of its name less where not."""
    best = 0.0
    for rank, outer in enumerate(outers):
        holds = outer.row in {entry.region, entry.district, entry.row} or (
            outer.kind == "country" and outer.country == entry.country and outer.row != entry.row
        )
        # The container's own sense is open too: "Moscow, Georgia" is rather in the first Georgia
        # that has one.
        if holds:
            best = max(best, 1.0 - 0.02 * rank)
    return best


def _choose(name: _Name, toponyms: list[Toponym], mentions: list[int], votes: _Votes) -> Resolved:
    best = max(range(len(name.entries)), key=lambda i: (name.belief[i], -i))
    entry, sure = name.entries[best], name.belief[best]
    if entry.kind in {"region", "district"} and not any(toponyms[at].cue == entry.kind for at in mentions):
        # "Idlib" alone is the city rather than the province around it.
        for i, other in enumerate(name.entries):
            inside = other.kind == "settlement" and entry.row in {other.region, other.district}
            if inside and other.how <= entry.how and other.prominence > entry.prominence - _SAME_NAME:
                entry, sure = other, sure + name.belief[i]
                break
    if _stray(entry, votes) and not any(toponyms[at].within for at in mentions):
        return Resolved(None, 0.0, False)
    return Resolved(entry, sure, votes.draw(entry, near_only=True) >= _SUPPORT)


def _stray(entry: Entry, votes: _Votes) -> bool:
    """Whether a small place lies in a country that nothing else in a document full of others speaks of.

    The gazetteer then rather lacks the place that is meant.
    """
    if entry.kind not in {"settlement", "district"} or entry.prominence >= _SMALL or entry.country is None:
        return False
    return votes.country.get(entry.country, 0.0) < _ALONE and sum(votes.country.values()) >= _CROWD


def _region(entry: Entry) -> int | None:
    return entry.row if entry.kind == "region" else entry.region


def _district(entry: Entry) -> int | None:
    return entry.row if entry.kind == "district" else entry.district


def _cell(entry: Entry) -> tuple[int, int]:
    assert entry.lat is not None and entry.lon is not None
    width = _CELL / max(0.2, math.cos(math.radians(entry.lat)))
    return round(entry.lat / _CELL), round(entry.lon / width)


def _cells(entry: Entry) -> Iterable[tuple[int, int]]:
    if entry.lat is None:
        return ()
    row, column = _cell(entry)
    return [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]


def _log(votes: float) -> float:
    return math.log1p(max(0.0, votes))
