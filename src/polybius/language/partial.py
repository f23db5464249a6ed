"""Parsing only the sentences of a document that are wanted, and leaving the others as plain words.

The document keeps all its tokens, so that offsets stay what they are. A sentence that is passed over has no
tags, lemmas, relations or names: every layer finds nothing in it.
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
    from polybius.language.speed import one_thread

    remaining = iter(texts)
    while batch := list(islice(remaining, batch_size)):
        wholes = [nlp.make_doc(text) for text in batch]
        bounds = [sentences([t.text for t in doc]) for doc in wholes]
        words = [[[t.text for t in doc[a:b]] for a, b in cut] for doc, cut in zip(wholes, bounds, strict=True)]
        wanted = [choose(w) for w in words]
        with one_thread():
            parts = list(nlp.pipe(map(_cut_out, wholes, bounds, wanted), batch_size=batch_size))
        for doc, part, cut, want in zip(wholes, parts, bounds, wanted, strict=True):
            yield _put_back(doc, part, cut, want)


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


def _cut_out(whole: "Doc", cut: Sequence[tuple[int, int]], wanted: Sequence[bool]) -> "Doc":
    """The wanted sentences as a document of their own; one that follows a gap begins a sentence."""
    from spacy.tokens import Doc

    words: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []
    last = 0
    for (first, end), want in zip(cut, wanted, strict=True):
        if want:
            if first != last or first == 0:
                starts.append(len(words))
            words += [t.text for t in whole[first:end]]
            spaces += [bool(t.whitespace_) for t in whole[first:end]]
            last = end
    part = Doc(whole.vocab, words=words, spaces=spaces)
    for i in starts:
        part[i].is_sent_start = True
    return part


def _put_back(
    whole: "Doc", part: "Doc", cut: Sequence[tuple[int, int]], wanted: Sequence[bool]
) -> "Doc":
    """The whole document with the parsed sentences' analysis; each of the others hangs on its first word."""
    import numpy

    parsed = part.to_array(_ATTRIBUTES)
    rows: Any = numpy.zeros((len(whole), len(_ATTRIBUTES)), dtype="uint64")
    dep, head, iob = (_ATTRIBUTES.index(a) for a in ("DEP", "HEAD", "ENT_IOB"))
    at = 0
    for (first, end), want in zip(cut, wanted, strict=True):
        if want:
            rows[first:end] = parsed[at : at + end - first]
            at += end - first
        else:
            rows[first:end, dep] = whole.vocab.strings.add("dep")
            rows[first:end, head] = (-numpy.arange(end - first)).astype("uint64")
            rows[first:end, iob] = _OUTSIDE
    whole.from_array(_ATTRIBUTES, rows)
    return whole
