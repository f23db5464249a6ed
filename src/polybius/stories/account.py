"""An event's account of itself: why each mention is in it, and which comes nearest to being in it, and is not."""

from collections.abc import Sequence
from typing import Any

from polybius.records import Event, Record
from polybius.stories.chains import Link
from polybius.stories.explaining import Comparison, compare
from polybius.stories.reports import Report
from polybius.stories.telling import Telling


class Sign(Record, frozen=True, kw_only=True):
    """What speaks for a mention's telling the same as others of its document (less than 0: against), and its weight."""

    name: str
    weight: float
    words: str


class Tie(Record, frozen=True, kw_only=True):
    """A mention, and why it is in the event.

    Of its document's mentions the first of the event has ``tied_to``, the mention that stands for another document's
    telling that it agrees with most, and how the two tellings compare; the others have ``tied_to`` that first one and
    the ``signs`` that they tell the same. The very first has neither.
    """

    mention: str
    document: str
    publisher: str | None
    published: str | None
    text: str
    tied_to: str | None = None
    comparison: Comparison | None = None
    probability: float | None = None
    signs: tuple[Sign, ...] = ()


class Account(Record, frozen=True, kw_only=True):
    """Why an event's mentions are one event: each but the first with its tie to one told before it.

    ``nearest``: the mention of another event that agrees most with one of this one's; null where no other shares
    a kind, a time and a country with it.
    """

    event: str
    type: str
    mentions: tuple[Tie, ...]
    nearest: Tie | None = None
    nearest_event: str | None = None
    why_not: str | None = None


def account(event: Event, inside: Sequence[Telling], outside: Sequence[tuple[Telling, str]]) -> Account:
    """The account of an event. inside: what its documents tell of it; outside: tellings of others that might have been
    in it, each with its event's id."""
    order = {mention: at for at, mention in enumerate(event.mentions)}
    told = sorted(inside, key=lambda one: min(order.get(link.report.mention.id, len(order)) for link in one.chain))
    pairs = [(told[i], told[j]) for j in range(len(told)) for i in range(j)]
    found = dict(zip([(_name(a), _name(b)) for a, b in pairs], compare(pairs), strict=True))
    ties: list[Tie] = []
    for at, one in enumerate(told):
        before = [(found[_name(other), _name(one)], other) for other in told[:at]]
        best = max(before, key=lambda pair: _rank(pair[0]), default=None)
        ties.append(_tie(one, None if best is None else best[1], None if best is None else best[0]))
        ties += [_joined(link, one) for link in one.chain[1:]]
    others = [(one, other, name) for other, name in outside for one in told]
    weighed = zip(compare([(one, other) for one, other, _ in others]), others, strict=True)
    nearest = max(weighed, key=lambda pair: (*_rank(pair[0]), _name(pair[1][1])), default=None)
    if nearest is None:
        return Account(event=event.id, type=event.type, mentions=tuple(ties))
    comparison, (one, other, name) = nearest
    return Account(
        event=event.id, type=event.type, mentions=tuple(ties), nearest=_tie(other, one, comparison),
        nearest_event=name, why_not=_why_not(comparison),
    )  # fmt: skip


def _name(told: Telling) -> str:
    """A telling is named by the first of its mentions."""
    return told.chain[0].report.mention.id


def _rank(comparison: Comparison) -> tuple[bool, bool, float]:
    return (comparison.excluded is None, not comparison.silent, comparison.bits)


def _tie(told: Telling, other: Telling | None, comparison: Comparison | None) -> Tie:
    return _of(
        told.chain[0].report, tied_to=None if other is None else _name(other), comparison=comparison,
        probability=None if comparison is None else round(comparison.probability, 4),
    )  # fmt: skip


def _joined(link: Link, told: Telling) -> Tie:
    signs = tuple(Sign(name=step.name, weight=step.weight, words=step.words) for step in link.steps)
    return _of(link.report, tied_to=_name(told), signs=signs)


def _of(report: Report, **why: Any) -> Tie:
    source = report.source
    return Tie(
        mention=report.mention.id, document=source.document, publisher=source.publisher, published=source.published,
        text=source.text, **why,
    )  # fmt: skip


def _why_not(comparison: Comparison) -> str:
    from polybius.stories.settings import load

    if comparison.excluded is not None:
        words = next(shown.words for shown in comparison.shown if shown.bits is None)
        return f"ruled out: {words}"
    if comparison.silent:
        return "the two have too little in common to be told as one"
    if comparison.bits < load().link:
        return f"{comparison.bits:.1f} bits, fewer than the {load().link:.1f} that join"
    return "the two agree, but not their events as a whole: others of them disagree"


def words(told: Account) -> str:
    """The account as text, for a terminal."""
    lines = [f"Event {told.event} ({told.type}): {len(told.mentions)} mention{'s' * (len(told.mentions) > 1)}"]
    numbers = {tie.mention: number for number, tie in enumerate(told.mentions, 1)}
    for number, tie in enumerate(told.mentions, 1):
        lines += ["", f"{number}. {_named(tie)}", f'   "{tie.text}"']
        if tie.signs:
            lines.append(f"   told with {numbers[tie.tied_to or '']} in one document:")
            lines += [f"     {sign.weight:>+9.1f}  {sign.words}" for sign in tie.signs if sign.weight]
        elif tie.comparison is None:
            lines.append("   told first")
        else:
            lines.append(f"   joins {numbers[tie.tied_to or '']} with {tie.comparison.bits:.1f} bits:")
            lines += _shown(tie.comparison)
    if told.nearest is None or told.nearest.comparison is None:
        lines += ["", "No mention of another event shares its kind, time and country."]
        return "\n".join(lines)
    near = told.nearest
    lines += ["", f"Nearest that is not in it: {_named(near)}, of event {told.nearest_event}", f'   "{near.text}"']
    lines.append(f"   against {numbers[near.tied_to or '']}: {told.why_not}")
    return "\n".join(lines + _shown(told.nearest.comparison))


def _named(tie: Tie) -> str:
    day = (tie.published or "undated")[:10]
    return f"{tie.publisher or tie.document}, {day}"


def _shown(comparison: Comparison) -> list[str]:
    lines = []
    for shown in comparison.shown:
        if shown.bits is None:
            lines.append(f"     {'rules out':>9}  {shown.field}: {shown.words}")
        elif shown.bits:
            lines.append(f"     {shown.bits:>+9.1f}  {shown.field}: {shown.words}")
    return lines
