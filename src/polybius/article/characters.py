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
    LOWER,
    UPPER,
    CASELESS,
    APOSTROPHE,
    SPACE,
    OTHER,
    DIGIT,
    END,
    COMMA,
    QUOTE,
    CLOSING,
    COLON,
    BAR,
    IDEOGRAPH,
    BULLET,
    ADDRESS,
) = range(16)
"""Classes of characters: letters first, then what stands within words, then the marks, which are fewer and are
counted. An ideograph is half a word: Chinese and Japanese have no spaces."""

_KINDS = 16
_KNOWN = 0x10000
_SIMPLE = 0x600
"""Code points under this are told apart one by one: Latin, Greek, Cyrillic, Armenian, Hebrew …"""

_RANGES = (
    (0x620, 0x660, CASELESS),
    (0x66E, 0x6D4, CASELESS),
    (0x700, 0x2000, CASELESS),
    (0x3040, 0x3100, IDEOGRAPH),
    (0x3400, 0xA000, IDEOGRAPH),
    (0xAC00, 0xD7A4, CASELESS),
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

COMMON, COMMENT, WITHIN, CREDIT, MONTH, CLOCK = (1 << bit for bit in range(6))
"""What is known of a word: a function word of any language, one of headings over comments, of a wording of
furniture, of a credit, of a date."""

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
    """Of each text: its characters, how often each class of marks is in it (a row a class), its words, those that
    begin in lower case and those that are function words, what is known of its words (COMMON … CLOCK), the lowest
    of its classes, and those of its first and its last five characters (a row each, from the last)."""

    lengths: Numbers
    marks: Numbers
    words: Numbers
    lowered: Numbers
    common: Numbers
    known: npt.NDArray[np.uint8]
    lowest: npt.NDArray[np.uint8]
    first: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.uint8]


def count(texts: Sequence[str]) -> Counts:
    """The Counts of some texts, none of them empty; an entry each."""
    number = len(texts)
    lengths = np.fromiter(map(len, texts), np.intp, number)
    whole = "\n" + "\n".join(texts) + "\n"
    points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    classes, bytes_ = _tables()
    kinds = classes.take(points, mode="clip")
    bounds = np.ones(number + 1, np.intp)
    (lengths + 1).cumsum(out=bounds[1:])
    bounds[1:] += 1
    starts = bounds[:-1]

    begins = ((kinds[1:] <= CASELESS) & (kinds[:-1] > APOSTROPHE)).nonzero()[0]
    begins += 1
    within = begins.searchsorted(bounds)
    spelled = np.zeros(len(points) + _LONGEST, np.uint8)
    bytes_.take(points, mode="clip", out=spelled[: len(points)])
    eights: npt.NDArray[np.uint64] = np.ndarray((len(points),), "<u8", buffer=spelled, strides=(1,))
    keys = eights[begins]
    # A word's key ends before the first byte that is 0: the least bit that this leaves is in that byte.
    ends_at = (keys - _EACH_ONE) & ~keys & _EACH_HIGH
    keys &= (ends_at & (~ends_at + _ONE)) - _ONE
    short = _short_words()
    slots = (keys * short.prime) >> _SHIFT
    known = short.values[slots]
    likely = known.nonzero()[0]
    known[likely[short.keys[slots[likely]] != keys[likely]]] = 0

    counted = np.diff(within)
    ofline = np.repeat(np.arange(0, 4 * number, 4), counted)
    ofline += 2 * (known & COMMON)
    ofline += kinds[begins] == LOWER
    sorts = np.bincount(ofline, minlength=4 * number).reshape(number, 4)
    told = _any_of(known, within, counted)

    odd = (kinds > SPACE).nonzero()[0]
    marked = np.repeat(np.arange(0, _KINDS * number, _KINDS), np.diff(odd.searchsorted(bounds)))
    marked += kinds[odd]
    marks = np.bincount(marked, minlength=_KINDS * number).reshape(number, _KINDS)
    last = bounds[1:] - _LAST
    return Counts(
        lengths=lengths.astype(np.float32),
        marks=np.ascontiguousarray(marks.T, np.float32),
        words=(counted + (marks[:, IDEOGRAPH] + 1) // 2).astype(np.float32),
        lowered=(sorts[:, 1] + sorts[:, 3]).astype(np.float32),
        common=(sorts[:, 2] + sorts[:, 3]).astype(np.float32),
        known=told,
        lowest=np.minimum.reduceat(kinds, starts),
        first=kinds[starts],
        ends=kinds[np.maximum(last, starts - 1)],
    )


def _any_of(known: npt.NDArray[np.uint8], within: Indices, counted: Indices) -> npt.NDArray[np.uint8]:
    """What is known of any word of each text, whose words are those from ``within`` on, so many as ``counted``."""
    # reduceat gives a text without words the word behind it, and there has to be one.
    told = np.bitwise_or.reduceat(np.append(known, _NOTHING), within[:-1])
    told[counted == 0] = 0
    return told


class _Short(NamedTuple):
    """A table of words by the upper bits of their keys, a product with a number that keeps all of them apart."""

    prime: np.uint64
    keys: npt.NDArray[np.uint64]
    values: npt.NDArray[np.uint8]


_NOTHING = np.uint8(0)
_ONE = np.uint64(1)
_EACH_ONE = np.uint64(0x0101010101010101)
_EACH_HIGH = np.uint64(0x8080808080808080)
_LAST = np.arange(2, 7)[:, None]


@cache
def _tables() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """The class of each code point, and a byte that spells it in lower case where it is a letter."""
    classes = np.full(_KNOWN + 1, OTHER, np.uint8)
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
                add(word, COMMON)
    for _, row in rows("article/furniture.tsv", ("match", "part", "reason", "phrase")):
        if row["match"] == "within":
            add(max(re.findall(r"[^\W\d_]+", row["phrase"]), key=len), WITHIN)
    for kind, listed in ((COMMENT, _COMMENT), (CREDIT, _CREDIT), (MONTH, _MONTHS), (CLOCK, _CLOCK)):
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
