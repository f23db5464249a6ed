"""Corrections put into a mention or an event."""

from typing import Any, TypeVar

import msgspec

from polybius.records import Event, EventDate, EventPlace, Mention, Span
from polybius.reviews.decision import Decision
from polybius.reviews.values import FIELDS

M = TypeVar("M", Event, Mention)


def corrected(told: M, field: str, value: Any) -> M:
    """The event or mention with another value of a field.

    Codes follow the type and mode; a mode that the new type has not is taken off.
    """
    changed: dict[str, Any] = {field: value}
    if field in ("type", "mode"):
        from polybius.events import ontology

        known = ontology.load()
        kind = value if field == "type" else told.type
        mode = told.mode if field == "type" else value
        if mode is not None and not known.has(kind, mode):
            mode = None
        codes = known.codes(kind, mode)
        changed = {"type": kind, "mode": mode, "quad": codes.quad, "cameo": codes.cameo, "goldstein": codes.goldstein}
    return msgspec.structs.replace(told, **changed)


def value_of(decision: Decision, moved: int, text: str | None) -> tuple[bool, Any]:
    """A correction's value, its words moved with their sentence; False where they are no longer in the text.

    text: the document's, None where no words of it are meant.
    """
    assert decision.field is not None
    value = msgspec.convert(decision.after, FIELDS[decision.field])
    if text is None:
        return True, value
    if isinstance(value, tuple):
        spans = [moved_span(one, moved, text) if isinstance(one, Span) else one for one in value]
        return None not in spans, tuple(spans)
    if isinstance(value, Span):
        span = moved_span(value, moved, text)
        return span is not None, span
    if isinstance(value, EventDate | EventPlace) and value.start is not None:
        words = decision.words
        at = None if words is None else moved_span(Span(start=words.start, end=words.end, text=words.text), moved, text)
        start, end = (None, None) if at is None else (at.start, at.end)
        return True, msgspec.structs.replace(value, start=start, end=end)
    return True, value


S = TypeVar("S", bound=Span)


def moved_span(span: S, moved: int, text: str) -> S | None:
    """The span where its words are now: moved with its sentence, or else the only place where they stand."""
    if not span.text:  # a figure that was typed
        return span
    for start in (span.start + moved, span.start):
        if start >= 0 and text.startswith(span.text, start):
            return msgspec.structs.replace(span, start=start, end=start + len(span.text))
    if span.text and text.count(span.text) == 1:
        start = text.index(span.text)
        return msgspec.structs.replace(span, start=start, end=start + len(span.text))
    return None


def shifted(mention: Mention, moved: int, text: str) -> Mention:
    """A mention whose sentence has moved in its document; what other words it rests on are found again, or left off."""
    if not moved:
        return mention
    evidence = mention.evidence
    trigger = evidence.trigger
    changed: dict[str, Any] = {
        "evidence": msgspec.structs.replace(
            evidence, start=evidence.start + moved, end=evidence.end + moved,
            trigger=msgspec.structs.replace(trigger, start=trigger.start + moved, end=trigger.end + moved),
        ),
    }  # fmt: skip
    for name in ("actor", "recipient", "mediator", "quantities"):
        found = (moved_span(one, moved, text) for one in getattr(mention, name))
        changed[name] = tuple(one for one in found if one is not None)
    if mention.attribution is not None:
        changed["attribution"] = moved_span(mention.attribution, moved, text)
    for name in ("date", "place"):
        point = getattr(mention, name)
        if point is not None and point.start is not None and point.end is not None:
            inside = evidence.start <= point.start and point.end <= evidence.end
            ends = (point.start + moved, point.end + moved) if inside else (None, None)
            changed[name] = msgspec.structs.replace(point, start=ends[0], end=ends[1])
    return msgspec.structs.replace(mention, **changed)
