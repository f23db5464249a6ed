"""From a parsed document and its layers to event mentions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from polybius import entities, quantities, quotes, times
from polybius.events import contexts, figures, lexicon, news, ontology, opinion, subtypes, syntax
from polybius.events.carried import Carried
from polybius.events.governors import Step
from polybius.events.identity import identity
from polybius.events.lexicon import Lexicon
from polybius.events.locate import Locator
from polybius.events.modes import mode
from polybius.events.ontology import Ontology
from polybius.events.parties import Parties
from polybius.events.reader import Reader, in_order
from polybius.events.reading import Reading
from polybius.events.relation_events import note
from polybius.events.salience import salience
from polybius.events.second_look import calibrated, second_look
from polybius.events.speaking import Speakers
from polybius.events.thread import Thread
from polybius.language.columns import columns_of
from polybius.language.text import text_of
from polybius.records import (
    Entity,
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
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Tokens

S = TypeVar("S", bound=Span)

# How far from its word an event's counts may stand, in characters: sentences have no bound, cost must have one.
_REACH = 500


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
    """Codes the events of documents. Loads the lexicon and ontology once.

    rules_only: without the encoder's second opinion on the codes. Raises OpinionError when the encoder is wanted and
    cannot be loaded.
    """

    def __init__(self, *, rules_only: bool = False) -> None:
        self.lexicon = lexicon.load()
        self.ontology = ontology.load()
        self._encoder = None if rules_only else opinion.load()

    def code(
        self, doc: "Doc", layers: Layers, *, document: str, published: str | None, parts: Sequence[Part] = ()
    ) -> tuple[Mention, ...]:
        """Event mentions of a document, in order of their triggers.

        ``published`` is an ISO date, with or without time. Offsets are into ``doc.text``.
        """
        mentions = self.by_rules(doc, layers, document=document, published=published, parts=parts)
        if self._encoder is None:
            return tuple(calibrated(mentions))
        return tuple(second_look(text_of(doc), mentions, self._encoder, self.ontology)) if mentions else ()

    def by_rules(
        self, doc: "Doc", layers: Layers, *, document: str, published: str | None, parts: Sequence[Part] = ()
    ) -> list[Mention]:
        """What :meth:`code` starts from; ``confidence`` is the rules' own rank, not yet a probability."""
        telling = _Telling(self.lexicon, self.ontology, layers, document, published)
        captions = [p for p in parts if p.kind == "caption"]
        words, text = columns_of(doc), text_of(doc)
        bounds = [(words.starts[a], words.starts[b - 1] + len(words.texts[b - 1])) for a, b in words.sentences]
        narrowed = zip(_overlapping(layers.quotes, bounds), _overlapping(layers.quantities, bounds), strict=True)
        mentions: list[Mention] = []
        for (first, end), (start, stop), (said, counted) in zip(words.sentences, bounds, narrowed, strict=True):
            if text[start:stop].strip():
                caption = next((p for p in captions if p.start <= start < p.end), None)
                mentions += telling.sentence(doc[first:end], said, counted, caption)
        return mentions


