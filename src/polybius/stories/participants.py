"""Who took part in an event, over all its mentions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from polybius.records import Claim, Participant
from polybius.stories.actors import OTHERS, SAME, Code, codes
from polybius.stories.claims import Value
from polybius.stories.reports import Report
from polybius.stories.settings import ActorRules, load
from polybius.stories.stems import last_noun

Role = Literal["actor", "recipient", "mediator"]
_INSTEAD = "named in its stead"


@dataclass
class _Slot:
    """One participant: every form in which reports name it."""

    values: list[Value[Participant]] = field(default_factory=list)

    @property
    def documents(self) -> set[str]:
        return {document for value in self.values for document in value.documents}

    @property
    def best(self) -> Value[Participant]:
        """The form that tells most, then the one that most documents use."""
        return max(self.values, key=_standing)

    def everyone(self) -> Value[Participant]:
        """The best form, vouched for by all who name the participant in any form."""
        reports = {report.mention.id: report for value in self.values for report in value.reports}
        return Value(self.best.words, self.best.value, list(reports.values()))


def choose(role: Role, reports: Sequence[Report], rules: ActorRules) -> tuple[tuple[Participant, ...], list[Claim]]:
    """The participants in a role, each told once in its best-known form, and the claims where reports differ.

    The one that most documents name is taken, and each other that a third of them name; but not one that
    other documents name in its stead (Ukraine where most say Russia): that is a claim against it.
    """
    slots: list[_Slot] = []
    pronouns = load().words.pronouns
    for report in reports:
        for one in getattr(report.mention, role):
            # "They" names nobody: the event says nothing rather than that.
            if one.entity or one.country or one.sectors or one.text.casefold() not in pronouns:
                _place(slots, report, one, rules)
    if not slots:
        return (), []
    slots.sort(key=lambda slot: -len(slot.documents))
    documents = set().union(*(slot.documents for slot in slots))
    verdicts = [_verdict(slot, slots[0], len(documents), rules) for slot in slots]
    taken = tuple(slot.best.value for slot, (keep, _) in zip(slots, verdicts, strict=True) if keep)
    if len(documents) == 1 or all(slot.documents == documents for slot in slots):
        return taken, []
    said = [
        slot.everyone().claim(role, keep, rule, rule == _INSTEAD)
        for slot, (keep, rule) in zip(slots, verdicts, strict=True)
    ]
    return taken, sorted(said, key=lambda claim: not claim.chosen)


def _verdict(slot: _Slot, leader: _Slot, documents: int, rules: ActorRules) -> tuple[bool, str]:
    """Whether a participant is taken, and why."""
    if slot is leader:
        return True, "named by most documents"
    if slot.documents.isdisjoint(leader.documents):
        one, other = slot.best.value, leader.best.value
        if codes(_code(one), _code(other), rules) in OTHERS:
            return False, _INSTEAD
    if 3 * len(slot.documents) >= documents:
        return True, "named beside it"
    return False, "named by few documents"


def _place(slots: list[_Slot], report: Report, one: Participant, rules: ActorRules) -> None:
    """Put a participant among the values of the slot it belongs to, or in a new one."""
    words = one.entity or one.text
    for slot in slots:
        for value in slot.values:
            if value.words == words:
                value.reports.append(report)
                value.value = max(value.value, one, key=_detail)
                return
    fresh = Value(words, one, [report])
    for slot in slots:
        if any(_same(one, value.value, rules) for value in slot.values):
            slot.values.append(fresh)
            return
    slots.append(_Slot([fresh]))


def _same(a: Participant, b: Participant, rules: ActorRules) -> bool:
    if a.entity and b.entity:
        return a.entity.casefold() == b.entity.casefold()
    if a.text.casefold() == b.text.casefold():
        return True
    alike = codes(_code(a), _code(b), rules)
    noun = last_noun(a.text)
    return alike in SAME or (alike not in OTHERS and noun != "" and noun == last_noun(b.text))


def _code(one: Participant) -> Code:
    return (one.country, frozenset(one.sectors))


def _standing(value: Value[Participant]) -> tuple[int, int, int, str]:
    return (_detail(value.value), len(value.documents), -len(value.words), value.words)


def _detail(one: Participant) -> int:
    return 2 * (one.entity is not None) + (one.country is not None) + bool(one.sectors)
