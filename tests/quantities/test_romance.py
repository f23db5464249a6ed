"""Counts in Spanish, Portuguese and French."""

import re

import pytest

from polybius.quantities import romance

_EXAMPLES = [(text, *said) for row in romance.rows().values() for text, said in row.examples.items()]


@pytest.mark.parametrize(("text", "low", "high", "kind", "unit"), _EXAMPLES)
@pytest.mark.parametrize("lost", [False, True])
def test_example(text: str, low: float, high: float, kind: str, unit: str, lost: bool) -> None:
    if lost:
        text = re.sub(r"[^\x00-\x7f]", "\ufffd", text)
    words = re.search(r"\{(.+?)\}", text)
    assert words
    found = romance.find(re.sub(r"[{}]", "", text))
    expected = (kind, low or None, high or None, unit)
    assert expected in [(q.kind, q.low, q.high, q.unit) for q in found if q.text.endswith(words[1])]


@pytest.mark.parametrize(
    "text",
    [
        "Police in Las Casas arrested 40 people near the border.",
        "The firm sold 300 casas bahia stores in 2013.",
        "In 2013 hubo fiestas en toda la provincia.",
        "He scored 12 goals for Hogar.",
    ],
)
def test_nothing_in_other_sentences(text: str) -> None:
    assert romance.find(text) == ()


def test_offsets_slice_to_their_text() -> None:
    text = "En la zona hay por lo menos 500 evacuados y 30 familias sin hogar."
    found = romance.find(text)
    assert [text[q.start : q.end] for q in found] == [q.text for q in found]
    assert [(q.kind, q.unit) for q in found] == [("evacuated", "people"), ("homeless", "households")]
