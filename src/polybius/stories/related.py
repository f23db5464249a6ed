"""Relations between events: what documents say of two of their mentions, of the events that the two are in.

Two mentions of one event relate nothing. What contradicts (one follows the other, the other the one) is kept on both
events, with who says so.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from polybius.records import Document, Event, EventRelation, RelationKind


class Said(NamedTuple):
    """One document's word that an event stands so to another one."""

    event: str
    kind: RelationKind
    other: str
    document: str
    mention: str
    words: str


def said(documents: Iterable[Document], events: Iterable[Event]) -> list[Said]:
    """What the documents say of events, given the events that their mentions are in."""
    event = {mention: one.id for one in events for mention in one.mentions}
    found = []
    for document in documents:
        for one in document.relations:
            here, there = event.get(one.mention), event.get(one.other)
            if here is not None and there is not None and here != there:
                found.append(Said(here, one.kind, there, document.id, one.mention, one.text))
    return found


def gathered(told: Iterable[Said]) -> dict[str, tuple[EventRelation, ...]]:
    """The relations of each event, by kind and the other event's id; mentions, documents and words sorted."""
    groups: dict[tuple[str, RelationKind, str], list[Said]] = {}
    for one in told:
        groups.setdefault((one.event, one.kind, one.other), []).append(one)
    found: dict[str, list[EventRelation]] = {}
    for event, kind, other in sorted(groups):
        group = groups[event, kind, other]
        relation = EventRelation(
            kind=kind,
            event=other,
            mentions=tuple(sorted({one.mention for one in group})),
            documents=tuple(sorted({one.document for one in group})),
            words=tuple(sorted({" ".join(one.words.casefold().split()) for one in group})),
        )
        found.setdefault(event, []).append(relation)
    return {event: tuple(relations) for event, relations in found.items()}


def related(event: Event, relations: Mapping[str, tuple[EventRelation, ...]]) -> Event:
    """The event with its relations."""
    its = relations.get(event.id)
    return event if its is None else msgspec.structs.replace(event, relations=its)
