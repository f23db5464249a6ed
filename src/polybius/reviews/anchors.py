"""Mentions known again: after coding anew, and after their document's text has changed around them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from polybius.records import Mention
from polybius.reviews.decision import Anchor


class Found(NamedTuple):
    """The mention that an anchor means now, and by how many code points its sentence has moved."""

    mention: Mention
    moved: int


def place_of(anchor: Anchor) -> tuple[str, int, int, str]:
    """What makes two anchors one: document, trigger, type."""
    return (anchor.document, anchor.start, anchor.end, anchor.type)


def moved(anchor: Anchor, text: str) -> int | None:
    """By how much the anchor's sentence has moved in its document; None where it is not there any more.

    Of several places where the sentence stands, the one nearest to where it was is taken.
    """
    if text.startswith(anchor.sentence, anchor.offset):
        return 0
    at = min(_occurrences(anchor.sentence, text), key=lambda start: (abs(start - anchor.offset), start), default=None)
    return None if at is None else at - anchor.offset


def find(anchors: Iterable[Anchor], mentions: Sequence[Mention], text: str) -> dict[tuple[str, int, int, str], Found]:
    """Which mention of a document each of its anchors means, by ``place_of``; those that mean none are left out.

    It is the mention of the same trigger and type; failing that, the only one of the same trigger that no other anchor
    means by its type; failing that, the only one of the same type whose trigger overlaps.
    """
    shifts = {place_of(one): (one, moved(one, text)) for one in anchors}
    standing = {place: (one, by) for place, (one, by) in shifts.items() if by is not None}
    found: dict[tuple[str, int, int, str], Found] = {}
    for place, (one, by) in standing.items():
        span = (one.start + by, one.end + by)
        exact = [m for m in mentions if _span(m) == span and m.type == one.type]
        if exact:
            found[place] = Found(exact[0], by)
    taken = {each.mention.id for each in found.values()}
    for place, (one, by) in standing.items():
        if place in found:
            continue
        free = [m for m in mentions if m.id not in taken]
        span = (one.start + by, one.end + by)
        fitting = [m for m in free if _span(m) == span] or [
            m for m in free if m.type == one.type and _span(m)[0] < span[1] and span[0] < _span(m)[1]
        ]
        if len(fitting) == 1:
            found[place] = Found(fitting[0], by)
    return found


def _span(mention: Mention) -> tuple[int, int]:
    return mention.evidence.trigger.start, mention.evidence.trigger.end


def _occurrences(words: str, text: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
