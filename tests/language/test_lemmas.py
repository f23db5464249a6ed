"""Verb forms that the rule lemmatizer gets wrong have their right lemma."""

import pytest


@pytest.mark.parametrize(
    ("text", "form", "lemma"),
    [
        ("Gunmen raped two villagers.", "raped", "rape"),
        ("Students staged a protest.", "staged", "stage"),
        ("The judge fined the company.", "fined", "fine"),
        ("The rebels hoped to win.", "hoped", "hope"),
        ("The widow forgave the gunman.", "forgave", "forgive"),
    ],
)
def test_verb_forms_have_their_lemma(nlp, text: str, form: str, lemma: str) -> None:
    assert {t.text: t.lemma_ for t in nlp(text)}[form] == lemma


def test_like_verbs_keep_theirs(nlp) -> None:
    assert {t.text: t.lemma_ for t in nlp("The rabbit hopped away.")}["hopped"] == "hop"
