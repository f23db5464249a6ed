"""Pronouns and definite descriptions, and what in the text they stand for.

Rule-based, after the salience ranking of Lappin and Leass (1994): candidates of the same sentence before the
pronoun, of the sentence before, and of the lead are filtered by number, gender and kind and ranked by role in
their clause and nearness. Where no candidate is clearly meant there is no Reference.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from polybius.entities import descriptions
from polybius.records import Entity, Place, Reference, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SHE = frozenset(("she", "her", "hers", "herself"))
_HE = frozenset(("he", "him", "his", "himself"))
_IT = frozenset(("it", "its", "itself"))
_THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
_SUBJECT = frozenset(("nsubj", "nsubjpass", "agent"))
_EXPLETIVE = frozenset(("be", "seem", "appear", "emerge", "happen"))

# How many sentences back a pronoun's and a description's antecedent may be.
_PRONOUN_REACH = 1
_DESCRIPTION_REACH = 3


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something a later word may stand for: tokens ``start`` to ``end`` (exclusive), its ``head``."""

    head: "Token"
    span: Span
    sentence: int
    kind: str  # person, organisation, nation, group, place, event
    plural: bool
    gender: str
    subject: bool
    chain: int
    name: str


def resolve(doc: "Doc", entities: Sequence[Entity], places: Sequence[Place]) -> tuple[Reference, ...]:
    """The pronouns and descriptions of a parsed document that stand for something named in it, in order.

    ``entities`` and ``places`` are the document's layers. ``to`` of each Reference is a span of an entity, a
    place, or the noun (with its modifiers) of an event; a word whose antecedent is unclear gives none.
    """
    document = _Document(doc, entities, places)
    found: list[Reference] = []
    for token in doc:
        target: Span | None = None
        start, end = token.i, token.i + 1
        if token.pos_ == "PRON" and token.tag_ in ("PRP", "PRP$"):
            target = document.pronoun(token)
        elif token.pos_ == "NOUN":
            start, target = document.description(token)
        if target is None:
            continue
        first, last = doc[start], doc[end - 1]
        if not (first.idx >= target.start and last.idx < target.end):
            found.append(
                Reference(
                    start=first.idx,
                    end=last.idx + len(last),
                    text=doc.text[first.idx : last.idx + len(last)],
                    to=target,
                )
            )
            document.resolved(token, target)
    return tuple(found)


