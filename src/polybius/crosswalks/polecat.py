"""An event as a row of POLECAT's weekly files."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from polybius.crosswalks import parts
from polybius.crosswalks.codes import country_codes
from polybius.entities import sectors
from polybius.events import ontology
from polybius.records import Event, Participant

# PLOVER writes these codes of actors without a state where a country's would be.
_NONSTATE = ("UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC")


def row(event: Event) -> dict[str, Any]:
    """The row's filled columns by name; the event is of one of PLOVER's types and has a date."""
    found = parts.span(event)
    assert found is not None
    place = event.place
    published = parts.first_published(event)
    return {
        "Event ID": event.id,
        "Event Date": found[0].isoformat(),
        "Event Type": event.type,
        "Event Mode": event.mode,
        "Intensity": intensity(event),
        "Quad Code": event.quad,
        "Contexts": parts.SEPARATOR.join(event.context),
        **_actor("Actor", event.actor),
        **_actor("Recipient", event.recipient),
        "Placename": place.name if place else None,
        "City": parts.city(place),
        "District": parts.district(place),
        "Province": parts.province(place),
        "Country": place.country if place else None,
        "Latitude": place.lat if place else None,
        "Longitude": place.lon if place else None,
        "GeoNames ID": place.geonameid if place else None,
        "Raw Placename": place.text if place else None,
        "Source": parts.SEPARATOR.join(dict.fromkeys(one.publisher for one in event.sources if one.publisher)),
        "Publication Date": published.isoformat() if published else None,
        "Language": "en",
        "Version": f"Polybius {version('polybius')}",
    }


def intensity(event: Event) -> float | None:
    """PLOVER's score of conflict and cooperation: that of the mode, else of the type."""
    kind = ontology.load().types.get(event.type)
    if kind is None:
        return None
    own = next((mode.plover_score for mode in kind.modes if mode.name == event.mode), None)
    return kind.plover_score if own is None else own


def _actor(name: str, people: Sequence[Participant]) -> dict[str, Any]:
    if not people:
        return {}
    first = people[0]
    stateless = next((one for one in first.sectors if one in _NONSTATE), None)
    codes = [one for one in first.sectors if not sectors.load()[one].nonstate]
    alpha3 = parts.country(people)
    cow = country_codes()[alpha3].cow if alpha3 in country_codes() else ""
    every = [one for one in parts.sectors(people) if one not in _NONSTATE]
    return {
        f"{name} Name": parts.SEPARATOR.join(parts.named(people)),
        f"{name} Country": first.country or stateless or alpha3,
        f"{name} COW": int(cow) if cow else None,
        f"Primary {name} Sector": codes[0] if codes else None,
        f"{name} Sectors": parts.SEPARATOR.join(every),
        f"{name} Name Raw": parts.SEPARATOR.join(parts.worded(people)),
    }
