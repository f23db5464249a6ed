"""Role nouns, titles and the modifiers that tell their sector."""

from collections.abc import Callable
from functools import cache
from typing import Literal, cast

from polybius.entities.sectors import codes
from polybius.records import Record
from polybius.tables import TableError, listed, rows

Kind = Literal["person", "group", "organisation"]
Lends = Literal["own", "local", "being", "away", ""]
Effect = Literal["set", "seek", "former", "ethnic"]

_ROLES = ("role", "sectors", "kind", "country", "example")
_TITLES = ("titles", "sectors", "country", "gender")
_MODIFIERS = ("modifiers", "sectors", "effect")


class Role(Record, frozen=True, kw_only=True):
    """What a role noun or title means.

    ``soft``: the sectors give way to what a modifier or an organisation says. ``country``: whether an
    article's one country may be taken for it ("own": a state's institution, "local": people of the
    place), or whether it is an actor only beside a nation ("being"), or may be another's than the
    country it is in ("away"). ``plural``: the form that was found is a plural.
    """

    phrase: str
    sectors: tuple[str, ...]
    soft: bool
    kind: Kind
    country: Lends = ""
    gender: str = ""
    named: bool = False
    title: bool = False
    plural: bool = False
    example: str = ""


class Modifier(Record, frozen=True, kw_only=True):
    """What a word before a role noun says about its sectors."""

    sectors: tuple[str, ...]
    effect: Effect


@cache
def load() -> dict[str, Role]:
    """Roles and titles by their forms in lower case, plurals too. Raises TableError for a wrong line."""
    found: dict[str, Role] = {}
    for error, row in rows("entities/roles.tsv", _ROLES, full=True):
        if row["kind"] not in ("person", "group", "organisation"):
            raise error(f"kind {row['kind']!r} should be person, group or organisation")
        if row["country"] not in ("own", "local", "being", "away", ""):
            raise error(f"country {row['country']!r} should be own, local, being, away or -")
        if row["role"] in found and found[row["role"]].phrase == row["role"]:
            raise error(f"{row['role']!r} is there already")
        sectors, soft = _sectors(row["sectors"], error)
        kind = cast(Kind, row["kind"])
        role = Role(
            phrase=row["role"],
            sectors=sectors,
            soft=soft,
            kind=kind,
            country=cast(Lends, row["country"]),
            gender="m" if row["role"].endswith("man") else "f" if row["role"].endswith("woman") else "",
            plural=kind == "group",
            example=row["example"],
        )
        _add(found, role)
    for error, row in rows("entities/titles.tsv", _TITLES, full=True):
        if row["country"] not in ("own", "") or row["gender"] not in ("m", "f", ""):
            raise error("country should be own or -, gender m, f or -")
        sectors, soft = _sectors(row["sectors"], error)
        for title in listed(row["titles"]):
            phrase = title.removeprefix("^")
            known = found.get(phrase)
            if known and known.title and known.phrase == phrase:
                raise error(f"{phrase!r} is there already")
            gender = row["gender"] or ("m" if phrase.endswith("man") else "f" if phrase.endswith("woman") else "")
            role = Role(
                phrase=phrase,
                sectors=known.sectors if known else sectors,
                soft=known.soft if known else soft,
                kind="person",
                country=known.country if known else cast(Lends, row["country"]),
                gender=gender,
                named=title.startswith("^") and known is None,
                title=True,
                example=known.example if known else "",
            )
            _add(found, role)
    return found


@cache
def modifiers() -> dict[str, Modifier]:
    """Modifiers by their form in lower case. Raises TableError for a wrong line."""
    found: dict[str, Modifier] = {}
    for error, row in rows("entities/modifiers.tsv", _MODIFIERS, full=True):
        if row["effect"] not in ("set", "seek", "former", "ethnic"):
            raise error(f"effect {row['effect']!r} should be set, seek, former or ethnic")
        for word in listed(row["modifiers"]):
            if word in found:
                raise error(f"{word!r} is there already")
            found[word] = Modifier(sectors=codes(row["sectors"], error), effect=cast(Effect, row["effect"]))
    return found


@cache
def body_words() -> dict[str, tuple[str, ...]]:
    """Sectors by words in organisations' names, in lower case. Raises TableError for a wrong line."""
    found: dict[str, tuple[str, ...]] = {}
    for error, row in rows("entities/body_words.tsv", ("words", "sectors"), full=True):
        for word in listed(row["words"]):
            if word in found:
                raise error(f"{word!r} is there already")
            found[word] = codes(row["sectors"], error)
    return found


@cache
def last_words() -> frozenset[str]:
    """The last words of all forms: where none of them stands, no role ends."""
    return frozenset(phrase.replace("-", " ").split()[-1] for phrase in load())


@cache
def with_of() -> dict[str, tuple[str, ...]]:
    """Forms with a preposition by the noun before it ("minister of defence" by "minister"), longest first."""
    found: dict[str, list[str]] = {}
    for phrase in load():
        for link in (" of ", " to the ", " in ", "-in-"):
            noun, preposition, rest = phrase.partition(link)
            if preposition and rest:
                found.setdefault(noun.split()[-1], []).append(phrase[len(noun) - len(noun.split()[-1]) :])
                break
    return {noun: tuple(sorted(set(forms), key=lambda f: (-len(f), f))) for noun, forms in found.items()}


def _add(found: dict[str, Role], role: Role) -> None:
    found[role.phrase] = role
    if role.named or (role.kind == "group" and role.phrase.endswith("s")):
        return
    plural = _plural(role.phrase)
    if plural not in found or (found[plural].plural and found[plural].phrase != plural):
        found[plural] = Role(
            phrase=role.phrase,
            sectors=role.sectors,
            soft=role.soft,
            kind="group" if role.kind == "person" else role.kind,
            country=role.country,
            gender="",
            named=role.named,
            title=role.title,
            plural=True,
        )


def _plural(phrase: str) -> str:
    """The plural of a role: of its head, which is the word before a preposition, else the last."""
    for link in (" of ", "-in-", " to the ", "-general", " general"):
        noun, preposition, rest = phrase.partition(link)
        if preposition and (link not in ("-general", " general") or noun in ("secretary", "attorney", "consul")):
            return _plural(noun) + preposition + rest
    if phrase.endswith("man"):
        return phrase[:-3] + "men"
    if phrase.endswith("child"):
        return phrase + "ren"
    if phrase.endswith(("passerby", "passer-by")):
        return phrase.replace("passer", "passers")
    if phrase.endswith("thief"):
        return phrase[:-1] + "ves"
    if phrase.endswith("y") and phrase[-2:-1] not in tuple("aeou"):
        return phrase[:-1] + "ies"
    if phrase.endswith(("s", "x", "ch", "sh")):
        return phrase + "es"
    return phrase + "s"


def _sectors(cell: str, error: Callable[[str], TableError]) -> tuple[tuple[str, ...], bool]:
    return codes(cell.removeprefix("~"), error), cell.startswith("~")
