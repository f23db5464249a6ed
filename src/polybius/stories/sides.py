"""Which side of an event a source speaks for, and whether one side alone vouches for it.

A source is of the side of a participant that it is, or whose country and camp (the state, those in arms against it) it
shares; a state speaks also for its civilians, and for its land where somebody from elsewhere acted. Doctors, residents,
aid agencies and states that have no part in the event are of no side. What a document tells without naming a source it
asserts itself.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from polybius.records import Asserted, Claim, Event, Participant, Role, Speaker, Voice
from polybius.stories.reports import Report

Camp = Literal["state", "armed"]

_REAL = ("occurred", "ongoing", "ended", "alleged")


class _Speaks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    state: frozenset[str]
    armed: frozenset[str]


class _Sectors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sectors: frozenset[str]


class _Types(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    types: frozenset[str]


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: frozenset[str]


class Sides(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of ``data/sides.toml``."""

    speaks: _Speaks
    official: _Sectors
    said: _Types
    back: _Words

    def camp(self, one: Speaker | Participant) -> Camp | None:
        """The camp that somebody is of or speaks for, None for those who speak for themselves."""
        if not self.speaks.armed.isdisjoint(one.sectors):
            return "armed"
        if not self.speaks.state.isdisjoint(one.sectors) or (one.country is not None and not one.sectors):
            return "state"
        return None


@cache
def load() -> Sides:
    """The tables. Raises ValueError that names the file and the wrong key."""
    text = (files("polybius") / "data" / "sides.toml").read_text(encoding="utf-8")
    try:
        return msgspec.convert(tomllib.loads(text), Sides)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"sides.toml: {error}") from error


def official(report: Report) -> bool:
    """Whether a report quotes an office that counts: police, hospitals, a ministry."""
    speaker = report.mention.attribution
    return speaker is not None and not load().official.sectors.isdisjoint(speaker.sectors)


def told(event: Event, reports: Sequence[Report]) -> Event:
    """The event with who says each of its claims, and with the one side that alone vouches for it."""
    by_mention = {report.mention.id: report for report in reports}
    claims = tuple(msgspec.structs.replace(claim, by=_voices(claim, by_mention, event)) for claim in event.claims)
    return msgspec.structs.replace(event, claims=claims, asserted_by=_asserted(event, reports))


def side(speaker: Speaker | None, event: Event) -> Role | None:
    """The side of an event that a source speaks for, None for none."""
    if speaker is None:
        return None
    sides = load()
    roles: tuple[tuple[Role, Sequence[Participant]], ...] = (("actor", event.actor), ("recipient", event.recipient))
    for role, people in roles:
        if speaker.entity is not None and any(speaker.entity == one.entity for one in people):
            return role
    camp = sides.camp(speaker)
    if camp is None or speaker.country is None:
        return None
    for role, people in roles:
        if any(one.country == speaker.country and sides.camp(one) == camp for one in people):
            return role
    if camp != "state":
        return None
    for role, people in roles:
        if any(one.country == speaker.country and sides.camp(one) is None for one in people):
            return role
    strangers = {one.country for one in event.actor if one.country is not None}
    at_home = event.place is not None and event.place.country == speaker.country
    return "recipient" if at_home and strangers and speaker.country not in strangers else None


def _voices(claim: Claim, reports: Mapping[str, Report], event: Event) -> tuple[Voice, ...]:
    """Who says a claim, by the time of publication, undated last."""
    found = {_voice(reports[mention], event) for mention in claim.mentions if mention in reports}
    return tuple(sorted(found, key=lambda one: (one.published or "9999", one.document, one.source or "")))


def _voice(report: Report, event: Event) -> Voice:
    speaker = report.mention.attribution
    return Voice(
        source=report.source.attribution,
        country=None if speaker is None else speaker.country,
        side=side(speaker, event),
        publisher=report.source.publisher,
        published=report.source.published,
        document=report.source.document,
    )


def _asserted(event: Event, reports: Iterable[Report]) -> Asserted | None:
    """The one side on whose word alone an event rests that is said to have come about."""
    if event.type in load().said.types or event.status not in _REAL:
        return None
    found: set[tuple[Role, str | None, Camp | None]] = set()
    names: list[str] = []
    quoting: set[str] = set()
    for report in sorted(reports, key=lambda one: (one.mention.document, one.mention.evidence.trigger.start)):
        if report.mention.status not in _REAL:
            continue
        speaker = report.mention.attribution
        if speaker is None and report.mention.document in quoting and _points_back(report):
            continue
        role = side(speaker, event)
        if speaker is None or role is None:
            return None
        found.add((role, speaker.country, load().camp(speaker)))
        names.append(speaker.entity or speaker.text)
        quoting.add(report.mention.document)
    if len(found) != 1:
        return None
    [(role, country, _)] = found
    return Asserted(side=role, country=country, sources=tuple(sorted(set(names))))


def _points_back(report: Report) -> bool:
    """Whether a mention only goes back to what its document told before: "the shelling came after ..."."""
    evidence = report.mention.evidence
    before = evidence.text[: max(0, evidence.trigger.start - evidence.start)].casefold().split()
    return not load().back.words.isdisjoint(before[-2:])
