"""Every cue's example sentence is read as the lexicon says: its [source], its {content}, its cue."""

import re
from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from polybius import quotes
from polybius.quotes import lexicon

_CUES = [cue for kind in ("verb", "noun", "adjective") for cue in lexicon.cues(kind)]


def _read(example: str) -> tuple[str, str, str]:
    source = re.search(r"\[(.+?)\]", example)
    content = re.search(r"\{(.+?)\}", example)
    assert source and content
    return re.sub(r"[\[\]{}]", "", example), source[1], content[1]


def _is_of(cue: lexicon.Cue, words: str) -> bool:
    if cue.kind == "verb":
        return words.split()[0].lower() in lexicon.verb_forms(cue.lemma.split()[0], cue.forms)
    return cue.lemma in words.lower()


@pytest.mark.parametrize("cue", _CUES, ids=lambda c: f"{c.kind}-{c.lemma}")
def test_cue_attributes_its_content_to_its_source(cue: lexicon.Cue, parse: Callable[[str], Doc]) -> None:
    text, source, content = _read(cue.example)
    found = [q for q in quotes.find(parse(text)) if q.cue and q.source and _is_of(cue, q.cue.text)]
    assert any(q.source.text == source and content in q.text for q in found if q.source), found


@pytest.mark.parametrize("phrase", lexicon.phrases(), ids=lambda p: " ".join(p.words))
def test_phrase_attributes_its_clause_to_its_source(
    phrase: lexicon.Phrase, parse: Callable[[str], Doc]
) -> None:
    text, source, content = _read(phrase.example)
    found = [q for q in quotes.find(parse(text)) if q.source and q.source.text == source]
    assert any(content in q.text for q in found), found
