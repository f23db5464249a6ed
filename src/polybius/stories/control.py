"""Who holds what: for each place a history of holders, made of what events say of it.

A gain begins a side's spell and ends the spell of the side before; a holding confirms one, or shows one whose
beginning nobody tells; a loss ends one. Nothing is decided that the reports do not say: dates stay as coarse as they
are told, a part of a place is not the place, and where two sides are said to hold one place at one time both stand,
as a conflict.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from polybius.records import Event, EventDate, EventPlace, Mention, Participant
from polybius.stories.holding import Assertion, Extent, Side, armed, assertions

COUNTRIES = ("country", "continent", "demonym")  # kinds of places that have no history
FOUGHT = ("occurred", "ongoing")  # what an assault must be to contest a place
_LATE = "9999-12-31"
_EARLY = "0000-00-00"


# There may be hundreds of thousands, none of which can refer to itself.
class Contest(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Fighting over a place: when, and by whom, against its holder."""

    event: str
    date: EventDate | None
    side: Side
    text: str


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which a side held a place, or a part of it.

    ``since`` and ``until`` are EDTF dates, as told: null where nobody says, ".." for an end that has not come.
    ``contested`` is the fighting by others in that time, ``contested_since`` the first of it.
    """

    side: Side
    extent: Extent
    since: str | None
    until: str | None
    contested_since: str | None = None
    assertions: tuple[Assertion, ...]
    contested: tuple[Contest, ...] = ()


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Two claims that exclude each other, or one that is denied; nobody decides between them."""

    reason: str
    assertions: tuple[Assertion, ...]


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Who held a place. ``names`` are those that the sources use; ``regions`` it lies in, of which claims count too.

    ``kind`` is the gazetteer's: "settlement", "region" ...; ``lat`` and ``lon`` in degrees, null where not known.
    """

    place: str
    geonameid: int | None
    country: str | None
    kind: str | None = None
    lat: float | None = None
    lon: float | None = None
    names: tuple[str, ...]
    regions: tuple[str, ...]
    spells: tuple[Spell, ...]
    conflicts: tuple[Conflict, ...]


Key = tuple[str, int | None]


class Fight(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What histories use of an assault: who fought when at which place (its name and GeoNames id), in which words."""

    event: str
    place: Key
    date: EventDate | None
    actor: tuple[Participant, ...]
    text: str


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """A name that a source uses for a place: ``number`` is the place of that source among its event's."""

    place: Key
    event: str
    number: int
    text: str


class Fighting(msgspec.Struct, frozen=True, kw_only=True):
    """What assaults say of places: those that happened, and what the places are called in any of them."""

    fights: Sequence[Fight] = ()
    called: Sequence[Called] = ()


def histories(
    events: Iterable[Event], mentions: Iterable[Mention], fighting: Fighting | None = None
) -> list[History]:
    """The history of each place that any event says something of, by name. Countries have none.

    fighting: what assaults say, where they are not among the events themselves.
    """
    told = _gather(events, mentions, fighting)
    return [_history(told.places[key], told) for key in sorted(told.claims, key=lambda k: (k[0], k[1] or 0))]


def history(
    name: str, events: Iterable[Event], mentions: Iterable[Mention], fighting: Fighting | None = None
) -> History | None:
    """The history of a place by any of its names; None where nothing says who holds it.

    A place of which only the regions around it are told has their history.
    """
    told = _gather(events, mentions, fighting)
    exact = [key for key in told.claims if _is_called(key, told.names.get(key, {}), name)]
    place = told.places[max(exact, key=lambda k: (len(told.claims[k]), k[0], k[1] or 0))] if exact else _named(name)
    if place is None:
        return None
    found = _history(place, told)
    return found if found.spells or found.conflicts else None


class _Told:
    """What the events say, by place."""

    def __init__(self) -> None:
        self.places: dict[Key, EventPlace] = {}
        self.claims: dict[Key, list[Assertion]] = {}
        self.retreats: dict[Key, list[Assertion]] = {}
        self.fights: dict[Key, list[Contest]] = {}
        self.names: dict[Key, dict[str, None]] = {}


