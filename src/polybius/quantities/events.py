"""Which quantities belong to an event: those of its trigger's clause and of its consequences."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polybius.records import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLAUSAL = frozenset({"VERB", "AUX"})
# A clause that tells what followed from the verb: "opened fire, killing 12"; "forced 300 to flee".
_CONSEQUENCES = frozenset({"advcl", "xcomp", "ccomp", "conj", "dep"})


def of_event(trigger: "Token", quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """The quantities that belong to the event ``trigger`` tells, in order.

    A quantity belongs where the trigger governs it ("evacuation of 300"), where it stands in the trigger's
    clause ("the attack killed 12", "12 died in the attack"), or in a clause of consequence without a
    subject of its own ("attacked the village, killing 12 and wounding 5").
    """
    if not quantities:
        return ()
    clauses = _clauses(trigger)
    return tuple(q for q in quantities if _belongs(q, trigger, clauses))


def _belongs(quantity: Quantity, trigger: "Token", clauses: frozenset[int]) -> bool:
    span = trigger.doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
    if span is None or span.sent.start != trigger.sent.start:
        return False
    head = span.root
    if trigger == head or (trigger.is_ancestor(head) and not _crosses(head, trigger)):
        return True
    if any(child.i in clauses and child.dep_ in ("acl", "relcl") for child in head.children):
        return True
    return _clause(head).i in clauses


def _crosses(token: "Token", top: "Token") -> bool:
    """Whether a clause with a subject of its own lies between ``token`` and ``top`` above it."""
    while token != top:
        if token.pos_ in _CLAUSAL and _own_subject(token) and token.dep_ not in ("relcl", "acl"):
            return True
        token = token.head
    return False


def _clauses(trigger: "Token") -> frozenset[int]:
    """The verbs of the trigger's clause and of the clauses of consequence, by token."""
    top = _clause(trigger)
    while top.dep_ in ("conj", "xcomp") and top.head.pos_ in _CLAUSAL and not _own_subject(top):
        top = top.head
    if top.dep_ == "advcl" and top.tag_ == "VBG" and top.head.pos_ in _CLAUSAL:
        top = top.head
    found: set[int] = set()
    waiting = [top, _clause(trigger)]
    if trigger.pos_ not in _CLAUSAL:
        waiting += [c for c in trigger.children if c.dep_ in ("relcl", "acl")]
    while waiting:
        verb = waiting.pop()
        if verb.i in found:
            continue
        found.add(verb.i)
        for child in verb.children:
            follows = child.dep_ in _CONSEQUENCES and child.pos_ in _CLAUSAL and not _finite_subject(child)
            if follows and (child.i > verb.i or child.dep_ == "conj"):
                waiting.append(child)
            elif child.dep_ == "prep" and child.lower_ in ("with", "by"):
                # "with 12 injured", "by killing 12"
                waiting += [c for c in child.children if c.dep_ == "pcomp"]
    return frozenset(found)


def _clause(token: "Token") -> "Token":
    """The nearest verb above ``token``, itself included; the root where there is none."""
    while token.pos_ not in _CLAUSAL and token.head != token:
        token = token.head
    return token


def _own_subject(verb: "Token") -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass", "csubj") for c in verb.children)


def _finite_subject(verb: "Token") -> bool:
    """A subject of its own in a clause of its own; "leaving 2,000 homeless" has one, but no clause."""
    return _own_subject(verb) and (verb.tag_ in ("VBD", "VBZ", "VBP") or any(
        c.dep_ in ("aux", "auxpass", "mark") and c.tag_ != "TO" for c in verb.children
    ))  # fmt: skip
