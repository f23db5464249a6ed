"""The lexicon: loading, checking and looking up event words, light verbs, operators and modes.

The files and their keys are described in ``docs/lexicon.md``.
"""

import functools
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

import msgspec

from polybius.records import Status

Pos = Literal["verb", "noun", "adj"]
Conditions = Mapping[str, tuple[str, ...]]

CONDITION_KEYS = frozenset({"object", "subject", "modifier", "prep", "clause", "governor", "near", "about"})


class LexiconError(Exception):
    """A lexicon file breaks its schema; the message names the file and the entry."""


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event word: what a lemma means when its conditions hold."""

    lemma: tuple[str, ...]
    pos: tuple[Pos, ...]
    type: str
    frame: str
    example: str
    mode: str | None = None
    context: tuple[str, ...] = ()
    subtype: str | None = None
    joint: str | None = None
    when: Conditions = {}
    unless: Conditions = {}
    weight: float = 0.8
    key: str = ""


class Light(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A light verb: the noun beside it tells the event, its subject fills the noun's role."""

    lemma: tuple[str, ...]
    position: tuple[str, ...]
    subject: Literal["actor", "recipient", "cause", "none"]
    example: str
    types: tuple[str, ...] = ()
    status: Status | None = None
    when: Conditions = {}
    unless: Conditions = {}
    key: str = ""


class Operator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word that changes the event it governs: its type, its status, who acts in it."""

    lemma: tuple[str, ...]
    pos: tuple[Pos, ...]
    governs: tuple[str, ...]
    example: str
    type: str | None = None
    mode: str | None = None
    context: tuple[str, ...] = ()
    subtype: str | None = None
    standalone: bool = False
    types: tuple[str, ...] = ()
    frame: str = "act-on"
    status: Status | None = None
    actor: Literal["subject", "object", "other", "keep"] = "keep"
    convert: Mapping[str, str] = {}
    when: Conditions = {}
    unless: Conditions = {}
    inner: tuple[str, ...] = ()
    weight: float = 0.85
    key: str = ""


class ModeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that, in or beside a trigger, give an event of a type its mode."""

    type: str
    mode: str
    words: tuple[str, ...]
    example: str = ""


class Metaphor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in which a word must not be coded as its event."""

    lemma: tuple[str, ...]
    pos: tuple[Pos, ...]
    example: str


class WordClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class of lemmas, used in conditions as ``@name``."""

    name: str
    lemmas: tuple[str, ...]
    description: str = ""


T = TypeVar("T")
_ONE_OR_MANY = ("lemma", "pos", "position", "governs", "type", "words")


class Lexicon:
    """All entries, indexed by lemma. Build with :func:`load`."""

    def __init__(
        self,
        *,
        words: Iterable[Word],
        lights: Iterable[Light],
        operators: Iterable[Operator],
        modes: Iterable[ModeRule],
        metaphors: Iterable[Metaphor],
        classes: Iterable[WordClass],
    ) -> None:
        self.words = tuple(words)
        self.lights = tuple(lights)
        self.operators = tuple(operators)
        self.modes = tuple(modes)
        self.metaphors = tuple(metaphors)
        self.classes = {c.name: frozenset(c.lemmas) for c in classes}
        # What asks for more is tried first, then what is surer.
        self._words = _index(sorted(self.words, key=lambda word: (-len(word.when), -word.weight)))
        self._operators = _index(self.operators)
        self.lemmas = frozenset(lemma for lemma, _ in (*self._words, *self._operators))
        self._lights: dict[str, list[Light]] = defaultdict(list)
        for light in self.lights:
            for lemma in light.lemma:
                self._lights[lemma].append(light)
        self._modes: dict[str, list[ModeRule]] = defaultdict(list)
        for rule in self.modes:
            self._modes[rule.type].append(rule)

    def senses(self, lemma: str, pos: Pos) -> list[Word]:
        """Entries of an event word, those with the most conditions first; ``lemma`` with its particle, if any."""
        return self._words.get((lemma, pos), [])

    def lights_of(self, lemma: str) -> list[Light]:
        """Entries of a light verb."""
        return self._lights.get(lemma, [])

    def operators_of(self, lemma: str, pos: Pos) -> list[Operator]:
        """Entries of an operator."""
        return self._operators.get((lemma, pos), [])

    def modes_of(self, type_: str) -> list[ModeRule]:
        """Rules that give events of a type their mode."""
        return self._modes.get(type_, [])


@functools.cache
def load() -> Lexicon:
    """The packaged lexicon. Raises LexiconError, naming the file and entry, when it breaks its schema."""
    folder = files("polybius") / "data" / "lexicon"
    words: list[Word] = []
    for path in sorted((folder / "words").iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            words += _read(path, "word", Word)
    lexicon = Lexicon(
        words=words,
        lights=_read(folder / "light.toml", "light", Light),
        operators=_read(folder / "operators.toml", "operator", Operator),
        modes=_read(folder / "modes.toml", "mode", ModeRule),
        metaphors=_read(folder / "metaphors.toml", "metaphor", Metaphor),
        classes=_read(folder / "classes.toml", "class", WordClass),
    )
    _check_conditions(lexicon)
    return lexicon


def _read(path: Traversable, table: str, kind: type[T]) -> list[T]:
    """The entries of one file as typed records."""
    stem = path.name.removesuffix(".toml")
    try:
        with path.open("rb") as stream:
            rows: list[dict[str, Any]] = tomllib.load(stream).get(table, [])
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path.name}: {error}") from error
    entries = []
    for number, row in enumerate(rows, 1):
        name = _first(row.get("lemma", row.get("name", row.get("mode", "?"))))
        for field in _ONE_OR_MANY:
            if field in kind.__annotations__ and isinstance(row.get(field), str) and field != "type":
                row[field] = [row[field]]
        for side in ("when", "unless"):
            if side in row:
                row[side] = {k: [v] if isinstance(v, str) else v for k, v in row[side].items()}
        if "key" in kind.__annotations__:
            row["key"] = f"{stem}/{name}"
        try:
            entries.append(msgspec.convert(row, kind))
        except msgspec.ValidationError as error:
            raise LexiconError(f"{path.name}: entry {number} ({name}): {error}") from error
    return entries


def _first(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


def _index(entries: Iterable[Any]) -> dict[tuple[str, str], list[Any]]:
    index: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for entry in entries:
        for lemma in entry.lemma:
            for pos in entry.pos:
                index[lemma, pos].append(entry)
    return index


# Classes that the coder knows from names in the text rather than from a list.
NAMED_CLASSES = frozenset({"person", "nation", "organisation", "place", "money", "percent", "any", "party"})


def _check_conditions(lexicon: Lexicon) -> None:
    """Every condition must use a known key and known classes."""
    entries: list[Word | Light | Operator] = [*lexicon.words, *lexicon.lights, *lexicon.operators]
    for entry in entries:
        for conditions in (entry.when, entry.unless):
            for key, terms in conditions.items():
                if key not in CONDITION_KEYS:
                    raise LexiconError(f"{entry.key}: unknown condition {key!r}")
                for term in terms:
                    if key == "about" and term.count(">") != 1:
                        raise LexiconError(f"{entry.key}: {term!r} in about must be two classes with '>' between")
                    for word in term.split(">") if key == "about" else (term.split(":", 1)[-1],):
                        name = word.removeprefix("@")
                        if word.startswith("@") and name not in lexicon.classes and name not in NAMED_CLASSES:
                            raise LexiconError(f"{entry.key}: unknown class {word!r} in {key}")
