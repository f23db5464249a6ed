"""Quantities of whole sentences, and which event they belong to."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Token

from polybius import quantities
from polybius.quantities import LexiconError, lexicon

Parse = Callable[[str], Doc]


def _read(parse: Parse, text: str) -> list[tuple[str, str]]:
    return [(q.text, q.kind) for q in quantities.find(parse(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen killed 3 and wounded 5.", [("3", "killed"), ("5", "injured")]),
        ("Bombing in the capital: 3 killed, 5 wounded", [("3", "killed"), ("5 wounded", "injured")]),
        ("The raid killed 12 people, including 3 children.", [("12 people", "killed")]),
        ("The guards shot and killed four men, leaving 2,000 families homeless.",
         [("four men", "killed"), ("2,000 families", "homeless")]),
        ("The storm damaged 80 houses and destroyed 20 others.",
         [("80 houses", "housing_damaged"), ("20 others", "housing_destroyed")]),
        ("Of the 400 villagers affected, 120 have been evacuated.",
         [("the 400 villagers", "affected"), ("120", "evacuated")]),
        ("Two bombers killed 10 people.", [("10 people", "killed")]),
        ("The number of families displaced is put at 412.", [("412", "displaced")]),
        ("Some 9,000 ethnic Serbs fled the region.", [("Some 9,000 ethnic Serbs", "fled")]),
        ("The talks lasted 12 days and cost 5 million dollars.", []),
        ("The bridge is 30 km from 12 villages.", []),
    ],
)  # fmt: skip
def test_sentence(text: str, expected: list[tuple[str, str]], parse: Parse) -> None:
    assert _read(parse, text) == expected


def test_bounds_and_unit_of_an_open_count(parse: Parse) -> None:
    (quantity,) = quantities.find(parse("More than 40,000 ethnic Serbs fled the valley."))
    assert (quantity.kind, quantity.low, quantity.high, quantity.unit) == ("fled", 40000, None, "people")


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        (
            "Rebels attacked the village, killing 12 people and wounding five.",
            "attacked",
            ["12 people", "five"],
        ),
        ("The attack killed 12 people.", "attack", ["12 people"]),
        ("Twelve people died in the attack.", "attack", ["Twelve people"]),
        ("The flood led to the evacuation of 300 residents.", "evacuation", ["300 residents"]),
        ("Police arrested 20 men after rebels killed three guards.", "arrested", ["20 men"]),
        ("Police arrested 20 men after rebels killed three guards.", "killed", ["three guards"]),
        ("The army said a shell hit a school and that 40 people had fled.", "hit", []),
    ],
)
def test_event_takes_what_is_its_own(text: str, trigger: str, expected: list[str], parse: Parse) -> None:
    doc = parse(text)
    token: Token = next(t for t in doc if t.text == trigger)
    assert [q.text for q in quantities.of_event(token, quantities.find(doc))] == expected


def test_a_wrong_table_is_named_by_its_line() -> None:
    with pytest.raises(LexiconError, match=r"kinds.toml, line 2: lost: counts \['souls'\]"):
        lexicon.parse_kinds('# a comment\n[lost]\ncounts = "souls"\n', "kinds.toml")
    with pytest.raises(LexiconError, match='should read "verb: word, word"'):
        lexicon.parse_kinds('[lost]\ndoes_as = ["go missing"]\n', "kinds.toml")


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=120))
def test_any_text_gives_offsets_that_slice(text: str, nlp: Language) -> None:
    doc = nlp(text)
    found = quantities.find(doc)
    for quantity in found:
        assert text[quantity.start : quantity.end] == quantity.text
    assert found == quantities.find(doc)
