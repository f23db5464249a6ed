"""The titles and descriptions that stand before a person's name."""

from polybius.entities import roles
from polybius.entities.grammar import MODIFIER, Parse
from polybius.entities.qualifiers import Names, phrase
from polybius.entities.roles import Role

# The longest title of titles.tsv has seven words.
_REACH = 6
_HEADS = frozenset(("minister", "secretary", "commissioner"))


def ending(parse: Parse, last: int, floor: int) -> Role | None:
    """The longest title of a person that ends at token ``last`` and begins at ``floor`` or after; None if
    none.
    """
    found = _span(parse, last, floor)
    return found[1] if found else None


def before_name(parse: Parse, names: Names, start: int, head: int) -> tuple[int, list[Role], frozenset[int]]:
    """Where the mention of a person begins whose bare name begins at ``start``: left of its titles.

    Gives that token, the titles (the one next to the name first), and the tokens that the titles cover. Reads
    word by word to the left, as parses of long titles are often wrong: titles, the nations and bodies before
    them, modifiers, and what the parse makes a modifier of the name's ``head``.
    """
    found: list[Role] = []
    covered: set[int] = set()
    modifiers = roles.modifiers()
    edge = start
    reach = parse.left(head) if head >= start else start
    while edge > 0 and parse.sentence[edge - 1] == parse.sentence[start]:
        i = edge - 1
        name = names.at[i]
        title = _span(parse, i, 0)
        if name and name[2].kind != "person" and (not title or title[0] >= name[0]):
            if not _belongs(parse, name[0], i, reach, titled=bool(found) or edge < start):
                break
            edge = name[0]
        elif title is not None:
            if title[1].plural:
                break
            edge = title[0]
            covered.update(range(edge, i + 1))
            found.append(title[1])
        elif parse.lower[i] in modifiers:
            edge = i
        elif parse.tag[i] == "POS" and i and (found or parse.lower[start] in roles.last_words()):
            owner = _owner(parse, names, i - 1)
            if owner is None:
                break
            edge = owner
        elif parse.words[i] == "-" and i and parse.lower[i - 1] in modifiers:
            edge = i - 1
        elif edge == start and (office := _office(parse, i)) is not None:
            edge = office[0]
            covered.update(range(edge, i + 1))
            found.append(office[1])
        elif reach <= i and (
            (parse.pos[i] in ("NOUN", "PROPN", "ADJ", "NUM") and parse.dep[i] in MODIFIER)
            or (parse.words[i] == "-" and edge < start and parse.starts[i] == parse.ends[i - 1])
        ):
            edge = i
        else:
            break
    edge = parse.strip(edge, start)
    # "energetic", "reluctant" before a name say nothing that codes: the mention begins after them.
    while (
        edge < start
        and parse.pos[edge] == "ADJ"
        and not (names.at[edge] or edge in covered or parse.lower[edge] in modifiers)
    ):
        edge += 1
    return edge, found, frozenset(covered)


def _belongs(parse: Parse, first: int, last: int, reach: int, titled: bool) -> bool:
    """Whether a nation or body before a name is part of its phrase: a title follows, or the parse says so."""
    if not titled and not (reach <= first and parse.dep[last] in ("compound", "nmod", "amod")):
        return False
    return not (parse.dep[last] in ("pobj", "dobj", "nsubj", "conj") and reach > first)


def _owner(parse: Parse, names: Names, last: int) -> int | None:
    """Where the owner before "'s" begins: a known name, or a body such as "Foreign Ministry"; None if
    neither.
    """
    name = names.at[last]
    if name is not None:
        return name[0]
    first, _, role = phrase(parse, last)
    return first if role is not None and role.kind == "organisation" else None


def _span(parse: Parse, last: int, floor: int) -> tuple[int, Role] | None:
    """The longest title of a person that ends at token ``last``, and where it begins."""
    table = roles.load()
    if parse.lower[last] not in roles.last_words():
        return None
    for start in range(max(floor, last - _REACH), last + 1):
        if parse.sentence[start] == parse.sentence[last]:
            role = table.get(parse.key(start, last + 1))
            if role is not None and (role.kind == "person" or role.title):
                return start, role
    return None


def _office(parse: Parse, last: int) -> tuple[int, Role] | None:
    """A ministry's head named in full before the name: "Minister for Posts and Roads X"."""
    if parse.pos[last] == "PUNCT":
        return None
    for i in range(last - 1, max(0, last - 7), -1):
        if parse.lower[i] in ("for", "of") and parse.lower[i - 1] in _HEADS:
            return _span(parse, i - 1, 0)
        if parse.pos[i] not in ("PROPN", "CCONJ", "NOUN", "PUNCT", "DET"):
            return None
    return None
