"""Events split and merged by reviewers, over the groups of mentions that linking made."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

Group = list[str]
# Pairs of these mentions that linking joins, with bits.
Ties = Callable[[Sequence[str]], Iterable[tuple[str, str, float]]]


class Constraint(NamedTuple):
    """A split (``one`` leaves ``other``) or a merge (of the events of ``one`` and ``other``), as mentions' ids."""

    split: bool
    one: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def mentions(self) -> frozenset[str]:
        return frozenset(self.one + self.other)


def regrouped(groups: Sequence[Group], constraints: Sequence[Constraint], ties: Ties) -> list[Group]:
    """The groups after the constraints, each in its turn: a later one goes before an earlier that says otherwise.

    What a merge joins stays together, and so does what a split took out. A mention that neither side of a split names
    (it came later) goes with the side that linking ties it to more; with what stayed where it is tied to neither.
    """
    sets = {number: set(group) for number, group in enumerate(groups)}
    home = {mention: number for number, group in sets.items() for mention in group}
    for constraint in constraints:
        taken: set[str] = set()
        named = constraint.one if constraint.split else (*constraint.one, *constraint.other)
        for number in sorted({home[mention] for mention in named if mention in home}):
            group = sets[number]
            stays = group & set(constraint.other) if constraint.split else set()
            leaves = _side(group, set(constraint.one), stays, ties) if stays else set(group)
            taken |= leaves
            group -= leaves
        if taken:
            number = len(sets)
            sets[number] = taken
            home.update(dict.fromkeys(taken, number))
    return sorted(sorted(group) for group in sets.values() if group)


def _side(group: set[str], leaves: set[str], stays: set[str], ties: Ties) -> set[str]:
    """The members of a group that go with those that leave."""
    side = {one: one in leaves for one in group if one in leaves or one in stays}
    pairs = sorted(ties(sorted(group)), key=lambda pair: (-pair[2], pair[0], pair[1])) if len(side) < len(group) else []
    home = {one: one for one in group}

    def root(one: str) -> str:
        while home[one] != one:
            one = home[one]
        return one

    for a, b, _ in pairs:
        one, other = root(a), root(b)
        if one == other or (one in side and other in side and side[one] != side[other]):
            continue
        if one in side:
            side.setdefault(other, side[one])
        elif other in side:
            side[one] = side[other]
        home[other] = one
    return {one for one in group if side.get(root(one), False)}
