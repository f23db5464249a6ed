"""How far reviewers agree with each other, and how often the machine is right by their word.

Agreement is Krippendorff's alpha for nominal values (K. Krippendorff, "Computing Krippendorff's Alpha-Reliability",
2011, section C), which allows any number of coders and values that are missing. The library of that name is under the
GPL, which this project could not depend on.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np

from polybius.records import Record
from polybius.reviews.decision import Decision
from polybius.reviews.values import COMPARED

# Whether the words tell an event at all: the one field that a rejected event has.
EVENT = "event"
_ROUNDS = 1000  # of the bootstrap
_SEED = 20_111_125

# An event by its first mention: document, start and end of the trigger.
Unit = tuple[str, int, int]


class Coding(Record, frozen=True, kw_only=True):
    """What a reviewer, and the machine, make of an event: values by field; of a rejected one, EVENT alone. added: the
    machine has missed it, so that ``machine`` is empty."""

    unit: Unit
    reviewer: str
    number: int
    values: dict[str, str]
    machine: dict[str, str]
    sampled: bool
    added: bool = False


class Agreement(Record, frozen=True, kw_only=True):
    """How far reviewers agree on a field: over ``units`` events that two of them coded at least, ``same`` is the share
    of pairs that agree, ``alpha`` Krippendorff's (1: always, 0: as by chance; null where it is not defined, as all
    values are the same), ``low`` and ``high`` the ends of its 95 % interval (bootstrap over events)."""

    field: str
    units: int
    same: float
    alpha: float | None
    low: float | None
    high: float | None


class Precision(Record, frozen=True, kw_only=True):
    """How often the machine's value of a field is right: of ``given`` values that it gave, ``right`` were left as they
    are; ``low`` and ``high`` are the ends of the 95 % interval (Wilson). ``missed``: values that reviewers added where
    the machine gave none. ``share`` is null where it gave none."""

    field: str
    given: int
    right: int
    share: float | None
    low: float | None
    high: float | None
    missed: int


class Recall(Record, frozen=True, kw_only=True):
    """How much the machine has of what is told in ``articles`` that reviewers read through: ``told`` mentions that it
    coded and nobody rejected, of these and those ``missed``, which were added. ``low`` and ``high`` are the ends of the
    95 % interval (Wilson). ``share`` is null where the articles tell nothing."""

    articles: int
    told: int
    missed: int
    share: float | None
    low: float | None
    high: float | None


def codings(decisions: Iterable[Decision]) -> list[Coding]:
    """What each reviewer makes of each event, by the decisions that stand: their last verdict, with what they corrected
    after it. Of an event that several added, the words are those that the first of them marked."""
    found: dict[tuple[str, Unit], Coding] = {}
    decisions = list(decisions)
    missed = {(a.document, a.start, a.end) for one in decisions if one.action == "add" for a in one.about}
    for one in decisions:
        if not one.about or (one.scope == "mention" and one.action == "reject"):
            continue
        lead = one.about[0]
        key = (one.reviewer, (lead.document, lead.start, lead.end))
        added = key[1] in missed and not one.machine
        if one.action in ("accept", "add"):
            values = {EVENT: "yes", **one.values}
        elif one.action == "reject":
            values = {EVENT: "no"}
        elif one.action == "correct" and key in found and (added or one.scope == "event"):
            values = {EVENT: "yes", **one.values}
        else:
            continue
        found[key] = Coding(
            unit=key[1], reviewer=one.reviewer, number=one.number, values=values, machine=one.machine,
            sampled=one.sampled, added=added,
        )  # fmt: skip
    return sorted(found.values(), key=lambda each: (each.unit, each.reviewer))


def agreement(found: Sequence[Coding]) -> list[Agreement]:
    """For each field, over the events that two reviewers coded at least; fields that none has are left out."""
    rows = []
    for field in (EVENT, *COMPARED):
        units: dict[Unit, list[str]] = {}
        for one in found:
            if field in one.values:
                units.setdefault(one.unit, []).append(one.values[field])
        shared = [values for _, values in sorted(units.items()) if len(values) > 1]
        if not shared:
            continue
        low, high = _interval(shared)
        rows.append(
            Agreement(field=field, units=len(shared), same=_same(shared), alpha=alpha(shared), low=low, high=high)
        )
    return rows


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha of nominal values; of each unit the values that coders gave it, missing ones left out.

    None where it is not defined: no unit has two values, or all values are the same.
    """
    disagreed, total = 0.0, 0
    counts: Counter[Hashable] = Counter()
    for values in units:
        size = len(values)
        if size < 2:
            continue
        total += size
        own = Counter(values)
        counts.update(own)
        disagreed += (size * size - sum(n * n for n in own.values())) / (size - 1)
    expected = total * total - sum(n * n for n in counts.values())
    return None if not expected else 1 - (total - 1) * disagreed / expected


