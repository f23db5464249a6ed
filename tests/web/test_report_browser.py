"""The report in a browser: it draws, filters, sorts and opens, and no script fails."""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from showcase import showcase

from factories import date, document, place, tell, who
from polybius.records import Document
from polybius.stories import link
from polybius.web.report import write

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--enable-logging=stderr", "--v=0", "--window-size=1280,900", "--virtual-time-budget=4000",
]  # fmt: skip

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium here to open the report with"
)


ASK = """let answer; SCRIPT; const out = document.createElement('pre'); out.id = 'answer';
         out.textContent = JSON.stringify(answer); document.body.append(out);"""


def browse(tmp_path: Path, documents: list[Document], script: str = "", **options: str) -> str:
    """The page's DOM after ``script`` ran in it. Fails on any script error."""
    page = tmp_path / "report.html"
    mentions = {mention.id: mention for one in documents for mention in one.events}
    write(link(documents), page, mentions=mentions, **options)
    return open_page(tmp_path, page, script)


def open_page(tmp_path: Path, page: Path, script: str) -> str:
    """The same for a report that is written already."""
    assert CHROMIUM is not None, "CI must have Chromium"
    if script:
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    errors = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert errors == []
    return done.stdout


def ask(tmp_path: Path, documents: list[Document], script: str) -> object:
    """What ``script`` puts into ``answer`` once the page is drawn."""
    return answer_in(browse(tmp_path, documents, ASK.replace("SCRIPT", script)))


def answer_in(dom: str) -> object:
    """The answer that a script wrapped in ASK left in the page."""
    found = re.search(r'<pre id="answer">(.*?)</pre>', dom, re.S)
    assert found is not None
    return json.loads(html.unescape(found[1]))


SET = """const put = (id, value) => { const node = document.getElementById(id); node.value = value;
         node.dispatchEvent(new Event('input')); };
         const count = () => document.querySelectorAll('tr.row').length;"""


def test_rows_timeline_and_legend_are_drawn(tmp_path: Path) -> None:
    dom = browse(tmp_path, showcase(), title="Seen")
    assert dom.count('class="row"') == 8
    assert len(re.findall(r'class="bin[" ]', dom)) >= 5 and 'class="bar"' in dom
    assert "<h1>Seen</h1>" in dom and "Violence" in dom and 'class="plain"' not in dom


