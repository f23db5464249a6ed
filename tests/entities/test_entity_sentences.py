"""The specification of actors: every row of entity_sentences.tsv is found as it says, by the words of the text."""

from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Token

from polybius import entities, places
from polybius.language import references
from polybius.records import Entity

_TABLE = Path(__file__).with_name("entity_sentences.tsv")
_ROWS = [
    tuple(line.split("\t"))
    for line in _TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
][1:]


def test_enough_rows() -> None:
    assert len(set(_ROWS)) == len(_ROWS) >= 250


@pytest.mark.parametrize("row", _ROWS, ids=lambda r: f"{r[2]}: {r[0][:40]}")
def test_sentence(nlp: Language, row: tuple[str, ...]) -> None:
    text, published, mention, name, kind, country, sectors, chain = row
    day = None if published == "-" else published
    doc = nlp(text)
    found_places = places.find(doc)
    found = entities.find(doc, found_places, day)
    if mention == "-":
        assert [e.text for e in found] == []
        return
    if name == "=":
        name = mention
    if kind == "-":
        cast = entities.Cast(found, references.resolve(doc, found, found_places), found_places)
        people = cast.participants(_head(list(doc), mention))
        told = [
            "&".join(p.entity or "-" for p in people),
            "&".join(p.country or "-" for p in people),
            "&".join("|".join(p.sectors) or "-" for p in people),
        ]
        assert told == [name, country, sectors]
        return
    entity = _entity(found, mention)
    told = [entity.name, entity.kind, entity.country or "-", "|".join(entity.sectors) or "-"]
    assert told == [name, kind, country, sectors]
    if chain != "-":
        assert entity.chain == _entity(found, chain).chain


def _entity(found: tuple[Entity, ...], mention: str) -> Entity:
    mine = [e for e in found if e.text == mention]
    assert mine, f"{mention!r} is not among {[e.text for e in found]}"
    return mine[-1]


def _head(tokens: list[Token], mention: str) -> Token:
    return next(t for t in reversed(tokens) if t.text == mention)
