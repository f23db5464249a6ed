"""What can be seen of a block of a page, and of its neighbours, that tells article from furniture.

All blocks of a page are looked at together, as rows of a table of numbers between 0 and about 1.
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
from polybius.article.characters import Counts, Numbers
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
_COLUMN = {name: index for index, name in enumerate(OWN)}
_PHRASED = [_COLUMN[name] for name in ("line phrase", "aside phrase", "end phrase")]
_LETTERS = [chars.LOWER, chars.UPPER, chars.CASELESS, chars.IDEOGRAPH]
_CLOSES = np.isin(np.arange(16), (chars.QUOTE, chars.CLOSING, chars.APOSTROPHE, chars.SPACE))
_SHORT = 12
_SAYING = 8
"""Words that do not come again by chance."""

_AMONG = 5
_TABLE = 0.4
"""Where so many of the blocks around one are figures, it is a table."""

_PAGE_COLUMN = {name: index for index, name in enumerate(PAGE)}


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
    date, or has been on the page before; the table of their own features, a row each; the empty lines before each."""

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
    kinds, count = counts.kinds, counts.words
    maybe = ((counts.month > 0) & (kinds[:, chars.DIGIT] > 4) & (count < _SHORT)).tolist()
    dated = [is_it and dates.search(text) is not None for is_it, text in zip(maybe, texts, strict=True)]
    again = [False] * number
    before: set[str] = set()
    for index in np.flatnonzero(count >= _SAYING).tolist():
        again[index] = texts[index] in before
        before.add(texts[index])
    gaps = np.fromiter((block.gap for block in blocks), np.float32, number)
    own = _own(counts, gaps)
    col = _COLUMN
    for index, phrase in enumerate(known):
        if phrase is not None:
            own[index, col[phrase.part + " phrase"]] = 1
            if phrase.part == "end" and phrase.reason == "comments":
                own[index, col["comments phrase"]] = 1
    own[:, col["credit"]] = credited
    own[:, col["byline"]] = signed
    own[:, col["date"]] = dated
    own[:, col["again"]] = again
    own[own[:, _PHRASED].any(axis=1), col["prose"]] = 0
    prose = own[:, col["prose"]] > 0
    figures = np.concatenate(([0.0], np.cumsum(own[:, col["only digits"]])))
    at = np.arange(number)
    low, high = np.maximum(at - _AMONG, 0), np.minimum(at + _AMONG + 1, number)
    rows_ = (own[:, col["words<6"]] > 0) & ~prose & (figures[high] - figures[low] >= _TABLE * (high - low))
    own[:, col["table"]] = rows_ & (number > 2 * _AMONG)
    return Seen(counts, known, credited, signed, dated, again, own, gaps)


def _own(counts: Counts, gaps: Numbers) -> Numbers:
    number = len(gaps)
    kinds, count = counts.kinds, counts.words
    some = np.maximum(count, 1)
    length = np.maximum(kinds.sum(axis=1) - 1, 1)
    letters = kinds[:, _LETTERS].sum(axis=1)
    ends = counts.ends
    closing = _CLOSES[ends]
    last = ends[np.arange(number), np.minimum((~closing).argmax(axis=1), ends.shape[1] - 1)]
    colon = ends[:, 0] == chars.COLON
    ended = (last == chars.END) | colon
    lower, common = counts.lowered / some, counts.common / some
    caseless = kinds[:, chars.LOWER] == 0
    long = ended & (count > 8)
    below = np.append(gaps[1:], 30)
    out = np.zeros((number, len(OWN)), np.float32)
    out[:, 0] = np.log1p(count) / 5
    out[:, 1:6] = count[:, None] < (3, 6, 11, 21, 41)
    for name, values in (
        ("ended", ended),
        ("ended long", long),
        ("colon", colon),
        ("function words", np.minimum(common * 2, 1)),
        ("lower case", lower),
        ("title case", (count > 2) & (lower <= 0.4) & ~caseless),
        ("commas", np.minimum(kinds[:, chars.COMMA] / some, 0.3) * 3),
        ("digits", kinds[:, chars.DIGIT] / length),
        ("only digits", (letters == 0) & (kinds[:, chars.DIGIT] > 0)),
        ("quoted start", counts.first == chars.QUOTE),
        ("lower start", counts.first == chars.LOWER),
        ("prose", (long & ((common > 0.2) | (lower > 0.6) | caseless)) * np.minimum(count, 60) / 60),
        ("menu", (count < 21) & ~ended),
        ("gap", np.log1p(np.minimum(gaps, 30)) / 3.5),
        ("gap below", np.log1p(np.minimum(below, 30)) / 3.5),
        ("even", gaps == below),
    ):
        out[:, _COLUMN[name]] = values
    out[:, [_COLUMN[name] for name in ("quote", "address", "bar")]] = (
        kinds[:, [chars.QUOTE, chars.ADDRESS, chars.BAR]] > 0
    )
    return out


