"""What lies in regions: by the gazetteer's hierarchy, and by a table where a region has no administration."""

from functools import cache

from polybius.places import gazetteer
from polybius.places.names import key
from polybius.records import Record
from polybius.tables import rows

_FILE = "places/within.tsv"
_COLUMNS = ("region", "place", "geonameid")


class Inside(Record, frozen=True, kw_only=True):
    """A place that lies in a region, both by the gazetteer's names."""

    region: str
    place: str
    geonameid: int | None


@cache
def load() -> tuple[Inside, ...]:
    """The rows of the table. Raises TableError for a wrong line."""
    found = []
    for error, row in rows(_FILE, _COLUMNS):
        number = row["geonameid"]
        if number and not number.isdecimal():
            raise error(f"{number!r} is no GeoNames id")
        found.append(Inside(region=row["region"], place=row["place"], geonameid=int(number) if number else None))
    return tuple(found)


def called(name: str) -> tuple[frozenset[int], frozenset[str]]:
    """The places of a name and all that lie in them: GeoNames ids, and the names of those that have none."""
    known = gazetteer.load()
    ids: set[int] = set()
    names: set[str] = set()
    for entry in known.named(name):
        ids.update(known.inside(entry.row))
        if entry.geonameid is not None:
            ids.add(entry.geonameid)
            continue
        region = known.name(entry.row)
        names.add(region)
        for one in load():
            if one.region == region:
                inner = _row(one)
                ids.update(() if inner is None else known.inside(inner))
                if one.geonameid is None:
                    names.add(one.place)
                else:
                    ids.add(one.geonameid)
    return frozenset(ids), frozenset(names)


def _row(one: Inside) -> int | None:
    known = gazetteer.load()
    return next((entry.row for entry in known.named(one.place) if entry.geonameid == one.geonameid), None)


def regions_of(name: str, geonameid: int | None) -> tuple[str, ...]:
    """The regions a place lies in, the smallest first, by the gazetteer's names; countries are none."""
    known = gazetteer.load()
    found: list[str] = []
    for entry in known.named(name):
        if entry.geonameid == geonameid:
            found += [known.name(row) for row in (entry.district, entry.region) if row is not None]
            break
    tabled = [one.region for one in load() if (one.geonameid, key(one.place)) == (geonameid, key(name))]
    around = [one.region for one in load() if one.place in found]
    return tuple(dict.fromkeys(one for one in (*tabled, *found, *around) if one != name))
