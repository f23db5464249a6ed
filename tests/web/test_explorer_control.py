"""The page of control: bands, what they rest on, places by any name."""

from collections.abc import Iterator
from datetime import date as day
from pathlib import Path
from typing import Any

import pytest
from browsing import needs_chromium, slow, total, until, violations
from serving import fill, get, served

from factories import date, document, place, tell, who
from polybius.records import Document
from polybius.web import words
from polybius.web.explorer.server import Server

M23 = who("M23 rebels", "COD", "REB", entity="March 23 Movement")
ARMY = who("Azerbaijani soldiers", "AZE", "MIL")


def told() -> list[Document]:
    """Goma changes hands and is fought over; of Stepanakert two sides are said to hold it."""
    gain = {"mode": "gain", "type": "CONTROL"}
    return [
        document("g1", tell("Congo held Goma.", "held", "CONTROL", mode="hold", actor=(who("Congo", "COD"),),
                            place=place("Goma"), date=date("2024")), published="2024-12-30"),
        document("g2", tell("M23 rebels captured Goma on <b>Monday</b>.", "captured", actor=(M23,),
                            place=place("Goma"), date=date("2025-01-27"), **gain), published="2025-01-28"),
        document("g3", tell("Congolese soldiers attacked rebels in Goma.", "attacked", "ASSAULT",
                            actor=(who("Congolese soldiers", "COD", "MIL"),), recipient=(M23,), place=place("Goma"),
                            date=date("2025-02-11")), published="2025-02-12"),
        document("k1", tell("Azerbaijani soldiers seized Khankendi.", "seized", actor=(ARMY,), place=place("Khankendi"),
                            date=date("2023-09"), **gain), published="2023-09-30"),
        document("k2", tell("Armenians hold Stepanakert.", "hold", "CONTROL", mode="hold",
                            actor=(who("Armenians", "ARM"),), place=place("Stepanakert"), date=date("2023-10")),
                 published="2023-10-05"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(fill(tmp_path_factory.mktemp("store") / "s.duckdb", told())) as running:
        yield running


def bands(found: Any, name: str) -> list[dict[str, Any]]:
    return next(one["bands"] for one in found["places"] if one["name"] == name)


def test_a_place_has_its_holders_in_order_and_when_they_were_contested(server: Server) -> None:
    found = get(server, "/parts/control").json
    assert found["total"] == 2 and found["last"] == "2025-02-12"
    first, then = bands(found, "Goma")
    assert (first["name"], first["until"], first["running"]) == ("Congo", "2025-01-27", False)
    assert (then["name"], then["from"], then["running"], then["contested"]) == (
        "March 23 Movement", "2025-01-27", True, "2025-02-11"
    )  # fmt: skip
    assert then["words"] == "27 Jan 2025 to now" and then["side"] in {key for key, _, _ in found["sides"]}


def test_a_coarse_date_stays_coarse(server: Server) -> None:
    [seized] = [one for one in bands(get(server, "/parts/control").json, "Stepanakert") if one["name"] == ARMY.text]
    assert (seized["from"], seized["since"]) == ("2023-09-01", "2023-09-30")


def test_both_names_and_the_conflict_of_a_contested_place_are_shown(server: Server) -> None:
    [town] = get(server, "/parts/control?place=Khankendi").json["places"]
    assert town["name"] == "Stepanakert" and town["others"] == ["Khankendi"]
    assert "two holders" in town["conflicts"][0]["reason"] and len(town["conflicts"][0]["claims"]) == 2


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Goma", "Stepanakert"]),
        ("country=Azerbaijan", ["Stepanakert"]),
        ("place=Stepanakert", ["Stepanakert"]),
        ("party=March", ["Goma"]),
        ("party=Armenia", ["Stepanakert"]),
        ("from=2025-02", ["Goma", "Stepanakert"]),
        ("to=2023-10", ["Stepanakert"]),
        ("place=Kyiv", []),
        ("type=AID", ["Goma", "Stepanakert"]),
    ],
)
def test_filters_choose_places(server: Server, query: str, names: list[str]) -> None:
    assert sorted(one["name"] for one in get(server, f"/parts/control?{query}").json["places"]) == names
    assert sorted(one["place"] for one in get(server, f"/api/control?{query}").json["places"]) == names


