"""What reviewers decided, as a layer over what the machine coded and linked: applied whenever events are made."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from polybius.records import Event, Mention, Reviewed
from polybius.reviews.adding import as_stated
from polybius.reviews.anchors import Found, find, place_of
from polybius.reviews.correcting import corrected, value_of
from polybius.reviews.decision import Anchor, Decision
from polybius.reviews.grouping import Constraint
from polybius.reviews.values import reading
from polybius.stories.consolidate import consolidate
from polybius.stories.reports import Report, attribution
from polybius.stories.settings import Settings

_CHANGES = ("correct", "split", "merge", "add")
_VERDICTS = ("accept", "reject", "add")


def standing(log: Iterable[Decision], *, undos: bool = False) -> list[Decision]:
    """The decisions that nobody has taken back, in their order. Taking back an undo makes what it undid stand again.

    undos: with the undos that nobody has taken back.
    """
    undone: set[int] = set()
    left = []
    for one in sorted(log, key=lambda each: -each.number):
        if one.number in undone:
            continue
        if one.action == "undo":
            undone.add(one.of or 0)
        if one.action != "undo" or undos:
            left.append(one)
    return left[::-1]


class Coded(NamedTuple):
    """A document as the machine has coded it: its text and mentions."""

    text: str
    mentions: Sequence[Mention]


class Layer:
    """Decisions over the documents that they are about.

    decisions: those that stand. coded: by document's id; a document that is missing counts as gone.
    """

    def __init__(self, decisions: Sequence[Decision], coded: Mapping[str, Coded]) -> None:
        self._decisions = decisions
        self._coded = coded
        anchors: dict[str, dict[tuple[str, int, int, str], Anchor]] = {}
        for decision in decisions:
            for one in (*decision.about, *decision.rest):
                anchors.setdefault(one.document, {}).setdefault(place_of(one), one)
        self._found: dict[tuple[str, int, int, str], Found] = {}
        for document, named in anchors.items():
            if document in coded:
                self._found |= find(named.values(), coded[document].mentions, coded[document].text)
        self._by_mention: dict[str, list[Decision]] = {}
        self.loose: list[Decision] = []
        for decision in decisions:
            meant = self.mentions(decision.about)
            for mention in dict.fromkeys((*meant, *self.mentions(decision.rest))):
                self._by_mention.setdefault(mention, []).append(decision)
            if decision.action == "read":
                continue
            if not meant or (decision.scope == "mention" and not self._value(decision)[0]):
                self.loose.append(decision)

    def mentions(self, anchors: Iterable[Anchor]) -> list[str]:
        """The ids of the mentions that anchors mean now; an anchor whose mention is gone has none."""
        found = (self._found.get(place_of(one)) for one in anchors)
        return list(dict.fromkeys(one.mention.id for one in found if one is not None))

    def decisions(self, mentions: Iterable[str]) -> list[Decision]:
        """The decisions about any of these mentions, in their order."""
        found = {one.number: one for mention in mentions for one in self._by_mention.get(mention, ())}
        return [found[number] for number in sorted(found)]

    @property
    def constraints(self) -> list[Constraint]:
        """The splits and merges, in their order."""
        return [
            Constraint(one.action == "split", tuple(self.mentions(one.about)), tuple(self.mentions(one.rest)))
            for one in self._decisions
            if one.action in ("split", "merge")
        ]

    def rejected(self, mention: str) -> bool:
        """Whether the last verdict on a mention is that it tells no event."""
        verdicts = [one.action for one in self._by_mention.get(mention, ()) if one.action in _VERDICTS]
        return verdicts[-1:] == ["reject"]

    def mention(self, mention: Mention) -> Mention:
        """The mention as corrected, or as those who added it say."""
        for decision in self._by_mention.get(mention.id, ()):
            if decision.action == "add":
                found = self._found[place_of(decision.about[0])]
                text = self._coded[mention.document].text
                mention = as_stated(mention, decision, found.moved, text)
            elif decision.action == "correct" and decision.scope == "mention":
                holds, value = self._value(decision)
                if holds and decision.field is not None:
                    mention = corrected(mention, decision.field, value)
        return mention

    def events(self, group: Sequence[Report], settings: Settings) -> list[Event]:
        """The events of one group of mentions: that of the mentions which stand, and that of those rejected."""
        out = [report for report in group if self.rejected(report.mention.id)]
        kept = [report for report in group if not self.rejected(report.mention.id)]
        return [self._event(some, settings, gone) for some, gone in ((kept, False), (out, True)) if some]

    def _event(self, group: Sequence[Report], settings: Settings, gone: bool) -> Event:
        if not any(report.mention.id in self._by_mention for report in group):
            return consolidate(group, settings)
        told = [self._report(report) for report in group]
        event = consolidate(told, settings)
        about = self.decisions(event.mentions)
        mine = [one for one in about if one.action != "correct" or one.scope == "mention" or self._meant(one, event)]
        for one in mine:
            if one.action == "correct" and one.scope == "event" and one.field is not None:
                event = corrected(event, one.field, self._value(one)[1])
                event = _settled(event, one.field)
        made = [one for one in mine if one.action != "note"]
        return msgspec.structs.replace(
            event, reviewed="rejected" if gone else self._state(made, event),
            reviewers=tuple(dict.fromkeys(one.reviewer for one in made)),
            reviewed_on=made[-1].at[:10] if made else None,
        )  # fmt: skip

    def _report(self, report: Report) -> Report:
        mention = self.mention(report.mention)
        source = msgspec.structs.replace(report.source, attribution=attribution(mention))
        return msgspec.structs.replace(report, mention=mention, source=source)

    def _meant(self, decision: Decision, event: Event) -> bool:
        """Whether an event is the one that a correction of an event means: it has most of its mentions.

        Of two with as many, it is the one that has the first of them.
        """
        meant = [mention for mention in self.mentions(decision.about) if not self.rejected(mention)]
        inside = [mention for mention in meant if mention in set(event.mentions)]
        return 2 * len(inside) > len(meant) or (2 * len(inside) == len(meant) and inside[:1] == meant[:1])

    def _state(self, decisions: Sequence[Decision], event: Event) -> Reviewed | None:
        """What the decisions about an event make of it."""
        added = {id for one in decisions if one.action == "add" for id in self.mentions(one.about)}
        # Who adds an event has said all that there is to it; who adds a report of one has not looked at the others.
        ends = ("accept", "split", "merge", "add") if added >= set(event.mentions) else ("accept", "split", "merge")
        last = next((one for one in reversed(decisions) if one.action in ends), None)
        changed = any(one.action in _CHANGES for one in decisions)
        if last is not None and last.action == "add":
            return "corrected"
        if last is None or last.action != "accept":
            return "begun" if changed else None
        left = [one.values for one in decisions if one.number >= last.number and one.values]
        if left[-1] != reading(event):
            return "changed"
        return "corrected" if changed else "accepted"

    def _value(self, decision: Decision) -> tuple[bool, Any]:
        if decision.action != "correct":
            return True, None
        if decision.scope == "event":
            return value_of(decision, 0, None)
        found = self._found.get(place_of(decision.about[0]))
        if found is None:
            return False, None
        return value_of(decision, found.moved, self._coded[decision.about[0].document].text)


def _settled(event: Event, field: str) -> Event:
    """The event, its claims about a field that a reviewer settled marked so."""
    kinds = {one.kind for one in event.quantities}
    claims = []
    for claim in event.claims:
        if claim.field == field or (field == "quantities" and claim.field in kinds):
            claim = msgspec.structs.replace(claim, chosen=_says(event, field, claim), rule=claim.rule)
            claim = msgspec.structs.replace(claim, rule="settled in review" if claim.chosen else "differs")
        claims.append(claim)
    return msgspec.structs.replace(event, claims=tuple(claims))


def _says(event: Event, field: str, claim: Any) -> bool:
    from polybius.stories.claims import figure

    if field == "date":
        return event.date is not None and claim.value == event.date.edtf
    if field == "place":
        return event.place is not None and claim.value in (event.place.text, event.place.name)
    if field == "quantities":
        return any(one.kind == claim.field and figure(one) == claim.value for one in event.quantities)
    if field in ("actor", "recipient"):
        return claim.value in {one.entity or one.text for one in getattr(event, field)}
    return bool(claim.value == getattr(event, field))
