"""A document's parse in flat lists, read once, and the noun phrases in it."""

from bisect import bisect_left
from typing import TYPE_CHECKING

from polybius.language.columns import columns_of
from polybius.language.text import text_of
from polybius.records import Place

if TYPE_CHECKING:
    from spacy.tokens import Doc

MODIFIER = frozenset(("compound", "amod", "nmod", "nummod", "npadvmod"))
_BEFORE = frozenset(("compound", "amod", "nmod"))
_LEADING = frozenset(
    ("det", "predet", "quantmod", "advmod", "punct", "cc", "preconj", "neg", "prep", "case", "mark")
)
_LEADING_POS = frozenset(
    ("DET", "NUM", "PUNCT", "CCONJ", "ADV", "PRON", "SPACE", "SYM", "ADP", "SCONJ", "AUX")
)
QUANTITY = frozenset(
    """
    many several other few some various more most certain numerous such own additional further another last
    same fewer less much two three four five hundred hundreds dozens thousands scores all both each every
    thousand million alleged suspected unidentified unknown so-called remaining extra fellow
    """.split()
)
_DEFINITE = frozenset(
    ("the", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my", "your")
)


_WALLS = frozenset(("(", ")", "[", ":", ";", "--", "_", "“", "”", '"', "``", "''", "/"))


class Parse:
    """The words of a document: index ``i`` in every list is token ``i``."""

    def __init__(self, doc: "Doc") -> None:
        """Take what the stage needs out of the parse."""
        words = columns_of(doc)
        self.doc = doc
        self.written = text_of(doc)
        self.text = self.written.replace("’", "'")
        self.size = words.size
        self.words = [text.replace("’", "'") for text in words.texts]
        self.lower = [word.lower() for word in self.words]
        self.lemmas = words.lemmas
        self.pos = words.pos
        self.tag = words.tags
        self.dep = words.deps
        self.head = words.heads
        self.starts = words.starts
        self.ends = [start + len(text) for start, text in zip(words.starts, words.texts, strict=True)]
        self.sentence = words.sentence
        self.children = words.children

    def lemma(self, i: int) -> str:
        """The lemma of a token, in lower case."""
        return self.lemmas[i]

    def slice(self, start: int, end: int) -> str:
        """The document's own text from token ``start`` up to ``end`` (exclusive)."""
        return self.written[self.starts[start] : self.ends[end - 1]]

    def key(self, start: int, end: int) -> str:
        """The same in lower case, with plain apostrophes and single spaces, for looking it up."""
        return " ".join(self.text[self.starts[start] : self.ends[end - 1]].lower().split())

    def tokens(self, start: int, end: int) -> tuple[int, int] | None:
        """The tokens (end exclusive) that the offsets cover whole; None where they cut a token."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.ends, end)
        if first >= self.size or last >= self.size or self.starts[first] != start or self.ends[last] != end:
            return None
        return (first, last + 1) if first <= last else None

    def root(self, start: int, end: int) -> int:
        """The token of a span whose governor is outside it; the last such one, as heads stand last."""
        for i in range(end - 1, start - 1, -1):
            if self.head[i] == i or not start <= self.head[i] < end:
                return i
        return end - 1

    def left(self, head: int) -> int:
        """Where the noun phrase of a head begins, its determiners, numbers and quantity words left out."""
        edge = head
        floor = head - 14
        # Down the left side only: each step takes the leftmost dependent that is part of a noun phrase.
        while edge > floor:
            lowest = edge
            for at in (edge, head) if edge != head else (head,):
                for child in self.children[at]:
                    if child >= lowest:
                        break
                    if self.dep[child] not in (
                        "relcl",
                        "advcl",
                        "csubj",
                        "nsubj",
                        "conj",
                        "ccomp",
                        "acl",
                        "intj",
                    ):
                        lowest = child
                        break
            if lowest == edge:
                break
            edge = lowest
        for i in range(head - 1, edge - 1, -1):
            aside = self.words[max(0, i - 2)] == "(" or self.words[max(0, i - 1)] == "("
            if (self.words[i] == ")" and aside) or (self.words[i] == "(" and self.words[i + 2 : i + 3] == [")"]):
                continue
            if (self.pos[i] == "ADP" and "-" not in self.words[i - 1 : i + 2]) or (
                self.words[i] == "," and i == head - 1
            ):
                edge = i + 1
                break
            if self.words[i] in _WALLS or (self.words[i] in "-–—" and self.starts[i] != self.ends[i - 1]):
                edge = i + 1
                break
        return self.strip(edge, head)

    def strip(self, start: int, head: int) -> int:
        """``start`` moved right over determiners, numbers and quantity words, ``head`` at most."""
        for child in self.children[head]:
            if start <= child < head and self.dep[child] == "nummod" and self.words[child + 1] != "-":
                start = child + 1
        while start < head:
            if self.words[start + 1] in ("-", "–") and self.ends[start] == self.starts[start + 1]:
                break
            if self.lower[start] in QUANTITY or (
                (self.dep[start] in _LEADING or self.pos[start] in _LEADING_POS or self.tag[start] == "POS")
                and self.pos[start] not in ("PROPN", "NOUN")
            ):
                start += 1
                continue
            break
        return start

    def definite(self, head: int) -> bool:
        """Whether the noun phrase is one that the reader is taken to know ("the", "that", "its")."""
        return any(
            (self.dep[c] == "det" and self.lower[c] in _DEFINITE) or self.dep[c] == "poss"
            for c in self.children[head]
            if c < head
        )

    def indefinite(self, head: int) -> bool:
        """Whether it has "a", "an", "another", "some", "any" or "no"."""
        return any(
            self.dep[c] == "det" and self.lower[c] in ("a", "an", "another", "some", "any", "no")
            for c in self.children[head]
            if c < head
        )

    def plural(self, i: int) -> bool:
        """Whether the token is a plural noun."""
        return self.tag[i] in ("NNS", "NNPS")

    def modifies(self, i: int) -> bool:
        """Whether the token stands before a noun and modifies it ("police" in "police station")."""
        return self.dep[i] in _BEFORE and self.head[i] > i and "det" not in self.dep[i + 1 : self.head[i]]


PLACE_NOUNS = frozenset(
    """
    city town village district province region area county neighborhood neighbourhood neighborhoods island
    river street road avenue governorate suburb hamlet settlement prefecture valley mountain square bridge
    """.split()
)
_WHERE = frozenset(
    ("in", "at", "near", "outside", "around", "across", "through", "north", "south", "east", "west")
)


def place_like(parse: "Parse", start: int, end: int) -> bool:
    """Whether the words around a name show a place: "in Tarhan", "Tarhan district"."""
    if end < parse.size and parse.lower[end] in PLACE_NOUNS:
        return True
    return start > 0 and parse.lower[start - 1] in _WHERE


class Toponyms:
    """The countries of a document's places, by token."""

    def __init__(self, parse: Parse, places: "tuple[Place, ...] | list[Place]") -> None:
        """Map each place to the tokens it covers."""
        self.at: dict[int, Place] = {}
        for place in places:
            span = parse.tokens(place.start, place.end)
            if span:
                for i in range(*span):
                    self.at.setdefault(i, place)

    def country(self, i: int) -> str | None:
        """The country of the place at a token, if there is one and it is known."""
        place = self.at.get(i)
        return place.country if place else None