def page(seen: Seen, heading: int | None, first: int, last: int) -> Numbers:
    """All features of a page's blocks, in the order of ``NAMES``; ``first`` to ``last`` is the article's core."""
    return np.hstack((seen.own, beside(seen.own, seen.gaps, heading, first, last)))


def beside(own: Numbers, gaps: Numbers, heading: int | None, first: int, last: int) -> Numbers:
    """The features of blocks that their place gives, beside the core of the article, blocks ``first`` to ``last``."""
    number = len(own)
    at = np.arange(number)
    inside = (at >= first) & (at <= last)
    above, below = at < first, at > last
    col = _COLUMN
    count, ended, prose = own[:, 0] * 5, own[:, col["ended"]] > 0, own[:, col["prose"]] > 0
    core = gaps[first + 1 : last + 1]
    between = core[prose[first + 1 : last + 1]]
    usual = float(np.median(between)) if len(between) else float(np.median(core)) if len(core) else 2.0
    widest = float(core.max()) if len(core) else usual
    crossed = np.zeros(number, np.float32)
    np.maximum.accumulate(gaps[last + 1 :], out=crossed[last + 1 :])
    if first:
        crossed[:first] = np.maximum.accumulate(gaps[first:0:-1])[::-1]
    ends = own[:, col["end phrase"]]
    past = np.zeros(number, bool)
    past[last + 1 :] = np.cumsum(ends[last + 1 :]) > 0
    distance = np.where(above, first - at, np.where(below, at - last, 0))
    next_gap = np.append(gaps[1:], 99)
    wider = gaps > usual
    signs = (own[:, col["byline"]] + own[:, col["date"]]) > 0
    marks = signs | (own[:, col["line phrase"]] > 0) | (own[:, col["credit"]] > 0)
    next_prose = _next(prose)
    start = inside & (at < first + 3) & (np.cumsum(prose & inside) <= 1)
    signed = (_next(signs) < next_prose) & (_next(signs) < at + 10)
    marked = (_next(marks) < next_prose) & (_next(marks) < at + 6)
    credit = own[:, col["credit"]]
    headed = inside & ~ended & (count > np.log1p(5)) & (count < np.log1p(21))
    reach = (crossed <= 1.5 * usual) & ~past
    out = np.zeros((number, len(PAGE)), np.float32)
    for name, values in (
        ("inside", inside),
        ("above", above),
        ("just above", np.exp(-distance / 4) * above),
        ("just below", np.exp(-distance / 4) * below),
        ("gap crossed", np.log1p(np.minimum(crossed, 40)) / 3.7),
        ("within reach", reach),
        ("within reach below", reach & below),
        ("over the widest gap", crossed > widest),
        ("past an end", past),
        ("table inside", inside * own[:, col["table"]]),
        ("wider gap", np.tanh((gaps - usual) / 4)),
        ("apart", wider & (next_gap > usual)),
        ("first of core", at == first),
        ("last of core", at == last),
        ("headline inside", headed),
        ("sentence inside", inside & ended),
        ("title case inside", inside * own[:, col["title case"]] * ~ended),
        ("wider at the end", wider & (at > last - 3) & inside),
        ("signed below", signed),
        ("signed below at the start", signed & start),
        ("marked below at the start", marked & start),
        ("credit next", np.append(credit[1:], 0)),
        ("under an aside", np.insert(own[:-1, col["aside phrase"]], 0, 0)),
    ):
        out[:, _PAGE_COLUMN[name]] = values
    if heading is not None:
        out[heading, _PAGE_COLUMN["is heading"]] = 1
        out[:heading, _PAGE_COLUMN["before heading"]] = 1
        out[heading + 1 : first, _PAGE_COLUMN["between heading and core"]] = 1
    return out


def _next(which: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """For each place the next one behind it that is marked; a great number where none is."""
    places = np.where(which, np.arange(len(which)), 1 << 30)
    return np.append(np.minimum.accumulate(places[::-1])[::-1][1:], 1 << 30)
