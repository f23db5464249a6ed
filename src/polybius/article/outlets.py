"""Who published a page's text: its masthead, its copyright line, the outlet a dispatch names."""

import re
from collections.abc import Sequence

from polybius.article import credits, phrases
from polybius.article.blocks import Block

_TOP = 12
"""Blocks at the top of a page in which its masthead is."""

_BOTTOM = 40
_LONGEST = 6
_HOLDER = re.compile(
    r"[\W_]*(?i:copyright|©|\(c\))(?i:\s|©|\(c\)|copyright|by\b|,)*(?:\d{4}(?:\s?[-–]\s?\d{2,4})?)?[\s,]*(?:by\s+)?"
    r"(?P<name>[^\W\d_a-z][^|©;]*?)(?:\s+\d{4}(?:\s?[-–]\s?\d{2,4})?)?"
    r"(?=\.(?:\s|$)|\s[|–—-]\s|\s*[|©;(]|,?\s+(?i:all rights)|$)",
)
_MARKS = ("©", "opyright", "OPYRIGHT", "(c)", "(C)")
_LEGAL_FORM = re.compile(
    r",?\s+(?:ltd|limited|llc|l\.l\.c|inc|incorporated|plc|corp|corporation|company|co|gmbh|s\.?a|pty|group|"
    r"media group|all rights reserved)\.?$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-z][\w.'’&-]*(?:\s(?:[^\W_a-z][\w.'’&-]*|of|the|and|for|in|on|&|\d))*")
_PUBLISHED_IN = re.compile(r"(?:first |originally )?published (?:in|by) ", re.IGNORECASE)
_SEGMENTS = re.compile(r"\s*[|•·]\s*")


def claims(lines: Sequence[str], marks: Sequence[str] = _MARKS[:2]) -> list[str]:
    """Those of some lines that have a mark of copyright."""
    whole = "\n".join(lines)
    found: dict[int, str] = {}
    for mark in marks:
        at = whole.find(mark)
        while at >= 0:
            start, end = whole.rfind("\n", 0, at) + 1, whole.find("\n", at)
            end = len(whole) if end < 0 else end
            found[start] = whole[start:end]
            at = whole.find(mark, end)
    return [found[start] for start in sorted(found)]


def holder(line: str) -> str | None:
    """The name in a copyright line, "© 2023 Example News Ltd. All rights reserved", its legal form off."""
    if not any(mark in line for mark in _MARKS):
        return None
    match = _HOLDER.match(line)
    if match is None:
        return None
    name = match["name"].strip(" .,")
    while cut := _LEGAL_FORM.search(name):
        name = name[: cut.start()]
    return name if _NAME.fullmatch(name) and len(name.split()) <= _LONGEST else None


def publisher(
    blocks: Sequence[Block],
    first: int,
    last: int,
    *,
    headline: int | None = None,
    byline: str | None = None,
    signed: str | None = None,
    url: str | None = None,
) -> str | None:
    """The publisher of a page's text, whose body is the blocks ``first`` to ``last``.

    A line over the block ``headline`` is the masthead where the copyright line, the byline or the end of the
    article has the name too; else the copyright line may name the publisher (``of_rights``); else, on the bare
    copy of a dispatch, it is ``signed``, the agency or outlet in the dateline, where the copy is headed so.
    """
    over = blocks[: min(_TOP, first, headline or first)]
    top = [segment for block in over for segment in _SEGMENTS.split(block.text)]
    below = [block.text for block in blocks[last : last + _BOTTOM]]
    around = [block.text for block in (*blocks[:first], *blocks[last:])]
    rights = [name for line in claims(around, _MARKS) if (name := holder(line))]
    stated = [*rights, *(text for text in below if _PUBLISHED_IN.match(text)), *below[:1], byline or ""]
    headed = next((found for line in top if line != byline and (found := _confirmed(line, stated))), None)
    if headed:
        return headed
    outside = [block.text for block in (*blocks[:first], *blocks[last + 1 :])]
    holding = of_rights(outside, url, signed)
    if holding:
        return holding
    return signed if signed and _is_bare(blocks[:first], signed) else None


def of_rights(lines: Sequence[str], url: str | None, signed: str | None = None) -> str | None:
    """The publisher in the copyright line among a page's lines, None where that is not borne out.

    The holder may be an agency, or a company that nobody knows the paper by: so the page's host has to be
    of that name, or, without an address, the name has to stand on another line too.
    """
    for line in reversed(claims(lines, _MARKS)):
        name = holder(line)
        if name is None or credits.agency_in(name) or (signed and signed.casefold() == name.casefold()):
            continue
        if is_host(name, url):
            return name
        if not url and any(name in other for other in lines if other != line and holder(other) is None):
            return name
    return None


def is_host(name: str, url: str | None) -> bool:
    """Whether the host of an address is of this name: "The Example" and www.the-example.com."""
    host = re.sub(r"\W", "", url.split("/")[2].casefold()) if url and url.count("/") >= 2 else ""
    squashed = re.sub(r"\W|^the\s", "", name.casefold())
    return len(squashed) > 2 and squashed in host


def is_name(line: str, names: Sequence[str | None]) -> bool:
    """Whether a line is just the name of one of these outlets."""
    return phrases.normalised(line) in {phrases.normalised(name) for name in names if name}


def _confirmed(line: str, stated: Sequence[str]) -> str | None:
    """A masthead's name as another line of the page writes it; None where none does."""
    if not _NAME.fullmatch(line) or len(line.split()) > _LONGEST:
        return None
    if phrases.find(line) or credits.BYLINE.match(line):
        return None
    if len(line.split()) == 1 and not any(line.casefold() == each.casefold() for each in stated):
        return None
    found = next((name for each in stated if (name := _within(line, each))), None)
    return (found if line.isupper() else line) if found else None


def _within(name: str, line: str) -> str | None:
    """A name as a line writes it, in whatever case, as words of their own; None where the line has it not."""
    lowered, wanted = line.lower(), name.lower()
    if len(lowered) != len(line):
        return None
    at = lowered.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not (at and _is_word(line[at - 1])) and not (end < len(line) and _is_word(line[end])):
            return line[at:end]
        at = lowered.find(wanted, at + 1)
    return None


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _is_bare(above: Sequence[Block], signed: str) -> bool:
    """Whether a dispatch stands alone, headed by its agency's name, on no site's page."""
    menus = ("navigation", "account", "sharing", "player", "related")
    if any((phrase := phrases.find(block.text)) and phrase.reason in menus for block in above):
        return False
    return any(block.text.casefold().rstrip().endswith(signed.casefold()) for block in above)
