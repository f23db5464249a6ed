"""Rough input: long sentences, lists, tables, headlines, capitals, transcripts, broken quotes, other languages."""

import time

import pytest
from spacy.language import Language

from polybius import annotate

DAY = "2023-11-08"


@pytest.mark.parametrize(
    "text",
    [
        "Rebels " + " and ".join(["attacked Goma and killed two soldiers"] * 57) + ".",
        "Killed: 12; wounded: 30; missing: 4; displaced: 2,000; arrested: 17",
        "Date | Place | Dead\n2 May | Goma | 12\n3 May | Bunia | 7\n",
        "- police\n- army\n- rebels\n- 12 dead\n- curfew",
        "Twelve dead, curfew in Lagos",
        "ANCHOR: And now to our reporter.\nREPORTER: Police arrested 20 people.\nANCHOR: Thank you.",
        '"He said "they told us \'leave or die\'" and then "soldiers shot him',
        "«El ejército atacó» said the mayor, et puis la police arrested deux hommes in Goma.",
        "警方逮捕了20人 and police arrested 20 men. Полиция задержала 20 человек.",
        "!!! ??? ... --- ((( ]]] \"\"\" '''",
        "the the the of of of to to to and and and",
        "\u202e\u0000\ufffd attack \U0001f525 killed",
    ],
)
def test_no_crash(text: str) -> None:
    document = annotate(text, published=DAY)
    for event in document.events:
        trigger = event.evidence.trigger
        assert document.text[trigger.start : trigger.end] == trigger.text


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("PROTESTERS CLASH WITH POLICE IN LAGOS", "PROTEST"),
        ("REBELS ATTACK ARMY BASE IN MALI", "ASSAULT"),
        ("POLICE ARREST 20 PROTESTERS IN CAIRO", "COERCE"),
        ("THE ARMY SHELLED A MARKET IN GOMA ON MONDAY, KILLING 12 PEOPLE.", "ASSAULT"),
        ("RUSSIA EXPELS FOUR DIPLOMATS", "SANCTION"),
        ("IRAN, TURKEY HOLD TALKS IN ANKARA", "CONSULT"),
    ],
)
def test_capitals_are_coded(text: str, type_: str) -> None:
    assert type_ in [event.type for event in annotate(text, published=DAY).events]


def test_cost_is_linear_in_the_sentence(nlp: Language) -> None:
    from polybius.events import EventCoder, Layers

    coder = EventCoder()

    def seconds(times: int) -> float:
        doc = nlp("Rebels " + " and ".join(["attacked Goma and killed two soldiers"] * times) + ".")
        spent = []
        for _ in range(3):
            begun = time.process_time()
            coder.code(doc, Layers(), document="x", published=DAY)
            spent.append(time.process_time() - begun)
        return min(spent)

    assert seconds(160) < 4 * 2.5 * seconds(40) + 0.05
