"""The ontology: event types, modes, quad classes, CAMEO codes, scores, and modes of requests."""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files

import msgspec

from polybius.events.lexicon import LexiconError


class ModeCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mode of a type and its codes; scores are -10 to 10."""

    name: str
    description: str
    cameo: str | None = None
    goldstein: float | None = None
    plover_score: float | None = None


class TypeCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event type and its codes; ``quad`` is PLOVER's quad class, None where it has none."""

    name: str
    description: str
    quad: str | None = None
    cameo: str | None = None
    goldstein: float | None = None
    plover_score: float | None = None
    modes: tuple[ModeCode, ...] = ()


class Codes(msgspec.Struct, frozen=True):
    """What a type and mode are called in the other schemes."""

    quad: str | None
    cameo: str | None
    goldstein: float | None


class Ontology:
    """Types and modes by name. Build with :func:`load`."""

    def __init__(self, types: Iterable[TypeCode], inner_modes: Mapping[str, Mapping[str, str]]) -> None:
        self.types = {t.name: t for t in types}
        self._modes = {(t.name, m.name): m for t in self.types.values() for m in t.modes}
        self._inner = inner_modes

    def has(self, type_: str, mode: str | None = None) -> bool:
        """Whether the type, and the mode of that type if one is given, exist."""
        return type_ in self.types if mode is None else (type_, mode) in self._modes

    def codes(self, type_: str, mode: str | None) -> Codes:
        """Quad class, CAMEO code and Goldstein score; those of the mode where it has its own."""
        kind = self.types[type_]
        own = self._modes.get((type_, mode or ""))
        if own is not None and own.cameo is not None:
            return Codes(kind.quad, own.cameo, own.goldstein)
        return Codes(kind.quad, kind.cameo, kind.goldstein)

    def inner_mode(self, outer: str, type_: str, mode: str | None) -> str | None:
        """Mode of a request, refusal or threat from the event that is requested, refused or threatened."""
        table = self._inner.get(outer, {})
        return table.get(f"{type_}/{mode}") or table.get(type_)


@functools.cache
def load() -> Ontology:
    """The packaged ontology. Raises LexiconError when a file breaks its schema."""
    folder = files("polybius") / "data" / "lexicon"
    with (folder / "ontology.toml").open("rb") as stream:
        rows = tomllib.load(stream)["type"]
    with (folder / "inner_modes.toml").open("rb") as stream:
        inner = tomllib.load(stream)
    try:
        types = msgspec.convert(rows, list[TypeCode])
    except msgspec.ValidationError as error:
        raise LexiconError(f"ontology.toml: {error}") from error
    ontology = Ontology(types, inner)
    for outer, table in inner.items():
        for key, mode in table.items():
            if not ontology.has(outer, mode) or not ontology.has(*key.split("/")):
                raise LexiconError(f"inner_modes.toml: {outer}: unknown {key} = {mode}")
    return ontology
