"""Who an actor is across documents: its side, its country and sector, its own name.

One document calls them "Azerbaijani forces", another "Azerbaijan's army": both are AZE.MIL. "M23 fighters" and "M23"
are COD.REB.m23: armed groups and whoever acts for no state are told apart by name, since two rebel groups of one
country may be enemies. Ilham Aliyev is AZE.GOV.ilham-aliyev, of the government AZE.GOV, of the side AZE.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

import msgspec

from polybius.records import Participant
from polybius.stories.holding import load as holding_rules

_FILE = "actors.toml"
_WHOLE = "ALL"  # in an id, for actors of whom only the country is told
_NOWHERE = "XXX"  # in an id, for actors of no country or of one that is not told
_LINKS = frozenset(("of", "the", "for", "and", "in", "de", "la", "du", "al", "el"))

Level = Literal["side", "sector", "name"]


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An actor and its id at each level."""

    text: str
    entity: str | None = None
    country: str | None = None
    sectors: tuple[str, ...]
    side: str
    sector: str
    name: str


class Quad(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A quad class: its code as in events ("" for types that have none), its words, its colour."""

    code: str
    name: str
    color: str


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of ``data/actors.toml``."""

    stateless: frozenset[str]
    one_body: frozenset[str]
    mutual: frozenset[str]
    unreal: frozenset[str]
    plain: frozenset[str]
    short: dict[str, str]
    sector: dict[str, str]
    quad: tuple["Quad", ...]
    example: tuple[Example, ...]


class Identity(NamedTuple):
    """The ids of an actor, from coarse to fine, each the same as the one before where nothing more is known.

    ``side``: a country, or a group that stands for itself. ``sector``: country and sector. ``name``: whoever has a
    name. ``called``: that name, None where there is none.
    """

    side: str
    sector: str
    name: str
    called: str | None


@cache
def load() -> Rules:
    """The rules of the package. Raises ValueError that names the file and the wrong key or line."""
    text = (resources.files("polybius") / "data" / _FILE).read_text(encoding="utf-8")
    try:
        return msgspec.toml.decode(text, type=Rules)
    except msgspec.DecodeError as error:
        raise ValueError(f"{_FILE}: {error}") from error


def identify(one: Participant) -> Identity | None:
    """Who a participant is; None for words that name nobody: no country, no sector ("people", "a car")."""
    return identity(one.entity or one.text, one.country, one.sectors)


def identity(words: str, country: str | None, sectors: Sequence[str]) -> Identity | None:
    """As ``identify``, of the entity's name or else its words, its country and its sectors."""
    if country is None and not sectors:
        return None
    rules, own = load(), holding_rules().sides.own
    sector = next((code for code in sectors if code in own), sectors[0] if sectors else _WHOLE)
    stands_alone = sector in own or (country is None and sector not in rules.one_body)
    if sector in rules.stateless:
        country, stands_alone = None, sector not in rules.one_body
    base = f"{country or _NOWHERE}.{sector}"
    called = _called(words, country)
    if called is None or (sector in rules.one_body and _slug(called) == _slug(rules.sector[sector])):
        side = base if country is None or sector in own else country
        return Identity(side, base, base, None)
    named = f"{base}.{_slug(called)}"
    if stands_alone:
        return Identity(named, named, named, called)
    return Identity(country or base, base, named, called)


def parts(id: str) -> tuple[str | None, str, str]:
    """The country, sector and short name of an id; None and "" where it has none."""
    country, _, rest = id.partition(".")
    sector, _, name = rest.partition(".")
    return (None if country == _NOWHERE else country), sector, name


def words(id: str, called: str | None = None) -> tuple[str, str]:
    """An id for reading: what it is ("Military", a name) and where ("Azerbaijan", "" for no country)."""
    from polybius.places import countries

    country, sector, name = parts(id)
    known = countries.by_code(country) if country else None
    where = load().short.get(country, known.name if known else country) if country else ""
    if name:
        return called or name.replace("-", " "), where
    if not sector:
        return where, ""
    if sector == _WHOLE:
        return where, load().sector[sector]
    what = load().sector.get(sector, sector)
    if country is None and sector not in load().stateless:
        return f"{what[:1].upper()}{what[1:]}, country not told", ""
    return what[:1].upper() + what[1:], where


def _called(name: str, country: str | None) -> str | None:
    """The name in a name: "M23 fighters" are called M23, "Azerbaijani forces" nothing of their own."""
    spans = [*re.finditer(r"[^\W_]+(?:-[^\W_]+)*(?=['’]s\b)|(?<!['’])[^\W_]+(?:-[^\W_]+)*", name)]
    tokens = [span[0] for span in spans]
    own_country = _country_words(country)
    # "Russian-backed" names Russia, and nobody.
    ordinary = [_ordinary(token) or token.casefold().partition("-")[0] in own_country for token in tokens]
    content = [token for token in tokens if token.casefold() not in _LINKS]
    titled = len(content) > 1 and all(_proper(token) for token in content)
    proper = [
        _proper(token) and (titled or not ordinary[at]) and token.casefold() not in _LINKS
        for at, token in enumerate(tokens)
    ]
    if not any(is_proper and not ordinary[at] for at, is_proper in enumerate(proper)):
        return None
    inside = [at for at, is_proper in enumerate(proper) if is_proper]
    first, last = inside[0], inside[-1]
    while tokens[first].casefold() in own_country:
        first += 1
    while tokens[last].casefold() in own_country and proper[last - 1]:
        last -= 1
    return _usual(name[spans[first].start() : spans[last].end()], country)


def _proper(token: str) -> bool:
    """Whether a word is written as a name: a capital, a figure, or a script that has no capitals."""
    return any(c.isupper() or c.isdigit() or (c.isalpha() and c.lower() == c.upper()) for c in token)


@cache
def _ordinary(token: str) -> bool:
    """Whether a word is one for people or bodies of many names."""
    word = token.casefold()
    return word in _plain() or word.rstrip("s") in _plain()


@cache
def _plain() -> frozenset[str]:
    from polybius.entities import roles

    single = {phrase for phrase in (*roles.load(), *roles.modifiers()) if " " not in phrase}
    return frozenset(single | load().plain | holding_rules().sides.plain)


@cache
def _country_words(country: str | None) -> frozenset[str]:
    from polybius.places import countries

    known = countries.by_code(country) if country else None
    if known is None:
        return frozenset()
    names: Iterable[str] = (known.name, *known.names, *known.demonyms)
    return frozenset(word for name in names for word in re.findall(r"[^\W_]+", name.casefold())) - _LINKS


@cache
def _usual(name: str, country: str | None) -> str:
    """The usual name of an organisation that the tables know by this one: "ECOWAS" is a shorter name of another."""
    from polybius.entities import organisations

    bodies = [one for one in organisations.by_form().get(name, ()) if one.country in (country, None)]
    return bodies[0].name if bodies and len({one.name for one in bodies}) == 1 else name


@cache
def _slug(name: str) -> str:
    return "-".join(re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", name.casefold())))
