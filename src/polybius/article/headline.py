"""The headline of a page's text: the page's title repeated over the article, or the line over the body."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from polybius.article import credits, phrases
from polybius.article.blocks import ENDED, Block, is_running
from polybius.article.outlets import is_name
from polybius.intake import dates

_SEPARATOR = re.compile(r"\s+[|–—»·•:-]+\s+|\s*\|\s*|\s*::\s*")
_WORD = re.compile(r"\w+")
_ENOUGH = 3
_SHORT = 12
_NEAR = 3
_BELOW = 40
"""Blocks below a headline among which its text begins …"""

_RUNNING = 80
"""… with a paragraph of so many characters."""

_SIGNED = 0.6
"""What it speaks for a headline that byline or date are among the few lines below it; a masthead has menus."""


class Headline(NamedTuple):
    """The headline, the block it is (None: only in the page's title), the publisher the title names."""

    text: str
    block: int | None
    publisher: str | None


def repeated(blocks: Sequence[Block]) -> Headline | None:
    """The headline of a page that begins with its title, "Headline - Publisher", and has it again below.

    None where the page begins with something else.
    """
    plain = _plain("\n".join([block.text for block in blocks])).split("\n")
    known = set(plain)
    for first in range(min(3, len(blocks))):
        title = blocks[first].text
        parts = _parts(plain[first])
        last = short = None
        # Mostly nothing is there but the title itself.
        again = len(parts & known) > 1 or plain.count(plain[first]) > 1
        for index in range(first + 1, len(blocks)) if again else ():
            if plain[index] not in parts:
                continue
            text = blocks[index].text
            # Over the article rather than in a list of links below it.
            if last is not None and index >= 0.5 * len(blocks):
                break
            if not _goes_on(blocks, index):
                continue
            if len(_WORD.findall(text)) >= _ENOUGH:
                last = index
            elif short is None and " " in text and title.startswith(text + " ") and phrases.find(text) is None:
                short = index
        last = short if last is None else last
        if last is not None:
            headline = blocks[last].text
            return Headline(headline, last, _publisher(title, headline))
    return None


def _plain(text: str) -> str:
    return text.replace("…", "...").replace("’", "'")


def _goes_on(blocks: Sequence[Block], index: int) -> bool:
    """Whether running text stands below a block, so that it can be the headline of it."""
    return any(len(block.text) > _RUNNING for block in blocks[index + 1 : index + _BELOW])


def of_title(title: str, lines: Collection[str]) -> Headline:
    """The headline in a page's title "Headline | Site", where a line of the page is the one part or the other."""
    for cut in _SEPARATOR.finditer(title):
        before, after = title[: cut.start()], title[cut.end() :]
        if len(_WORD.findall(before)) >= _ENOUGH and (before in lines or after in lines):
            return Headline(before, None, _publisher(title, before))
    return Headline(title, None, None)


def _parts(title: str) -> set[str]:
    """A page's title, and each beginning and end of it between separators."""
    cuts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    return {title} | {title[:start] for start, _ in cuts} | {title[end:] for _, end in cuts}


def _publisher(title: str, headline: str) -> str | None:
    rest = _SEPARATOR.sub("|", title.replace(headline, "", 1)).strip("| ")
    last = rest.rpartition("|")[2].strip()
    return last if last and len(last.split()) <= 6 and last != headline else None


def above(blocks: Sequence[Block], body: int, text: str, outlets: Sequence[str | None] = ()) -> Headline | None:
    """The headline among the blocks before the body's first: one that shares its words, over byline or date.

    ``text`` is the body's, ``outlets`` the names of who published it, which are mastheads and no headlines.
    None where no line there could be a headline.
    """
    common = set(_WORD.findall(text.casefold()))
    best: tuple[float, int] | None = None
    for index in range(max(0, body - 25), body):
        line = blocks[index].text
        if not could_be(line) or is_name(line, outlets):
            continue
        found = [word.casefold() for word in _WORD.findall(line)]
        shared = sum([len(word) > 3 and word in common for word in found]) / len(found)
        score = 2 * shared + min(len(found), 8) / 8 - (body - index) / 25 - 0.5 * line.endswith(".")
        score += _SIGNED * any(map(_signs, blocks[index + 1 : min(index + 1 + _NEAR, body)]))
        if best is None or score > best[0] + 0.1:
            best = score, index
    if best is None or best[0] < 0.5:
        return None
    return Headline(blocks[best[1]].text, best[1], None)


def opens(line: str, after: str) -> bool:
    """Whether a text's first line is its headline: no sentence, and a sentence below it."""
    return could_be(line) and not ENDED.search(line) and bool(ENDED.search(after)) and is_running(after)


def _signs(block: Block) -> bool:
    """Whether a block is the byline or the date of an article."""
    if credits.BYLINE.match(block.text):
        return True
    return len(_WORD.findall(block.text)) < _SHORT and dates.search(block.text) is not None


def could_be(line: str) -> bool:
    """Whether a line has a headline's shape: some words, no credit, byline, date or known furniture."""
    count = len(_WORD.findall(line))
    return (
        _ENOUGH <= count <= 40
        and phrases.find(line) is None
        and credits.split(line) is None
        and not credits.BYLINE.match(line)
        and not credits.is_caption_like(line)
        and not (count < _SHORT and dates.search(line))
    )
