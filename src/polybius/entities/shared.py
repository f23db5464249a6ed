"""Several actors under one noun: "Hungarian and Romanian officials", "the presidents of Chad and Niger"."""

from polybius.entities.actor import Actor
from polybius.entities.grammar import QUANTITY, Parse
from polybius.entities.names import Known
from polybius.entities.qualifiers import Names, before, settle, told
from polybius.entities.roles import Role

_LINKS = frozenset(("and", "or", "&"))


def listed(parse: Parse, names: Names, actor: Actor, first: int, last: int, taken: set[int]) -> list[Actor]:
    """The actors that share the noun of a role phrase, which is the last or first of the list, in order.

    ``actor`` is that phrase, whose role stands from ``first`` to ``last``. Each of the others covers only the
    words of its own; its name has the noun as well: "Hungarian", named "Hungarian officials".
    """
    role = actor.role
    assert role is not None
    found = _before(parse, names, actor, first, role, taken)
    if actor.plural and actor.end > last and parse.lower[last] == "of":
        found += _after(parse, names, actor, last, role, taken)
    return found


def _before(parse: Parse, names: Names, actor: Actor, first: int, role: Role, taken: set[int]) -> list[Actor]:
    own = names.at[actor.start]
    if own is None or own[0] != actor.start or own[1] > first or not _adjective(own[2], parse, own[0]):
        return []
    rest = before(parse, names, own[1], first)
    found: list[Actor] = []
    at = actor.start
    while at > 1:
        i = at - 1
        if parse.lower[i] in _LINKS:
            i -= 1
        if i > 0 and parse.words[i] == ",":
            i -= 1
        span = names.at[i] if i < at - 1 else None
        if (
            span is None
            or span[1] != i + 1
            or parse.sentence[span[0]] != parse.sentence[actor.head]
            or not _adjective(span[2], parse, span[0])
            or any(t in taken for t in range(*span[:2]))
        ):
            break
        at = span[0]
        name = f"{parse.slice(*span[:2])} {parse.slice(own[1], actor.end)}"
        country, sectors = settle(role, told(span[2]).then(rest))
        found.append(_one(actor, span, span[0], name, country, sectors))
    if found:
        start = found[-1].start
        while (
            start > 0
            and parse.pos[start - 1] == "ADJ"
            and parse.dep[start - 1] == "amod"
            and parse.lower[start - 1] not in QUANTITY
            and names.at[start - 1] is None
            and parse.sentence[start - 1] == parse.sentence[start]
        ):
            start -= 1
        found[-1].start = start
    return found[::-1]


def _after(parse: Parse, names: Names, actor: Actor, last: int, role: Role, taken: set[int]) -> list[Actor]:
    found: list[Actor] = []
    end = actor.end
    while end + 1 < parse.size:
        i = end
        if parse.words[i] == ",":
            i += 1
        if i < parse.size and parse.lower[i] in _LINKS:
            i += 1
        span = names.at[i] if end < i < parse.size else None
        if span is None or span[0] != i or span[2].kind != "nation" or i in taken:
            break
        end = span[1]
        name = f"{parse.slice(actor.start, last)} of {parse.slice(*span[:2])}"
        country, sectors = settle(role, told(span[2]))
        found.append(_one(actor, span, span[0], name, country, sectors))
    # "and" comes before the last one: a list that ends with a comma goes on with something else.
    return found if found and parse.lower[found[-1].start - 1] in _LINKS else []


def _adjective(known: Known, parse: Parse, i: int) -> bool:
    """Whether a name can stand for one of several: a people's adjective, or an abbreviation ("U.S.")."""
    if known.kind == "people":
        return known.adjective
    return known.kind in ("nation", "organisation") and parse.words[i].isupper()


def _one(
    actor: Actor, span: tuple[int, int, Known], start: int, name: str, country: str | None,
    sectors: tuple[str, ...],
) -> Actor:  # fmt: skip
    return Actor(
        start=start,
        end=span[1],
        head=span[1] - 1,
        source="role",
        kind=actor.kind,
        name=" ".join(name.split()),
        country=country,
        sectors=sectors,
        proper=False,
        stated=country is not None,
        plural=actor.plural,
        definite=actor.definite,
        role=actor.role,
        modifiers=(span[2].name,),
    )
