"""Coasts and borders around some places, as the path of a drawing: a map without a network, as fine as it is seen."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

UNIT = 50  # of the drawing, in a degree
_POLE = 80.0  # degrees: nobody lives beyond, and Mercator's map has no end there
_MARGIN = 0.15  # of the extent, on each side
_LEAST = 5.0  # degrees the map is wide, however near the places are to each other
_RATIO = 2.0  # width to height
_LARGEST = 300_000  # bytes of a path
# What lies outside is drawn, too, as one may move the map; but coarsely.
_OUTSIDE = 8
_COARSER = 1.6

Point = tuple[float, float]


class Outline(NamedTuple):
    """Land as an SVG path, and the box (x, y, width, height) that shows all places, both in the drawing's units."""

    path: str
    box: tuple[int, int, int, int]


def projected(lat: float, lon: float) -> Point:
    """A point of the drawing: Mercator, x to the east, y to the south."""
    bounded = math.radians(max(-_POLE, min(_POLE, lat)))
    return lon * UNIT, -math.degrees(math.log(math.tan(math.pi / 4 + bounded / 2))) * UNIT


def outline(places: Iterable[Point]) -> Outline | None:
    """The map around places given by latitude and longitude in degrees; None where there is none.

    Lines: Natural Earth 1:50m, ``data/map/world.json``.
    """
    points = [projected(lat, lon) for lat, lon in places]
    if not points:
        return None
    box = _box(points)
    rings = list(_rings())
    step = max(1.0, box[2] / 2400)
    while True:
        path = "".join(_drawn(ring, box, step) for ring in rings)
        if len(path) <= _LARGEST:
            return Outline(path, box)
        step *= _COARSER


def _box(points: Sequence[Point]) -> tuple[int, int, int, int]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width = max((max(xs) - min(xs)) * (1 + 2 * _MARGIN), _LEAST * UNIT)
    height = max((max(ys) - min(ys)) * (1 + 2 * _MARGIN), width / _RATIO)
    width = max(width, height * _RATIO)
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return round(middle_x - width / 2), round(middle_y - height / 2), round(width), round(height)


def _rings() -> Iterator[list[Point]]:
    """The countries' closed lines. One that crosses the 180th meridian goes on beyond it, and is on both sides."""
    text = (resources.files("polybius") / "data" / "map" / "world.json").read_text(encoding="utf-8")
    world = json.loads(text)
    (wide, high), (west, south) = world["scale"], world["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * wide + west, y * high + south))
        arcs.append(points)
    for country in world["countries"]:
        for polygon in country["rings"]:
            for ring in polygon:
                points = [p for one in ring for p in (arcs[~one][::-1] if one < 0 else arcs[one])]
                yield from _whole(points)


def _whole(points: Sequence[Point]) -> Iterator[list[Point]]:
    found, turn, crosses = [], 0.0, False
    before = points[0][0]
    for lon, lat in points:
        if abs(lon - before) > 180:
            turn -= math.copysign(360, lon - before)
            crosses = True
        before = lon
        found.append(projected(lat, lon + turn))
    for shift in (-360, 0, 360) if crosses else (0,):
        yield [(x + shift * UNIT, y) for x, y in found]


def _drawn(ring: Sequence[Point], box: tuple[int, int, int, int], step: float) -> str:
    """A ring as a path whose points are at least ``step`` apart; "" where nothing of it would be seen."""
    left, top, width, height = box
    right, bottom = left + width, top + height
    kept: list[tuple[int, int]] = []
    for x, y in ring:
        away = step if left <= x <= right and top <= y <= bottom else step * _OUTSIDE
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= away:
            kept.append((round(x), round(y)))
    if len(kept) < 3:
        return ""
    moves = [f"M{kept[0][0]} {kept[0][1]}l"]
    moves += [f"{b[0] - a[0]} {b[1] - a[1]} " for a, b in pairwise(kept)]
    return "".join(moves).rstrip() + "z"
