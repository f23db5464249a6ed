"""Where events happened."""

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from polybius import places
from polybius.records import EventPlace, Participant


def where(doc: Doc, trigger: str, **known: object) -> EventPlace | None:
    token = next(t for t in doc if t.text == trigger)
    return places.place_event(token, places.find(doc), **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sentence", "trigger", "name"),
    [
        ("Soldiers paraded on Wednesday through Khankendi.", "paraded", "Khankendi"),
        ("They met in Goma, the capital of North Kivu province.", "met", "Goma"),
        ("Azerbaijan regained parts of Nagorno-Karabakh in 2020.", "regained", "Karabakh"),
        ("The army captured Aleppo on Friday.", "captured", "Aleppo"),
        ("Russian jets carried out strikes near Idlib on Friday.", "strikes", "Idlib"),
        ("Gunmen killed nine people in Maiduguri.", "killed", "Maiduguri"),
        ("The rebels took Bukavu after the army withdrew from Goma.", "withdrew", "Goma"),
        ("The rebels took Bukavu after the army withdrew from Goma.", "took", "Bukavu"),
        ("A blast hit the outskirts of Kabul where clerics had gathered.", "hit", "Kabul"),
        ("Shells fell on Aleppo University.", "fell", "Aleppo"),
    ],
)
def test_stated(nlp: Language, sentence: str, trigger: str, name: str) -> None:
    place = where(nlp(sentence), trigger)
    assert place is not None
    assert (place.name, place.basis) == (name, "stated")
    assert place.text == sentence[place.start : place.end]


def test_the_first_example(nlp: Language) -> None:
    place = where(nlp("Hundreds of soldiers paraded Sunday through Khankendi."), "paraded")
    assert place is not None
    assert (place.geonameid, place.country, place.basis) == (146970, "AZE", "stated")


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("Azerbaijan launched a blitz.", "launched"),
        ("Shortages followed in the Armenian-held area.", "followed"),
        ("A Qatar-brokered truce ended the fighting.", "ended"),
        ("Syrian troops opened fire.", "opened"),
        ("Moscow denied the attack.", "denied"),
    ],
)
def test_actors_are_not_where(nlp: Language, sentence: str, trigger: str) -> None:
    assert where(nlp(sentence), trigger) is None


def test_the_city_stands_for_the_last_one_named(nlp: Language) -> None:
    place = where(nlp("Rebels are in Goma. Thousands fled the city."), "fled")
    assert place is not None
    assert (place.name, place.basis) == ("Goma", "inherited")


def test_previous_then_dateline_then_actor(nlp: Language) -> None:
    doc = nlp("The soldiers opened fire.")
    previous = EventPlace(name="Goma", basis="stated", start=3, end=7)
    dateline = places.find(nlp("They met in Nairobi, Kenya."))[0]
    actor = Participant(start=0, end=12, text="The soldiers", country="SYR")
    inherited = where(doc, "opened", previous=previous, dateline=dateline, actors=[actor])
    assert inherited is not None
    assert (inherited.name, inherited.basis) == ("Goma", "inherited")
    from_dateline = where(doc, "opened", dateline=dateline, actors=[actor])
    assert from_dateline is not None
    assert (from_dateline.name, from_dateline.basis, from_dateline.start) == ("Nairobi", "dateline", None)
    of_actor = where(doc, "opened", actors=[actor])
    assert of_actor is not None
    assert (of_actor.name, of_actor.country, of_actor.basis) == ("Syria", "SYR", "actor")
    assert where(doc, "opened") is None
