"""Datelines and the agencies they name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.article.dateline import opening, signed

REST = "Police fired tear gas at a crowd near the port on Tuesday."


@pytest.mark.parametrize(
    ("line", "place", "date", "agency"),
    [
        ("NAIROBI, Kenya, Aug. 7 (AP) -- ", "NAIROBI, Kenya", "2023-08-07", "AP"),
        ("NAIROBI, Kenya (AP) — ", "NAIROBI, Kenya", None, "AP"),
        ("(Reuters) - ", None, None, "Reuters"),
        ("GENEVA, March 12 (Reuters) - ", "GENEVA", "2024-03-12", "Reuters"),
        ("BEIJING, Nov. 8 (Xinhua) -- ", "BEIJING", "2023-11-08", "Xinhua"),
        ("New Delhi, Nov 8 (PTI) ", "New Delhi", "2023-11-08", "PTI"),
        ("KYIV/MOSCOW, 3 January 2024 (Reuters) – ", "KYIV/MOSCOW", "2024-01-03", "Reuters"),
        ("MOGADISHU — ", "MOGADISHU", None, None),
        ("Mogadishu, Somalia – ", "Mogadishu, Somalia", None, None),
        ("PORT-AU-PRINCE, Haiti — ", "PORT-AU-PRINCE, Haiti", None, None),
        ("ISLAMABAD: ", "ISLAMABAD", None, None),
    ],
)
def test_datelines(line: str, place: str | None, date: str | None, agency: str | None) -> None:
    found = opening(line + REST, published="2023-11-09")
    assert found is not None
    assert (found.dateline.place if found.dateline else None) == place
    assert (found.dateline.date if found.dateline else None) == date
    assert found.agency == agency
    assert (line + REST)[found.end :] == REST


@pytest.mark.parametrize(
    "text",
    [
        REST,
        "Hundreds – perhaps thousands – fled the port.",
        "The minister — Jane Doe — resigned.",
        "“We will stay,” she said — Then she left.",
        "WARNING: This page has pictures of the dead.",
        "President Doe's plan - The first of its kind.",
    ],
)
def test_sentences_are_no_datelines(text: str) -> None:
    assert opening(text) is None


def test_a_year_is_not_guessed() -> None:
    found = opening("NAIROBI, Kenya, Aug. 7 (AP) -- " + REST)
    assert found is not None and found.dateline is not None
    assert found.dateline.date == "XXXX-08-07"
    assert opening("LAGOS, Dec. 30 (AP) -- " + REST, "2024-01-02").dateline.date == "2023-12-30"  # type: ignore[union-attr]


def test_a_dispatch_signed_at_its_end() -> None:
    assert signed(REST + "\n\n(Reporting by Jane Doe; Editing by John Roe)") == "Reuters"
    assert signed(REST + " (AFP)") == "AFP"
    assert signed(REST) is None


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_no_text_raises(text: str) -> None:
    found = opening(text, "2023-11-09")
    assert found is None or 0 <= found.end <= len(text)
    signed(text)
