"""The lexicon of counts: numbers in words, what is counted, and what happens to it (``data/quantities``)."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec


class LexiconError(Exception):
    """A part of a lexicon file that cannot be used; the message names the file, the line and the mend."""


class Kind(msgspec.Struct, frozen=True):
    """A kind of count and the words that tell it, by the place the number takes beside them.

    ``undergoes_as`` and ``does_as`` map a verb to the words one of which its clause must have too.
    ``counts`` are units; the first is that of a bare number.
    """

    name: str
    undergoes: frozenset[str]
    undergoes_as: dict[str, frozenset[str]]
    does: frozenset[str]
    does_as: dict[str, frozenset[str]]
    describes: frozenset[str]
    events: frozenset[str]
    ones: frozenset[str]
    counts: tuple[str, ...]
    examples: dict[str, tuple[float, float, str]]


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Number words and the phrases that bound a number."""

    cardinals: dict[str, float]
    multipliers: dict[str, float]
    plurals: dict[str, float]
    collectives: dict[str, float]
    none: dict[str, list[str]]
    before: dict[str, list[str]]
    after: dict[str, list[str]]


class _KindRow(msgspec.Struct, forbid_unknown_fields=True):
    undergoes: str = ""
    undergoes_as: list[str] = []
    does: str = ""
    does_as: list[str] = []
    describes: str = ""
    events: str = ""
    ones: str = ""
    counts: str = "people households"
    examples: dict[str, tuple[float, float, str]] = {}


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of ``kinds.toml``. Raises LexiconError on a wrong table."""
    return parse_kinds(_read("kinds.toml"), "kinds.toml")


@cache
def units() -> dict[str, str]:
    """Noun (dictionary form, lower case) to unit."""
    tables = _toml(_read("units.toml"), "units.toml")
    return {noun.lower(): unit for unit, table in tables.items() for noun in str(table["nouns"]).split()}


def unit(noun: str) -> str | None:
    """The unit a noun is counted in, singular or plural; None if it is not in ``units.toml``."""
    known, noun = units(), noun.lower()
    if noun in known:
        return known[noun]
    if noun.endswith("men"):
        return known.get(noun[:-3] + "man")
    plain = known.get(noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s"))
    return plain or (known.get(meant) if (meant := _misspelt().get(noun)) else None)


# Counted as people, but not what is meant by somebody: "saved lives", "the body said".
_NOBODY = frozenset({"life", "body", "agent", "senior", "minor", "human", "force", "dead", "corpse", "cook", "soul"})


@cache
def counts_people(noun: str) -> bool:
    """Whether a noun names people: one of ``units.toml``, or a compound that ends in one ("homeguard")."""
    if noun in _NOBODY:
        return False
    if units().get(noun) == "people":
        return True
    return len(noun) > 6 and noun.endswith(("man", "woman", "guard", "worker", "keeper", "fighter", "holder", "goer"))


@cache
def _misspelt() -> dict[str, str]:
    """The commonest counted nouns with two neighbouring letters swapped, one left out, or one doubled."""
    found: dict[str, str] = {}
    for noun in ("people", "persons", "families", "households", "residents", "civilians", "villagers"):
        singular = {"families": "family", "people": "people"}.get(noun, noun.removesuffix("s"))
        for i in range(1, len(noun)):
            for wrong in (noun[:i] + noun[i + 1 :], noun[: i - 1] + noun[i] + noun[i - 1] + noun[i + 1 :],
                          noun[:i] + noun[i] + noun[i:]):  # fmt: skip
                found.setdefault(wrong, singular)
    return {wrong: noun for wrong, noun in found.items() if wrong not in units() and wrong + "s" not in found}


@cache
def numbers() -> Numbers:
    """Number words. Raises LexiconError on a wrong table."""
    try:
        return msgspec.convert(_toml(_read("numbers.toml"), "numbers.toml"), Numbers)
    except msgspec.ValidationError as error:
        raise LexiconError(f"numbers.toml: {error}") from error


def parse_kinds(text: str, name: str) -> tuple[Kind, ...]:
    """The kinds in the text of a lexicon file. Raises LexiconError, naming the line of the wrong table."""
    found = []
    known = set(units().values())
    for kind, table in _toml(text, name).items():
        head = re.search(rf"^\[{re.escape(kind)}\]", text, re.M)
        where = f"{name}, line {text.count(chr(10), 0, head.start()) + 1 if head else '?'}: {kind}"
        try:
            row = msgspec.convert(table, _KindRow)
        except msgspec.ValidationError as error:
            raise LexiconError(f"{where}: {error}") from error
        counts = tuple(row.counts.split())
        if not counts or (wrong := [unit for unit in counts if unit not in known]):
            raise LexiconError(
                f"{where}: counts {wrong if counts else 'nothing'}: use {', '.join(sorted(known))}"
            )
        found.append(
            Kind(
                name=kind,
                undergoes=frozenset(row.undergoes.split()),
                undergoes_as=_conditions(row.undergoes_as, where),
                does=frozenset(row.does.split()),
                does_as=_conditions(row.does_as, where),
                describes=frozenset(row.describes.split()),
                events=frozenset(row.events.split()),
                ones=frozenset(row.ones.split()),
                counts=counts,
                examples=row.examples,
            )
        )
    return tuple(found)


def table(name: str) -> dict[str, Any]:
    """A file of ``data/quantities`` as it stands. Raises LexiconError where it is no TOML."""
    return _toml(_read(name), name)


def _conditions(rows: list[str], where: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        verb, colon, words = row.partition(":")
        if not colon or not verb.strip():
            raise LexiconError(f'{where}: "{row}" should read "verb: word, word"')
        needed = frozenset(word.strip() for word in words.split(",") if word.strip())
        found[verb.strip()] = found.get(verb.strip(), frozenset()) | needed
    return found


def _read(name: str) -> str:
    return (files("polybius") / "data" / "quantities" / name).read_text(encoding="utf-8")


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}: not TOML: {error}") from error
