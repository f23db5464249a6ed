"""A parsed document in flat lists, read once: asking spaCy's tokens for the same word by word costs many times as much.

The lists are remembered on the document, which must not be changed any more.
"""

from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_KEY, _CHILDREN = "polybius.columns", "polybius.children"
_SPELT: list[int | str] = ["ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE"]
_ATTRIBUTES: list[int | str] = [*_SPELT, "HEAD", "SENT_START", "SPACY"]


class Columns:
    """The words of a document: index ``i`` in every list is token ``i``.

    ``lowers`` and ``lemmas`` are in lower case; ``starts`` are offsets into the text; ``kinds`` are the kinds of the
    names that words are part of, "" elsewhere; ``heads`` and ``children`` are positions of tokens.
    """

    def __init__(self, doc: "Doc") -> None:
        self.size = len(doc)
        columns = doc.to_array(_ATTRIBUTES).reshape(self.size, len(_ATTRIBUTES)).T
        ids = columns[: len(_SPELT)].tolist()
        strings = doc.vocab.strings
        spelt = {i: strings[i] for i in set().union(*ids)}
        texts, lowers, lemmas, pos, tags, deps, kinds = ([spelt[i] for i in column] for column in ids)
        self.texts: list[str] = texts
        self.lowers: list[str] = lowers
        self.lemmas: list[str] = [lemma.lower() for lemma in lemmas]
        self.pos: list[str] = pos
        self.tags: list[str] = tags
        self.deps: list[str] = deps
        self.kinds: list[str] = kinds
        steps, begins, spaces = columns[len(_SPELT) :].astype("int64").tolist()
        self.heads: list[int] = [i + step for i, step in enumerate(steps)]
        widths = [len(text) + space for text, space in zip(texts, spaces, strict=True)]
        self.starts: list[int] = list(accumulate(widths, initial=0))[: self.size]
        borders = [i for i, begin in enumerate(begins) if begin == 1 or i == 0]
        self.sentences: list[tuple[int, int]] = list(pairwise([*borders, self.size]))

    @cached_property
    def children(self) -> list[list[int]]:
        """The words that hang on each word, in order of the text."""
        found: list[list[int]] = [[] for _ in self.heads]
        for i, head in enumerate(self.heads):
            if head != i:
                found[head].append(i)
        return found

    @cached_property
    def sentence(self) -> list[int]:
        """The number of each word's sentence."""
        return [number for number, (first, end) in enumerate(self.sentences) for _ in range(first, end)]


def columns_of(doc: "Doc") -> Columns:
    """The document's columns, remembered on it."""
    known: Columns | None = doc.user_data.get(_KEY)
    if known is None:
        known = doc.user_data[_KEY] = Columns(doc)
    return known


def children_of(token: "Token") -> "list[Token]":
    """``token.children``, remembered on the document: callers share the list and must not change it."""
    doc = token.doc
    known: dict[int, list[Token]] = doc.user_data.setdefault(_CHILDREN, {})
    found = known.get(token.i)
    if found is None:
        found = known[token.i] = [doc[i] for i in columns_of(doc).children[token.i]]
    return found
