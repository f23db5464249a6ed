"""Which sentences can hold an event, told from their words alone, before anything is parsed.

The gate is made from the lexicon itself: a sentence is let through where a form of an entry's lemma stands
beside the words that the entry's conditions call for. What a condition asks of names or of the parse is
taken as met, so that what is kept back could not have been read. The forms of a word are those that the
pipeline's own lemmatizer would take to the lemma, whatever part of speech the word turns out to have.
Of the words that could tell an event, those that hardly ever do in such company (``gate_odds``), in a sentence and
a text about such things (``gate_topics``), do not count.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from polybius.events import gate_odds, gate_topics
from polybius.events.conditions import PEOPLE
from polybius.events.governors import stems
from polybius.events.lexicon import NAMED_CLASSES, Conditions, Lexicon, Operator, Word
from polybius.events.modality import MUST, WILL

if TYPE_CHECKING:
    from spacy.language import Language

# Log odds below which a word is passed over: training/fit_gate.py prints what other values keep and lose.
LEAST = -3.5
_LEAD = 2  # sentences
_KEPT = 30_000  # forms remembered; then it begins anew, so that memory has a bound
_PRONOUNS = frozenset("he she they it his her their its him them both".split())
_OPENS = 3  # words in which a sentence that goes on has its pronoun
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
    """Says which sentences can hold an event. Each word form is worked out once.

    least: log odds that a word must have to count; None lets through whatever the lexicon could read, as does a
    pipeline without the word vectors that the odds were fitted with.
    """

    def __init__(self, lexicon: Lexicon, nlp: "Language", *, least: float | None = LEAST) -> None:
        self._lexicon = lexicon
        self._topics = gate_topics.Topics(nlp)
        self._least = least if self._topics.works else None
        self._lemmatizer: Any = nlp.get_pipe("lemmatizer") if "lemmatizer" in nlp.component_names else None
        self._forms: dict[str, _Form] = {}

    @property
    def works(self) -> bool:
        """Whether the pipeline lemmatizes by rule, so that the forms of a lemma are known beforehand."""
        return self._lemmatizer is not None and getattr(self._lemmatizer, "mode", None) == "rule"

    def choose(self, sentences: Sequence[Sequence[str]]) -> list[bool]:
        """Which sentences of a document to parse, given the words of each.

        Those that can hold an event; the lead, which sets place and time; those that first bring a name of which
        an event's sentence has one word; and what stands before a sentence that goes on with a pronoun or a quotation.
        """
        if len(self._forms) > _KEPT:
            self._forms.clear()
        about = self._topics.odds(sentences) if self._least is not None else [0.0] * len(sentences)
        can = [self._lets_through(words, more) for words, more in zip(sentences, about, strict=True)]
        chosen = [c or i < _LEAD for i, c in enumerate(can)]
        first: dict[str, int] = {}
        for i, words in enumerate(sentences):
            for word in words:
                if word[0].isupper():
                    first.setdefault(word, i)
        for i, words in enumerate(sentences):
            if not can[i]:
                continue
            for word in _names_of_one_word(words):
                chosen[first[word]] = True
            if i and _goes_on(words):
                chosen[i - 1] = True
        return chosen

    def lets_through(self, words: Sequence[str]) -> bool:
        """Whether a sentence of these words, as the tokenizer parts them, can hold an event; it is all there is."""
        return self._lets_through(words, self._topics.odds([words])[0] if self._least is not None else 0.0)

    def _lets_through(self, words: Sequence[str], about: float) -> bool:
        low = [w.lower() for w in words]
        if by_auxiliary(low):
            return True
        if self._least is None:
            return any(True for _ in self.candidates(low))
        company: list[str] | None = None
        for i in self.candidates(low):
            company = self.company(low) if company is None else company
            if gate_odds.log_odds(words, low, i, company, self._weights) + about > self._least:
                return True
        return False

    def company(self, low: Sequence[str]) -> list[str]:
        """The classes of actors (``gate_odds.ACTORS``) that a sentence names, given in lower case."""
        there = set().union(*((self._forms.get(w) or self._learn(w)).counts_as for w in low))
        return [actor for actor in gate_odds.ACTORS if actor in there]

    def candidates(self, low: Sequence[str]) -> Iterator[int]:
        """The words of a sentence, given in lower case, that could tell an event by the lexicon."""
        forms = [self._forms.get(w) or self._learn(w) for w in low]
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
                yield i
                break

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        return gate_odds.load()

    def _learn(self, word: str) -> _Form:
        ways: dict[_Way, None] = {}
        every = {word}
        for pos in _POS:
            candidates = self._lemmas(word, pos)
            every |= candidates
            for lemma in sorted(candidates):
                for way in self._ways.get((lemma, _POS_OF[pos]), ()):
                    ways.setdefault(way)
        classes = frozenset().union(*(self._classes.get(lemma, ()) for lemma in every))
        form = self._forms[word] = _Form(_simplest(ways), classes | every)
        return form

    def _lemmas(self, word: str, pos: str) -> set[str]:
        """The lemmas that the pipeline or the reader can give a form as this part of speech, and perhaps more."""
        exceptions, rules = self._tables[pos]
        found = {word, *exceptions.get(word, ())}
        found.update(word.removesuffix(old) + new for old, new in rules if word.endswith(old))
        if pos == "VERB":
            found.update(stems(word))
            found.update(self._mended.get(word, ()))
        return found

    @cached_property
    def _tables(self) -> dict[str, tuple[Mapping[str, Sequence[str]], Sequence[tuple[str, str]]]]:
        """The lemmatizer's exceptions and suffix rules by part of speech."""
        lookups = self._lemmatizer.lookups
        exceptions, rules = lookups.get_table("lemma_exc", {}), lookups.get_table("lemma_rules", {})
        return {pos: (exceptions.get(pos.lower(), {}), rules.get(pos.lower(), ())) for pos in _POS}

    @cached_property
    def _classes(self) -> dict[str, frozenset[str]]:
        """The classes that each lemma is a member of, as conditions write them."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, members in self._lexicon.classes.items():
            for lemma in members:
                found[lemma].add(f"@{name}")
        return {lemma: frozenset(names) for lemma, names in found.items()}

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
            if key in ("clause", "about"):
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


def _goes_on(words: Sequence[str]) -> bool:
    """Whether a sentence cannot be read alone: it opens with a pronoun, or a quotation runs through its border."""
    marks = sum(w in "\"“”" for w in words)
    return not _PRONOUNS.isdisjoint(w.lower() for w in words[:_OPENS]) or marks % 2 == 1


def _names_of_one_word(words: Sequence[str]) -> Iterator[str]:
    """The words of a sentence that stand alone as names do: "Sandoval", who has been introduced before."""
    for i, word in enumerate(words):
        if i and len(word) > 2 and word[0].isupper():
            beside = (words[i - 1] if i > 1 else "", words[i + 1] if i + 1 < len(words) else "")
            if not any(other[:1].isupper() for other in beside):
                yield word


def by_auxiliary(words: Sequence[str]) -> bool:
    """Whether "will not" or "must" could tell a refusal or a demand."""
    for i, word in enumerate(words):
        if word in MUST:
            return True
        if word in WILL and not _NOT.isdisjoint(words[i : i + _NOT_WITHIN]):
            return True
    return False