def test_a_failing_script_would_be_seen(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        browse(tmp_path, showcase(), "nowhere.to.be.found()")


def test_filters_narrow_and_are_cleared(tmp_path: Path) -> None:
    found = ask(
        tmp_path,
        showcase(),
        SET
        + """answer = [];
        put('f-text', 'goma traders'); answer.push(count());
        put('f-text', ''); put('f-country', 'UKR'); answer.push(count());
        put('f-actor', 'teachers'); answer.push(count());
        document.getElementById('clear').click(); answer.push(count());
        put('f-sources', '2'); answer.push(count());
        document.getElementById('clear').click(); put('f-type', 'ASSAULT'); answer.push(count());
        put('f-text', 'no such words'); answer.push(document.getElementById('rows').textContent);""",
    )
    assert found == [1, 2, 1, 8, 2, 2, "No event fits these filters."]


def test_a_click_on_the_timeline_picks_its_events(tmp_path: Path) -> None:
    found = ask(
        tmp_path,
        showcase(),
        SET
        + """const bars = [...document.querySelectorAll('.bin[role=button]')];
        const bar = bars.find((one) => one.ariaLabel.startsWith('1994'));
        bar.dispatchEvent(new MouseEvent('click'));
        answer = [count(), document.getElementById('chosen').textContent];
        document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'})); answer.push(count());""",
    )
    assert found == [1, "1994", 8]


def test_a_place_on_the_map_picks_its_events_and_the_map_follows_the_filters(tmp_path: Path) -> None:
    found = ask(
        tmp_path,
        showcase(),
        SET
        + """const spots = () => [...document.querySelectorAll('#map .spot')].map((one) => one.ariaLabel).sort();
        const places = () => [...document.querySelectorAll('.top-places button')].map((one) => one.textContent);
        answer = [spots(), places().slice(0, 2)];
        document.querySelector('#map .spot[aria-label^="Goma"]').dispatchEvent(new MouseEvent('click'));
        answer.push(count(), document.getElementById('chosen').textContent);
        document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'})); answer.push(count());
        put('f-country', 'UKR'); answer.push(places());
        document.querySelector('.top-places button').click(); answer.push(count());
        document.getElementById('clear').click();
        const before = document.getElementById('map').getAttribute('viewBox').split(' ')[2];
        document.getElementById('nearer').click();
        answer.push(before / document.getElementById('map').getAttribute('viewBox').split(' ')[2], count());""",
    )
    assert isinstance(found, list)
    assert found[0] == [
        "Geneva: 1 event", "Goma: 2 events", "Kharkiv: 1 event", "Kyiv: 1 event",
        "Nagorno-Karabakh and 1 more: 3 events",
    ]  # fmt: skip
    assert sorted(found[1]) == ["Goma2", "Nagorno-Karabakh2"]
    assert found[2:5] == [2, "Goma", 8]
    assert sorted(found[5]) == ["Kharkiv1", "Kyiv1"] and found[6:] == [1, 2, 8]


def test_on_paper_every_event_has_its_evidence(tmp_path: Path) -> None:
    found = ask(
        tmp_path,
        showcase(),
        """const open = () => document.querySelectorAll('td.detail blockquote').length;
        answer = [open()]; dispatchEvent(new Event('beforeprint')); answer.push(open());
        dispatchEvent(new Event('afterprint')); answer.push(open());""",
    )
    assert found == [0, 10, 0]


def test_columns_sort_both_ways_with_the_unknown_last(tmp_path: Path) -> None:
    found = ask(
        tmp_path,
        showcase(),
        SET
        + """const dates = () => [...document.querySelectorAll('tr.row .c-date')].map((td) => td.textContent);
        const turn = () => document.querySelector('th.c-date button').click();
        turn(); answer = [dates()]; turn(); answer.push(dates());""",
    )
    assert isinstance(found, list)
    newest, oldest = found
    assert newest[0] == "20 Nov 2023" and newest[-2:] == ["1994", "no date"]
    assert oldest[0] == "1994" and oldest[-2:] == ["20 Nov 2023", "no date"]


def test_a_row_opens_to_disagreements_then_marked_sentences(tmp_path: Path) -> None:
    found = ask(
        tmp_path,
        showcase(),
        SET
        + """put('f-text', 'market');
        const button = document.querySelector('tr.row .toggle'); button.click();
        const cell = document.querySelector('td.detail');
        answer = [button.ariaExpanded, cell.firstChild.className,
          cell.querySelector('.claims dd').textContent,
          [...cell.querySelectorAll('blockquote mark.figure')].map((m) => m.textContent),
          [...cell.querySelectorAll('a')].map((a) => a.href)];
        button.click(); answer.push(document.querySelectorAll('td.detail').length);""",
    )
    assert isinstance(found, list)
    assert found[0] == "true" and found[1] == "claims"
    assert found[2].startswith(
        "at least 20 (Great Rift Times, Southern Daily) taken: latest figure12 (Lake Radio)"
    )
    assert found[3] == ["12", "30", "20", "41"] and found[5] == 0
    assert found[4][0] == "https://news.example/market-0"


def test_hostile_text_is_shown_and_not_run(tmp_path: Path) -> None:
    evil = "</script><img src=x onerror=\"document.title='run'\">"
    told = tell(f"Rebels {evil} attacked.", "attacked", "ASSAULT", actor=(who(evil, entity=evil),))
    page = document("d", told, title=evil, publisher=evil, url="javascript:document.title='run'")
    found = ask(
        tmp_path,
        [page],
        """document.querySelector('.toggle').click();
        answer = [document.title, document.images.length, document.querySelectorAll('td a').length,
          document.querySelector('td.c-who').textContent]""",
    )
    assert found == ["Events", 0, 0, evil]


def test_five_thousand_events_are_drawn_as_far_as_they_are_looked_at(tmp_path: Path) -> None:
    [one] = link([document("d", tell("A crowd rallied.", "rallied", "PROTEST", place=place("Kyiv")))])
    days = [date(f"{2021 + i % 3}-{i % 12 + 1:02}-{i % 27 + 1:02}") for i in range(5000)]
    many = [msgspec.structs.replace(one, id=f"e{i}", date=day) for i, day in enumerate(days)]
    write(many, tmp_path / "many.html")
    script = (
        SET
        + """const start = performance.now(); put('f-text', 'crowd'); put('f-text', 'crowd kyiv');
        const took = performance.now() - start;
        answer = [document.getElementById('found').textContent, count() <= 200, took < 2000];"""
    )
    dom = open_page(tmp_path, tmp_path / "many.html", ASK.replace("SCRIPT", script))
    assert answer_in(dom) == ["5,000 events", True, True]


def test_no_events_is_said_kindly(tmp_path: Path) -> None:
    dom = browse(tmp_path, [])
    assert "No events were found in the documents." in dom and "No event has a date." in dom


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hinders_those_who_cannot_see_or_point(tmp_path: Path, scheme: Literal["light", "dark"]) -> None:
    """axe-core finds no violation, with a row opened."""
    mentions = {mention.id: mention for one in showcase() for mention in one.events}
    write(link(showcase()), tmp_path / "r.html", mentions=mentions)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=[one for one in FLAGS if "virtual" not in one])
        page = browser.new_context(bypass_csp=True, color_scheme=scheme).new_page()
        page.goto((tmp_path / "r.html").as_uri())
        page.click("tr.row .toggle")
        found = Axe().run(page).response["violations"]
        browser.close()
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
