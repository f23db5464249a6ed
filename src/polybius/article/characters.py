"""Counts over the characters of all blocks of a page at once, with numpy: a page has thousands of characters,
and looking at each in Python would take longer than all else.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from polybius.tables import rows

Numbers = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]

(
    OTHER,
    LOWER,
    UPPER,
    CASELESS,
    DIGIT,
    SPACE,
    END,
    COMMA,
    QUOTE,
    CLOSING,
    COLON,
    BAR,
    IDEOGRAPH,
    APOSTROPHE,
    BULLET,
    ADDRESS,
) = range(16)
"""Classes of characters. An ideograph is half a word: Chinese and Japanese have no spaces."""

_KINDS = 16
_KNOWN = 0x10000
_SIMPLE = 0x600
"""Code points under this are told apart one by one: Latin, Greek, Cyrillic, Armenian, Hebrew …"""

_RANGES = (
    (0x620, 0x660, 3),
    (0x66E, 0x6D4, 3),
    (0x700, 0x2000, 3),
    (0x3040, 0x3100, 12),
    (0x3400, 0xA000, 12),
    (0xAC00, 0xD7A4, 3),
)
"""… and whole blocks of letters without case, and of ideographs."""

_MARKS = {
    SPACE: " \n\t\u00a0",
    END: ".!?…。！？؟",
    COMMA: ",،、",
    QUOTE: '"“”«»„',
    CLOSING: ")]",
    COLON: ":;",
    BAR: "|›»/",
    APOSTROPHE: "'’",
    BULLET: "•·-–—*►▪",
    ADDRESS: "@#©",
}
_LONGEST = 8
"""Letters by which a word is known: a longer one by its first eight."""

_PRIME = 11_400_714_819_323_198_485
_BITS = 16
_SHIFT = np.uint64(64 - _BITS)

ENGLISH, COMMON, YOU, COMMENT, WITHIN, CREDIT, MONTH, CLOCK = (1 << bit for bit in range(8))
"""What is known of a word: a function word of English, of any language, one that speaks to the reader, one of
headings over comments, of a wording of furniture, of a credit, of a date."""

_YOU = ("you", "your", "we", "our", "us")
_COMMENT = ("comment", "comments", "response", "responses", "replies", "thoughts")
_CREDIT = (
    "photo photos photograph photographs picture pictures pic pics image images illustration illustrations graphic "
    "graphics video file credit credits courtesy via"
).split()
_CLOCK = "ago read min mins hour hours day days week weeks month months year years www".split()
_MONTHS = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september "
    "october november december"
).split()


class Counts(NamedTuple):
    """Of each text: how often each class of character is in it, the words, those that begin in lower and in
    upper case, the English and all function words, those that speak to the reader, and the classes of its
    first and its last five characters."""

    kinds: Numbers
    words: Numbers
    lowered: Numbers
    capitals: Numbers
    english: Numbers
    common: Numbers
    you: Numbers
    comment: Numbers
    within: Numbers
    credit: Numbers
    month: Numbers
    clock: Numbers
    first: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.uint8]


def count(texts: Sequence[str]) -> Counts:
    """The Counts of some texts, none of them empty; an entry each."""
    number = len(texts)
    lengths = np.fromiter(map(len, texts), np.intp, number) + 1
    whole = "\n" + "\n".join(texts) + "\n"
    points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    classes, bytes_ = _tables()
    kinds = classes.take(points, mode="clip")
    line = np.repeat(np.arange(number), lengths)
    histogram = np.bincount(line * _KINDS + kinds[1:], minlength=number * _KINDS).reshape(number, _KINDS)

    letter = (kinds - 1) < CASELESS  # unsigned: LOWER, UPPER and CASELESS are 1 to 3
    inside = letter | (kinds == APOSTROPHE)
    begins = np.flatnonzero(letter[1:] & ~inside[:-1]) + 1
    stops = np.flatnonzero(letter[:-1] & ~letter[1:]) + 1
    size = stops[np.searchsorted(stops, begins, "right")] - begins
    ofline = line[begins - 1]
    spelled = np.zeros(len(points) + 8, np.uint8)
    bytes_.take(points, mode="clip", out=spelled[: len(points)])
    eights: npt.NDArray[np.uint64] = np.ndarray((len(points),), "<u8", buffer=spelled, strides=(1,))
    keys = eights[begins] & _MASKS[np.minimum(size, 8)]
    short = _short_words()
    slot = (keys * short.prime) >> _SHIFT
    known = np.where(short.keys[slot] == keys, short.values[slot], 0)

    begun = np.bincount(ofline * 4 + kinds[begins], minlength=4 * number).reshape(number, 4).astype(np.float32)
    special = np.flatnonzero(known & ~np.uint8(ENGLISH | COMMON))
    its_line, its_kind = ofline[special], known[special]

    def tally(kind: int) -> Numbers:
        return np.bincount(its_line[(its_kind & kind) > 0], minlength=number).astype(np.float32)

    starts = np.cumsum(lengths) - lengths + 1
    last = starts + lengths - 2
    ends = kinds[np.maximum(last[:, None] - np.arange(5), starts[:, None] - 1)]
    ideographs = histogram[:, IDEOGRAPH]
    return Counts(
        kinds=histogram.astype(np.float32),
        words=(np.bincount(ofline, minlength=number) + (ideographs + 1) // 2).astype(np.float32),
        lowered=begun[:, LOWER],
        capitals=begun[:, UPPER],
        english=np.bincount(ofline[(known & ENGLISH) > 0], minlength=number).astype(np.float32),
        common=np.bincount(ofline[(known & COMMON) > 0], minlength=number).astype(np.float32),
        you=tally(YOU),
        comment=tally(COMMENT),
        within=tally(WITHIN),
        credit=tally(CREDIT),
        month=tally(MONTH),
        clock=tally(CLOCK),
        first=kinds[starts],
        ends=ends,
    )


class _Short(NamedTuple):
    """A table of words by the upper bits of their keys, a product with a number that keeps all of them apart."""

    prime: np.uint64
    keys: npt.NDArray[np.uint64]
    values: npt.NDArray[np.uint8]


_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)


@cache
def _tables() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """The class of each code point, and a byte that spells it in lower case where it is a letter."""
    classes = np.zeros(_KNOWN + 1, np.uint8)
    spelling = np.zeros(_KNOWN + 1, np.uint8)
    for point in (*range(_SIMPLE), *range(0x2000, 0x2070), 0x3001, 0x3002, 0xFF01, 0xFF1F):
        character = chr(point)
        category = unicodedata.category(character)
        if category[0] == "L":
            classes[point] = LOWER if category == "Ll" else UPPER if category in ("Lu", "Lt") else CASELESS
            spelling[point] = ord(character.lower()[0]) & 0xFF
        elif category[0] == "N":
            classes[point] = DIGIT
        elif category[0] == "Z":
            classes[point] = SPACE
    for kind, marks in _MARKS.items():
        for mark in marks:
            classes[ord(mark)] = kind
    for low, high, kind in _RANGES:
        classes[low:high] = kind
    return classes, spelling


@cache
def _short_words() -> _Short:
    known: dict[str, int] = {}

    def add(word: str, kind: int) -> None:
        known[word[:_LONGEST]] = known.get(word[:_LONGEST], 0) | kind

    for _, row in rows("article/function_words.tsv", ("language", "words")):
        for word in row["words"].split("|"):
            if len(word) < _LONGEST:
                add(word, COMMON | (ENGLISH if row["language"] == "en" else 0))
    for _, row in rows("article/furniture.tsv", ("match", "part", "reason", "phrase")):
        if row["match"] == "within":
            add(max(re.findall(r"[^\W\d_]+", row["phrase"]), key=len), WITHIN)
    for kind, listed in ((YOU, _YOU), (COMMENT, _COMMENT), (CREDIT, _CREDIT), (MONTH, _MONTHS), (CLOCK, _CLOCK)):
        for word in listed:
            add(word, kind)
    spelling = _tables()[1]
    spelled = [
        (int.from_bytes(bytes(int(spelling[ord(letter)]) for letter in word), "little"), value)
        for word, value in sorted(known.items())
    ]
    prime = _PRIME
    while len({_slot(key, prime) for key, _ in spelled}) < len({key for key, _ in spelled}):
        prime += 2
    keys = np.zeros(1 << _BITS, np.uint64)
    values = np.zeros(1 << _BITS, np.uint8)
    for key, value in spelled:
        slot = _slot(key, prime)
        keys[slot] = key
        values[slot] |= value
    return _Short(np.uint64(prime), keys, values)


def _slot(key: int, prime: int) -> int:
    return key * prime % (1 << 64) >> (64 - _BITS)
