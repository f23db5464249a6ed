"""Who took part in an event, over all its mentions."""

from collections.abc import Sequence
from typing import Literal

from polybius.records import Claim, Participant
from polybius.stories.actors import codes
from polybius.stories.claims import Value
from polybius.stories.profile import Report
from polybius.stories.settings import ActorRules

Role = Literal["actor", "recipient", "mediator"]


def choose(
    role: Role, reports: Sequence[Report], rules: ActorRules
) -> tuple[tuple[Participant, ...], list[Claim]]:
    """The participants in a role, each told once in its best-known form, and the claims where reports differ.

    A participant is kept when at least a third of the documents that fill the role name it.
    """
    slots: list[list[Value[Participant]]] = []
    documents: set[str] = set()
    for report in reports:
        for one in getattr(report.mention, role):
            documents.add(report.mention.document)
            _place(slots, report, one, rules)
    if not slots:
        return (), []
    weights = [len({d for value in slot for d in value.documents}) for slot in slots]
    most = max(weights)
    kept = [weight == most or 3 * weight >= len(documents) for weight in weights]
    chosen = [max(slot, key=_standing) for slot in slots]
    said: list[Claim] = []
    if len(slots) > 1 and len(documents) > 1:
        said = _differences(role, slots, chosen, kept, len(documents), weights)
    return tuple(value.value for value, keep in zip(chosen, kept, strict=True) if keep), said


def _differences(
    role: Role,
    slots: list[list[Value[Participant]]],
    chosen: list[Value[Participant]],
    kept: list[bool],
    documents: int,
    weights: list[int],
) -> list[Claim]:
    """A claim for each participant that not every document names; none when all name all."""
    if all(weight == documents for weight in weights):
        return []
    said = []
    for slot, best, keep in zip(slots, chosen, kept, strict=True):
        everyone = Value(best.words, best.value, [report for value in slot for report in value.reports])
        rule = "named by enough of the documents" if keep else "named by few of the documents"
        said.append((everyone, keep, rule))
    said.sort(key=lambda entry: (not entry[1], -len(entry[0].documents), entry[0].words))
    return [value.claim(role, keep, rule) for value, keep, rule in said]


def _place(
    slots: list[list[Value[Participant]]], report: Report, one: Participant, rules: ActorRules
) -> None:
    """Put a participant among the values of the slot it belongs to, or in a new one."""
    words = one.entity or one.text
    for slot in slots:
        for value in slot:
            if value.words == words:
                if report not in value.reports:
                    value.reports.append(report)
                value.value = max(value.value, one, key=_detail)
                return
    fresh = Value(words, one, [report])
    for slot in slots:
        if any(_same(one, value.value, rules) for value in slot):
            slot.append(fresh)
            return
    slots.append([fresh])


def _same(a: Participant, b: Participant, rules: ActorRules) -> bool:
    if a.entity and b.entity:
        return a.entity.casefold() == b.entity.casefold()
    if a.text.casefold() == b.text.casefold():
        return True
    one, other = (a.country, frozenset(a.sectors)), (b.country, frozenset(b.sectors))
    return codes(one, other, rules) >= rules.within


def _standing(value: Value[Participant]) -> tuple[int, int, int, str]:
    return (_detail(value.value), len(value.documents), -len(value.words), value.words)


def _detail(one: Participant) -> int:
    return 2 * (one.entity is not None) + (one.country is not None) + bool(one.sectors)
