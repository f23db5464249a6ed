"""What a number counts: the noun it stands with, and the unit that noun is counted in."""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from polybius.quantities import lexicon
from polybius.quantities.numbers import Number

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class Counted(NamedTuple):
    """A number with its noun. ``token`` is the noun, or the number itself where it stands alone;
    ``carriers`` are nouns between it and its verb ("a total of", "the number of"); ``unit`` is None where
    the noun tells none.
    """

    number: Number
    figure: "Token"
    token: "Token"
    carriers: tuple["Token", ...]
    unit: str | None
    bare: bool


# "A total of 300 people", "a crowd of 300": the verb sees the first noun, the number sits in the second.
_CARRIERS = frozenset({
    "total", "number", "group", "crowd", "estimate", "maximum", "minimum", "dozen", "hundred", "thousand",
    "ten", "million", "score", "population", "column", "convoy", "handful", "force", "contingent", "rest",
    "majority", "average", "sum", "toll", "count", "figure", "wave", "team", "couple", "pair",
    "lakh", "life", "lot",
})  # fmt: skip
# What may stand between a number and its noun, by part of speech or tag.
_BETWEEN = frozenset({"ADJ", "NOUN", "PROPN", "ADV", "VBN", "VBG", "HYPH", "_SP"})
# Nouns that stand for one named before: "20 others".
_STANDINGS = frozenset({"others", "other", "more"})
_PEOPLE_ENDINGS = ("ers", "ists", "ians", "ese", "ees", "ants", "ors")


def find(doc: "Doc", number: Number) -> Counted | None:
    """The counted noun of ``number``; None where the number counts nothing people write quantities of."""
    span = doc.char_span(number.figure, number.end, alignment_mode="expand")
    if span is None or len(span) == 0:
        return None
    figure = max(
        (t for t in span if not t.is_space), key=lambda t: (t.head.i >= span.end, t.i), default=span[-1]
    )
    inside = set(range(span.start, span.end))
    while figure.head.i in inside and figure.head != figure:
        figure = figure.head
    noun = _noun(doc, figure, span.end, inside)
    token = noun if noun is not None else figure
    unit = unit_of(token) if noun is not None else None
    if noun is not None and unit is None:
        if noun.lower_ in _STANDINGS:
            return Counted(number, figure, noun, _carriers(noun), None, False)
        if _can_stand_for_people(noun):
            unit = "people"
        elif noun.lemma_.lower() not in _ones() and noun.lower_ not in _ones():
            return None if noun.pos_ in ("NOUN", "PROPN") else Counted(number, figure, figure, (), None, True)
    return Counted(number, figure, token, _carriers(token), unit, noun is None)


def _noun(doc: "Doc", figure: "Token", end: int, inside: set[int]) -> "Token | None":
    """The noun the number modifies: by the parse, by "dozens of …", else the first noun that follows."""
    for child in figure.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i >= end - 1:
            governed = next((c for c in child.children if c.dep_ == "pobj"), None)
            if governed is not None and governed.tag_ not in ("PRP", "WDT", "WP", "DT"):
                return governed
    head = figure.head
    modifies = figure.dep_ in ("nummod", "quantmod", "compound", "amod", "det", "advmod", "nmod")
    nominal = head.pos_ in ("NOUN", "PROPN") or unit_of(head) is not None or head.tag_ in ("JJ", "VBN")
    if modifies and nominal and head.i >= end:
        return head
    for i in range(end, min(end + 5, len(doc))):
        token = doc[i]
        if unit_of(token) is not None and token.pos_ in ("NOUN", "PROPN", "ADJ", "VERB"):
            return token
        if token.pos_ not in _BETWEEN and token.tag_ not in _BETWEEN:
            return None
    return None


def unit_of(token: "Token") -> str | None:
    """The unit a noun is counted in, None where it is no noun of ``units.toml``."""
    return lexicon.unit(token.lemma_) or lexicon.unit(token.lower_)


def _can_stand_for_people(token: "Token") -> bool:
    return token.ent_type_ in ("NORP", "PERSON") or (
        token.lower_.endswith(_PEOPLE_ENDINGS) and token.tag_ in ("NNS", "NNPS")
    )


@cache
def _ones() -> frozenset[str]:
    """Nouns that count what happened to people: "deaths", "arrests"."""
    return frozenset().union(*(kind.ones for kind in lexicon.kinds()))


def _carriers(token: "Token") -> tuple["Token", ...]:
    found = []
    while token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.dep_ == "prep":
        token = token.head.head
        if token.lemma_.lower() not in _CARRIERS and token.like_num is False:
            break
        found.append(token)
    return tuple(found)
