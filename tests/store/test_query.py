"""Filters: which events fit, in what order, and what is said to a filter that cannot be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import count, date, document, place, tell, who
from polybius.records import EventPlace
from polybius.store import ORDERS, Filter, FilterError, Store, StoreError
from polybius.store.query import days, select
from polybius.store.wording import fold, words

KHANKENDI = EventPlace(
    name="Khankendi", text="Stepanakert", geonameid=146970, lat=39.8177, lon=46.7528, country="AZE",
    kind="settlement", basis="stated",
)  # fmt: skip


def _documents() -> Iterator[Any]:
    blast = tell(
        "A bomb killed 12 people at the fuel depot in Goma.", "bomb", "ASSAULT", mode="explosives",
        actor=(who("rebels", None, "REB"),), quantities=(count("killed", 12),), date=date("2023-11-08"),
        place=place("Goma"),
    )  # fmt: skip
    for id in ("a", "b", "c"):
        yield document(id, blast)
    yield document(
        "d",
        tell(
            "Azerbaijani soldiers paraded in Stepanakert.", "paraded", "DISPLAY", mode="parade",
            actor=(who("Azerbaijani soldiers", "AZE", "MIL"),), date=date("2023-11"), place=KHANKENDI,
        ),
        tell(
            "Azerbaijan denied that it shelled Kyiv.", "shelled", "ASSAULT", status="denied",
            actor=(who("Azerbaijan", "AZE"),), recipient=(who("residents", "UKR", "CVL"),), date=date("2023"),
            place=place("Kyiv"),
        ),
        tell("Fuel ran out in Ukraine.", "ran", "HARDSHIP", mode="fuel", place=place("Ukraine")),
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("query") / "s.duckdb"
    with Store(path) as opened:
        for one in _documents():
            opened.add(one)
        opened.relink()
    with Store(path, read_only=True) as opened:
        yield opened


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["ASSAULT Kyiv", "DISPLAY Khankendi", "ASSAULT Goma", "HARDSHIP Ukraine"]),
        ({"types": ("assault",)}, ["ASSAULT Kyiv", "ASSAULT Goma"]),
        ({"modes": ("Parade",)}, ["DISPLAY Khankendi"]),
        ({"statuses": ("denied", "planned")}, ["ASSAULT Kyiv"]),
        ({"actors": ("AZE",)}, ["ASSAULT Kyiv", "DISPLAY Khankendi"]),
        ({"actors": ("AZE MIL",)}, ["DISPLAY Khankendi"]),
        ({"actors": ("AZEMIL",)}, ["DISPLAY Khankendi"]),
        ({"actors": ("Azerbaijan",)}, ["ASSAULT Kyiv", "DISPLAY Khankendi"]),
        ({"actors": ("REB",)}, ["ASSAULT Goma"]),
        ({"actors": ("SOLDIERS",)}, ["DISPLAY Khankendi"]),
        ({"recipients": ("CVL",)}, ["ASSAULT Kyiv"]),
        ({"parties": ("UKR",)}, ["ASSAULT Kyiv"]),
        ({"actors": ("UKR",)}, []),
        ({"places": ("Stepanakert",)}, ["DISPLAY Khankendi"]),
        ({"places": ("Xankəndi", "goma")}, ["DISPLAY Khankendi", "ASSAULT Goma"]),
        ({"places": ("Nagorno-Karabakh",)}, ["DISPLAY Khankendi"]),
        ({"countries": ("Azerbaijan", "COD")}, ["DISPLAY Khankendi", "ASSAULT Goma"]),
        ({"near": "39.76, 46.75", "km": 10.0}, ["DISPLAY Khankendi"]),
        ({"near": "Shusha", "km": 5.0}, []),
        ({"near": "49,31", "km": 200.0}, ["ASSAULT Kyiv"]),
        ({"since": "2023-11-08", "until": "2023-11-08"}, ["ASSAULT Kyiv", "DISPLAY Khankendi", "ASSAULT Goma"]),
        ({"since": "2024"}, []),
        ({"min_sources": 3}, ["ASSAULT Goma"]),
        ({"min_sources": 4}, []),
        ({"text": "fuel depot"}, ["ASSAULT Goma"]),
        ({"text": "FUEL"}, ["HARDSHIP Ukraine", "ASSAULT Goma"]),
        ({"text": '"depot fuel"'}, []),
        ({"text": "100%"}, []),
        ({"types": ("ASSAULT",), "countries": ("UKR",)}, ["ASSAULT Kyiv"]),
    ],
)
def test_what_fits_a_filter(store: Store, wanted: dict[str, Any], expected: list[str]) -> None:
    found, total = store.find(Filter(**wanted), order="date")
    shown = [f"{event.type} {event.place.name if event.place else ''}" for event in found]
    assert total == len(expected)
    assert shown == expected if len(expected) < 2 or "text" not in wanted else sorted(shown) == sorted(expected)


def test_the_number_of_all_is_told_beside_a_page_of_them(store: Store) -> None:
    found, total = store.find(Filter(), limit=2)
    assert (len(found), total) == (2, 4)


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_has_all_events_once(store: Store, order: str) -> None:
    wanted = Filter(text="in") if order == "relevance" else Filter(near="Goma") if order == "near" else Filter()
    ids = [event.id for event in store.events(wanted, order=order)]
    assert len(ids) == len(set(ids)) == len(list(store.events(wanted)))


def test_orders(store: Store) -> None:
    def first(order: str, **wanted: Any) -> str:
        return next(store.events(Filter(**wanted), order=order)).type

    assert first("sources") == first("mentions") == "ASSAULT"
    assert first("newest") == "ASSAULT" and first("date") == "ASSAULT"
    assert first("relevance", text="fuel") == "HARDSHIP"  # one word in four, not in nine


@pytest.mark.parametrize(
    ("wanted", "order", "message"),
    [
        ({"types": ("ASSALT",)}, None, "there is no type 'ASSALT': is it ASSAULT"),
        ({"modes": ("xyz",)}, None, "there is no mode 'xyz': there are abduct"),
        ({"statuses": ("done",)}, None, "there is no status 'done'"),
        ({"countries": ("Narnia",)}, None, "no country 'Narnia'"),
        ({"near": "Nowhereville"}, None, "no place 'Nowhereville'"),
        ({"near": "95,10"}, None, "'95,10' is no point"),
        ({"near": "Goma", "km": -1.0}, None, "-1 km is no distance"),
        ({"km": 5.0}, None, "needs a point"),
        ({"since": "yesterday"}, None, "'yesterday' is no date"),
        ({"until": "2023-02-30"}, None, "'2023-02-30' is no date"),
        ({"since": "2024", "until": "2023"}, None, "the first is the later"),
        ({"text": "!?"}, None, "no word to search for"),
        ({"places": (" ",)}, None, "a place needs a name"),
        ({}, "colour", "cannot sort by 'colour'"),
        ({}, "relevance", "needs words"),
        ({}, "near", "needs a point"),
    ],
)
def test_a_filter_that_cannot_be_says_why(wanted: dict[str, Any], order: str | None, message: str) -> None:
    with pytest.raises(FilterError, match=message.replace("(", r"\(").replace("?", r"\?")):
        select(Filter(**wanted), order=order)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=50, deadline=None)
def test_no_words_of_a_user_become_part_of_a_statement(text: str, actor: str, where: str) -> None:
    plain = select(Filter(text="a b", actors=("x",), places=("y",))).sql
    try:
        sql = select(
            Filter(text='word "' + text.replace('"', "") + 'x"', actors=(f"{actor}9",), places=(f"{where}9",))
        ).sql
    except FilterError:
        return
    assert sql == plain


@pytest.mark.parametrize("hostile", ["'; DROP TABLE events; --", '" OR 1=1', "%", "_", "\\", "(", "[a-", "Ω'"])
def test_hostile_words_find_nothing_and_break_nothing(store: Store, hostile: str) -> None:
    for field in ("actors", "recipients", "places"):
        assert store.find(Filter(**{field: (hostile + "x",)}))[1] == 0  # type: ignore[arg-type]
    assert store.find(Filter(text=f"bomb {hostile}zz"))[1] == 0
    assert store.find(Filter())[1] == 4


def test_days_of_a_date() -> None:
    assert days("2024-02") == ("2024-02-01", "2024-02-29")
    assert days("2023") == ("2023-01-01", "2023-12-31")
    assert days("2023-9-9") == ("2023-09-09", "2023-09-09")


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(word == fold(word) for word in words(text))


def test_a_store_of_an_older_program_gets_its_events_anew(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with Store(path) as opened:
        opened.add(next(_documents()))
        opened.relink()
    with duckdb.connect(str(path)) as db:
        db.execute("ALTER TABLE events DROP words; UPDATE meta SET value = '1' WHERE key = 'schema'")
    with pytest.raises(StoreError, match="older Polybius"):
        Store(path, read_only=True)
    with Store(path) as opened:
        assert not opened.linked and opened.relink() == 1
        assert opened.find(Filter(text="fuel depot"))[1] == 1
