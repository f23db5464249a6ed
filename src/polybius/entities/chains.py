"""Which mentions are the same actor: full name and surname, acronym, title, nation, role."""

from collections.abc import Mapping, Sequence

from polybius.entities.actor import Actor
from polybius.entities.grammar import Parse

# Nouns for bodies that news calls a named one by, and how far back, in sentences and in bodies.
_CALLED = frozenset("agency body organization organisation bloc alliance institution charity watchdog".split())
_NEAR = 3
_RECENT = 6
_SUFFIXES = frozenset(("jr.", "jr", "sr.", "sr", "ii", "iii", "iv"))


class _Chains:
    """Chains under way: what was mentioned so far, by the keys that later mentions may have."""

    def __init__(self) -> None:
        self.count = 0
        self.persons: dict[str, list[Actor]] = {}
        self.titled: dict[str, list[Actor]] = {}
        self.bodies: dict[str, Actor] = {}
        self.endings: dict[str, Actor] = {}
        self.nations: dict[tuple[str, str | None], Actor] = {}
        self.groups: dict[tuple[str, str | None], Actor] = {}
        self.latest: dict[str, Actor] = {}
        self.recent: list[Actor] = []

    def new(self, actor: Actor) -> None:
        actor.chain = self.count
        self.count += 1

    def same(self, actor: Actor, earlier: Actor) -> None:
        actor.chain = earlier.chain
        if actor.proper or earlier.proper:
            actor.name = earlier.name if len(earlier.name) >= len(actor.name) or not actor.proper else actor.name
        else:
            actor.name = earlier.name
        actor.country = actor.country or earlier.country
        if not actor.sectors and earlier.sectors:
            actor.sectors = earlier.sectors


def link(parse: Parse, actors: Sequence[Actor], acronyms: Mapping[str, str]) -> None:
    """Number the chains by first mention and give each mention its actor's name, country and sectors.

    ``actors`` are in document order; ``acronyms`` give the full names of short forms. A
    full name that comes only later names the earlier short mentions too.
    """
    chains = _Chains()
    surnames = _surnames(actors)
    for actor in actors:
        if actor.chain >= 0:
            continue
        if actor.same_as is not None and actor.same_as.chain < 0:
            _person(chains, surnames, actor.same_as)
        if actor.source == "person":
            _person(chains, surnames, actor)
        elif actor.source == "body" or (actor.source == "role" and actor.proper):
            _body(chains, acronyms, actor)
        elif actor.source == "nation":
            _keyed(chains, chains.nations, (actor.name, actor.country), actor)
        elif actor.source == "people":
            key = (" ".join(actor.modifiers), actor.country)
            if actor.indefinite and not actor.plural:
                chains.new(actor)
            else:
                _keyed(chains, chains.groups, key, actor)
        else:
            _role(chains, parse, actor)
    _spread(actors)


def _surnames(actors: Sequence[Actor]) -> dict[str, list[str]]:
    """Full names in the document by surname, in order: for a surname that comes before its full name."""
    found: dict[str, list[str]] = {}
    for actor in actors:
        if actor.source == "person" and " " in actor.name:
            names = found.setdefault(_surname(actor.name), [])
            if actor.name not in names:
                names.append(actor.name)
    return found


def _surname(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[-1].lower() in _SUFFIXES:
        words.pop()
    return words[-1].lower()


def _person(chains: _Chains, surnames: dict[str, list[str]], actor: Actor) -> None:
    surname = _surname(actor.name)
    earlier = None
    for other in reversed(chains.persons.get(surname, [])):
        if _compatible(actor, other):
            earlier = other
            break
    if earlier is None and " " not in actor.name:
        earlier = next(iter(chains.persons.get("first:" + actor.name.lower(), [])), None)
        full = surnames.get(surname, [])
        if earlier is None and len(full) == 1:
            actor.name = full[0]
    if earlier is None:
        chains.new(actor)
    else:
        chains.same(actor, earlier)
    chains.persons.setdefault(surname, []).append(actor)
    if " " in actor.name:
        first = "first:" + actor.name.split()[0].lower()
        chains.persons.setdefault(first, []).append(actor)
    for title in actor.titles:
        chains.titled.setdefault(title, []).append(actor)


def _compatible(actor: Actor, other: Actor) -> bool:
    """Whether two mentions with one surname may be one person: equal or one is the shorter form of the
    other.
    """
    mine, theirs = actor.name.lower().split(), other.name.lower().split()
    if len(mine) == 1 or len(theirs) == 1 or mine == theirs:
        return True
    a, b = mine[0].rstrip("."), theirs[0].rstrip(".")
    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) or set(mine) <= set(theirs) or set(theirs) <= set(mine)


