"""Whether two places can be one spot, and how telling that is."""

from math import asin, cos, radians, sin, sqrt

from polybius.records import EventPlace
from polybius.stories.settings import PlaceRules, Settings, Steps

_EARTH_KM = 6371.0


def agreement(a: EventPlace | None, b: EventPlace | None, together: bool, settings: Settings) -> float | None:
    """From -1 to 1, 0 where a place is missing; None where the places exclude each other.

    ``together``: both are in one document.
    """
    if a is None or b is None:
        return 0.0
    rules = settings.place
    found = _same_spot(a, b, rules)
    trust = min(rules.basis[a.basis], rules.basis[b.basis])
    if found is None:
        # A place taken from a dateline or from who acted is a guess, which a stated one overrules.
        return None if trust > rules.basis["dateline"] else -trust
    if together and "inherited" in (a.basis, b.basis):
        trust = min(trust, settings.date.inherited_together)
    return found * trust


def _same_spot(a: EventPlace, b: EventPlace, rules: PlaceRules) -> float | None:
    if a.geonameid is not None and a.geonameid == b.geonameid:
        return rules.country if _is_country(a, rules) else 1.0
    if _is_country(a, rules) or _is_country(b, rules):
        if a.country is None or b.country is None:
            return 0.0
        return rules.country if a.country == b.country else None
    apart = distance(a, b)
    if apart is None:
        if a.name.casefold() == b.name.casefold():
            return 1.0
        both_known = a.country is not None and b.country is not None
        return None if both_known and a.country != b.country else 0.0
    if a.country and b.country and a.country != b.country and apart > rules.other_country:
        return None
    if a.kind in rules.areas or b.kind in rules.areas:
        return _step(apart, rules.region)
    return _step(apart, rules.near)


def _is_country(place: EventPlace, rules: PlaceRules) -> bool:
    return place.kind in rules.countries


def _step(value: float, steps: Steps) -> float | None:
    for limit, score in steps:
        if value <= limit:
            return score
    return None


def distance(a: EventPlace, b: EventPlace) -> float | None:
    """Great-circle distance in km, None where a coordinate is missing."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    south, north = radians(a.lat), radians(b.lat)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))
