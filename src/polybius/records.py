"""Every record that crosses a stage.

Offsets are Unicode code points into the document's ``text``, end exclusive. Dates without a time are
ISO 8601 strings; probabilities and ranks are in 0-1. Records are frozen: a stage makes new ones.
"""

from typing import Literal

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What all records share: immutable, built by keyword, compared by value."""


class Span(Record, frozen=True, kw_only=True):
    """A stretch of the document's text: ``text == document.text[start:end]``."""

    start: int
    end: int
    text: str


# --- intake and article -------------------------------------------------------------------------


class Origin(Record, frozen=True, kw_only=True):
    """Where a document came from: a file ("-" for standard input), the record (1-based) in it, and in a web
    archive the byte at which that record begins."""

    file: str
    record: int | None = None
    offset: int | None = None


class Page(Record, frozen=True, kw_only=True):
    """One document as it came in, before anything was taken out of it.

    ``published`` is a date in ISO 8601, or the text of one that nobody believes; ``crawled`` is when a
    crawler fetched the page; ``summary`` marks a feed's entry that only sums its article up.
    """

    id: str
    kind: Literal["html", "scrape", "text"]
    content: str
    origin: Origin
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    byline: tuple[str, ...] = ()
    crawled: str | None = None
    summary: bool = False


class Failure(Record, frozen=True, kw_only=True):
    """An input that could not be read: which, and why, in words for its user."""

    origin: Origin
    reason: str


class Dateline(Record, frozen=True, kw_only=True):
    """The line that opens a dispatch: "NAIROBI, Kenya, Aug. 7 (AP) --"."""

    place: str | None = None
    date: str | None = None


class Caption(Record, frozen=True, kw_only=True):
    """A picture's caption, its credit apart."""

    text: str
    credit: str | None = None


class Furniture(Record, frozen=True, kw_only=True):
    """A line of the page that is not the article: its number in the page (0-based), its text, and why."""

    line: int
    text: str
    reason: str


class Article(Record, frozen=True, kw_only=True):
    """The article inside a page. ``body`` has its paragraphs parted by one empty line.

    ``crawled`` and ``summary`` are the Page's. ``notes`` say what is odd about it, in words: a date nobody believes.
    """

    id: str
    title: str | None = None
    body: str
    published: str | None = None
    updated: str | None = None
    published_basis: str | None = None
    byline: tuple[str, ...] = ()
    agency: str | None = None
    dateline: Dateline | None = None
    captions: tuple[Caption, ...] = ()
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    furniture: tuple[Furniture, ...] = ()
    crawled: str | None = None
    summary: bool = False
    notes: tuple[str, ...] = ()
    origin: Origin | None = None


# --- layers -------------------------------------------------------------------------------------


class Part(Record, frozen=True, kw_only=True):
    """A stretch of a document's text that was one part of its page."""

    kind: Literal["body", "caption"]
    start: int
    end: int


class Time(Span, frozen=True, kw_only=True):
    """A time expression: TimeML type and TIMEX3 value, its EDTF form, and the days it can mean."""

    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    edtf: str | None = None
    first: str | None = None
    last: str | None = None


class Place(Span, frozen=True, kw_only=True):
    """A toponym and the place it names; ``kind`` "demonym" marks the people of the place, not it."""

    name: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    kind: str
    confidence: float


class Entity(Span, frozen=True, kw_only=True):
    """A mention of an actor. Mentions of one actor in a document share ``chain``."""

    name: str
    kind: Literal["person", "organisation", "nation", "group"]
    country: str | None = None
    sectors: tuple[str, ...] = ()
    chain: int


class Reference(Span, frozen=True, kw_only=True):
    """Words that stand for something named elsewhere ("it", "the city", "that fighting")."""

    to: Span


class Speaker(Span, frozen=True, kw_only=True):
    """The source of a quote; ``entity`` is the name of the actor it stands for, where known.

    ``country`` and ``sectors`` are that actor's; they are told of the sources of mentions only.
    """

    entity: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()


class Quote(Span, frozen=True, kw_only=True):
    """What somebody is reported to have said, by whom, and the words that attribute it."""

    direct: bool
    source: Speaker | None = None
    cue: Span | None = None


class Quantity(Span, frozen=True, kw_only=True):
    """A count of people or things; ``high`` is null when open ("more than 100,000")."""

    kind: str
    low: float | None = None
    high: float | None = None
    unit: str | None = None


# --- events -------------------------------------------------------------------------------------

Status = Literal[
    "occurred", "ongoing", "planned", "threatened", "demanded", "denied", "alleged", "hypothetical", "ended"
]
DateBasis = Literal["stated", "relative", "inherited", "published"]
PlaceBasis = Literal["stated", "inherited", "dateline", "actor"]


class Participant(Span, frozen=True, kw_only=True):
    """Who fills a role, in the words of the text, and the actor those words stand for."""

    entity: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()


class EventDate(Record, frozen=True, kw_only=True):
    """When: EDTF, the first and last day it can mean (null: open), and what it rests on.

    ``start`` and ``end`` are the time expression's offsets, null where the date is not in words.
    """

    edtf: str
    first: str | None = None
    last: str | None = None
    basis: DateBasis
    start: int | None = None
    end: int | None = None


class EventPlace(Record, frozen=True, kw_only=True):
    """Where: the place, the name its source used (``text``), and what the choice rests on."""

    name: str
    text: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    kind: str | None = None
    basis: PlaceBasis
    start: int | None = None
    end: int | None = None


