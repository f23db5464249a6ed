"""Sport, business, culture, science and daily life tell no event: ``no_event.tsv``, a topic and a sentence a line.

A third column marks a sentence that may well be an event ("may"), or is known to be coded wrongly ("known").
"""

from pathlib import Path

import pytest
from spacy.language import Language

from polybius import entities, places, quantities, quotes, times
from polybius.events import EventCoder, Layers
from polybius.language import references

TABLE = Path(__file__).with_name("no_event.tsv")
ROWS = [(*line.split("\t"), "")[:3] for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
DAY = "2023-11-08"


@pytest.fixture(scope="module")
def coded(nlp: Language) -> dict[str, list[str]]:
    """Each sentence's events."""
    coder, told = EventCoder(), {}
    sentences = [row[1] for row in ROWS]
    for sentence, doc in zip(sentences, nlp.pipe(sentences, batch_size=64), strict=True):
        found_places = places.find(doc)
        found = entities.find(doc, found_places, DAY)
        layers = Layers(
            times=times.find(doc, DAY), places=found_places, entities=found, quotes=quotes.find(doc, found),
            references=references.resolve(doc, found, found_places), quantities=quantities.find(doc),
        )  # fmt: skip
        told[sentence] = [m.why.entry for m in coder.code(doc, layers, document="x", published=DAY)]
    return told


def test_no_event(coded: dict[str, list[str]]) -> None:
    assert {s: coded[s] for _, s, mark in ROWS if not mark and coded[s]} == {}


def test_few_are_known_to_be_wrong() -> None:
    assert sum(mark == "known" for *_, mark in ROWS) <= 0.06 * len(ROWS)
