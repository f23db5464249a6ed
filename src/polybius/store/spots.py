"""Places in a filter: names to gazetteer ids, points and distances."""

import math
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from polybius.store.errors import FilterError

KM = 50.0  # around a point, where a filter does not say
_EARTH_KM = 6371.0
# Great-circle distance to a point (its lat twice, then its lon), haversine formula.
DISTANCE = f"""2 * {_EARTH_KM} * asin(least(1, sqrt(pow(sin(radians(lat - ?) / 2), 2)
               + cos(radians(lat)) * cos(radians(?)) * pow(sin(radians(lon - ?) / 2), 2))))"""


class Center(NamedTuple):
    """A point and a distance around it."""

    lat: float
    lon: float
    km: float


def at(names: Iterable[str]) -> tuple[str, list[Any]]:
    """The condition that an event is at a place of one of these names, or inside it where that is a region."""
    from polybius.places import within as inside

    ids: set[int] = set()
    called: set[str] = set()
    for name in names:
        if not name.strip():
            raise FilterError("a place needs a name")
        numbers, regions = inside.called(name)
        ids |= numbers
        called |= {one.casefold() for one in (*regions, " ".join(name.split()))}
    if not called:
        return "", []
    return (
        "geonameid IN (SELECT unnest(?)) OR (place IS NOT NULL AND list_contains(?, lower(place)))",
        [sorted(ids), sorted(called)],
    )


def center(near: str | None, km: float | None) -> Center | None:
    """The point of "LAT,LON" or of the most prominent place of a name. Raises FilterError where there is none."""
    if near is None:
        if km is not None:
            raise FilterError("a distance (--km) needs a point (--near)")
        return None
    if km is not None and not (0 < km < math.inf):
        raise FilterError(f"{km:g} km is no distance")
    radius = KM if km is None else km
    if numbers := re.fullmatch(r"\s*([-+]?\d+(?:\.\d+)?)\s*[,; ]\s*([-+]?\d+(?:\.\d+)?)\s*", near):
        lat, lon = float(numbers[1]), float(numbers[2])
        if abs(lat) > 90 or abs(lon) > 180:
            raise FilterError(f"{near!r} is no point: give latitude (-90 to 90), then longitude (-180 to 180)")
        return Center(lat, lon, radius)
    from polybius.places import gazetteer

    for entry in gazetteer.load().named(near):
        if entry.lat is not None and entry.lon is not None:
            return Center(entry.lat, entry.lon, radius)
    raise FilterError(f"the gazetteer has no place {near!r}: give its LAT,LON, as 39.82,46.75")


def within(around: Center) -> tuple[str, list[Any]]:
    """The condition that an event is so near: a box first, which costs less than the distance."""
    high = around.km / _EARTH_KM
    south, north = around.lat - math.degrees(high), around.lat + math.degrees(high)
    clauses, values = ["lat BETWEEN ? AND ?"], [south, north]
    # Near a pole, or across the date line, there is no box of longitudes.
    wide = math.cos(math.radians(around.lat))
    if south > -89 and north < 89 and wide > math.sin(high):
        reach = math.degrees(math.asin(math.sin(high) / wide))
        if around.lon - reach > -180 and around.lon + reach < 180:
            clauses.append("lon BETWEEN ? AND ?")
            values += [around.lon - reach, around.lon + reach]
    # A country or region is no point: its middle is near nothing.
    clauses.append("json_extract_string(record, '$.place.kind') NOT IN ('country', 'continent')")
    clauses.append(f"{DISTANCE} <= ?")
    return " AND ".join(clauses), [*values, around.lat, around.lat, around.lon, around.km]


def country_codes(given: Iterable[str]) -> list[str]:
    """Alpha-3 codes of countries by code or name. Raises FilterError for one that there is not."""
    from polybius.places import countries

    found = []
    for one in given:
        country = countries.by_code(one.strip().upper()) or countries.by_name(one) or countries.by_demonym(one)
        if country is None:
            raise FilterError(f"there is no country {one!r}: give its name or its ISO code, as Azerbaijan or AZE")
        found.append(country.alpha3)
    return found