class Evidence(Span, frozen=True, kw_only=True):
    """The sentence an event rests on, and in it the word that tells the event."""

    trigger: Span


class Why(Record, frozen=True, kw_only=True):
    """Which lexicon entry and which rules, in order, made the mention."""

    entry: str
    rules: tuple[str, ...] = ()


class Mention(Record, frozen=True, kw_only=True):
    """One report of an event in one document. Field names follow PLOVER's JSON where it has one."""

    id: str
    document: str
    type: str
    mode: str | None = None
    context: tuple[str, ...] = ()
    quad: str | None = None
    cameo: str | None = None
    goldstein: float | None = None
    subtype: str | None = None
    actor: tuple[Participant, ...] = ()
    recipient: tuple[Participant, ...] = ()
    mediator: tuple[Participant, ...] = ()
    date: EventDate | None = None
    place: EventPlace | None = None
    quantities: tuple[Quantity, ...] = ()
    status: Status
    attribution: Speaker | None = None
    evidence: Evidence
    salience: float
    confidence: float
    why: Why


RelationKind = Literal[
    "part_of", "during", "follows", "result_of", "reaction_to", "retaliation_for", "despite"
]


class Relation(Span, frozen=True, kw_only=True):
    """What a document says of two of its mentions: ``mention`` is part of, follows, answers ... ``other``.

    The span holds the words that say so ("two days after", "in retaliation for").
    """

    kind: RelationKind
    mention: str
    other: str


class Document(Record, frozen=True, kw_only=True):
    """A document with all layers. ``text`` is the body, then each caption as a paragraph of its own.

    ``notes`` say what is odd about it, in words: a publication date that its own text contradicts.
    """

    id: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    agency: str | None = None
    published: str | None = None
    language: str | None = None
    text: str
    parts: tuple[Part, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    entities: tuple[Entity, ...] = ()
    references: tuple[Reference, ...] = ()
    quotes: tuple[Quote, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    events: tuple[Mention, ...] = ()
    relations: tuple[Relation, ...] = ()
    notes: tuple[str, ...] = ()


# --- stories ------------------------------------------------------------------------------------


class Source(Record, frozen=True, kw_only=True):
    """One document's word for an event: the sentence, who published it, who is quoted for it."""

    document: str
    mention: str
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | None = None
    attribution: str | None = None
    text: str


Role = Literal["actor", "recipient"]


class Voice(Record, frozen=True, kw_only=True):
    """Who says something: the source that a document quotes, null where it tells it itself, and the document's outlet.

    ``side`` says of which side of the event the source is, null: of none. ``published`` is when it was printed.
    """

    source: str | None = None
    country: str | None = None
    side: Role | None = None
    publisher: str | None = None
    published: str | None = None
    document: str


class Asserted(Record, frozen=True, kw_only=True):
    """The one side of an event on whose word alone it rests: its role, its country, and its sources by name."""

    side: Role
    country: str | None = None
    sources: tuple[str, ...]


class Claim(Record, frozen=True, kw_only=True):
    """One value that some mentions give a field of an event; ``chosen`` is the consolidated one.

    ``field`` is "date", "place", "status", "actor", "recipient" or a quantity's kind ("killed");
    ``value`` is the value in words ("at least 20", "Stepanakert"); ``rule`` says why it was chosen or not.
    ``excludes`` says that it cannot be true beside the chosen one: 12 and 34, but not "at least 20" and 34.
    """

    field: str
    value: str
    mentions: tuple[str, ...]
    documents: tuple[str, ...]
    chosen: bool
    rule: str | None = None
    excludes: bool = False
    by: tuple[Voice, ...] = ()


class EventRelation(Record, frozen=True, kw_only=True):
    """What documents say of an event and another one: it is part of, follows, answers ... the ``event`` with this id.

    ``mentions`` are the mentions of the event that are told so, ``documents`` those that say it, ``words`` by which.
    """

    kind: RelationKind
    event: str
    mentions: tuple[str, ...]
    documents: tuple[str, ...]
    words: tuple[str, ...]


Reviewed = Literal["accepted", "corrected", "begun", "changed", "rejected"]


class Event(Record, frozen=True, kw_only=True):
    """One happening, told by one or more mentions; where they disagree every claim is kept.

    ``independent`` is how many sources tell it that nobody can show to be one: reprints of one dispatch,
    one agency's and one outlet's articles count once, and so do all documents that name no outlet.

    ``asserted_by`` is the one party to it that vouches for it, null where the other side or anybody else does, too.

    ``reviewed`` is what reviewers made of it: "accepted" as coded, or "corrected" and accepted; "begun" (corrected, and
    not accepted yet), "changed" (accepted, then told otherwise by new documents or coding), "rejected"; null: not seen.
    """

    id: str
    type: str
    mode: str | None = None
    context: tuple[str, ...] = ()
    quad: str | None = None
    cameo: str | None = None
    goldstein: float | None = None
    subtype: str | None = None
    actor: tuple[Participant, ...] = ()
    recipient: tuple[Participant, ...] = ()
    mediator: tuple[Participant, ...] = ()
    date: EventDate | None = None
    place: EventPlace | None = None
    quantities: tuple[Quantity, ...] = ()
    status: Status
    salience: float
    confidence: float
    mentions: tuple[str, ...]
    sources: tuple[Source, ...]
    independent: int = 1
    claims: tuple[Claim, ...] = ()
    relations: tuple[EventRelation, ...] = ()
    asserted_by: Asserted | None = None
    reviewed: Reviewed | None = None
    reviewers: tuple[str, ...] = ()
    reviewed_on: str | None = None
