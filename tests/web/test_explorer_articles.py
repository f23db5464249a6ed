"""The list of articles: its page, its JSON, and what may be asked of both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from browsing import needs_chromium, until, violations
from serving import fill, get, served
from test_explorer_pages import hostile

from factories import document, place, tell
from polybius.records import Document
from polybius.web.explorer.server import Server


def wordy(id: str, text: str, **fields: Any) -> Document:
    """A document that tells no event."""
    return msgspec.structs.replace(document(id), text=text, **fields)


def told() -> list[Document]:
    """Three with an event, sixty without any, one of them odd, one in Armenian."""
    towns = (("Goma", "Lake Radio"), ("Kyiv", "Dnipro Post"), ("Geneva", "Lake Radio"))
    rally = [
        document(f"r{i}", tell(f"A crowd rallied in {town}.", "rallied", "PROTEST", place=place(town)),
                 title=f"Rally in {town}", publisher=outlet, published=f"2024-0{i}-11")
        for i, (town, outlet) in enumerate(towns, 1)
    ]  # fmt: skip
    plain = [
        wordy(f"p{i:02}", f"Prices of bread rose by {i} per cent.", title=f"Bread {i}", publisher="Market News",
                 published="2024-05-01")
        for i in range(60)
    ]  # fmt: skip
    odd = wordy("odd", "Nothing of note.", title="Քաղաք", publisher=None, published=None, language="hy",
                   notes=("its date is later than the day it was read",))  # fmt: skip
    return [*rally, *plain, odd]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    documents, articles = hostile()
    with served(fill(tmp_path_factory.mktemp("store") / "s.duckdb", [*told(), *documents], articles)) as running:
        yield running


def ids(server: Server, query: str) -> list[str]:
    return [one["id"] for one in get(server, f"/api/articles?{query}").json["articles"]]


def test_each_part_of_the_filter_narrows_the_list(server: Server) -> None:
    assert ids(server, "publisher=Lake%20Radio") == ["r1", "r3"]
    assert ids(server, "language=hy") == ["odd"] == ids(server, "noted=true")
    assert ids(server, "from=2024-01&to=2024-02") == ["r1", "r2"]
    assert ids(server, "publisher=Lake%20Radio&publisher=Dnipro%20Post&events=some") == ["r1", "r2", "r3"]
    assert len(ids(server, "events=none&publisher=Market%20News&limit=1000")) == 60
    assert ids(server, "events=none&publisher=Lake%20Radio") == []


def test_words_are_looked_for_in_titles_and_texts(server: Server) -> None:
    assert ids(server, "text=rallied%20GENEVA") == ["r3"]
    assert ids(server, "text=%22rose+bread%22+%2217+per+cent%22") == []
    assert ids(server, "text=%22of+bread+rose%22+%2217+per+cent%22") == ["p17"]


def test_the_list_is_sorted_and_says_what_was_noted(server: Server) -> None:
    assert ids(server, "sort=events&from=2024&limit=3") == ["r1", "r2", "r3"]
    assert ids(server, "sort=title&publisher=Market%20News&limit=2") == ["p00", "p01"]
    newest = get(server, "/api/articles?sort=newest&text=rally").json["articles"]
    assert [one["id"] for one in newest] == ["r3", "r2", "r1"] and newest[0]["events"] == newest[0]["mentions"] == 1
    [odd] = get(server, "/api/articles?noted=true").json["articles"]
    assert odd["notes"] == ["its date is later than the day it was read"] and odd["events"] == 0


def test_pages_join_up_and_one_past_the_end_is_empty(server: Server) -> None:
    path, seen = "/api/articles?publisher=Market%20News&sort=title&limit=25", []
    while path:
        found = get(server, path).json
        assert found["total"] == 60
        seen += [one["id"] for one in found["articles"]]
        path = found["next"]
    assert seen == ids(server, "publisher=Market%20News&sort=title&limit=100") and len(seen) == len(set(seen)) == 60
    past = get(server, "/api/articles?publisher=Market%20News&offset=100").json
    assert (past["total"], past["articles"], past["next"]) == (60, [], None)


WRONG = ["from=soon", "to=2024-13", "sort=length", "events=many", "offset=-1", "noted=perhaps"]


@pytest.mark.parametrize("query", WRONG)
def test_what_cannot_be_asked_is_said_to_be_wrong(server: Server, query: str) -> None:
    for path in ("/articles", "/api/articles"):
        assert get(server, f"{path}?{query}").status == 422


def test_the_page_holds_its_filter_and_runs_nothing(server: Server) -> None:
    page = get(server, "/articles?text=%22%3E%3Cscript%3E&publisher=%3Cscript%3E").text
    assert "<script>" not in page and "No article fits these filters." in page
    whole = get(server, "/articles").text
    assert "<script>alert" not in whole and 'aria-current="page"' in whole and 'data-key="t"' in whole
    assert get(server, "/articles?text=&publisher=&events=&sort=&from=").status == 200  # a form sent as it is


def test_an_empty_store_has_no_articles(tmp_path: Path) -> None:
    with served(fill(tmp_path / "s.duckdb", [])) as running:
        assert "The store has no articles." in get(running, "/articles").text


class TestInABrowser:
    pytestmark = needs_chromium

    def test_by_keyboard_to_the_list_through_it_and_back(self, page: Any, server: Server) -> None:
        page.goto(server.address)
        page.keyboard.press("g")
        page.keyboard.press("t")
        until(page, "location.pathname === '/articles' && document.querySelector('a[rel=next]') !== null")
        assert page.locator("#articles tbody tr").count() == 50
        page.click("a[rel=next]")
        until(page, "location.search === '?offset=50' && document.readyState === 'complete'")
        page.keyboard.press("/")
        page.keyboard.type("rallied")
        page.keyboard.press("Enter")
        until(page, "location.search === '?text=rallied' && document.readyState === 'complete'")
        page.select_option("select[name=publisher]", "Lake Radio")
        until(page, "location.search === '?text=rallied&publisher=Lake+Radio'")
        assert page.inner_text(".found strong") == "2"
        page.click("#articles th a:text('Published')")
        until(page, "location.search.endsWith('sort=date') && document.readyState === 'complete'")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        until(page, "location.pathname === '/article/r1' && document.readyState === 'complete'")
        page.keyboard.press("Escape")
        until(page, "location.pathname === '/articles' && location.search.includes('Lake+Radio')")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_nobody_is_shut_out(self, browser: Any, server: Server, scheme: str) -> None:
        assert violations(browser, server.address + "articles", scheme) == []
        assert violations(browser, server.address + "articles?text=none-such", scheme) == []

    @pytest.mark.parametrize("width", [1280, 820])
    def test_it_is_no_wider_than_its_window(self, page: Any, server: Server, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(server.address + "articles")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
