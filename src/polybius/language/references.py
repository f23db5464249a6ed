"""Pronouns and definite descriptions, and what in the text they stand for.

Rule-based, after the salience ranking of Lappin and Leass (1994): the candidates of the same sentence before
the word, of the sentence before, and (for descriptions) of the lead are filtered by number, gender and kind
and ranked by their role in the clause and their nearness. Where no candidate stands out there is no Reference.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from polybius.entities import descriptions, metonymy, persons
from polybius.language import candidates
from polybius.language.candidates import BEFORE_NOUN, HE, IT, SEVERAL, SHE, SUBJECT, THEY, Candidate, Fits
from polybius.language.columns import Columns, columns_of
from polybius.records import Entity, Place, Reference, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_DUMMY = frozenset(("be", "seem", "appear", "emerge", "happen"))
_WEIGHT = {"dobj": 2.0, "dative": 2.0, "attr": 2.0, "poss": 1.5, "pobj": 1.0}

_ACTORS = frozenset(("person", "organisation", "nation", "group"))
_ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "agent", "dative", "conj"))
# The longest link between two actors of a list (", and "), in code points.
_LINK = 6
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4}

# How many sentences back the antecedent of a pronoun and of a description may be.
_PRONOUN_REACH = 1
_DESCRIPTION_REACH = 3
_SEVERAL_REACH = 2
# "They" are all who are named together rather than the last of them.
_SEVERAL_BONUS = 0.6
# A candidate is meant only where it is this much more salient than the next one that is another thing.
_MARGIN = 1.0


def resolve(doc: "Doc", entities: Sequence[Entity], places: Sequence[Place]) -> tuple[Reference, ...]:
    """The pronouns and descriptions of a parsed document that stand for something named in it, in order.

    ``entities`` and ``places`` are the document's layers. ``to`` of each Reference is the span of an
    entity or a place, or the noun of an event ("war" for "that fighting"). A word that stands for several
    ("they", "both countries") gives one Reference for each of them; one whose antecedent is unclear none.
    """
    document = _Document(doc, entities, places)
    words = columns_of(doc)
    found: list[Reference] = []
    for i, (tag, pos, lower) in enumerate(zip(words.tags, words.pos, words.lowers, strict=True)):
        chosen: Candidate | None = None
        first = i
        if tag in ("PRP", "PRP$"):
            chosen = document.pronoun(doc[i])
        elif pos != "NOUN" and lower not in _NUMBERS:
            continue
        elif (number := _number(words, i)) is not None:
            first, count = number
            chosen = document.several(doc[i], count)
        elif pos == "NOUN":
            determiner = next((c for c in words.children[i] if c < i and words.deps[c] == "det"), None)
            if determiner is not None and words.lowers[determiner] in ("the", "this", "that", "these", "those"):
                first = determiner
                chosen = document.description(doc[i], pointing=words.lowers[determiner] != "the")
        if chosen is None:
            continue
        document.stand(doc[i], chosen)
        start, end = words.starts[first], words.starts[i] + len(words.texts[i])
        if chosen.span.start <= start < chosen.span.end:
            continue
        text = doc[first : i + 1].text
        found += [Reference(start=start, end=end, text=text, to=span) for span in (chosen.span, *chosen.others)]
    return tuple(found)


class _Document:
    """The candidates of a document by sentence, in order."""

    def __init__(self, doc: "Doc", entities: Sequence[Entity], places: Sequence[Place]) -> None:
        self._doc = doc
        words = columns_of(doc)
        self._words = words
        self._sentence = words.sentence
        self._by_sentence: list[list[Candidate]] = [[] for _ in words.sentences]
        self._quoted = _quoted(words.texts)
        starts = {at: i for i, at in enumerate(words.starts)}
        ends = {at + len(text): i for i, (at, text) in enumerate(zip(words.starts, words.texts, strict=True))}
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
        for i, pos in enumerate(words.pos):
            if pos == "NOUN" and i not in covered:
                lemma, dep = words.lemmas[i], words.deps[i]
                kind = "event" if descriptions.family(lemma) else "thing"
                if kind == "event" or dep in SUBJECT or dep == "dobj":
                    at, text = words.starts[i], words.texts[i]
                    self._add(i, i, Span(start=at, end=at + len(text), text=text), kind, lemma)
        for found in self._by_sentence:
            if len(found) > 1:
                found += _coordinated(found)
                found.sort(key=lambda c: (c.head.i, c.kind, c.span.start))

    def stand(self, token: "Token", chosen: Candidate) -> None:
        """Let a resolved word be a candidate itself for what follows ("It ... its")."""
        subject = candidates.is_subject(token)
        self._by_sentence[self._sentence[token.i]].append(
            replace(chosen, head=token, subject=subject, main=subject and candidates.in_main_clause(token))
        )

    def pronoun(self, token: "Token") -> Candidate | None:
        """What a personal or possessive pronoun stands for."""
        word = token.lower_
        if token.dep_ == "poss" and token.head.dep_ == "conj" and token.head.head.pos_ in ("NOUN", "PROPN"):
            # "Sato and her staff": hers is the one she is named beside.
            beside = self._beside(token.head.head, candidates.possessor(word))
            if beside is not None:
                return beside
        if word in IT:
            if _expletive(token):
                return None
            acts = token.dep_ == "nsubj" and metonymy.acts(token.head.lemma_.lower())
            return self._choose(token, candidates.it_acting if acts else candidates.it)
        if word in THEY:
            return self._choose(token, candidates.they)
        if word in HE:
            return self._choose(token, candidates.he)
        if word in SHE:
            return self._choose(token, candidates.she)
        return None

    def several(self, token: "Token", count: int) -> Candidate | None:
        """What "both sides", "the two countries", "the two" stand for: that many actors named together.

        They are coordinated, or they are all of a sentence's actors of the kind that the noun says: those
        that are its subjects and objects, else all that it names.
        """
        kinds = descriptions.several(token.lemma_.lower()) if token.pos_ == "NOUN" else _ACTORS
        if not kinds:
            return None
        here = self._sentence[token.i]
        for number in range(here, max(-1, here - _SEVERAL_REACH - 1), -1):
            before = [c for c in self._by_sentence[number] if c.head.i < token.i and self._heard(token, c.head)]
            named = [c for c in before if c.kind == SEVERAL and len(c.members) == count and c.members[0].kind in kinds]
            if named:
                return named[-1]
            actors = [c for c in before if c.kind in kinds]
            states = [c for c in actors if c.kind == "nation"]
            for some in (states, actors):
                for chosen in ([c for c in some if c.head.dep_ in _ARGUMENTS], some):
                    distinct: list[Candidate] = []
                    for c in chosen:
                        if not any(candidates.same(c, d) for d in distinct):
                            distinct.append(c)
                    if len(distinct) == count:
                        return _together(distinct)
            if actors:
                return None
        return None

    def _beside(self, head: "Token", fits: Fits) -> Candidate | None:
        return next((c for c in self._by_sentence[self._sentence[head.i]] if c.head.i == head.i and fits(c)), None)

    def description(self, token: "Token", pointing: bool) -> Candidate | None:
        """What a definite noun stands for that nothing describes further; ``pointing``: "this", "that"."""
        words, i = self._words, token.i
        before = [words.deps[c] for c in words.children[i] if c < i]
        if words.deps[i] == "appos" or any(dep in ("poss", "nummod") or dep in BEFORE_NOUN for dep in before):
            return None
        after = [c for c in words.children[i] if c > i]
        if any(words.deps[c] in ("appos", "relcl", "acl") or words.lowers[c] == "of" for c in after):
            return None
        lemma = words.lemmas[i]
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

    def _add(self, first: int, last: int, at: Span, kind: str, name: str, gender: str = "", chain: int = -1) -> None:
        head = self._doc[first] if first == last else self._doc[first : last + 1].root
        plural = head.tag_ in ("NNS", "NNPS") or (kind == "group" and head.tag_ == "JJ")
        subject = candidates.is_subject(head)
        self._by_sentence[self._sentence[head.i]].append(
            Candidate(
                head=head,
                span=Span(start=at.start, end=at.end, text=at.text),
                kind=kind,
                name=name,
                plural=plural or head.lower_ in ("police", "taliban"),
                gender=gender,
                subject=subject,
                main=subject and candidates.in_main_clause(head),
                chain=chain,
            )
        )

    def _choose(self, token: "Token", fits: Fits, reach: int = _PRONOUN_REACH, lead: bool = False) -> Candidate | None:
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
                    if c.head.i < token.i and fits(c) and not _bound(token, c.head) and self._heard(token, c.head)
                ),
                key=lambda r: (-r[0], -r[1]),
            )
            if not ranked:
                continue
            best = ranked[0]
            rival = next((r for r in ranked[1:] if not candidates.same(r[2], best[2])), None)
            if best[2].kind == "thing" or (rival is not None and best[0] - rival[0] < _MARGIN):
                return None
            return best[2]
        return None

    def _heard(self, token: "Token", head: "Token") -> bool:
        """Whether the word's speaker said the candidate too: a quotation's "it" is not the narrator's."""
        return token.i not in self._quoted or head.i in self._quoted

    def _salience(self, token: "Token", candidate: Candidate) -> float:
        head = candidate.head
        score = _WEIGHT.get(head.dep_, 0.0) + (_SEVERAL_BONUS if candidate.kind == SEVERAL else 0.0)
        if candidate.subject:
            score += 4.0 + 1.5 * candidate.main + 1.0 * (token.dep_ in SUBJECT)
        elif head.dep_ in BEFORE_NOUN:
            score = -1.5
        # Nearness only breaks near ties: one clause nearer counts less than being the subject.
        return score + 1.0 / (1.0 + (token.i - head.i) / 10.0)


