"""Where events without a place of their own are put, and where they are not."""

import itertools

import pytest

from polybius import Coder, annotate
from polybius.records import Article, Document

_CODER = Coder()
_NUMBERS = itertools.count()


def _read(text: str) -> Document:
    return _CODER.annotate(Article(id=f"s{next(_NUMBERS)}", body=text, published="2024-05-10", language="en"))


def _where(text: str, trigger: str) -> str | None:
    event = next(m for m in _read(text).events if m.evidence.trigger.text == trigger)
    return event.place.name if event.place else None


def test_violence_is_not_where_talks_are() -> None:
    text = "Sudan's generals met in Jeddah on Friday.\n\nAt least 30 people were killed by shells."
    assert _where(text, "killed") != "Jeddah"


def test_what_goes_on_in_a_paragraph_stays_there() -> None:
    assert _where("Rebels attacked villages near Beni on Friday. They killed nine people.", "killed") == "Beni"


@pytest.mark.parametrize(
    ("text", "trigger", "place"),
    [
        ("The United States imposed sanctions on Iran.", "sanctions", None),
        ("Leaders will discuss the war in Ukraine.", "discuss", None),
        ("Bandits killed nine people on the road from Ghazni to Kandahar.", "killed", None),
        ("Russian forces kept shelling civilians.", "shelling", None),
        ("Rebels attacked Goma on Tuesday, wounding nine people.", "attacked", "Goma"),
    ],
)
def test_recipients_topics_and_ends_of_roads(text: str, trigger: str, place: str | None) -> None:
    assert _where(text, trigger) == place


def test_months_are_no_places() -> None:
    assert [p.text for p in _read("In May, Armenia freed nine prisoners.").places] == ["Armenia"]


@pytest.mark.parametrize(
    ("text", "place", "basis"),
    [
        ("The army attacked Nagorno-Karabakh. Some 100,000 people fled to Armenia.", "Karabakh", "inherited"),
        ("Fighters raided Geneina in Sudan on Monday. Thousands fled into Chad.", "El Geneina", "inherited"),
        ("Thousands fled to Chad on Monday.", "Chad", "stated"),
        ("Rebels seized Bunia on Monday. Thousands fled from Bunia to Uganda.", "Bunia", "stated"),
    ],
)  # fmt: skip
def test_who_flees_flees_from_where_the_text_is(text, place, basis):
    (fled,) = (e for e in annotate(text, published="2023-11-08").events if e.type == "DISPLACE")
    assert (fled.place.name, fled.place.basis) == (place, basis)
