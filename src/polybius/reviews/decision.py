"""A decision of a reviewer, and what a mention is known again by.

Decisions are about mentions, never about an event's id: linking may give an event another id, coding anew may move a
mention's codes, but a sentence stays in its document.
"""

from typing import Any, Literal, get_args

import msgspec

from polybius.records import Mention, Record

Action = Literal["accept", "correct", "reject", "split", "merge", "note", "undo", "add", "read"]
ACTIONS: tuple[str, ...] = get_args(Action)


class ReviewError(ValueError):
    """A decision that cannot be: says what is wrong with it, and what would be right."""


class Anchor(Record, frozen=True, kw_only=True):
    """A mention by its place: the document, the trigger's offsets in it, the sentence around it and where that begins.

    ``type`` is the type that the machine had coded; ``seen`` the key of the mention's whole record as it was then.
    """

    document: str
    start: int
    end: int
    trigger: str
    type: str
    sentence: str
    offset: int
    seen: str = ""


class Words(Record, frozen=True, kw_only=True):
    """Words that a reviewer chose in a document: what a corrected field rests on."""

    document: str
    start: int
    end: int
    text: str


class Decision(Record, frozen=True, kw_only=True):
    """An entry of the log. ``number`` counts from 1; ``at`` is UTC in ISO 8601.

    event: the event's id as it was, for reading only. about: its mentions, the first told first; of a split, those that
    leave; of the correction of one mention, that one. rest: of a split, those that stay; of a merge, the other event's.
    scope: whether a correction or rejection is about the event or one mention. field, before, after, words: of a
    correction, the field, its value as it was and as it is to be (JSON of the field's record), the words it rests on;
    of an addition, ``after`` has every field (``adding.statement``) and ``words`` are those that the reviewer marked.
    document: of a reading through, the article; its ``after`` is a hash of the text that was read.
    of: which decision an undo takes back. machine, values: the event's fields in short (``values.reading``) as the
    machine has them, and as the reviewer leaves them. blind: made without a look at what others decided. sampled: its
    event came up by chance, not because it is doubtful.
    """

    number: int = 0
    at: str
    reviewer: str
    action: Action
    event: str
    about: tuple[Anchor, ...] = ()
    rest: tuple[Anchor, ...] = ()
    scope: Literal["event", "mention"] | None = None
    field: str | None = None
    before: Any = None
    after: Any = None
    words: Words | None = None
    document: str | None = None
    note: str | None = None
    of: int | None = None
    machine: dict[str, str] = msgspec.field(default_factory=dict)
    values: dict[str, str] = msgspec.field(default_factory=dict)
    blind: bool = False
    sampled: bool = False


def anchor(mention: Mention, seen: str = "") -> Anchor:
    """What a mention is known again by."""
    trigger, evidence = mention.evidence.trigger, mention.evidence
    return Anchor(
        document=mention.document, start=trigger.start, end=trigger.end, trigger=trigger.text, type=mention.type,
        sentence=evidence.text, offset=evidence.start, seen=seen,
    )  # fmt: skip
