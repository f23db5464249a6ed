"""An event as a row of ICEWS's coded event data."""

from collections.abc import Sequence
from typing import Any

from polybius.crosswalks import parts
from polybius.crosswalks.codes import cameo_names, country_codes, roles
from polybius.records import Event, Participant


def row(event: Event) -> dict[str, Any]:
    """The row's filled columns by name; the event has a CAMEO code and a date."""
    found = parts.span(event)
    assert found is not None and event.cameo is not None
    place = event.place
    return {
        "Event ID": parts.number(event),
        "Event Date": found[0].isoformat(),
        **_actor("Source", event.actor),
        "Event Text": cameo_names().get(event.cameo),
        "CAMEO Code": event.cameo,
        "Intensity": event.goldstein,
        **_actor("Target", event.recipient),
        "Story ID": parts.document_number(event),
        "Publisher": event.sources[0].publisher if event.sources else None,
        "City": parts.city(place),
        "District": parts.district(place),
        "Province": parts.province(place),
        "Country": _country(place.country if place else None),
        "Latitude": place.lat if place else None,
        "Longitude": place.lon if place else None,
    }


def _actor(name: str, people: Sequence[Participant]) -> dict[str, Any]:
    if not people:
        return {}
    words = [roles()[sector].icews for sector in people[0].sectors if sector in roles()]
    return {
        f"{name} Name": parts.named(people)[0],
        f"{name} Sectors": ",".join(dict.fromkeys(part for one in words for part in one.split(",") if part)),
        f"{name} Country": _country(parts.country(people)),
    }


def _country(alpha3: str | None) -> str | None:
    return country_codes()[alpha3].icews if alpha3 in country_codes() else None
