"""Numbers in text: what they say, and which are not counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.quantities import numbers

_READ: list[tuple[str, list[tuple[str, float | None, float | None]]]] = [
    ("More than 100,000 people", [("More than 100,000", 100000, None)]),
    ("at least 20 men", [("at least 20", 20, None)]),
    ("up to 50 men", [("up to 50", None, 50)]),
    ("no more than 3 men", [("no more than 3", None, 3)]),
    ("no fewer than 14 men", [("no fewer than 14", 14, None)]),
    ("about 300 men", [("about 300", 300, 300)]),
    ("between 20 and 30 men", [("between 20 and 30", 20, 30)]),
    ("20-30 men", [("20-30", 20, 30)]),
    ("two to three thousand men", [("two to three thousand", 2000, 3000)]),
    ("two or three men", [("two or three", 2, 3)]),
    ("hundreds of men", [("hundreds", 200, None)]),
    ("tens of thousands", [("tens of thousands", 20000, None)]),
    ("dozens", [("dozens", 24, None)]),
    ("a dozen men", [("a dozen", 12, 12)]),
    ("several hundred men", [("several hundred", 200, None)]),
    ("1.2 million people", [("1.2 million", 1200000, 1200000)]),
    ("half a dozen men", [("half a dozen", 6, 6)]),
    ("a half-dozen men", [("half-dozen", 6, 6)]),
    ("blast kills over 40, wounds more", [("over 40", 40, None)]),
    ("half a million people", [("half a million", 500000, 500000)]),
    ("2.5 lakh people", [("2.5 lakh", 250000, 250000)]),
    ("1.5 crore people", [("1.5 crore", 15000000, 15000000)]),
    ("12,34,567 people", [("12,34,567", 1234567, 1234567)]),
    ("1,286 and 1 286 and 1.286 men", [("1,286", 1286, 1286), ("1 286", 1286, 1286), ("1.286", 1286, 1286)]),
    ("twenty-three men", [("twenty-three", 23, 23)]),
    ("two hundred and thirty-five men", [("two hundred and thirty-five", 235, 235)]),
    ("no one was hurt", [("no one", 0, 0)]),
    ("12 killed, 5 wounded", [("12", 12, 12), ("5", 5, 5)]),
    ("in 2013 300 people fled", [("300", 300, 300)]),
    ("2000 people fled in 2000", [("2000", 2000, 2000)]),
]


@pytest.mark.parametrize(("text", "expected"), _READ)
def test_reads(text: str, expected: list[tuple[str, float | None, float | None]]) -> None:
    assert [(text[n.start : n.end], n.low, n.high) for n in numbers.find(text)] == expected


@pytest.mark.parametrize(
    "text",
    ["$5 million", "€300", "25% of voters", "25 percent", "a 45-year-old man", "aged 33", "30 km away",
     "12 miles", "8:30 p.m.", "9/11", "Nov. 8, 2023", "3 February", "on May 3", "the 2nd battalion",
     "COVID-19", "F-16", "in 1994",
     "10 years", "1.37", "Ali Hassan, 52, is charged", "Satellite K", "children under 5"],
)  # fmt: skip
def test_passes_over_what_counts_nothing(text: str) -> None:
    assert numbers.find(text) == ()


@given(st.text(alphabet=st.sampled_from("0123456789,. -–%$abc aone hundred of two to and \n'")))
def test_any_text_gives_ordered_numbers_in_bounds(text: str) -> None:
    end = 0
    for number in numbers.find(text):
        assert 0 <= number.start <= number.figure < number.end <= len(text)
        assert number.figure >= end
        end = number.end
        assert number.low is not None or number.high is not None
