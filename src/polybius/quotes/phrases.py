"""Phrase cues: "according to the ministry", "in the general's words"."""

from functools import cache
from typing import TYPE_CHECKING

from polybius.language.columns import columns_of
from polybius.quotes.attributions import Attribution, stretch, subtree
from polybius.quotes.lexicon import phrases

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@cache
def _after() -> dict[str, tuple[tuple[str, ...], ...]]:
    index: dict[str, list[tuple[str, ...]]] = {}
    for entry in phrases():
        if entry.source == "after":
            index.setdefault(entry.words[0], []).append(entry.words)
    return {first: tuple(sorted(found, key=len, reverse=True)) for first, found in index.items()}


@cache
def _possessed() -> frozenset[tuple[str, ...]]:
    return frozenset(entry.words for entry in phrases() if entry.source == "possessed")


def find(doc: "Doc", quoted: frozenset[int]) -> list[Attribution]:
    """The phrase cues of a document outside the ``quoted`` tokens, in order."""
    columns = columns_of(doc)
    lowers, heads = columns.lowers, columns.heads
    after, possessed = _after(), _possessed()
    found = []
    for i, (lower, dep) in enumerate(zip(lowers, columns.deps, strict=True)):
        if (lower not in after and dep != "poss") or i in quoted:
            continue
        token = doc[i]
        for words in after.get(lower, ()):
            end = i + len(words)
            if tuple(lowers[i:end]) == words:
                source = _following(doc, end)
                if source is not None:
                    whole = (i, max(source.right_edge.i + 1, end))
                    found.append(Attribution(token, (i, end), source, _content(token, whole), False))
                break
        if dep == "poss" and (lowers[heads[heads[i]]], lowers[heads[i]]) in possessed:
            preposition = token.head.head
            whole = (preposition.i, token.head.i + 1)
            found.append(Attribution(preposition, (preposition.i, preposition.i + 1), token,
                                     _content(preposition, whole), False))  # fmt: skip
    return found


def _following(doc: "Doc", position: int) -> "Token | None":
    """The head of the noun phrase that starts at ``position``."""
    if position >= len(doc):
        return None
    last = doc[position - 1]
    governed = next((c for c in last.children if c.dep_ == "pobj"), None)
    if governed is not None:
        return governed
    token = doc[position]
    while (
        token.head.i > token.i
        and token.head.left_edge.i >= position
        and token.dep_ not in ("nsubj", "nsubjpass")
    ):
        token = token.head
    return token if token.pos_ in ("NOUN", "PROPN", "PRON") else None


def _content(head: "Token", whole: tuple[int, int]) -> tuple[int, int] | None:
    """The clause the phrase hangs on, on the longer side of it."""
    clause = head.head
    while (clause.pos_ not in ("VERB", "AUX") or whole[0] <= clause.i < whole[1]) and clause.head != clause:
        clause = clause.head
    return stretch(head.doc, *subtree(clause), whole)