class _Document:
    """The candidates of a document by sentence."""

    def __init__(self, doc: "Doc", entities: Sequence[Entity], places: Sequence[Place]) -> None:
        self.doc = doc
        self.sentence_of: list[int] = []
        for number, sentence in enumerate(doc.sents):
            self.sentence_of.extend([number] * len(sentence))
        self.by_sentence: dict[int, list[_Candidate]] = {}
        self.quoted = _quoted(doc)
        self._covered: set[int] = set()
        self._targets: dict[int, _Candidate] = {}
        starts = {t.idx: t.i for t in doc}
        ends = {t.idx + len(t): t.i for t in doc}
        genders = _chain_genders(entities)
        for entity in entities:
            if entity.start in starts and entity.end in ends:
                first, last = starts[entity.start], ends[entity.end]
                self._add(
                    first,
                    last,
                    entity.kind,
                    entity.text,
                    entity.chain,
                    entity.name,
                    genders.get(entity.chain, ""),
                )
                self._covered.update(range(first, last + 1))
        for place in places:
            if place.kind == "demonym" or place.start not in starts or place.end not in ends:
                continue
            first, last = starts[place.start], ends[place.end]
            kind = "place:" + place.kind
            if place.confidence >= 0.3 or place.kind != "unknown":
                self._add(first, last, kind, place.text, -1, place.name or place.text, "", start=place.start)
        for token in doc:
            if (
                token.pos_ == "NOUN"
                and token.i not in self._covered
                and descriptions.family(token.lemma_.lower())
            ):
                self._add(token.i, token.i, "noun", token.text, -1, token.lemma_.lower(), "")
        for candidates in self.by_sentence.values():
            candidates.sort(key=lambda c: (c.head.i, c.kind))

    def resolved(self, token: "Token", target: Span) -> None:
        """Let a resolved word stand as a candidate itself for what follows ("It ... its")."""
        candidate = self._targets.get(token.i)
        if candidate is not None:
            sentence = self.sentence_of[token.i]
            self.by_sentence.setdefault(sentence, []).append(
                _Candidate(
                    head=token,
                    span=target,
                    sentence=sentence,
                    kind=candidate.kind,
                    plural=candidate.plural,
                    gender=candidate.gender,
                    subject=token.dep_ in _SUBJECT,
                    chain=candidate.chain,
                    name=candidate.name,
                )  # fmt: skip
            )

    def pronoun(self, token: "Token") -> Span | None:
        """What a personal or possessive pronoun stands for."""
        word = token.lower_
        if word in _IT:
            if _expletive(token):
                return None
            fits: Callable[[_Candidate], bool] = lambda c: (  # noqa: E731
                c.kind in ("nation", "organisation") or (c.kind == "group" and not c.plural)
            )
        elif word in _THEY:
            fits = lambda c: c.plural and c.kind in ("group", "organisation", "person")  # noqa: E731
        elif word in _HE:
            fits = lambda c: c.kind == "person" and c.gender in ("m", "") and not c.plural  # noqa: E731
        elif word in _SHE:
            fits = lambda c: c.kind == "person" and c.gender in ("f", "") and not c.plural  # noqa: E731
        else:
            return None
        chosen = self._choose(token, fits)
        return self._remember(token, chosen)

    def description(self, token: "Token") -> tuple[int, Span | None]:
        """Where a definite description begins, and what it stands for."""
        determiner = next((c for c in token.lefts if c.dep_ == "det"), None)
        if determiner is None or determiner.lower_ not in ("the", "this", "that", "these", "those"):
            return token.i, None
        lemma = token.lemma_.lower()
        pointing = determiner.lower_ != "the"
        if any(c.dep_ in ("amod", "compound", "nmod", "poss", "nummod") for c in token.lefts):
            return token.i, None
        if token.dep_ == "appos" or any(
            c.dep_ in ("appos", "relcl", "acl") or c.lower_ == "of" for c in token.rights
        ):
            return token.i, None
        kinds = descriptions.kinds(lemma)
        family = descriptions.family(lemma)
        if kinds:
            fits: Callable[[_Candidate], bool] = lambda c: c.kind in kinds  # noqa: E731
        elif family:
            fits = lambda c: (
                c.kind == "noun"
                and (
                    c.name == lemma or (pointing and descriptions.family(c.name) == family)
                )
            )
        else:
            return token.i, None
        chosen = self._choose(token, fits, reach=_DESCRIPTION_REACH, lead=bool(kinds))
        return determiner.i, self._remember(token, chosen)

    def _remember(self, token: "Token", chosen: "_Candidate | None") -> Span | None:
        if chosen is None:
            return None
        self._targets[token.i] = chosen
        return chosen.span

    def _add(
        self, first: int, last: int, kind: str, text: str, chain: int, name: str, gender: str,
        start: int | None = None,
    ) -> None:  # fmt: skip
        doc = self.doc
        head = doc[last]
        for i in range(last, first - 1, -1):
            if not first <= doc[i].head.i <= last or doc[i].head.i == i:
                head = doc[i]
                break
        a, b = doc[first].idx, doc[last].idx + len(doc[last])
        sentence = self.sentence_of[head.i]
        plural = head.tag_ in ("NNS", "NNPS") or (
            kind == "organisation" and head.lower_ in ("police", "taliban")
        )
        self.by_sentence.setdefault(sentence, []).append(
            _Candidate(
                head=head,
                span=Span(start=a, end=b, text=doc.text[a:b]),
                sentence=sentence,
                kind=kind,
                plural=plural,
                gender=gender,
                subject=_is_subject(head),
                chain=chain,
                name=name,
            )  # fmt: skip
        )

    def _choose(
        self,
        token: "Token",
        fits: Callable[[_Candidate], bool],
        reach: int = _PRONOUN_REACH,
        lead: bool = False,
    ) -> _Candidate | None:
        """The most salient candidate before the token that fits, if one stands out."""
        here = self.sentence_of[token.i]
        numbers = list(range(here, max(-1, here - reach - 1), -1))
        if lead and 0 not in numbers:
            numbers += [1, 0] if 1 not in numbers else [0]
        best: list[tuple[float, int, _Candidate]] = []
        for number in numbers:
            for candidate in self.by_sentence.get(number, ()):
                if candidate.head.i >= token.i or not fits(candidate) or _bound(token, candidate.head):
                    continue
                if (candidate.head.i in self.quoted) != (token.i in self.quoted) and token.i in self.quoted:
                    continue
                best.append((self._salience(token, candidate, here), candidate.head.i, candidate))
            if best:
                break
        if not best:
            return None
        best.sort(key=lambda b: (-b[0], -b[1]))
        first = best[0]
        rival = next((b for b in best[1:] if not _same(b[2], first[2])), None)
        if rival is not None and first[0] - rival[0] < 1.0:
            return None
        return first[2]

    def _salience(self, token: "Token", candidate: _Candidate, here: int) -> float:
        score = 0.0
        head = candidate.head
        if candidate.subject:
            score += 4.0
            if _main_clause(head):
                score += 1.5
            if token.dep_ in _SUBJECT:
                score += 1.0
        elif head.dep_ in ("dobj", "dative", "attr"):
            score += 2.0
        elif head.dep_ == "pobj":
            score += 1.0
        elif head.dep_ == "poss":
            score += 1.5
        elif head.dep_ in ("compound", "amod", "nmod", "npadvmod"):
            score -= 1.5
        # Nearness breaks ties: within a sentence a word counts little, a mention repeated counts more.
        score += 1.0 / (1.0 + (token.i - head.i) / 10.0)
        return score


