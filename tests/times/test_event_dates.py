"""Given a text and its day of publication, the interval and basis of the event that a word tells: event_dates.tsv."""

from pathlib import Path

import pytest

from polybius import times

TABLE = Path(__file__).with_name("event_dates.tsv")
ROWS = [
    tuple(None if cell == "-" else cell.replace("¶", "\n\n") for cell in line.split("\t"))
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def dated(nlp, text, published, triggers):
    """The date of the last of the triggers, each told after the one before it."""
    doc = nlp(text)
    found = times.find(doc, published)
    previous = None
    date = None
    for trigger in triggers.split(" > "):
        word, _, status = trigger.rstrip(")").partition(" (")
        token = [token for token in doc if token.text == word][-1]
        date = times.date_event(token, found, published, previous=previous, status=status or "occurred")
        previous = date if date is not None and date.basis != "published" else previous
    return date


@pytest.mark.parametrize(
    ("text", "published", "trigger", "first", "last", "basis"),
    ROWS,
    ids=[f"{text} [{trigger}]" for text, _, trigger, *_ in ROWS],
)
def test_event_date(nlp, text, published, trigger, first, last, basis):
    date = dated(nlp, text, published, trigger)
    assert (date and date.first, date and date.last, date and date.basis) == (first, last, basis)


def test_the_table_is_large_enough():
    assert len(ROWS) >= 120
