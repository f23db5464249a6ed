"""Whether the conditions of a lexicon entry hold at a word of a sentence."""

import functools
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from polybius.events import syntax
from polybius.events.lexicon import Conditions, Lexicon
from polybius.events.remembered import remembered
from polybius.language.columns import children_of, columns_of
from polybius.quantities import counts_people

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NAMED = {
    "person": frozenset({"PERSON"}),
    "nation": frozenset({"GPE", "NORP"}),
    "organisation": frozenset({"ORG"}),
    "place": frozenset({"GPE", "LOC", "FAC"}),
    "territory": frozenset({"GPE", "LOC"}),
    "money": frozenset({"MONEY"}),
    "percent": frozenset({"PERCENT"}),
}
# Words for people whose class is also met by a person's name.
PEOPLE = frozenset({"official", "leader", "victim", "civilian", "prisoner", "armed", "police", "crowd"})
_WORDS, _KINDS, _TERMS = "polybius.words", "polybius.kinds", "polybius.terms"
_TOPICS = "polybius.topics"
# What betrays a subject is named, not done: "casting doubt" is no film.
_NAMING = frozenset({"NOUN", "PROPN", "ADJ"})
_ACTING_CLASSES = ("official", "leader", "civilian", "victim", "crowd", "armed", "police", "institution", "firm")
_PERSON_CLASSES = ("official", "leader", "civilian", "victim", "prisoner", "crowd", "armed", "police")


def is_a(token: "Token", term: str, lexicon: Lexicon) -> bool:
    """Whether a word is a lemma, or a member of an ``@class`` by list or by the kind of its name."""
    return term == "@any" or term in _terms(token.doc, token.i, lexicon)


def is_any(token: "Token", terms: Iterable[str], lexicon: Lexicon) -> bool:
    """Whether a word is any of several lemmas or classes, as :func:`is_a`."""
    return not _terms(token.doc, token.i, lexicon).isdisjoint(terms) or "@any" in terms


def _terms(doc: "Doc", i: int, lexicon: Lexicon) -> frozenset[str]:
    """All the terms that a word meets, but for ``@any``; remembered on the document."""
    cache: dict[int, frozenset[str]] = doc.user_data.setdefault(_TERMS, {})
    terms = cache.get(i)
    if terms is None:
        words = columns_of(doc)
        terms = cache[i] = _by_list(
            words.lemmas[i], words.lowers[i], words.kinds[i], words.tags[i], words.pos[i] == "NOUN", lexicon
        )
    return terms


@functools.lru_cache(maxsize=50_000)
def _by_list(lemma: str, form: str, name: str, tag: str, noun: bool, lexicon: Lexicon) -> frozenset[str]:
    """The terms met by a word of this lemma, lower-case form, kind of name and tag."""
    terms = {word for word in (lemma, form) if not word.startswith("@")}
    terms.update(f"@{c}" for c, kinds in _NAMED.items() if name in kinds)
    terms.update(f"@{c}" for c, members in lexicon.classes.items() if lemma in members or form in members)
    if name == "PERSON":
        terms |= {"@official", "@leader"}
    people = noun and counts_people(lemma)
    pronoun = tag == "PRP" and lemma not in ("it", "itself")
    if people or pronoun or any(lemma in lexicon.classes.get(c, ()) for c in _PERSON_CLASSES):
        terms.add("@person")
    acts = name in ("PERSON", "ORG", "GPE", "NORP") or tag in ("PRP", "WP", "WDT")
    if people or acts or any(lemma in lexicon.classes.get(c, ()) for c in _ACTING_CLASSES):
        terms.add("@party")
    return frozenset(terms)


