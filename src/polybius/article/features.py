"""What can be seen of a block of a page, and of its neighbours, that tells article from furniture.

All blocks of a page are looked at together, as columns of a table of numbers between 0 and about 1.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from polybius.article import characters as chars
from polybius.article import credits, phrases
from polybius.article.blocks import Block
from polybius.article.characters import Counts, Indices, Numbers
from polybius.intake import dates
from polybius.tables import rows

# Chinese and Japanese have no spaces: two characters there stand for a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+(?:['’][^\W\d_]+)*")

OWN = (
    "words log",
    "words<3",
    "words<6",
    "words<11",
    "words<21",
    "words<41",
    "ended",
    "ended long",
    "colon",
    "function words",
    "lower case",
    "title case",
    "commas",
    "digits",
    "only digits",
    "quote",
    "quoted start",
    "address",
    "bar",
    "lower start",
    "line phrase",
    "aside phrase",
    "end phrase",
    "comments phrase",
    "credit",
    "byline",
    "date",
    "prose",
    "menu",
    "gap",
    "gap below",
    "even",
    "again",
    "table",
)
PAGE = (
    "inside",
    "above",
    "just above",
    "just below",
    "gap crossed",
    "within reach",
    "within reach below",
    "over the widest gap",
    "past an end",
    "table inside",
    "wider gap",
    "apart",
    "first of core",
    "last of core",
    "headline inside",
    "sentence inside",
    "title case inside",
    "wider at the end",
    "signed below",
    "signed below at the start",
    "marked below at the start",
    "credit next",
    "under an aside",
    "is heading",
    "before heading",
    "between heading and core",
)
NAMES = (*OWN, *PAGE)
ROW = {name: index for index, name in enumerate(OWN)}
_CLOSES = np.isin(np.arange(16), (chars.QUOTE, chars.CLOSING, chars.APOSTROPHE, chars.SPACE))
_SHORT = 12
_SAYING = 8
"""Words that do not come again by chance."""

_FEW, _MANY = np.log1p(5), np.log1p(21)
_MOST_GAP = np.log1p(np.float32(30)) / np.float32(3.5)
_NOWHERE = 1 << 30
_AMONG = 5
_TABLE = 0.4
"""Where so many of the blocks around one are figures, it is a table."""

_PAGE_ROW = {name: index for index, name in enumerate(PAGE)}


def words(text: str) -> list[str]:
    """The words of a text, without figures and punctuation."""
    return _WORD.findall(text)


@cache
def function_words() -> dict[str, frozenset[str]]:
    """The commonest short words by language (ISO 639-1)."""
    return {
        row["language"]: frozenset(row["words"].split("|"))
        for _, row in rows("article/function_words.tsv", ("language", "words"))
    }


class Seen(NamedTuple):
    """What is seen of a page's blocks: their counts, known wordings and credits, whether each is a byline, has a
    date, or has been on the page before; the table of their own features, a column a block; the empty lines before
    each."""

    counts: Counts
    known: list[phrases.Phrase | None]
    credited: list[bool]
    signed: list[bool]
    dated: list[bool]
    again: list[bool]
    own: Numbers
    gaps: Numbers


def look(blocks: Sequence[Block]) -> Seen:
    """What is Seen of the blocks of a page, one at least."""
    texts = [block.text for block in blocks]
    counts = chars.count(texts)
    known = phrases.find_all(texts, counts)
    credited = [
        split is not None or (text.startswith(credits.SUBJECTS) and credits.is_caption_like(text))
        for text, split in zip(texts, credits.split_all(texts, counts), strict=True)
    ]
    signed = [text.startswith(credits.SIGNED) and credits.BYLINE.match(text) is not None for text in texts]
    number = len(blocks)
    count = counts.words
    maybe = ((counts.known & chars.MONTH > 0) & (counts.marks[chars.DIGIT] > 4) & (count < _SHORT)).tolist()
    dated = [is_it and dates.search(text) is not None for is_it, text in zip(maybe, texts, strict=True)]
    again = [False] * number
    before: set[str] = set()
    for index in (count >= _SAYING).nonzero()[0].tolist():
        again[index] = texts[index] in before
        before.add(texts[index])
    gaps = np.array([block.gap for block in blocks], np.float32)
    own = _own(counts, gaps)
    prose = own[ROW["prose"]]
    for index, phrase in enumerate(known):
        if phrase is not None:
            own[ROW[phrase.part + " phrase"], index] = 1
            prose[index] = 0
            if phrase.part == "end" and phrase.reason == "comments":
                own[ROW["comments phrase"], index] = 1
    own[ROW["credit"]] = credited
    own[ROW["byline"]] = signed
    own[ROW["date"]] = dated
    own[ROW["again"]] = again
    if number > 2 * _AMONG:
        figures = np.zeros(number + 1, np.float32)
        own[ROW["only digits"]].cumsum(out=figures[1:])
        if figures[-1] > _AMONG * _TABLE:
            at = np.arange(number)
            low, high = np.maximum(at - _AMONG, 0), np.minimum(at + _AMONG + 1, number)
            among = figures[high] - figures[low] >= _TABLE * (high - low)
            own[ROW["table"]] = (own[ROW["words<6"]] > 0) & (prose == 0) & among
    return Seen(counts, known, credited, signed, dated, again, own, gaps)


def _own(counts: Counts, gaps: Numbers) -> Numbers:
    """The features that need no table of wordings."""
    number = len(gaps)
    marks, count, row = counts.marks, counts.words, ROW
    some = np.maximum(count, 1)
    ends = counts.ends
    at_end = _CLOSES[ends]
    at_end[-1] = False
    last = ends[at_end.argmin(axis=0), np.arange(number)]
    colon = ends[0] == chars.COLON
    ended = (last == chars.END) | colon
    long = ended & (count > 8)
    lower, common = counts.lowered / some, counts.common / some
    caseless = counts.lowest > chars.LOWER
    out = np.zeros((len(OWN), number), np.float32)
    out[row["words log"]] = np.log1p(count) / 5
    for index, bound in enumerate((3, 6, 11, 21, 41), row["words<3"]):
        out[index] = count < bound
    out[row["ended"]] = ended
    out[row["ended long"]] = long
    out[row["colon"]] = colon
    out[row["function words"]] = np.minimum(common * 2, 1)
    out[row["lower case"]] = lower
    out[row["title case"]] = (count > 2) & (lower <= 0.4) & ~caseless
    out[row["commas"]] = np.minimum(marks[chars.COMMA] / some, 0.3) * 3
    digits = marks[chars.DIGIT]
    out[row["digits"]] = digits / counts.lengths
    out[row["only digits"]] = (digits > 0) & (counts.lowest > chars.CASELESS) & (marks[chars.IDEOGRAPH] == 0)
    out[row["quote"]] = marks[chars.QUOTE] > 0
    out[row["quoted start"]] = counts.first == chars.QUOTE
    out[row["address"]] = marks[chars.ADDRESS] > 0
    out[row["bar"]] = marks[chars.BAR] > 0
    out[row["lower start"]] = counts.first == chars.LOWER
    out[row["prose"]] = (long & ((common > 0.2) | (lower > 0.6) | caseless)) * (np.minimum(count, 60) / 60)
    out[row["menu"]] = (count < 21) & ~ended
    gap, below = out[row["gap"]], out[row["gap below"]]
    np.log1p(np.minimum(gaps, 30), out=gap)
    gap /= 3.5
    below[:-1] = gap[1:]
    below[-1] = _MOST_GAP
    out[row["even"]] = gap == below
    out[row["even"], -1] = gaps[-1] == 30
    return out


def page(seen: Seen, heading: int | None, first: int, last: int) -> Numbers:
    """All features of a page's blocks, in the order of ``NAMES``; ``first`` to ``last`` is the article's core."""
    return np.vstack((seen.own, beside(seen.own, seen.gaps, heading, first, last)))


def beside(own: Numbers, gaps: Numbers, heading: int | None, first: int, last: int) -> Numbers:
    """The features of blocks that their place gives, beside the core of the article, blocks ``first`` to ``last``."""
    number = own.shape[1]
    row = _PAGE_ROW
    out = np.zeros((len(PAGE), number), np.float32)
    core = slice(first, last + 1)
    count, ended, prose = own[0] * 5, own[ROW["ended"]] > 0, own[ROW["prose"]] > 0

    steps = gaps[first + 1 : last + 1]
    between = sorted(steps[prose[first + 1 : last + 1]].tolist()) or sorted(steps.tolist()) or [2.0]
    usual = (between[len(between) // 2] + between[~(len(between) // 2)]) / 2
    widest = float(steps.max()) if len(steps) else usual

    crossed = np.zeros(number, np.float32)
    np.maximum.accumulate(gaps[last + 1 :], out=crossed[last + 1 :])
    if first:
        crossed[:first] = np.maximum.accumulate(gaps[first:0:-1])[::-1]
    reach = crossed <= 1.5 * usual
    ending = own[ROW["end phrase"], last + 1 :].nonzero()[0]
    if len(ending):
        end = last + 1 + int(ending[0])
        out[row["past an end"], end:] = 1
        reach[end:] = False
    out[row["gap crossed"]] = np.log1p(np.minimum(crossed, 40)) / 3.7
    out[row["within reach"]] = reach
    out[row["within reach below"], last + 1 :] = reach[last + 1 :]
    out[row["over the widest gap"]] = crossed > widest

    near = np.exp(np.arange(-1, -number - 1, -1, dtype=np.float32) / 4)
    out[row["above"], :first] = 1
    out[row["just above"], :first] = near[:first][::-1]
    out[row["just below"], last + 1 :] = near[: number - last - 1]
    out[row["inside"], core] = 1
    out[row["table inside"], core] = own[ROW["table"], core]
    out[row["first of core"], first] = 1
    out[row["last of core"], last] = 1
    unended, length = ~ended[core], count[core]
    out[row["headline inside"], core] = unended & (length > _FEW) & (length < _MANY)
    out[row["sentence inside"], core] = ended[core]
    out[row["title case inside"], core] = own[ROW["title case"], core] * unended

    wider = gaps > usual
    out[row["wider gap"]] = np.tanh((gaps - usual) / 4)
    out[row["apart"], :-1] = wider[:-1] & wider[1:]
    out[row["apart"], -1] = wider[-1]
    tail = slice(max(first, last - 2), last + 1)
    out[row["wider at the end"], tail] = wider[tail]

    credit = own[ROW["credit"]]
    signs = own[ROW["byline"]] + own[ROW["date"]]
    marks = signs + own[ROW["line phrase"]] + credit
    at = np.arange(number)
    next_prose, next_sign, next_mark = (_next(which, at) for which in (prose, signs > 0, marks > 0))
    signed = (next_sign < next_prose) & (next_sign < at + 10)
    start = slice(first, min(first + 3, last + 1))
    begins = prose[start].cumsum() <= 1
    out[row["signed below"]] = signed
    out[row["signed below at the start"], start] = signed[start] & begins
    marked = (next_mark[start] < next_prose[start]) & (next_mark[start] < at[start] + 6)
    out[row["marked below at the start"], start] = marked & begins
    out[row["credit next"], :-1] = credit[1:]
    out[row["under an aside"], 1:] = own[ROW["aside phrase"], :-1]
    if heading is not None:
        out[row["is heading"], heading] = 1
        out[row["before heading"], :heading] = 1
        out[row["between heading and core"], heading + 1 : first] = 1
    return out


def _next(which: npt.NDArray[np.bool_], at: Indices) -> Indices:
    """For each place the next one behind it that is marked; a great number where none is."""
    found = np.full(len(which) + 1, _NOWHERE)
    np.copyto(found[:-1], at, where=which)
    backwards = found[::-1]
    np.minimum.accumulate(backwards, out=backwards)
    return found[1:]
