"""PLOVER's contexts: what an event is about, from the words of its sentence."""

import functools
import tomllib
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from polybius.events.lexicon import LexiconError
from polybius.language.columns import columns_of

if TYPE_CHECKING:
    from spacy.tokens import Span

_MOST = 3
_LONGEST = 3  # words of a phrase; one of more words says more


class Context(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A context and the lemmas and phrases that show it."""

    name: str
    words: tuple[str, ...]
    example: str = ""
    description: str = ""


@functools.cache
def load() -> Mapping[str, tuple[str, ...]]:
    """Word or phrase to the contexts it shows. Raises LexiconError when the file breaks its schema."""
    path = files("polybius") / "data" / "lexicon" / "contexts.toml"
    with path.open("rb") as stream:
        rows = tomllib.load(stream).get("context", [])
    try:
        contexts = msgspec.convert(rows, list[Context])
    except msgspec.ValidationError as error:
        raise LexiconError(f"contexts.toml: {error}") from error
    index: dict[str, tuple[str, ...]] = {}
    for context in contexts:
        for word in context.words:
            index[word] = (*index.get(word, ()), context.name)
    return index


@functools.cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split(" ")[0] for phrase in load())


def of_sentence(sentence: "Span") -> tuple[str, ...]:
    """Contexts that the words of a sentence show, the best shown first, at most three."""
    index = load()
    first = _first_words()
    words = columns_of(sentence.doc)
    spoken = [i for i in range(sentence.start, sentence.end) if not sentence.doc[i].is_punct]
    lemmas, forms = [words.lemmas[i] for i in spoken], [words.lowers[i] for i in spoken]
    votes: Counter[str] = Counter()
    for i in range(len(spoken)):
        if lemmas[i] not in first and forms[i] not in first:
            continue
        for weight in range(1, min(_LONGEST, len(spoken) - i) + 1):
            for phrase in {" ".join(lemmas[i : i + weight]), " ".join(forms[i : i + weight])}:
                for name in index.get(phrase, ()):
                    votes[name] += weight
    return tuple(name for name, _ in sorted(votes.items(), key=lambda v: (-v[1], v[0]))[:_MOST])
