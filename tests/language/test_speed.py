"""The faster pipeline says what the plain one says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius import language
from polybius.language import speed

TEXTS = [
    "",
    "Rebels attacked the barracks near Goma, and the army said it hadn't been warned.",
    "There's a truce. There were two. Y'all ain't gonna do it, c'mon; let's go. You've gotta leave.",
    "Two \n\n paragraphs\twith   odd spaces \u00a0 and the\u2019s 'em.",
]
ODD = "there is n't gon na let 's got ta y' all c'm on \n ai do the Xx 12 rebels".split(" ")


@pytest.fixture(scope="module")
def plain():
    """The pipeline with the attribute ruler and BLIS that it comes with, only our sentence starts and lemmas added."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speed, "look_up_attributes", lambda nlp: None)
        patch.setattr(speed, "multiply_with_numpy", lambda nlp: None)
        return language.load()


def attributes(doc):
    return [(t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.ent_type_) for t in doc]


def test_the_table_stands_in_the_rulers_place(nlp, plain):
    assert "attribute_ruler" in plain.pipe_names
    assert [n if n != speed.NAME else "attribute_ruler" for n in nlp.pipe_names] == plain.pipe_names


@pytest.mark.parametrize("text", TEXTS)
def test_texts_come_out_the_same(nlp, plain, text):
    assert attributes(nlp(text)) == attributes(plain(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ODD)))
def test_any_words_come_out_the_same(nlp, plain, words):
    text = " ".join(words)
    assert attributes(nlp(text)) == attributes(plain(text))


def test_a_text_comes_out_the_same_in_any_batch(nlp):
    alone = [attributes(nlp(t)) for t in TEXTS]
    assert [attributes(d) for d in language.parse_many(nlp, TEXTS)] == alone
    assert [attributes(d) for d in language.parse_many(nlp, TEXTS[::-1], batch_size=2)] == alone[::-1]
