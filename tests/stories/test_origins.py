"""Which documents speak for one source."""

from hypothesis import given
from hypothesis import strategies as st

from polybius.stories.origins import UNNAMED, Text, origins

DISPATCH = " ".join(f"word{number} and then number {number * 7}" for number in range(60))


def test_a_dispatch_cut_and_retitled_is_one_source() -> None:
    cut = "A title of its own\n\n" + DISPATCH[: len(DISPATCH) * 2 // 3]
    found = origins([Text("a", DISPATCH, "The Post"), Text("b", cut, "The Herald")])
    assert found["a"] == found["b"]


def test_a_reprint_without_a_name_is_the_named_ones() -> None:
    found = origins([Text("a", DISPATCH), Text("b", DISPATCH, "The Post"), Text("c", "Other words.", "The Post")])
    assert found == {"a": "the post", "b": "the post", "c": "the post"}


def test_an_agency_speaks_wherever_it_is_printed_and_a_host_is_a_name() -> None:
    found = origins(
        [
            Text("a", "One text.", "The Post", "Sample Agency"),
            Text("b", "Another text.", "The Herald", "Sample Agency"),
            Text("c", "A third.", url="https://www.news.example/1"),
            Text("d", "A fourth.", url="https://news.example/2"),
        ]
    )
    assert found["a"] == found["b"] and found["c"] == found["d"] == "news.example"


def test_who_names_nobody_adds_no_second_source() -> None:
    assert set(origins([Text("a", "One."), Text("b", "Two.")]).values()) == {UNNAMED}


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_texts_in_any_order(texts: list[str]) -> None:
    given_texts = [Text(str(number), text) for number, text in enumerate(texts)]
    assert origins(given_texts) == origins(reversed(given_texts))
