"""What stands before or after a role noun or a name and says whose it is: nation, organisation, sector."""

from collections import Counter
from dataclasses import dataclass, replace

from polybius.entities import roles, sectors
from polybius.entities.grammar import Parse, Toponyms
from polybius.entities.names import Known
from polybius.entities.roles import Role

_WITHIN = frozenset(("in", "at", "from"))
_PREFIXES = frozenset(("pro", "anti", "non", "ex", "mid", "post", "pre", "trans", "un"))
_FORCE = frozenset(("MIL", "COP", "PRM"))
_ARMED = frozenset(("MIL", "REB", "PRM", "UAF"))
_CIVIL = frozenset(("GOV", "IGO", "CVL", "SOC", "LAB", "EDU"))
_FIGHTING = frozenset(("MIL", "REB"))
_OFFICE = frozenset(("GOV", "LEG", "MIL", "JUD", "COP", "SPY", "PTY"))


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """Whose an actor is. ``any``: something was said at all; ``words``: the nations, peoples and
    modifiers said.
    """

    country: str | None = None
    partial: bool = False
    body: Known | None = None
    people: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    former: bool = False
    seeks: bool = False
    ethnic: bool = False
    any: bool = False
    words: tuple[str, ...] = ()

    def then(self, other: "Qualifiers") -> "Qualifiers":
        """These, completed by others where they say nothing."""
        return Qualifiers(
            country=self.country or other.country,
            partial=self.partial or (other.partial and self.country in (None, other.country)),
            body=self.body or other.body,
            people=self.people or other.people,
            sectors=self.sectors or other.sectors,
            former=self.former or other.former,
            seeks=self.seeks or other.seeks,
            ethnic=self.ethnic or other.ethnic,
            any=self.any or other.any,
            words=self.words + other.words,
        )


NONE = Qualifiers()


class Names:
    """The known names of a document by token: ``at[i]`` is (start, end, known), or None."""

    def __init__(self, parse: Parse, published: str | None = None) -> None:
        """Find the known names and map them to the tokens they cover whole.

        A form that several organisations bear, or only some documents use, means what the document's countries
        make of it; what an organisation was on the day it was ``published`` counts.
        """
        from polybius.entities import names, organisations

        self.at: list[tuple[int, int, Known] | None] = [None] * parse.size
        self.spans: list[tuple[int, int, Known]] = []
        matches = names.find(parse.text)
        named: Counter[str] = Counter()
        seen = set()
        for match in matches:
            known = match.known
            if known.kind in ("nation", "people", "capital", "person") and known.country:
                named[known.country] += 1
            elif len(known.bodies) == 1 and match.form not in known.bodies[0].weak:
                seen.add(known.name)
                if known.country and not known.default:
                    named[known.country] += 1
        before_it: names.Match | None = None
        for match in matches:
            known = match.known
            if known.bodies:
                near = None
                if before_it is not None and before_it.known.kind in ("nation", "people"):
                    between = parse.text[before_it.end : match.start]
                    near = before_it.known.country if between in (" ", "'s ", "' ") else None
                body = organisations.meant(match.form, known.bodies, near, named, frozenset(seen), published)
                if body is None:
                    continue
                known = names.of_body(body, body.sectors_on(published))
            before_it = match
            span = parse.tokens(match.start, match.end)
            if span is None:
                continue
            found = (*span, known)
            self.spans.append(found)
            for i in range(*span):
                self.at[i] = found

    def kind(self, i: int) -> str:
        """The kind of the name at a token, "" if there is none."""
        found = self.at[i]
        return found[2].kind if found else ""

    def drop(self, start: int, end: int) -> None:
        """Forget the names in a span: it turned out to be something else."""
        for i in range(start, end):
            self.at[i] = None
        self.spans = [s for s in self.spans if s[1] <= start or s[0] >= end]