class _Telling:
    """The coding of one document, sentence by sentence, with what the next sentence may go on with."""

    def __init__(
        self, lexicon: Lexicon, ontology: Ontology, layers: Layers, document: str, published: str | None
    ) -> None:
        cast = entities.Cast(layers.entities, layers.references, layers.places)
        countries = {p.start for p in layers.places if p.kind in ("country", "demonym")}
        self._lexicon = lexicon
        self._ontology = ontology
        self._times = layers.times
        self._document = document
        self._published = published
        self._parties = Parties(cast, lexicon, countries, layers.references)
        self._reader = Reader(lexicon, ontology, self._parties.can_act)
        self._locator = Locator(layers.places, layers.references, layers.dateline)
        self._speakers = Speakers(layers.entities, layers.references)
        self._thread = Thread()
        self._dates = Carried()
        self._caption: Part | None = None
        self._number = 0
        self._words: frozenset[str] = frozenset()

    def sentence(
        self, sentence: "Tokens", said: Sequence[Quote], counted: Sequence[Quantity], caption: Part | None
    ) -> list[Mention]:
        """The sentence's mentions. ``said`` and ``counted`` reach into it; ``caption`` is the one it is in."""
        if caption is not self._caption:
            # A caption tells its own scene.
            self._caption = caption
            self._dates.start_over()
            self._locator.start_over()
        readings = in_order(self._reader.read(sentence))
        self._thread.follow(readings)
        triggers = {r.token.i for r in readings}
        shown = contexts.of_sentence(sentence) if readings else ()
        self._words = _words(sentence) if readings else frozenset()
        self._dates.next_sentence()
        mentions = []
        for reading in readings:
            mention = self._mention(reading, sentence, said, counted, triggers, shown)
            if not news.is_event(reading, mention, sentence, self._lexicon):
                continue
            mentions.append(self._dates.carry(mention, reading))
            words = (*reading.also, *(step.token for step in reading.steps if _passes_on(step)))
            note(sentence.doc, reading.token, mention.evidence.trigger.start, words)
        self._number += 1
        return mentions

    def _mention(
        self,
        reading: Reading,
        sentence: "Tokens",
        said: Sequence[Quote],
        counted: Sequence[Quantity],
        triggers: set[int],
        shown: tuple[str, ...],
    ) -> Mention:
        token = reading.token
        mediator = self._parties.mediators(reading)
        actor = self._parties.of(reading.roles.get("actor", []), triggers, mediator)
        recipient = self._parties.of(reading.roles.get("recipient", []), triggers, (*mediator, *actor))
        kind = mode(reading, self._lexicon)
        codes = self._ontology.codes(reading.type, kind)
        date = times.date_event(
            token, self._times, self._published, previous=self._dates.previous, status=reading.status,
            known=self._dates.known,
        )
        place = self._locator.place(
            reading, actors=(*actor, *recipient), apart=(*actor, *mediator)
        )
        near = [q for q in counted if abs(q.start - token.idx) < _REACH]
        harm = [q for t in (token, *reading.also) for q in quantities.of_event(t, near)]
        start, end = trigger_span(token)
        text = text_of(sentence.doc)
        first, last = _trim(text, sentence.start_char, sentence.end_char)
        confidence = reading.confidence * (1.0 if actor else 0.85) * (1.0 if actor or recipient else 0.9)
        return Mention(
            id=identity(self._document, start, end, reading.type),
            document=self._document,
            type=reading.type,
            mode=kind,
            context=tuple(dict.fromkeys(reading.context + shown))[:4],
            quad=codes.quad,
            cameo=codes.cameo,
            goldstein=codes.goldstein,
            subtype=reading.subtype or self._subtype(reading, kind, actor, recipient),
            actor=actor,
            recipient=recipient,
            mediator=mediator,
            date=date,
            place=place,
            quantities=tuple(q for q in dict.fromkeys(harm) if q.kind not in figures.foreign(reading.type)),
            status=reading.status,
            attribution=self._speakers.known(quotes.attribution(token, said)),
            evidence=Evidence(
                start=first,
                end=last,
                text=text[first:last],
                trigger=Span(start=start, end=end, text=text[start:end]),
            ),
            salience=round(salience(reading, self._number, caption=self._caption is not None), 3),
            confidence=round(min(confidence, 1.0), 3),
            why=Why(entry=reading.entry, rules=tuple(reading.rules)),
        )

    def _subtype(
        self,
        reading: Reading,
        kind: str | None,
        actor: Sequence[Participant],
        recipient: Sequence[Participant],
    ) -> str | None:
        classes = self._lexicon.classes

        def side(role: str, people: Sequence[Participant]) -> set[str]:
            heads = [t.lemma_.lower() for t in reading.roles.get(role, [])]
            return subtypes.sides(people, classes["crowd"], classes["armed"], classes["police"], heads)

        return subtypes.subtype(
            reading.type,
            kind,
            reading.status,
            side("actor", actor),
            side("recipient", recipient),
            reading.token.lemma_.lower(),
            self._words,
            [t.lemma_.lower() for t in (*reading.roles.get("recipient", []), *_things(reading.token))],
        )


def _passes_on(step: Step) -> bool:
    """Whether a word above an event tells nothing else: "*launched* a raid", "*began* to shell"."""
    return step.kind == "light" or (step.operator is not None and step.operator.type is None)


def _things(token: "Token") -> "list[Token]":
    """What a verb is done to, or a noun names with "of"."""
    return syntax.objects(token) if token.pos_ == "VERB" else syntax.phrases(token).get("of", [])


def _words(sentence: "Tokens") -> frozenset[str]:
    """Lemmas of a sentence, and what a hyphen joins ("cease-fire")."""
    words = columns_of(sentence.doc)
    hyphens = (
        i
        for i in range(sentence.start + 1, sentence.end - 1)
        if words.texts[i] == "-" and words.starts[i + 1] == words.starts[i] + 1
    )
    joined = [f"{words.lowers[i - 1]}-{words.lowers[i + 1]}" for i in hyphens]
    return frozenset((*words.lemmas[sentence.start : sentence.end], *joined))


def _overlapping(spans: "Sequence[S]", bounds: Sequence[tuple[int, int]]) -> "Iterator[list[S]]":
    """For each sentence the spans that reach into it, in one pass; ``spans`` are in order of their start."""
    behind = 0
    reaching: list[S] = []
    for start, stop in bounds:
        reaching = [span for span in reaching if span.end > start]
        while behind < len(spans) and spans[behind].start < stop:
            if spans[behind].end > start:
                reaching.append(spans[behind])
            behind += 1
        yield reaching


def trigger_span(token: "Token") -> tuple[int, int]:
    """Offsets of the trigger in the text: the word, with what a hyphen joins to it ("cease-fire")."""
    start = token.idx
    joined = token.i >= 2 and token.nbor(-1).text == "-"
    if joined and not token.nbor(-1).whitespace_ and not token.nbor(-2).whitespace_:
        lemma = token.lemma_.lower()
        if lemma in ("fire", "off", "out", "in", "down", "up"):
            start = token.nbor(-2).idx
    return start, token.idx + len(token)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets without the white space at either end."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
