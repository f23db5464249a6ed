"""Who takes part in an event: from the words that fill its roles to participants."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from polybius.entities import Cast
from polybius.events import frames
from polybius.events.conditions import is_any
from polybius.events.lexicon import Lexicon
from polybius.events.reading import Reading
from polybius.events.syntax import is_nominal, phrases, subjects
from polybius.language.columns import children_of
from polybius.places import countries
from polybius.records import Participant, Reference

if TYPE_CHECKING:
    from spacy.tokens import Token

# Things that never act or are acted on as parties: what is thrown, spent or suffered.
_BLIND = ("@weapon", "@ammunition", "@money", "@percent", "@weather", "@disease", "@no-party")
_EMPTY_PRONOUNS = frozenset(
    "it this that there which what these those itself one ones something anything".split()
)
_MEASURES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})
_ACTING = ("armed", "police", "crowd", "official", "leader")


class Parties:
    """The parties of one document's events. ``cast`` knows who its nouns and pronouns stand for.

    ``countries``: offsets at which a country's or a people's name begins. ``references``: what its pronouns
    stand for.
    """

    def __init__(
        self, cast: Cast, lexicon: Lexicon, countries: set[int], references: Sequence[Reference] = ()
    ) -> None:
        self._cast = cast
        self._references = {r.start: r.to for r in references}
        self._lexicon = lexicon
        self._countries = countries
        self._acting = frozenset().union(*(lexicon.classes.get(c, frozenset()) for c in _ACTING))
        _, self._mediation = frames.load()

    def can_act(self, token: "Token") -> bool:
        """Whether a noun or adjective before an event noun names who acts: "Russian", "police", "Hamas"."""
        if token.ent_type_ in ("NORP", "ORG", "PERSON") or token.idx in self._countries:
            return True
        return token.lemma_.lower() in self._acting

    def of(
        self, tokens: "Sequence[Token]", triggers: set[int], taken: Sequence[Participant] = ()
    ) -> tuple[Participant, ...]:
        """Who the tokens stand for; things, measures, event words and empty pronouns are nobody.

        triggers: positions of the sentence's event words. taken: who has another role already.
        """
        found: list[Participant] = []
        seen = {(p.start, p.end, p.entity) for p in taken}
        for token in tokens:
            if not is_nominal(token) and token.pos_ != "ADJ":
                continue
            if token.i in triggers or (token.ent_type_ in _MEASURES and token.dep_ != "nsubj"):
                continue
            for who in self._whom(token):
                participant = _without_trigger(who, token, triggers)
                # A word that stands for several ("they") is one span with several actors.
                key = (participant.start, participant.end, participant.entity)
                if key in seen or (participant.entity is None and not self._is_party(token)):
                    continue
                seen.add(key)
                found.append(participant)
        return tuple(found)

    def _whom(self, token: "Token") -> tuple[Participant, ...]:
        """All whom a word stands for; one that stands for several ("they") keeps its own words."""
        joined = _joined(token)
        if joined is not None:
            return (joined,)
        several = self._cast.participants(token)
        return several if len(several) > 1 else self._cast.participants(self._named(token))

    def _named(self, token: "Token") -> "Token":
        """The noun that a pronoun stands for, where its sentence has it: "Kenya said *it* would withdraw"."""
        to = self._references.get(token.idx) if token.pos_ == "PRON" else None
        if to is None or not token.sent.start_char <= to.start < token.sent.end_char:
            return token
        span = token.doc.char_span(to.start, to.end, alignment_mode="expand")
        return token if span is None else span.root

    def mediators(self, reading: Reading) -> tuple[Participant, ...]:
        """Who stands between the parties: "a Russia-brokered truce", "talks mediated by Qatar"."""
        words = self._mediation.words
        if reading.type not in self._mediation.types:
            return ()
        tokens: list[Token] = []
        for child in children_of(reading.token):
            if child.lemma_.lower() in words and child.dep_ in ("amod", "acl", "relcl", "compound", "nmod"):
                tokens += subjects(child)
        for step in reading.steps:
            if step.token.lemma_.lower() in words and step.token.pos_ == "VERB":
                tokens += subjects(step.token)
        for things in phrases(reading.token).values():
            for thing in things:
                if thing.lemma_.lower() in words:
                    tokens += phrases(thing).get("of", []) + phrases(thing).get("by", [])
                    tokens += [c for c in children_of(thing) if c.dep_ in ("poss", "amod", "compound")]
        people = [who for token in tokens for who in self._cast.participants(token)]
        return tuple({(p.start, p.end, p.entity): p for p in people}.values())

    def _is_party(self, token: "Token") -> bool:
        """Whether an unnamed noun can be a party to an event: no empty pronoun, weapon, sum or happening."""
        if token.lower_ in _EMPTY_PRONOUNS or is_any(token, _BLIND, self._lexicon):
            return False
        lemma = token.lemma_.lower()
        return lemma in self._acting or not self._lexicon.senses(lemma, "noun")


def _joined(token: "Token") -> Participant | None:
    """The nation that a hyphen joins to a participle: "*Ukrainian*-held bank" names no bank of that name."""
    doc = token.doc
    if token.i + 2 >= len(doc) or doc[token.i + 1].text != "-" or doc[token.i + 2].tag_ not in ("VBN", "VBD"):
        return None
    country = countries.by_demonym(token.text) or countries.by_name(token.text)
    if country is None:
        return None
    return Participant(
        start=token.idx, end=token.idx + len(token), text=token.text, entity=country.name, country=country.alpha3
    )


def _without_trigger(participant: Participant, token: "Token", triggers: set[int]) -> Participant:
    """The participant less an event word that its noun phrase begins with: "*shelling* rescue workers"."""
    first = token
    for candidate in token.lefts:
        if candidate.idx == participant.start:
            first = candidate
            break
    if first == token or first.i not in triggers:
        return participant
    start = token.doc[first.i + 1].idx
    text = participant.text[start - participant.start :]
    entity = text if participant.entity == participant.text else participant.entity
    return msgspec.structs.replace(participant, start=start, text=text, entity=entity)