def fighting_of(events: Iterable[Event], mentions: Iterable[Mention]) -> Fighting:
    """What the assaults among some events say of places."""
    by_id = {mention.id: mention for mention in mentions}
    fights: list[Fight] = []
    called: list[Called] = []
    for event in events:
        place = event.place
        if event.type != "ASSAULT" or place is None or place.kind in COUNTRIES:
            continue
        called += _called(event, place, by_id)
        if event.status in FOUGHT:
            key = (place.name, place.geonameid)
            text = event.sources[0].text if event.sources else ""
            fights.append(Fight(event=event.id, place=key, date=event.date, actor=event.actor, text=text))
    return Fighting(fights=fights, called=called)


def _called(event: Event, place: EventPlace, mentions: Mapping[str, Mention]) -> Iterator[Called]:
    """What an event's sources call its place."""
    for number, source in enumerate(event.sources):
        where = mentions[source.mention].place if source.mention in mentions else None
        if where is not None and where.name == place.name and where.text:
            yield Called(place=(place.name, place.geonameid), event=event.id, number=number, text=where.text)


def _gather(events: Iterable[Event], mentions: Iterable[Mention], fighting: Fighting | None) -> _Told:
    by_id = {mention.id: mention for mention in mentions}
    ordered = sorted(events, key=lambda one: one.id)
    fighting = fighting or fighting_of(ordered, by_id.values())
    told = _Told()
    called = list(fighting.called)
    for event in ordered:
        place = event.place
        if place is None or place.kind in COUNTRIES or event.type == "ASSAULT":
            continue
        key = (place.name, place.geonameid)
        said = assertions(event, by_id)
        if said:
            (told.retreats if event.type == "RETREAT" else told.claims).setdefault(key, []).extend(said)
            told.places.setdefault(key, place)
            called += _called(event, place, by_id)
    for one in sorted(called, key=lambda one: (one.event, one.number)):
        told.names.setdefault(one.place, {})[one.text] = None
    # Few say who fights in more words than one: the same people are looked at once.
    known: dict[tuple[Participant, ...], list[Side]] = {}
    for fight in fighting.fights:
        sides = known.get(fight.actor)
        if sides is None:
            sides = known[fight.actor] = armed(fight.actor)
        if sides and fight.date is not None and fight.date.first is not None:
            told.fights.setdefault(fight.place, []).extend(
                Contest(event=fight.event, date=fight.date, side=side, text=fight.text) for side in sides
            )
    return told


def _is_called(place: Key, names: Iterable[str], name: str) -> bool:
    from polybius.places import gazetteer
    from polybius.places.names import key

    if key(name) in (key(place[0]), *map(key, names)):
        return True
    return place[1] is not None and any(entry.geonameid == place[1] for entry in gazetteer.load().named(name))


def _named(name: str) -> EventPlace | None:
    from polybius.places import gazetteer

    known = gazetteer.load()
    for entry in known.named(name):
        return EventPlace(
            name=known.name(entry.row), geonameid=entry.geonameid, lat=entry.lat, lon=entry.lon,
            country=entry.country, kind=entry.kind, basis="stated",
        )  # fmt: skip
    return None


def _history(place: EventPlace, told: _Told) -> History:
    from polybius.places import within

    own = (place.name, place.geonameid)
    regions = within.regions_of(*own)
    keys = [own, *(key for key in told.claims if key[0] in regions and key != own)]
    # Whoever leaves a place or lays down arms there need not have held it: that only ends what others tell of.
    claims = [claim for key in keys for claim in (*told.claims.get(key, ()), *told.retreats.get(key, ()))]
    spells, conflicts = _spells(claims)
    fights = sorted((fight for key in keys for fight in told.fights.get(key, ())), key=_begun)
    return History(
        place=place.name,
        geonameid=place.geonameid,
        country=place.country,
        kind=place.kind,
        lat=place.lat,
        lon=place.lon,
        names=tuple(dict.fromkeys((place.name, *told.names.get(own, ())))),
        regions=tuple(key[0] for key in keys[1:]),
        spells=tuple(_contested(spell, fights) for spell in spells),
        conflicts=tuple(conflicts),
    )