def before(parse: Parse, names: Names, start: int, end: int, skip: frozenset[int] = frozenset()) -> Qualifiers:
    """What the tokens from ``start`` up to ``end``, but for ``skip``, say of the noun after them.

    Of several nations the nearest one counts.
    """
    found = NONE
    modifiers = roles.modifiers()
    i = start
    while i < end:
        if i in skip:
            i += 1
            continue
        name = names.at[i]
        if name and name[1] <= end:
            if name[0] == i and not _hyphenated(parse, names, *name[:2]):
                found = _with(found, name[2])
            i = max(name[1], i + 1)
            continue
        modifier = None
        width = 1
        if i + 2 < end and parse.lower[i + 1] in ("-", "–"):
            modifier, width = modifiers.get(parse.key(i, i + 3)), 3
        if modifier is None:
            modifier, width = modifiers.get(parse.lower[i]), 1
        if modifier is None and parse.lower[i] in roles.last_words():
            owner = phrase(parse, i)[2]
            if owner is not None and owner.kind == "organisation" and not owner.soft:
                found = replace(found, any=True, sectors=sectors.join(found.sectors, owner.sectors))
        if modifier is not None:
            word = parse.key(i, i + width)
            found = replace(found, any=True, words=(*found.words, word))
            if modifier.effect == "former":
                found = replace(found, former=True)
            elif modifier.effect == "ethnic":
                found = replace(found, ethnic=True)
            elif modifier.effect == "seek":
                found = replace(found, seeks=True, sectors=sectors.join(found.sectors, modifier.sectors))
            else:
                found = replace(found, sectors=sectors.join(found.sectors, modifier.sectors))
        i += width
    return found


def after(parse: Parse, names: Names, toponyms: Toponyms, head: int, last: int, role: Role) -> tuple[Qualifiers, int]:
    """What "of", "in", "from", "for" after a role noun say of it, and where the mention then ends.

    The mention takes the phrase in where it is a bare name right after: "president of Azerbaijan".
    """
    found, end = NONE, last
    at = end
    if (
        at >= parse.size
        or parse.lower[at] not in ("of", "in", "from", "for", "at")
        or parse.head[at] not in range(head - 2, last)
    ):
        return found, end
    preposition = parse.lower[at]
    goal = next((c for c in parse.children[at] if parse.dep[c] == "pobj"), None)
    if goal is None:
        return found, end
    name = names.at[goal]
    if name and name[2].kind in ("nation", "people"):
        if (preposition != "for" or role.soft) and (preposition == "of" or role.country != "away"):
            found = replace(_with(found, name[2]), seeks=False)
        if preposition == "of" and parse.left(goal) >= at + 1 and name[1] == goal + 1:
            end = goal + 1
    elif name and name[2].kind in ("organisation",) and preposition in ("of", "for", "from", "in"):
        found = _with(found, name[2])
        if preposition == "of" and name[1] == goal + 1:
            end = goal + 1
    elif toponyms.country(goal) and preposition != "for" and role.country != "away":
        found = replace(found, country=toponyms.country(goal), any=preposition != "in")
    elif preposition in ("of", "for") or (role.country != "away" and _is_body(parse, goal)):
        inner = _role_of(parse, goal)
        within = before(parse, names, parse.left(goal), goal)
        if inner is not None and preposition in _WITHIN:
            found = replace(within, sectors=())
        elif inner is not None:
            found = replace(within, sectors=settle(inner, within)[1], seeks=within.seeks, any=True)
        elif within.country or within.body:
            found = replace(within, any=True)
    return found, end


