"""The queue: which events come up for review, in which order, and why."""

from collections.abc import Iterable
from typing import Any

import msgspec

from polybius.records import Event, Record, Reviewed
from polybius.reviews import standing
from polybius.reviews.order import ORDERS
from polybius.store import Filter, FilterError
from polybius.store.desk import Desk
from polybius.store.query import matching
from polybius.web import view, words
from polybius.web.explorer.live import Live

# What of the queue is shown: whose events are done, and whose are not.
STATES = {"todo": "not reviewed yet", "begun": "begun", "changed": "changed since", "done": "reviewed", "all": "all"}


class Queued(Record, frozen=True, kw_only=True):
    """An event in the queue, in words; ``why``: what there is to doubt, ``doubt`` and ``importance`` 0-1."""

    id: str
    what: str
    color: str
    who: str
    where: str
    when: str
    figures: str
    sources: int
    reviewed: Reviewed | None
    doubt: float
    importance: float
    why: list[str]


class Queue(Record, frozen=True, kw_only=True):
    """A page of the queue: ``total`` events long. ``done`` of ``every`` event that the filter allows are reviewed."""

    total: int
    done: int
    every: int
    offset: int
    events: list[Queued]


def queue(copy: Live, wanted: Filter, *, state: str, order: str, reviewer: str, offset: int, limit: int) -> Queue:
    """A page of the queue. Raises FilterError for a state or order that there is not."""
    if state not in STATES:
        raise FilterError(f"there is no state {state!r} of the queue: there are {', '.join(STATES)}")
    if order not in ORDERS:
        raise FilterError(f"the queue cannot be in order of {order!r}: there are {', '.join(ORDERS)}")
    sql, values = matching(msgspec.structs.replace(wanted, rejected=True))
    with copy.cursor() as db:
        own = _own(copy, reviewer) if copy.blind else {}
        sides = [list(own), list(own.values())]
        db.execute("CREATE TEMP TABLE own AS SELECT unnest(?::VARCHAR[]) AS id, unnest(?::VARCHAR[]) AS state", sides)
        reviewed = "own.state" if copy.blind else "e.reviewed"
        done = f"coalesce({reviewed} IN ('accepted', 'corrected', 'rejected'), false)"
        one = f"coalesce({reviewed} = '{state}', false)"
        listed = {"todo": f"NOT {done}", "done": done, "all": "true"}.get(state, one)
        db.execute(
            f"""CREATE TEMP TABLE fitting AS
                SELECT e.id, e.first, {reviewed} AS state, {done} AS done, {listed} AS listed
                FROM (FROM events UNION ALL FROM rejected) e LEFT JOIN own ON own.id = e.id
                WHERE e.id IN ({sql}) AND e.id NOT IN (SELECT unnest(?::VARCHAR[]))""",
            [*values, _unseen(copy, reviewer) if copy.blind else []],
        )
        every, finished, total = db.execute(
            "SELECT count(*), count(*) FILTER (done), count(*) FILTER (listed) FROM fitting"
        ).fetchone() or (0, 0, 0)
        rows = db.execute(
            f"""SELECT record, fitting.state, doubt, importance, differ, alone, guess, nowhere, confidence
                FROM fitting JOIN queue USING (id)
                JOIN (SELECT id, record FROM events UNION ALL SELECT id, record FROM rejected) USING (id)
                WHERE listed ORDER BY {ORDERS[order]} LIMIT ? OFFSET ?""",
            [limit, offset],
        ).fetchall()
    return Queue(total=total, done=finished, every=every, offset=offset, events=[_queued(row) for row in rows])


def _unseen(copy: Live, reviewer: str) -> list[str]:
    """The events that a blind reviewer is not to know of: all that tells them, others added."""
    with copy.store() as store:
        desk, by = Desk(store), copy.by(reviewer)
        added = [one for one in standing(store.reviews()) if one.action == "add"]
        named = sorted({anchor.document for one in added for anchor in one.about})
        found = {event.id: event for document in named for event in store.events_of(document)}
        return sorted(id for id, event in found.items() if desk.hidden(event, by) >= set(event.mentions))


def _own(copy: Live, reviewer: str) -> dict[str, str]:
    """What a blind reviewer made of events: by their last decision about each."""
    with copy.store() as store:
        mine = [one for one in standing(store.reviews()) if one.reviewer == reviewer]
        over = store.layer(by=reviewer)
    mentions: dict[str, str] = {}
    changed: set[str] = set()
    for one in mine:
        for mention in over.mentions(one.about) if over else ():
            if one.action in ("accept", "reject", "add"):
                mentions[mention] = "rejected" if one.action == "reject" else "accepted"
                changed |= {mention} if one.action == "add" else set()
            elif one.action != "note":
                changed.add(mention)
                mentions.setdefault(mention, "begun")
    with copy.cursor() as db:
        query = "SELECT mention, event FROM event_mentions WHERE mention IN (SELECT unnest(?))"
        events = db.execute(query, [list(mentions)]).fetchall()
    found: dict[str, str] = {}
    for mention, event in sorted(events):
        state = "corrected" if mentions[mention] == "accepted" and mention in changed else mentions[mention]
        if found.get(event) not in ("accepted", "corrected"):
            found[event] = state
    return found


def _queued(row: tuple[Any, ...]) -> Queued:
    record, state, doubt, importance, *reasons = row
    event = msgspec.json.decode(record, type=Event)
    kind, manner = words.what(event)
    family = words.load().family[words.load().family_of(event.type)]
    return Queued(
        id=event.id, what=f"{kind} · {manner}" if manner else kind, color=family.color,
        who=" → ".join(filter(None, (", ".join(words.shown(event.actor)), ", ".join(words.shown(event.recipient))))),
        where=view.place(event), when=words.when(event.date), figures=words.how_many(event.quantities),
        sources=event.independent, reviewed=state, doubt=round(doubt, 3), importance=round(importance, 3),
        why=why(*reasons),
    )  # fmt: skip


def why(differ: int, alone: bool, guess: bool, nowhere: bool, confidence: float) -> list[str]:
    """What there is to doubt about an event, in words."""
    told: Iterable[tuple[bool, str]] = (
        (differ > 0, f"sources differ in {differ} {'field' if differ == 1 else 'fields'}"),
        (confidence < 0.6, f"confidence {confidence:.2f}"),
        (alone, "one source"),
        (guess, "date not told"),
        (nowhere, "place not told"),
    )
    return [reason for holds, reason in told if holds]
