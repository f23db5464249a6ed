"""Own tables of places: what they say of where a place lies agrees with the settlements of GeoNames around it."""

import itertools
import math
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from polybius.places import gazetteer
from polybius.places.former import periods
from polybius.places.names import key
from polybius.places.sources import COLUMNS, KINDS, TABLES
from polybius.tables import listed, rows

Row = tuple[str, dict[str, str]]

NEAR = 60.0  # km
NEIGHBOURS = 8
# Kinds with a point on land; regions, waters and ranges may lie wide of any town.
POINTS = {"settlement", "camp", "base", "crossing", "airport", "facility", "district"}
# Places right at a border, or in waste land, whose next towns are all across the border.
BORDER = {
    "Fizi Territory", "Idjwi Territory", "Ruzizi Plain", "Kalehe", "Kamanyola", "Luvungi", "Baraka", "Fizi",
    "Lusenda camp", "Kasindi border post", "Kajo Keji", "Renk", "Joda", "Doro camp", "Dollo Ado camps",
    "Nangade", "Mabrouka camp", "Rabia crossing", "Faysh Khabur", "Khunjerab Pass", "Meiss el-Jabal", "Ghajar",
    "Nir Oz", "Kissufim", "Semalka", "Renk crossing",
}  # fmt: skip


def own_rows() -> Iterator[Row]:
    for file in TABLES:
        for _, row in rows(f"places/{file}", COLUMNS):
            yield file, row


@cache
def settlements() -> tuple[np.ndarray, np.ndarray, list[str]]:
    known = gazetteer.load()._a
    of = (known["kind"] == KINDS.index("settlement")) & (known["geonameid"] > 0)
    names = [code.decode() for code in known["country"][of].tolist()]
    return known["lat"][of].astype(float), known["lon"][of].astype(float), names


def countries_around(lat: float, lon: float) -> set[str]:
    lats, lons, names = settlements()
    east = (np.abs(lons - lon) + 180) % 360 - 180
    distance = (lats - lat) ** 2 + (east * math.cos(math.radians(lat))) ** 2
    return {names[i] for i in np.argpartition(distance, NEIGHBOURS)[:NEIGHBOURS].tolist()}


def kilometres(a: float, b: float, c: float, d: float) -> float:
    a, b, c, d = map(math.radians, (a, b, c, d))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def test_a_place_lies_in_its_country() -> None:
    wrong = [
        (file, row["name"], row["country"], sorted(around))
        for file, row in own_rows()
        if row["lat"] and row["country"] and row["kind"] in POINTS and row["name"] not in BORDER
        if row["country"] not in (around := countries_around(float(row["lat"]), float(row["lon"])))
    ]
    assert wrong == []


def test_no_border_case_is_listed_in_vain() -> None:
    assert {row["name"] for _, row in own_rows()} >= BORDER


def test_a_place_lies_near_the_town_it_names() -> None:
    known = gazetteer.load()
    wrong = []
    for file, row in own_rows():
        if row["near"]:
            towns = [e for e in known.named(row["near"]) if e.lat is not None and e.lon is not None]
            lat, lon = float(row["lat"]), float(row["lon"])
            apart = min((kilometres(lat, lon, e.lat or 0, e.lon or 0) for e in towns), default=math.inf)
            if apart > NEAR:
                wrong.append((file, row["name"], row["near"], round(apart, 1) if towns else "unknown"))
    assert wrong == []


def test_every_own_name_is_found() -> None:
    known = gazetteer.load()
    wrong = []
    for file, row in own_rows():
        if row["kind"] == "double":
            continue
        for name in (row["name"], *listed(row["names"])):
            entries = known.look_up([key(name)], most=400)[0]
            if not any(not row["country"] or e.country == row["country"] for e in entries):
                wrong.append((file, row["name"], name))
    assert wrong == []


def test_no_place_is_listed_twice() -> None:
    seen: set[tuple[str, ...]] = set()
    twice = []
    for file, row in own_rows():
        mark = (row["name"], row["kind"], row["country"], row["lat"])
        if mark in seen:
            twice.append((file, row["name"]))
        seen.add(mark)
    assert twice == []


def test_years_of_former_names_do_not_overlap() -> None:
    by_place: dict[str, list[tuple[int, int, str]]] = {}
    for (name, place), period in periods().items():
        if period.first and period.last:
            by_place.setdefault(place, []).append((period.first, period.last, name))
    assert len(periods()) > 120
    assert sorted(n for _, _, n in by_place["astana"]) == ["akmola", "nur sultan", "tselinograd"]
    spans = sorted(by_place["astana"])
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Rutshuru Territory", "district", "COD"),
        ("Shuja'iyya", "settlement", "PSE"),
        ("Shejaiya", "settlement", "PSE"),
        ("Kharkov Oblast", "region", "UKR"),
        ("Belgorod region", "region", "RUS"),
        ("Deir al-Zour province", "region", "SYR"),
        ("East Welega", "district", "ETH"),
        ("Lower Shabelle", "region", "SOM"),
        ("North Waziristan", "district", "PAK"),
        ("Sinjar", "settlement", "IRQ"),
        ("Lushagala", "camp", "COD"),
        ("Al-Ahli hospital", "facility", "PSE"),
        ("Hamid Karzai International Airport", "airport", "AFG"),
        ("Murovdag", "range", "AZE"),
    ],
)
def test_what_conflict_news_names(name: str, kind: str, country: str) -> None:
    first = gazetteer.load().named(name)[0]
    assert (first.kind, first.country) == (kind, country)
