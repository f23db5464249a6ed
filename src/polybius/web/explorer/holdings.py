"""What the page of control shows: for each place its holders as bands over time, and what each rests on."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, NamedTuple

from fastapi import Query

from polybius.store import Filter, wording
from polybius.store.query import days
from polybius.stories.control import Conflict, Contest, History, Spell
from polybius.stories.holding import Assertion, Side
from polybius.web import words
from polybius.web.explorer.asking import given
from polybius.web.explorer.overview import country, other_names
from polybius.web.explorer.snapshot import Snapshot

Json = dict[str, Any]

MOST = 400  # places on one page
_CLAIMS = 60  # of one spell
# Okabe-Ito colours for the sides of most spells; grey for all others, which their names tell apart.
_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#D8C21C")
_OTHERS = "#8C8F94"


class Sought(NamedTuple):
    """Which places: of these names, in these countries (alpha-3), with these sides, held between these days."""

    asked: Filter
    countries: frozenset[str]
    first: str | None
    last: str | None


def sought(
    places: Annotated[
        list[str], Query(alias="place", description="These places and what lies in them, by any of their names")
    ] = [],  # noqa: B006
    countries: Annotated[list[str], Query(alias="country", description="In these countries, by name or code")] = [],  # noqa: B006
    parties: Annotated[
        list[str], Query(alias="party", description="Held by these sides: a country, or part of a name")
    ] = [],  # noqa: B006
    since: Annotated[str | None, Query(alias="from", description="Held since: 2023, 2023-09, 2023-09-19")] = None,
    until: Annotated[str | None, Query(alias="to", description="Held by then")] = None,
) -> Sought:
    """The places of an address. Raises FilterError for a country or day that is none."""
    from polybius.store.spots import country_codes

    asked = Filter(
        places=given(places), countries=given(countries), parties=given(parties), since=since or None,
        until=until or None,
    )  # fmt: skip
    return Sought(
        asked=asked,
        countries=frozenset(country_codes(asked.countries)),
        first=days(asked.since)[0] if asked.since else None,
        last=days(asked.until)[1] if asked.until else None,
    )


def chosen(copy: Snapshot, wanted: Sought) -> list[History]:
    """The places that are sought. A place of which only its regions are told has their history."""
    from polybius.places import within

    found = copy.control()
    if wanted.asked.places:
        ids: set[int] = set()
        names: set[str] = set()
        for name in wanted.asked.places:
            numbers, regions = within.called(name)
            ids |= numbers
            names |= {wording.fold(one) for one in (*regions, name)}
        found = [
            one for one in found if one.geonameid in ids or any(wording.fold(name) in names for name in one.names)
        ] or [one for name in wanted.asked.places if (one := copy.history(name)) is not None]
    if wanted.countries:
        found = [one for one in found if one.country in wanted.countries]
    return [one for one in found if any(_fits(spell, wanted) for spell in one.spells) or not _narrowed(wanted)]


def _narrowed(wanted: Sought) -> bool:
    return bool(wanted.asked.parties or wanted.first or wanted.last)


def _fits(spell: Spell, wanted: Sought) -> bool:
    if wanted.asked.parties and not any(_is(spell.side, name) for name in wanted.asked.parties):
        return False
    first, last = words.ends(spell.since)[0], words.ends(spell.until)[1] if spell.until != ".." else None
    # A spell whose beginning nobody tells was there by what was first told of it.
    begun = first or _told(spell)
    if wanted.last and begun and begun.isoformat() > wanted.last:
        return False
    return not (wanted.first and last and last.isoformat() < wanted.first)


def _is(side: Side, name: str) -> bool:
    from polybius.places import countries

    land = countries.by_code(name.strip().upper()) or countries.by_name(name) or countries.by_demonym(name)
    if land is not None:
        return side.country == land.alpha3 or side.key == land.alpha3
    return wording.fold(name) in wording.fold(f"{side.name} {side.key}")


def shown(copy: Snapshot, wanted: Sought) -> Json:
    """The places for the page: bands in lanes, days as ISO dates, sides with their colours."""
    found = chosen(copy, wanted)
    today = copy.latest()
    sides: dict[str, list[Any]] = {}
    for one in found:
        for spell in one.spells:
            sides.setdefault(spell.side.key, [0, spell.side.name])[0] += 1
            known = sides[spell.side.key]
            known[1] = min(known[1], spell.side.name, key=lambda name: (len(name), name))
    ranked = sorted(sides, key=lambda key: (-sides[key][0], key))
    colors = {key: _COLORS[at] if at < len(_COLORS) else _OTHERS for at, key in enumerate(ranked)}
    ordered = sorted(found, key=lambda one: (country(one.country or "") or "~", one.place, one.geonameid or 0))
    places = [_place(one, today) for one in ordered[:MOST]]
    known = [day for one in places for band in one["bands"] for day in (band["from"], band["since"], band["to"]) if day]
    return {
        "total": len(found),
        "places": places,
        "sides": [[key, sides[key][1], colors[key]] for key in ranked],
        "first": wanted.first or min(known, default=None),
        "last": wanted.last or max([*known, *([today.isoformat()] if today else [])], default=None),
        "countries": _lands(copy.control()),
    }


def _lands(found: Iterable[History]) -> list[list[Any]]:
    """The countries that there is anything to choose of, with the number of their places."""
    counts: dict[str, int] = {}
    for one in found:
        if one.country:
            counts[one.country] = counts.get(one.country, 0) + 1
    return [[code, country(code), counts[code]] for code in sorted(counts, key=lambda code: (-counts[code], code))]


def _place(one: History, today: date | None) -> Json:
    bands = [_band(at, spell, today) for at, spell in enumerate(one.spells)]
    return {
        "name": one.place,
        "others": other_names(one.place, one.names),
        "country": country(one.country) if one.country else "",
        "id": one.geonameid,
        "kind": one.kind,
        "lat": one.lat,
        "lon": one.lon,
        "bands": bands,
        "conflicts": _conflicts(one.conflicts),
    }


def _band(number: int, spell: Spell, today: date | None) -> Json:
    """A spell from a day to a day. ``since`` and ``until``: between them it is certain, as far as is told; before and
    after, to ``from`` and ``to``, its beginning or end may lie anywhere; null where nobody tells."""
    begun, since = words.ends(spell.since)
    told = _told(spell)
    since = since or told
    if spell.until == "..":
        until = over = today
    else:
        until, over = words.ends(spell.until)
        # "By 20 September" may have been any day since it was last told to hold.
        until = until or (min(told, over) if told and over else told or over)
    begun, until = begun or None, until or since
    if since and until and since > until:
        since = until
    contested = words.ends(spell.contested_since)[0] if spell.contested_since else None
    return {
        "number": number,
        "side": spell.side.key,
        "name": spell.side.name,
        "part": spell.extent == "part",
        "from": _iso(begun),
        "since": _iso(since),
        "until": _iso(until),
        "to": _iso(over),
        "running": spell.until == "..",
        "contested": _iso(contested),
        "words": f"{_when(spell.since)} to {'now' if spell.until == '..' else _when(spell.until)}",
        "contested_words": _when(spell.contested_since) if spell.contested_since else "",
    }


def _told(spell: Spell) -> date | None:
    """The first day of which anything is told of a spell: a claim's own, or that of its first report."""
    found: list[date] = []
    for one in spell.assertions:
        day = words.day(one.date.first or one.date.last) if one.date else None
        found += [day] if day else filter(None, (words.day(source.published) for source in one.sources))
    return min(found, default=None)


