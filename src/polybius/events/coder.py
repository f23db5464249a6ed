"""From a parsed document and its layers to event mentions."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import msgspec

from polybius import entities, quantities, quotes, times
from polybius.events import contexts, frames, lexicon, ontology, subtypes
from polybius.events.conditions import is_a
from polybius.events.locate import Locator
from polybius.events.modes import mode
from polybius.events.reader import Reader, in_order
from polybius.events.reading import Reading
from polybius.events.syntax import is_nominal, phrases, subjects
from polybius.language.text import text_of
from polybius.records import (
    Entity,
    EventDate,
    EventPlace,
    Evidence,
    Mention,
    Part,
    Participant,
    Place,
    Quantity,
    Quote,
    Reference,
    Span,
    Time,
    Why,
)  # fmt: skip

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Tokens

S = TypeVar("S", bound=Span)

# Things that never act or are acted on as parties: what is thrown, spent or suffered.
_BLIND = ("@weapon", "@ammunition", "@money", "@percent", "@weather", "@disease", "@no-party")
_EMPTY_PRONOUNS = frozenset(
    [
        "it",
        "this",
        "that",
        "there",
        "which",
        "what",
        "these",
        "those",
        "itself",
        "one",
        "ones",
        "something",
        "anything",
    ]
)
_MEASURES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})
_CAPTION = 0.8


@dataclass(frozen=True)
class Layers:
    """What the layers found in a document; ``dateline`` is the place of the dispatch."""

    times: Sequence[Time] = ()
    places: Sequence[Place] = ()
    entities: Sequence[Entity] = ()
    references: Sequence[Reference] = ()
    quotes: Sequence[Quote] = ()
    quantities: Sequence[Quantity] = ()
    dateline: Place | None = None


class EventCoder:
    """Codes the events of documents. Loads the lexicon and ontology once."""

    def __init__(self) -> None:
        self.lexicon = lexicon.load()
        self.ontology = ontology.load()
        _, self._mediation = frames.load()
        self._police = self.lexicon.classes.get("police", frozenset())
        self._armed = self.lexicon.classes.get("armed", frozenset())
        self._crowd = self.lexicon.classes.get("crowd", frozenset())
        self._actors = frozenset().union(
            *(
                self.lexicon.classes.get(c, frozenset())
                for c in ("armed", "police", "crowd", "official", "leader")
            )
        )

    def code(
        self, doc: "Doc", layers: Layers, *, document: str, published: str | None, parts: Sequence[Part] = ()
    ) -> tuple[Mention, ...]:
        """Event mentions of a document, in order of their triggers.

        ``published`` is an ISO date, with or without time. Offsets are into ``doc.text``.
        """
        cast = entities.Cast(layers.entities, layers.references, layers.places)
        countries = {p.start for p in layers.places if p.kind in ("country", "demonym")}
        reader = Reader(self.lexicon, self.ontology, lambda t: self._can_act(t, countries))
        captions = [p for p in parts if p.kind == "caption"]
        locator = Locator(layers.places, layers.references, layers.dateline)
        mentions: list[Mention] = []
        date: EventDate | None = None
        place: EventPlace | None = None
        number = 0
        narrowed = zip(_overlapping(layers.quotes, doc), _overlapping(layers.quantities, doc), strict=True)
        for sentence, (said, counted) in zip(doc.sents, narrowed, strict=True):
            if not sentence.text.strip():
                continue
            here = replace(layers, quotes=said, quantities=counted)
            in_caption = any(p.start <= sentence.start_char < p.end for p in captions)
            readings = in_order(reader.read(sentence))
            triggers = {r.token.i for r in readings}
            dated: dict[int, EventDate] = {}
            for reading in readings:
                mention = self._mention(
                    reading,
                    sentence,
                    here,
                    cast,
                    locator,
                    document,
                    published,
                    date,
                    place,
                    triggers,
                    number,
                    in_caption,
                )
                mention = _dated_above(mention, reading, dated)
                if mention.date is not None and mention.date.basis != "published":
                    dated[reading.token.i] = mention.date
                mentions.append(mention)
                if (
                    mention.date is not None
                    and mention.date.basis != "published"
                    and mention.status == "occurred"
                ):
                    date = mention.date
                if mention.place is not None and mention.place.basis == "stated":
                    place = mention.place
            number += 1
        return tuple(mentions)

    def _can_act(self, token: "Token", countries: set[int]) -> bool:
        """Whether a noun or adjective before an event noun names who acts: "Russian", "police", "Hamas"."""
        if token.ent_type_ in ("NORP", "ORG", "PERSON") or token.idx in countries:
            return True
        return token.lemma_.lower() in self._actors

    # --- one mention ----------------------------------------------------------------------------

    def _mention(
        self, reading: Reading, sentence: "Tokens", layers: Layers, cast: "entities.Cast", locator: Locator,
        document: str, published: str | None, date: EventDate | None, place: EventPlace | None,
        triggers: set[int], number: int, in_caption: bool,
    ) -> Mention:  # fmt: skip
        token = reading.token
        mediator = self._mediators(reading, cast)
        standing = {(m.start, m.end) for m in mediator}
        actor = self._participants(reading.roles.get("actor", []), cast, triggers, standing)
        recipient = self._participants(
            reading.roles.get("recipient", []), cast, triggers, standing | {(a.start, a.end) for a in actor}
        )
        kind = mode(reading, self.lexicon)
        codes = self.ontology.codes(reading.type, kind)
        found_date = times.date_event(token, layers.times, published, previous=date, status=reading.status)
        found_place = locator.place(
            reading, previous=place, actors=(*actor, *recipient), apart=(*actor, *mediator)
        )
        figures = quantities.of_event(token, layers.quantities)
        start, end = trigger_span(token)
        text = text_of(sentence.doc)
        first, last = _trim(text, sentence.start_char, sentence.end_char)
        confidence = reading.confidence * (1.0 if actor else 0.85) * (1.0 if actor or recipient else 0.9)
        return Mention(
            id=_identity(document, start, end, reading.type),
            document=document,
            type=reading.type,
            mode=kind,
            context=tuple(dict.fromkeys(reading.context + contexts.of_sentence(sentence)))[:4],
            quad=codes.quad,
            cameo=codes.cameo,
            goldstein=codes.goldstein,
            subtype=reading.subtype or self._subtype(reading, kind, actor, recipient, sentence),
            actor=actor,
            recipient=recipient,
            mediator=mediator,
            date=found_date,
            place=found_place,
            quantities=figures,
            status=reading.status,
            attribution=quotes.attribution(token, layers.quotes),
            evidence=Evidence(
                start=first, end=last, text=text[first:last],
                trigger=Span(start=start, end=end, text=text[start:end]),
            ),
            salience=round(_salience(reading, number, in_caption), 3),
            confidence=round(min(confidence, 1.0), 3),
            why=Why(entry=reading.entry, rules=tuple(reading.rules)),
        )  # fmt: skip

    def _participants(
        self,
        tokens: "Sequence[Token]",
        cast: "entities.Cast",
        triggers: set[int],
        taken: set[tuple[int, int]],
    ) -> tuple[Participant, ...]:
        """Who the tokens stand for; things, measures, event words and unresolved pronouns are nobody."""
        found: list[Participant] = []
        seen = set(taken)
        for token in tokens:
            if not is_nominal(token) and token.pos_ != "ADJ":
                continue
            if token.i in triggers or (token.ent_type_ in _MEASURES and token.dep_ != "nsubj"):
                continue
            participant = cast.participant(token)
            if participant is None or (participant.start, participant.end) in seen:
                continue
            if participant.entity is None and not self._is_party(token):
                continue
            seen.add((participant.start, participant.end))
            found.append(participant)
        return tuple(found)

    def _is_party(self, token: "Token") -> bool:
        """Whether an unnamed noun can be a party to an event: no empty pronoun, weapon, sum or happening."""
        if token.lower_ in _EMPTY_PRONOUNS or any(is_a(token, c, self.lexicon) for c in _BLIND):
            return False
        lemma = token.lemma_.lower()
        return lemma in self._actors or not self.lexicon.senses(lemma, "noun")

    def _mediators(self, reading: Reading, cast: "entities.Cast") -> tuple[Participant, ...]:
        """Who stands between the parties: "a Russia-brokered truce", "talks mediated by Qatar"."""
        mediation = self._mediation
        if reading.type not in mediation.types:
            return ()
        tokens: list[Token] = []
        for child in reading.token.children:
            lemma = child.lemma_.lower()
            if lemma in mediation.words and child.dep_ in ("amod", "acl", "relcl", "compound", "nmod"):
                tokens += subjects(child)
        for step in reading.steps:
            if step.token.lemma_.lower() in mediation.words and step.token.pos_ == "VERB":
                tokens += subjects(step.token)
        for things in phrases(reading.token).values():
            for thing in things:
                if thing.lemma_.lower() in mediation.words:
                    tokens += phrases(thing).get("of", []) + phrases(thing).get("by", [])
                    tokens += [c for c in thing.children if c.dep_ in ("poss", "amod", "compound")]
        people = [cast.participant(t) for t in tokens]
        return tuple({(p.start, p.end): p for p in people if p is not None}.values())

    def _subtype(
        self, reading: Reading, kind: str | None, actor: Sequence[Participant], recipient: Sequence[Participant],
        sentence: "Tokens",
    ) -> str | None:  # fmt: skip
        def side(role: str, people: Sequence[Participant]) -> set[str]:
            heads = [t.lemma_.lower() for t in reading.roles.get(role, [])]
            return subtypes.sides(people, self._crowd, self._armed, self._police, heads)

        near = frozenset(t.lemma_.lower() for t in sentence)
        return subtypes.subtype(
            reading.type,
            kind,
            reading.status,
            side("actor", actor),
            side("recipient", recipient),
            reading.token.lemma_.lower(),
            near,
        )


def _overlapping(spans: "Sequence[S]", doc: "Doc") -> "Iterator[list[S]]":
    """For each sentence the spans that reach into it, in one pass; ``spans`` are in order of their start."""
    behind = 0
    reaching: list[S] = []
    for sentence in doc.sents:
        reaching = [span for span in reaching if span.end > sentence.start_char]
        while behind < len(spans) and spans[behind].start < sentence.end_char:
            if spans[behind].end > sentence.start_char:
                reaching.append(spans[behind])
            behind += 1
        yield reaching


def _dated_above(mention: Mention, reading: Reading, dated: dict[int, EventDate]) -> Mention:
    """An event without a date in words, told inside another of its sentence, has that one's date."""
    if not dated or (mention.date is not None and mention.date.basis != "published"):
        return mention
    above = next((dated[a.i] for a in reading.token.ancestors if a.i in dated), None)
    if above is None:
        return mention
    date = EventDate(edtf=above.edtf, first=above.first, last=above.last, basis="inherited")
    return msgspec.structs.replace(mention, date=date)


