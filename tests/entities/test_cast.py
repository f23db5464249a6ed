"""Who a word stands for."""

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Token

from polybius import entities
from polybius.language import references
from polybius.records import Participant


def _cast(doc: Doc) -> entities.Cast:
    found = entities.find(doc, ())
    return entities.Cast(found, references.resolve(doc, found, ()), ())


def _token(doc: Doc, word: str) -> Token:
    return next(t for t in doc if t.text == word)


def _who(nlp: Language, text: str, word: str) -> Participant | None:
    doc = nlp(text)
    return _cast(doc).participant(_token(doc, word))


@pytest.mark.parametrize(
    ("text", "word", "span", "entity", "country"),
    [
        ("Hundreds of Malian soldiers left.", "Hundreds", "Malian soldiers", "Malian soldiers", "MLI"),
        ("A group of gunmen fled.", "group", "gunmen", "gunmen", None),
        ("The old woman who sold bread left.", "woman", "old woman", None, None),
        ("The Ethiopian offensive began.", "Ethiopian", "Ethiopian", "Ethiopia", "ETH"),
        ("Chad's army fled.", "Chad", "Chad", "Chad", "TCD"),
        ("They shelled Syria's oil wells.", "wells", "Syria's oil wells", None, "SYR"),
        (
            "Uganda's leader Yoweri Museveni, a former rebel, won.",
            "Museveni",
            "Uganda's leader Yoweri Museveni",
            "Yoweri Museveni",
            "UGA",
        ),
    ],
)
def test_participant(
    nlp: Language, text: str, word: str, span: str, entity: str | None, country: str | None
) -> None:
    who = _who(nlp, text, word)
    assert who is not None
    assert (who.text, who.entity, who.country) == (span, entity, country)


def test_pronoun_keeps_its_word_and_takes_the_actor(nlp: Language) -> None:
    who = _who(nlp, "Chad closed the border. Then it expelled the envoy.", "it")
    assert who is not None
    assert (who.text, who.entity, who.country) == ("it", "Chad", "TCD")


@pytest.mark.parametrize(("text", "word"), [("The man who left won.", "who"), ("There was no one.", "There")])
def test_nobody(nlp: Language, text: str, word: str) -> None:
    assert _who(nlp, text, word) is None
