"""The sentence gate lets through what the lexicon could read, and the partial parse changes nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius import language
from polybius.events import Gate, gate_odds, lexicon
from polybius.language import partial
from polybius.pipeline import Coder
from polybius.records import Article


@pytest.fixture(scope="module")
def wide(nlp):
    """The gate without its odds: whatever the lexicon could read."""
    return Gate(lexicon.load(), nlp, least=None)


@pytest.fixture(scope="module")
def gate(nlp):
    return Gate(lexicon.load(), nlp)


def words(nlp, text):
    return [t.text for t in nlp.make_doc(text)]


def test_every_example_of_the_lexicon_passes_the_wide_gate(nlp, wide):
    entries = [*lexicon.load().words, *(o for o in lexicon.load().operators if o.standalone and o.type)]
    shut = [e.key for e in entries if not wide.lets_through(words(nlp, e.example))]
    assert shut == []


def test_nearly_every_example_passes_the_gate_in_use(nlp, gate):
    examples = [w.example for w in lexicon.load().words]
    passed = sum(gate.lets_through(words(nlp, e)) for e in examples)
    assert passed / len(examples) > 0.99


@pytest.mark.parametrize(
    "text",
    [
        "The museum is open from nine to five.",
        "Shares rose two percent on Friday.",
        "She grew up in a small house by the sea.",
        "The recipe needs two eggs and some flour.",
    ],
)
def test_a_sentence_without_event_words_is_held_back(nlp, gate, text):
    assert not gate.lets_through(words(nlp, text))


def test_a_word_that_the_odds_do_not_know_is_let_through():
    assert gate_odds.log_odds(["Rebels", "zzyzxed"], ["rebels", "zzyzxed"], 1, [], {"constant": -9.0}) > 10


def test_lead_introductions_and_antecedents_are_parsed(nlp, gate):
    text = [
        "It was a fine morning by the river.",
        "The shops were full.",
        "Colours were bright.",
        "Maria Sandoval is sixty years old.",
        "Nobody knew what to think.",
        "The garden was green.",
        "Troops arrested Sandoval.",
        "The sky was blue.",
        "They also shot two farmers.",
    ]
    chosen = gate.choose([words(nlp, t) for t in text])
    assert chosen == [True, True, False, True, False, False, True, True, True]


STORY = """Rebels attacked the town of Goma on Monday. The museum there is small.

Its roof is green. The garden has three old trees and a bench.

Police arrested 40 people on Tuesday, the mayor said. The week was warm."""


def test_events_come_out_as_they_do_when_everything_is_parsed():
    article = Article(id="one", body=STORY, published="2023-11-08", language="en")
    assert Coder(gated=True).annotate(article).events == Coder().annotate(article).events != ()


def test_sentences_held_back_have_no_analysis_and_the_text_is_whole(nlp):
    (doc,) = partial.parse_chosen(nlp, [STORY], lambda sentences: [i == 0 for i in range(len(sentences))])
    assert doc.text == STORY
    assert [s.text.strip() for s in doc.sents][:2] == [
        "Rebels attacked the town of Goma on Monday.", "The museum there is small.",
    ]  # fmt: skip
    assert [t.text for t in doc if t.tag_ == "VBD"] == ["attacked"]
    assert {e.text for e in doc.ents} <= {"Rebels", "Goma", "Monday"}


def test_all_chosen_is_the_plain_parse(nlp):
    (some,) = partial.parse_chosen(nlp, [STORY], lambda sentences: [True] * len(sentences))
    (whole,) = language.parse_many(nlp, [STORY])
    told = [[(t.text, t.idx, t.tag_, t.lemma_, t.dep_, t.head.i, t.ent_type_, t.is_sent_start) for t in d]
            for d in (some, whole)]  # fmt: skip
    assert told[0] == told[1]


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=200), keep=st.integers(1, 3))
def test_any_text_keeps_its_offsets(nlp, text, keep):
    (doc,) = partial.parse_chosen(nlp, [text], lambda sentences: [i % keep == 0 for i in range(len(sentences))])
    assert doc.text == text
    assert all(text[t.idx : t.idx + len(t)] == t.text for t in doc)


@given(st.lists(st.text(min_size=1, max_size=8), max_size=40))
def test_sentences_cover_the_words(some):
    cut = partial.sentences(some)
    assert [i for a, b in cut for i in range(a, b)] == list(range(len(some)))
