"""From the lines of a page's text to its blocks: paragraphs, headings, entries of menus.

A dump of a page's text breaks lines where the page has links and emphasis, and an editor breaks them
where the window ended. Both kinds of break are undone here.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from polybius.article import phrases

_SPACE = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000\f\v]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\x00-\x08\x0e-\x1f\x7f]")
ENDED = re.compile(r"[.!?…:;。！？」](?:[\"'”’»)\]]|\s)*$")
"""The end of a sentence or clause, with the quotes and brackets that may close it."""

_GOES_ON = re.compile(r"[a-zà-öø-ÿа-я,.;:!?)\]”’%»]|'s\b|[-–—]\s|\(\s*[a-z]")
_OPEN = re.compile(
    r"(?:[(\[“‘«,$€£/]|\s[-–—]|\b(?:the|an?|of|in|on|at|to|for|from|by|with|and|or|but|than|that|which|who|"
    r"its|his|her|their|our|said|told|was|were|is|are|has|have|had|as|into|after|before|mr|mrs|ms|dr))$",
    re.IGNORECASE,
)
_NO_SPACE_BEFORE = re.compile(r"[,.;:!?)\]”’%»]|'s\b")
_NO_SPACE_AFTER = ("(", "[", "“", "‘", "«", "$", "€", "£")


class Block(NamedTuple):
    """Some text that belongs together: its first and last line in the page (0-based), and the number of
    empty lines before it."""

    text: str
    first: int
    last: int
    gap: int


def clean(line: str) -> str:
    """A line with its spaces made one kind, its invisible characters gone and its ends trimmed."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", line)).strip()


def blocks(text: str) -> list[Block]:
    """The blocks of a page's text, in order."""
    lines: list[Block] = []
    gap = 0
    for number, raw in enumerate(text.split("\n")):
        line = clean(raw)
        if line:
            lines.append(Block(line, number, number, gap))
            gap = 0
        else:
            gap += 1
    spaced = _spaced(lines)
    width = _wrapped_at(lines)
    joined: list[Block] = []
    whole = 0  # the length of the last line that went into the last block
    for block in lines:
        if joined and _continues(joined[-1], block, whole, spaced, width):
            before = joined[-1]
            joined[-1] = Block(_join(before.text, block.text), before.first, block.last, before.gap)
        else:
            joined.append(block)
        whole = len(block.text)
    return joined


def _continues(before: Block, block: Block, last_length: int, spaced: bool, width: int | None) -> bool:
    """Whether a line goes on where the block before it stopped."""
    if block.gap:
        return False
    if _GOES_ON.match(block.text):
        return True
    ended = ENDED.search(before.text)
    if not ended and _OPEN.search(before.text) and phrases.find(before.text) is None:  # "Sign in"
        return True
    if width:
        return last_length > 0.75 * width
    # Where empty lines part the paragraphs, a line right after running text is more of it.
    return spaced and (is_running(before.text) or bool(not ended and is_running(block.text)))


def _join(before: str, after: str) -> str:
    tight = _NO_SPACE_BEFORE.match(after) or before.endswith(_NO_SPACE_AFTER)
    if re.search(r"\w-$", before) and after[:1].islower() and len(before) > 40:
        return before + after
    return before + ("" if tight else " ") + after


def is_running(text: str) -> bool:
    """Whether a line reads as running text: eight words or more, most of them in lower case."""
    words = text.split()
    return len(words) >= 8 and sum(word[0].islower() for word in words) >= 0.5 * len(words)


def _spaced(lines: list[Block]) -> bool:
    """Whether empty lines, rather than line ends, part the paragraphs."""
    parted = together = 0
    for line, after in pairwise(lines):
        if ENDED.search(line.text) and is_running(line.text) and after.text[0].isupper():
            if after.gap:
                parted += 1
            else:
                together += 1
    return parted > together


def _wrapped_at(lines: list[Block]) -> int | None:
    """The width at which running text was hard-wrapped, None where it was not.

    In wrapped text most lines of a paragraph but its last are nearly as long as the longest line.
    """
    runs: list[int] = []
    full = 0
    longest = max((len(line.text) for line in lines), default=0)
    if not 40 <= longest <= 120:
        return None
    for line, after in pairwise(lines):
        if not after.gap:
            runs.append(len(line.text))
            full += len(line.text) > 0.75 * longest
    return longest if len(runs) >= 3 and full > 0.7 * len(runs) else None
