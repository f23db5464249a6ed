"""Parsing only the sentences of a document that are wanted, and leaving the others as plain words.

The document keeps its whole text, so that offsets stay what they are. A sentence that is passed over is one word
without tag, lemma, relation or name: every layer finds nothing in it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Whether each sentence of a document is to be parsed, given the lower-case and the written forms of its words.
Choice = Callable[[Sequence[Sequence[str]]], Sequence[bool]]

_CLOSING = frozenset("\"”’')]»")
_OPENING = frozenset("\"“‘'([«-–—•")
_ENDS = frozenset({".", "!", "?", "…", "...", "!!", "??", "?!"})
_ATTRIBUTES: list[int | str] = ["TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE"]
_OUTSIDE = 2  # the entity code of a word in no name


def parse_chosen(
    nlp: "Language", texts: Iterable[str], choose: Choice, *, batch_size: int = 32
) -> Iterator["Doc"]:
    """Documents of whole texts in which only the chosen sentences are parsed, in order.

    ``choose`` is given a document's sentences, each as its words, and says of each whether it is wanted.
    Sentences that stand together are parsed together, as they would be in the whole.
    """
    from polybius.language.pipeline import parse_many

    remaining = iter(texts)
    while batch := list(islice(remaining, batch_size)):
        wholes = [_Whole(nlp.make_doc(text)) for text in batch]
        wanted = [choose(whole.sentences()) for whole in wholes]
        parts = list(parse_many(nlp, map(_Whole.cut_out, wholes, wanted), batch_size))
        for whole, part, want in zip(wholes, parts, wanted, strict=True):
            yield whole.put_back(part, want)


def sentences(words: Sequence[str]) -> list[tuple[int, int]]:
    """Sentences told by punctuation and line breaks alone, as ranges of words that cover the text."""
    starts = [0]
    for i in range(1, len(words)):
        word = words[i]
        if word.isspace():
            continue
        if "\n" in words[i - 1] and words[i - 1].isspace():
            starts.append(i)
            continue
        begins = word[0].isupper() or word[0].isdigit() or word[0] in _OPENING
        if begins and not (word in _CLOSING and words[i - 1] in _ENDS) and _ended(words, i - 1):
            starts.append(i)
    return [(a, b) for a, b in zip(starts, [*starts[1:], len(words)], strict=True) if b > a]


def _ended(words: Sequence[str], i: int) -> bool:
    """Whether a sentence has ended at word ``i``: with a stop, or with a stop and what closes after it."""
    while i >= 0 and (words[i] in _CLOSING or words[i].isspace()):
        i -= 1
    return i >= 0 and words[i] in _ENDS


class _Whole:
    """A text cut into words and sentences."""

    def __init__(self, doc: "Doc") -> None:
        self._vocab = doc.vocab
        self._words = [t.text for t in doc]
        self._spaces = doc.to_array("SPACY").astype(bool).tolist()
        self._cut = sentences(self._words)

    def sentences(self) -> list[list[str]]:
        """The words of each sentence."""
        return [self._words[a:b] for a, b in self._cut]

    def cut_out(self, wanted: Sequence[bool]) -> "Doc":
        """The wanted sentences as a document of their own; one that follows a gap begins a sentence."""
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        starts: list[int] = []
        last = 0
        for (first, end), want in zip(self._cut, wanted, strict=True):
            if want:
                if first != last or first == 0:
                    starts.append(len(words))
                words += self._words[first:end]
                spaces += self._spaces[first:end]
                last = end
        part = Doc(self._vocab, words=words, spaces=spaces)
        for i in starts:
            part[i].is_sent_start = True
        return part

    def put_back(self, part: "Doc", wanted: Sequence[bool]) -> "Doc":
        """The text with the parsed sentences' analysis; each of the others is one word, and the white space after it,
        without any: layers that go through the words need not go through theirs."""
        import numpy
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        rows: list[int] = []  # of the parsed words; -1 for what is not parsed
        parsed = 0
        for (first, end), want in zip(self._cut, wanted, strict=True):
            if want:
                words += self._words[first:end]
                spaces += self._spaces[first:end]
                rows += range(parsed, parsed + end - first)
                parsed += end - first
                continue
            last = end
            while last > first + 1 and self._words[last - 1].isspace():
                last -= 1
            words += [self._text(first, last), *self._words[last:end]]
            spaces += self._spaces[last - 1 : end]
            rows += [-1] * (1 + end - last)
        made = Doc(self._vocab, words=words, spaces=spaces)
        passed = numpy.array([self._passed()], dtype="uint64")
        table: Any = numpy.vstack([part.to_array(_ATTRIBUTES).reshape(-1, len(_ATTRIBUTES)), passed])
        made.from_array(_ATTRIBUTES, table[rows])
        return made

    def _text(self, first: int, end: int) -> str:
        spaced = zip(self._words[first:end], self._spaces[first:end], strict=True)
        return "".join(word + " " * space for word, space in spaced)[: -1 if self._spaces[end - 1] else None]

    def _passed(self) -> list[int]:
        """The analysis of a sentence that is not parsed."""
        row = dict.fromkeys(_ATTRIBUTES, 0)
        row |= {"DEP": self._vocab.strings.add("dep"), "ENT_IOB": _OUTSIDE}
        return list(row.values())