def evidence(copy: Snapshot, place: str, id: int | None, number: int) -> Json | None:
    """What one spell of a place rests on; None where there is none such."""
    found = next((one for one in copy.control() if one.place == place and one.geonameid == id), None)
    found = found or copy.history(place)
    if found is None or not 0 <= number < len(found.spells):
        return None
    spell = found.spells[number]
    return {
        "place": found.place,
        "claims": [_claim(one) for one in spell.assertions[:_CLAIMS]],
        "more": max(0, len(spell.assertions) - _CLAIMS),
        "fights": [_fight(one) for one in {one.event: one for one in spell.contested}.values()][:_CLAIMS],
    }


def _claim(one: Assertion) -> Json:
    verb = {"gain": "gained", "hold": "held", "loss": "lost"}[one.change]
    verb = "left or disarmed in" if one.retreat else verb
    part = f"{one.words} of " if one.extent == "part" and one.words else "part of " if one.extent == "part" else ""
    return {
        "what": f"{one.side.name} {verb} {part}{one.place}",
        "when": words.when(one.date) or "undated",
        "event": one.event,
        "status": words.load().status.get(one.status, one.status),
        "according": list(one.asserted),
        "own": one.own,
        "independent": one.independent,
        "sources": [
            {
                "text": source.text,
                "publisher": source.publisher,
                "published": words.day_words(source.published),
                "document": source.document,
                "mention": source.mention,
            }
            for source in {source.text: source for source in reversed(one.sources)}.values()
        ][:6],
    }


def _fight(one: Contest) -> Json:
    return {"side": one.side.name, "when": words.when(one.date), "event": one.event, "text": one.text}


def _conflicts(found: Iterable[Conflict]) -> list[Json]:
    claims: dict[int, Json] = {}  # one claim may exclude thousands

    def claim(one: Assertion) -> Json:
        if id(one) not in claims:
            claims[id(one)] = _claim(one)
        return claims[id(one)]

    return [{"reason": one.reason, "claims": [claim(each) for each in one.assertions[:4]]} for one in found]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _when(edtf: str | None) -> str:
    if edtf is None:
        return "nobody tells when"
    return f"by {words.when_edtf(edtf[3:])}" if edtf.startswith("../") else words.when_edtf(edtf)
