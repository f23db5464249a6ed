"""Which pairs of mentions are worth comparing: those that share a type, a time and a country.

A mention that is dated to the day meets others of the days around it, and every coarser one of its month or
year; two that are dated to the day never meet only because they are of one year. So the number of
pairs grows with the mentions of one happening, not with the size of the collection.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from polybius.stories.profile import Profile
from polybius.stories.settings import Settings

_Key = tuple[Hashable, ...]


class Blocks:
    """Pairs of indices into ``profiles``, each once, in no telling order (sort what is made of them)."""

    def __init__(self, profiles: Sequence[Profile], settings: Settings) -> None:
        self._profiles = profiles
        self._rules = settings.blocks
        self._slack = settings.date.slack
        self._families = _families(settings.types.close)
        self._wide = settings.types.wide

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Each pair (i, j), i < j, that shares a block."""
        members, visitors = self._blocks()
        count = len(self._profiles)
        seen: set[int] = set()
        for key, home in members.items():
            for i, j in self._in_block(home, visitors.get(key, [])):
                low, high = (i, j) if i < j else (j, i)
                code = low * count + high
                if code not in seen:
                    seen.add(code)
                    yield low, high

    def _blocks(self) -> tuple[dict[_Key, list[int]], dict[_Key, list[int]]]:
        members: dict[_Key, list[int]] = {}
        for index, profile in enumerate(self._profiles):
            for key in dict.fromkeys(self._home_keys(profile)):
                members.setdefault(key, []).append(index)
        visitors: dict[_Key, list[int]] = {}
        for index, profile in enumerate(self._profiles):
            home = set(self._home_keys(profile))
            for key in dict.fromkeys(self._visiting_keys(profile)):
                if key in members and key not in home:
                    visitors.setdefault(key, []).append(index)
        return members, visitors

    def _in_block(self, home: list[int], visiting: list[int]) -> Iterator[tuple[int, int]]:
        if len(home) + len(visiting) <= self._rules.most:
            yield from combinations(home, 2)
            yield from ((i, j) for i in home for j in visiting)
            return
        at_home = set(home)
        row = sorted((*home, *visiting), key=self._neighbourhood)
        for position, i in enumerate(row):
            for j in row[position + 1 : position + 1 + self._rules.window]:
                if i in at_home or j in at_home:
                    yield i, j

    def _neighbourhood(self, index: int) -> tuple[int, int, tuple[str, ...], int]:
        profile = self._profiles[index]
        place = profile.mention.place
        spot = -1 if place is None or place.geonameid is None else place.geonameid
        return (spot, profile.first or 0, tuple(sorted(profile.actor.names)), index)

    def _lands(self, profile: Profile) -> list[str]:
        """The countries of a mention; what crosses borders meets the whole world's of its days besides."""
        return _countries(profile) + (["*"] if profile.type in self._wide else [])

    def _home_keys(self, profile: Profile) -> Iterator[_Key]:
        """The blocks whose mentions are all compared with each other."""
        family = self._families.get(profile.type, profile.type)
        yield (family, "document", profile.document)
        span = profile.days
        for country in self._lands(profile):
            if not profile.dated:
                if profile.published is not None:
                    yield (family, country, "undated", profile.published // 7)
                continue
            if span is not None and span <= 10:
                spells = _spells(profile, self._slack)
                yield from ((family, country, "spell", spell) for spell in spells)
            elif span is not None and span <= 31:
                yield from ((family, country, "month", month) for month in _months(profile))
            else:
                yield (family, country, "year", _year(profile))

    def _visiting_keys(self, profile: Profile) -> Iterator[_Key]:
        """The blocks of coarser mentions that this one may be one of."""
        family = self._families.get(profile.type, profile.type)
        for country in self._lands(profile):
            if profile.published is not None:
                yield (family, country, "undated", profile.published // 7)
            if not profile.dated:
                continue
            yield (family, country, "year", _year(profile))
            if profile.days is not None and profile.days <= 10:
                yield from ((family, country, "month", month) for month in _months(profile))


def _families(close: Iterable[str]) -> dict[str, str]:
    """Types that can tell one happening share the name of the first of them."""
    family: dict[str, str] = {}
    for pair in sorted(close):
        one, other = (family.get(name, name) for name in pair.split())
        first = min(one, other)
        for name in {*pair.split(), *(key for key, value in family.items() if value in (one, other))}:
            family[name] = first
    return family


def _countries(profile: Profile) -> list[str]:
    """Countries the mention touches, "" where it names none."""
    place = profile.mention.place
    found = [] if place is None or place.country is None else [place.country]
    found += [
        country for country, _ in (*profile.actor.codes, *profile.recipient.codes) if country is not None
    ]
    return sorted(set(found)) or [""]


def _spells(profile: Profile, slack: Mapping[str, int]) -> range:
    """The three-day spells that the date touches, with the days on each side by which reports may miss it."""
    when = profile.mention.date
    assert when is not None and profile.first is not None and profile.last is not None
    miss = max(1, slack[when.basis])
    return range((profile.first - miss) // 3, (profile.last + miss) // 3 + 1)


def _months(profile: Profile) -> list[tuple[int, int]]:
    assert profile.first is not None and profile.last is not None
    ends = (date.fromordinal(max(1, day)) for day in (profile.first, profile.last))
    return sorted({(day.year, day.month) for day in ends})


def _year(profile: Profile) -> int:
    day = profile.first if profile.first is not None else profile.last
    assert day is not None
    return date.fromordinal(max(1, day)).year
