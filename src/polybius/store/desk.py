"""Decisions of reviewers put into effect: each is one transaction, an entry in the log and the events that follow."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from polybius.records import Document, Event, Mention, Record
from polybius.reviews import Anchor, Decision, Layer, ReviewError, Words, anchor, standing
from polybius.reviews.adding import added, is_added, mark_of, statement
from polybius.reviews.values import FIELDS, check_mode, decoded, reading
from polybius.store import in_place, linking, reviewing, told
from polybius.store.database import Store
from polybius.store.regrouping import rewrite
from polybius.store.rows import json
from polybius.stories.consolidate import consolidate
from polybius.stories.settings import load


class Conflict(ReviewError):
    """Somebody else decided about the event meanwhile. ``since``: what, in order; ``event``: its id now, None where
    it has none."""

    def __init__(self, said: str, since: Sequence[Decision], event: str | None) -> None:
        super().__init__(said)
        self.since = list(since)
        self.event = event


class By(Record, frozen=True, kw_only=True):
    """Who decides, and how the event came before them (``Decision``)."""

    reviewer: str
    blind: bool = False
    sampled: bool = False


class Done(Record, frozen=True, kw_only=True):
    """A decision that was made: its entry, and the ids of the events that the event's mentions are in now; those that
    are rejected last."""

    decision: Decision
    events: list[str]


class Desk:
    """The desk at which events of a store are reviewed. The store must be open for writing, and linked.

    ``version``, of each method: the number of the last decision about the event that the reviewer knows of (0: none);
    None: whatever it is. Raises Conflict where there is a later one, ReviewError for what cannot be, StoreError where
    it cannot be written.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._tables = store._tables
        self._now = now

    # --- decisions --------------------------------------------------------------------------------

    def accept(self, event: str, by: By, *, version: int | None = None, note: str | None = None) -> Done:
        """The event is as the reviewer sees it."""
        return self._decide(event, by, version, action="accept", note=note)

    def reject(
        self, event: str, by: By, *, mention: str | None = None, version: int | None = None, note: str | None = None
    ) -> Done:
        """The event's sentences, or that of one mention, tell no event."""
        return self._decide(
            event, by, version, action="reject", scope="mention" if mention else "event",
            only=[mention] if mention else None, note=note,
        )  # fmt: skip

    def correct(
        self, event: str, by: By, field: str, value: Any, *, mention: str | None = None, words: Words | None = None,
        version: int | None = None, note: str | None = None,
    ) -> Done:  # fmt: skip
        """A field of the event, or of one mention of it, has another value (``reviews.values.FIELDS``)."""
        if words is not None:
            self._check_words(words)
        return self._decide(
            event, by, version, action="correct", scope="mention" if mention else "event", field=field, after=value,
            only=[mention] if mention else None, words=words, note=note,
        )  # fmt: skip

    def split(
        self, event: str, by: By, mentions: Sequence[str], *, version: int | None = None, note: str | None = None
    ) -> Done:
        """These mentions tell an event of their own."""
        return self._decide(event, by, version, action="split", only=mentions, note=note)

    def merge(
        self, event: str, by: By, other: str, *, version: int | None = None, note: str | None = None
    ) -> Done:
        """The two events are one."""
        return self._decide(event, by, version, action="merge", other=other, note=note)

    def note(self, event: str, by: By, text: str, *, version: int | None = None) -> Done:
        """A remark about the event."""
        if not text.strip():
            raise ReviewError("a note needs words")
        return self._decide(event, by, version, action="note", note=text.strip())

    def add(self, by: By, words: Words, fields: Mapping[str, Any], *, note: str | None = None) -> Done:
        """Words of a document tell an event that the machine missed.

        fields: what is told, as ``reviews.adding.added`` takes it. Where another reviewer has added the event of these
        words, the decision is about that one: the two are compared, and the later says what the event is.
        """
        if not by.reviewer.strip():
            raise ReviewError("a decision needs the name of its reviewer")
        document = self._check_words(words)
        if in_place.folder_of(self._tables) is not None:
            raise ReviewError("this store reads its documents in place, so no event can be added to it")
        db = self._tables.db
        with self._store.batch():
            told = added(document, words, fields)
            known = self._added_before(told)
            if known is None:
                about = anchor(told, reviewing.remember(db, self._tables.insert, [told])[told.id])
            else:
                about = self._anchors([known.id])[known.id]
            number = self._enter(
                Decision(
                    at=self._at(), reviewer=by.reviewer.strip(), action="add", event="", about=(about,),
                    after=statement(told, document.text), words=words, note=note or None, values=reading(told),
                    blind=by.blind, sampled=by.sampled,
                )
            )  # fmt: skip
            if known is None:
                self._link_anew([document.id])
            else:
                self._remake((about,))
            events = self._events(self._mentions((about,)))
            self._amend(number, event=events[0])
            return self._done(self._mentions((about,)))

    def read(self, document: str, by: By, *, note: str | None = None) -> Done:
        """The reviewer has read an article through: the events that it tells are coded, or added."""
        if not by.reviewer.strip():
            raise ReviewError("a decision needs the name of its reviewer")
        with self._store.batch():
            found = self._store.document(document)
            if found is None:
                raise ReviewError(f"there is no article {document}")
            self._enter(
                Decision(
                    at=self._at(), reviewer=by.reviewer.strip(), action="read", event="", document=document,
                    after=mark_of(found.text), note=note or None, blind=by.blind, sampled=by.sampled,
                )
            )  # fmt: skip
            return self._done(())

    def undo(self, by: By, number: int | None = None) -> Done:
        """Take a decision back: the one of this number, by default the reviewer's last that stands."""
        with self._store.batch():
            whole = reviewing.log(self._tables.db)
            stand = {one.number: one for one in standing(whole, undos=True)}
            mine = [one for one in stand.values() if one.reviewer == by.reviewer and one.action != "undo"]
            if number is None and not mine:
                raise ReviewError(f"{by.reviewer} has decided nothing that could be taken back")
            undone = mine[-1] if number is None else stand.get(number)
            if undone is None:
                raise ReviewError(f"there is no decision {number} that stands")
            self._enter(
                Decision(
                    at=self._at(), reviewer=by.reviewer, action="undo", event=undone.event, about=undone.about,
                    rest=undone.rest, document=undone.document, of=undone.number, blind=by.blind,
                )
            )  # fmt: skip
            self._tidy(undone)
            self._remake((*undone.about, *undone.rest))
            return self._done(self._mentions((*undone.about, *undone.rest)))

    # --- looks ------------------------------------------------------------------------------------

    def version(self, event: Event) -> int:
        """The number of the last decision about any of an event's mentions, those taken back and undos too; 0: none."""
        return max((one.number for one in self.history(event)), default=0)

    def history(self, event: Event) -> list[Decision]:
        """All decisions about any of an event's mentions, in their order."""
        documents = sorted({source.document for source in event.sources})
        found = self._store.reviews(documents)
        if not found:
            return []
        over = Layer(found, reviewing.coded(self._tables.db, documents))
        return over.decisions(event.mentions)

    def machine(self, event: Event) -> Event | None:
        """The event as the machine has it: its mentions as they were coded, put together by rule; None where all of
        them were added."""
        coded = [one for one in told.reports(self._tables.db, "id", event.mentions) if not is_added(one.mention)]
        return consolidate(coded, load()) if coded else None

    def hidden(self, event: Event, by: By) -> set[str]:
        """The mentions of an event that a blind reviewer is not to know of, as others added them."""
        if not by.blind:
            return set()
        db = self._tables.db
        group = [one.mention for one in told.reports(db, "id", event.mentions) if is_added(one.mention)]
        own = reviewing.layer(db, sorted({one.document for one in group}), by=by.reviewer) if group else None
        mine = {one.id for one in group if own and any(each.action == "add" for each in own.decisions([one.id]))}
        return {one.id for one in group} - mine

    def seen(self, event: Event, by: By) -> Event:
        """The event as a reviewer is shown it: a blind one sees the machine's, with what they added and corrected
        themselves. Raises ReviewError where they see nothing of it."""
        if not by.blind:
            return event
        db = self._tables.db
        over = reviewing.layer(db, sorted({source.document for source in event.sources}), by=by.reviewer)
        unseen = self.hidden(event, by)
        group = [one for one in told.reports(db, "id", event.mentions) if one.mention.id not in unseen]
        if not group:
            raise ReviewError(f"there is no event {event.id}")
        if over is None:
            return consolidate(group, load())
        return max(over.events(group, load()), key=lambda one: (one.id == event.id, len(one.mentions)))

    # --- inside -----------------------------------------------------------------------------------

    def _decide(
        self, id: str, by: By, version: int | None, *, action: Any, only: Sequence[str] | None = None,
        other: str | None = None, scope: Any = None, field: str | None = None, after: Any = None,
        words: Words | None = None, note: str | None = None,
    ) -> Done:  # fmt: skip
        if not by.reviewer.strip():
            raise ReviewError("a decision needs the name of its reviewer")
        with self._store.batch():
            event = self._current(id, version, by)
            unseen = self.hidden(event, by)
            known = [one for one in event.mentions if one not in unseen]
            if not known:
                raise ReviewError(f"there is no event {id}")
            chosen = self._chosen(event.id, known, only)
            rest: Sequence[str] = ()
            if action == "split":
                rest = [one for one in known if one not in set(chosen)]
                if not rest:
                    raise ReviewError("a split needs a mention that stays: these are all of the event's")
            if action == "merge":
                assert other is not None
                joined = self._store.event(other)
                if joined is None or joined.id == event.id:
                    raise ReviewError(f"there is no other event {other} to merge with")
                rest = joined.mentions
            before = None
            if action == "correct":
                one = chosen[0] if scope == "mention" else None
                before, after = self._correction(self.seen(event, by), one, field, after, by)
            anchors = self._anchors([*chosen, *rest])
            decision = Decision(
                at=self._at(), reviewer=by.reviewer.strip(), action=action, event=event.id,
                about=tuple(anchors[one] for one in chosen), rest=tuple(anchors[one] for one in rest), scope=scope,
                field=field, before=before, after=after, words=words, note=note or None,
                machine=reading(coded) if (coded := self.machine(event)) else {},
                values=reading(self.seen(event, by)) if action == "accept" else {},
                blind=by.blind, sampled=by.sampled,
            )  # fmt: skip
            number = self._enter(decision)
            if action != "note":
                self._remake((*decision.about, *decision.rest))
            if action == "correct":
                now = self._store.event(self._events(self._mentions(decision.about))[0])
                assert now is not None
                self._amend(number, values=reading(self.seen(now, by)))
                self._remake(decision.about)  # whether it is as it was accepted hangs on the values
            return self._done(dict.fromkeys((*chosen, *rest, *event.mentions)))

    def _current(self, id: str, version: int | None, by: By) -> Event:
        event = self._store.event(id)
        if event is None:
            since = [one for one in reviewing.log(self._tables.db) if one.event == id and one.number > (version or 0)]
            if not since:
                raise ReviewError(f"there is no event {id}")
            now = self._events(self._mentions((*since[-1].about, *since[-1].rest)))
            raise Conflict(_told(since, "this event is no more"), since, now[0] if now else None)
        # A blind reviewer does not know of what others decide, and need not.
        known = [one for one in self.history(event) if not by.blind or one.reviewer == by.reviewer]
        since = [one for one in known if version is not None and one.number > version]
        if since:
            raise Conflict(_told(since, "this event has changed"), since, event.id)
        return event

    @staticmethod
    def _chosen(event: str, mentions: Sequence[str], only: Sequence[str] | None) -> list[str]:
        if only is None:
            return list(mentions)
        strange = [one for one in only if one not in set(mentions)]
        if strange or not only:
            raise ReviewError(f"event {event} has no mention {strange[0]}" if strange else "no mention was chosen")
        return [one for one in mentions if one in set(only)]

    def _added_before(self, told: Mention) -> Mention | None:
        """The mention that another reviewer added for these words. Raises ReviewError where they are coded already."""
        db = self._tables.db
        there = reviewing.coded(db, [told.document])[told.document].mentions
        over = reviewing.layer(db, [told.document])
        trigger = told.evidence.trigger
        for one in there:
            other = one.evidence.trigger
            overlap = other.start < trigger.end and trigger.start < other.end
            kind = over.mention(one).type if over else one.type
            same = (other.start, other.end) == (trigger.start, trigger.end) or kind == told.type
            if overlap and same and not is_added(one):
                event = self._events([one.id])
                raise ReviewError(
                    f"{other.text!r} is coded there already, as {kind} (event {event[0] if event else '?'}): correct "
                    "that event, or accept it where it was rejected"
                )
        near = [one for one in there if is_added(one) and one.evidence.trigger.start < trigger.end
                and trigger.start < one.evidence.trigger.end]  # fmt: skip
        exact = [one for one in near if one.evidence.trigger == trigger]
        return next(iter(exact or near), None)

    def _correction(
        self, event: Event, mention: str | None, field: str | None, after: Any, by: By
    ) -> tuple[Any, Any]:
        """The value before and after, as JSON. Raises ReviewError for a value that cannot be."""
        value = decoded(field or "", after, scope="mention" if mention else "event")
        holder: Event | Mention = event
        if mention is not None:
            [report] = told.reports(self._tables.db, "id", [mention])
            over = reviewing.layer(self._tables.db, [report.mention.document], by=by.reviewer if by.blind else None)
            holder = over.mention(report.mention) if over else report.mention
        if field == "mode":
            check_mode(holder.type, value)
        before = getattr(holder, field or "")
        return msgspec.to_builtins(before), msgspec.to_builtins(msgspec.convert(value, FIELDS[field or ""]))

    def _anchors(self, mentions: Sequence[str]) -> dict[str, Anchor]:
        db = self._tables.db
        coded = [report.mention for report in told.reports(db, "id", mentions)]
        keys = reviewing.remember(db, self._tables.insert, coded)
        return {one.id: anchor(one, keys[one.id]) for one in coded}

    def _check_words(self, words: Words) -> Document:
        document = self._store.document(words.document)
        if document is None:
            raise ReviewError(f"there is no article {words.document}")
        if not words.text or document.text[words.start : words.end] != words.text:
            raise ReviewError(f"{words.text!r} is not what stands at {words.start} to {words.end} of {words.document}")
        return document

    def _enter(self, decision: Decision) -> int:
        [last] = self._tables.db.execute("SELECT coalesce(max(number), 0) FROM reviews").fetchone() or (0,)
        reviewing.enter(self._tables.insert, msgspec.structs.replace(decision, number=last + 1))
        return int(last) + 1

    def _amend(self, number: int, **fields: Any) -> None:
        """Complete an entry inside the transaction that makes it."""
        [record] = self._tables.db.execute("SELECT record FROM reviews WHERE number = ?", [number]).fetchone() or ("",)
        changed = msgspec.structs.replace(msgspec.json.decode(record, type=Decision), **fields)
        self._tables.db.execute("UPDATE reviews SET record = ? WHERE number = ?", [json(changed), number])

    def _remake(self, anchors: Iterable[Anchor]) -> None:
        rewrite(self._tables.db, self._tables.insert, again=self._mentions(anchors))

    def _tidy(self, undone: Decision) -> None:
        """Let go of mentions that are only there as this decision vouched for them, and bring back what it vouches for
        again."""
        stale = reviewing.unkept(self._tables.db, reviewing.documents_of(undone))
        if stale:
            self._link_anew(stale)

    def _link_anew(self, documents: Sequence[str]) -> None:
        db = self._tables.db
        self._tables.insert("stale", [(document,) for document in documents])
        self._tables.note("linking", linking.update(db, self._tables.insert, self._tables.noted("linking")))

    def _mentions(self, anchors: Iterable[Anchor]) -> list[str]:
        given = list(anchors)
        documents = sorted({one.document for one in given})
        found = reviewing.log(self._tables.db, documents)
        return Layer(found, reviewing.coded(self._tables.db, documents)).mentions(given)

    def _events(self, mentions: Iterable[str]) -> list[str]:
        """The events that mentions are in now, in the mentions' order, but for rejected ones, which come last."""
        names = list(mentions)
        query = """SELECT mention, event, event IN (SELECT id FROM rejected) FROM event_mentions
                   WHERE mention IN (SELECT unnest(?))"""
        rows = self._tables.db.execute(query, [names]).fetchall()
        events = {mention: (out, event) for mention, event, out in rows}
        found = dict.fromkeys(events[name] for name in names if name in events)
        return [event for _, event in sorted(found, key=lambda one: one[0])]

    def _done(self, mentions: Iterable[str]) -> Done:
        rows = self._tables.db.execute("SELECT record FROM reviews ORDER BY number DESC LIMIT 1").fetchall()
        decision = msgspec.json.decode(rows[0][0], type=Decision)
        return Done(decision=decision, events=self._events(mentions))

    def _at(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _told(since: Sequence[Decision], what: str) -> str:
    last = since[-1]
    deed = {
        "accept": "accepted it", "reject": "rejected it", "correct": f"corrected {last.field}", "split": "split it",
        "merge": "merged it with another", "note": "wrote a note", "undo": "took a decision back",
        "add": "added it", "read": "read its article through",
    }[last.action]  # fmt: skip
    return f"{what}: {last.reviewer} {deed} at {last.at}"
