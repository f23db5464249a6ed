"""The word lists of toponym recognition."""

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from polybius.places import countries
from polybius.places.names import key
from polybius.places.sources import KINDS
from polybius.tables import TableError, listed, rows


class Words(NamedTuple):
    """The lists of ``words.toml``, in lower case; its comments say what each is."""

    locative: frozenset[str]
    titles: frozenset[str]
    streets: frozenset[str]
    brands: frozenset[str]
    seated: frozenset[str]
    civic: frozenset[str]
    municipal: frozenset[str]
    ordinary: frozenset[str]
    surnames: frozenset[str]
    given: frozenset[str]
    compounding: frozenset[str]


class Type(NamedTuple):
    """A word for a kind of place; ``apart`` when the name without the word still names the same place."""

    kind: str
    apart: bool


class People(NamedTuple):
    """Whom a demonym names: a place by its name and country, or (``name`` None) a country by its code."""

    name: str | None
    country: str | None


class Short(NamedTuple):
    """A state's or province's short form: its ISO 3166-2 code; whether it counts only after a place in it."""

    code: str
    after: bool


@cache
def load() -> Words:
    """The word lists. Raises TableError when one is missing or holds something else than words."""
    file = "words.toml"
    text = (resources.files("polybius") / "data" / "places" / file).read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    if sorted(lists) != sorted(Words._fields):
        raise TableError(f"data/places/{file}: the lists should be {', '.join(Words._fields)}")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#") and line != line.lower():
            raise TableError(f"data/places/{file}, line {number}: words are kept in lower case")
    return Words(**{name: frozenset(words) for name, words in lists.items()})


@cache
def types() -> dict[str, Type]:
    """Words for kinds of places, singular and plural, in lower case."""
    found = {}
    for error, row in rows("places/types.tsv", ("word", "kind", "cue")):
        if row["kind"] not in KINDS or row["cue"] not in {"apart", "name"}:
            raise error("the kind or the cue is unknown")
        word, kind = row["word"], Type(row["kind"], row["cue"] == "apart")
        plural = word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"
        for form in (word, plural, f"{word[:-1]}hes" if word.endswith("h") else plural):
            found[form] = kind
    return found


@cache
def peoples() -> dict[str, People]:
    """Whom each demonym names, by its text (capitals count)."""
    found = {demonym: People(None, c.alpha3) for c in countries.load() for demonym in c.demonyms}
    for error, row in rows("places/peoples.tsv", ("place", "country", "demonyms")):
        for demonym in listed(row["demonyms"]):
            if demonym in found:
                raise error(f"{demonym!r} is already the demonym of {found[demonym]}")
            found[demonym] = People(row["place"], row["country"] or None)
    return found


@cache
def bodies() -> frozenset[str]:
    """Names of armed groups and parties, in comparable form: no places, whatever stands around them."""
    found: set[str] = set()
    for file in ("entities/groups.tsv", "entities/parties.tsv"):
        for _, row in rows(file, ("name", "aliases", "country", "sectors", "years", "power")):
            found.update(key(name.removeprefix("~")) for name in (row["name"], *listed(row["aliases"])))
    return frozenset(found - {""})


@cache
def shorts() -> dict[str, Short]:
    """Short forms of states and provinces, by their text without spaces."""
    found: dict[str, Short] = {}
    for error, row in rows("places/abbreviations.tsv", ("short", "code", "after")):
        short = row["short"].replace(" ", "")
        if row["after"] not in {"", "yes"} or short in found:
            raise error(f"{short!r} is there already, or {row['after']!r} is neither empty nor yes")
        found[short] = Short(row["code"], row["after"] == "yes")
    return found


@cache
def country_name(alpha3: str) -> str:
    """A country's name by its code; "" for none."""
    country = countries.by_code(alpha3)
    return country.name if country else ""
