"""Places that are near a named one rather than in it: "100 km north of Kabul", "outside Tripoli"."""

import math
from typing import TYPE_CHECKING, NamedTuple

from polybius.places.surroundings import DIRECTIONS
from polybius.records import Place

if TYPE_CHECKING:
    from spacy.tokens import Doc

_NEAR = frozenset({"near", "outside", "around", "beyond"})
_EDGES = frozenset({"outskirts", "outskirt", "edge", "edges", "vicinity", "surroundings"})
_UNITS = {"km": 1.0, "kms": 1.0, "kilometer": 1.0, "kilometre": 1.0, "mile": 1.609, "mi": 1.609}
_BEARINGS = {
    "north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225, "west": 270,
    "northwest": 315,
}  # fmt: skip
_DEGREE = 111.2  # km
_KINDS = frozenset({"settlement", "unknown", "facility", "airport", "base", "camp", "crossing", "dam"})
_AT = 5.0  # km: nearer than that, the named place is where
_LOOK_BACK = 12


class Vicinity(NamedTuple):
    """How a text places something beside a named place; ``km`` and ``bearing`` (degrees) where it says them."""

    km: float | None
    bearing: int | None


def vicinity(doc: "Doc", place: Place) -> Vicinity | None:
    """How far from the place the words before it put something; None where they put it there, or it is an area."""
    if place.kind not in _KINDS:
        return None
    span = doc.char_span(place.start, place.end, alignment_mode="expand")
    if span is None:
        return None
    low = max(span.sent.start, span.start - _LOOK_BACK)
    words = [token.lower_ for token in doc[low : span.start]]
    while words and words[-1] in {"the", "city", "town", "village", "capital"} | DIRECTIONS - set(_BEARINGS):
        words.pop()
        if words and words[-1] == "of" and span.start:
            continue
    if words[-1:] == ["of"] and len(words) > 1 and words[-2] in {"city", "town", "village"}:
        words = words[:-2]
        while words and words[-1] in {"the", "a"}:
            words.pop()
    return _read(words)


def _read(words: list[str]) -> Vicinity | None:
    if words and words[-1] in _NEAR:
        return Vicinity(None, None)
    if words[-2:] in (["close", "to"], ["next", "to"]):
        return Vicinity(None, None)
    if len(words) < 2 or words[-1] not in {"of", "from"}:
        return None
    if words[-1] == "of" and words[-2] in _EDGES:
        return Vicinity(None, None)
    rest, bearing = words[:-1], None
    if rest[-1] in {"away"}:
        rest = rest[:-1]
    if rest and rest[-1].replace("-", "") in _BEARINGS:
        bearing = _BEARINGS[rest[-1].replace("-", "")]
        rest = rest[:-1]
    if rest[-1:] in (["to"], ["the"]):
        rest = [word for word in rest if word not in {"to", "the"}]
    if len(rest) >= 2 and (unit := _UNITS.get(rest[-1].rstrip("s") if rest[-1] != "kms" else "km")) is not None:
        km = _number(rest[-2])
        if km is not None:
            km *= unit
            return None if km < _AT else Vicinity(km, bearing)
        return Vicinity(None, bearing)
    return Vicinity(None, bearing) if bearing is not None and words[-1] == "of" else None


def _number(word: str) -> float | None:
    try:
        value = float(word.replace(",", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def moved(lat: float, lon: float, where: Vicinity) -> tuple[float, float]:
    """The point so far off in that direction; the same one where either is unknown."""
    if where.km is None or where.bearing is None:
        return lat, lon
    angle = math.radians(where.bearing)
    there = lat + where.km * math.cos(angle) / _DEGREE
    there = max(-90.0, min(90.0, there))
    wide = max(0.05, math.cos(math.radians(lat)))
    east = lon + where.km * math.sin(angle) / (_DEGREE * wide)
    return round(there, 4), round((east + 180) % 360 - 180, 4)
