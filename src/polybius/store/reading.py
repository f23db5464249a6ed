"""What a store can be asked: documents, articles, mentions, events, and how much there is of them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from polybius.records import Article, Document, Event, EventRelation, Mention
from polybius.reviews import Decision, Layer
from polybius.store import fighting, linking, relating, reviewing, told
from polybius.store.errors import StoreError
from polybius.store.query import Filter, select
from polybius.store.tables import Tables
from polybius.stories.account import Account, account
from polybius.stories.control import Fighting
from polybius.stories.related import related
from polybius.stories.reports import Report

if TYPE_CHECKING:
    from polybius.reviews.agreement import Recall

# An account looks at so many mentions of an event, and at so many of others.
_EXPLAINED = 60
_NEIGHBOURS = 200


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much a store holds."""

    documents: int
    mentions: int
    events: int
    publishers: int
    failed: int


class Reading:
    """A store as its readers see it."""

    path: Path
    _tables: Tables

    @property
    def linked(self) -> bool:
        """Whether the events are those of the documents: not so between ``add`` and ``relink``."""
        return self._tables.noted("linked") == "yes"

    def documents(self) -> Iterator[Document]:
        """All documents with their layers, by id."""
        for (record,) in self._tables.each("SELECT record FROM documents ORDER BY id"):
            yield msgspec.json.decode(record, type=Document)

    def document(self, id: str) -> Document | None:
        """The document with an id, None where there is none."""
        found = self._tables.db.execute("SELECT record FROM documents WHERE id = ?", [id]).fetchone()
        return None if found is None else msgspec.json.decode(found[0], type=Document)

    def event(self, id: str) -> Event | None:
        """The event with an id, a rejected one too; None where there is none."""
        query = "SELECT record FROM events WHERE id = ? UNION ALL SELECT record FROM rejected WHERE id = ?"
        found = self._tables.db.execute(query, [id, id]).fetchone()
        if found is None:
            return None
        return related(msgspec.json.decode(found[0], type=Event), relating.of_events(self._tables.db, [id]))

    def events_of(self, document: str) -> list[Event]:
        """The events that a document tells, by id, those that were rejected too."""
        query = """SELECT record FROM (SELECT id, record FROM events UNION ALL SELECT id, record FROM rejected)
                   WHERE id IN (SELECT event FROM event_mentions WHERE document = ?) ORDER BY id"""
        rows = self._tables.db.execute(query, [document]).fetchall()
        return [msgspec.json.decode(record, type=Event) for (record,) in rows]

    def added(self, document: str) -> list[Mention]:
        """The mentions of a document that reviewers added, or kept when the machine coded them no longer; with none
        that were rejected."""
        query = """SELECT coalesce(r.record, m.record) FROM mentions m LEFT JOIN review_mentions r USING (id)
                   WHERE m.document = ? AND id IN (SELECT mention FROM review_kept)
                     AND id NOT IN (SELECT mention FROM event_mentions WHERE event IN (SELECT id FROM rejected))
                   ORDER BY id"""
        rows = self._tables.db.execute(query, [document]).fetchall()
        return [msgspec.json.decode(record, type=Mention) for (record,) in rows]

    def related_to(self, event: str) -> dict[str, tuple[EventRelation, ...]]:
        """What is said of other events and this one, by their ids: which follow it, answer it, are part of it."""
        return relating.to_event(self._tables.db, event)

    def reviews(self, documents: Sequence[str] | None = None) -> list[Decision]:
        """What reviewers decided about any of these documents, or all, in its order; with what was taken back."""
        return reviewing.log(self._tables.db, documents)

    def seen(self, decisions: Iterable[Decision]) -> dict[str, Mention]:
        """The mentions that decisions are about, as they were coded then, by the keys in their anchors."""
        return reviewing.seen(self._tables.db, [anchor.seen for one in decisions for anchor in one.about])

    def layer(self, documents: Sequence[str] | None = None, *, by: str | None = None) -> Layer | None:
        """The decisions that stand over the documents' mentions, None where there are none. by: one reviewer's."""
        return reviewing.layer(self._tables.db, documents, by=by)

    def read_through(self, *, sampled: bool = False) -> dict[str, list[str]]:
        """The documents that reviewers read through, by id, with who; none whose text has changed since.

        sampled: only those that came up by chance.
        """
        return reviewing.read(self._tables.db, sampled=sampled)

    def recall(self, *, sampled: bool = False) -> "Recall":
        """How much of what is told in the articles that were read through the machine has."""
        from polybius.reviews.agreement import recall

        documents = sorted(self.read_through(sampled=sampled))
        return recall(len(documents), *reviewing.found_and_missed(self._tables.db, documents))

    def articles(self) -> Iterator[Article]:
        """The articles that documents were made from, by the document's id."""
        for (record,) in self._tables.each("SELECT article FROM documents WHERE article IS NOT NULL ORDER BY id"):
            yield msgspec.json.decode(record, type=Article)

    def article(self, id: str) -> Article | None:
        """The article a document was made from, None where it came as text."""
        found = self._tables.db.execute("SELECT article FROM documents WHERE id = ?", [id]).fetchone()
        return None if found is None or found[0] is None else msgspec.json.decode(found[0], type=Article)

    def events(
        self, wanted: Filter | None = None, *, order: str | None = None, limit: int | None = None
    ) -> Iterator[Event]:
        """The events that fit a filter (default: all), by date unless ``order`` says otherwise (``query.ORDERS``).

        Raises FilterError for a filter that cannot be.
        """
        rows = self._tables.each(*select(wanted or Filter(), order=order, limit=limit))
        relations = relating.of_events(self._tables.db)
        for _, record in rows:
            yield related(msgspec.json.decode(record, type=Event), relations)

    def find(
        self, wanted: Filter, *, order: str | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[list[Event], int]:
        """The same as a list, with the number of all events that fit, however few of them are asked for.

        Past the last event the list is empty and the number 0.
        """
        rows = list(self._tables.each(*select(wanted, order=order, limit=limit, offset=offset)))
        found = [msgspec.json.decode(record, type=Event) for _, record in rows]
        relations = relating.of_events(self._tables.db, [event.id for event in found])
        return [related(event, relations) for event in found], rows[0][0] if rows else 0

    def control(self) -> tuple[list[Event], list[Mention], Fighting]:
        """What says who holds what: the events with their mentions, and the assaults; for ``stories.control``."""
        kinds = ["CONTROL", "RETREAT"]
        chosen = "SELECT id FROM events WHERE list_contains(?, type)"
        query = "SELECT record FROM events WHERE list_contains(?, type) ORDER BY id"
        events = [msgspec.json.decode(record, type=Event) for (record,) in self._tables.each(query, [kinds])]
        query = f"""SELECT coalesce(r.record, m.record) FROM mentions m LEFT JOIN review_mentions r USING (id)
                    WHERE id IN (SELECT mention FROM event_mentions WHERE event IN ({chosen})) ORDER BY id"""
        mentions = [msgspec.json.decode(record, type=Mention) for (record,) in self._tables.each(query, [kinds])]
        return events, mentions, fighting.read(self._tables)

    def mentions(self, event: str | None = None) -> Iterator[Mention]:
        """The mentions of an event, or all, as reviewers corrected them, by document and offset."""
        query = """SELECT coalesce(r.record, m.record) FROM mentions m LEFT JOIN review_mentions r USING (id)
                   WHERE ? IS NULL OR id IN (SELECT mention FROM event_mentions WHERE event = ?)
                   ORDER BY document, CAST(m.record -> '$.evidence.trigger.start' AS INTEGER), id"""
        for (record,) in self._tables.each(query, [event, event]):
            yield msgspec.json.decode(record, type=Mention)

    def reports(self, mentions: Sequence[str]) -> list[Report]:
        """The mentions with these ids, as coded and linked, by document and id; unknown ones are left out."""
        return told.reports(self._tables.db, "id", mentions)

    def reports_of(self, documents: Sequence[str]) -> list[Report]:
        """The mentions of these documents, as they are linked, by document and id."""
        return told.reports(self._tables.db, "document", documents)

    def account(self, event: str) -> Account:
        """Why an event's mentions are one, and which other comes nearest. ``event``: its id, or as much of it
        as no other has. Raises StoreError where none or several begin so.
        """
        query = "SELECT id, record FROM events WHERE starts_with(id, ?) ORDER BY id LIMIT 6"
        found = self._tables.db.execute(query, [event]).fetchall()
        if not found or not event:
            raise StoreError(f"{self.path}: no event's id begins with {event!r}")
        if len(found) > 1 and found[0][0] != event:
            names = ", ".join(name for name, _ in found[:5]) + (" ..." if len(found) > 5 else "")
            raise StoreError(f"{self.path}: the ids of several events begin with {event!r}: {names}")
        found_event = msgspec.json.decode(found[0][1], type=Event)
        if self._tables.noted("linking") is None:
            raise StoreError(f"{self.path}: linked by an older Polybius; `polybius run` into it links it anew")
        db = self._tables.db
        inside = linking.tellings(db, dict.fromkeys(found_event.mentions[:_EXPLAINED], found_event.id))
        outside = linking.tellings(db, linking.near(db, found_event.id, _NEIGHBOURS))
        return account(found_event, [one for one, _ in inside], outside)

    def counts(self) -> Counts:
        """How many documents, mentions, events, publishers and failed inputs there are."""
        return Counts(
            documents=self._tables.one("SELECT count(*) FROM documents"),
            mentions=self._tables.one("SELECT count(*) FROM mentions"),
            events=self._tables.one("SELECT count(*) FROM events"),
            publishers=self._tables.one("SELECT count(DISTINCT coalesce(publisher, agency, id)) FROM documents"),
            failed=self._tables.one("SELECT count(*) FROM ledger WHERE state = 'failed'"),
        )
