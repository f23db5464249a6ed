"""The report as a file: what is in it, and what cannot get out of it."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from showcase import showcase

from factories import date, document, place, tell, who
from polybius.records import Document, EventDate, Mention
from polybius.store import Store, StoreError
from polybius.stories import link
from polybius.web import words
from polybius.web.marking import runs
from polybius.web.report import embedded, write
from polybius.web.view import safe_url

HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)>&amp;\u2028'


def written(tmp_path: Path, documents: list[Document], **options: str) -> str:
    with Store(tmp_path / "s.duckdb") as store:
        for one in documents:
            store.add(one)
        store.relink()
        write(store, tmp_path / "r.html", **options)
    return (tmp_path / "r.html").read_text(encoding="utf-8")


def data(html: str) -> dict:  # type: ignore[type-arg]
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_one_file_that_asks_for_nothing(tmp_path: Path) -> None:
    html = written(tmp_path, showcase(), title="November")
    assert "<title>November</title>" in html
    assert "default-src 'none'" in html
    without_links = html.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r'(src|srcset)\s*=\s*"|@import|url\(|<link|<iframe', without_links)


def test_its_header_counts(tmp_path: Path) -> None:
    html = written(tmp_path, showcase())
    counts = dict(re.findall(r"<dt>(\w+)</dt><dd>([\d,]+)</dd>", html))
    assert counts == {"events": "8", "mentions": "11", "documents": "7", "outlets": "6"}


def test_an_event_has_words_claims_and_marked_evidence(tmp_path: Path) -> None:
    page = data(written(tmp_path, showcase()))
    [bomb] = [one for one in page["events"] if one["place"].startswith("Goma") and one["type"] == "ASSAULT"]
    assert (bomb["what"], bomb["manner"], bomb["date"]) == ("Attack", "explosives", "7 Nov 2023")
    assert bomb["figures"] == "at least 20 killed, 41 injured"
    assert [claim["field"] for claim in bomb["claims"]] == ["Killed", "Injured"]
    assert [(v["value"], v["chosen"]) for v in bomb["claims"][0]["values"]] == [
        ("at least 20", True),
        ("12", False),
    ]
    # Two papers printed one sentence: it stands once, under both their names.
    first, second = bomb["evidence"]
    assert [page["documents"][n]["publisher"] for n in second["documents"]] == [
        "Great Rift Times",
        "Southern Daily",
    ]
    assert ["bomb", "trigger"] in first["runs"] and ["12", "figure"] in first["runs"]
    assert second["said"] == "Officials"


def test_two_names_of_a_town_are_both_told(tmp_path: Path) -> None:
    page = data(written(tmp_path, showcase()))
    [parade] = [one for one in page["events"] if one["type"] == "DISPLAY"]
    assert parade["place"] == "Stepanakert, Azerbaijan" and parade["also"] == ["Khankendi"]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    evil = document(
        HOSTILE,
        tell(
            f"Rebels {HOSTILE} attacked.",
            "attacked",
            "ASSAULT",
            actor=(who(HOSTILE, "COD", entity=HOSTILE),),
            date=date("2023-11-08"),
            place=place("Goma"),
        ),
        title=HOSTILE,
        publisher=HOSTILE,
        url="javascript:alert(1)",
    )
    html = written(tmp_path, [evil], title=HOSTILE)
    assert "<script>alert" not in html and "<img" not in html
    assert html.count("</script>") == 2
    page = data(html)
    assert page["documents"][0]["url"] is None and page["documents"][0]["title"] == HOSTILE
    assert (
        "".join(text for text, _ in page["events"][0]["evidence"][0]["runs"]) == f"Rebels {HOSTILE} attacked."
    )


def test_only_web_addresses_are_links() -> None:
    assert safe_url("https://news.example/a?b=1") == "https://news.example/a?b=1"
    for bad in (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x.example",
        "http:",
        "",
        None,
    ):
        assert safe_url(bad) is None


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_embedded_data_ends_no_script(value: object) -> None:
    text = embedded(value)
    assert "<" not in text and "\u2028" not in text
    assert json.loads(text) == value


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_marked_runs_join_to_the_sentence(text: str, start: int, end: int, at: int) -> None:
    told = document("d", tell(f"a {text}", "a", "ASSAULT", actor=(who(text[start:end]),)))
    mention: Mention = told.events[0]
    assert "".join(run for run, _ in runs(mention)) == mention.evidence.text


def test_the_more_telling_mark_wins_inside_another() -> None:
    told = showcase()[0].events[0]
    marked = dict(runs(told))
    assert marked["marched"] == "trigger" and marked["Khankendi"] == "place" and marked["Wednesday"] == "date"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2023-11-08", "2023-11-08", "8 Nov 2023"),
        ("2023-09-19", "2023-09-20", "19–20 Sep 2023"),
        ("2023-09-28", "2023-10-02", "28 Sep – 2 Oct 2023"),
        ("2022-12-30", "2023-01-02", "30 Dec 2022 – 2 Jan 2023"),
        ("2023-09-01", "2023-09-30", "Sep 2023"),
        ("2022-12-01", "2023-02-28", "Dec 2022–Feb 2023"),
        ("1994-01-01", "1994-12-31", "1994"),
        ("1990-01-01", "1999-12-31", "1990–1999"),
        ("2023-01-05", None, "since 5 Jan 2023"),
        (None, "2023-01-05", "until 5 Jan 2023"),
        (None, None, "XXXX-12-25"),
    ],
)
def test_dates_in_words(first: str | None, last: str | None, said: str) -> None:
    given_date = EventDate(edtf="XXXX-12-25", first=first, last=last, basis="stated")
    assert words.when(given_date) == said


def test_a_date_that_only_the_day_of_publication_gives_says_so() -> None:
    assert (
        words.when(EventDate(edtf="../2023-11-08", last="2023-11-08", basis="published")) == "by 8 Nov 2023"
    )
    assert (
        words.when(EventDate(edtf="2023-11-08/..", first="2023-11-08", basis="published"))
        == "from 8 Nov 2023"
    )
    assert words.when_edtf("../2023-11") == "until Nov 2023" and words.when_edtf("2020/..") == "since 2020"


@given(st.text(max_size=12) | st.from_regex(r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?", fullmatch=True))
def test_any_edtf_has_words(edtf: str) -> None:
    assert isinstance(words.when_edtf(edtf), str)


def test_events_without_a_store_and_no_events_at_all(tmp_path: Path) -> None:
    documents = showcase()
    mentions = {mention.id: mention for one in documents for mention in one.events}
    assert write(link(documents), tmp_path / "a.html", mentions=mentions) == 8
    assert '"trigger"' in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert write([], tmp_path / "b.html", title="Nothing") == 0
    with pytest.raises(StoreError, match="cannot be written"):
        write([], tmp_path / "no" / "c.html")


def test_the_same_events_give_the_same_bytes(tmp_path: Path) -> None:
    write(link(showcase()), tmp_path / "a.html")
    write(link(reversed(showcase())), tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
