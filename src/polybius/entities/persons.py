"""Mentions of people by name, with the titles and descriptions before and beside them."""

from polybius.entities import genders, leaders, roles, sectors, titles
from polybius.entities.actor import Actor
from polybius.entities.grammar import Parse, Toponyms, place_like
from polybius.entities.qualifiers import Names, Qualifiers, after, before, phrase, settle
from polybius.entities.roles import Role

_PARTICLES = frozenset("al el bin ibn ben de da del della der den van von le la di du dos das abu - 's'".split())
# Titles that are common last names as well.
_SURNAMES_TOO = frozenset("king bishop pope prince duke priest judge cook miller marshal major dean baron earl".split())
_NAMING = frozenset(("name", "appoint", "elect", "declare", "crown"))
# Sectors of titles of honor and learning, which give way to an office.
_HONORED = frozenset(("REL", "MED", "EDU"))
_NOT_NAMES = frozenset(("mr.", "mrs.", "ms.", "inc.", "covid-19", "quran", "koran", "god", "allah", "facebook"))


def find(parse: Parse, names: Names, toponyms: Toponyms, published: str | None) -> list[Actor]:
    """The people a document names, in order. ``published``: the day for which a leader's office is looked
    up.
    """
    spans = _spans(parse, names, toponyms)
    surnames = {parse.lower[end - 1] for start, end in spans if end > start + 1}
    found = []
    for start, end in spans:
        found.append(_person(parse, names, toponyms, start, end, published, surnames))
        if len(found) > 1:
            found[-1].start = max(found[-1].start, min(found[-2].end, start))
        names.drop(found[-1].start, found[-1].end)
    return found


def gender_of(text: str, name: str) -> str:
    """ "m", "f" or "" for a person mentioned as ``text`` whose full name is ``name``.

    Told by the title ("Mrs.", "spokesman"), by the known leaders, or by the first name.
    """
    table = roles.load()
    words = text.replace("’", "'").lower().split()
    for number, word in enumerate(words):
        for form in (word, " ".join(words[: number + 1])):
            role = table.get(form)
            if role and role.gender:
                return role.gender
    terms = leaders.terms(name)
    if terms:
        return terms[0].gender
    return genders.of_first_name(name.split()[0]) if " " in name else ""


def _spans(parse: Parse, names: Names, toponyms: Toponyms) -> list[tuple[int, int]]:
    """The bare names: what the recognizer calls people, known leaders, and what follows a title."""
    spans: dict[int, int] = {}
    for start, end, known in names.spans:
        if known.kind == "person":
            spans[start] = end
    taken = {i for s, e in spans.items() for i in range(s, e)}
    for ent in parse.doc.ents:
        if ent.label_ != "PERSON":
            continue
        start, end = _trim(parse, ent.start, ent.end)
        if start >= end or parse.lower[start] in _NOT_NAMES or not any(w[0].isupper() for w in parse.words[start:end]):
            continue
        covering = [names.at[i] for i in range(start, end)]
        if all(c and c[2].kind != "person" for c in covering):
            continue
        titled = _titled(parse, start)
        if not titled and place_like(parse, start, end) and not leaders.terms(parse.slice(start, end)):
            continue
        first = _given(parse, names, toponyms, start) if end == start + 1 and not titled else start
        if first < start and taken.isdisjoint(range(first, end)):
            start = first
        if end == start + 1 and not titled:
            place = toponyms.at.get(start)
            if place is not None and place.confidence >= 0.5 and not leaders.alone(parse.words[start], None):
                continue
            if phrase(parse, start)[2] is not None and parse.lower[start] in roles.load():
                continue
        if taken.isdisjoint(range(start, end)):
            spans[start] = end
            taken.update(range(start, end))
    for i in range(1, parse.size):
        if parse.pos[i] != "PROPN" or i in taken or i - 1 in taken or not _titled(parse, i):
            continue
        if names.at[i] is not None or parse.lower[i] in roles.last_words() or not parse.words[i][0].isupper():
            continue
        end = i + 1
        while end < parse.size and parse.pos[end] == "PROPN" and names.at[end] is None and end not in taken:
            end += 1
        start, end = _trim(parse, i, end)
        if start < end and parse.lower[end - 1] not in roles.last_words():
            spans[start] = end
            taken.update(range(start, end))
    return sorted(spans.items())


def _given(parse: Parse, names: Names, toponyms: Toponyms, start: int) -> int:
    """Where a name begins of which the recognizer saw the last word only: "Chinedu" before "Okoro"."""
    i = start - 1
    if (
        i >= 0
        and parse.pos[i] == "PROPN"
        and parse.dep[i] == "compound"
        and parse.head[i] == start
        and parse.words[i].istitle()
        and names.at[i] is None
        and parse.lower[i] not in roles.last_words()
    ):
        place = toponyms.at.get(i)
        if place is None or place.confidence < 0.5:
            return i
    return start


