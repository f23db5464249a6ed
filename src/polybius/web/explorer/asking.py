"""A filter in a web address: the names are those of the options of ``polybius events``."""

from collections.abc import Iterable
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from fastapi import Query

from polybius.store import Filter

# Name in the address: field of the Filter.
NAMES = {
    "type": "types",
    "mode": "modes",
    "subtype": "subtypes",
    "status": "statuses",
    "actor": "actors",
    "recipient": "recipients",
    "party": "parties",
    "place": "places",
    "near": "near",
    "km": "km",
    "country": "countries",
    "from": "since",
    "to": "until",
    "text": "text",
    "min-sources": "min_sources",
    "reviewed": "reviewed",
    "rejected": "rejected",
}


def asked(
    types: Annotated[list[str], Query(alias="type", description="Event type: ASSAULT, AID, CONTROL ...")] = [],  # noqa: B006
    modes: Annotated[list[str], Query(alias="mode", description="Mode: drone, ceasefire, arrest ...")] = [],  # noqa: B006
    subtypes: Annotated[list[str], Query(alias="subtype", description="Fine type, as armed_clash")] = [],  # noqa: B006
    statuses: Annotated[list[str], Query(alias="status", description="occurred, ongoing, planned, denied ...")] = [],  # noqa: B006
    actors: Annotated[
        list[str], Query(alias="actor", description="Who did it: a code, a country, part of a name")
    ] = [],  # noqa: B006
    recipients: Annotated[list[str], Query(alias="recipient", description="To whom, asked for like an actor")] = [],  # noqa: B006
    parties: Annotated[list[str], Query(alias="party", description="An actor or recipient")] = [],  # noqa: B006
    places: Annotated[list[str], Query(alias="place", description="Where, by any of the place's names")] = [],  # noqa: B006
    near: Annotated[str | None, Query(description="Around LAT,LON or a place of the gazetteer")] = None,
    km: Annotated[float | None, Query(description="How far around near (default: 50)")] = None,
    countries: Annotated[list[str], Query(alias="country", description="In which country, by name or code")] = [],  # noqa: B006
    since: Annotated[str | None, Query(alias="from", description="Not over before: 2023, 2023-09, 2023-09-19")] = None,
    until: Annotated[str | None, Query(alias="to", description="Begun by then")] = None,
    text: Annotated[str | None, Query(description='With these words in its sentences; "these" together')] = None,
    min_sources: Annotated[
        int, Query(alias="min-sources", ge=1, description="Told by so many independent sources at least")
    ] = 1,
    reviewed: Annotated[
        list[str], Query(description="accepted, corrected, begun, changed, rejected or open: what reviewers made of it")
    ] = [],  # noqa: B006
    rejected: Annotated[bool, Query(description="Also the events that reviewers rejected")] = False,
) -> Filter:
    """The filter of an address. Several values of one name: any of them. Several names: all of them."""
    return Filter(
        types=given(types),
        modes=given(modes),
        subtypes=given(subtypes),
        statuses=given(statuses),
        actors=given(actors),
        recipients=given(recipients),
        parties=given(parties),
        places=given(places),
        near=near or None,
        km=km,
        countries=given(countries),
        since=since or None,
        until=until or None,
        text=text or None,
        min_sources=min_sources,
        reviewed=given(reviewed),
        rejected=rejected,
    )


def given(values: Iterable[str]) -> tuple[str, ...]:
    """Values without the empty ones that a form sends for a field left alone."""
    return tuple(value for value in values if value.strip())


def address(wanted: Filter, **more: Any) -> str:
    """A filter as the query of an address, defaults left out, with some more names and values (None: left out)."""
    fields = msgspec.structs.asdict(wanted)
    default = msgspec.structs.asdict(Filter())
    pairs = [(name, fields[field]) for name, field in NAMES.items() if fields[field] != default[field]]
    pairs += [(name, value) for name, value in more.items() if value is not None]
    return urlencode(pairs, doseq=True)