def _same(units: Sequence[Sequence[Hashable]]) -> float:
    pairs = agreed = 0
    for values in units:
        pairs += len(values) * (len(values) - 1)
        agreed += sum(n * (n - 1) for n in Counter(values).values())
    return round(agreed / pairs, 4)


def _interval(units: Sequence[Sequence[Hashable]]) -> tuple[float | None, float | None]:
    """The middle 95 % of alpha over events drawn again and again, always the same draws."""
    chance = np.random.default_rng(_SEED)
    drawn = (alpha([units[i] for i in chance.integers(0, len(units), len(units))]) for _ in range(_ROUNDS))
    found = sorted(one for one in drawn if one is not None)
    if len(found) < _ROUNDS // 2 or len(units) < 3:
        return None, None
    low, high = np.quantile(found, [0.025, 0.975]).tolist()
    return round(low, 4), round(high, 4)


def precision(found: Sequence[Coding]) -> list[Precision]:
    """For each field, over all events that anybody coded, by the last word on each."""
    last: dict[Unit, Coding] = {}
    for one in sorted(found, key=lambda each: each.number):
        last[one.unit] = one
    rows = [_row(EVENT, [("" if one.added else "yes", one.values[EVENT]) for one in last.values()])]
    for field in COMPARED:
        kept = [(one.machine[field], one.values[field]) for one in last.values() if field in one.values and one.machine]
        rows.append(_row(field, kept))
    return [row for row in rows if row.given or row.missed]


def _row(field: str, pairs: Sequence[tuple[str, str]]) -> Precision:
    given = [(machine, value) for machine, value in pairs if machine]
    right = sum(machine == value for machine, value in given)
    missed = sum(not machine and value not in ("", "no") for machine, value in pairs)
    if not given:
        return Precision(field=field, given=0, right=0, share=None, low=None, high=None, missed=missed)
    low, high = _wilson(right, len(given))
    return Precision(
        field=field, given=len(given), right=right, share=round(right / len(given), 4), low=low, high=high,
        missed=missed,
    )  # fmt: skip


def _wilson(part: int, whole: int) -> tuple[float, float]:
    """The ends of a share's 95 % interval."""
    from scipy.stats import binomtest

    ends = binomtest(part, whole).proportion_ci(confidence_level=0.95, method="wilson")
    return round(float(ends.low), 4), round(float(ends.high), 4)


def recall(articles: int, told: int, missed: int) -> Recall:
    """How much of what articles tell the machine has. told: mentions that it coded in them, and nobody rejected;
    missed: those that were added."""
    if not told + missed:
        return Recall(articles=articles, told=told, missed=missed, share=None, low=None, high=None)
    low, high = _wilson(told, told + missed)
    share = round(told / (told + missed), 4)
    return Recall(articles=articles, told=told, missed=missed, share=share, low=low, high=high)


def shared(found: Iterable[Coding]) -> Mapping[Unit, set[str]]:
    """The events that two reviewers coded at least, with who."""
    units: dict[Unit, set[str]] = {}
    for one in found:
        units.setdefault(one.unit, set()).add(one.reviewer)
    return {unit: names for unit, names in units.items() if len(names) > 1}