def trigger_span(token: "Token") -> tuple[int, int]:
    """Offsets of the trigger in the text: the word, with what a hyphen joins to it ("cease-fire")."""
    start = token.idx
    if (
        token.i >= 2
        and token.nbor(-1).text == "-"
        and not token.nbor(-1).whitespace_
        and not token.nbor(-2).whitespace_
    ):
        lemma = token.lemma_.lower()
        if lemma in ("fire", "off", "out", "in", "down", "up", "up"):
            start = token.nbor(-2).idx
    return start, token.idx + len(token)


def _salience(reading: Reading, number: int, in_caption: bool) -> float:
    """How central the mention is, 0-1: early sentences and main clauses first."""
    position = 1.0 / (1.0 + 0.25 * number)
    token = reading.token
    if token.dep_ == "ROOT" or any(s.token.dep_ == "ROOT" for s in reading.steps[:1]):
        rank = 1.0
    elif token.dep_ in ("ccomp", "conj", "xcomp") or token.pos_ == "VERB":
        rank = 0.85
    else:
        rank = 0.7
    if reading.outer is not None:
        rank *= 0.8
    if reading.status not in ("occurred", "ongoing", "ended"):
        rank *= 0.9
    return position * (0.5 + 0.5 * rank) * reading.confidence * (_CAPTION if in_caption else 1.0)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets without the white space at either end."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _identity(document: str, start: int, end: int, type_: str) -> str:
    """A stable id: the same document, trigger and type have the same one in every run."""
    return hashlib.sha256(f"{document}\x1f{start}\x1f{end}\x1f{type_}".encode()).hexdigest()[:16]
