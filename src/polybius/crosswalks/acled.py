"""An event as a row of ACLED's table. The coding stays ours: only the columns are ACLED's."""

from collections.abc import Sequence
from typing import Any

from polybius.crosswalks import codes, parts
from polybius.crosswalks.codes import ACLED_ACTORS, country_codes, roles
from polybius.records import Event, EventPlace, Participant

_CIVILIANS, _PROTESTERS, _RIOTERS = "Civilians", "Protesters", "Rioters"
_UNNAMED = (_CIVILIANS, _PROTESTERS, _RIOTERS)
_STATE, _MILITIA, _EXTERNAL = "State forces", "Political militia", "External/Other forces"
_WEEK, _DAY = 7, 1
# Event types in which civilians may be the target but need not.
_MAY_TARGET = ("Explosions/Remote violence", "Riots")
_EXCESSIVE = "Excessive force against protesters"
_PRECISE = {"settlement": 1, "vicinity": 2, "district": 2, "region": 3, "country": 3, "continent": 3, "area": 3}
_WEAK = ("dateline", "actor")


def row(event: Event) -> dict[str, Any]:
    """The row's filled columns by name; the event has a date, a country and a subtype of ACLED's."""
    found = parts.span(event)
    place, kind = event.place, codes.acled()[event.subtype or ""]
    assert found is not None and place is not None and place.country is not None
    when, days = found
    known = country_codes()[place.country]
    one = _side(event.actor, kind.actor, place.country, kind.nobody)
    two = _side(event.recipient, kind.recipient, place.country, "")
    return {
        "event_id_cnty": f"{place.country}{parts.number(event)}",
        "event_date": when.isoformat(),
        "year": when.year,
        "time_precision": _time_precision(event, days),
        "disorder_type": kind.disorder,
        "event_type": kind.type,
        "sub_event_type": kind.subtype,
        **{f"{name}1": value for name, value in zip(("actor", "assoc_actor_", "inter"), one, strict=True)},
        **{f"{name}2": value for name, value in zip(("actor", "assoc_actor_", "inter"), two, strict=True)},
        "interaction": interaction(one[2], two[2]),
        "civilian_targeting": _targeting(kind, two[2]),
        "iso": int(known.numeric) if known.numeric else None,
        "region": known.region,
        "country": known.acled,
        "admin1": parts.province(place),
        "admin2": parts.district(place),
        "location": place.name,
        "latitude": place.lat,
        "longitude": place.lon,
        "geo_precision": _geo_precision(place),
        "source": parts.SEPARATOR.join(dict.fromkeys(s.publisher for s in event.sources if s.publisher)),
        "notes": event.sources[0].text if event.sources else None,
        "fatalities": _fatalities(event),
        "tags": _crowd(event),
    }


def _side(people: Sequence[Participant], always: str, country: str, nobody: str) -> tuple[str, str, str]:
    """Name, groups beside it and kind of actor of one side; ("", "", "") for nobody."""
    name = country_codes()[country].acled
    names = parts.SEPARATOR.join(parts.named(people))
    if not people:
        if nobody in _UNNAMED:
            return f"{nobody} ({name})", "", nobody
        return (f"{nobody} ({name})", "", _MILITIA) if nobody else ("", "", "")
    kind = always or next((_kind(one, country) for one in people if _kind(one, country)), "")
    if kind in _UNNAMED:
        return f"{kind} ({name})", names, kind
    return names, "", kind


def _kind(one: Participant, country: str) -> str:
    """ACLED's kind of an actor at work in a country."""
    kind = next((roles()[s].acled for s in one.sectors if s in roles() and roles()[s].acled), "")
    if not kind and one.country:
        kind = _STATE  # a nation without a sector is its government
    return _EXTERNAL if kind == _STATE and one.country and one.country != country else kind


def interaction(one: str, two: str) -> str:
    """The two kinds of actors as one phrase, in ACLED's order whichever side did it; "" where none is known."""
    sides = sorted((side for side in (one, two) if side), key=ACLED_ACTORS.index)
    return "" if not sides else f"{sides[0]} only" if len(sides) == 1 else "-".join(sides)


def _targeting(kind: codes.Acled, target: str) -> str:
    hit = (
        kind.type == "Violence against civilians"
        or kind.subtype == _EXCESSIVE
        or (kind.type in _MAY_TARGET and target == _CIVILIANS)
    )
    return "Civilian targeting" if hit else ""


def _time_precision(event: Event, days: int | None) -> int:
    precision = 3 if days is None or days > _WEEK else 2 if days > _DAY else 1
    return max(precision, 2) if event.date is not None and event.date.basis == "published" else precision


def _geo_precision(place: EventPlace) -> int:
    return min(3, _PRECISE.get(place.kind or "", 1) + (place.basis in _WEAK))


def _fatalities(event: Event) -> int:
    killed = next((one for one in event.quantities if one.kind == "killed"), None)
    if killed is None:
        return 0
    return round(killed.low if killed.low is not None else killed.high or 0)


def _crowd(event: Event) -> str:
    crowd = next((one for one in event.quantities if one.kind == "protested"), None)
    if crowd is None or (crowd.low is None and crowd.high is None):
        return ""
    low, high = crowd.low, crowd.high
    if low is not None and high is not None:
        return f"crowd size={low:.0f}" if low == high else f"crowd size=between {low:.0f} and {high:.0f}"
    return f"crowd size=at least {low:.0f}" if low is not None else f"crowd size=at most {high:.0f}"
