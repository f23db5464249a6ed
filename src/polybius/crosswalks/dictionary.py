"""The data dictionaries: which columns a data set has, what fills them, and which stay blank."""

from functools import cache
from importlib import resources
from typing import Literal

import msgspec

NAMES = ("gdelt", "icews", "polecat", "acled")

Kind = Literal["text", "integer", "number", "date"]
Need = Literal["cameo", "plover", "acled", "date", "country"]


class Column(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column of another data set: what fills it here, or why it stays blank."""

    name: str
    type: Kind
    meaning: str
    filled: str | None = None
    blank: str | None = None

    def __post_init__(self) -> None:
        if (self.filled is None) == (self.blank is None):
            raise ValueError(f"column {self.name!r}: give either what it is filled with or why it is blank")


class Crosswalk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another data set's table: its columns in their order, and how its files are written.

    ``needs``: what an event must have to be a row of it.
    """

    title: str
    source: str
    rows: str
    separator: Literal["tab", "comma"]
    header: bool
    quoted: bool
    needs: tuple[Need, ...]
    column: tuple[Column, ...]


@cache
def load(name: str) -> Crosswalk:
    """The dictionary of one of NAMES. Raises ValueError that names the file and the wrong entry."""
    file = f"data/exports/{name}.toml"
    text = (resources.files("polybius") / "data" / "exports" / f"{name}.toml").read_text(encoding="utf-8")
    try:
        return msgspec.toml.decode(text, type=Crosswalk)
    except msgspec.DecodeError as error:
        raise ValueError(f"{file}: {error}") from error
