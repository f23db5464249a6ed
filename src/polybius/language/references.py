"""Pronouns and definite descriptions, and what in the text they stand for.

Rule-based, after the salience ranking of Lappin and Leass (1994): the candidates of the same sentence
before the
word, of the sentence before, and (for descriptions) of the lead are filtered by number, gender and kind and
ranked by their role in the clause and their nearness. Where no candidate stands out there is no Reference.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from polybius.entities import descriptions, metonymy, persons
from polybius.records import Entity, Place, Reference, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SHE = frozenset(("she", "her", "hers", "herself"))
_HE = frozenset(("he", "him", "his", "himself"))
_IT = frozenset(("it", "its", "itself"))
_THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
_SUBJECT = frozenset(("nsubj", "nsubjpass", "agent"))
_DUMMY = frozenset(("be", "seem", "appear", "emerge", "happen"))
_WEIGHT = {"dobj": 2.0, "dative": 2.0, "attr": 2.0, "poss": 1.5, "pobj": 1.0}
_BEFORE_NOUN = frozenset(("compound", "amod", "nmod", "npadvmod"))

# How many sentences back the antecedent of a pronoun and of a description may be.
_PRONOUN_REACH = 1
_DESCRIPTION_REACH = 3
# A candidate is meant only where it is this much more salient than the next one that is another thing.
_MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that a later word may stand for.

    ``kind``: an entity's kind, "place:" and a place's kind, "event" for a noun with a family, "thing" for any
    other noun: a thing is no antecedent, but keeps others from being taken for one.
    """

    head: "Token"
    span: Span
    kind: str
    name: str
    plural: bool = False
    gender: str = ""
    subject: bool = False
    main: bool = False
    chain: int = -1


_Fits = Callable[[_Candidate], bool]


def resolve(doc: "Doc", entities: Sequence[Entity], places: Sequence[Place]) -> tuple[Reference, ...]:
    """The pronouns and descriptions of a parsed document that stand for something named in it, in order.

    ``entities`` and ``places`` are the document's layers. ``to`` of each Reference is the span of an
    entity or a place, or the noun of an event ("war" for "that fighting"). A word whose antecedent is
    unclear gives none.
    """
    document = _Document(doc, entities, places)
    found: list[Reference] = []
    for token in doc:
        chosen: _Candidate | None = None
        start = token
        if token.tag_ in ("PRP", "PRP$"):
            chosen = document.pronoun(token)
        elif token.pos_ == "NOUN":
            determiner = next((c for c in token.lefts if c.dep_ == "det"), None)
            if determiner is not None and determiner.lower_ in ("the", "this", "that", "these", "those"):
                start = determiner
                chosen = document.description(token, pointing=determiner.lower_ != "the")
        if chosen is None:
            continue
        document.stand(token, chosen)
        if chosen.span.start <= start.idx < chosen.span.end:
            continue
        end = token.idx + len(token)
        found.append(
            Reference(start=start.idx, end=end, text=doc[start.i : token.i + 1].text, to=chosen.span)
        )
    return tuple(found)


