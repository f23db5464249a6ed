"""From the lines of a page's text to its blocks: paragraphs, headings, entries of menus.

A dump of a page's text breaks lines where the page has links and emphasis, and an editor breaks them
where the window ended. Both kinds of break are undone here.
"""

import re
from functools import cached_property, partial
from itertools import chain, compress, count, pairwise, repeat
from operator import add, sub
from typing import NamedTuple

from polybius.article import phrases

_SPACE = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000\f\v]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\x00-\x08\x0e-\x1f\x7f]")
_ODD = re.compile(
    "[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\x00-\x08\x0b-\x1f\x7f\u00a0\u2000-\u200a\u202f\u3000\t]"
)
ENDED = re.compile(r"[.!?…:;。！？」](?:[\"'”’»)\]]|\s)*$")
"""The end of a sentence or clause, with the quotes and brackets that may close it."""

_GOES_ON = re.compile(r"[a-zà-öø-ÿа-я,.;:!?)\]”’%»]|'s\b|[-–—]\s|\(\s*[a-z]")
_OPENING = "([“‘«,$€£/"
_DASHES = "-–—"
_OPEN = frozenset(
    "the a an of in on at to for from by with and or but than that which who its his her their our said told was "
    "were is are has have had as into after before mr mrs ms dr".split()
)
_NO_SPACE_BEFORE = re.compile(r"[,.;:!?)\]”’%»]|'s\b")
_NO_SPACE_AFTER = ("(", "[", "“", "‘", "«", "$", "€", "£")


_ENDS = frozenset(".!?…:;。！？」\"'”’»)] ")
_NARROWEST, _WIDEST = 40, 120
_FULL = 0.75
_LONG = 30
"""Characters of a line that can be running text."""

_LOOK = 200
"""Characters that are enough to see it."""

_RUNNING = 8
_FEW = 8
"""Lines of a group that are enough to see whether it is running text."""


class Block(NamedTuple):
    """Some text that belongs together: its first and last line in the page (0-based), and the number of
    empty lines before it."""

    text: str
    first: int
    last: int
    gap: int


_block = partial(tuple.__new__, Block)


def clean(line: str) -> str:
    """A line with its spaces made one kind, its invisible characters gone and its ends trimmed."""
    if line.isascii() and line.isprintable() and "  " not in line:
        return line.strip()
    return _SPACE.sub(" ", _INVISIBLE.sub("", line)).strip()


def blocks(text: str) -> list[Block]:
    """The blocks of a page's text, in order."""
    lines = _lines(text)
    page = _Page(lines)
    found: list[Block] = []
    group: list[Block] = []
    for line in lines:
        if not line.gap and group and _continues(group, line, page):
            group.append(line)
            continue
        if group:
            found.append(group[0] if len(group) == 1 else _joined(group))
        group = [line]
    if group:
        found.append(group[0] if len(group) == 1 else _joined(group))
    return found


def _lines(text: str) -> list[Block]:
    """The lines of a text that are not empty, cleaned."""
    if _ODD.search(text):
        text = _ODD.sub(" ", _INVISIBLE.sub("", text))
    raw = text.split("\n")
    said = [*map(str.strip, raw)]
    numbers = [*compress(count(), said)]
    texts = [*filter(None, said)]
    if "  " in text:
        texts = [" ".join(each.split()) if "  " in each else each for each in texts]
    gaps = map(sub, numbers, chain((0,), map(add, numbers, repeat(1))))
    return [*map(_block, zip(texts, numbers, numbers, gaps, strict=True))]


class _Page:
    """How a page's text is laid out, found out where it matters."""

    def __init__(self, lines: list[Block]) -> None:
        self._lines = lines

    @cached_property
    def spaced(self) -> bool:
        """Whether empty lines, rather than line ends, part the paragraphs."""
        parted = together = 0
        for line, after in pairwise(self._lines):
            text = line.text
            if len(text) > _LONG and text[-1] in _ENDS and after.text[0].isupper() and is_running(text):
                if after.gap:
                    parted += 1
                else:
                    together += 1
        return parted > together

    @cached_property
    def width(self) -> int | None:
        """The width at which running text was hard-wrapped, None where it was not.

        In wrapped text most lines of a paragraph but its last are nearly as long as the longest line.
        """
        longest = max(len(line.text) for line in self._lines)
        if not _NARROWEST <= longest <= _WIDEST:
            return None
        runs = full = 0
        for line, after in pairwise(self._lines):
            if not after.gap:
                runs += 1
                full += len(line.text) > _FULL * longest
        return longest if runs >= 3 and full > 0.7 * runs else None


def _continues(group: list[Block], line: Block, page: _Page) -> bool:
    """Whether a line goes on right where the lines before it stopped."""
    text = line.text
    first = text[0]
    if first.islower() or (not first.isalnum() and _GOES_ON.match(text)):
        return True
    before = group[-1].text
    ended = before[-1] in _ENDS and ENDED.search(before[-20:]) is not None
    if not ended and _is_open(before):
        alone = len(group) == 1 and phrases.find(before)  # "Sign in"
        return not alone
    if page.width:
        return len(before) > _FULL * page.width
    runs_on = not ended and len(text) > _LONG
    if not (runs_on or len(before) > _LONG or len(group) > 1):
        return False
    # Where empty lines part the paragraphs, a line right after running text is more of it.
    start = before if len(group) == 1 else " ".join([each.text for each in group[:_FEW]])
    running = is_running(start) or (runs_on and is_running(text))
    return running and page.spaced and not _is_boxed(before) and not _is_boxed(text)


def _is_open(line: str) -> bool:
    """Whether a line stops where no sentence and no entry of a menu does: after "the", at an opening bracket."""
    last = line.rpartition(" ")[2]
    return last[-1] in _OPENING or last.casefold() in _OPEN or (last in _DASHES and len(line) > 1)


def _is_boxed(line: str) -> bool:
    """Whether a line is of a box for letters or consent, which is set tight: "Enter your email address"."""
    phrase = phrases.find(line) if line.count(" ") >= 2 else None
    return phrase is not None and phrase.reason in ("account", "legal")


def _joined(group: list[Block]) -> Block:
    """The lines of a group as one block, words parted at line ends put together."""
    pieces = [group[0].text]
    for before, line in pairwise(group):
        after = line.text
        parted = len(before.text) > 40 and re.search(r"\w-$", before.text[-3:]) and after[0].islower()
        tight = parted or _NO_SPACE_BEFORE.match(after) or before.text.endswith(_NO_SPACE_AFTER)
        pieces.append(after if tight else " " + after)
    return Block("".join(pieces), group[0].first, group[-1].last, group[0].gap)


def is_running(text: str) -> bool:
    """Whether a line reads as running text: eight words or more, most of them in lower case."""
    if text.count(" ", 0, _LOOK) < _RUNNING - 1:
        return False
    words = text[:_LOOK].split()
    if len(words) < _RUNNING:
        return False
    return 2 * len([word for word in words if word[0].islower()]) >= len(words)
