"""The parser that reads stretches side by side relates words as the pipeline's own does."""

import random
from pathlib import Path

import numpy
import pytest
import spacy
from spacy.tokens import Doc

import polybius
from polybius import article, intake
from polybius.language import paragraphs, transitions

SAMPLE = Path(polybius.__file__).parent / "sample"
WORDS = (
    "the rebels , who had attacked Goma and Bukavu on Monday , said that they would withdraw . “ We will not ” he told "
    "her in 2023 ; 12 were killed - and \n of a fire near It 's what They did n't know to leave . . ? \n\n ( ) why"
).split(" ")
# How often a word must start a sentence, and how often it may not.
BOUND = {"free": (0, 0), "parted": (0.05, 0), "much parted": (0.4, 0), "held": (0, 0.6), "both": (0.1, 0.3)}


def made(nlp, given):
    """Documents as the parser is given them, from words, starts of sentences (1, -1, 0) and spaces: with vectors."""
    docs = []
    for words, starts, *spaces in given:
        docs.append(Doc(nlp.vocab, words=words, spaces=spaces[0] if spaces else None))
        docs[-1].from_array(["SENT_START"], numpy.array(starts, dtype="int64").astype("uint64").reshape(-1, 1))
    return list(nlp.get_pipe("tok2vec").pipe(docs))


def relations(doc):
    return [
        (t.head.i, t.dep_, t.is_sent_start, t.left_edge.i, t.right_edge.i, t.n_lefts, t.n_rights, t.has_dep())
        for t in doc
    ] + [doc.has_annotation(name) for name in ("DEP", "HEAD", "SENT_START")]


def check(nlp, plain, given):
    """Both parsers on documents made of the same words, all in one batch."""
    docs = made(nlp, given)
    copies = [doc.copy() for doc in docs]
    own = nlp.get_pipe(transitions.NAME).pipe(docs)
    assert list(map(relations, own)) == list(map(relations, plain.get_pipe("parser").pipe(copies)))


def some(bound, number, longest=60, seed=1):
    chance = random.Random(f"{bound} {seed}")
    must, never = BOUND[bound]
    for _ in range(number):
        words = chance.choices(WORDS, k=chance.randint(1, longest))
        rolls = [chance.random() for _ in words]
        yield words, [1 if r < must else -1 if r < must + never else 0 for r in rolls]


@pytest.fixture
def counted(monkeypatch):
    """How many stretches were read, how many of them started a sentence within the next, and after how many none
    begins that seemed to."""
    counts = {"read": 0, "broke": 0, "failed": 0}

    class Counting(transitions._States):
        def broke_after(self):
            found = super().broke_after()
            counts["read"] += len(found)
            counts["broke"] += int(found.sum())
            counts["failed"] += int(self.failed().sum())
            return found

    monkeypatch.setattr(transitions, "_States", Counting)
    return counts


@pytest.mark.parametrize("bound", BOUND)
def test_any_words_are_related_the_same(nlp, plain, counted, bound):
    check(nlp, plain, list(some(bound, 120)))
    assert counted["read"] >= 120


def test_a_stretch_is_read_anew_where_the_one_before_starts_a_sentence_in_it(nlp, plain, counted):
    check(nlp, plain, [*some("parted", 150, seed=2), *some("both", 150, seed=2)])
    assert counted["broke"]


def test_a_stretch_goes_on_where_a_sentence_seems_to_begin_and_does_not(nlp, plain, counted):
    names = "Mr . Ban of the U . N . and Gen . Dallaire met in St . Louis at 5 p . m . on Monday . They left .".split()
    check(nlp, plain, [(names, [0] * len(names)), *some("free", 60, seed=5)])
    assert counted["failed"] > 10


def test_the_sample_is_related_the_same(nlp, plain, counted):
    docs = [paragraphs.paragraphs(nlp.make_doc(article.extract(page).body)) for page in intake.read([str(SAMPLE)])]
    given = [([t.text for t in doc], doc.to_array("SENT_START").astype("int64"), [bool(t.whitespace_) for t in doc])
             for doc in docs]  # fmt: skip
    check(nlp, plain, given)
    assert counted["read"] > 4 * len(docs) > 200


@pytest.mark.parametrize("words", [[], ["Goma"], [" "], ["\n", " ", "\n\n"], ["."], ["Go", "!"]])
def test_short_texts_are_related_the_same(nlp, plain, words):
    for starts in ([0] * len(words), [1] * len(words), [-1] * len(words)):
        check(nlp, plain, [(words, starts)])


def test_a_text_is_related_the_same_however_many_are_read_side_by_side(nlp, plain, counted, monkeypatch):
    given = list(some("parted", 40, seed=3))
    monkeypatch.setattr(transitions, "_TOGETHER", 30)
    monkeypatch.setattr(transitions, "_GATHERED", 200)
    check(nlp, plain, [given[0]])
    check(nlp, plain, given)
    assert counted["read"] > 80


@pytest.mark.parametrize("bound", BOUND)
def test_it_is_the_same_wherever_a_sentence_seems_to_begin(nlp, plain, counted, monkeypatch, bound):
    anywhere = [nlp.vocab.strings.add(word) for word in random.Random(bound).sample(sorted(set(WORDS)), 25)]
    monkeypatch.setattr(nlp.get_pipe(transitions.NAME), "_stops", numpy.array(anywhere, dtype="uint64"))
    check(nlp, plain, list(some(bound, 60, seed=7)))
    assert counted["failed"] > 10


def test_long_stretches_are_the_same_either_way(nlp, plain, counted, monkeypatch):
    given = [([w for w in words if w not in transitions._STOPS] * 40, [0]) for words, _ in some("free", 3, seed=4)]
    given = [(words, [0] * len(words)) for words, _ in given if len(words) > transitions._LONGEST]
    check(nlp, plain, given)
    assert len(given) > 1 and not counted["read"]
    monkeypatch.setattr(transitions, "_LONGEST", 5000)
    check(nlp, plain, given)
    assert counted["read"] >= len(given)


def test_stretches_that_grow_too_long_are_the_same(nlp, plain, monkeypatch):
    monkeypatch.setattr(transitions, "_LONGEST", 25)
    check(nlp, plain, list(some("parted", 80, longest=150, seed=6)))


def test_heads_that_stand_already_are_kept_as_the_own_parser_keeps_them(nlp, plain):
    found = []
    for pipe in (nlp.get_pipe(transitions.NAME), plain.get_pipe("parser")):
        words = "Rebels attacked the barracks near Goma .".split()
        (doc,) = made(nlp, [(words, [0] * len(words))])
        doc[1].head = doc[3]
        found.append(relations(pipe(doc)))
    assert found[0] == found[1]


def test_a_parser_of_another_make_stays():
    other = spacy.blank("en")
    other.add_pipe("beam_parser", name="parser")
    transitions.read_side_by_side(other)
    assert other.pipe_names == ["parser"]
