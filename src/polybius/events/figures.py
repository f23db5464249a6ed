"""Which counts an event of a type never has, though they stand in its clause."""

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from polybius.events import ontology
from polybius.events.lexicon import LexiconError


@functools.cache
def load() -> Mapping[str, frozenset[str]]:
    """Type to the kinds of quantity foreign to it. Raises LexiconError for a type that does not exist."""
    with (files("polybius") / "data" / "lexicon" / "figures.toml").open("rb") as stream:
        table = tomllib.load(stream)["foreign"]
    for type_ in table:
        if not ontology.load().has(type_):
            raise LexiconError(f"figures.toml: unknown type {type_}")
    return {type_: frozenset(kinds) for type_, kinds in table.items()}


def foreign(type_: str) -> frozenset[str]:
    """Kinds of quantity that an event of the type never has."""
    return load().get(type_, frozenset())
