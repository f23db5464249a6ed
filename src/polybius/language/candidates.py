"""What a later word of a document may stand for, and which of it a word's form allows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from polybius.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

SHE = frozenset(("she", "her", "hers", "herself"))
HE = frozenset(("he", "him", "his", "himself"))
IT = frozenset(("it", "its", "itself"))
THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
SUBJECT = frozenset(("nsubj", "nsubjpass", "agent"))
BEFORE_NOUN = frozenset(("compound", "amod", "nmod", "npadvmod"))
SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a later word may stand for.

    ``kind``: an entity's kind, "place:" and a place's kind, "event" for a noun with a family, "several" for
    coordinated actors, "thing" for any other noun: a thing is no antecedent, but keeps others from being taken
    for one. ``others``: the spans of the coordinated actors after the first.
    """

    head: "Token"
    span: Span
    kind: str
    name: str
    plural: bool = False
    gender: str = ""
    subject: bool = False
    main: bool = False
    chain: int = -1
    others: tuple[Span, ...] = ()
    members: tuple["Candidate", ...] = ()


Fits = Callable[[Candidate], bool]


def possessor(word: str) -> Fits:
    """What a possessive pronoun's antecedent must be."""
    if word in THEY:
        return they
    if word in HE:
        return he
    return she if word in SHE else it_acting


def it(c: Candidate) -> bool:
    """What "it" may stand for."""
    if c.kind in ("event", "thing"):
        return not c.plural
    if c.kind.startswith("place:"):
        return True
    return c.kind in ("nation", "organisation") or (c.kind == "group" and not c.plural)


def it_acting(c: Candidate) -> bool:
    """What "it" may stand for as the subject of what states and organisations do."""
    return c.kind in ("nation", "organisation") or (c.kind == "group" and not c.plural)


def they(c: Candidate) -> bool:
    """What "they" may stand for."""
    return (
        c.kind == SEVERAL
        or (c.plural and c.kind in ("group", "organisation", "person", "thing"))
        or (c.kind == "organisation" and c.head.tag_ in ("NNS", "NNPS"))
    )


def he(c: Candidate) -> bool:
    """What "he" may stand for."""
    return c.kind == "person" and c.gender != "f" and not c.plural


def she(c: Candidate) -> bool:
    """What "she" may stand for."""
    return c.kind == "person" and c.gender != "m" and not c.plural


def is_subject(head: "Token") -> bool:
    """Whether the noun, or the first of the nouns it is coordinated with, is its clause's subject."""
    return clause(head).dep_ in SUBJECT


def in_main_clause(head: "Token") -> bool:
    """Whether its clause is the sentence's main one, or coordinated with it."""
    return clause(head).head.dep_ in ("ROOT", "conj")


def clause(head: "Token") -> "Token":
    """The first of the coordinated nouns that the head belongs to, which carries the grammatical role."""
    while head.dep_ == "conj" and head.head.i != head.i and head.head.pos_ in ("NOUN", "PROPN", "PRON"):
        head = head.head
    return head


def same(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are one thing, or one is part of the other."""
    if one.kind == SEVERAL or other.kind == SEVERAL:
        return any(same(a, b) for a in one.members or (one,) for b in other.members or (other,))
    return (one.chain == other.chain and one.chain >= 0) or one.name == other.name or one.span == other.span
