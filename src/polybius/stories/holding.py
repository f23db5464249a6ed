"""What an event says of who holds a place: who, since or until when, all of it or a part."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from polybius.records import Event, EventDate, Mention, Participant, Source

_FILE = "control.toml"

Change = Literal["gain", "hold", "loss"]
Extent = Literal["whole", "part"]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: an unknown key is a mistake."""


class ExtentWords(_Table, frozen=True):
    part: tuple[str, ...]
    site: tuple[str, ...]
    whole: tuple[str, ...]
    reach: int
    before: int


class SideCodes(_Table, frozen=True):
    own: frozenset[str]
    never: frozenset[str]
    plain: frozenset[str]
    armed: frozenset[str]


class Rules(_Table, frozen=True):
    """The tables of ``data/control.toml``."""

    modes: dict[str, Change]
    retreats: dict[str, Change]
    extent: ExtentWords
    sides: SideCodes


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a place or fights for it. ``key`` is equal for those that are one side: a country's code, or the
    name of a group that acts for no state. ``named`` is false for such as are only called "rebels"."""

    key: str
    name: str
    country: str | None = None
    named: bool = True


class Assertion(msgspec.Struct, frozen=True, kw_only=True):
    """What one event says of who holds a place.

    ``place`` is the place that it is said of, which may be a region around the one that is asked for. ``retreat``: it
    tells that a side left, not that it had held the place. ``words`` are those that make it a part ("parts",
    "airport"). ``asserted`` names who is quoted for it, else who published it; ``own`` says that nobody but the side
    itself does. A claim with ``status`` "denied" is denied.
    """

    event: str
    change: Change
    retreat: bool = False
    side: Side
    place: str
    extent: Extent
    words: str | None = None
    date: EventDate | None = None
    status: str
    asserted: tuple[str, ...]
    own: bool = False
    independent: int
    sources: tuple[Source, ...]


@cache
def load() -> Rules:
    """The rules of the package. Raises ValueError that names the file and the wrong key or line."""
    text = (resources.files("polybius") / "data" / _FILE).read_text(encoding="utf-8")
    try:
        return msgspec.toml.decode(text, type=Rules)
    except msgspec.DecodeError as error:
        raise ValueError(f"{_FILE}: {error}") from error


def assertions(event: Event, mentions: Mapping[str, Mention]) -> list[Assertion]:
    """What an event says of who holds the place it has; ``mentions`` by id.

    None for one that did not happen as far as the text says (planned, demanded ...), or that has no place or no side.
    """
    rules = load()
    change = {"CONTROL": rules.modes, "RETREAT": rules.retreats}.get(event.type, {}).get(event.mode or "")
    if (
        change is None
        or event.place is None
        or event.status not in ("occurred", "ongoing", "ended", "alleged", "denied")
    ):
        return []
    told = [mentions[source.mention] for source in event.sources if source.mention in mentions]
    if change == "gain" and told and all(_is_state(mention) for mention in told):
        change = "hold"
    extent, words = _extent(told, change, rules)
    found = [(change, side) for side in _tellers(event.actor, (mention.actor for mention in told))]
    if event.mode == "transfer":
        found += [("gain", side) for side in _tellers(event.recipient, (mention.recipient for mention in told))]
    made = []
    for what, side in found:
        # Where reports of one event name rival holders, each has the sources that name it.
        namers = {m.id for m in told if any(one.key == side.key for one in sides((*m.actor, *m.recipient)))}
        sources = tuple(source for source in event.sources if source.mention in namers) or event.sources
        said = (source.attribution or source.publisher for source in sources)
        made.append(
            Assertion(
                event=event.id, change=what, retreat=event.type == "RETREAT", side=side, place=event.place.name,
                extent=extent, words=words, date=event.date, status=event.status,
                asserted=tuple(dict.fromkeys(name for name in said if name)),
                own=_own(event, [mention for mention in told if mention.id in namers], side),
                independent=event.independent, sources=sources,
            )
        )  # fmt: skip
    return made


def _tellers(people: Iterable[Participant], by_mention: Iterable[Iterable[Participant]]) -> list[Side]:
    """The sides of an event's participants, and those that some of its mentions name instead."""
    found = {side.key: side for side in sides(people)}
    for others in by_mention:
        for side in sides(others):
            found.setdefault(side.key, side)
    named = [side for side in found.values() if side.named]
    return named or list(found.values())


def sides(people: Iterable[Participant]) -> list[Side]:
    """The sides that participants act for, once each; people of no known country or sector are none."""
    rules = load().sides
    found: dict[str, Side] = {}
    for one in people:
        codes = set(one.sectors)
        if (one.country is None and not codes & rules.own) or codes & rules.never:
            continue
        name = one.entity or one.text
        words = [word for word in re.findall(r"[^\W_]+", name.casefold()) if word not in rules.plain]
        if one.country is not None and not codes & rules.own:
            side = Side(key=one.country, name=name, country=one.country)
        elif words:
            side = Side(key=" ".join(words), name=name, country=one.country)
        else:
            side = Side(key=f"~{name.casefold()}", name=name, country=one.country, named=False)
        old = found.get(side.key)
        found[side.key] = side if old is None or len(side.name) < len(old.name) else old
    named = [side for side in found.values() if side.named]
    return named or list(found.values())


def armed(people: Iterable[Participant]) -> list[Side]:
    """The sides of those that fight."""
    codes = load().sides.armed
    return sides(one for one in people if codes & set(one.sectors) or (one.country is not None and not one.sectors))


def _is_state(mention: Mention) -> bool:
    """Whether the words tell how things are, not what happened: "Russian-occupied Crimea"."""
    evidence = mention.evidence
    at = evidence.trigger.start - evidence.start
    return evidence.text[max(0, at - 1) : at] == "-" or "-" in evidence.trigger.text


def _extent(told: Iterable[Mention], change: Change, rules: Rules) -> tuple[Extent, str | None]:
    """Whether it was the whole place: a part where most reports say so and none that it was all of it."""
    parts: list[str | None] = []
    for mention in told:
        evidence = mention.evidence
        start, end = evidence.trigger.start - evidence.start, evidence.trigger.end - evidence.start
        before = re.split(r"[,;:.]\s", evidence.text[max(0, start - rules.extent.before) : start])[-1]
        around = before + evidence.trigger.text
        after = re.split(r"[,;:.]\s", evidence.text[end : end + rules.extent.reach])[0]
        if _first(rules.extent.whole, f"{around} {after}"):
            return "whole", None
        # What is held stands before "held" and after "seized".
        object_ = f"{before} {after}" if change == "hold" else after
        parts.append(_first(rules.extent.part, object_) or _first(rules.extent.site, after))
    words = [word for word in parts if word]
    return ("part", words[0]) if 2 * len(words) > len(parts) else ("whole", None)


def _first(words: Iterable[str], text: str) -> str | None:
    """The first of the words that stands in a text."""
    listed = "|".join(re.escape(word) for word in words)
    found = re.search(rf"(?<!\w)(?:{listed})(?!\w)", text.casefold())
    return found[0] if found else None


def _own(event: Event, told: Iterable[Mention], side: Side) -> bool:
    """Whether every report of it is a quotation of the side that it is about."""
    speakers = [mention.attribution for mention in told]
    if not speakers:
        return False
    names = {side.name.casefold(), *(one.text.casefold() for one in event.actor)}
    return all(
        speaker is not None and any((speaker.entity or speaker.text).casefold() in name for name in names)
        for speaker in speakers
    )
