"""Which sentences can hold an event, told from their words alone, before anything is parsed.

The gate is made from the lexicon itself: a sentence is let through where a form of an entry's lemma stands
beside the words that the entry's conditions call for. What a condition asks of names or of the parse is
taken as met, so that what is kept back could not have been read. The forms of a word are those that the
pipeline's own lemmatizer would take to the lemma, whatever part of speech the word turns out to have.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from polybius.events.conditions import PEOPLE
from polybius.events.governors import stems
from polybius.events.lexicon import NAMED_CLASSES, Conditions, Lexicon, Operator, Word
from polybius.events.modality import MUST, WILL

if TYPE_CHECKING:
    from spacy.language import Language

_NOT = frozenset({"not", "n't", "n’t", "never", "no"})
_NOT_WITHIN = 5  # words after "will" that a negation may stand
_PARTICLE_WITHIN = 8  # words after a verb that its particle may stand
_POS = ("VERB", "NOUN", "ADJ", "ADV")
_POS_OF = {"VERB": "verb", "NOUN": "noun", "ADJ": "adj", "ADV": "adj"}


@dataclass(frozen=True)
class _Way:
    """One way to an event: words that must stand after the form, before it, and anywhere in the sentence."""

    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    anywhere: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True)
class _Form:
    """What is known of a word form: the ways to an event it begins, and what it counts as in conditions."""

    ways: tuple[_Way, ...]
    counts_as: frozenset[str]


class Gate:
    """Says whether a sentence can hold an event. Words are looked at in lower case; each form is worked out once."""

    def __init__(self, lexicon: Lexicon, nlp: "Language") -> None:
        self._lexicon = lexicon
        self._lemmatizer: Any = nlp.get_pipe("lemmatizer") if nlp.has_pipe("lemmatizer") else None
        self._vocab = nlp.vocab
        self._forms: dict[str, _Form] = {}

    @property
    def works(self) -> bool:
        """Whether the pipeline lemmatizes by rule, so that the forms of a lemma are known beforehand."""
        return self._lemmatizer is not None and getattr(self._lemmatizer, "mode", None) == "rule"

    def lets_through(self, words: Sequence[str]) -> bool:
        """Whether a sentence of these words (lower case, as the tokenizer parts them) can hold an event."""
        forms = [self._forms.get(w) or self._learn(w) for w in words]
        counted: set[str] | None = None
        for i, form in enumerate(forms):
            for way in form.ways:
                if way.after and not _follow(way.after, forms, i):
                    continue
                if way.before and not _precede(way.before, forms, i):
                    continue
                if way.anywhere:
                    if counted is None:
                        counted = set().union(*(f.counts_as for f in forms))
                    if any(counted.isdisjoint(wanted) for wanted in way.anywhere):
                        continue
                return True
        return _by_auxiliary(words)

    def _learn(self, word: str) -> _Form:
        lemmas = {pos: self._lemmas(word, pos) for pos in _POS}
        every = frozenset().union(*lemmas.values())
        ways: dict[_Way, None] = {}
        for pos, candidates in lemmas.items():
            for lemma in sorted(candidates):
                for way in self._ways.get((lemma, _POS_OF[pos]), ()):
                    ways.setdefault(way)
        classes = {f"@{name}" for name, members in self._lexicon.classes.items() if not members.isdisjoint(every)}
        form = self._forms[word] = _Form(_simplest(ways), every | classes)
        return form

    def _lemmas(self, word: str, pos: str) -> set[str]:
        """The lemmas that the pipeline or the reader can give a form as this part of speech."""
        from spacy.tokens import Doc

        found = {word}
        if pos == "VERB":
            found.update(stems(word))
            found.update(self._mended.get(word, ()))
        token: Any = Doc(self._vocab, words=[word])[0]
        token.pos_ = pos
        found.update(lemma.lower() for lemma in self._lemmatizer.rule_lemmatize(token))
        return found

    @cached_property
    def _mended(self) -> dict[str, tuple[str, ...]]:
        from polybius.language import mended_lemmas

        forms: dict[str, tuple[str, ...]] = {}
        for form, lemma in mended_lemmas():
            forms[form] = (*forms.get(form, ()), lemma)
        return forms

    @cached_property
    def _ways(self) -> dict[tuple[str, str], tuple[_Way, ...]]:
        """Ways to an event by the lemma and part of speech of the word that begins them."""
        ways: dict[tuple[str, str], dict[_Way, None]] = defaultdict(dict)
        entries: list[Word | Operator] = list(self._lexicon.words)
        entries += [o for o in self._lexicon.operators if o.standalone and o.type]
        for entry in entries:
            anywhere = tuple(self._called_for(entry.when))
            for lemma in entry.lemma:
                for pos in entry.pos:
                    for head, way in _ways_of(lemma, pos, anywhere):
                        ways[head, pos].setdefault(way)
                        if pos == "verb":  # a participle may be tagged an adjective
                            ways[head, "adj"].setdefault(way)
        return {key: tuple(found) for key, found in ways.items()}

    def _called_for(self, when: Conditions) -> Iterable[frozenset[str]]:
        """Sets of words or classes of which a sentence must show one, for the conditions that words can fail."""
        for key, terms in when.items():
            if key == "clause":
                continue
            wanted = set()
            for term in terms:
                prep, _, thing = term.rpartition(":") if key == "prep" else ("", "", term)
                if key == "prep" and not prep:
                    wanted.add(thing)
                elif thing.startswith("@") and (thing[1:] in NAMED_CLASSES or thing[1:] in PEOPLE):
                    break  # a name or a pronoun can meet it
                else:
                    wanted.add(thing)
            else:
                yield frozenset(wanted)


def _ways_of(lemma: str, pos: str, anywhere: tuple[frozenset[str], ...]) -> Iterable[tuple[str, _Way]]:
    """The words that an entry's lemma can begin with, as the tokenizer parts it, each with its way."""
    first, *rest = lemma.split(" ")
    if pos == "verb":
        head, way = first, _Way(after=tuple(rest), anywhere=anywhere)
    else:
        *before, head = [first, *rest]
        way = _Way(before=tuple(before), anywhere=anywhere)
    yield head, way
    if "-" in head:
        *front, last = head.split("-")
        yield last, _Way(after=way.after, before=(*way.before, *front), anywhere=anywhere)
        yield head.replace("-", ""), way


def _simplest(ways: Iterable[_Way]) -> tuple[_Way, ...]:
    """The ways, the least demanding first; one that asks for nothing stands for all."""
    ordered = sorted(ways, key=lambda w: (len(w.after) + len(w.before) + len(w.anywhere), w.after, w.before))
    return (ordered[0],) if ordered and ordered[0] == _Way() else tuple(ordered)


def _follow(wanted: Sequence[str], forms: Sequence[_Form], i: int) -> bool:
    near = forms[i + 1 : i + 1 + _PARTICLE_WITHIN]
    return all(any(w in f.counts_as for f in near) for w in wanted)


def _precede(wanted: Sequence[str], forms: Sequence[_Form], i: int) -> bool:
    near = forms[max(0, i - len(wanted) - 2) : i]
    return all(any(w in f.counts_as for f in near) for w in wanted)


def _by_auxiliary(words: Sequence[str]) -> bool:
    """Whether "will not" or "must" could tell a refusal or a demand."""
    for i, word in enumerate(words):
        if word in MUST:
            return True
        if word in WILL and not _NOT.isdisjoint(words[i : i + _NOT_WITHIN]):
            return True
    return False
