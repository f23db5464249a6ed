"""What is no date, what cannot be known, and days of publication that the text speaks against."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius import times
from polybius.times import numerals

DAY = "2023-11-08"


@pytest.mark.parametrize(
    "text",
    [
        "in the year 0",
        "on 0000-01-01",
        "on 31 February 2021",
        "on Feb. 31",
        "on Feb. 29, 2023",
        "32 May 2020",
        "on the 45th of May",
        "on Nov 31",
        "on 99/99/9999",
        "on 00/00/2020",
        "at 25:00",
        "at 24:30",
        "at 12:61",
        "at 13 p.m.",
        "31 Ramadan 1445",
        "in the year 10000",
        "on ٢٠٢٣-١١-٠٨",
        "٣ days ago",
        "on November 8, ２０２３",
        "on १२ August 2020",
        "on 2023–11–08",
        "on 8–11–2023",
    ],
)
def test_no_date(text):
    assert times.find(text, DAY) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on Friday", "XXXX-WXX-5"),
        ("yesterday", "XXXX-XX-XX"),
        ("last week", "XXXX-WXX"),
        ("last month", "XXXX-XX"),
        ("in May", "XXXX-05"),
        ("on May 3", "XXXX-05-03"),
        ("last winter", "XXXX-WI"),
    ],
)
@pytest.mark.parametrize("published", [None, "", "rubbish", "2023-02-31", "0000-01-01"])
def test_without_a_day_of_publication_no_day_is_invented(text, value, published):
    (found,) = times.find(text, published)
    assert (found.value, found.first, found.last) == (value, None, None)


@pytest.mark.parametrize(
    ("published", "text"),
    [
        ("2003-11-08", "Rebels shelled the port on Nov. 6, 2023, and again on Nov. 7, 2023."),
        ("2003-11-08", "Smoke rises over the port on Tuesday, Nov. 7, 2023."),
        ("2019-03-01", "Troops took the town in May 2022. They left it on 3 July 2022."),
    ],
)
def test_a_text_that_speaks_against_its_day(published, text):
    why = times.contradicts(published, times.find(text, published))
    assert why is not None
    assert published in why
    assert "20" in why


def test_the_reason_in_words():
    text = "Smoke rises over the port on Tuesday, Nov. 7, 2023."
    why = times.contradicts("2003-11-08", times.find(text, "2003-11-08"))
    assert why == "published 2003-11-08, but the text tells of “Tuesday, Nov. 7, 2023”, after that day"


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled the port in 1994 and again on 3 May 2003.",
        "The treaty of 1994 ends on 5 February 2027.",
        "The country wants to be free of coal by 2040, and of oil by 2050.",
        "Gunmen killed six people on Friday.",
        "",
    ],
)
def test_plans_and_history_speak_against_nothing(text):
    assert times.contradicts(DAY, times.find(text, DAY)) is None
    assert times.contradicts(None, times.find(text, DAY)) is None


@given(st.text(), st.one_of(st.none(), st.text(), st.dates().map(str)))
@settings(max_examples=100, deadline=None)
def test_any_text_and_day(text, published):
    why = times.contradicts(published, times.find(text, published))
    assert why is None or why.startswith("published")


def test_a_comma_is_no_number() -> None:
    assert numerals.value(",") is None
    assert numerals.value("1,200") == 1200.0
