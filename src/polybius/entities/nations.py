"""Mentions of nations and peoples: "Azerbaijan", "the Russian offensive", "ethnic Armenians"."""

from polybius.entities import metonymy, sectors
from polybius.entities.actor import Actor
from polybius.entities.grammar import Parse, Toponyms
from polybius.entities.names import Known
from polybius.entities.qualifiers import Names

_ADJECTIVE = frozenset(("amod", "compound", "nmod", "npadvmod"))
_STATE_WORDS = frozenset("republic kingdom state commonwealth sultanate emirate principality".split())


def find(parse: Parse, names: Names, toponyms: Toponyms, taken: set[int]) -> list[Actor]:
    """The nations and peoples outside ``taken`` tokens, in order."""
    found = []
    for start, end, known in names.spans:
        if known.kind not in ("nation", "people", "capital") or any(i in taken for i in range(start, end)):
            continue
        if _part_of_place(parse, toponyms, start, end, known):
            continue
        actor = _actor(parse, start, end, known, taken)
        if actor is not None:
            found.append(actor)
    return found


def _actor(parse: Parse, start: int, end: int, known: Known, taken: set[int]) -> Actor | None:
    head = parse.root(start, end)
    at = head
    while parse.dep[at] == "conj" and parse.head[at] != at and known.adjective and not parse.plural(head):
        at = parse.head[at]
    adjective = parse.dep[at] in _ADJECTIVE and parse.head[at] > at
    if known.kind == "capital":
        if not metonymy.stands(parse, head):
            return None
        return _nation(start, end, head, known, known.sectors)
    if known.kind == "nation" and known.territory and not known.partial and not metonymy.stands(parse, head):
        return None
    if known.kind == "nation":
        above = parse.head[head]
        if parse.lower[above] == "of" and above == start - 1 and parse.lower[above - 1] in _STATE_WORDS:
            state = above - 1
            if parse.words[state][0].isupper() and state not in taken:
                return _nation(state, end, state, known, ("PRE",) if known.partial else ())
        return _nation(start, end, head, known, ("PRE",) if known.partial else ())
    if adjective:
        return None if known.territory and not known.partial else _nation(start, end, head, known, ())
    left = parse.left(head)
    while left < start and any(i in taken for i in range(left, start)):
        left += 1
    plural = parse.tag[head] in ("NNS", "NNPS") or (known.adjective and not parse.indefinite(head))
    return Actor(
        start=left,
        end=end,
        head=head,
        source="people",
        kind="group" if plural else "person",
        name=" ".join(parse.slice(left, end).split()),
        country=known.country,
        sectors=sectors.join(known.sectors or ("CVL",), ("PRE",) if known.partial else ()),
        stated=True,
        plural=plural,
        definite=parse.definite(head),
        indefinite=parse.indefinite(head),
        modifiers=(known.name,),
    )


def _nation(start: int, end: int, head: int, known: Known, found: tuple[str, ...]) -> Actor:
    return Actor(
        start=start, end=end, head=head, source="nation" if known.country else "body",
        kind="nation" if known.country else "organisation", name=known.name,
        country=known.country, sectors=found, stated=True, definite=True,
    )  # fmt: skip


def _part_of_place(parse: Parse, toponyms: Toponyms, start: int, end: int, known: Known) -> bool:
    """Whether the name is part of a longer place name ("Gulf of Mexico"), or a place of another country."""
    place = toponyms.at.get(start)
    if place is None:
        return False
    longer = place.start < parse.starts[start] or place.end > parse.ends[end - 1]
    if longer:
        return True
    return known.kind == "nation" and place.country not in (None, known.country) and not known.territory
