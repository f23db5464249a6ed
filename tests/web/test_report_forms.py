"""The report's summary, its map and its Markdown form."""

import html
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from showcase import showcase

from factories import count, date, document, place, tell, who
from polybius.records import Document, Event
from polybius.store import Filter, Store
from polybius.stories import link
from polybius.web.markdown import _plain, render
from polybius.web.outline import UNIT, outline, projected
from polybius.web.report import write
from polybius.web.summary import headline, sentences

HOSTILE = '</script><img src=x onerror=alert(1)> *b* [l](javascript:x) `c` &amp; | ~~s~~ # $x$'


def store_of(path: Path, documents: list[Document]) -> Path:
    with Store(path) as store:
        for one in documents:
            store.add(one)
        store.relink()
    return path


# --- the summary --------------------------------------------------------------------------------


def test_the_summary_says_how_many_what_where_who_and_where_sources_differ() -> None:
    told = sentences(link(showcase()), 7)
    assert told[0] == "7 documents by 6 outlets, published between 7 Nov 2023 and 12 Nov 2023, tell of 8 events."
    assert told[1] == (
        "Most often told: attack (2), ceremony (1) and control of territory (1). 1 event is not said to have happened, "
        "but to be planned, threatened, demanded, denied or thought of."
    )
    assert any(one.startswith("Where: above all Goma, Democratic Republic of the Congo (2)") for one in told)
    [deaths] = [one for one in told if one.startswith("The most deaths")]
    assert "Attack (explosives), " in deaths and ": at least 20 killed (" in deaths
    assert any(re.match(r"Sources differ on \d events: .*the number killed \(1\)", one) for one in told)


def test_a_summary_of_one_and_of_none() -> None:
    one = link([document("d", tell("A crowd rallied.", "rallied", "PROTEST"), published="2023-11-08")])
    assert sentences(one, 1)[0] == "1 document by 1 outlet, published 8 Nov 2023, tells of 1 event."
    assert "No event is told by more than one independent source." in sentences(one, 1)
    assert sentences([], 3) == ["No events were found in 3 documents."]


def test_what_did_not_happen_has_no_dead() -> None:
    dead = (count("killed", 900),)
    told = tell("They threatened to kill 900.", "kill", "ASSAULT", status="threatened", quantities=dead)
    assert not [one for one in sentences(link([document("d", told)]), 1) if "deaths" in one]


# --- the map ------------------------------------------------------------------------------------


def test_the_outline_holds_its_places_and_little_else() -> None:
    places = [(39.8, 46.75), (40.18, 44.51)]
    drawn = outline(places)
    assert drawn is not None
    left, top, width, height = drawn.box
    for lat, lon in places:
        x, y = projected(lat, lon)
        assert left < x < left + width and top < y < top + height
    assert width / height == pytest.approx(2, rel=0.02) and width >= 5 * UNIT - 1
    assert len(drawn.path) <= 300_000 and re.fullmatch(r"(M-?\d+ -?\d+l(-?\d+ -?\d+ ?)+z)+", drawn.path)
    assert outline([]) is None


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=3))
@pytest.mark.parametrize("_", [0])
def test_any_places_have_a_map_box(_: int, places: list[tuple[float, float]]) -> None:
    from polybius.web.outline import _box

    left, top, width, height = _box([projected(*one) for one in places])
    assert width > 0 and height > 0
    assert all(left <= x <= left + width and top <= y <= top + height for x, y in (projected(*one) for one in places))


def test_a_thousand_events_all_over_the_world_are_under_three_megabytes(tmp_path: Path) -> None:
    told = link(showcase())
    [bomb] = [event for event in told if event.mode == "explosives"]
    mentions = {mention.id: mention for one in showcase() for mention in one.events}
    assert bomb.place is not None
    many = [
        msgspec.structs.replace(
            bomb, id=f"e{n:016x}",
            place=msgspec.structs.replace(bomb.place, lat=-50 + n * 0.12, lon=-170 + n * 37 % 340, name=f"Town {n}"),
        )
        for n in range(1000)
    ]  # fmt: skip
    assert write(many, tmp_path / "r.html", mentions=mentions) == 1000
    assert (tmp_path / "r.html").stat().st_size < 3_000_000


# --- Markdown -----------------------------------------------------------------------------------


def shown(text: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)


def test_markdown_has_summary_tables_events_sentences_and_notes(tmp_path: Path) -> None:
    path = store_of(tmp_path / "s.duckdb", showcase())
    with Store(path, read_only=True) as store:
        assert write(store, tmp_path / "r.md", title="November", markdown=True) == 8
    text = (tmp_path / "r.md").read_text(encoding="utf-8")
    page = shown(text)
    assert page.startswith("<h1>November</h1>") and page.count("<h3>") == 8 and page.count("<table>") == 1
    assert "| Attack | 1 |" in text and "tell of 8 events." in text
    market = text.partition("### Attack (explosives)")[2].partition("###")[0]
    assert "- **How many:** at least 20 killed, 41 injured" in market
    assert "- **Sources differ on the number killed:** **at least 20 (2 articles)**; 12 (1 article)" in market
    assert re.search(r"> A bomb rebels left in a market in Goma killed 12 traders .* \[\^\d\]", market)
    used, defined = set(re.findall(r"\[\^(\d+)\](?!:)", text)), re.findall(r"^\[\^(\d+)\]: ", text, re.MULTILINE)
    assert used == set(defined) and len(defined) == len(set(defined)) == 7
    assert "Lake Radio, “Blast at Goma market”, 7 Nov 2023, <https://news.example/market-0>." in text


def test_only_what_fits_is_reported(tmp_path: Path) -> None:
    path = store_of(tmp_path / "s.duckdb", showcase())
    with Store(path, read_only=True) as store:
        assert write(store, tmp_path / "r.md", wanted=Filter(types=("PROTEST",)), markdown=True) == 1
    assert "1 document by 1 outlet" in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_hostile_text_is_text_in_markdown() -> None:
    told = tell(f"Rebels {HOSTILE} attacked.", "attacked", "ASSAULT", actor=(who(HOSTILE, entity=HOSTILE),))
    page = document("d", told, title=HOSTILE, publisher=HOSTILE, url="https://news.example/> <script>x</script>")
    text = render(link([page]), title=HOSTILE, documents=1)
    made = shown(text)
    assert not re.search(r"<(script|img|em>|s>|a href=.javascript)", made) and made.count("<code>") == 1
    assert html.escape(HOSTILE, quote=False) in made.replace("&quot;", '"')


@given(st.text(max_size=60))
def test_any_text_is_shown_as_it_stands(text: str) -> None:
    made = shown(_plain(text))
    words = "".join(" ".join(text.split()).split("\x00"))
    assert html.unescape(re.sub(r"^<p>|</p>\n$", "", made)).replace("\ufffd", "") == words.replace("\ufffd", "")


def test_events_come_by_date_and_the_same_each_time() -> None:
    events: list[Event] = link(showcase())
    text = render(events, title="x", documents=7)
    assert text == render(list(reversed(events)), title="x", documents=7)
    heads = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert "1994" in heads[0] and heads[-1].startswith("Hardship")


def test_a_headline_names_both_sides() -> None:
    fields = {"actor": (who("Rebels", "COD", "REB"),), "recipient": (who("traders"),), "place": place("Goma")}
    told = tell("Rebels attacked traders in Goma.", "attacked", "ASSAULT", date=date("2023"), **fields)
    [one] = link([document("d", told)])
    assert headline(one) == "Attack, Rebels → traders, Goma, Democratic Republic of the Congo, 2023"
