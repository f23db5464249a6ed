"""Every role of roles.tsv is found in its own example, with the sectors it states."""

import pytest
from spacy.language import Language

from polybius import entities
from polybius.entities import roles

_ROLES = [role for phrase, role in roles.load().items() if role.example and role.phrase == phrase]


@pytest.mark.parametrize("role", _ROLES, ids=lambda r: r.phrase)
def test_example(nlp: Language, role: roles.Role) -> None:
    found = entities.find(nlp(role.example), ())
    stem = {word[:2].lower() for word in role.phrase.split()}
    mine = [e for e in found if any(word[:2].lower() in stem for word in e.text.split())]
    assert mine, f"{role.phrase!r} is not found in {role.example!r}: {[e.text for e in found]}"
    if role.country != "being" and role.sectors:
        assert set(role.sectors) <= set(mine[0].sectors), (role.phrase, role.sectors, mine[0])
