"""Which articles tell one story."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import article
from polybius.records import Article
from polybius.stories import group
from polybius.stories.settings import read

QUAKE = [
    article(
        "q1",
        "Strong earthquake hits Kermadec islands, no damage reported",
        "A strong earthquake struck the Kermadec islands on Tuesday, seismologists in Wellington said. "
        "The quake had a magnitude of 6.4 and no tsunami warning was issued for New Zealand.",
    ),
    article(
        "q2",
        "Kermadec islands shaken by magnitude 6.4 quake",
        "An earthquake of magnitude 6.4 shook the remote Kermadec islands, northeast of New Zealand, "
        "early Tuesday. Officials in Wellington said that a tsunami was not expected.",
        "2023-11-10",
    ),
]
STRIKE = [
    article(
        "t1",
        "Tram drivers in Lille walk out over pay",
        "Tram drivers in Lille stopped work on Monday after talks on pay broke down, the union CGT said. "
        "Most lines stood still all morning.",
    ),
    article(
        "t2",
        "Lille trams halted as drivers strike for higher pay",
        "Most tram lines in Lille stood still on Monday. Drivers want higher pay; the union CGT said talks "
        "with the operator had broken down.",
    ),
]


def parted(stories: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(k for k, v in stories.items() if v == story) for story in stories.values()}


def test_retellings_are_one_story_and_others_are_not() -> None:
    assert parted(group([*QUAKE, *STRIKE])) == {frozenset({"q1", "q2"}), frozenset({"t1", "t2"})}


def test_a_copy_is_one_story_whatever_its_title() -> None:
    body = " ".join(f"word{i}" for i in range(80))
    copies = [article("a", "One title", body), article("b", "Quite another", body + " end")]
    assert len(parted(group(copies))) == 1


def test_a_like_event_a_year_later_is_another_story() -> None:
    later = Article(id="later", title=QUAKE[1].title, body=QUAKE[1].body, published="2024-11-10")
    assert len(parted(group([QUAKE[0], later, *STRIKE]))) == 3


def test_the_story_keeps_its_id_when_a_later_article_joins() -> None:
    before = group(QUAKE[:1])
    assert group(QUAKE)["q1"] == before["q1"]


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8), st.randoms(use_true_random=False))
def test_any_text_in_any_order(texts: list[str], order: random.Random) -> None:
    articles = [article(f"a{i}", text[:20], text) for i, text in enumerate(texts)]
    stories = group(articles)
    assert set(stories) == {one.id for one in articles}
    order.shuffle(articles)
    assert group(articles) == stories


def test_a_wrong_line_of_the_settings_is_named() -> None:
    with pytest.raises(ValueError, match=r"mine\.toml: .*line 2"):
        read("link = 1\naverage = = 2", "mine.toml")
    data = Path(__file__).parents[2] / "src/polybius/data/stories.toml"
    text = data.read_text(encoding="utf-8")
    for wrong, place in (
        ("exhaustive = 60", "`xexhaustive`"),
        ("same_noun = { bits", "levels.actor lacks the level 'same_noun'"),
        ("[levels.mode]", "levels.mode lacks"),
    ):
        assert wrong in text
        with pytest.raises(ValueError, match=rf"mine\.toml: .*{place}"):
            read(text.replace(wrong, "x" + wrong if wrong[0] != "[" else "[levels.modes]", 1), "mine.toml")
