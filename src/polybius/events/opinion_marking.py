"""A sentence with one event marked in it, as the encoder reads it.

The marks say of each word piece whether it is of the trigger, of who acts, of whom it is done to, or of who mediates
(entity markers as in Baldini Soares et al. 2019, but added to the words' vectors half way up the encoder, so that
the lower half reads a sentence once for all its events). A role that is not known has no mark.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["trigger", "actor", "recipient", "mediator"]

ROLES: tuple[Role, ...] = ("trigger", "actor", "recipient", "mediator")
PADDING, UNKNOWN, FIRST, LAST = 0, 1, 2, 3  # ids that are no word pieces
LENGTH = 96  # ids in one input: what the encoder was trained on
_LONGEST_TRIGGER = 8  # word pieces


@dataclass(frozen=True)
class Words:
    """A sentence cut into word pieces: their ids, and the offsets of each into the sentence."""

    ids: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True)
class Mark:
    """A span to mark: offsets into the sentence, end exclusive."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True)
class Marked:
    """What the encoder reads: ids, and for each role the positions among them of its word pieces."""

    ids: tuple[int, ...]
    roles: tuple[tuple[int, ...], ...]


def marked(words: Words, marks: Iterable[Mark]) -> Marked | None:
    """The sentence with its marks; of a long one the word pieces around the trigger. None where the trigger holds no
    word piece."""
    positions: dict[Role, list[int]] = {role: [] for role in ROLES}
    for mark in marks:
        found = range(bisect_right(words.ends, mark.start), bisect_left(words.starts, mark.end))
        positions[mark.role] += found[:_LONGEST_TRIGGER] if mark.role == "trigger" else found
    if not positions["trigger"]:
        return None
    first, last = _window(len(words.ids), positions["trigger"][0])
    return Marked(
        ids=(FIRST, *words.ids[first:last], LAST),
        roles=tuple(tuple(sorted({at - first + 1 for at in positions[role] if first <= at < last})) for role in ROLES),
    )


def _window(length: int, trigger: int) -> tuple[int, int]:
    """The stretch of word pieces to read: two thirds of it before the trigger, where that is."""
    room = LENGTH - 2
    if length <= room:
        return 0, length
    first = min(max(0, trigger - room * 2 // 3), length - room)
    return first, first + room
