"""The words that relate one event to another (``data/relations.toml``): loading, checking, matching."""

import functools
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import msgspec

from polybius.events.lexicon import LexiconError
from polybius.records import RelationKind

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

Form = Literal["joins", "leads", "answers", "brings", "responds", "alone", "marks"]

_FILE = "relations.toml"
_TIME = "@time"  # in a phrase: a unit of time, with its number ("two days")
_BETWEEN = frozenset({"det", "amod", "poss", "advmod", "compound"})
_SAID = 7  # words of "in what the army called retaliation for" at most
_EXAMPLE = re.compile(r"\[([^\]]+)\].*\{([^}]+)\}|\{([^}]+)\}.*\[([^\]]+)\]")


class Backward(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for what the sentence before told, and which of its events they can mean."""

    nouns: frozenset[str]
    pronouns: frozenset[str]
    verbal: frozenset[str]


class Happening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs that only say that something happened, whom an event names, and words that say how long after."""

    verbs: frozenset[str]
    persons: frozenset[str]
    units: frozenset[str]
    soon: frozenset[str]


class Denying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs whose clause is said not to be so."""

    verbs: frozenset[str]


class Steps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Prepositions by which a verb of answering says what it answers, and with what."""

    to: frozenset[str]
    means: frozenset[str]


class Unwilled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Types of events that nobody does in reaction: they result."""

    types: frozenset[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    backward: Backward
    happening: Happening
    denying: Denying
    steps: Steps
    unwilled: Unwilled
    phrases: Mapping[RelationKind, Mapping[Form, Mapping[str, str]]]


class Phrase(NamedTuple):
    """Words that relate: the kind, how they stand to the two events, and an example with both marked."""

    words: tuple[str, ...]
    kind: RelationKind
    form: Form
    example: str


class Found(NamedTuple):
    """A phrase in a sentence, and its words there, those between them left out."""

    phrase: Phrase
    words: "tuple[Token, ...]"


class RelationWords:
    """All phrases, by their first word. Build with :func:`load`."""

    def __init__(self, given: _File) -> None:
        self.backward, self.happening, self.denying = given.backward, given.happening, given.denying
        self.steps, self.unwilled = given.steps, given.unwilled
        self.phrases = tuple(
            Phrase(tuple(words.replace("-", " - ").split()), kind, form, example)
            for kind, forms in given.phrases.items()
            for form, phrases in forms.items()
            for words, example in phrases.items()
        )
        self._plain: dict[str, list[Phrase]] = {}
        self._verbs: dict[str, list[Phrase]] = {}
        for phrase in sorted(self.phrases, key=lambda one: (-len(one.words), one.words)):
            where = self._verbs if phrase.form in ("answers", "brings", "responds") else self._plain
            where.setdefault(phrase.words[0], []).append(phrase)

    def relates(self, verb: "Token") -> bool:
        """Whether a verb, with its particles, relates two events itself."""
        return self._verb(verb) is not None

    def find(self, sentence: "Span") -> Iterator[Found]:
        """The phrases of a sentence, the longest at each word; none begins inside another."""
        taken: set[int] = set()
        for token in sentence:
            if token.i in taken:
                continue
            found = self._at(token)
            if found is not None:
                taken.update(word.i for word in found.words)
                yield found

    def _at(self, token: "Token") -> Found | None:
        for phrase in self._plain.get(token.lower_, ()):
            words = self._follow(phrase, token)
            if words is not None:
                return Found(phrase, words)
        if token.lemma_.lower() in self.happening.units:
            for phrase in self._plain.get(_TIME, ()):
                words = self._follow(phrase, token)
                if words is not None:
                    return Found(phrase, words)
        return self._verb(token) if token.pos_ in ("VERB", "AUX") else None

    def _verb(self, token: "Token") -> Found | None:
        for phrase in self._verbs.get(token.lemma_.lower(), ()):
            rest = [next((c for c in token.children if c.lower_ == word), None) for word in phrase.words[1:]]
            words = [token, *(word for word in rest if word is not None)]
            if len(words) == len(phrase.words):
                return Found(phrase, tuple(words))
        return None

    def _follow(self, phrase: Phrase, first: "Token") -> "tuple[Token, ...] | None":
        """The words of a phrase from its first on; between the first two there may be what describes the second:
        "in *direct* response to", "in *what it called* revenge for"."""
        found = [first]
        for number, word in enumerate(phrase.words[1:]):
            after = _next(found[-1])
            if number == 0 and after is not None and not self._is(after, word):
                after = self._skip(after, word)
            if after is None or not self._is(after, word):
                return None
            found.append(after)
        if (phrase.form == "alone" and _goes_on(found[-1])) or (phrase.form == "marks" and not _modifies(found[-1])):
            return None
        return tuple(found)

    def _is(self, token: "Token", word: str) -> bool:
        return token.lemma_.lower() in self.happening.units if word == _TIME else token.lower_ == word

    def _skip(self, token: "Token", word: str) -> "Token | None":
        at: Token | None = token
        said = token.lower_ == "what"
        for _ in range(_SAID if said else 2):
            if at is None or not (said or at.dep_ in _BETWEEN or at.pos_ == "NUM"):
                return None
            at = _next(at)
            if at is not None and self._is(at, word):
                return at
        return None


def _goes_on(last: "Token") -> bool:
    """Whether a phrase that can stand alone does not: "hours after *the raid*", "in a revenge *attack*"."""
    opens = last.dep_ == "mark" or any(c.dep_ in ("pobj", "pcomp") for c in last.children)
    return opens or last.dep_ in ("compound", "amod", "nmod")


def _modifies(word: "Token") -> bool:
    """Whether a word stands before a noun as its modifier: not in "promised revenge"."""
    return word.dep_ in ("amod", "compound", "nmod") and word.head.pos_ in ("NOUN", "PROPN") and word.head.i > word.i


def _next(token: "Token") -> "Token | None":
    """The word after, in the same sentence."""
    number = token.i + 1
    after = token.doc[number] if number < len(token.doc) else None
    return None if after is None or after.is_sent_start else after


@functools.cache
def load() -> RelationWords:
    """The packaged phrases. Raises LexiconError, naming the phrase, where the file breaks its schema."""
    text = (files("polybius") / "data" / _FILE).read_text(encoding="utf-8")
    try:
        found = RelationWords(msgspec.toml.decode(text, type=_File))
    except msgspec.DecodeError as error:
        raise LexiconError(f"{_FILE}: {error}") from error
    for phrase in found.phrases:
        words = " ".join(phrase.words)
        if not _EXAMPLE.search(phrase.example):
            raise LexiconError(f"{_FILE}: the example of {words!r} must mark [the event] and {{the other}}")
    assert set(get_args(Form)) >= {phrase.form for phrase in found.phrases}
    return found