def _number(words: Columns, i: int) -> tuple[int, int] | None:
    """The first word and the number of a phrase that counts known actors: "the two sides", "both", "the two"."""
    lowers, deps = words.lowers, words.deps
    lefts = [c for c in words.children[i] if c < i]
    if words.pos[i] == "NOUN" and words.tags[i] == "NNS":
        if any(deps[c] in ("amod", "compound", "poss", "nmod") for c in lefts):
            return None
        for child in lefts:
            if lowers[child] == "both":
                return child, 2
        counted = next((_NUMBERS.get(lowers[c]) for c in lefts if deps[c] == "nummod"), None)
        the = next((c for c in lefts if lowers[c] in ("the", "these", "those")), None)
        return (the, counted) if the is not None and counted else None
    word = lowers[i]
    if word in _NUMBERS and deps[i] in _ARGUMENTS and not any(c > i and lowers[c] == "of" for c in words.children[i]):
        if word == "both":
            return i, 2
        the = next((c for c in lefts if lowers[c] == "the"), None)
        return (the, _NUMBERS[word]) if the is not None else None
    return None


def _coordinated(found: Sequence[Candidate]) -> list[Candidate]:
    """The actors of a sentence that are named together, as one candidate each: "Kenya and Uganda"."""
    actors = [c for c in found if c.kind in _ACTORS]
    by_head = {c.head.i: c for c in actors}
    result = []
    for c in actors:
        if c.head.dep_ == "conj" and c.head.head.i in by_head:
            continue
        members = [c, *(by_head[t.i] for t in c.head.conjuncts if t.i in by_head and t.i > c.head.i)]
        if len(members) > 1:
            result.append(_together(members))
    for one, other in pairwise(actors):
        # "Hungarian and Romanian officials" share their noun, which the parse hangs one of them on.
        noun = other.span.text.split()[-1]
        if other.span.start - one.span.end <= _LINK and one.name.split()[-1] == noun != one.span.text.split()[-1]:
            result.append(_together([one, other], other.head))
    return result


def _together(members: Sequence[Candidate], head: "Token | None" = None) -> Candidate:
    first = members[0]
    carrier = first if head is None else next(m for m in members if m.head == head)
    return replace(
        carrier,
        span=first.span,
        kind=SEVERAL,
        name=" ".join(m.name for m in members),
        plural=True,
        chain=-1,
        others=tuple(m.span for m in members[1:]),
        members=tuple(members),
    )


def _bound(token: "Token", head: "Token") -> bool:
    """Whether grammar forbids it: both are arguments of one verb, or the noun has the pronoun as its own."""
    if token.dep_ == "poss" or token.lower_.endswith(("self", "selves")):
        return bool(token.head.i == head.i)
    governor = token.head.head if token.dep_ == "pobj" else token.head
    other = candidates.clause(head)
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


def _quoted(texts: Sequence[str]) -> set[int]:
    """The words inside double quotation marks; a paragraph's end closes them."""
    found: set[int] = set()
    inside = False
    for i, text in enumerate(texts):
        if text in ("“", "``"):
            inside = True
        elif text in ("”", "''") or (text.isspace() and "\n" in text):
            inside = False
        elif text == '"':
            inside = not inside
        elif inside:
            found.add(i)
    return found
