"""Closed lists of words that grammar turns on (``data/lexicon/grammar.toml``)."""

import functools
import tomllib
from importlib.resources import files

import msgspec

from polybius.events.lexicon import LexiconError


class Grammar(msgspec.Struct, frozen=True):
    """Lemmas by what they do; the file says what each list is for."""

    quantifiers: frozenset[str]
    containers: frozenset[str]
    growth: frozenset[str]
    messages: frozenset[str]
    object_control: frozenset[str]
    object_preposition: frozenset[str]
    going: frozenset[str]
    particles: frozenset[str]
    gerund: frozenset[str]


@functools.cache
def load() -> Grammar:
    """The packaged lists. Raises LexiconError when a list is missing or unknown."""
    path = files("polybius") / "data" / "lexicon" / "grammar.toml"
    with path.open("rb") as stream:
        table = tomllib.load(stream)
    if set(table) != set(Grammar.__struct_fields__):
        wrong = sorted(set(table) ^ set(Grammar.__struct_fields__))
        raise LexiconError(f"grammar.toml: {wrong[0]!r} is missing or unknown")
    return Grammar(**{name: frozenset(words.split()) for name, words in table.items()})
