"""The layer of entities: given this sentence, these actors."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from polybius import entities
from polybius.records import Entity, Place


def _found(nlp: Language, text: str, published: str | None = None) -> tuple[Entity, ...]:
    return entities.find(nlp(text), (), published)


def _one(nlp: Language, text: str, mention: str, published: str | None = None) -> Entity:
    found = [e for e in _found(nlp, text, published) if e.text == mention]
    assert found, (mention, [e.text for e in _found(nlp, text, published)])
    return found[0]


@pytest.mark.parametrize(
    ("text", "mention", "name", "kind", "country", "sectors"),
    [
        (
            "Kenya President William Ruto spoke.",
            "Kenya President William Ruto",
            "William Ruto",
            "person",
            "KEN",
            ("GOV",),
        ),
        ("Hundreds of Malian soldiers left.", "Malian soldiers", "Malian soldiers", "group", "MLI", ("MIL",)),
        (
            "A rout of ethnic Armenian forces followed.",
            "ethnic Armenian forces",
            "ethnic Armenian forces",
            "group",
            "ARM",
            ("REB",),
        ),
        (
            "More than 500 ethnic Albanians fled.",
            "ethnic Albanians",
            "ethnic Albanians",
            "group",
            "ALB",
            ("CVL",),
        ),
        (
            "The separatist government of Abkhazia voted.",
            "separatist government of Abkhazia",
            "separatist government of Abkhazia",
            "organisation",
            "GEO",
            ("GOV", "PRE"),
        ),
        (
            "Ukraine's army held the bridge.",
            "Ukraine's army",
            "Ukraine's army",
            "organisation",
            "UKR",
            ("MIL",),
        ),
        ("The Kremlin denied the report.", "Kremlin", "Kremlin", "organisation", "RUS", ("GOV",)),
        ("Washington said it would answer.", "Washington", "United States", "nation", "USA", ("GOV",)),
        ("A U.N. agency sent tents.", "U.N. agency", "U.N. agency", "organisation", None, ("UNO",)),
        (
            "Turkish NATO troops arrived.",
            "Turkish NATO troops",
            "Turkish NATO troops",
            "group",
            "TUR",
            ("MIL",),
        ),
        ("Taliban fighters took the post.", "Taliban fighters", "Taliban fighters", "group", "AFG", ("REB",)),
        (
            "Opposition lawmakers left the hall.",
            "Opposition lawmakers",
            "Opposition lawmakers",
            "group",
            None,
            ("LEG", "OPP"),
        ),
        (
            "Former Chilean president Ana Rojas testified.",
            "Former Chilean president Ana Rojas",
            "Ana Rojas",
            "person",
            "CHL",
            ("ELI",),
        ),
        (
            "Sergio Mora, the foreign minister of Peru, resigned.",
            "Sergio Mora",
            "Sergio Mora",
            "person",
            "PER",
            ("GOV",),
        ),
        (
            "The president of Zambia flew home.",
            "president of Zambia",
            "president of Zambia",
            "person",
            "ZMB",
            ("GOV",),
        ),
        ("A Turkish man was held.", "Turkish man", "Turkish man", "person", "TUR", ("CVL",)),
        (
            "The ACLU sued the state.",
            "ACLU",
            "American Civil Liberties Union",
            "organisation",
            "USA",
            ("SOC",),
        ),
        ("Gen. Musa Diallo led the column.", "Gen. Musa Diallo", "Musa Diallo", "person", None, ("MIL",)),
        (
            "Minister for Fisheries Ali Noor spoke.",
            "Minister for Fisheries Ali Noor",
            "Ali Noor",
            "person",
            None,
            ("GOV",),
        ),
        (
            "The Syrian government's spokesman Omar Haddad left.",
            "Syrian government's spokesman Omar Haddad",
            "Omar Haddad",
            "person",
            "SYR",
            ("GOV",),
        ),
    ],
)
def test_actor(
    nlp: Language,
    text: str,
    mention: str,
    name: str,
    kind: str,
    country: str | None,
    sectors: tuple[str, ...],
) -> None:
    entity = _one(nlp, text, mention)
    assert (entity.name, entity.kind, entity.country, entity.sectors) == (name, kind, country, sectors)


@pytest.mark.parametrize(
    "text",
    [
        "A woman bought bread.",
        "The convoy stopped.",
        "They came by force.",
        "He flew to Moscow.",
        "The police station burned.",
    ],
)
def test_no_actor(nlp: Language, text: str) -> None:
    assert _found(nlp, text) == ()


def test_hyphened_nation_is_not_the_country_of_the_noun(nlp: Language) -> None:
    assert _one(nlp, "A Russia-backed militia fired.", "Russia-backed militia").country is None


def test_demonym_before_a_thing_is_the_nation(nlp: Language) -> None:
    entity = _one(nlp, "The Ethiopian offensive began.", "Ethiopian")
    assert (entity.name, entity.kind, entity.country) == ("Ethiopia", "nation", "ETH")


def test_surname_title_and_full_name_are_one_chain(nlp: Language) -> None:
    found = _found(nlp, "Kenya President William Ruto spoke. Ruto left early. The president was tired.")
    people = [e for e in found if e.kind == "person"]
    assert [e.text for e in people] == ["Kenya President William Ruto", "Ruto", "president"]
    assert {e.chain for e in people} == {0}
    assert {(e.name, e.country) for e in people} == {("William Ruto", "KEN")}


def test_acronym_that_the_text_explains(nlp: Language) -> None:
    found = _found(nlp, "The Lakeside Farmers Association (LFA) met. The LFA chose a chairman.")
    bodies = [e for e in found if "L" in e.text]
    assert {e.name for e in bodies} == {"Lakeside Farmers Association"}
    assert len({e.chain for e in bodies}) == 1


def test_breakaway_side_takes_the_country_of_an_earlier_one(nlp: Language) -> None:
    text = "The separatist government of Abkhazia fell. A raid forced the separatist forces to disband."
    entity = _one(nlp, text, "separatist forces")
    assert (entity.country, entity.sectors) == ("GEO", ("REB", "PRE"))


def test_police_of_a_one_country_article(nlp: Language) -> None:
    text = "Kenya is voting. Kenyan officials counted. In Kenya, queues were long. Police kept order."
    assert _one(nlp, text, "Police").country == "KEN"


def test_police_of_nobody(nlp: Language) -> None:
    assert _one(nlp, "Police arrested a Turkish man.", "Police").country is None


def test_country_of_a_town(nlp: Language) -> None:
    place = Place(start=10, end=17, text="Bamenda", name="Bamenda", country="CMR", kind="settlement", confidence=0.9)
    found = entities.find(nlp("Police in Bamenda fired."), (place,))
    assert [(e.text, e.country) for e in found] == [("Police", "CMR")]


@pytest.mark.parametrize(
    ("published", "sectors"),
    [("2010-06-01", ("GOV",)), ("2023-05-01", ("ELI",)), ("1999-01-01", ()), (None, ("GOV",))],
)
def test_a_leader_is_what_he_was_that_day(nlp: Language, published: str | None, sectors: tuple[str, ...]) -> None:
    entity = _one(nlp, "Barack Obama spoke in Chicago.", "Barack Obama", published)
    assert (entity.country, entity.sectors) == ("USA", sectors)


def test_curly_apostrophe(nlp: Language) -> None:
    assert _one(nlp, "Ukraine’s army held the bridge.", "Ukraine’s army").country == "UKR"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                [
                    "Kenya",
                    "'s",
                    "President",
                    "(",
                    "UN",
                    ")",
                    "-",
                    "rebels",
                    "of",
                    "the",
                    "\n\n",
                    "İlham",
                    ".",
                    "said",
                ]
            ),
        ),
        max_size=25,
    ).map(" ".join)
)
def test_any_text(nlp: Language, text: str) -> None:
    doc = nlp(text)
    found = entities.find(doc, ())
    assert found == entities.find(doc, ())
    reached = 0
    chains: dict[int, Any] = {}
    for entity in found:
        assert text[entity.start : entity.end] == entity.text
        assert entity.text
        assert entity.start >= reached
        reached = entity.end
        chains.setdefault(entity.chain, len(chains))
    cast = entities.Cast(found)
    for token in doc:
        participant = cast.participant(token)
        if participant is not None:
            assert text[participant.start : participant.end] == participant.text
