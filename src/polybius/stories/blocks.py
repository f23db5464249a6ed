"""Which pairs of mentions are worth comparing: those that share a type, a time and a country.

A mention that is dated to the day meets others of the days around it, and every coarser one of its month or
year; two that are dated to the day never meet only because they are of one year. So the number of
pairs grows with the mentions of one happening, not with the size of the collection. A block that is larger than
``blocks.most`` is sorted, and each of its mentions meets those that stand next to it (M. Hernández and S. Stolfo:
The merge/purge problem for large databases, 1995).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

from polybius.records import Mention
from polybius.stories.features import Days
from polybius.stories.reports import day_number
from polybius.stories.settings import Settings
from polybius.stories.telling import Telling

# Mentions that meet all others of a block are at home in it; visitors meet only those.
Key = tuple[int, bool]

_PRECISE, _COARSE = 10, 31  # days
_SPELL = 3  # days
_WEEK = 7  # days
_PAIRS = 4_000_000  # compared at once


def keys(told: Telling, when: Days, document: int, family: str, settings: Settings) -> list[Key]:
    """The blocks that a telling belongs to, at home (True) or as a visitor.

    document: names the document told in; family: what its type is compared with (``families``).
    """
    mention = told.mention
    found = {_name(family, "document", document): None}
    published = day_number(told.source.published)
    slack = 0 if mention.date is None else settings.date.slack[mention.date.basis]
    visits: dict[int, None] = {}
    sentences = [crc32(" ".join(text.casefold().split()).encode("utf-8", "replace")) for text in told.sentences]
    where = mention.place
    if where is not None and where.basis == "stated" and where.geonameid is not None:
        # Told of long after without a day: it may be anything that happened there.
        retold = mention.date is None or mention.date.basis == "published"
        (found if retold else visits).setdefault(_name(family, "spot", where.geonameid))
    at_home = [*(("verbatim", sentence) for sentence in sentences), *_home(when, published, slack)]
    visited = list(_visited(when, published))
    for land in _lands(mention, settings):
        found.update((_name(family, land, *key), None) for key in at_home)
        visits.update((_name(family, land, *key), None) for key in visited)
    return [(key, True) for key in found] + [(key, False) for key in visits if key not in found]


@lru_cache(maxsize=262_144)
def _name(*parts: str | int) -> int:
    """A block's name as a 63-bit number."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest()) >> 1


def _home(when: Days, published: int | None, slack: int) -> Iterator[tuple[str | int, ...]]:
    """The blocks whose mentions are all compared with each other."""
    if not when.dated:
        if published is not None:
            yield "undated", published // _WEEK
    elif when.days is not None and when.days <= _PRECISE:
        assert when.first is not None and when.last is not None
        miss = max(1, slack)
        spells = range((when.first - miss) // _SPELL, (when.last + miss) // _SPELL + 1)
        yield from (("spell", spell) for spell in spells)
    elif when.days is not None and when.days <= _COARSE:
        yield from (("month", *month) for month in _months(when))
    else:
        yield "year", _year(when)


def _visited(when: Days, published: int | None) -> Iterator[tuple[str | int, ...]]:
    """The blocks of coarser mentions that this one may be one of."""
    if published is not None:
        yield "undated", published // _WEEK
    if when.dated:
        yield "year", _year(when)
        if when.days is not None and when.days <= _PRECISE:
            yield from (("month", *month) for month in _months(when))


def _lands(mention: Mention, settings: Settings) -> list[str]:
    """The countries of a mention, "" for none; what crosses borders meets the whole world's of its days besides."""
    found = {one.country for one in (*mention.actor, *mention.recipient) if one.country is not None}
    if mention.place is not None and mention.place.country is not None:
        found.add(mention.place.country)
    return (sorted(found) or [""]) + (["*"] if mention.type in settings.types.wide else [])


def _months(when: Days) -> list[tuple[int, int]]:
    assert when.first is not None and when.last is not None
    return sorted({_month(when.first), _month(when.last)})


@lru_cache(maxsize=65_536)
def _month(day: int) -> tuple[int, int]:
    """Year and month of a day number; days before the year 1 count as its first."""
    found = date.fromordinal(max(1, day))
    return found.year, found.month


def _year(when: Days) -> int:
    day = when.first if when.first is not None else when.last
    assert day is not None
    return date.fromordinal(max(1, day)).year


def families(settings: Settings) -> dict[str, str]:
    """Types that can tell one happening share the name of the first of them."""
    family: dict[str, str] = {}
    for _, one, other in settings.close_types:
        joined = {one, other}
        joined |= {key for key, value in family.items() if value in {family.get(one), family.get(other)}}
        family.update(dict.fromkeys(joined, min(joined)))
    return family


def candidates(wanted: str, news: str | None, columns: Iterable[str], settings: Settings) -> str:
    """SQL for the pairs (a, b), a < b, of the blocks in the table ``wanted`` (key); one pair may come several times.

    ``news``: a table (unit); only pairs with one of these, in the blocks that are compared as a whole. ``columns`` of
    ``link_units`` come with the pair, as name_l and name_r.
    """
    most, window = settings.blocks.most, settings.blocks.window
    fresh = "" if news is None else f", k.unit IN (FROM {news}) AS fresh"
    one_fresh = "" if news is None else "AND (i.fresh OR j.fresh)"
    carried = "".join(f', u."{name}" AS "{name}_"' for name in columns)
    sides = "".join(f', {side}."{name}_" AS "{name}_{end}"' for name in columns for side, end in ("il", "jr"))
    return f"""WITH sized AS (SELECT key, count(*) AS size FROM link_keys SEMI JOIN {wanted} USING (key) GROUP BY key
                           HAVING size > 1),
              small AS (SELECT k.*{fresh}{carried} FROM link_keys k JOIN sized USING (key)
                        JOIN link_units u ON u.unit = k.unit WHERE size <= {most}),
              lined AS (
                SELECT k.key, k.unit, k.home{carried}, row_number() OVER (PARTITION BY k.key ORDER BY
                       u.spot, u.first, list_min(u.actor_names), list_min(u.actor_full), list_min(u.words),
                       k.unit) AS rank
                FROM link_keys k JOIN sized USING (key) JOIN link_units u ON u.unit = k.unit WHERE size > {most})
              SELECT i.unit AS a, j.unit AS b{sides}
              FROM small i JOIN small j ON i.key = j.key AND i.unit < j.unit AND (i.home OR j.home) {one_fresh}
              UNION ALL
              SELECT i.unit AS a, j.unit AS b{sides}
              FROM (SELECT *, unnest(range(-{window}, {window + 1})) AS step FROM lined) i
              JOIN lined j ON j.key = i.key AND j.rank = i.rank + i.step AND i.unit < j.unit AND (i.home OR j.home)"""


def portions(wanted: str, settings: Settings) -> str:
    """SQL for the number of portions, of some million pairs each, that the blocks of a table are best compared in."""
    return f"""SELECT coalesce(sum(CASE WHEN size <= {settings.blocks.most} THEN size * (size - 1) // 2
                                   ELSE size * {settings.blocks.window} END), 0) // {_PAIRS} + 1
               FROM (SELECT count(*) AS size FROM link_keys SEMI JOIN {wanted} USING (key) GROUP BY key)"""
