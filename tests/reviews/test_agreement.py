"""Agreement against published worked examples, and the machine's share against figures worked by hand."""

import random
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.reviews import Anchor, Decision
from polybius.reviews.agreement import agreement, alpha, codings, precision, recall, shared
from polybius.reviews.values import COMPARED

# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): his examples A, B and C with his results.
BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")
MISSING = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def by_unit(coders: Sequence[str]) -> list[list[str]]:
    return [[value for value in values if value != "."] for values in zip(*coders, strict=True)]


@pytest.mark.parametrize(("coders", "published"), [(BINARY, 0.095), (NOMINAL, 0.692), (MISSING, 0.743)])
def test_alpha_is_what_its_author_worked_out(coders: Sequence[str], published: float) -> None:
    found = alpha(by_unit(coders))
    assert found is not None and round(found, 3) == published


def test_alpha_at_its_ends() -> None:
    assert alpha([["a", "a"], ["b", "b"]]) == 1
    assert alpha([["a", "a"], ["a", "a"]]) is None  # nothing varies
    assert alpha([["a"], [], ["b"]]) is None  # nobody can be compared
    assert alpha([["a", "b"], ["b", "a"]]) == -0.5


def by_definition(units: list[list[int]]) -> float | None:
    """1 - observed over expected disagreement, by going through every pair."""
    units = [values for values in units if len(values) > 1]
    every = [value for values in units for value in values]
    differ = [sum(a != b for a, b in permutations(values, 2)) / (len(values) - 1) for values in units]
    observed = sum(differ) / (len(every) or 1)
    pairs = list(permutations(every, 2))
    expected = sum(a != b for a, b in pairs) / (len(pairs) or 1)
    return 1 - observed / expected if expected else None


@given(st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=12))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_alpha_is_what_its_definition_says(units: list[list[int]]) -> None:
    assert alpha(units) == (None if by_definition(units) is None else pytest.approx(by_definition(units)))


def anchor(number: int) -> Anchor:
    return Anchor(document=f"d{number}", start=5, end=9, trigger="shot", type="CRIME", sentence="They shot.", offset=0)


def values(**given: str) -> dict[str, str]:
    return {**dict.fromkeys(COMPARED, ""), "type": "ASSAULT", "status": "occurred", **given}


def verdict(number: int, unit: int, reviewer: str, action: Any = "accept", **changed: str) -> Decision:
    return Decision(
        number=number, at="2024-01-02T12:00:00Z", reviewer=reviewer, action=action, event=f"e{unit}",
        about=(anchor(unit),), machine=values(), values=values(**changed) if action == "accept" else {}, scope="event",
    )  # fmt: skip


def test_the_machine_is_judged_by_the_last_word_on_each_event() -> None:
    log = [
        verdict(1, 1, "Ana"),
        verdict(2, 2, "Ana", type="PROTEST"),
        verdict(3, 3, "Ana", "reject"),
        verdict(4, 4, "Ana", place="216281"),
        verdict(5, 2, "Ben"),  # who has the last word on the second
    ]
    rows = {row.field: row for row in precision(codings(log))}
    assert (rows["event"].given, rows["event"].right, rows["event"].share) == (4, 3, 0.75)
    # Wilson's interval for 3 of 4, worked out by hand from its formula with z = 1.96.
    assert (rows["event"].low, rows["event"].high) == (pytest.approx(0.3006, abs=2e-4), pytest.approx(0.9544, abs=2e-4))
    assert (rows["type"].given, rows["type"].right) == (3, 3)
    assert (rows["place"].given, rows["place"].missed, rows["place"].share) == (0, 1, None)


def test_reviewers_are_compared_on_what_both_decided_about() -> None:
    log = [verdict(n, n, "Ana", type=kind) for n, kind in enumerate(("A", "A", "B", "B", "A"), 1)]
    log += [verdict(10 + n, n, "Ben", type=kind) for n, kind in enumerate(("A", "A", "B", "A"), 1)]
    log.append(verdict(20, 9, "Ben"))
    found = codings(log)
    assert len(shared(found)) == 4
    rows = {row.field: row for row in agreement(found)}
    assert (rows["type"].units, rows["type"].same) == (4, 0.75)
    assert rows["type"].alpha == alpha([["A", "A"], ["A", "A"], ["B", "B"], ["B", "A"]])
    assert rows["event"].alpha is None and rows["event"].same == 1
    low, high = rows["type"].low, rows["type"].high
    assert low is None or (high is not None and low <= (rows["type"].alpha or 0) <= high)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Coders who agree by a known chance: 95 % intervals of their alpha hold the long run's alpha nearly always."""
    chance = random.Random(5)

    def coded(size: int) -> list[list[Hashable]]:
        rows = []
        for _ in range(size):
            true = chance.choice("ab")
            rows.append([true if chance.random() < 0.85 else chance.choice("ab") for _ in range(2)])
        return rows

    truth = alpha(coded(200_000))
    assert truth is not None
    held = 0
    for _ in range(40):
        units = coded(60)
        log = []
        for number, (one, other) in enumerate(units):
            log.append(verdict(2 * number + 1, number, "Ana", type=str(one)))
            log.append(verdict(2 * number + 2, number, "Ben", type=str(other)))
        row = next(row for row in agreement(codings(log)) if row.field == "type")
        assert row.low is not None and row.high is not None
        held += row.low <= truth <= row.high
    assert held >= 34
    assert Counter(one.reviewer for one in codings(log)) == {"Ana": 60, "Ben": 60}


def added(number: int, reviewer: str, **values: str) -> Decision:
    return Decision(number=number, at="2024-01-01T00:00:00Z", reviewer=reviewer, action="add", event="e",
                    about=(anchor(1),), values={**dict.fromkeys(COMPARED, ""), **values})  # fmt: skip


def test_the_same_addition_of_two_coders_is_one_event_that_they_agree_on() -> None:
    found = codings([added(1, "Ana", type="PROTEST", place="1"), added(2, "Ben", type="PROTEST", place="2")])
    assert shared(found) == {("d1", 5, 9): {"Ana", "Ben"}}
    same = {one.field: one.same for one in agreement(found)}
    assert (same["event"], same["type"], same["place"]) == (1, 1, 0)
    [event] = precision(found)
    assert (event.field, event.given, event.missed) == ("event", 0, 1)


def test_an_addition_that_another_rejects_counts_neither_for_the_machine_nor_against_it() -> None:
    no = Decision(number=2, at="2024-01-01T00:00:00Z", reviewer="Ben", action="reject", event="e", about=(anchor(1),),
                  scope="event")  # fmt: skip
    found = codings([added(1, "Ana", type="PROTEST"), no])
    assert precision(found) == []
    assert next(one.same for one in agreement(found) if one.field == "event") == 0


def test_what_its_reviewer_corrects_of_an_addition_is_what_they_say() -> None:
    other = Decision(number=2, at="2024-01-01T00:00:00Z", reviewer="Ana", action="correct", event="e", field="place",
                     about=(anchor(1),), scope="mention", values={"type": "PROTEST", "place": "7"})  # fmt: skip
    [one] = codings([added(1, "Ana", type="PROTEST"), other])
    assert (one.values["place"], one.values["event"], one.added) == ("7", "yes", True)


def test_recall_has_the_interval_of_its_share() -> None:
    found = recall(2, 8, 2)
    assert (found.share, found.low, found.high) == (0.8, 0.4902, 0.9433)  # Wilson, worked out by hand for 8 of 10
    assert recall(1, 0, 0).share is None
