"""Records as rows of the store's tables, in the order of the columns in ``schema``."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from polybius.records import Article, Document, Event, EventDate, EventPlace, Mention, Participant
from polybius.store.wording import fold
from polybius.stories import attribution

Row = tuple[Any, ...]

_encode = msgspec.json.Encoder().encode


def json(record: msgspec.Struct) -> str:
    """A record as JSON, its fields in their order."""
    return _encode(record).decode()


def document_row(document: Document, article: Article | None) -> Row:
    return (
        document.id,
        document.title,
        document.url,
        document.publisher,
        document.agency,
        document.published,
        document.language,
        list(article.byline) if article else [],
        len(article.captions) if article else 0,
        len(article.furniture) if article else 0,
        document.text,
        json(document),
        json(article) if article else None,
    )


def mention_row(mention: Mention) -> Row:
    return (
        mention.id,
        mention.document,
        mention.type,
        mention.mode,
        mention.subtype,
        *_when(mention.date),
        *_where(mention.place),
        names(mention.actor),
        names(mention.recipient),
        mention.status,
        attribution(mention),
        mention.salience,
        mention.confidence,
        mention.evidence.text,
        mention.evidence.trigger.text,
        json(mention),
    )


def event_row(event: Event) -> Row:
    return (
        event.id,
        event.type,
        event.mode,
        event.subtype,
        *_when(event.date),
        *_where(event.place),
        names(event.actor),
        names(event.recipient),
        countries(event),
        event.status,
        event.salience,
        event.confidence,
        len(event.mentions),
        len({source.document for source in event.sources}),
        publishers(event),
        event.independent,
        codes(event.actor),
        codes(event.recipient),
        " ".join(dict.fromkeys(fold(source.text) for source in event.sources)),
        event.reviewed,
        list(event.reviewers),
        json(event),
    )


def names(participants: Iterable[Participant]) -> list[str]:
    """Each participant's name, or its words where it has none."""
    return [one.entity or one.text for one in participants]


def codes(participants: Iterable[Participant]) -> list[str]:
    """Each participant's country and sectors, every one with a colon after it: "AZE:MIL:", ":REB:"."""
    told = (f"{one.country or ''}:" + "".join(f"{sector}:" for sector in one.sectors) for one in participants)
    return [one for one in dict.fromkeys(told) if one != ":"]


def countries(event: Event) -> list[str]:
    """The countries an event touches: where it was, and whose actors took part; sorted."""
    found = {one.country for role in (event.actor, event.recipient, event.mediator) for one in role}
    found.add(event.place.country if event.place else None)
    return sorted(country for country in found if country is not None)


def publishers(event: Event) -> int:
    """How many publishers that have a name tell the event, reprints and all."""
    return len({source.publisher for source in event.sources if source.publisher})


def _when(when: EventDate | None) -> Row:
    return (None, None, None) if when is None else (_day(when.first), _day(when.last), when.edtf)


def _where(place: EventPlace | None) -> Row:
    if place is None:
        return (None,) * 5
    return (place.name, place.geonameid, place.lat, place.lon, place.country)


def _day(iso: str | None) -> date | None:
    try:
        return None if iso is None else date.fromisoformat(iso[:10])
    except ValueError:
        return None
