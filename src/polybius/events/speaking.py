"""Whose the source of a mention is: the country and sectors of the actor that is quoted."""

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from polybius.records import Entity, Reference, Span, Speaker


class Speakers:
    """The sources of a document, by its entities and references."""

    def __init__(self, entities: Sequence[Entity], references: Sequence[Reference]) -> None:
        self._entities = sorted(entities, key=lambda one: one.start)
        self._starts = [one.start for one in self._entities]
        self._by_name = {one.name: one for one in reversed(self._entities)}
        self._stands = {one.start: one.to for one in reversed(references)}

    def known(self, speaker: Speaker | None) -> Speaker | None:
        """The source with its actor's country and sectors, and with its name where the text has a pronoun for it."""
        if speaker is None:
            return None
        actor = self._by_name.get(speaker.entity or "") or self._at(speaker)
        if actor is None and speaker.start in self._stands:
            actor = self._at(self._stands[speaker.start])
        if actor is None:
            return speaker
        return msgspec.structs.replace(
            speaker, entity=speaker.entity or actor.name, country=actor.country, sectors=actor.sectors
        )

    def _at(self, span: Span) -> Entity | None:
        """The entity that begins in a span."""
        place = bisect_right(self._starts, span.end - 1) - 1
        found = self._entities[place] if place >= 0 else None
        return found if found is not None and found.start >= span.start else None
