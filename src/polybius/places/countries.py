"""Countries: their names, codes, capitals and demonyms."""

from functools import cache

from polybius.records import Record
from polybius.tables import listed, rows

_FILE = "places/countries.tsv"
_COLUMNS = ("name", "alpha2", "alpha3", "geonameid", "capital", "lat", "lon", "names", "demonyms")


class Country(Record, frozen=True, kw_only=True):
    """A country or territory. ``lat`` and ``lon`` are its middle, in degrees.

    ``names`` are its other names (official, short, former, abbreviated) without "the"; ``demonyms`` its
    adjective first, then singular and plural nouns for its people.
    """

    name: str
    alpha2: str
    alpha3: str
    geonameid: int
    capital: str | None
    lat: float
    lon: float
    names: tuple[str, ...]
    demonyms: tuple[str, ...]


@cache
def load() -> tuple[Country, ...]:
    """All countries, in the order of their alpha-3 codes. Raises TableError for a wrong line of the table."""
    found = []
    seen: dict[str, str] = {}
    for error, row in rows(_FILE, _COLUMNS):
        if len(row["alpha2"]) != 2 or len(row["alpha3"]) != 3:
            raise error(f"{row['alpha2']!r}, {row['alpha3']!r} are no ISO 3166-1 codes")
        try:
            country = Country(
                name=row["name"],
                alpha2=row["alpha2"],
                alpha3=row["alpha3"],
                geonameid=int(row["geonameid"]),
                capital=row["capital"] or None,
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                names=listed(row["names"]),
                demonyms=listed(row["demonyms"]),
            )
        except ValueError as wrong:
            raise error(str(wrong)) from wrong
        for name in (country.name, *country.names, *country.demonyms):
            if seen.setdefault(name, country.alpha3) != country.alpha3:
                raise error(f"{name!r} is already a name or demonym of {seen[name]}")
        found.append(country)
    return tuple(found)


@cache
def _named() -> dict[str, Country]:
    return {_key(name): country for country in load() for name in (country.name, *country.names)}


@cache
def _demonyms() -> dict[str, Country]:
    return {demonym.casefold(): country for country in load() for demonym in country.demonyms}


@cache
def _codes() -> dict[str, Country]:
    return {code: country for country in load() for code in (country.alpha2, country.alpha3)}


def by_name(name: str) -> Country | None:
    """The country of that name, long, short or abbreviated ("the United States", "U.S.", "US").

    Upper and lower case count only for names of up to three letters ("US" is a country, "us" is not).
    """
    return _named().get(_key(name))


def by_demonym(demonym: str) -> Country | None:
    """The country whose people or adjective that is ("Kenyan", "Kenyans", "kenyan")."""
    return _demonyms().get(demonym.strip().casefold())


def by_code(code: str) -> Country | None:
    """The country of an ISO 3166-1 code, alpha-2 or alpha-3, in capitals."""
    return _codes().get(code)


def _key(name: str) -> str:
    """A name without its article; folded, unless it is an abbreviation."""
    name = " ".join(name.replace("’", "'").split())
    if name[:4].casefold() == "the ":
        name = name[4:]
    letters = name.replace(".", "").replace(" ", "")
    return name if len(letters) <= 3 else name.casefold()
