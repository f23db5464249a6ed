"""Pronouns and descriptions: given these sentences, these antecedents."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from polybius import entities
from polybius.language import references
from polybius.records import Place, Reference


def _resolve(nlp: Language, text: str, *places: Place) -> tuple[Reference, ...]:
    doc = nlp(text)
    return references.resolve(doc, entities.find(doc, places), places)


def _place(text: str, name: str, kind: str, country: str) -> Place:
    start = text.index(name)
    return Place(
        start=start, end=start + len(name), text=name, name=name, country=country, kind=kind, confidence=0.9
    )


@pytest.mark.parametrize(
    ("text", "word", "to"),
    [
        ("Chad closed the border. Then it expelled the envoy.", "it", "Chad"),
        ("Chad blocked aid to the rebel-held area. Then it launched a raid.", "it", "Chad"),
        ("Angela Merkel met the general. She thanked him.", "She", "Angela Merkel"),
        ("Protesters burned tires. They blocked the bridge.", "They", "Protesters"),
        ("The company fired its director.", "its", "company"),
        ("Chad lost the war. That fighting ended in May.", "That fighting", "war"),
        ("A road joins the towns. Rebels cut that road.", "that road", "road"),
        ("Kenya sent police. Critics said the country lacked money.", "the country", "Kenya"),
        ("Boko Haram took two towns. The group freed a girl.", "The group", "Boko Haram"),
    ],
)
def test_antecedent(nlp: Language, text: str, word: str, to: str) -> None:
    found = {r.text: r.to.text for r in _resolve(nlp, text)}
    assert found.get(word) == to, found


def test_city_and_region(nlp: Language) -> None:
    text = "Crowds left Bamenda. The road out of the city was full."
    found = _resolve(nlp, text, _place(text, "Bamenda", "settlement", "CMR"))
    assert [(r.text, r.to.text) for r in found] == [("the city", "Bamenda")]


@pytest.mark.parametrize(
    "text",
    [
        "It rained in Chad.",
        "Chad sent troops. It was clear that they would stay.",
        "Angela Merkel met Theresa May. Critics mocked the man.",
        "The old road was closed.",
    ],
)
def test_nothing_stood_for(nlp: Language, text: str) -> None:
    assert [r.text for r in _resolve(nlp, text) if r.text.lower() not in ("they",)] == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(
        st.one_of(
            st.text(max_size=10),
            st.sampled_from(
                ["Kenya", "it", "the", "city", "he", "Ali Noor", "said", ".", "\n\n", "“", "”", "its"]
            ),
        ),
        max_size=25,
    ).map(" ".join)
)
def test_any_text(nlp: Language, text: str) -> None:
    for reference in _resolve(nlp, text):
        assert text[reference.start : reference.end] == reference.text
        assert text[reference.to.start : reference.to.end] == reference.to.text
