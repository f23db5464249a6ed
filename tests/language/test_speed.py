"""The faster pipeline says what the plain one says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius import language
from polybius.language import embedding, recognizer, speed, transitions

TEXTS = [
    "",
    "Rebels attacked the barracks near Goma, and the army said it hadn't been warned.",
    "There's a truce. There were two. Y'all ain't gonna do it, c'mon; let's go. You've gotta leave.",
    "Two \n\n paragraphs\twith   odd spaces \u00a0 and the\u2019s 'em.",
    "The International Committee of the Red Cross and Red Crescent Societies of Bosnia and Herzegovina met on Monday, "
    "3 March 2025, in New York. Ban Ki-moon's envoy gave $12.5 million to the Democratic Republic of the Congo.",
    "Goma",
    "the Democratic Republic of",
    "In Lima \n\n New York\n Rio de Janeiro",
]
ODD = "there is n't gon na let 's got ta y' all c'm on \n ai do the Xx 12 rebels".split(" ")


def attributes(doc):
    return [
        (t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.ent_iob_, t.ent_type_, t.is_sent_start)
        for t in doc
    ]


def test_the_faster_pipes_stand_in_the_others_places(nlp, plain):
    assert {"attribute_ruler", "ner", "parser"} <= set(plain.pipe_names)
    stood = {speed.NAME: "attribute_ruler", recognizer.NAME: "ner", transitions.NAME: "parser"}
    assert [stood.get(n, n) for n in nlp.pipe_names] == [n for n in plain.pipe_names if n != "lemmatizer"]
    assert "polybius_words" in [node.name for node in nlp.get_pipe("tok2vec").model.walk()]


@pytest.mark.parametrize("text", TEXTS)
def test_texts_come_out_the_same(nlp, plain, text):
    assert attributes(nlp(text)) == attributes(plain(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ODD)))
def test_any_words_come_out_the_same(nlp, plain, words):
    text = " ".join(words)
    assert attributes(nlp(text)) == attributes(plain(text))


NAMES = "Bank of the New York Monday 12 % , . \n 's Red Cross Bosnia and Herzegovina Ban Ki - moon was 2020".split(" ")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(NAMES), max_size=40))
def test_any_names_come_out_the_same(nlp, plain, words):
    text = " ".join(words)
    assert attributes(nlp(text)) == attributes(plain(text))


def test_names_that_stand_already_are_kept(nlp, plain):
    found = []
    for pipeline in (nlp, plain):
        doc = pipeline.make_doc("Ban Ki-moon met Red Cross workers in Goma.")
        doc.set_ents([doc.char_span(16, 33, label="ORG")], default="missing")
        found.append([(e.text, e.label_) for e in pipeline(doc).ents])
    assert found[0] == found[1] and ("Red Cross workers", "ORG") in found[0]


def test_what_is_known_of_words_has_a_bound_and_changes_nothing(nlp, monkeypatch):
    texts = [f"{a} {b} attacked {c}." for a, b, c in zip(NAMES, NAMES[1:], NAMES[2:], strict=False)]
    before = [attributes(nlp(t)) for t in texts]
    monkeypatch.setattr(embedding, "_KEPT", 5)
    assert [attributes(nlp(t)) for t in texts] == before


def test_a_text_comes_out_the_same_in_any_batch(nlp):
    alone = [attributes(nlp(t)) for t in TEXTS]
    assert [attributes(d) for d in language.parse_many(nlp, TEXTS)] == alone
    assert [attributes(d) for d in language.parse_many(nlp, TEXTS[::-1], batch_size=2)] == alone[::-1]


def test_what_is_read_together_makes_no_difference_to_the_last_bit():
    one, other = language.load(), language.load()
    forth = [doc.tensor for doc in language.parse_many(one, TEXTS)]
    back = [doc.tensor for doc in language.parse_many(other, TEXTS[::-1])][::-1]
    alone = [next(iter(language.parse_many(other, [text]))).tensor for text in TEXTS]
    for a, b, c in zip(forth, back, alone, strict=True):
        assert (a == b).all()
        assert (a == c).all()
