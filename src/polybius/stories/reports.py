"""A mention with the document that vouches for it."""

from collections.abc import Iterable
from datetime import date

import msgspec

from polybius.records import Document, Mention, Source
from polybius.stories.origins import of_documents
from polybius.stories.settings import load


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A mention and the document that vouches for it.

    ``origin`` names the source that the document speaks for (``stories.origins``); None where that was not
    worked out: then the document's publisher, else the document. ``doubted`` says that the document's day of
    publication is contradicted by its own text.
    """

    mention: Mention
    source: Source
    origin: str | None = None
    doubted: bool = False

    @property
    def independent(self) -> str:
        """Reports that have this in common rest on one source."""
        return self.origin or self.source.publisher or self.source.document


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
    return Report(mention=mention, source=source, origin=origin, doubted=bool(document.notes))


def attribution(mention: Mention) -> str | None:
    """Who is quoted for a mention, by name or in the words of the text; None where that is a bare pronoun."""
    speaker = mention.attribution
    if speaker is None:
        return None
    if speaker.entity is None and speaker.text.casefold() in load().words.pronouns:
        return None
    return speaker.entity or speaker.text


def day_number(iso: str | None) -> int | None:
    """The proleptic day number of an ISO date or date-time; None where it is none."""
    if not iso:
        return None
    try:
        return date.fromisoformat(iso[:10]).toordinal()
    except ValueError:
        return None
