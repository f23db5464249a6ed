"""What a number counts: the noun it stands with, and the unit that noun is counted in."""

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
    "total", "number", "group", "crowd", "estimate", "maximum", "minimum", "dozen", "hundred", "thousand", "ten",
    "million", "score", "population", "column", "convoy", "handful", "force", "contingent", "rest", "majority",
    "average", "sum", "toll", "count", "figure", "wave", "team", "couple", "pair", "lakh", "life", "lot",
})  # fmt: skip
_PEOPLE_ENDINGS = ("ers", "ists", "ians", "ese", "ees", "ants", "ors")


def find(doc: "Doc", number: Number) -> Counted | None:
    """The counted noun of ``number``; None where the number counts nothing people write quantities of."""
    span = doc.char_span(number.figure, number.end, alignment_mode="expand")
    if span is None or len(span) == 0:
        return None
    figure = max((t for t in span if not t.is_space), key=lambda t: (t.head.i >= span.end, t.i), default=span[-1])
    inside = set(range(span.start, span.end))
    while figure.head.i in inside and figure.head != figure:
        figure = figure.head
    noun = _noun(doc, figure, span.end, inside)
    token = noun if noun is not None else figure
    unit = _unit(token) if noun is not None else None
    if noun is not None and unit is None and not _can_stand_for_people(noun):
        return None if _countable(noun) else Counted(number, figure, figure, (), None, True)
    if noun is not None and unit is None and _can_stand_for_people(noun):
        unit = "people"
    return Counted(number, figure, token, _carriers(token), unit, noun is None)


def _noun(doc: "Doc", figure: "Token", end: int, inside: set[int]) -> "Token | None":
    """The noun the number modifies: by the parse, by "dozens of …", else the first noun that follows."""
    for child in figure.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i >= end - 1:
            governed = next((c for c in child.children if c.dep_ == "pobj"), None)
            if governed is not None and governed.tag_ not in ("PRP", "WDT", "WP", "DT"):
                return governed
    head = figure.head
    if figure.dep_ in ("nummod", "quantmod", "compound", "amod", "det", "advmod", "nmod") and head.i >= end:
        if head.pos_ in ("NOUN", "PROPN") or _unit(head) is not None or head.tag_ in ("JJ", "VBN"):
            return _main_noun(head)
    for i in range(end, min(end + 5, len(doc))):
        token = doc[i]
        if _unit(token) is not None and token.pos_ in ("NOUN", "PROPN", "ADJ", "VERB"):
            return _main_noun(token)
        if token.pos_ not in ("ADJ", "NOUN", "PROPN", "ADV") and token.tag_ not in ("VBN", "VBG", "HYPH", "SP", "_SP"):
            return None
    return None


def _main_noun(token: "Token") -> "Token":
    """"People" for "people" tagged as compound of a participle after it."""
    return token


def _unit(token: "Token") -> str | None:
    known = lexicon.units()
    for form in (token.lemma_.lower(), token.lower_, _singular(token.lower_)):
        if form in known:
            return known[form]
    return None


def _singular(noun: str) -> str:
    if noun.endswith("men"):
        return noun[:-3] + "man"
    return noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")


def _can_stand_for_people(token: "Token") -> bool:
    return token.ent_type_ in ("NORP", "PERSON") or (
        token.lower_.endswith(_PEOPLE_ENDINGS) and token.tag_ in ("NNS", "NNPS")
    )


def _countable(token: "Token") -> bool:
    return token.pos_ in ("NOUN", "PROPN") and token.dep_ not in ("compound",)


def _carriers(token: "Token") -> tuple["Token", ...]:
    found = []
    while token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.dep_ == "prep":
        token = token.head.head
        if token.lemma_.lower() not in _CARRIERS and token.like_num is False:
            break
        found.append(token)
    return tuple(found)
