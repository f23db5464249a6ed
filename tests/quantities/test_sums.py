"""Counts that are told together stand with their sum; parts of a whole are not added to it."""

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from polybius import quantities


@pytest.mark.parametrize(
    ("text", "sum_of"),
    [
        ("Five soldiers and seven civilians were killed.", (12, 12)),
        ("Three soldiers, two policemen and at least four villagers died.", (9, None)),
        ("Two soldiers and a civilian were killed.", (3, 3)),
        ("Floods killed 40 people in Goma and 30 in Bunia.", (70, 70)),
        ("In Kenya, 31 houses were destroyed and 300 damaged, while in Uganda, 36 houses were destroyed.", (67, 67)),
    ],
)
def test_sum(text: str, sum_of: tuple[float, float | None], parse: Callable[[str], Doc]) -> None:
    found = [q for q in quantities.find(parse(text)) if q.kind in ("killed", "housing_destroyed")]
    assert max(((q.low, q.high) for q in found), key=lambda q: q[0] or 0) == sum_of


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("The raid killed 12 people, including four children and a woman.", 12),
        ("The raid killed 12 people, five soldiers and seven civilians.", 12),
        ("The toll rose from 5 dead to 12 dead.", 12),
        ("The blast killed 12 people and wounded 30.", 12),
        ("The army killed 12 rebels on Monday after it killed 5 last week.", 12),
    ],
)
def test_no_sum(text: str, most: float, parse: Callable[[str], Doc]) -> None:
    assert max(q.low or 0 for q in quantities.find(parse(text)) if q.kind == "killed") == most
