"""What one cue attributes, before quotation marks are looked at: its source and its content."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue at work. Positions are tokens, ends exclusive.

    ``source`` is the head of the source's noun phrase; ``content`` is None where the grammar gives none:
    such a cue counts only if a quotation goes with it, which ``speech`` allows. ``judges`` is true of blame
    and praise.
    """

    head: "Token"
    cue: tuple[int, int]
    source: "Token | None"
    content: tuple[int, int] | None
    speech: bool
    judges: bool = False


def stretch(doc: "Doc", first: int, end: int, cue: tuple[int, int] | None = None) -> tuple[int, int] | None:
    """Tokens ``first`` to ``end``, without punctuation at the rims, on the longer side of ``cue`` where it
    lies inside; None if nothing is left.
    """
    if cue is not None and first <= cue[0] and cue[1] <= end:
        first, end = (first, cue[0]) if cue[0] - first >= end - cue[1] else (cue[1], end)
    while first < end and (doc[first].is_space or doc[first].text in ",;:.—–-―"):
        first += 1
    while end > first and (doc[end - 1].is_space or doc[end - 1].text in ",;:.—–-―"):
        end -= 1
    return (first, end) if first < end else None


def subtree(token: "Token") -> tuple[int, int]:
    """First and last token (end exclusive) of everything ``token`` governs."""
    return token.left_edge.i, token.right_edge.i + 1
