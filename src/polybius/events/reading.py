"""A reading: an event before it has participants, date and place."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from polybius.events.frames import Roles
from polybius.events.governors import Step
from polybius.records import Status

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass
class Reading:
    """An event at a trigger.

    ``confidence`` is 0-1; ``steps`` are the words that govern the trigger, ``also`` other words that tell the
    same event, ``idiom`` the objects that make the trigger mean it; ``outer`` is the
    event of an operator that governs this one, ``speaks_of`` the material event that a verbal one is about;
    ``retells`` marks the harm of an event
    that an earlier sentence told.
    """

    token: "Token"
    type: str
    entry: str
    frame: str
    status: Status
    confidence: float
    roles: Roles
    mode: str | None = None
    context: tuple[str, ...] = ()
    subtype: str | None = None
    rules: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    outer: "Reading | None" = None
    governs: bool = False
    also: "list[Token]" = field(default_factory=list)
    idiom: frozenset[str] = frozenset()
    retells: bool = False
    speaks_of: "Reading | None" = None