def _trim(parse: Parse, start: int, end: int) -> tuple[int, int]:
    """A name without the title before it and the possessive after it."""
    while end > start and (parse.lower[end - 1] in ("'s", "'", "s'") or parse.pos[end - 1] in ("PUNCT", "SPACE")):
        if parse.words[end - 1] in (".",):
            break
        end -= 1
    while end > start and parse.lower[end - 1] in roles.load() and roles.load()[parse.lower[end - 1]].title:
        if end == start + 1 or parse.lower[end - 1] in _SURNAMES_TOO:
            break
        end -= 1
    while start < end - 1:
        role = titles.ending(parse, start, start)
        if role is None or parse.lower[start] in _PARTICLES:
            break
        start += 1
    while start < end and parse.pos[start] in ("PUNCT", "SPACE", "DET", "VERB", "AUX"):
        start += 1
    for i in range(start + 1, end):
        if parse.pos[i] in ("AUX", "VERB") and parse.lower[i] not in _PARTICLES:
            return start, i
    return start, end


def _titled(parse: Parse, i: int) -> bool:
    """Whether a title stands right before the token, as part of the same phrase."""
    if parse.sentence[i] != parse.sentence[i - 1] or i == 0:
        return False
    role = titles.ending(parse, i - 1, max(0, i - 6))
    if role is None or not role.title or role.kind != "person" or role.plural:
        return False
    return role.named or parse.words[i - 1][0].isupper() or parse.head[i - 1] == i or parse.dep[i - 1] == "compound"


def _person(
    parse: Parse, names: Names, toponyms: Toponyms, start: int, end: int, published: str | None,
    surnames: set[str],
) -> Actor:  # fmt: skip
    head = parse.root(start, end)
    left, held, covered = titles.before_name(parse, names, start, head)
    said = before(parse, names, left, start, covered)
    for role, more in _beside(parse, names, toponyms, head, left, end):
        held.append(role)
        said = said.then(more)
    if held:
        # "Sgt. Daniel Okello of the Ugandan army", "Judge Marsh of Kenya's High Court"
        at = next((c for c in parse.children[head] if c == end and parse.lower[c] in ("of", "from")), None)
        if at is not None:
            said = said.then(after(parse, names, toponyms, head, end, held[0])[0])
    name = parse.slice(start, end)
    terms = _terms(" ".join(name.split()), held, published, surnames)
    country, found = _settled(held, said)
    if terms:
        country = country or next((t.country for t in reversed(terms) if t.country), None)
        found = found or leaders.sectors(terms, published)
        name = terms[0].names[0]
    return Actor(
        start=left,
        end=end,
        head=head,
        source="person",
        kind="person",
        name=" ".join(name.split()),
        country=country,
        sectors=found,
        stated=country is not None,
        role=next((r for r in held if not r.named), None),
        titles=[r.phrase for r in held],
        seeks=said.seeks,
    )


def _terms(name: str, held: list[Role], published: str | None, surnames: set[str]) -> tuple[leaders.Term, ...]:
    """The offices that the person of that name is known to have held, () if unknown.

    A surname alone is a known leader's unless the document gives it to somebody else by full name, or the
    title is a man's and the leader a woman; but "President" settles it. Another spelling of a full name will
    do: "Moamar Gadhafi" with the title "dictator" is who Gadhafi alone is, where first names begin alike.
    """
    known = leaders.terms(name)
    if known or not name:
        return known
    words = name.split()
    for cut in range(len(words)):
        known = leaders.alone(" ".join(words[cut:]), published)
        if not known:
            continue
        fits = any(t.office == role.phrase for t in known for role in held)
        if cut:
            alike = any(n[:1] == name[:1] for n in known[0].names)
            return known if fits and alike else ()
        genders_told = {role.gender for role in held if role.gender}
        if (name.lower() in surnames and not fits) or (genders_told and known[0].gender not in genders_told):
            return ()
        return known
    return ()


def _beside(
    parse: Parse, names: Names, toponyms: Toponyms, head: int, start: int, end: int
) -> list[tuple[Role, Qualifiers]]:
    """Roles in apposition: "X, the foreign minister of Y", "the president, X"; and "X is a lawmaker"."""
    heads = [c for c in parse.children[head] if c >= end and parse.dep[c] == "appos"]
    if parse.dep[head] == "appos" and parse.head[head] < start:
        heads.append(parse.head[head])
    if parse.dep[head] == "nsubj" and parse.lemma(parse.head[head]) == "be":
        heads += [c for c in parse.children[parse.head[head]] if parse.dep[c] == "attr"]
    if parse.dep[head] == "nsubjpass" and parse.lemma(parse.head[head]) in _NAMING:
        heads += [c for c in parse.children[parse.head[head]] if parse.dep[c] == "oprd"]
    found = []
    for i in heads:
        first, last, role = phrase(parse, i)
        if role is None or role.kind != "person" or names.kind(i) == "organisation":
            continue
        said = before(parse, names, parse.left(i), first)
        more, _ = after(parse, names, toponyms, i, last, role)
        found.append((role, said.then(more)))
    return found


def _settled(held: list[Role], said: Qualifiers) -> tuple[str | None, tuple[str, ...]]:
    """The country and sectors of a person with these titles; the first one is the one next to the name."""
    if not held:
        body = said.body
        found = ("ELI",) if said.former else body.sectors if body else ()
        return said.country or (body.country if body else None), found
    # "Taliban commander Mullah X": what honors him is not what he does.
    held = [r for r in held if not set(r.sectors) <= _HONORED or not r.sectors] or held
    country, found = settle(held[0], said)
    for role in held[1:]:
        if not found:
            found = settle(role, said)[1]
        elif not role.soft and not said.former:
            found = sectors.join(found, role.sectors)
    return country, found
