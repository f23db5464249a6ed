"""Mentions of organisations by name, known ones and those the recognizer finds."""

from collections.abc import Sequence

from polybius.entities import roles, sectors
from polybius.entities.actor import Actor
from polybius.entities.grammar import Parse, Toponyms, place_like
from polybius.entities.names import Known
from polybius.entities.qualifiers import Names, Qualifiers, after, before, phrase, settle

_LABELS = frozenset(("ORG", "NORP", "FAC"))
_NOT_BODIES = frozenset(("covid-19", "covid", "twitter", "facebook", "quran", "koran", "jr.", "euro", "internet"))


def find(parse: Parse, names: Names, toponyms: Toponyms, taken: set[int]) -> list[Actor]:
    """The organisations outside ``taken`` tokens, in order."""
    found: list[Actor] = []
    used = set(taken)
    for start, end, known in names.spans:
        if known.kind != "organisation" or any(i in used for i in range(start, end)):
            continue
        if end == start + 1 and place_like(parse, start, end) and parse.lower[start - 1] not in ("in", "at"):
            continue
        actor = _known(parse, names, toponyms, start, end, known, used)
        found.append(actor)
        used.update(range(actor.start, actor.end))
    for ent in parse.doc.ents:
        if ent.label_ not in _LABELS:
            continue
        new = _named(parse, names, toponyms, ent.start, ent.end, ent.label_, used)
        if new is not None:
            found.append(new)
            used.update(range(new.start, new.end))
    return sorted(found, key=lambda a: a.start)


def shortened(parse: Parse, actors: Sequence[Actor], taken: set[int]) -> tuple[dict[str, str], list[Actor]]:
    """The short forms that the document explains, and their mentions outside ``taken`` tokens.

    "Free Aid Front (FAF)" and "the Popular Front of Niger, or PFN," give a short form its full name.
    ``actors`` are the mentions found so far.
    """
    full: dict[str, Actor] = {}
    for actor in actors:
        if actor.kind != "organisation" or not (actor.source == "body" or actor.proper or _named_so(parse, actor)):
            continue
        i = actor.end
        short = None
        if i + 2 < parse.size and parse.words[i] == "(" and parse.words[i + 2] == ")":
            short = parse.words[i + 1]
        elif i + 2 < parse.size and parse.words[i] == "," and parse.lower[i + 1] == "or":
            short = parse.words[i + 2]
        if short and short.isupper() and 2 <= len(short) <= 10 and _initials(actor.name, short):
            actor.proper = True
            full.setdefault(short, actor)
    mentions = []
    for i in range(parse.size) if full else ():
        known = full.get(parse.words[i])
        if known is not None and i not in taken:
            mentions.append(
                Actor(
                    start=i,
                    end=i + 1,
                    head=i,
                    source="body",
                    kind="organisation",
                    name=known.name,
                    country=known.country,
                    sectors=known.sectors,
                    stated=known.country is not None,
                    definite=True,
                )
            )
    return {short: actor.name for short, actor in full.items()}, mentions


def _named_so(parse: Parse, actor: Actor) -> bool:
    """Whether a role phrase is written as a name: "Movement for River Rights"."""
    return parse.words[actor.head][0].isupper() and parse.pos[actor.head] == "PROPN"


def _initials(name: str, short: str) -> bool:
    """Whether the letters of ``short`` come in order among the words' letters, the first one first."""
    if name[:1].upper() != short[:1]:
        return False
    rest = iter(name.upper())
    return all(letter in rest for letter in short if letter.isalpha())


def proper_roles(parse: Parse, names: Names, groups: list[Actor]) -> None:
    """Mark role phrases that the recognizer takes for an organisation's name: "the Afghan National Army"."""
    for actor in groups:
        if actor.kind == "organisation" and parse.pos[actor.head] == "PROPN" and actor.head - actor.start >= 1:
            actor.proper = True


def _known(parse: Parse, names: Names, toponyms: Toponyms, start: int, end: int, known: Known, used: set[int]) -> Actor:
    head = parse.root(start, end)
    left = start
    if not parse.modifies(head):
        left = min(parse.left(head), start)
        while left < start and any(i in used for i in range(left, start)):
            left += 1
    said = before(parse, names, left, start)
    if left < start and not said.any:
        left = start
    return Actor(
        start=left,
        end=end,
        head=head,
        source="body",
        kind="organisation",
        name=known.name,
        country=said.country if said.country and "REB" not in known.sectors else known.country or said.country,
        sectors=sectors.join(known.sectors, ("PRE",)) if said.partial else known.sectors,
        stated=not known.default or said.country is not None,
        default=known.default and said.country is None,
        definite=True,
        plural=parse.tag[head] == "NNPS",
    )


def _named(
    parse: Parse, names: Names, toponyms: Toponyms, start: int, end: int, label: str, used: set[int]
) -> Actor | None:
    while start < end and (parse.pos[start] in ("DET", "PUNCT", "SPACE") or parse.lower[start] == "the"):
        start += 1
    while end > start and (parse.tag[end - 1] == "POS" or parse.pos[end - 1] in ("PUNCT", "SPACE")):
        end -= 1
    if start >= end or any(i in used for i in range(start, end)) or parse.lower[start] in _NOT_BODIES:
        return None
    if not any(parse.pos[i] == "PROPN" and parse.words[i][0].isupper() for i in range(start, end)):
        return None
    if all(names.at[i] is not None for i in range(start, end)):
        return None
    place = toponyms.at.get(end - 1)
    if place is not None and place.confidence >= 0.4 and place.kind != "demonym" and toponyms.at.get(start) is place:
        return None
    head = parse.root(start, end)
    role = next((r for i in _role_tokens(parse, start, end, head) if (r := phrase(parse, i)[2])), None)
    if role is not None and role.kind == "person" and role.title:
        role = None
    if label != "ORG" and (role is None or role.kind == "person"):
        return None
    words = roles.body_words()
    telling = [words[parse.lower[i]] for i in (head, end - 1, start) if parse.lower[i] in words]
    if role is None and not telling and place_like(parse, start, end):
        return None
    left = min(parse.left(head), start) if not parse.modifies(head) else start
    while left < start and any(i in used for i in range(left, start)):
        left += 1
    said = before(parse, names, left, end)
    country, found = (said.country, ()) if role is None else settle(role, said)
    if role is not None:
        more: Qualifiers
        more, stop = after(parse, names, toponyms, head, end, role) if head == end - 1 else (said, end)
        country, end = country or more.country, max(end, stop)
    if not found:
        found = telling[0] if telling else said.sectors
        found = sectors.join(_members(parse, start, end), found) if found in (("SOC",), ("LAB",)) else found
    if country is None:
        country = next((toponyms.country(i) for i in range(left, end) if toponyms.country(i)), None)
    return Actor(
        start=left,
        end=end,
        head=head,
        source="body",
        kind="organisation",
        name=" ".join(parse.slice(start, end).split()),
        country=country,
        sectors=found,
        stated=country is not None,
        definite=True,
        role=role,
    )


def _members(parse: Parse, start: int, end: int) -> tuple[str, ...]:
    """The sectors of the people that an association's name says it is of: "Farmers", "Teachers"."""
    table = roles.load()
    for i in range(start, end - 1):
        role = table.get(parse.lower[i].removesuffix("'"))
        if role is not None and role.kind == "group" and role.plural:
            return role.sectors
    return ()


def _role_tokens(parse: Parse, start: int, end: int, head: int) -> list[int]:
    """The words of a name that may say what it is: its head, its last word, its first."""
    return list(dict.fromkeys((head, end - 1, start)))
