"""The review desk in a browser, by keyboard: queue, corrections by words of the text, undo, two reviewers, a kill."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from browsing import READY, needs_chromium, until, violations
from serving import fill, get, served
from showcase import showcase
from test_explorer_pages import hostile

from factories import date, document, place, tell, who
from polybius.reviews import Words
from polybius.store import Store
from polybius.store.desk import By, Desk
from polybius.web.explorer.live import Review
from polybius.web.explorer.server import Server

pytestmark = needs_chromium

WORD = "%D8%B3%D8%A7%D8%B1%D9%88%D8%A7"  # a word of the Arabic sentence, as it stands in addresses


@pytest.fixture
def store(tmp_path: Path) -> Path:
    foreign = document(
        "foreign-1",
        tell("متظاهرون 🙂 ساروا في Kyiv أمس.", "ساروا", "PROTEST", actor=(who("متظاهرون", "UKR", "CVL"),),
             place=place("Kyiv"), date=date("2023-11-08")),
        title="احتجاجات في العاصمة", publisher="Sample Wire",
    )  # fmt: skip
    return fill(tmp_path / "news.duckdb", [*showcase(), foreign])


@pytest.fixture
def server(store: Path) -> Iterator[Server]:
    with served(store, review=Review(reviewer="Ana")) as running:
        yield running


def opened(page: Any, server: Server, query: str = "") -> None:
    page.goto(server.address + "review" + query)
    until(page, READY)


def title(page: Any) -> str:
    return str(page.inner_text("#title"))


def field(page: Any, name: str) -> str:
    return str(page.inner_text(f"#event > .fields [data-field={name}] .value"))


def says(page: Any, words: str) -> None:
    until(page, f"document.querySelector('#said').innerText.includes({words!r})")


def settled(page: Any, name: str, words: str) -> None:
    chosen = f"#event > .fields [data-field={name}] .value"
    until(page, f"document.querySelector({chosen!r})?.innerText.includes({words!r})")


def exported(server: Server, id: str) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(get(server, "/api/export.csv").text))
    return next(row for row in rows if row["id"] == id)


def test_filter_follow_the_evidence_correct_by_keyboard_undo_export_and_reload(page: Any, server: Server) -> None:
    opened(page, server)
    assert page.inner_text("#found").endswith("events") and page.inner_text("#done").startswith("0 of ")
    page.select_option("#queue-form [name=type]", "PROTEST")
    until(page, "location.search.includes('type=PROTEST')")
    until(page, READY)
    page.fill("#queue-form [name=text]", "ساروا")
    until(page, "document.querySelector('#found').innerText === '1 event'")
    until(page, READY)
    id = page.evaluate("new URLSearchParams(location.search).get('event')")
    assert title(page).startswith("Protest")
    page.click("text=in the article")
    page.wait_for_selector(".article-page .piece.mark-event")
    page.go_back()
    until(page, READY)
    page.click("#title")
    # A place of the list.
    page.keyboard.press("c")
    page.keyboard.press("9")
    page.keyboard.type("Goma")
    until(page, "document.querySelector('.options li[aria-selected=true]')?.innerText.includes('Goma')")
    page.keyboard.press("Enter")
    settled(page, "place", "Goma")
    says(page, "Corrected.")
    assert exported(server, id)["place"] == "Goma" and exported(server, id)["reviewed"] == "begun"
    # Back.
    page.click("#title")
    page.keyboard.press("u")
    settled(page, "place", "Kyiv")
    says(page, "Taken back.")
    assert exported(server, id)["place"] != "Goma" and exported(server, id)["reviewed"] == ""
    # A status of the list, then accepted.
    page.keyboard.press("c")
    page.keyboard.press("4")
    page.keyboard.type("alle")
    page.keyboard.press("Enter")
    settled(page, "status", "alleged")
    page.click("#title")
    page.keyboard.press("a")
    says(page, "Accepted.")
    until(page, "document.querySelector('#done').innerText.startsWith('1 of ')")
    row = exported(server, id)
    assert (row["status"], row["reviewed"], row["reviewers"]) == ("alleged", "corrected", "Ana")
    # The address alone brings it back.
    page.goto(server.address + f"review?event={id}")
    until(page, READY)
    assert field(page, "status") == "alleged" and "corrected by Ana" in page.inner_text(".event-head")
    assert [line.split()[2] for line in page.locator(".history li").all_inner_texts()] == ["Ana"] * 4


def test_words_are_chosen_in_a_text_of_another_script_by_keyboard(page: Any, server: Server) -> None:
    opened(page, server, f"?type=PROTEST&text={WORD}")
    page.keyboard.press("c")
    page.keyboard.press("6")  # to whom
    page.keyboard.press("Enter")  # choose words in the text
    until(page, "document.activeElement.classList.contains('words-text')")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    says(page, "في Kyiv")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.person')?.innerText.includes('Kyiv')")
    page.keyboard.press("Enter")
    settled(page, "recipient", "Kyiv")
    [decision] = get(server, "/api/reviews").json["decisions"]
    words = decision["words"]
    text = get(server, f"/api/articles/{words['document']}").json["document"]["text"]
    assert text[words["start"] : words["end"]] == words["text"] == "في Kyiv"


def test_words_are_chosen_with_the_pointer(page: Any, server: Server) -> None:
    opened(page, server, f"?type=PROTEST&text={WORD}")
    page.click("[data-field=actor]")
    page.locator(".words-text .place").dblclick()
    until(page, "document.querySelectorAll('.person').length === 2")
    page.click(".person button >> nth=0")
    page.click(".panel .first")
    until(page, "document.querySelector('[data-field=actor] .value').innerText === 'Kyiv'")


def test_split_merge_reject_and_note_by_keyboard(page: Any, server: Server) -> None:
    opened(page, server, "?type=ASSAULT&order=importance")
    sources = page.locator(".told-by > li").count()
    assert sources >= 3
    before = get(server, "/api/events?type=ASSAULT").json["total"]
    page.keyboard.press("s")
    page.keyboard.press("1")
    page.click("text=Split off")
    says(page, "Split.")
    until(page, f"document.querySelectorAll('.told-by > li').length < {sources}")
    assert get(server, "/api/events?type=ASSAULT").json["total"] == before + 1
    page.click("#title")
    page.keyboard.press("m")
    until(page, "document.querySelectorAll('.options li').length > 0")
    page.keyboard.press("Enter")
    says(page, "Merged.")
    until(page, f"document.querySelectorAll('.told-by > li').length === {sources}")
    page.click("#title")
    page.keyboard.press("n")
    page.keyboard.type("two sources are one")
    page.keyboard.press("Enter")
    says(page, "Noted.")
    until(page, "document.querySelector('.history q')?.innerText === 'two sources are one'")
    page.click("#title")
    page.keyboard.press("r")
    says(page, "Rejected.")
    assert get(server, "/api/events?type=ASSAULT").json["total"] == before - 1
    page.keyboard.press("u")
    says(page, "Taken back.")
    assert get(server, "/api/events?type=ASSAULT").json["total"] == before


def test_one_report_is_taken_out_and_one_is_given_another_speaker(page: Any, server: Server) -> None:
    opened(page, server, "?type=ASSAULT&order=importance")
    sources = page.locator(".told-by > li").count()
    page.click(".told-by > li >> nth=-1 >> text=tells no event")
    until(page, f"document.querySelectorAll('.told-by > li').length === {sources - 1}")
    page.click(".told-by > li >> nth=0 >> [data-field=attribution]")
    page.keyboard.press("Enter")  # choose words in the text
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    says(page, "Corrected.")
    [last, first] = get(server, "/api/reviews").json["decisions"]
    assert (first["action"], first["scope"], last["field"]) == ("reject", "mention", "attribution")
    event = get(server, f"/api/events/{last['event']}").json
    assert event["sources"][0]["attribution"] == last["words"]["text"]


def test_two_browsers_on_one_event(page: Any, browser: Any, server: Server) -> None:
    opened(page, server, f"?type=PROTEST&text={WORD}")
    other = browser.new_context().new_page()
    opened(other, server, f"?type=PROTEST&text={WORD}")
    other.click("#who")
    other.fill("#name-dialog input", "Ben")
    other.keyboard.press("Enter")
    until(other, "document.querySelector('#who').innerText === 'Reviewing as Ben'")
    until(other, READY)  # with the event as it is now, so that what comes next is unknown to Ben
    page.keyboard.press("c")
    page.keyboard.press("4")
    page.keyboard.type("alleged")
    page.keyboard.press("Enter")
    settled(page, "status", "alleged")
    other.click("#title")
    other.keyboard.press("r")
    until(other, "!document.querySelector('#clash').hidden")
    assert "Ana corrected status" in other.inner_text("#clash")
    assert field(other, "status") == "alleged"
    assert get(server, f"/api/events?type=PROTEST&text={WORD}").json["events"][0]["reviewed"] == "begun"
    other.click("#clash button")
    other.keyboard.press("a")
    says(other, "Accepted.")
    assert get(server, f"/api/events?type=PROTEST&text={WORD}").json["events"][0]["reviewers"] == ["Ana", "Ben"]
    other.context.close()


def test_a_server_that_is_gone_is_told_of_and_nothing_is_lost(browser: Any, store: Path) -> None:
    code = (
        "from pathlib import Path; from polybius.web.explorer.server import prepare\n"
        "from polybius.web.explorer.live import Review\n"
        f"s = prepare(Path({str(store)!r}), port=0, review=Review(reviewer='Ana'))\n"
        "print(s.address, flush=True); s.run()"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    page = browser.new_context().new_page()
    page.goto(address + f"review?type=PROTEST&text={WORD}")
    until(page, READY)
    page.keyboard.press("c")
    page.keyboard.press("4")
    page.keyboard.type("alleged")
    page.keyboard.press("Enter")
    settled(page, "status", "alleged")
    process.kill()
    process.wait(20)
    page.click("#title")
    page.keyboard.press("a")
    says(page, "The server does not answer. Nothing was changed")
    page.context.close()
    with Store(store, read_only=True) as opened_again:
        [only] = [one for one in opened_again.events() if one.reviewed]
        assert (only.status, only.reviewed) == ("alleged", "begun")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, tmp_path: Path, scheme: str) -> None:
    documents, articles = hostile()
    path = fill(tmp_path / "axe.duckdb", [*showcase(), *documents], articles)
    with served(path, review=Review(reviewer="Ana")) as server:
        assert violations(browser, server.address + "review?order=importance", scheme) == []
        assert violations(browser, server.address + f"review?article={documents[0].id}", scheme) == []
        assert panels(browser, server, scheme) == []


def panels(browser: Any, server: Server, scheme: str) -> list[str]:
    """What axe-core finds wrong with the panels that keys open."""
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme).new_page()
    opened(page, server, "?order=importance")
    wrong = []
    for keys in ("c", "c1", "c5", "c8", "c9", "c0", "s", "m", "n", "e"):
        for key in keys:
            page.keyboard.press(key)
        until(page, "document.querySelector('.panel') !== null")
        for one in Axe().run(page).response["violations"]:
            if one["impact"] in ("serious", "critical"):
                wrong += [f"{keys}: {one['id']}: {node['html']}" for node in one["nodes"]]
        page.keyboard.press("Escape")
        until(page, "document.querySelector('.panel') === null")
    page.context.close()
    return wrong


def test_hostile_text_does_not_run_at_the_desk(page: Any, tmp_path: Path) -> None:
    documents, articles = hostile()
    path = fill(tmp_path / "evil.duckdb", documents, articles)
    with served(path, review=Review(reviewer="Ana")) as server:
        opened(page, server)
        for _ in range(page.locator("#queue button").count()):
            page.keyboard.press("j")
            page.wait_for_timeout(50)
        assert page.evaluate("document.querySelectorAll('#event script, #event img, #event iframe').length") == 0
        assert page.evaluate("typeof window.pwned") == "undefined"


def test_a_tablet_shows_queue_and_event_one_above_the_other(browser: Any, server: Server) -> None:
    page = browser.new_context(viewport={"width": 820, "height": 1180}).new_page()
    opened(page, server)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


MISSED = "Miners downed tools in Kyiv on Tuesday."


@pytest.fixture
def missing(tmp_path: Path) -> Iterator[Server]:
    """A store with an article that tells a strike in words that were not coded."""
    plain = document("mine-1", tell("It rained in Geneva.", "rained", "DISASTER", place=place("Geneva")),
                     title="A day in brief", publisher="Sample Wire")  # fmt: skip
    silent = msgspec.structs.replace(plain, text=f"{plain.text}\n\n{MISSED}")
    with served(fill(tmp_path / "missed.duckdb", [silent]), review=Review(reviewer="Ana")) as running:
        yield running


def test_a_missed_event_is_added_and_its_article_read_through_by_keyboard(page: Any, missing: Server) -> None:
    opened(page, missing)
    page.click("text=read through")
    until(page, "document.querySelector('#title')?.innerText === 'A day in brief'")
    assert page.inner_text(".words-text").endswith(MISSED)
    page.click("#title")
    # Words of the text, then "e", a type and a manner.
    page.keyboard.press("w")
    until(page, "document.activeElement.classList.contains('words-text')")
    for _ in range(40):
        if page.inner_text("#said") == "downed":
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    says(page, "“downed tools”: e adds an event")
    page.keyboard.press("e")
    until(page, "document.querySelector('.panel input') === document.activeElement")
    page.keyboard.type("protest")
    until(page, "document.querySelector('.options li[aria-selected=true]')?.innerText.includes('Protest')")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.panel input')?.getAttribute('aria-label') === 'Manner'")
    page.keyboard.type("strike")
    until(page, "/^strike/i.test(document.querySelector('.options li[aria-selected=true]')?.innerText)")
    page.keyboard.press("Enter")
    says(page, "Added.")
    until(page, "document.querySelectorAll('.in-article li').length === 2")
    assert "added" in page.locator(".in-article li").last.inner_text()
    [event] = get(missing, "/api/events?type=PROTEST").json["events"]
    assert (event["mode"], event["reviewed"], event["sources"][0]["text"]) == ("strike", "corrected", MISSED)
    assert exported(missing, event["id"])["reviewers"] == "Ana"
    assert "downed tools" in get(missing, f"/article/{event['sources'][0]['document']}").text
    # The article is read through; a correction of what was added is made as of any event.
    page.click("#title")
    page.keyboard.press("t")
    says(page, "Read through.")
    until(page, "document.querySelector('.event-head').innerText.includes('read through by Ana')")
    page.keyboard.press("u")
    says(page, "Taken back.")
    until(page, "!document.querySelector('.event-head').innerText.includes('read through by Ana')")
    page.locator(".in-article li button").last.click()
    until(page, "document.querySelector('#title')?.innerText.startsWith('Protest')")
    page.keyboard.press("c")
    page.keyboard.press("9")
    page.keyboard.type("Goma")
    until(page, "document.querySelector('.options li[aria-selected=true]')?.innerText.includes('Goma')")
    page.keyboard.press("Enter")
    settled(page, "place", "Goma")
    assert "corrected by Ana" in page.inner_text(".event-head")
    # Undo, of the correction and of the event.
    page.click("#title")
    page.keyboard.press("u")
    says(page, "Taken back.")
    until(page, "document.querySelector('#event > .fields [data-field=place] .value').innerText !== 'Goma'")
    page.click("#title")
    page.keyboard.press("u")
    until(page, "document.querySelector('#title')?.innerText.startsWith('Disaster')")
    until(page, READY)
    assert get(missing, "/api/events?type=PROTEST").json["total"] == 0


def test_an_event_is_added_beside_another_in_its_own_text(page: Any, missing: Server) -> None:
    opened(page, missing)
    page.click("#title")
    page.keyboard.press("e")
    page.keyboard.press("Enter")  # choose words in the text
    until(page, "document.activeElement.classList.contains('words-text')")
    for _ in range(40):
        if page.inner_text("#said") == "downed":
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.panel input') === document.activeElement")
    page.keyboard.type("protest")
    until(page, "document.querySelector('.options li[aria-selected=true]')?.innerText.includes('Protest')")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.panel input')?.getAttribute('aria-label') === 'Manner'")
    page.keyboard.press("Enter")  # none
    until(page, "document.querySelector('#title')?.innerText.startsWith('Protest')")
    [event] = get(missing, "/api/events?type=PROTEST").json["events"]
    assert event["mode"] is None


def test_what_another_added_is_not_shown_to_the_blind(tmp_path: Path) -> None:
    plain = document("mine-1", tell("It rained in Geneva.", "rained", "DISASTER", place=place("Geneva")))
    silent = msgspec.structs.replace(plain, text=f"{plain.text}\n\n{MISSED}")
    path = fill(tmp_path / "blind.duckdb", [silent])
    at = silent.text.index("downed")
    with Store(path) as store:
        words = Words(document="mine-1", start=at, end=at + 6, text="downed")
        done = Desk(store).add(By(reviewer="Ana"), words, {"type": "PROTEST"})
    [event] = done.events
    with served(path, review=Review(reviewer="Ben", blind=True)) as server:
        for who_asks, number in (("Ben", 1), ("Ana", 2)):
            assert len(get(server, f"/api/reviews/queue?state=all&reviewer={who_asks}").json["events"]) == number
            found = get(server, f"/api/reviews/article/mine-1?reviewer={who_asks}").json
            assert len(found["events"]) == number == len(found["marks"])
        assert get(server, f"/api/reviews/event/{event}?reviewer=Ben").status == 404
        assert get(server, f"/api/reviews/event/{event}?reviewer=Ana").status == 200