def _body(chains: _Chains, acronyms: Mapping[str, str], actor: Actor) -> None:
    actor.name = acronyms.get(actor.name, actor.name)
    key = actor.name.lower()
    earlier = chains.bodies.get(key)
    if earlier is None:
        # "Oxfam" after "Oxfam International": the shorter name is how the longer one begins.
        earlier = (
            next((a for k, a in chains.bodies.items() if k.startswith(key + " ")), None) if " " not in key else None
        )
    if earlier is None:
        chains.new(actor)
    else:
        chains.same(actor, earlier)
        actor.name = earlier.name
    chains.bodies.setdefault(key, actor)
    chains.recent.append(actor)
    chains.endings[key.split()[-1]] = actor


def _keyed(
    chains: _Chains, table: dict[tuple[str, str | None], Actor], key: tuple[str, str | None], actor: Actor
) -> None:
    earlier = table.get(key)
    if earlier is None:
        chains.new(actor)
        table[key] = actor
    else:
        chain_name = earlier.name
        actor.chain = earlier.chain
        actor.name = chain_name


def _role(chains: _Chains, parse: Parse, actor: Actor) -> None:
    role = actor.role
    assert role is not None
    noun = role.phrase
    if actor.same_as is not None and actor.same_as.chain >= 0:
        chains.same(actor, actor.same_as)
        return
    if actor.kind == "person" and actor.definite and role.title:
        for person in reversed(chains.titled.get(noun, [])):
            if person.country in (None, actor.country) or actor.country is None or not actor.stated:
                chains.same(actor, person)
                return
    if actor.definite and actor.kind == "organisation" and not actor.modifiers:
        body = chains.endings.get(noun.split()[-1])
        if (body is not None and body.country in (None, actor.country)) or (body is not None and not actor.stated):
            chains.same(actor, body)
            actor.country = body.country or actor.country
            return
    if actor.definite and noun in _CALLED and actor.modifiers:
        for body in reversed(chains.recent[-_RECENT:]):
            # "the U.N. agency" after "UNHCR"
            if (
                body.sectors[:1] == actor.sectors[:1]
                and body.country == actor.country
                and body.name not in actor.modifiers
                and parse.sentence[actor.head] - parse.sentence[body.head] <= _NEAR
            ):
                chains.same(actor, body)
                actor.name, actor.sectors = body.name, body.sectors
                return
    key = (" ".join((noun, *actor.modifiers)), actor.country)
    if actor.indefinite and not actor.plural:
        chains.new(actor)
        chains.groups[key] = actor
    elif actor.definite and not actor.stated and not actor.modifiers and noun in chains.latest:
        # "the soldiers" are the soldiers last spoken of, whatever was said of them then.
        chains.same(actor, chains.latest[noun])
    else:
        _keyed(chains, chains.groups, key, actor)
    chains.latest[noun] = actor


def _spread(actors: Sequence[Actor]) -> None:
    """Give every mention of a chain the chain's fullest name and, where it has none, its country and
    sectors.
    """
    by_chain: dict[int, list[Actor]] = {}
    for actor in actors:
        by_chain.setdefault(actor.chain, []).append(actor)
    for same in by_chain.values():
        named = [a for a in same if a.proper]
        if not named:
            continue
        longest = max(named, key=lambda a: len(a.name)) if named[0].source == "person" else named[0]
        country = next((a.country for a in same if a.stated and a.country), None) or next(
            (a.country for a in same if a.country), None
        )
        found = next((a.sectors for a in same if a.sectors), ())
        for actor in same:
            actor.name = longest.name
            actor.country = actor.country or country
            actor.sectors = actor.sectors or found
