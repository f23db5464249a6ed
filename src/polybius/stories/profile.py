"""A mention in the form in which it is compared: codes, day numbers and word sets worked out once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import msgspec

from polybius.records import Document, Mention, Participant, Source
from polybius.stories.origins import of_documents
from polybius.stories.settings import Settings, load

_YEAR = re.compile(r"(?<![\d,.$€£-])(?:1[89]|20)\d\d(?!\d|,\d|%|-\d)")
_WORD = re.compile(r"[^\W\d_]{3,}|\d[\d,.]*\d|\d")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A mention and the document that vouches for it.

    ``origin`` names the source that the document speaks for (``stories.origins``); None where that was not
    worked out: then the document's publisher, else the document.
    """

    mention: Mention
    source: Source
    origin: str | None = None

    @property
    def independent(self) -> str:
        """Reports that have this in common rest on one source."""
        return self.origin or self.source.publisher or self.source.document


@dataclass(frozen=True, slots=True)
class Actors:
    """Who fills a role over all its participants: names, (country, sectors) codes, and last nouns."""

    names: frozenset[str]
    codes: tuple[tuple[str | None, frozenset[str]], ...]
    nouns: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.names or self.codes or self.nouns)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a mention's comparison needs.

    ``dated`` is false, too, where a borrowed date stands beside an earlier year in the sentence; ``passing``
    says so, ``own`` that the date is in the mention's own words. ``first`` and ``last`` are day numbers, None
    where open; ``days`` is how many days the date can mean, at least 1, None where there is none or it is
    open. ``specificity`` is how much is known, to rank mentions by: date 0-3, place 0-2, each role 1.
    """

    report: Report
    type: str
    dated: bool
    own: bool
    passing: bool
    first: int | None
    last: int | None
    days: int | None
    specificity: int
    published: int | None
    actor: Actors
    recipient: Actors
    trigger: str
    words: frozenset[str]
    definite: bool
    distinct: bool
    status: str
    figures: dict[tuple[str, str | None], tuple[float, float]]

    @property
    def mention(self) -> Mention:
        return self.report.mention

    @property
    def document(self) -> str:
        return self.report.mention.document


def reports(documents: Iterable[Document]) -> list[Report]:
    """Every mention of the documents with its source; a mention told twice is taken once."""
    given = list(documents)
    origins = of_documents(given)
    found: dict[str, Report] = {}
    for document in given:
        for mention in document.events:
            found.setdefault(mention.id, report(mention, document, origins[document.id]))
    return [found[key] for key in sorted(found)]


def report(mention: Mention, document: Document, origin: str | None = None) -> Report:
    """A mention with the source row that its document gives it."""
    source = Source(
        document=document.id,
        mention=mention.id,
        publisher=document.publisher or document.agency,
        title=document.title,
        url=document.url,
        published=document.published,
        attribution=attribution(mention),
        text=mention.evidence.text,
    )
    return Report(mention=mention, source=source, origin=origin)


def attribution(mention: Mention) -> str | None:
    """Who is quoted for a mention, by name or in the words of the text; None where that is a bare pronoun."""
    speaker = mention.attribution
    if speaker is None:
        return None
    if speaker.entity is None and speaker.text.casefold() in load().words.pronouns:
        return None
    return speaker.entity or speaker.text


def profile(report: Report, settings: Settings) -> Profile:
    """The comparison form of one report."""
    mention = report.mention
    before = _words_before_trigger(mention)
    figures: dict[tuple[str, str | None], tuple[float, float]] = {}
    for quantity in mention.quantities:
        low = quantity.low if quantity.low is not None else quantity.high
        if low is None:
            continue
        high = quantity.high if quantity.high is not None else low
        key = (quantity.kind, quantity.unit)
        old = figures.get(key)
        # "12 killed, among them three children": the whole is what reports are compared by.
        figures[key] = (low, high) if old is None or low > old[0] else old
    when = mention.date
    first = None if when is None else day_number(when.first)
    last = None if when is None else day_number(when.last)
    days = None if first is None or last is None else max(1, last - first + 1)
    passing = _retrospective(mention)
    return Profile(
        report=report,
        type=mention.type,
        dated=not passing and (first is not None or last is not None),
        passing=passing,
        own=when is not None and not passing and when.basis in ("stated", "relative"),
        first=first,
        last=last,
        days=days,
        specificity=_specificity(mention, days),
        published=day_number(report.source.published),
        actor=_actors(mention.actor, settings.actors.anybody),
        recipient=_actors(mention.recipient, settings.actors.anybody),
        trigger=_stem(mention.evidence.trigger.text.casefold()),
        words=_content(mention.evidence.text, settings.words.common),
        definite=bool(before) and before[-1] in settings.words.definite,
        distinct=any(word in settings.words.distinct for word in before),
        status=settings.status.group(mention.status),
        figures=figures,
    )


def day_number(iso: str | None) -> int | None:
    """The proleptic day number of an ISO date or date-time; None where it is none."""
    if not iso:
        return None
    try:
        return date.fromisoformat(iso[:10]).toordinal()
    except ValueError:
        return None


def _retrospective(mention: Mention) -> bool:
    """Whether a date from elsewhere stands against an earlier year in the mention's own sentence."""
    when = mention.date
    if when is None or when.basis in ("stated", "relative"):
        return False
    known = [int(iso[:4]) for iso in (when.first, when.last) if iso]
    years = [int(year) for year in _YEAR.findall(mention.evidence.text)]
    return bool(known) and any(year < min(known) for year in years)


def _specificity(mention: Mention, days: int | None) -> int:
    # What a mention has from elsewhere (another sentence, the day of publication) makes it no anchor.
    own = mention.date is not None and mention.date.basis in ("stated", "relative")
    dating = 0 if days is None or not own else 3 if days <= 3 else 2 if days <= 31 else 1
    here = mention.place is not None and mention.place.basis == "stated"
    placing = 0 if mention.place is None else 2 if here and mention.place.geonameid is not None else 1
    return dating + placing + bool(mention.actor) + bool(mention.recipient)


def _actors(participants: Iterable[Participant], anybody: frozenset[str]) -> Actors:
    names: set[str] = set()
    nouns: set[str] = set()
    codes: dict[tuple[str | None, frozenset[str]], None] = {}
    for one in participants:
        if one.entity:
            names.add(one.entity.casefold())
        if one.country is not None or one.sectors:
            codes[(one.country, frozenset(one.sectors))] = None
        noun = last_noun(one.text)
        if noun and noun not in anybody:
            nouns.add(_stem(noun))
    return Actors(frozenset(names), tuple(codes), frozenset(nouns))


def last_noun(text: str) -> str:
    """The last word of a participant's words, lower-cased: in English, nearly always what it is."""
    words = _WORD.findall(text.casefold())
    return words[-1] if words else ""


def _words_before_trigger(mention: Mention) -> list[str]:
    """The (at most) two words right before the trigger, lower-cased, adjectives and all."""
    evidence = mention.evidence
    upto = max(0, evidence.trigger.start - evidence.start)
    return [word.casefold() for word in re.findall(r"\w+", evidence.text[max(0, upto - 40) : upto])][-2:]


def _content(text: str, common: frozenset[str]) -> frozenset[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in words if word not in common)


def _stem(word: str) -> str:
    """A crude stem: enough to make "paraded", "parade" and "parading" one word."""
    for ending in ("ings", "ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