class _Open:
    """A spell in the making."""

    def __init__(self, claim: Assertion, since: EventDate | None) -> None:
        self.side, self.extent = claim.side, claim.extent
        self.since = since
        self.until: EventDate | None = None
        self.claims = [claim]
        self.over = False

    def end(self, when: EventDate | None) -> None:
        self.until, self.over = when, True

    def done(self) -> Spell:
        since = None if self.since is None else self.since.edtf
        if self.since is not None and self.since.basis == "published":
            since = f"../{self.since.last}"  # a guess: by the day of the report
        until = ".." if not self.over else None if self.until is None else self.until.edtf
        return Spell(side=self.side, extent=self.extent, since=since, until=until, assertions=tuple(self.claims))


def _spells(claims: Iterable[Assertion]) -> tuple[list[Spell], list[Conflict]]:
    spells: list[_Open] = []
    conflicts: list[Conflict] = []
    late: list[Assertion] = []
    for claim in sorted(claims, key=_order):
        if claim.status == "denied":
            conflicts.append(Conflict(reason=f"denied: {_what(claim)}", assertions=(claim,)))
        elif claim.date is None or claim.date.first is None or claim.date.basis == "published":
            late.append(claim)  # at some time before the report: what dated claims say comes first
        else:
            conflicts += _put(claim, spells)
    for claim in late:
        mine = [one for one in spells if one.side.key == claim.side.key and one.extent == claim.extent]
        if mine:
            mine[-1].claims.append(claim)
        elif claim.change == "loss":
            if not _retreated(claim, spells) and not any(one.side.key == claim.side.key for one in spells):
                spells.append(_lost(claim))
        else:
            rivals = [one for one in spells if claim.extent == one.extent == "whole" and not one.over]
            if rivals and claim.change == "hold":
                claimed = (claim, rivals[-1].claims[0])
                conflicts.append(
                    Conflict(reason=f"two holders: {_what(claimed[1])}; {_what(claim)}", assertions=claimed)
                )
            spells.append(_Open(claim, claim.date if claim.change == "gain" else None))
            spells[-1].over = bool(rivals) and claim.change == "gain"
    ordered = sorted(spells, key=lambda one: _order(one.claims[0]) if one.since else (_EARLY, _EARLY, "", ""))
    return [one.done() for one in ordered], conflicts


def _put(claim: Assertion, spells: list[_Open]) -> Iterator[Conflict]:
    """Set a dated claim among the spells so far; a conflict where it excludes one."""
    running = [one for one in spells if not one.over and one.extent == claim.extent]
    mine = next((one for one in running if one.side.key == claim.side.key), None)
    if claim.change == "loss":
        whole = next((one for one in spells if not one.over and one.side.key == claim.side.key), None)
        if whole is None:
            if not _retreated(claim, spells):
                spells.append(_lost(claim))
        else:
            whole.claims.append(claim)
            whole.end(claim.date)
        return
    if claim.extent == "part":
        # Many sides may hold parts; a part that is gained ends nobody's hold of the rest.
        other = next((one for one in spells if not one.over and one.side.key == claim.side.key), None)
        if other is not None:
            other.claims.append(claim)
        else:
            spells.append(_Open(claim, claim.date if claim.change == "gain" else None))
        return
    if mine is not None:
        if claim.change == "gain" and mine.since is not None and _apart(mine.since, claim.date):
            first = next(one for one in mine.claims if one.change == "gain") if mine.claims else claim
            reason = f"two dates: {_what(first)}; {_what(claim)}"
            yield Conflict(reason=reason, assertions=(first, claim))
        mine.since = mine.since or (claim.date if claim.change == "gain" else None)
        mine.claims.append(claim)
        return
    rivals = [one for one in running if one.side.key != claim.side.key]
    for rival in rivals:
        if claim.change == "gain" and (rival.since is None or _before(rival.since, claim.date)):
            rival.end(claim.date)
        else:
            yield Conflict(
                reason=f"two holders: {_what(rival.claims[0])}; {_what(claim)}", assertions=(rival.claims[0], claim)
            )
    # Whoever has the whole has the parts as well.
    for one in spells:
        if claim.change == "gain" and one.extent == "part" and not one.over:
            one.end(claim.date)
    spells.append(_Open(claim, claim.date if claim.change == "gain" else None))


