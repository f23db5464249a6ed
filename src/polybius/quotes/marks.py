"""Quotation marks: which stretches of a text stand between them.

Curly and straight double marks, guillemets, low marks, the ``…'' of old wire copy, and single marks
where they cannot be apostrophes. A quotation that runs over paragraphs opens again at each and closes
once; a mark that never closes ends with its paragraph.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Quotation(NamedTuple):
    """A stretch between marks. ``start`` and ``end`` take the marks in; ``inner_*`` leave them out.

    ``closed`` is false where the closing mark is missing, as in all but the last paragraph of a long
    quotation; ``continues`` is true where it carries on the quotation before it.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool
    continues: bool


# An opening mark and what can close it. Some outlets close with an opening mark or open with a closing one.
_PAIRS = {
    "“": ("”", "“", '"'),
    "„": ("“", "”"),
    "«": ("»",),
    "”": ("”",),
    "``": ("''", '"'),
    '"': ('"', "”"),
    "‘": ("’",),
    "'": ("'",),
    "''": ("''",),
}
_OPENERS = re.compile(r"``|''|[“”„«\"‘']")
_PARAGRAPH = re.compile(r"[^\n]+")
_SINGLE = frozenset("‘'")


def quotations(text: str) -> tuple[Quotation, ...]:
    """All stretches of ``text`` between quotation marks, outermost only, in order, never overlapping."""
    found: list[Quotation] = []
    for paragraph in _PARAGRAPH.finditer(text):
        for start, end, inner_start, inner_end, closed in _in_paragraph(text, *paragraph.span()):
            first = text[paragraph.start() : start].strip() == ""
            before = found[-1] if found else None
            continues = (
                first and before is not None and not before.closed and not text[before.end : start].strip()
            )
            found.append(Quotation(start, end, inner_start, inner_end, closed, continues))
    return tuple(found)


def _in_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int, int, int, bool]]:
    position = start
    while opener := _OPENERS.search(text, position, end):
        mark = opener.group()
        if not _opens(text, opener, start, end):
            position = opener.end()
            continue
        close = _closing(text, mark, opener.end(), end)
        if close is None:
            if mark in _SINGLE or mark == "''":
                position = opener.end()
                continue
            yield opener.start(), end, opener.end(), end, False
            return
        yield opener.start(), close[1], opener.end(), close[0], True
        position = close[1]


def _opens(text: str, opener: re.Match[str], start: int, end: int) -> bool:
    before = text[opener.start() - 1] if opener.start() > start else " "
    after = text[opener.end()] if opener.end() < end else " "
    mark = opener.group()
    if after.isspace() and mark not in "“«„``":
        return False
    if mark in _SINGLE or mark == "''":
        return not before.isalnum() and after.isalnum() and before not in ".,!?’'"
    if mark in '"”':
        return not before.isalnum() and before not in ".,!?"
    return True


def _closing(text: str, mark: str, position: int, end: int) -> tuple[int, int] | None:
    """Start and end of the mark that closes ``mark``, or None."""
    closers = _PAIRS[mark]
    pattern = "|".join(re.escape(c) for c in closers)
    for close in re.finditer(pattern, text[position:end]):
        at, to = position + close.start(), position + close.end()
        before = text[at - 1] if at > position else " "
        after = text[to] if to < end else " "
        if mark in _SINGLE and (after.isalnum() or before.isspace() or to - position > 400):
            continue  # an apostrophe
        if close.group() in ('"', "“") and mark in '"“' and before.isspace() and after.isalnum():
            continue  # a mark inside the mark
        return at, to
    return None
