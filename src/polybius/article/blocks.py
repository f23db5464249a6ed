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


_FEW = 8
"""Lines of a group that are enough to see whether it is running text."""


class Block(NamedTuple):
    """Some text that belongs together: its first and last line in the page (0-based), and the number of
    empty lines before it."""

    text: str
    first: int
    last: int
    gap: int


def clean(line: str) -> str:
    """A line with its spaces made one kind, its invisible characters gone and its ends trimmed."""
    if line.isascii() and line.isprintable() and "  " not in line:
        return line.strip()
    return _SPACE.sub(" ", _INVISIBLE.sub("", line)).strip()


def blocks(text: str) -> list[Block]:
    """The blocks of a page's text, in order."""
    lines: list[Block] = []
    gap = 0
    for number, raw in enumerate(text.split("\n")):
        if raw and (words := clean(raw)):
            lines.append(Block(words, number, number, gap))
            gap = 0
        else:
            gap += 1
    spaced = _spaced(lines)
    width = _wrapped_at(lines)
    groups: list[list[Block]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, spaced, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Block(_joined(group), group[0].first, group[-1].last, group[0].gap) for group in groups]


def _continues(group: list[Block], line: Block, spaced: bool, width: int | None) -> bool:
    """Whether a line goes on where the lines before it stopped."""
    if line.gap:
        return False
    if _GOES_ON.match(line.text):
        return True
    before = group[-1].text
    ended = ENDED.search(before[-20:])
    if not ended and _OPEN.search(before[-20:]):
        alone = len(group) == 1 and phrases.find(before)  # "Sign in"
        return not alone
    if width:
        return len(before) > 0.75 * width
    if not spaced or _is_boxed(before) or _is_boxed(line.text):
        return False
    # Where empty lines part the paragraphs, a line right after running text is more of it.
    running = is_running(" ".join(each.text for each in group[:_FEW]))
    return running or (not ended and is_running(line.text))


def _is_boxed(line: str) -> bool:
    """Whether a line is of a box for letters or consent, which is set tight: "Enter your email address"."""
    phrase = phrases.find(line) if line.count(" ") >= 2 else None
    return phrase is not None and phrase.reason in ("account", "legal")


def _joined(group: list[Block]) -> str:
    """The lines of a group as one text, words parted at line ends put together."""
    pieces = [group[0].text]
    for before, line in pairwise(group):
        after = line.text
        parted = len(before.text) > 40 and re.search(r"\w-$", before.text[-3:]) and after[0].islower()
        tight = parted or _NO_SPACE_BEFORE.match(after) or before.text.endswith(_NO_SPACE_AFTER)
        pieces.append(after if tight else " " + after)
    return "".join(pieces)


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
