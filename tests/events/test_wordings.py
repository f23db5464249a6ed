"""The usual wordings of wire reports, type by type: ``wordings.tsv`` holds a type and a sentence a line."""

from collections import defaultdict
from pathlib import Path

import pytest
from spacy.language import Language

from polybius import annotate, entities, places, quantities, quotes, times
from polybius.events import EventCoder, Layers
from polybius.language import references

TABLE = Path(__file__).with_name("wordings.tsv")
ROWS = [line.split("\t") for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
TYPES = sorted({type_ for type_, _ in ROWS})
DAY = "2023-11-08"


@pytest.fixture(scope="module")
def coded(nlp: Language) -> dict[str, set[str]]:
    """Each sentence's types."""
    coder, told = EventCoder(), {}
    sentences = [sentence for _, sentence in ROWS]
    for sentence, doc in zip(sentences, nlp.pipe(sentences, batch_size=64), strict=True):
        found_places = places.find(doc)
        found = entities.find(doc, found_places, DAY)
        layers = Layers(
            times=times.find(doc, DAY), places=found_places, entities=found, quotes=quotes.find(doc, found),
            references=references.resolve(doc, found, found_places), quantities=quantities.find(doc),
        )  # fmt: skip
        told[sentence] = {m.type for m in coder.code(doc, layers, document="x", published=DAY)}
    return told


@pytest.mark.parametrize("type_", TYPES)
def test_wordings(type_: str, coded: dict[str, set[str]]) -> None:
    missed = [sentence for wanted, sentence in ROWS if wanted == type_ and type_ not in coded[sentence]]
    of_type = sum(wanted == type_ for wanted, _ in ROWS)
    # One sentence of each twenty may fall to an error of the parser.
    assert len(missed) <= of_type / 20, missed


def test_every_plover_root_has_wordings() -> None:
    counts: dict[str, int] = defaultdict(int)
    for type_, _ in ROWS:
        counts[type_] += 1
    assert sum(counts.values()) >= 390
    assert len(TYPES) == 22


def test_a_pronoun_stands_for_the_noun_of_its_sentence() -> None:
    (event,) = annotate("Kenya said it would withdraw its troops.", published=DAY).events
    assert (event.type, [who.text for who in event.actor]) == ("AGREE", ["Kenya"])
