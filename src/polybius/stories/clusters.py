"""Gathering compared mentions into events."""

from collections.abc import Iterable, Sequence

from polybius.stories.blocks import Blocks
from polybius.stories.compare import Comparison, compare
from polybius.stories.profile import Profile
from polybius.stories.settings import Settings

# Members of a group that a merge is checked against: the best known ones stand for the rest.
_CORE = 6


def cluster(profiles: Sequence[Profile], settings: Settings) -> list[list[int]]:
    """Groups of indices into ``profiles``, each index in one group.

    The result depends on the profiles only, not on their order, as long as they are sorted by
    mention id: pairs are joined best first, ties by index. Average linkage with cannot-link
    constraints: two groups join when their core members agree on average and none contradicts another.
    """
    copies = _copies(profiles)
    firsts = [group[0] for group in copies]
    heads = [profiles[index] for index in firsts]
    scored = []
    for i, j in Blocks(heads, settings).pairs():
        found = compare(heads[i], heads[j], settings)
        if found.score >= settings.link:
            scored.append((-round(found.score, 6), i, j))
    scored.sort()
    groups = _Groups(heads, settings)
    for _, i, j in scored:
        groups.join(i, j)
    return sorted(sorted(index for head in group for index in copies[head]) for group in groups.all())


def _copies(profiles: Sequence[Profile]) -> list[list[int]]:
    """Mentions that differ in their document only (one wire story in many papers) count as one."""
    found: dict[object, list[int]] = {}
    for index, profile in enumerate(profiles):
        mention = profile.mention
        key = (
            mention.type,
            mention.mode,
            mention.status,
            " ".join(mention.evidence.text.casefold().split()),
            mention.evidence.trigger.start - mention.evidence.start,
            profile.first,
            profile.last,
            None if mention.place is None else (mention.place.geonameid, mention.place.name),
            profile.actor,
            profile.recipient,
        )
        found.setdefault(key, []).append(index)
    return list(found.values())


class _Groups:
    """Union-find whose unions are checked."""

    def __init__(self, profiles: Sequence[Profile], settings: Settings) -> None:
        self._profiles = profiles
        self._settings = settings
        self._parent = list(range(len(profiles)))
        self._members = {index: [index] for index in range(len(profiles))}
        self._compared: dict[tuple[int, int], Comparison] = {}

    def join(self, i: int, j: int) -> None:
        """Make one group of the groups of two members, if the groups agree as a whole."""
        one, other = sorted((self._root(i), self._root(j)))
        if one == other or not self._agree(self._core(one), self._core(other)):
            return
        self._parent[other] = one
        self._members[one] += self._members.pop(other)

    def all(self) -> Iterable[list[int]]:
        """The groups as they stand."""
        return self._members.values()

    def _root(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def _core(self, root: int) -> list[int]:
        members = self._members[root]
        return sorted(members, key=lambda index: (-self._profiles[index].specificity, index))[:_CORE]

    def _agree(self, ones: list[int], others: list[int]) -> bool:
        total, counted = 0.0, 0
        for i in ones:
            for j in others:
                found = self._compare(i, j)
                if found.conflict == "too little in common":
                    continue
                if found.conflict is not None:
                    return False
                total += found.score
                counted += 1
        return counted > 0 and total / counted >= self._settings.average

    def _compare(self, i: int, j: int) -> Comparison:
        key = (min(i, j), max(i, j))
        if key not in self._compared:
            self._compared[key] = compare(self._profiles[key[0]], self._profiles[key[1]], self._settings)
        return self._compared[key]