def _retreated(claim: Assertion, spells: list[_Open]) -> bool:
    """Whether a loss is no more than a retreat of people who are not told to have held the place.

    Such a retreat of an unnamed side ("the separatists") is shown with the one spell that ends at that time, if any.
    """
    if not claim.retreat:
        return False
    over = [one for one in spells if one.over and one.extent == "whole" and one.until is not None]
    near = [one for one in over if one.until is not None and not _apart(one.until, claim.date)]
    if not claim.side.named and len(near) == 1:
        near[0].claims.append(claim)
    return True


def _lost(claim: Assertion) -> _Open:
    """A spell of which only the end is told."""
    spell = _Open(claim, None)
    spell.end(claim.date)
    return spell


def _begun(fight: Contest) -> tuple[str, str, str]:
    """The order of fights. Those of which nobody tells the day are left out before."""
    return (fight.date.first if fight.date and fight.date.first else "", fight.event, fight.side.key)


def _contested(spell: Spell, contests: Sequence[Contest]) -> Spell:
    """The spell with the fighting of others in its time; ``contests`` are all of the place, in order."""
    ends = [one.date for one in spell.assertions if one.date is not None and one.change == "gain"]
    begun = (ends[0].first or _EARLY) if ends and spell.since is not None else _EARLY
    over = _LATE if spell.until in ("..", None) else _last_of(spell.until)
    inside = contests[
        bisect_right(contests, begun, key=lambda one: _begun(one)[0]) :
        bisect_right(contests, over, key=lambda one: _begun(one)[0])
    ]
    found = [one for one in inside if one.side.key != spell.side.key]
    if not found:
        return spell
    first = found[0].date
    return msgspec.structs.replace(
        spell, contested=tuple(found), contested_since=first.edtf if first is not None else None
    )


def _last_of(edtf: str | None) -> str:
    """A day that no day of a calendar date comes after ("2023-09" as text sorts before its days)."""
    return _LATE if edtf is None else edtf.split("/")[-1] + "~"


def _order(claim: Assertion) -> tuple[str, str, str, str]:
    when = claim.date
    if when is None:
        return (_LATE, _LATE, claim.event, claim.side.key)
    return (when.first or when.last or _LATE, when.last or _LATE, claim.event, claim.side.key)


def _before(a: EventDate, b: EventDate | None) -> bool:
    """Whether a begins before b begins, and is not the same stretch of time."""
    return b is not None and (a.first or _EARLY) < (b.first or _LATE) and a.edtf != b.edtf


def _apart(a: EventDate, b: EventDate | None) -> bool:
    """Whether two dates have no day in common."""
    if b is None:
        return False
    return (a.last or _LATE) < (b.first or _EARLY) or (b.last or _LATE) < (a.first or _EARLY)


def _what(claim: Assertion) -> str:
    """A claim in words."""
    verb = {"gain": "gained", "hold": "held", "loss": "lost"}[claim.change]
    part = "part of " if claim.extent == "part" else ""
    when = f" ({claim.date.edtf})" if claim.date is not None else ""
    said = f", says {', '.join(claim.asserted[:3])}" if claim.asserted else ""
    return f"{claim.side.name} {verb} {part}{claim.place}{when}{said}"