class _Document:
    """The candidates of a document by sentence, in order."""

    def __init__(self, doc: "Doc", entities: Sequence[Entity], places: Sequence[Place]) -> None:
        self._doc = doc
        self._sentence: list[int] = []
        self._by_sentence: list[list[_Candidate]] = []
        for sentence in doc.sents:
            self._sentence.extend([len(self._by_sentence)] * len(sentence))
            self._by_sentence.append([])
        self._quoted = _quoted(doc)
        starts = {t.idx: t.i for t in doc}
        ends = {t.idx + len(t): t.i for t in doc}
        genders = _genders(entities)
        covered: set[int] = set()
        for entity in entities:
            first, last = starts.get(entity.start), ends.get(entity.end)
            if first is not None and last is not None:
                covered.update(range(first, last + 1))
                gender = genders.get(entity.chain, "")
                self._add(first, last, entity, entity.kind, entity.name, gender=gender, chain=entity.chain)
        for place in places:
            first, last = starts.get(place.start), ends.get(place.end)
            if first is not None and last is not None and place.kind != "demonym" and place.name:
                self._add(first, last, place, "place:" + place.kind, place.name)
        for token in doc:
            if token.pos_ == "NOUN" and token.i not in covered:
                lemma = token.lemma_.lower()
                kind = "event" if descriptions.family(lemma) else "thing"
                if kind == "event" or token.dep_ in _SUBJECT or token.dep_ == "dobj":
                    span = Span(start=token.idx, end=token.idx + len(token), text=token.text)
                    self._add(token.i, token.i, span, kind, lemma)
        for candidates in self._by_sentence:
            candidates.sort(key=lambda c: (c.head.i, c.kind, c.span.start))

    def stand(self, token: "Token", chosen: _Candidate) -> None:
        """Let a resolved word be a candidate itself for what follows ("It ... its")."""
        subject = _is_subject(token)
        self._by_sentence[self._sentence[token.i]].append(
            replace(chosen, head=token, subject=subject, main=subject and _in_main_clause(token))
        )

    def pronoun(self, token: "Token") -> _Candidate | None:
        """What a personal or possessive pronoun stands for."""
        word = token.lower_
        if token.dep_ == "poss" and token.head.dep_ == "conj" and token.head.head.pos_ in ("NOUN", "PROPN"):
            # "Sato and her staff": hers is the one she is named beside.
            beside = self._beside(token.head.head, _fits(word))
            if beside is not None:
                return beside
        if word in _IT:
            if _expletive(token):
                return None
            acts = token.dep_ == "nsubj" and metonymy.acts(token.head.lemma_.lower())
            return self._choose(token, _fits_it_acting if acts else _fits_it)
        if word in _THEY:
            return self._choose(token, _fits_they)
        if word in _HE:
            return self._choose(token, _fits_he)
        if word in _SHE:
            return self._choose(token, _fits_she)
        return None

    def _beside(self, head: "Token", fits: _Fits) -> _Candidate | None:
        return next(
            (c for c in self._by_sentence[self._sentence[head.i]] if c.head.i == head.i and fits(c)), None
        )

    def description(self, token: "Token", pointing: bool) -> _Candidate | None:
        """What a definite noun stands for that nothing describes further; ``pointing``: "this", "that"."""
        if token.dep_ == "appos" or any(c.dep_ in ("poss", "nummod", *_BEFORE_NOUN) for c in token.lefts):
            return None
        if any(c.dep_ in ("appos", "relcl", "acl") or c.lower_ == "of" for c in token.rights):
            return None
        lemma = token.lemma_.lower()
        kinds = descriptions.kinds(lemma)
        if kinds and token.tag_ == "NN":
            return self._choose(token, lambda c: c.kind in kinds, _DESCRIPTION_REACH, lead=True)
        family = descriptions.family(lemma)
        if not family:
            return None
        if pointing:
            return self._choose(
                token,
                lambda c: c.kind == "event" and descriptions.family(c.name) == family,
                _DESCRIPTION_REACH,
            )
        return self._choose(token, lambda c: c.kind == "event" and c.name == lemma, _DESCRIPTION_REACH)

    def _add(
        self, first: int, last: int, at: Span, kind: str, name: str, gender: str = "", chain: int = -1
    ) -> None:
        head = self._doc[first : last + 1].root
        plural = head.tag_ in ("NNS", "NNPS") or (kind == "group" and head.tag_ == "JJ")
        subject = _is_subject(head)
        self._by_sentence[self._sentence[head.i]].append(
            _Candidate(
                head=head,
                span=Span(start=at.start, end=at.end, text=at.text),
                kind=kind,
                name=name,
                plural=plural or head.lower_ in ("police", "taliban"),
                gender=gender,
                subject=subject,
                main=subject and _in_main_clause(head),
                chain=chain,
            )
        )

    def _choose(
        self, token: "Token", fits: _Fits, reach: int = _PRONOUN_REACH, lead: bool = False
    ) -> _Candidate | None:
        """The most salient candidate before the token that fits, if one stands out."""
        here = self._sentence[token.i]
        numbers = list(range(here, max(-1, here - reach - 1), -1))
        if lead:
            numbers += [n for n in (1, 0) if n < numbers[-1]]
        for number in numbers:
            ranked = sorted(
                (
                    (self._salience(token, c), c.head.i, c)
                    for c in self._by_sentence[number]
                    if c.head.i < token.i
                    and fits(c)
                    and not _bound(token, c.head)
                    and self._heard(token, c.head)
                ),
                key=lambda r: (-r[0], -r[1]),
            )
            if not ranked:
                continue
            best = ranked[0]
            rival = next((r for r in ranked[1:] if not _same(r[2], best[2])), None)
            if best[2].kind == "thing" or (rival is not None and best[0] - rival[0] < _MARGIN):
                return None
            return best[2]
        return None

    def _heard(self, token: "Token", head: "Token") -> bool:
        """Whether the word's speaker said the candidate too: a quotation's "it" is not the narrator's."""
        return token.i not in self._quoted or head.i in self._quoted

    def _salience(self, token: "Token", candidate: _Candidate) -> float:
        head = candidate.head
        score = _WEIGHT.get(head.dep_, 0.0)
        if candidate.subject:
            score = 4.0 + 1.5 * candidate.main + 1.0 * (token.dep_ in _SUBJECT)
        elif head.dep_ in _BEFORE_NOUN:
            score = -1.5
        # Nearness only breaks near ties: one clause nearer counts less than being the subject.
        return score + 1.0 / (1.0 + (token.i - head.i) / 10.0)