def _is_subject(head: "Token") -> bool:
    while head.dep_ == "conj" and head.head.i != head.i:
        head = head.head
    return head.dep_ in _SUBJECT


def _main_clause(head: "Token") -> bool:
    while head.dep_ == "conj" and head.head.i != head.i and head.pos_ in ("NOUN", "PROPN"):
        head = head.head
    governor = head.head
    return governor.dep_ in ("ROOT", "conj")


def _same(one: _Candidate, other: _Candidate) -> bool:
    return (one.chain == other.chain and one.chain >= 0) or one.name == other.name or one.span == other.span


def _bound(token: "Token", head: "Token") -> bool:
    """Whether grammar forbids that the pronoun stands for the noun: both arguments of one verb."""
    if token.dep_ == "poss" or token.lower_.endswith(("self", "selves")):
        return token.head.i == head.i
    governor = token.head
    if token.dep_ == "pobj":
        governor = governor.head
    other = head
    while other.dep_ == "conj" and other.head.i != other.i:
        other = other.head
    above = other.head.head if other.dep_ == "pobj" else other.head
    return above.i == governor.i and governor.pos_ in ("VERB", "AUX")


def _expletive(token: "Token") -> bool:
    """Whether "it" stands for nothing: "it is clear that", "it emerged that", "made it hard to"."""
    if token.lower_ != "it":
        return False
    verb = token.head
    if token.dep_ in ("expl",):
        return True
    if token.dep_ in ("nsubj", "nsubjpass"):
        lemma = verb.lemma_.lower()
        clauses = [c for c in verb.children if c.dep_ in ("ccomp", "csubj", "xcomp", "advcl")]
        if lemma in ("rain", "snow", "take"):
            return True
        if lemma in _EXPLETIVE:
            said_of_it = [c for c in verb.children if c.dep_ in ("acomp", "attr")]
            return bool(clauses) or any(_has_clause(c) for c in said_of_it)
        return token.dep_ == "nsubjpass" and bool(clauses)
    return token.dep_ == "dobj" and any(c.dep_ in ("ccomp", "xcomp", "oprd") for c in verb.children)


def _has_clause(token: "Token") -> bool:
    return any(c.dep_ in ("xcomp", "ccomp", "advcl", "relcl", "acl", "csubj") for c in token.children)


def _chain_genders(entities: Sequence[Entity]) -> dict[int, str]:
    from polybius.entities.persons import gender_of

    found: dict[int, str] = {}
    for entity in entities:
        if entity.kind == "person" and not found.get(entity.chain):
            found[entity.chain] = gender_of(entity.text, entity.name)
    return found


def _quoted(doc: "Doc") -> set[int]:
    """The tokens inside double quotation marks; a paragraph's end closes them."""
    found: set[int] = set()
    open_ = False
    for token in doc:
        if token.is_space and "\n" in token.text:
            open_ = False
        elif token.text in ("“", "``") or (token.text == '"' and not open_):
            open_ = True
        elif token.text in ("”", "''") or token.text == '"':
            open_ = False
        elif open_:
            found.add(token.i)
    return found
