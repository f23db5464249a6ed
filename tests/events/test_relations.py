"""What a text says of two of its events: one follows the other, is part of it, answers it."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from polybius import annotate
from polybius.events import relation_words
from polybius.events.lexicon import LexiconError
from polybius.events.relation_words import Phrase, load
from polybius.records import Document

TABLE = Path(__file__).with_name("relations.tsv")
DAY = "2023-11-08"


class Row(NamedTuple):
    half: str
    text: str
    event: str
    kind: str
    other: str


ROWS = [Row(*line.split("\t")) for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]


def told(document: Document) -> list[tuple[str, str, str]]:
    """The relations as (trigger, kind, trigger of the other)."""
    triggers = {mention.id: mention.evidence.trigger.text for mention in document.events}
    return [(triggers[one.mention], one.kind, triggers[one.other]) for one in document.relations]


def as_written(row: Row) -> bool:
    """Whether the one relation of the row is found and no other, or none where there is none."""
    found = told(annotate(row.text, published=DAY))
    if row.kind == "none":
        return not found
    return len(found) == 1 and found[0][1] == row.kind and (
        found[0][0] in row.event.split("|") and found[0][2] in row.other.split("|")
    )  # fmt: skip


@pytest.mark.parametrize(("half", "least"), [("tuned", 56), ("held", 50)])
def test_relations_in_wire_wordings(half: str, least: int) -> None:
    rows = [row for row in ROWS if row.half == half and row.kind != "none"]
    wrong = [row.text for row in rows if not as_written(row)]
    nothing = sum(row.half == half and row.kind == "none" for row in ROWS)
    assert len(rows) - len(wrong) >= least - nothing, wrong


@pytest.mark.parametrize("row", [row for row in ROWS if row.kind == "none"], ids=lambda row: row.text)
def test_words_that_relate_no_events(row: Row) -> None:
    assert as_written(row)


@pytest.mark.parametrize("phrase", load().phrases, ids=lambda one: f"{one.kind} {one.form} {' '.join(one.words)}")
def test_the_example_of_each_phrase(phrase: Phrase) -> None:
    document = annotate(re.sub(r"[\[\]{}]", "", phrase.example), published=DAY)
    event, other = (marked(phrase.example, opening) for opening in "[{")
    spans = {mention.id: mention.evidence.trigger for mention in document.events}

    def inside(mention: str, stretch: range) -> bool:
        return spans[mention].start in stretch and spans[mention].end - 1 in stretch

    fitting = [r for r in document.relations if inside(r.mention, event) and inside(r.other, other)]
    assert [one.kind for one in fitting] == [phrase.kind]


def marked(example: str, opening: str) -> range:
    """Where the words between brackets stand once the brackets are gone."""
    at = example.index(opening)
    start = at - len(re.findall(r"[\[\]{}]", example[:at]))
    words = re.split(r"[\]}]", example[at + 1 :])[0]
    return range(start, start + len(words))


def test_a_relation_rests_on_its_words_and_on_two_mentions_of_the_document() -> None:
    text = "Gunmen attacked a bus on Monday.\n\nTwo days later, police arrested six men in response to the attack."
    document = annotate(text, published=DAY)
    ids = {mention.id for mention in document.events}
    assert document.relations
    for one in document.relations:
        assert text[one.start : one.end] == one.text
        assert {one.mention, one.other} <= ids and one.mention != one.other


def test_the_time_that_measures_belongs_to_the_words() -> None:
    [one] = annotate("Kenya closed its border two weeks after gunmen attacked a bus.", published=DAY).relations
    assert one.text == "two weeks after"


def test_nobody_answers_what_they_did_themselves() -> None:
    text = "The army shelled the port on Monday. In retaliation, the army bombed their camp."
    assert told(annotate(text, published=DAY)) == []


def test_what_is_denied_relates_nothing() -> None:
    assert told(annotate("The army did not shell the town in retaliation for the ambush.", published=DAY)) == []


def test_a_sentence_goes_on_from_the_main_clause_of_the_one_before() -> None:
    text = "Rebels shelled the port, residents who had fled said. Hours later, the army bombed their camp."
    assert told(annotate(text, published=DAY)) == [("bombed", "follows", "shelled")]


def test_a_phrase_without_marks_in_its_example_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(relation_words.__file__).parents[1] / "data" / "relations.toml").read_text()
    spoilt = text.replace("[bombed] the camp in retaliation for", "bombed the camp in retaliation for")

    class Spoilt:
        def __truediv__(self, name: str) -> "Spoilt":
            return self

        def read_text(self, encoding: str) -> str:
            return spoilt

    monkeypatch.setattr(relation_words, "files", lambda package: Spoilt())
    load.cache_clear()
    try:
        with pytest.raises(LexiconError, match="in retaliation for"):
            load()
    finally:
        load.cache_clear()
