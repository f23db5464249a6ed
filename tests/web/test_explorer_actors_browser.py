"""The pages of actors in a browser: look at one, narrow the filter, open its page, come back by the address."""

import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import READY, needs_chromium, slow, total, until, violations
from serving import fill, served
from showcase import showcase
from test_explorer_pages import hostile

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    documents, articles = hostile()
    store = fill(tmp_path_factory.mktemp("store") / "news.duckdb", [*showcase(), *documents], articles)
    with served(store) as server:
        yield server.address


def test_choose_an_actor_open_its_page_and_one_of_its_events_and_reload(page: Any, address: str) -> None:
    page.goto(address + "actors")
    assert "events tell who did it to whom" in total(page)
    assert page.inner_text("#unreal").startswith("without 1 only planned")
    rows = page.locator("#pairs tr").count()
    page.locator("#network .actor[aria-label^='Civilians, DR Congo']").press("Enter")
    until(page, "location.search === '?focus=COD.CVL'")
    until(page, READY)
    assert page.locator("#pairs tr").count() <= rows and page.inner_text("#pairs-title").startswith("Civilians")
    page.reload()
    total(page)
    assert page.locator("#network .actor.chosen").count() == 1
    page.click("#pairs-title a")
    assert total(page).startswith("1 event")
    assert page.inner_text("h1") == "Civilians" and "M23" in page.inner_text("#partners")
    assert page.locator("#timeline .bin[role=button]").count() == 1 and page.locator("#atlas .spot").count() == 1
    page.click("#rows a.open")
    page.wait_for_selector(".event-page")
    page.go_back()
    assert total(page).startswith("1 event")


def test_a_quad_class_is_left_out_and_the_address_says_so(page: Any, address: str) -> None:
    page.goto(address + "actors?happened=false")
    total(page)
    before = page.locator("#network .arrow").count()
    page.click("#quads button >> nth=0")
    until(page, "location.search.includes('without=')")
    until(page, READY)
    after = page.locator("#network .arrow").count()
    assert after < before
    page.reload()
    total(page)
    assert page.locator("#network .arrow").count() == after
    page.select_option("select[name=level]", "side")
    until(page, "location.search.includes('level=side')")
    until(page, READY)
    assert page.is_checked("input[name=happened]")


def test_the_same_store_is_drawn_the_same(page: Any, address: str) -> None:
    drawn = []
    for _ in range(2):
        page.goto(address + "actors?unknown=true")
        total(page)
        drawn.append(page.evaluate("document.querySelector('#network').innerHTML"))
    assert drawn[0] == drawn[1]


def test_the_filter_goes_along_to_the_other_pages(page: Any, address: str) -> None:
    page.goto(address + "?type=ASSAULT")
    total(page)
    page.keyboard.press("g")
    page.keyboard.press("a")
    until(page, "location.pathname === '/actors'")
    total(page)
    assert page.evaluate("location.search") == "?type=ASSAULT"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["actors", "actors?focus=COD.CVL&unknown=true", "actors/COD.CVL", "actors/COD"])
def test_nobody_is_shut_out(browser: Any, address: str, path: str, scheme: str) -> None:
    assert violations(browser, address + path, scheme) == []


@pytest.mark.parametrize("width", [1280, 820])
@pytest.mark.parametrize("path", ["actors", "actors/COD"])
def test_no_page_is_wider_than_its_window(page: Any, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + path)
    total(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_empty_store_says_so(page: Any, tmp_path: Path) -> None:
    with served(fill(tmp_path / "s.duckdb", [])) as server:
        page.goto(server.address + "actors")
        assert total(page).startswith("0 of 0")
        assert "No events were found" in page.inner_text("#network")


@pytest.mark.parametrize("path", ["actors", "actors/AZE"])
def test_a_hundred_thousand_events_are_painted_in_two_seconds_and_filtered_at_once(
    page: Any, crowd: str, path: str
) -> None:
    page.goto(crowd + path + "?type=AID")  # the server's first answer reads its tables of words
    total(page)
    page.goto(crowd + path)
    total(page)
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    took = []
    for kind in ("ASSAULT", "AID", "CONSULT", "PROTEST", "ASSAULT"):
        before = page.evaluate("performance.now()")
        page.evaluate(f"(() => {{ const s = document.querySelector('select[name=type]'); s.value = '{kind}'; "
                      "s.dispatchEvent(new Event('change', {bubbles: true})); })()")  # fmt: skip
        until(page, f"document.body.dataset.ready === '?type={kind}'")
        took.append(page.evaluate("performance.now()") - before)
    print(f"{path}: first paint {painted:.0f} ms, filters {[round(one) for one in took]} ms")
    assert painted < 2000
    assert statistics.median(took) < 300 * slow()
