"""Where an event happened: what its frame calls its place, else the place of its parse."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from polybius import places
from polybius.events import syntax
from polybius.events.reading import Reading
from polybius.events.scene import PHYSICAL, Scene, at_home
from polybius.language.columns import children_of
from polybius.records import EventPlace, Participant, Place, Reference

if TYPE_CHECKING:
    from spacy.tokens import Token

_WHERE = ("in", "at", "near", "through", "across", "outside", "inside", "from", "around", "into", "along", "to",
          "toward", "towards", "of", "over", "within")  # fmt: skip


# How far before and after its word an event's place may be named, in characters: cost must have a bound.
_BEHIND, _AHEAD = 1500, 600


def _objects(token: "Token") -> "list[Token]":
    return syntax.objects(token) if token.pos_ == "VERB" else []


class Locator:
    """Places events of one document. ``dateline`` is where its dispatch was written."""

    def __init__(
        self, found: Sequence[Place], references: Sequence[Reference], dateline: Place | None
    ) -> None:
        self._places = [p for p in found if p.kind != "demonym" and p.name is not None]
        self._all = found
        self._starts = [p.start for p in found]
        self._references = {r.start: r for r in references}
        self._dateline = dateline
        self._scene = Scene(found)

    def start_over(self) -> None:
        """Begin another part of the document, such as a caption: it tells its own scene."""
        self._scene.start_over()

    def place(
        self,
        reading: Reading,
        *,
        actors: Sequence[Participant],
        apart: Sequence[Participant] = (),
    ) -> EventPlace | None:
        """The event's place and what it rests on; None where the text gives none.

        ``actors`` may lend their country; names inside ``apart`` say who acts, not where.
        """
        place = self._place(reading, actors, apart)
        self._scene.follow(reading.type, reading.status, reading.token, place)
        return place

    def _place(
        self, reading: Reading, parties: Sequence[Participant], apart: Sequence[Participant]
    ) -> EventPlace | None:
        for token in reading.roles.get("place", []):
            held = self._named(token)
            if held is not None:
                return held
        trigger = reading.token
        first = bisect_left(self._starts, trigger.idx - _BEHIND)
        where = list(self._all[first : bisect_left(self._starts, trigger.idx + _AHEAD)])
        for one in apart:
            del where[_overlapping(where, one.start, one.end)]
        by_parse = places.place_event(trigger, where)
        if by_parse is not None and by_parse.basis == "stated":
            return self._scene.left_from(reading.type, by_parse, trigger) or by_parse
        near = self._struck(reading) or self._referred(trigger) or by_parse
        if near is not None:
            return near
        lent = self._scene.lends(reading.type, trigger, parties)
        if lent is not None:
            return lent
        dateline = self._scene.on_the_spot(reading.type, self._dateline, trigger, parties)
        if dateline is not None and (scene := self._scene.rather_than(dateline, reading.type, parties)) is not None:
            return scene
        acting = {(one.start, one.end) for one in apart}
        struck = [one for one in parties if (one.start, one.end) not in acting]
        own = at_home(reading.type, parties, struck)
        return places.place_event(trigger, (), dateline=dateline, actors=parties if own else ())

    def _struck(self, reading: Reading) -> EventPlace | None:
        """Where something is done to a place itself: "attacked Goma", "fled Khartoum"."""
        if reading.type not in PHYSICAL:
            return None
        for token in (*reading.roles.get("recipient", []), *_objects(reading.token)):
            found = self._at(token.idx, token.idx + len(token))
            measure = reading.type == "COERCE" and found is not None and found.kind == "country"
            if found is not None and not measure and reading.token.i != token.i:
                return _event_place(found, "stated")
        return None

    def _named(self, token: "Token") -> EventPlace | None:
        """The place that a noun names, is part of the name of, or stands for."""
        for word in (token, *(c for c in children_of(token) if c.dep_ in ("compound", "appos", "nmod"))):
            found = self._at(word.idx, word.idx + len(word))
            if found is not None:
                return _event_place(found, "stated")
        for thing in syntax.phrases(token).get("of", []):
            found = self._at(thing.idx, thing.idx + len(thing))
            if found is not None:
                return _event_place(found, "stated")
        return self._by_reference(token)

    def _referred(self, trigger: "Token") -> EventPlace | None:
        """The place that a word such as "the region" stands for, beside the trigger."""
        beside = list(syntax.objects(trigger)) if trigger.pos_ == "VERB" else []
        phrases = syntax.phrases(trigger)
        for prep in _WHERE:
            beside += phrases.get(prep, [])
        for token in beside:
            found = self._by_reference(token)
            if found is not None:
                return found
        return None

    def _by_reference(self, token: "Token") -> EventPlace | None:
        # "Its troops" are not the country that "its" stands for.
        edge = token.left_edge
        starts = (token.idx,) if edge.dep_ == "poss" else (token.idx, edge.idx)
        for offset in starts:
            reference = self._references.get(offset)
            if reference is not None:
                found = self._at(reference.to.start, reference.to.end)
                if found is not None:
                    return _event_place(found, "inherited")
        return None

    def _at(self, start: int, end: int) -> Place | None:
        overlapping = self._places[_overlapping(self._places, start, end)]
        return max(overlapping, key=lambda p: (p.confidence, p.end - p.start), default=None)


def _overlapping(places: Sequence[Place], start: int, end: int) -> slice:
    """Which of the places, in order and disjoint, reach into a stretch of text."""
    first = bisect_right(places, start, key=lambda place: place.end)
    return slice(first, max(first, bisect_left(places, end, key=lambda place: place.start)))


def _event_place(place: Place, basis: str) -> EventPlace:
    return EventPlace(
        name=place.name or place.text, text=place.text, geonameid=place.geonameid, lat=place.lat, lon=place.lon,
        country=place.country, kind=place.kind, basis="stated" if basis == "stated" else "inherited",
        start=place.start, end=place.end,
    )  # fmt: skip
