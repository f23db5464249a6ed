"""Toponyms in sentences, and the places they name."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from polybius import places
from polybius.records import Place


def named(found: tuple[Place, ...], text: str) -> Place:
    return next(p for p in found if p.text == text)


def test_two_names_of_one_place(nlp: Language) -> None:
    found = places.find(nlp("Troops marched through Khankendi, which Armenians call Stepanakert, on Monday."))
    for text in ("Khankendi", "Stepanakert"):
        place = named(found, text)
        assert (place.name, place.geonameid, place.country, place.kind) == (
            "Khankendi",
            146970,
            "AZE",
            "settlement",
        )


@pytest.mark.parametrize(
    ("sentence", "text", "country", "kind"),
    [
        ("A Kenyan court freed the men.", "Kenyan", "KEN", "demonym"),
        ("Azerbaijani troops entered the town.", "Azerbaijani", "AZE", "demonym"),
        ("Sri Lankan sailors were rescued.", "Sri Lankan", "LKA", "demonym"),
        ("Shells fell on Aleppo University on Tuesday.", "Aleppo", "SYR", "settlement"),
        ("Students of the University of Khartoum marched.", "Khartoum", "SDN", "settlement"),
        ("Fighting broke out in the Karabakh region.", "Karabakh", "AZE", "region"),
        ("A fire burned a barn in Rapides Parish.", "Rapides Parish", "USA", "district"),
        ("The ferry sank in the Red Sea.", "Red Sea", None, "sea"),
        ("He fled Darfur for Chad.", "Darfur", "SDN", "region"),
        ("He fled Darfur for Chad.", "Chad", "TCD", "country"),
        ("The U.S. sent envoys to the U.K. on Friday.", "U.K.", "GBR", "country"),
        (
            "Protesters gathered in Georgia's capital, Tbilisi, near the border with Russia.",
            "Georgia",
            "GEO",
            "country",
        ),
        ("Officials in Atlanta and Savannah said Georgia would pay.", "Georgia", "USA", "region"),
    ],
)
def test_toponyms(nlp: Language, sentence: str, text: str, country: str | None, kind: str) -> None:
    place = named(places.find(nlp(sentence)), text)
    assert (place.country, place.kind) == (country, kind)
    assert 0 < place.confidence <= 1


@pytest.mark.parametrize(
    ("sentence", "geonameid"),
    [
        ("A bridge collapsed in Paris, Texas, on Sunday.", 4717560),
        ("A bridge collapsed in Paris, Tenn., on Sunday.", 4647963),
        ("A bridge collapsed in Paris on Sunday, the French police said.", 2988507),
        ("Deputies in Rapides Parish arrested a man from Alexandria.", 4314550),
        ("Police in Egypt's port of Alexandria arrested a man.", 361058),
    ],
)
def test_one_name_many_places(nlp: Language, sentence: str, geonameid: int) -> None:
    assert geonameid in {p.geonameid for p in places.find(nlp(sentence))}


def test_the_dateline_weighs(nlp: Language) -> None:
    doc = nlp("Two men were hurt when a bridge fell in Tripoli.")
    assert named(places.find(doc, dateline="Beirut, Lebanon"), "Tripoli").country == "LBN"
    assert named(places.find(doc, dateline="Misrata, Libya"), "Tripoli").country == "LBY"


@pytest.mark.parametrize(
    "sentence",
    [
        "Paris Hilton sang.",
        "Captain Jordan Henderson scored twice.",
        "She lives at 12 London Road.",
        "Police said that the mobile home burned.",
        "The reading was nice on Sunday in March.",
    ],
)
def test_people_streets_and_words_are_no_places(nlp: Language, sentence: str) -> None:
    assert places.find(nlp(sentence)) == ()


def test_nothing_in_nothing(nlp: Language) -> None:
    assert places.find(nlp("")) == ()


def test_deterministic(nlp: Language) -> None:
    doc = nlp("Rebels left Goma for Bukavu, in South Kivu, the Congolese army said in Kinshasa.")
    assert places.find(doc) == places.find(doc)


PIECES = "Paris , Texas the of Goma \n\n U.S. ( ) - St. Louis Calif. in al Raqqa's Kenyan 12 – Élise 東京 and"
WORDS = st.sampled_from(PIECES.split(" "))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=20).map(" ".join)))
def test_offsets_slice_to_their_text(nlp: Language, text: str) -> None:
    end = 0
    for place in places.find(nlp(text)):
        assert text[place.start : place.end] == place.text
        assert place.start >= end
        end = place.end


@pytest.mark.parametrize(
    "text",
    [
        "In the village of Chahak, 700 houses collapsed, the Taliban government said; most people slept in the open.",
        "Hundreds of fighters of the Taliban entered the valley near Herat on Sunday.",
    ],
)
def test_an_armed_group_is_no_place(parse, text):
    assert "Taliban" not in {place.text for place in places.find(parse(text))}
