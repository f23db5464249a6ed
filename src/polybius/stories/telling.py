"""A document's telling of one happening: the mentions of a chain, put together for comparing it with other documents'.

What one sentence leaves out another has: the telling has the day, the place and the parties that its chain knows best,
and all its figures. The record itself is as the coder made it; only what is compared is put together.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec

from polybius.records import EventDate, EventPlace, Mention, Participant, Quantity, Source
from polybius.stories.chains import Chain, chains
from polybius.stories.features import days_of, words_before
from polybius.stories.reports import Report
from polybius.stories.settings import Settings

_DATES = ("published", "inherited", "relative", "stated")
_PLACES = ("actor", "dateline", "inherited", "stated")


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """A chain as one mention.

    ``mention``: the one that tells most, with the best of all in its fields; ``sentences``: the texts it rests on, in
    order; ``modes`` and ``subtypes``: of all its mentions; ``set_apart``: whether its first words set it apart from
    what was told before ("another attack"); ``source`` and ``doubted`` as in a Report.
    """

    chain: Chain
    mention: Mention
    source: Source
    doubted: bool
    modes: tuple[str, ...]
    subtypes: tuple[str, ...]
    set_apart: bool
    sentences: tuple[str, ...]


def tellings(reports: Iterable[Report], settings: Settings) -> list[Telling]:
    """What each document tells. reports: those of one document next to each other, in any order within it."""
    found = []
    for _, told in groupby(reports, key=lambda report: report.mention.document):
        ordered = sorted(told, key=position)
        found += [telling(chain, settings) for chain in chains(ordered, settings)]
    return found


def position(report: Report) -> tuple[int, str, str]:
    """What sorts a document's reports as its text has them."""
    return (report.mention.evidence.trigger.start, report.mention.type, report.mention.id)


def telling(chain: Chain, settings: Settings) -> Telling:
    """A chain as one mention."""
    reports = [link.report for link in chain]
    # How somebody was killed is seldom in the words that tell the death: a guess of the coder's.
    told = [one.mention for one in reports]
    happenings = [one for one in told if not _tells_harm(one, settings)] or told
    speaking = [link.report for link in chain if not link.refers]
    lead = speaking[0] if len(speaking) == 1 else max(speaking, key=lambda report: _standing(report, settings))
    mention = lead.mention
    if len(reports) > 1:
        best = msgspec.structs.replace
        mention = best(
            mention,
            date=_date(speaking, settings),
            place=_place(speaking, settings),
            actor=_everyone(mention.actor, [one.mention.actor for one in reports]),
            recipient=_everyone(mention.recipient, [one.mention.recipient for one in reports]),
            quantities=_quantities([one.mention.quantities for one in reports]),
        )
    return Telling(
        chain=chain, mention=mention, source=lead.source, doubted=lead.doubted,
        modes=_modes((one.mode for one in happenings), settings),
        subtypes=_modes((one.subtype for one in happenings), settings),
        set_apart=not settings.chains.distinct.isdisjoint(words_before(reports[0].mention, 2)),
        sentences=tuple(dict.fromkeys(one.mention.evidence.text for one in reports)),
    )  # fmt: skip


def _standing(report: Report, settings: Settings) -> tuple[int, bool, bool, int]:
    """What tells of a happening rather than of what came of it, with its day and place, early in the text."""
    mention = report.mention
    placed = mention.place is not None and mention.place.basis == "stated"
    return (not _tells_harm(mention, settings), days_of(report, settings).own, placed, -mention.evidence.trigger.start)


def _tells_harm(mention: Mention, settings: Settings) -> bool:
    return mention.why.entry.rpartition("/")[2] in settings.chains.harm


def _date(reports: Sequence[Report], settings: Settings) -> EventDate | None:
    """The date that rests on the most, the closest of several."""

    def rank(report: Report) -> tuple[bool, int, int]:
        when = days_of(report, settings)
        date = report.mention.date
        known = _DATES.index(date.basis) if date is not None else -1
        return (when.dated, known, -(when.days or 1_000_000))

    return max(reports, key=rank).mention.date


def _place(reports: Sequence[Report], settings: Settings) -> EventPlace | None:
    """The place that rests on the most, the smallest of several, and what most sentences name."""
    places = [one.mention.place for one in reports if one.mention.place is not None]
    if not places:
        return None
    rules = settings.place

    def rank(place: EventPlace) -> tuple[int, int, int]:
        extent = 0 if place.kind in rules.countries else 1 if place.kind in rules.areas else 2
        return (_PLACES.index(place.basis), extent, sum(one.geonameid == place.geonameid for one in places))

    return max(places, key=rank)


def _modes(told: Iterable[str | None], settings: Settings) -> tuple[str, ...]:
    """What the mentions call it, each once; what fits anything only where nothing else is said."""
    found = tuple(dict.fromkeys(one for one in told if one is not None))
    return tuple(one for one in found if one not in settings.types.loose) or found


def _everyone(first: Sequence[Participant], others: Iterable[Sequence[Participant]]) -> tuple[Participant, ...]:
    seen: dict[tuple[str | None, str, str | None, tuple[str, ...]], Participant] = {}
    for one in (*first, *(one for role in others for one in role)):
        seen.setdefault((one.entity, one.text, one.country, one.sectors), one)
    return tuple(seen.values())


def _quantities(told: Iterable[Sequence[Quantity]]) -> tuple[Quantity, ...]:
    return tuple(quantity for quantities in told for quantity in quantities)