@pytest.mark.parametrize(
    ("path", "said"),
    [("/api/control?from=yesterday", "is no date"), ("/parts/control?country=Nowhere", "there is no country")],
)
def test_a_wrong_filter_is_answered_in_words(server: Server, path: str, said: str) -> None:
    found = get(server, path)
    assert found.status == 422 and said in found.json["error"]


def test_a_band_leads_to_its_evidence(server: Server) -> None:
    [_, band] = bands(get(server, "/parts/control").json, "Goma")
    found = get(server, f"/parts/holding?name=Goma&id=216281&spell={band['number']}").json
    [claim] = found["claims"]
    assert claim["sources"][0]["text"].startswith("M23 rebels captured Goma") and claim["event"]
    assert [one["side"] for one in found["fights"]] == ["Congolese soldiers"]
    for query in ("name=Goma&id=216281&spell=9", "name=Nowhere&spell=0"):
        assert get(server, f"/parts/holding?{query}").status == 404


def test_ends_of_edtf_dates() -> None:
    assert words.ends("2023-09") == (day(2023, 9, 1), day(2023, 9, 30))
    assert words.ends("2025-02-16/2025-02-17") == (day(2025, 2, 16), day(2025, 2, 17))
    assert words.ends("../2023-06-18") == (None, day(2023, 6, 18))
    assert words.ends("2023-05/..") == (day(2023, 5, 1), None)
    assert words.ends("..") == words.ends(None) == (None, None)


class TestInABrowser:
    pytestmark = needs_chromium

    def test_slide_to_a_day_open_a_band_and_reload(self, page: Any, server: Server) -> None:
        page.goto(server.address + "control")
        assert total(page) == "2 places"
        assert page.locator(".band").count() == 4
        page.keyboard.press("[")
        page.keyboard.press("[")
        until(page, "location.search === '?at=2025-01-27'")
        spot = "document.querySelector('#atlas .spot[aria-label^=Goma]').getAttribute('aria-label')"
        until(page, f"{spot} === 'Goma: March 23 Movement'")
        page.keyboard.press("[")
        until(page, f"{spot}.startsWith('Goma: Congo')")
        page.locator(".band[aria-label*='March 23 Movement']").press("Enter")
        until(page, "document.querySelector('#proof blockquote') !== null")
        assert "captured Goma on <b>Monday</b>" in page.inner_text("#proof")
        address = page.url
        page.goto(address)
        until(page, "document.querySelector('#proof blockquote') !== null")
        assert page.locator(".band.chosen").count() == 1
        until(page, f"{spot}.startsWith('Goma: Congo')")
        page.click("#proof .by a >> nth=0")
        page.wait_for_selector("#body")
        until(page, "document.querySelector(':target')?.textContent === 'captured'")

    def test_conflicts_are_opened_by_their_place(self, page: Any, server: Server) -> None:
        page.goto(server.address + "control?country=AZE")
        assert total(page) == "1 place"
        page.click(".conflict")
        until(page, "document.querySelector('#proof .conflicts') !== null")
        assert "two holders" in page.inner_text("#proof")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("path", ["control", "control?open=216281:1"])
    def test_nobody_is_shut_out(self, browser: Any, server: Server, path: str, scheme: str) -> None:
        assert violations(browser, server.address + path, scheme) == []

    @pytest.mark.parametrize("width", [1280, 820])
    def test_no_page_is_wider_than_its_window(self, page: Any, server: Server, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(server.address + "control?open=216281:1")
        total(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_an_empty_store_says_so(self, page: Any, tmp_path: Path) -> None:
        with served(fill(tmp_path / "s.duckdb", [])) as running:
            page.goto(running.address + "control")
            assert total(page) == "0 places" and "Of no place anybody says" in page.inner_text("#rows")

    def test_a_hundred_thousand_events_are_painted_in_two_seconds_and_filtered_at_once(
        self, page: Any, crowd: str
    ) -> None:
        page.goto(crowd + "control?country=COD")  # works the histories out, once
        total(page)
        page.goto(crowd + "control")
        total(page)
        assert page.locator(".band").count() > 4
        painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        took = []
        for land in ("COD", "UKR", "AZE", "COD"):
            before = page.evaluate("performance.now()")
            page.select_option("select[name=country]", land)
            until(page, f"document.body.dataset.ready === '?country={land}'")
            took.append(page.evaluate("performance.now()") - before)
        print(f"control: first paint {painted:.0f} ms, filters {[round(one) for one in took]} ms")
        assert painted < 2000 and sorted(took)[len(took) // 2] < 300 * slow()
