"""Mentions of organisations by name, known ones and those the recognizer finds."""

from polybius.entities import roles, sectors
from polybius.entities.actor import Actor
from polybius.entities.grammar import Parse, Toponyms, place_like
from polybius.entities.names import Known
from polybius.entities.qualifiers import Names, Qualifiers, after, before, phrase, settle

_LABELS = frozenset(("ORG", "NORP", "FAC"))
_NOT_BODIES = frozenset(
    ("covid-19", "covid", "twitter", "facebook", "quran", "koran", "jr.", "euro", "internet")
)


def find(parse: Parse, names: Names, toponyms: Toponyms, taken: set[int]) -> list[Actor]:
    """The organisations outside ``taken`` tokens, in order."""
    found: list[Actor] = []
    used = set(taken)
    for start, end, known in names.spans:
        if known.kind not in ("organisation", "group") or any(i in used for i in range(start, end)):
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


def proper_roles(parse: Parse, names: Names, groups: list[Actor]) -> None:
    """Mark role phrases that the recognizer takes for an organisation's name: "the Afghan National Army"."""
    for actor in groups:
        if (
            actor.kind == "organisation"
            and parse.pos[actor.head] == "PROPN"
            and actor.head - actor.start >= 1
        ):
            actor.proper = True


def _known(
    parse: Parse, names: Names, toponyms: Toponyms, start: int, end: int, known: Known, used: set[int]
) -> Actor:
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
        country=said.country
        if said.country and "REB" not in known.sectors
        else known.country or said.country,
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
    if (
        place is not None
        and place.confidence >= 0.4
        and place.kind != "demonym"
        and toponyms.at.get(start) is place
    ):
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


def _role_tokens(parse: Parse, start: int, end: int, head: int) -> list[int]:
    """The words of a name that may say what it is: its head, its last word, its first."""
    return list(dict.fromkeys((head, end - 1, start)))
