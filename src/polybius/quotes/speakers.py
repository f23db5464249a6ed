"""From a cue to its source: who is the subject of a verb, and which words name him."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polybius.records import Entity, Speaker

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Clauses that hang on a noun phrase and are no part of the name.
_APART = frozenset(
    {"relcl", "acl", "appos", "parataxis", "cc", "conj", "advcl", "dep", "punct", "ccomp", "advmod"}
)
_SUBJECTS = ("nsubj", "csubj")
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "X"})

# Verbs whose object does what the infinitive says: "urged them to say".
_OBJECT_CONTROL = frozenset({
    "ask", "urge", "tell", "order", "force", "allow", "lead", "prompt", "cause", "push", "press", "encourage",
    "persuade", "convince", "invite", "help", "let", "make", "want", "expect", "require", "advise", "warn",
    "instruct", "get",
})  # fmt: skip
_RELATIVE = frozenset({"who", "which", "that", "whom"})


def subject(verb: "Token") -> "Token | None":
    """The noun that does what ``verb`` says: its subject, its agent where passive, its governor's where
    the verb has none of its own. None where the text does not say.
    """
    seen = 0
    token = verb
    while seen < 6:
        seen += 1
        if (own := _own_subject(token, active=token == verb)) is not None:
            return own if own != verb else None
        head = token.head
        if token.dep_ in ("xcomp", "ccomp") and head.lemma_ in _OBJECT_CONTROL and token.dep_ == "xcomp":
            controlled = next(
                (c for c in head.children if c.dep_ in ("dobj", "dative") and c.i < token.i), None
            )
            if controlled is not None:
                return controlled
        if token.dep_ == "acl" and head.pos_ in _NOMINAL:
            return head
        if token.dep_ == "pcomp" and head.head != head and head.dep_ in ("prep", "agent"):
            if head.head.pos_ in ("NOUN", "PROPN"):
                return None
            token = head.head
        elif token.dep_ in ("conj", "xcomp", "advcl", "dep", "parataxis") and head != token:
            if token.dep_ == "conj" and head.pos_ in _NOMINAL and head.dep_ != "ROOT" and head.pos_ != "ADJ":
                return None
            token = head
        else:
            return None
    return None


def _own_subject(verb: "Token", *, active: bool) -> "Token | None":
    """The verb's own subject; ``verb`` itself where it has one that cannot speak (passive, "it", "there")."""
    passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)
    if active and _past_read_as_participle(verb):
        return verb.head
    if active and (passive or (verb.dep_ == "acl" and verb.tag_ == "VBN")):
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        noun = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
        return noun if noun is not None else verb
    for child in verb.children:
        if child.dep_ in _SUBJECTS or (child.dep_ == "nsubjpass" and not active):
            return verb if child.dep_ == "csubj" or child.pos_ in ("VERB", "AUX") else child
        if child.dep_ == "expl":
            return verb
    return None


def _past_read_as_participle(verb: "Token") -> bool:
    """ "Kim Lee, the mayor, called for calm": after an apposition parsers take "called" for a participle."""
    return (
        verb.dep_ in ("acl", "prep")
        and verb.tag_ in ("VBN", "VBD")
        and verb.head.pos_ == "PROPN"
        and verb.i > 0
        and verb.nbor(-1).text == ","
        and not any(c.dep_ in ("agent", "auxpass") for c in verb.children)
    )


def antecedent(pronoun: "Token") -> "Token | None":
    """The noun a relative pronoun stands for, or None."""
    if pronoun.lower_ not in _RELATIVE:
        return None
    token = pronoun
    for _ in range(5):
        if token.dep_ == "relcl":
            return token.head
        if token.head == token:
            return None
        token = token.head
    return None


def phrase(noun: "Token", without: "Token | None" = None) -> tuple[int, int]:
    """First and last token (end exclusive) of the noun phrase of ``noun``: with its determiners,
    modifiers and prepositional phrases, without relative clauses, appositions and coordinates.

    ``without`` is a token that is not part of it: the cue.
    """
    first, last = noun.i, noun.i
    for child in noun.children:
        if child.dep_ in _APART and not _joined(noun, child):
            continue
        if without is not None and (child == without or child.is_ancestor(without)):
            continue
        left, right = child.left_edge.i, child.right_edge.i
        if child.i < noun.i:
            first = min(first, left)
        elif child.dep_ == "prep":
            stop = _cut(child, right)
            last = max(last, stop)
        elif child.dep_ in ("conj", "cc", "poss", "nummod", "compound", "flat", "advmod"):
            last = max(last, right)
    doc = noun.doc
    while first < noun.i and (doc[first].is_punct or doc[first].is_space):
        first += 1
    while last > noun.i and (doc[last].is_punct or doc[last].is_space or doc[last].tag_ == "POS"):
        last -= 1
    return first, last + 1


def _joined(noun: "Token", child: "Token") -> bool:
    """Two names joined are one source: "Putin and Xi"; so is the "and" between them."""
    if child.i < noun.i:
        return child.dep_ == "advmod"
    if child.dep_ == "conj":
        return child.pos_ in _NOMINAL and child.i - noun.i <= 8 and not any(
            c.dep_ in ("nsubj", "relcl") for c in child.children
        )  # fmt: skip
    return child.dep_ == "cc" and any(c.dep_ == "conj" and _joined(noun, c) for c in noun.children)


def _cut(preposition: "Token", right: int) -> int:
    """Where a prepositional phrase stops being the name: before a comma or a clause."""
    doc = preposition.doc
    for i in range(preposition.i, right + 1):
        token = doc[i]
        if token.text in ",;:—–" or token.dep_ in ("relcl", "acl", "advcl"):
            return max(preposition.head.i, (token.left_edge.i if token.dep_ != "punct" else i) - 1)
    return right


def speaker(doc: "Doc", noun: "Token", entities: Sequence[Entity], without: "Token | None" = None) -> Speaker:
    """The source that ``noun`` heads, with the name of the actor it stands for where an entity tells."""
    first, last = phrase(noun, without)
    start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
    stands = antecedent(noun)
    head = stands if stands is not None else noun
    name = _name(entities, head.idx, head.idx + len(head), start, end)
    return Speaker(start=start, end=end, text=doc[first:last].text, entity=name)


def speaker_of_span(text: str, start: int, end: int, entities: Sequence[Entity]) -> Speaker:
    """The source that a stretch of text names."""
    return Speaker(start=start, end=end, text=text[start:end], entity=_name(entities, start, end, start, end))


def _name(entities: Sequence[Entity], head_start: int, head_end: int, start: int, end: int) -> str | None:
    """The entity that covers the phrase's head; else the one that covers most of the phrase."""
    over_head = [e for e in entities if e.start < head_end and head_start < e.end]
    if over_head:
        return max(over_head, key=lambda e: (e.end - e.start, -e.start)).name
    inside = [e for e in entities if e.kind == "person" and start <= e.start and e.end <= end]
    return inside[0].name if len(inside) == 1 else None
