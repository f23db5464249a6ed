"""Mentions of one happening made into one event, with every claim kept."""

from collections.abc import Callable, Hashable, Sequence
from hashlib import blake2b
from typing import TypeVar

from polybius.records import Event, Mention
from polybius.stories import claims, participants, sides
from polybius.stories.features import clock_doubted, in_passing
from polybius.stories.reports import Report
from polybius.stories.settings import Settings
from polybius.stories.whereabouts import choose_place

H = TypeVar("H", bound=Hashable)


def consolidate(found: Sequence[Report], settings: Settings) -> Event:
    """One event from the (one or more) mentions that tell it.

    Its id comes from the mention published first, so a source that joins later leaves it as it is.
    """
    reports = sorted(found, key=_order)
    kind = _majority(reports, lambda mention: mention.type)
    assert kind is not None
    mode = _majority([r for r in reports if r.mention.type == kind], lambda mention: mention.mode)
    model = _model(reports, kind, mode)
    date, date_claims = claims.choose_date(
        [r for r in reports if not in_passing(r.mention) and not clock_doubted(r)] or reports
    )
    place, place_claims = choose_place(reports)
    status, status_claims = claims.choose_status(reports)
    quantities, figure_claims = claims.choose_figures(reports)
    actor, actor_claims = participants.choose("actor", reports, settings.actors)
    recipient, recipient_claims = participants.choose("recipient", reports, settings.actors)
    # "People" who suffered a disaster did not do it.
    suffered = {one.text.casefold() for one in recipient}
    actor = tuple(one for one in actor if one.entity or one.text.casefold() not in suffered)
    mediator, _ = participants.choose("mediator", reports, settings.actors)
    event = Event(
        id=_event_id(reports[0].mention.id),
        type=kind,
        mode=mode,
        context=_context(reports),
        quad=model.quad,
        cameo=model.cameo,
        goldstein=model.goldstein,
        subtype=_majority([r for r in reports if r.mention.type == kind], lambda mention: mention.subtype),
        actor=actor,
        recipient=recipient,
        mediator=mediator,
        date=date,
        place=place,
        quantities=quantities,
        status=status,
        salience=max(report.mention.salience for report in reports),
        confidence=_confidence(reports),
        mentions=tuple(report.mention.id for report in reports),
        sources=tuple(report.source for report in reports),
        independent=len({report.independent for report in reports}),
        claims=(
            *figure_claims,
            *date_claims,
            *place_claims,
            *actor_claims,
            *recipient_claims,
            *status_claims,
        ),
    )
    return sides.told(event, reports)


def _order(report: Report) -> tuple[str, str, int, str]:
    """By day of publication (undated last), then document, then place in it."""
    mention = report.mention
    published = report.source.published or "9999"
    return (published, mention.document, mention.evidence.trigger.start, mention.id)


def _event_id(mention: str) -> str:
    return "e" + blake2b(mention.encode(), digest_size=8).hexdigest()


def _majority(reports: Sequence[Report], field: Callable[[Mention], H | None]) -> H | None:
    """The value that most documents give, the first reported among equals; None where none gives one."""
    backing: dict[H, set[str]] = {}
    for report in reports:
        value = field(report.mention)
        if value is not None:
            backing.setdefault(value, set()).add(report.mention.document)
    return max(backing, key=lambda value: len(backing[value])) if backing else None


def _model(reports: Sequence[Report], kind: str, mode: str | None) -> Mention:
    """The mention whose codes stand for the event's: of its type and mode, the surest, the first told."""
    fitting = [report.mention for report in reports if report.mention.type == kind]
    moded = [mention for mention in fitting if mention.mode == mode] or fitting
    return max(moded, key=lambda mention: (mention.cameo is not None, mention.confidence))


def _context(reports: Sequence[Report]) -> tuple[str, ...]:
    return tuple(sorted({context for report in reports for context in report.mention.context}))


def _confidence(reports: Sequence[Report]) -> float:
    """The chance that one report at least is right, were they independent; copies are not, and count once."""
    surest: dict[str, float] = {}
    for report in reports:
        words = " ".join(report.mention.evidence.text.casefold().split())
        surest[words] = max(surest.get(words, 0.0), report.mention.confidence)
    by_source: dict[str, float] = {}
    for report in reports:
        words = " ".join(report.mention.evidence.text.casefold().split())
        sure = surest.pop(words, 0.0)
        by_source[report.independent] = max(by_source.get(report.independent, 0.0), sure)
    doubt = 1.0
    for sure in by_source.values():
        doubt *= 1.0 - min(sure, 0.99)
    return round(min(0.99, 1.0 - doubt), 4)
