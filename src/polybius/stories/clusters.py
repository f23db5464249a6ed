"""From pairs that look like one event to groups that are one event.

Joining whatever is joined by a pair would chain: two attacks that one vague report resembles would be one. So the
webs of joined pairs are parted again, by average linkage with pairs that cannot be in one group (constrained
agglomerative clustering; I. Davidson and S. Ravi, 2005).
"""

from collections.abc import Callable, Sequence
from math import isnan

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
# What a pair adds to an average: nothing, where it has too little in common to say anything.
SILENT = np.nan


def webs(count: int, ones: Integers, others: Integers) -> Integers:
    """The number of the web each of ``count`` units is in, where pairs (ones[i], others[i]) are joined."""
    if not len(ones):
        return np.arange(count)
    graph = coo_array((np.ones(len(ones), np.int8), (ones, others)), shape=(count, count))
    found: Integers = connected_components(graph, directed=False)[1].astype(np.int64)
    return found


def agreed(bits: Floats, bounds: Sequence[int], average: float) -> list[bool]:
    """Of each web whether ``part`` leaves it whole, as no known pair in it is below ``average``.

    bits: of all pairs, those of one web next to each other: of web n from bounds[n] to bounds[n + 1], one at least.
    """
    lowest = np.minimum.reduceat(np.where(np.isnan(bits), np.inf, bits), bounds[:-1])
    return [least >= average for least in lowest.tolist()]


def part(count: int, pairs: Sequence[tuple[int, int, float]], link: float, average: float) -> list[list[int]]:
    """Units 0 to ``count`` - 1 in groups.

    pairs: (unit, unit, bits), all that are known; bits are -inf for a pair that cannot be in one group and nan for
    one that says nothing. Pairs of ``link`` and more join their groups, best first, ties by unit, as long as no pair
    between the groups is excluded and the known ones have ``average`` on average.
    """
    sums = np.zeros((count, count))
    known = np.zeros((count, count))
    for i, j, bits in pairs:
        if not np.isnan(bits):
            sums[i, j] = sums[j, i] = bits
            known[i, j] = known[j, i] = 1.0
    groups: dict[int, list[int]] = {unit: [unit] for unit in range(count)}
    home = list(range(count))
    for _, i, j in sorted((-bits, i, j) for i, j, bits in pairs if bits >= link):
        one, other = sorted((home[i], home[j]))
        if one == other or not sums[one, other] >= average * known[one, other]:
            continue
        for unit in groups[other]:
            home[unit] = one
        groups[one] += groups.pop(other)
        for table in (sums, known):
            table[one] += table[other]
            table[:, one] += table[:, other]
    return [sorted(group) for group in groups.values()]


class Bounds:
    """What the groups of a web too large to compare each with each may hold: days that meet, and towns that are near.

    first, last: the days that a unit's own date allows, nan where it has none or is vaguer than days; x, y, z: where it
    says that it was, in km, nan where it names no town.
    """

    def __init__(self, days: Floats, spots: Floats, apart: float) -> None:
        self._days = [tuple(row) for row in days.tolist()]
        self._spots = [tuple(row) for row in spots.tolist()]
        self._apart = apart * apart

    def part(self, pairs: Sequence[tuple[int, int, float]]) -> list[list[int]]:
        """The units in groups: pairs join best first, ties by unit, as long as days meet and towns are near."""
        count = len(self._days)
        home = list(range(count))
        groups: dict[int, list[int]] = {unit: [unit] for unit in range(count)}
        days = list(self._days)
        spots: list[list[tuple[float, ...]]] = [[] if isnan(spot[0]) else [spot] for spot in self._spots]

        def root(unit: int) -> int:
            while home[unit] != unit:
                home[unit] = home[home[unit]]
                unit = home[unit]
            return unit

        for _, i, j in sorted((-bits, i, j) for i, j, bits in pairs):
            one, other = sorted((root(i), root(j)))
            if one == other:
                continue
            first = _known(max, days[one][0], days[other][0])
            last = _known(min, days[one][1], days[other][1])
            if first > last or not self._near(spots[one], spots[other]):
                continue
            home[other] = one
            groups[one] += groups.pop(other)
            days[one] = (first, last)
            spots[one] = list(dict.fromkeys(spots[one] + spots[other]))
        return [sorted(group) for group in groups.values()]

    def _near(self, ones: list[tuple[float, ...]], others: list[tuple[float, ...]]) -> bool:
        return all(
            sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) <= self._apart
            for one in ones
            for other in others
        )


def _known(pick: Callable[[float, float], float], one: float, other: float) -> float:
    if isnan(one):
        return other
    return one if isnan(other) else pick(one, other)
