"""The layer of entities: every mention of an actor, with its country, its sectors and its chain."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polybius.entities import bodies, chains, groups, homes, nations, persons
from polybius.entities.actor import Actor
from polybius.entities.grammar import Parse, Toponyms
from polybius.entities.qualifiers import Names
from polybius.records import Entity, Place

if TYPE_CHECKING:
    from spacy.tokens import Doc


def find(doc: "Doc", places: Sequence[Place], published: str | None = None) -> tuple[Entity, ...]:
    """The actors a document mentions, in order, without overlaps.

    Takes the parsed document, its resolved places (for the countries of towns and regions) and the day
    it was published (ISO, for who held which office then). A mention is a noun with its modifiers,
    without determiner or number: "Azerbaijan President Ilham Aliyev", "Azerbaijani soldiers" of
    "hundreds of Azerbaijani soldiers". ``country`` is None where neither the words nor, with sense, the
    article tell it. ``sectors`` are PLOVER's (data/entities/sectors.tsv), the first one the primary.
    Raises TableError for a wrong line of a table.
    """
    parse = Parse(doc)
    names = Names(parse, published)
    toponyms = Toponyms(parse, tuple(places))
    people = persons.find(parse, names, toponyms, published)
    taken = _tokens(people)
    by_token = {i: actor for actor in people for i in range(actor.start, actor.end)}
    roles = groups.find(parse, names, toponyms, taken, by_token)
    inside = _tokens(roles)
    # "the Trump administration" is one actor, not two.
    people = [p for p in people if p.head not in inside]
    taken |= inside
    bodies.proper_roles(parse, names, roles)
    named = bodies.find(parse, names, toponyms, taken)
    taken |= _tokens(named)
    acronyms, short = bodies.shortened(parse, [*roles, *named], taken)
    taken |= _tokens(short)
    found = [*people, *roles, *named, *short, *nations.find(parse, names, toponyms, taken)]
    found.sort(key=lambda a: (a.start, a.end))
    _apposed(parse, people, roles)
    homes.fill(parse, names, toponyms, found)
    chains.link(parse, found, acronyms)
    homes.fill(parse, names, toponyms, found)
    return tuple(_entity(parse, actor) for actor in found)


def _tokens(actors: Sequence[Actor]) -> set[int]:
    return {i for actor in actors for i in range(actor.start, actor.end)}


def _apposed(parse: Parse, people: Sequence[Actor], roles: Sequence[Actor]) -> None:
    """Tie a role to the person it is said of: "Lavrov, the foreign minister", "the president, Mahmoud
    Abbas".
    """
    heads = {actor.head: actor for actor in people}
    for role in roles:
        if role.kind != "person":
            continue
        other = None
        if parse.dep[role.head] == "appos":
            other = heads.get(parse.head[role.head])
        if other is None:
            other = next((heads[c] for c in parse.children[role.head] if parse.dep[c] == "appos" and c in heads), None)
        if other is not None:
            role.same_as = other
            other.country = other.country or role.country


def _entity(parse: Parse, actor: Actor) -> Entity:
    start, end = parse.starts[actor.start], parse.ends[actor.end - 1]
    return Entity(
        start=start,
        end=end,
        text=parse.written[start:end],
        name=actor.name,
        kind=actor.kind,
        country=actor.country,
        sectors=actor.sectors,
        chain=actor.chain,
    )
