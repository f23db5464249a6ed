"""Quotation marks of all styles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.quotes.marks import quotations


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“one” and “two”", ["one", "two"]),
        ('"one" and "two"', ["one", "two"]),
        ("``one'' and ``two''", ["one", "two"]),
        ("''One day,'' he said, ''we left.''", ["One day,", "we left."]),
        ("«one» et «two»", ["one", "two"]),
        ("„eins“ und „zwei“", ["eins", "zwei"]),
        ("‘one’ and 'two'", ["one", "two"]),
        ("“outer ‘inner’ outer”", ["outer ‘inner’ outer"]),
        ("It's the workers' hall; don't go.", []),
        ("the ’90s and the rock ’n’ roll", []),
        ("“never closed\n\nnext", ["never closed"]),
    ],
)
def test_stretches(text: str, inner: list[str]) -> None:
    assert [text[q.inner_start : q.inner_end] for q in quotations(text)] == inner


def test_a_quotation_over_paragraphs_continues() -> None:
    found = quotations("“First.\n\n“Second.”")
    assert [(q.closed, q.continues) for q in found] == [(False, False), (True, True)]


@given(st.text(alphabet=st.sampled_from("“”\"'‘’`«»„ .,\nab")))
def test_never_overlap(text: str) -> None:
    end = 0
    for q in quotations(text):
        assert end <= q.start <= q.inner_start <= q.inner_end <= q.end <= len(text)
        end = q.end