def _fits(word: str) -> _Fits:
    """What a possessive pronoun's antecedent must be."""
    if word in _THEY:
        return _fits_they
    if word in _HE:
        return _fits_he
    return _fits_she if word in _SHE else _fits_it_acting


def _fits_it(c: _Candidate) -> bool:
    if c.kind in ("event", "thing"):
        return not c.plural
    if c.kind.startswith("place:"):
        return True
    return c.kind in ("nation", "organisation") or (c.kind == "group" and not c.plural)


def _fits_it_acting(c: _Candidate) -> bool:
    return c.kind in ("nation", "organisation") or (c.kind == "group" and not c.plural)


def _fits_they(c: _Candidate) -> bool:
    return (c.plural and c.kind in ("group", "organisation", "person", "thing")) or (
        c.kind == "organisation" and c.head.tag_ in ("NNS", "NNPS")
    )


def _fits_he(c: _Candidate) -> bool:
    return c.kind == "person" and c.gender != "f" and not c.plural


def _fits_she(c: _Candidate) -> bool:
    return c.kind == "person" and c.gender != "m" and not c.plural


def _clause(head: "Token") -> "Token":
    """The first of the coordinated nouns that the head belongs to, which carries the grammatical role."""
    while head.dep_ == "conj" and head.head.i != head.i and head.head.pos_ in ("NOUN", "PROPN", "PRON"):
        head = head.head
    return head


def _is_subject(head: "Token") -> bool:
    return _clause(head).dep_ in _SUBJECT


def _in_main_clause(head: "Token") -> bool:
    return _clause(head).head.dep_ in ("ROOT", "conj")


def _same(one: _Candidate, other: _Candidate) -> bool:
    return (one.chain == other.chain and one.chain >= 0) or one.name == other.name or one.span == other.span


def _bound(token: "Token", head: "Token") -> bool:
    """Whether grammar forbids it: both are arguments of one verb, or the noun has the pronoun as its own."""
    if token.dep_ == "poss" or token.lower_.endswith(("self", "selves")):
        return bool(token.head.i == head.i)
    governor = token.head.head if token.dep_ == "pobj" else token.head
    other = _clause(head)
    above = other.head.head if other.dep_ == "pobj" else other.head
    return bool(above.i == governor.i and governor.pos_ in ("VERB", "AUX"))


def _expletive(token: "Token") -> bool:
    """Whether "it" stands for nothing named: "it is clear that", "it emerged that", "it was a mistake"."""
    if token.lower_ != "it":
        return False
    verb = token.head
    if token.dep_ in ("nsubj", "nsubjpass"):
        lemma = verb.lemma_.lower()
        if lemma in ("rain", "snow", "take"):
            return True
        clauses = any(c.dep_ in ("ccomp", "csubj", "xcomp") for c in verb.children)
        if lemma in _DUMMY or verb.pos_ == "AUX":
            return clauses or any(c.dep_ in ("acomp", "attr") for c in verb.children)
        return token.dep_ == "nsubjpass" and clauses
    return token.dep_ == "dobj" and any(c.dep_ in ("ccomp", "xcomp", "oprd") for c in verb.children)


def _genders(entities: Sequence[Entity]) -> dict[int, str]:
    """ "m" or "f" by chain of a person, where a mention tells."""
    found: dict[int, str] = {}
    for entity in entities:
        if entity.kind == "person" and not found.get(entity.chain):
            found[entity.chain] = persons.gender_of(entity.text, entity.name)
    return found


def _quoted(doc: "Doc") -> set[int]:
    """The tokens inside double quotation marks; a paragraph's end closes them."""
    found: set[int] = set()
    inside = False
    for token in doc:
        text = token.text
        if text in ("“", "``"):
            inside = True
        elif text in ("”", "''") or (token.is_space and "\n" in text):
            inside = False
        elif text == '"':
            inside = not inside
        elif inside:
            found.add(token.i)
    return found
