"""The pages of events and articles as they come from the server: whole texts, marked, and nothing that runs."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import fill, get, served
from showcase import showcase

from factories import article, count, date, document, place, tell, who
from polybius.records import Article, Caption, Document, Furniture, Quote, Relation, Time
from polybius.web.explorer import one_article
from polybius.web.explorer.server import Server

EVIL = "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"


def hostile() -> tuple[list[Document], dict[str, Article]]:
    """A document whose every field is markup."""
    told = tell(f"Rebels {EVIL} attacked.", "attacked", "ASSAULT", actor=(who(EVIL, entity=EVIL),))
    one = document("<b>&?#/id", told, title=EVIL, publisher=EVIL, url="javascript:document.title='run'")
    page = Article(
        id=one.id,
        body=one.text,
        byline=(EVIL,),
        captions=(Caption(text=EVIL),),
        furniture=(Furniture(line=0, text=EVIL, reason=EVIL),),
    )
    return [one], {one.id: page}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    documents, articles = hostile()
    store = fill(tmp_path_factory.mktemp("store") / "news.duckdb", [*showcase(), *documents], articles)
    with served(store) as running:
        yield running


def test_an_events_page_has_disagreements_before_the_sources(server: Server) -> None:
    [market] = get(server, "/api/events?text=market").json["events"]
    page = get(server, f"/event/{market['id']}").text
    assert page.index("Sources differ") < page.index("What the sources say")
    assert page.count("<blockquote") == len(market["sources"])
    assert '<mark class="figure"' in page and '<mark class="trigger"' in page
    assert "Killed, as it was told over time" in page


def test_each_source_leads_to_its_words_in_the_article(server: Server) -> None:
    [market] = get(server, "/api/events?text=market").json["events"]
    page = get(server, f"/event/{market['id']}").text
    for source in market["sources"]:
        assert f'href="/article/{source["document"]}#m-{source["mention"]}"' in page
        assert f'id="m-{source["mention"]}"' in get(server, f"/article/{source['document']}").text


def test_an_event_says_why_it_is_one_how_to_cite_it_and_who_took_part(server: Server) -> None:
    [market] = get(server, "/api/events?text=market").json["events"]
    page = get(server, f"/event/{market['id']}").text
    cited = page.partition('id="citation"')[2].partition("</p>")[0]
    assert market["id"] in cited and all(source["publisher"] in cited for source in market["sources"])
    assert 'href="/actors/COD.CVL"' in page
    told = get(server, f"/api/events/{market['id']}/account").json
    assert [one["mention"] for one in told["mentions"]] == market["mentions"]
    assert told["mentions"][1]["comparison"]["shown"] and told["mentions"][0]["comparison"] is None
    assert get(server, "/api/events/none/account").status == 404


def test_hostile_text_stays_text_on_every_page(server: Server) -> None:
    [event] = get(server, "/api/events?text=onerror").json["events"]
    for path in (f"/event/{event['id']}", "/article/%3Cb%3E%26%3F%23/id"):
        found = get(server, path)
        assert found.status == 200 and "&lt;img src=x" in found.text
        assert "<img" not in found.text and "<script>" not in found.text and "javascript:" not in found.text


def test_what_is_not_there_is_said_on_a_page(server: Server) -> None:
    for path in ("/event/none", "/article/none", "/nowhere", "/event/%3Cscript%3E"):
        found = get(server, path)
        assert found.status == 404 and "There is no" in found.text and "<script>" not in found.text


def test_left_out_lines_are_shown_with_their_reasons(tmp_path: Path) -> None:
    [one, *_] = showcase()
    page = article(one.id, "A title", one.text)
    left = Furniture(line=3, text="Subscribe to our letter", reason="a call to subscribe")
    shown = one_article.shown(one, Article(id=page.id, body=page.body, furniture=(left,)), {})
    assert shown["furniture"] == (left,)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), max_size=12), st.text("abc \n", max_size=60))
def test_pieces_joined_are_the_text_and_end_where_marks_do(spans: list[tuple[int, int]], text: str) -> None:
    times = [
        Time(start=start, end=min(end, len(text)), text=text[start:end], type="DATE", value="2023")
        for start, end in spans
        if start < min(end, len(text))
    ]
    quotes = [Quote(start=one.start, end=one.end, text=one.text, direct=True) for one in times[:3]]
    shown = one_article.shown(Document(id="d", text=text, times=tuple(times), quotes=tuple(quotes)), None, {})
    joined = ["".join(piece["text"] for piece in one["pieces"]) for one in shown["paragraphs"]]
    assert joined == [one for one in text.split("\n\n") if one]
    marked = {i for one in times for i in range(one.start, one.end)}
    count_marked = sum(
        len(piece["text"]) for one in shown["paragraphs"] for piece in one["pieces"] if "time" in piece["layers"]
    )
    breaks = {i for i in marked if _in_break(text, i)}
    assert count_marked == len(marked - breaks)


def _in_break(text: str, at: int) -> bool:
    """Whether a character is one of the two that part paragraphs."""
    begin = 0
    for one in text.split("\n\n"):
        begin += len(one)
        if begin <= at < begin + 2:
            return True
        begin += 2
    return False


def test_figures_of_one_source_make_no_chart(tmp_path: Path) -> None:
    told = tell(
        "Rebels killed 3 in Goma.", "killed", "ASSAULT", place=place("Goma"), date=date("2023"),
        quantities=(count("killed", 3),),
    )  # fmt: skip
    with served(fill(tmp_path / "s.duckdb", [document("a", told)])) as server:
        [one] = get(server, "/api/events").json["events"]
        assert "as it was told over time" not in get(server, f"/event/{one['id']}").text


def test_an_events_page_leads_to_what_came_before_and_after_it(tmp_path: Path) -> None:
    raid = tell("Rebels raided Goma on Tuesday.", "raided", "ASSAULT", date=date("2023-11-07"), place=place("Goma"))
    shelling = tell("Troops shelled Kyiv on Thursday.", "shelled", "ASSAULT", date=date("2023-11-09"),
                    place=place("Kyiv"), actor=(who(EVIL, entity=EVIL),))  # fmt: skip
    told = document("a", raid, shelling)
    first, second = (mention.id for mention in told.events)
    relation = Relation(start=0, end=1, text="in revenge for", kind="retaliation_for", mention=second, other=first)
    store = fill(tmp_path / "s.duckdb", [msgspec.structs.replace(told, relations=(relation,))])
    with served(store) as running:
        events = {e["place"]["name"]: e for e in get(running, "/api/events").json["events"]}
        assert [one["kind"] for one in events["Kyiv"]["relations"]] == ["retaliation_for"]
        after, before = (get(running, f"/event/{events[town]['id']}").text for town in ("Kyiv", "Goma"))
    assert "Retaliation for: <a href=\"/event/" + events["Goma"]["id"] in after and "“<bdi>in revenge for" in after
    assert "In retaliation for it: <a href=\"/event/" + events["Kyiv"]["id"] in before and "<img" not in before