class Site:
    """A word in its sentence, with what conditions look at worked out once, when first asked for."""

    def __init__(self, token: "Token") -> None:
        self.token = token
        self.is_verb = token.pos_ in ("VERB", "AUX")
        self._seen: dict[str, list[Token]] = {}
        self._terms: dict[str, frozenset[str]] = {}

    def terms(self, key: str, lexicon: Lexicon) -> frozenset[str]:
        """All the terms that words at a position meet, or words after a preposition ("prep:to")."""
        found = self._terms.get(key)
        if found is None:
            tokens = self.things(key.removeprefix("prep:")) if key.startswith("prep:") else self.position(key)
            met = [_terms(token.doc, token.i, lexicon) for token in tokens]
            found = self._terms[key] = frozenset(("@any",)).union(*met) if met else frozenset()
        return found

    def position(self, key: str) -> "list[Token]":
        """The words at a position of the entry's condition table."""
        if key not in self._seen:
            self._seen[key] = getattr(self, "_" + key)()
        return self._seen[key]

    def things(self, prep: str) -> "list[Token]":
        """What stands after a preposition on the word, or on what the parser may have hung it on instead.

        That is a verb's object, and for an object its verb: "froze loans *to* X", "issued a warning *to* X".
        """
        key = "prep:" + prep
        if key not in self._seen:
            found = list(syntax.phrases(self.token).get(prep, []))
            if not found:
                if self.is_verb:
                    others = self.position("object")[:2]
                else:
                    others = [self.token.head] if self.token.dep_ in ("dobj", "nsubjpass") else []
                found = [t for other in others for t in syntax.phrases(other).get(prep, []) if t != self.token]
            self._seen[key] = found
        return self._seen[key]

    def _object(self) -> "list[Token]":
        if self.is_verb:
            return syntax.objects(self.token)
        return syntax.phrases(self.token).get("of", [])

    def _subject(self) -> "list[Token]":
        token = self.token
        if self.is_verb:
            return syntax.subjects(token)
        return [*syntax.possessors(token), *syntax.phrases(token).get("by", []), *syntax.compounds(token)]

    def _modifier(self) -> "list[Token]":
        return [
            c
            for c in children_of(self.token)
            if c.dep_
            in ("amod", "compound", "nmod", "advmod", "prt", "npadvmod", "acomp", "oprd", "neg", "nummod")
        ]

    def _governor(self) -> "list[Token]":
        token = self.token
        if token.dep_ == "pobj":
            return [token.head, token.head.head]
        return [token.head] if token.head != token else []

    def clause_kinds(self) -> set[str]:
        """Kinds of the clauses that the word governs."""
        kinds = {
            syntax.clause_kind(c) for c in children_of(self.token) if c.dep_ in ("xcomp", "ccomp", "acl", "advcl")
        }
        return {k for k in kinds if k}


@remembered
def site_of(token: "Token") -> Site:
    """The site of a word; remembered on the document."""
    return Site(token)


def holds(conditions: Conditions, site: Site, lexicon: Lexicon, *, every: bool) -> bool:
    """Whether the keys of a condition are met: all of them (``when``) or any (``unless``)."""
    for key, terms in conditions.items():
        if _met(key, terms, site, lexicon) is not every:
            return not every
    return every


def _met(key: str, terms: tuple[str, ...], site: Site, lexicon: Lexicon) -> bool:
    if key == "clause":
        return bool(site.clause_kinds().intersection(terms))
    if key == "near":
        return _near(terms, site, lexicon)
    if key == "about":
        return any(_about(term, site.token, lexicon) for term in terms)
    if key == "prep":
        return any(_prep_met(term, site, lexicon) for term in terms)
    return not site.terms(key, lexicon).isdisjoint(terms)


def _prep_met(term: str, site: Site, lexicon: Lexicon) -> bool:
    prep, _, thing = term.partition(":")
    return thing in site.terms("prep:" + prep, lexicon) if thing else prep in syntax.preps(site.token)


def _about(term: str, token: "Token", lexicon: Lexicon) -> bool:
    """Whether the text has more words of one class than of another: "@bombing>@labour"."""
    cache: dict[str, int] = token.doc.user_data.setdefault(_TOPICS, {})
    counts = []
    for side in term.split(">"):
        if side not in cache:
            members = lexicon.classes[side.removeprefix("@")]
            cache[side] = sum(1 for word in columns_of(token.doc).lowers if word in members)
        counts.append(cache[side])
    return counts[0] > counts[1]


def _near(terms: tuple[str, ...], site: Site, lexicon: Lexicon) -> bool:
    """Whether any term stands elsewhere in the sentence. The sentence's words are looked up once, not per word."""
    token = site.token
    words = _sentence_words(token)
    own = (token.lemma_.lower(), token.lower_)
    for term in terms:
        if not term.startswith("@"):
            if term in words and (term not in own or words[term] > 1):
                return True
        elif any(i != token.i for i in _sentence_kinds(token, term, lexicon)):
            return True
    return False


def _sentence_words(token: "Token") -> dict[str, int]:
    """How often each lemma and form stands in the token's sentence; remembered on the document."""
    words = columns_of(token.doc)
    sentence = words.sentence[token.i]
    cache: dict[int, dict[str, int]] = token.doc.user_data.setdefault(_WORDS, {})
    if sentence not in cache:
        stretch = slice(*words.sentences[sentence])
        counts = Counter(words.lemmas[stretch])
        counts.update(
            form for form, lemma in zip(words.lowers[stretch], words.lemmas[stretch], strict=True) if form != lemma
        )
        cache[sentence] = counts
    return cache[sentence]


def _sentence_kinds(token: "Token", term: str, lexicon: Lexicon) -> list[int]:
    """The first two words of the sentence that are of a class; remembered on the document."""
    doc, words = token.doc, columns_of(token.doc)
    cache: dict[tuple[int, str], list[int]] = doc.user_data.setdefault(_KINDS, {})
    key = (words.sentence[token.i], term)
    if key not in cache:
        naming = term.endswith("-term")
        found = (
            i
            for i in range(*words.sentences[key[0]])
            if (term == "@any" or term in _terms(doc, i, lexicon)) and (words.pos[i] in _NAMING or not naming)
        )
        cache[key] = list(islice(found, 2))
    return cache[key]
