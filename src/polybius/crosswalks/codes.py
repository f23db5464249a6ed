"""What other data sets call our countries, sectors, subtypes and CAMEO codes."""

from functools import cache
from typing import NamedTuple

from polybius.entities import sectors
from polybius.places import countries
from polybius.tables import rows


class CountryCodes(NamedTuple):
    """A country elsewhere. ``fips``, ``numeric`` and ``cow`` are empty where there is none."""

    fips: str
    numeric: str
    cameo: str
    cow: str
    region: str
    acled: str
    icews: str


class Role(NamedTuple):
    """A PLOVER sector elsewhere; each is empty where there is no such thing."""

    cameo: str
    group: str
    icews: str
    acled: str


class Acled(NamedTuple):
    """A subtype as ACLED has it, the kinds of actor on both sides, and who did it where nobody is named."""

    disorder: str
    type: str
    subtype: str
    actor: str
    recipient: str
    nobody: str


# In the order of the numbers that these had in ACLED's older files, 1 to 8.
ACLED_ACTORS = (
    "State forces",
    "Rebel group",
    "Political militia",
    "Identity militia",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/Other forces",
)


@cache
def country_codes() -> dict[str, CountryCodes]:
    """By ISO alpha-3 code. Raises TableError for a wrong line."""
    known = {one.alpha3: one.name for one in countries.load()}
    columns = ("alpha3", "fips", "numeric", "cameo", "cow", "acled_region", "acled", "icews")
    found = {}
    for error, row in rows("exports/countries.tsv", columns):
        alpha3 = row["alpha3"]
        if alpha3 not in known or alpha3 in found:
            raise error(f"{alpha3!r} is no country, or is there twice")
        if not (row["numeric"] + row["cow"]).isdigit() and row["numeric"] + row["cow"]:
            raise error("numeric and cow are numbers")
        found[alpha3] = CountryCodes(
            row["fips"],
            row["numeric"],
            row["cameo"] or alpha3,
            row["cow"],
            row["acled_region"],
            row["acled"] or known[alpha3],
            row["icews"] or known[alpha3],
        )
    return found


@cache
def roles() -> dict[str, Role]:
    """By PLOVER sector. Raises TableError for a wrong line."""
    found = {}
    for error, row in rows("exports/roles.tsv", ("sector", "cameo", "group", "icews", "acled")):
        if row["sector"] not in sectors.load() or row["sector"] in found:
            raise error(f"{row['sector']!r} is no sector, or is there twice")
        if row["acled"] and row["acled"] not in ACLED_ACTORS:
            raise error(f"{row['acled']!r} is no kind of actor in ACLED")
        found[row["sector"]] = Role(row["cameo"], row["group"], row["icews"], row["acled"])
    return found


@cache
def acled() -> dict[str, Acled]:
    """By subtype. Raises TableError for a wrong line."""
    columns = ("subtype", "disorder", "type", "subtype_name", "actor", "recipient", "nobody")
    found = {}
    for error, row in rows("exports/acled.tsv", columns):
        for side in ("actor", "recipient"):
            if row[side] and row[side] not in ACLED_ACTORS:
                raise error(f"{row[side]!r} is no kind of actor in ACLED")
        if row["subtype"] in found:
            raise error(f"{row['subtype']!r} is there twice")
        found[row["subtype"]] = Acled(*(row[name] for name in columns[1:]))
    return found


@cache
def cameo_names() -> dict[str, str]:
    """The codebook's name of each CAMEO code that our events have. Raises TableError for a wrong line."""
    return {row["code"]: row["name"] for _, row in rows("exports/cameo.tsv", ("code", "name"), full=True)}