def settle(role: Role, said: Qualifiers) -> tuple[str | None, tuple[str, ...]]:
    """The country (None: not said) and the sectors of an actor in that role, so qualified."""
    country = said.country or (said.body.country if said.body else None)
    found = role.sectors
    theirs = said.body.sectors if said.body else ()
    stateless = bool(theirs) and sectors.load()[theirs[0]].nonstate
    # "the U.S. ambassador to the U.N.", "Turkish NATO troops" are their nation's.
    if said.body and not (stateless and said.country):
        if found == ("UAF",) and _ARMED & set(theirs):
            found = theirs
        elif theirs[:1] == ("GOV",) and role.soft and _FIGHTING & set(found):
            # "Taliban soldiers" when the Taliban govern are the state's.
            found = ("MIL",)
        elif theirs[:1] == ("PTY",) and not role.soft and _OFFICE & set(found):
            found = sectors.join(found, theirs)
        elif not role.soft or (stateless and not set(found) <= _CIVIL):
            found = sectors.join(theirs, found) if stateless or not role.soft else theirs
        else:
            found = theirs
        if "PRE" in found and role.sectors[:1] == ("GOV",):
            found = sectors.join(("GOV",), found)
    if said.ethnic and role.soft and _FORCE & set(found) and not said.seeks:
        found = ("REB",)
    if said.seeks:
        found = said.sectors if role.soft or not role.sectors else sectors.join(role.sectors, ("PRE",))
    elif said.sectors and not (said.body and role.soft):
        if said.sectors == ("GOV",):
            if role.soft and "REB" in found:
                found = ("PRM",)
            elif role.soft and not _FORCE & set(found):
                found = said.sectors
        elif role.soft and said.sectors == ("OPP",) and _ARMED & set(found):
            found = ("REB",)
        elif role.soft:
            found = said.sectors
        elif said.sectors != role.sectors:
            found = sectors.join(found, tuple(c for c in said.sectors if c != "GOV"))
    if "REL" in said.people:
        found = sectors.join(found, ("REL",))
    if said.partial:
        found = sectors.join(found, ("PRE",))
    if said.former and (_OFFICE & set(found) or not found):
        found = ("ELI",)
    return country, found


def told(known: Known) -> Qualifiers:
    """What a known name before a noun says of it."""
    return _with(NONE, known)


def _with(found: Qualifiers, known: Known) -> Qualifiers:
    words = (*found.words, known.name)
    if known.kind in ("nation", "people", "capital"):
        if known.country is None:
            return replace(found, people=known.sectors, any=True, words=words)
        return replace(
            found, country=known.country, partial=known.partial, any=True, words=words,
            people=known.sectors if known.kind == "people" else found.people,
        )  # fmt: skip
    if known.kind in ("organisation",):
        return replace(found, body=known, any=True, words=words)
    return replace(found, country=found.country or known.country, words=words)


def _hyphenated(parse: Parse, names: Names, start: int, end: int) -> bool:
    """Whether a hyphen ties the name to another word, which then speaks: "Russia-backed", "anti-Taliban"."""
    if end + 1 < parse.size and parse.words[end] in ("-", "–") and parse.ends[end - 1] == parse.starts[end]:
        return names.at[end + 1] is None
    if start > 1 and parse.words[start - 1] in ("-", "–") and parse.ends[start - 1] == parse.starts[start]:
        return parse.lower[start - 2] in _PREFIXES
    return False


def _is_body(parse: Parse, i: int) -> bool:
    """Whether a token heads what a state has: "in Jordan's parliament", "from the Ugandan army"."""
    role = _role_of(parse, i)
    return role is not None and role.kind == "organisation" and role.country == "own"


def _role_of(parse: Parse, i: int) -> Role | None:
    return phrase(parse, i)[2]


def phrase(parse: Parse, i: int) -> tuple[int, int, Role | None]:
    """The longest role or title whose head is token ``i``: its first token, its end (exclusive), the role.

    Without one: ``i``, ``i + 1``, None.
    """
    word = parse.lower[i]
    table = roles.load()
    for form in roles.with_of().get(word, ()):
        stop = i + len(form.replace("-", " - ").split())
        if stop <= parse.size and parse.key(i, stop) == form:
            return i, stop, table[form]
    if word in roles.last_words():
        for start in range(max(0, i - 5), i + 1):
            if parse.sentence[start] != parse.sentence[i]:
                continue
            role = table.get(parse.key(start, i + 1))
            if role is not None:
                return start, i + 1, role
    return i, i + 1, None
