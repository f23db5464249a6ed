"""Role noun phrases that act: "Azerbaijani soldiers", "the separatist government", "police"."""

from dataclasses import replace

from polybius.entities import shared
from polybius.entities.actor import Actor
from polybius.entities.grammar import Parse, Toponyms
from polybius.entities.qualifiers import Names, Qualifiers, after, before, phrase, settle
from polybius.entities.roles import Role

_NOUNS = frozenset(("NOUN", "PROPN"))
CONTAINERS = frozenset(("group", "team", "unit", "crowd", "mob", "gang", "number", "delegation", "member", "crew"))


def find(parse: Parse, names: Names, toponyms: Toponyms, taken: set[int], people: dict[int, Actor]) -> list[Actor]:
    """The role noun phrases outside ``taken`` tokens, in order. ``people``: persons by token, for
    "Putin's army".
    """
    found: list[Actor] = []
    reached = 0
    for i in range(parse.size):
        if i < reached or parse.pos[i] not in _NOUNS or i in taken or parse.modifies(i):
            continue
        first, last, role = phrase(parse, i)
        if parse.dep[i] == "poss" and phrase(parse, parse.head[i])[0] <= i < parse.head[i]:
            continue
        if role is None or role.named or names.kind(i) or any(t in taken for t in range(first, last)):
            continue
        actor = _actor(parse, names, toponyms, i, first, last, role, people)
        if actor is not None and _longer_name(parse, actor):
            continue
        if (
            actor is not None
            and actor.start >= reached
            and not any(t in taken and t not in people for t in range(actor.start, actor.end))
        ):
            others = shared.listed(parse, names, actor, first, last, taken)
            if others and others[0].start < reached:
                others = []
            found += [a for a in others if a.start < actor.start]
            found.append(actor)
            found += [a for a in others if a.start > actor.start]
            reached = found[-1].end
    return found


def _longer_name(parse: Parse, actor: Actor) -> bool:
    """Whether the recognizer sees a longer name here: "University of the Lakes", of which this is a piece."""
    token = parse.doc[actor.head]
    if token.ent_type_ != "ORG" or parse.pos[actor.head] != "PROPN":
        return False
    after = actor.end
    return after < parse.size and parse.doc[after].ent_iob_ == "I"


def contained(parse: Parse, i: int, noun: str) -> int | None:
    """The noun that a word of quantity or gathering is about: "group of gunmen" gives "gunmen"; None
    otherwise.
    """
    if noun not in CONTAINERS:
        return None
    for child in parse.children[i]:
        if parse.lower[child] == "of" and child > i:
            for goal in parse.children[child]:
                if parse.dep[goal] == "pobj" and parse.plural(goal):
                    return goal
    return None


def _actor(
    parse: Parse, names: Names, toponyms: Toponyms, i: int, first: int, last: int, role: Role,
    people: dict[int, Actor],
) -> Actor | None:  # fmt: skip
    start = _after_list(parse, names, min(parse.left(i), first), first)
    name = names.at[start]
    if name is not None and name[0] < start and name[1] <= first:
        start = name[0]
    said = before(parse, names, start, first)
    owner = _owner(parse, i, people)
    if owner is not None and said.country is None:
        said = said.then(Qualifiers(country=owner.country, any=True, words=(owner.name,)))
        if owner.end != first or role.kind != "organisation" or parse.dep[owner.head] == "poss":
            start = max(start, min(parse.strip(owner.end, i), first))
    if said.country is None and said.body is None and role.country in ("own", "local"):
        here = next((c for t in range(first - 1, start - 1, -1) if (c := toponyms.country(t))), None)
        said = replace(said, country=here)
    more, end = after(parse, names, toponyms, i, last, role)
    goal = contained(parse, i, role.phrase)
    if goal is not None and phrase(parse, goal)[2] is not None:
        return None
    said = said.then(more)
    if role.country == "being" and not (said.country or said.body or said.people or said.sectors or said.seeks):
        return None
    if not _counts(parse, i, first, role, said):
        return None
    country, found = settle(role, said)
    plural = parse.plural(i) if role.kind != "organisation" else role.plural
    kind = role.kind
    if kind == "person" and plural:
        kind = "group"
    return Actor(
        start=start,
        end=end,
        head=i,
        source="role",
        kind=kind,
        name=" ".join(parse.slice(start, end).split()),
        country=country,
        sectors=found,
        proper=False,
        stated=country is not None,
        seeks=said.seeks and country is None,
        default=bool(said.body and said.body.default),
        plural=plural,
        definite=parse.definite(i) or _bare_definite(parse, i, role),
        indefinite=parse.indefinite(i),
        role=role,
        titles=[role.phrase] if role.title else [],
        partial=said.partial,
        modifiers=said.words,
    )


def _after_list(parse: Parse, names: Names, start: int, first: int) -> int:
    """Where the noun's own modifiers begin, nations listed before them left out: "Chadian and Malian
    troops".
    """
    for i in range(first - 1, start, -1):
        if parse.lower[i] not in (",", "and", "or", "&") or names.at[i] is not None:
            continue
        if names.at[i - 1] is not None or (parse.pos[i - 1] == "PROPN" and parse.pos[i + 1] == "PROPN"):
            return i + 1
    return start


def _owner(parse: Parse, i: int, people: dict[int, Actor]) -> Actor | None:
    for child in parse.children[i]:
        if child < i and parse.dep[child] in ("poss", "compound", "nmod") and child in people:
            return people[child]
    return None


def _counts(parse: Parse, i: int, first: int, role: Role, said: Qualifiers) -> bool:
    """Whether the noun is an actor here: a lone singular ("by force", "at school") is not, "police" is."""
    if parse.tag[i] not in ("NN", "NNP") or said.any or parse.words[i][0].isupper():
        return True
    if role.kind == "group" or (role.kind == "organisation" and role.country == "own"):
        return True
    told = ("det", "poss", "compound", "nummod") + (("amod",) if role.kind == "person" else ())
    return first < i or any(parse.dep[c] in told for c in parse.children[i])


def _bare_definite(parse: Parse, i: int, role: Role) -> bool:
    """Whether a noun without an article means the one that there is: "police", "parliament"."""
    return role.kind == "organisation" and parse.tag[i] in ("NN", "NNS", "NNP") and not parse.indefinite(i)
