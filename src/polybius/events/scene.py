"""Where the text stands: the place that an event without one of its own may take over."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from polybius.language.text import text_of
from polybius.records import EventPlace, Participant, Place

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# What happens on the ground: only such events set the scene, and follow it.
PHYSICAL = frozenset(
    {"ASSAULT", "COERCE", "MOBILIZE", "CONTROL", "DISPLACE", "DISASTER", "HARDSHIP", "RETREAT", "PROTEST", "CRIME"}
)  # fmt: skip
_AT_HOME = frozenset({"PROTEST", "COERCE"})
_MOVES = frozenset({"DISPLACE", "RETREAT"})
_TOWARDS = frozenset({"to", "into", "toward", "towards", "for"})
_TALKS = frozenset({"CONSULT", "AGREE"})
_HAPPENED = frozenset({"occurred", "ongoing", "ended"})
_LEAD_SENTENCES = 2
_LEAD_WEIGHT = 2.0
_DOMINANT = 0.4


class Scene:
    """Follows the events of a document in order, and lends their places within a thread of one kind.

    Events on the ground inherit from events on the ground, talks from talks, nothing from an offer or a demand.
    """

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._dominant: str | None = None
        self._doc: Doc | None = None
        self._ground: tuple[EventPlace, int] | None = None
        self._talks: tuple[EventPlace, int] | None = None

    def start_over(self) -> None:
        """Forget the places so far: another part of the document tells its own scene."""
        self._ground = self._talks = None

    def follow(self, type_: str, status: str, trigger: "Token", place: EventPlace | None) -> None:
        """Take in an event of this type and status with the place it has."""
        if place is None or place.basis != "stated":
            return
        if type_ in PHYSICAL and status in _HAPPENED and not (type_ in _MOVES and _whither(trigger, place)):
            self._ground = place, trigger.idx
        elif type_ in _TALKS:
            self._talks = place, trigger.idx

    def lends(self, type_: str, trigger: "Token", parties: Sequence[Participant]) -> EventPlace | None:
        """The place that an event without one takes from the scene; None where that is in doubt.

        From the same paragraph, or further on where the place is in the country the document mostly speaks of.
        A place in a country that is neither that one nor of one of the parties is not lent.
        """
        if type_ in _TALKS:
            held = self._talks
            if held is None or not _same_paragraph(trigger, held[1]):
                return None
            return msgspec.structs.replace(held[0], basis="inherited")
        if type_ not in PHYSICAL or self._ground is None:
            return None
        place, told = self._ground
        dominant = place.country is not None and place.country == self.dominant(trigger)
        if not dominant:
            theirs = {p.country for p in parties if p.country}
            if not _same_paragraph(trigger, told) or (theirs and place.country not in theirs):
                return None
        return msgspec.structs.replace(place, basis="inherited")

    def left_from(self, type_: str, place: EventPlace, trigger: "Token") -> EventPlace | None:
        """Where those came from who moved to a place: where the text's events happen, if that is another place."""
        if type_ not in _MOVES or self._ground is None or not _whither(trigger, place):
            return None
        ground = self._ground[0]
        if ground.name == place.name or ground.kind == "country" or ground.country == place.country:
            return None
        return msgspec.structs.replace(ground, basis="inherited")

    def rather_than(
        self, dateline: Place | None, type_: str, parties: Sequence[Participant]
    ) -> EventPlace | None:
        """The scene's place instead of a dateline abroad, unless the parties are of the dateline's country."""
        if dateline is None or self._ground is None or type_ not in PHYSICAL:
            return None
        ground = self._ground[0]
        theirs = {p.country for p in parties if p.country}
        if ground.country == dateline.country or (dateline.country in theirs and ground.country not in theirs):
            return None
        return msgspec.structs.replace(ground, basis="inherited")

    def on_the_spot(
        self, type_: str, dateline: Place | None, trigger: "Token", parties: Sequence[Participant]
    ) -> Place | None:
        """The dateline, where the event is one that its reporter can be at: in the country told of."""
        if dateline is None or type_ not in PHYSICAL:
            return None
        theirs = {p.country for p in parties if p.country}
        here = dateline.country in theirs if theirs else False
        return dateline if here or dateline.country == self.dominant(trigger) else None

    def dominant(self, token: "Token") -> str | None:
        """The country (alpha-3) that most of the document's names of places and peoples are in, the lead's twice."""
        if self._doc is not token.doc:
            self._doc, self._dominant = token.doc, _dominant(token.doc, self._places)
        return self._dominant


def _whither(trigger: "Token", place: EventPlace) -> bool:
    """Whether the place is where people fled to: what is told next rather happened where they came from."""
    if place.start is None:
        return False
    span = trigger.doc.char_span(place.start, place.start + 1, alignment_mode="expand")
    return span is not None and span.start > 0 and trigger.doc[span.start - 1].lower_ in _TOWARDS


def at_home(type_: str, parties: Sequence[Participant], recipients: Sequence[Participant]) -> bool:
    """Whether an event is in its parties' own country: they agree on one, and a recipient is of it.

    Those who protest or are policed are at home where only one side's country is known too.
    """
    agree = len({p.country for p in parties if p.country}) == 1
    return type_ in PHYSICAL and agree and (type_ in _AT_HOME or any(p.country for p in recipients))


def _dominant(doc: "Doc", places: Sequence[Place]) -> str | None:
    lead = 0
    for number, sentence in enumerate(doc.sents):
        if number == _LEAD_SENTENCES:
            break
        lead = sentence.end_char
    weights: dict[str, float] = {}
    for place in places:
        if place.country is not None:
            weight = _LEAD_WEIGHT if place.start < lead else 1.0
            weights[place.country] = weights.get(place.country, 0.0) + weight
    if not weights:
        return None
    best = max(weights, key=lambda c: (weights[c], c))
    return best if weights[best] >= _DOMINANT * sum(weights.values()) else None


def _same_paragraph(trigger: "Token", earlier: int) -> bool:
    return "\n\n" not in text_of(trigger.doc)[earlier : trigger.idx]
