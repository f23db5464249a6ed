"""The country of an actor that its own words leave open: from the article, only where that makes sense."""

from collections import Counter
from collections.abc import Sequence

from polybius.entities import sectors
from polybius.entities.actor import Actor
from polybius.entities.grammar import Parse, Toponyms
from polybius.entities.qualifiers import Names

# An article is about one country when at least this share of what names a country, and this many words,
# name it.
_SHARE = 0.75
_LEAST = 3
_LOCAL = frozenset(("COP", "CVL", "LAB", "EDU", "MED", "AGR", "JUD"))


def fill(parse: Parse, names: Names, toponyms: Toponyms, actors: Sequence[Actor]) -> None:
    """Set the country of actors without one, in document order, where the document gives it with sense.

    A breakaway side takes the country of an earlier one of its kind. A state's institution, and people of the
    place, take the country that the article is about; police and civilians also that of the places in which
    their clause happens. An organisation that is one country's only by default gives way to the article's
    country.
    """
    about = _about(names, toponyms, actors)
    disputed = any(known.partial for _, _, known in names.spans)
    by_head = {actor.head: actor for actor in actors}
    local = _local(parse, toponyms)
    breakaway: Actor | None = None
    for actor in actors:
        if disputed and "ethnic" in actor.modifiers and "REB" in actor.sectors:
            actor.sectors = sectors.join(actor.sectors, ("PRE",))
        if actor.default and about and about != actor.country:
            actor.country = about
        if actor.country is None and actor.seeks and breakaway is not None:
            actor.country = breakaway.country
            if breakaway.partial:
                actor.sectors = sectors.join(actor.sectors, ("PRE",))
        if actor.country and ("PRE" in actor.sectors or actor.seeks or "separatist" in actor.modifiers):
            breakaway = actor
            actor.partial = actor.partial or "PRE" in actor.sectors
        role = actor.role
        if actor.country is not None or role is None or actor.seeks:
            continue
        if any(sectors.load()[code].nonstate for code in actor.sectors):
            continue
        other = by_head.get(parse.head[actor.head]) if parse.dep[actor.head] == "conj" else None
        if other is not None and other.stated and _shares(parse, actor, other):
            actor.country = other.country
        if actor.country is None and role.country in ("own", "local") and _LOCAL & set(actor.sectors):
            actor.country = local.get(_verb(parse, actor.head))
        if actor.country is None and role.country in ("own", "local"):
            actor.country = about


def _about(names: Names, toponyms: Toponyms, actors: Sequence[Actor]) -> str | None:
    """The one country that the article is about, if it is about one."""
    count: Counter[str] = Counter()
    seen: set[int] = set()
    for start, end, known in names.spans:
        if known.kind in ("nation", "people") and known.country:
            count[known.country] += 1
            seen.update(range(start, end))
    previous = None
    for i, place in toponyms.at.items():
        if place is not previous and i not in seen and place.country and place.confidence >= 0.3:
            count[place.country] += 1
        previous = place
    for actor in actors:
        if actor.source in ("person", "body") and actor.country and not actor.default:
            count[actor.country] += 1
    if not count:
        return None
    country, most = count.most_common(1)[0]
    return country if most >= _LEAST and most >= _SHARE * sum(count.values()) else None


def _local(parse: Parse, toponyms: Toponyms) -> dict[int, str]:
    """By its verb, the country of the places "in" which a clause happens, where they all lie in one."""
    found: dict[int, set[str]] = {}
    for i, place in toponyms.at.items():
        if place.kind == "demonym" or not place.country or place.confidence < 0.3:
            continue
        at = i
        while parse.dep[at] in ("compound", "nmod", "appos", "conj") and parse.head[at] != at:
            at = parse.head[at]
        if parse.dep[at] == "pobj" and parse.lower[parse.head[at]] in ("in", "at", "near", "outside"):
            found.setdefault(_verb(parse, at), set()).add(place.country)
    return {verb: next(iter(countries)) for verb, countries in found.items() if len(countries) == 1}


def _shares(parse: Parse, actor: Actor, first: Actor) -> bool:
    """Whether the nation before the first of two nouns is that of both: "the Kenyan army and police"."""
    if actor.role is None or first.role is None or actor.modifiers:
        return False
    return actor.role.country == "own" == first.role.country and not _has_determiner(parse, actor.head)


def _has_determiner(parse: Parse, head: int) -> bool:
    return any(parse.dep[c] in ("det", "poss") for c in parse.children[head] if c < head)


def _verb(parse: Parse, i: int) -> int:
    """The verb of the clause that the token is in; the sentence's root where there is none above it."""
    for _ in range(12):
        if parse.head[i] == i or parse.pos[i] == "VERB":
            break
        i = parse.head[i]
    return i
