"""The log of reviews in a store: entries in, and the layer that they make over the mentions of some documents."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from polybius.events.identity import identity
from polybius.records import Mention, Why
from polybius.reviews.adding import is_added, read_through
from polybius.reviews.anchors import moved, place_of
from polybius.reviews.correcting import shifted
from polybius.reviews.decision import Anchor, Decision
from polybius.reviews.layer import Coded, Layer, standing
from polybius.store.rows import Row, json, mention_row

if TYPE_CHECKING:
    import duckdb

Insert = Callable[[str, Sequence[Row]], None]

# The last rule of a mention that the machine does not code any more.
KEPT = "kept by review"


def log(db: "duckdb.DuckDBPyConnection", documents: Sequence[str] | None = None) -> list[Decision]:
    """The decisions about any of these documents, or all, in their order; those taken back too, and the undos."""
    if documents is None:
        rows = db.execute("SELECT record FROM reviews ORDER BY number").fetchall()
    else:
        rows = db.execute(
            """SELECT record FROM reviews WHERE number IN
               (SELECT number FROM review_documents WHERE document IN (SELECT unnest(?))) ORDER BY number""",
            [list(documents)],
        ).fetchall()
    return [msgspec.json.decode(record, type=Decision) for (record,) in rows]


def enter(insert: Insert, decision: Decision) -> None:
    """Add a decision to the log."""
    insert("reviews", [(decision.number, json(decision))])
    documents = documents_of(decision)
    if documents:
        insert("review_documents", [(decision.number, document) for document in documents])


def documents_of(decision: Decision) -> list[str]:
    """The documents that a decision is about, by id."""
    named = {one.document for one in (*decision.about, *decision.rest)}
    return sorted(named | ({decision.document} if decision.document else set()))


def remember(db: "duckdb.DuckDBPyConnection", insert: Insert, mentions: Iterable[Mention]) -> dict[str, str]:
    """Keep mentions as they are; of each id the key under which it is kept."""
    records = {one.id: json(one) for one in mentions}
    keys = {id: blake2b(record.encode(), digest_size=12).hexdigest() for id, record in records.items()}
    known = {
        key for (key,) in db.execute(
            "SELECT key FROM review_seen WHERE key IN (SELECT unnest(?))", [list(keys.values())]
        ).fetchall()
    }  # fmt: skip
    new = {keys[id]: record for id, record in records.items() if keys[id] not in known}
    if new:
        insert("review_seen", sorted(new.items()))
    return keys


def seen(db: "duckdb.DuckDBPyConnection", keys: Iterable[str]) -> dict[str, Mention]:
    """Mentions as they were kept, by key."""
    query = "SELECT key, record FROM review_seen WHERE key IN (SELECT unnest(?))"
    rows = db.execute(query, [sorted(set(keys))]).fetchall()
    return {key: msgspec.json.decode(record, type=Mention) for key, record in rows}


def layer(
    db: "duckdb.DuckDBPyConnection", documents: Sequence[str] | None = None, *, by: str | None = None
) -> Layer | None:
    """The decisions that stand about any of these documents (default: all), with all that these hang on; None where
    there are none. by: only what this reviewer decided."""
    if not db.execute("SELECT count(*) FROM reviews").fetchall()[0][0]:
        return None
    found = log(db, documents)
    named = {document for each in found for document in documents_of(each)}
    if documents is not None:
        known = set(documents)
        while not named <= known:
            known |= named
            found = log(db, sorted(known))
            named = {document for each in found for document in documents_of(each)}
    stand = [one for one in standing(found) if by is None or one.reviewer == by]
    return Layer(stand, coded(db, named)) if stand else None


def coded(db: "duckdb.DuckDBPyConnection", documents: Iterable[str]) -> dict[str, Coded]:
    """Documents as the machine has coded them, by id; those the store has not are left out."""
    names = sorted(documents)
    texts = db.execute("SELECT id, text FROM documents WHERE id IN (SELECT unnest(?))", [names]).fetchall()
    told: dict[str, list[Mention]] = {}
    query = "SELECT document, record FROM mentions WHERE document IN (SELECT unnest(?)) ORDER BY document, id"
    for document, record in db.execute(query, [names]).fetchall():
        told.setdefault(document, []).append(msgspec.json.decode(record, type=Mention))
    return {id: Coded(text, told.get(id, ())) for id, text in texts}


def keep(db: "duckdb.DuckDBPyConnection", insert: Insert, documents: Sequence[str]) -> None:
    """Put back the mentions of these documents that reviewers vouched for and the machine codes no longer.

    Those that nobody vouches for any more are taken away. A mention whose sentence has gone from its document is not
    put back.
    """
    if not db.execute("SELECT count(*) FROM reviews").fetchall()[0][0] or not documents:
        return
    kept = "SELECT mention FROM review_kept WHERE document IN (SELECT unnest(?))"
    db.execute(f"DELETE FROM mentions WHERE id IN ({kept})", [list(documents)])
    db.execute("DELETE FROM review_kept WHERE document IN (SELECT unnest(?))", [list(documents)])
    over = layer(db, documents)
    if over is None:
        return
    lost = [one for one in vouched(standing(log(db, documents))) if one.document in set(documents)]
    lost = [one for one in lost if not over.mentions((one,))]
    records = seen(db, [one.seen for one in lost])
    texts = {id: each.text for id, each in coded(db, {one.document for one in lost}).items()}
    rows = []
    for one in lost:
        by = moved(one, texts[one.document]) if one.document in texts else None
        if by is None or one.seen not in records:
            continue
        mention = _kept(shifted(records[one.seen], by, texts[one.document]))
        rows.append(mention)
    if rows:
        insert("mentions", [mention_row(mention) for mention in rows])
        insert("review_kept", [(mention.id, mention.document) for mention in rows])


def unkept(db: "duckdb.DuckDBPyConnection", documents: Sequence[str]) -> list[str]:
    """Those of the documents in which ``keep`` has something to do: mentions that nobody vouches for any more, or that
    somebody vouches for again."""
    query = "SELECT DISTINCT document FROM review_kept WHERE document IN (SELECT unnest(?))"
    held = {document for (document,) in db.execute(query, [list(documents)]).fetchall()}
    over = layer(db, documents)
    for one in vouched(standing(log(db, documents))):
        if over is not None and one.document in set(documents) and not over.mentions((one,)):
            held.add(one.document)
    return sorted(held)


def vouched(decisions: Iterable[Decision]) -> list[Anchor]:
    """The mentions that a decision says tell an event, each as it was when that was last said."""
    found: dict[tuple[str, int, int, str], Anchor] = {}
    added: set[tuple[str, int, int, str]] = set()
    for decision in decisions:
        for one in decision.about:
            if decision.action in ("accept", "correct", "add"):
                found[place_of(one)] = one
            # What one reviewer added and another rejects stays, as rejected: they differ, and that is to be seen.
            elif decision.action == "reject" and place_of(one) not in added:
                found.pop(place_of(one), None)
            if decision.action == "add":
                added.add(place_of(one))
    return list(found.values())


def _kept(mention: Mention) -> Mention:
    trigger = mention.evidence.trigger
    rules = mention.why.rules
    if not is_added(mention):
        rules = (*(rule for rule in rules if rule != KEPT), KEPT)
    return msgspec.structs.replace(
        mention, id=identity(mention.document, trigger.start, trigger.end, mention.type),
        why=Why(entry=mention.why.entry, rules=rules),
    )  # fmt: skip


def read(db: "duckdb.DuckDBPyConnection", *, sampled: bool = False) -> dict[str, list[str]]:
    """The documents that were read through, with who read them. sampled: only as they came up by chance."""
    found = [one for one in standing(log(db)) if one.action == "read" and (one.sampled or not sampled)]
    names = sorted({one.document for one in found if one.document})
    texts = db.execute("SELECT id, text FROM documents WHERE id IN (SELECT unnest(?))", [names]).fetchall()
    return read_through(found, dict(texts))


def found_and_missed(db: "duckdb.DuckDBPyConnection", documents: Sequence[str]) -> tuple[int, int]:
    """How many mentions of these documents the machine has coded, and how many are only there as reviewers vouch for
    them; rejected ones are left out."""
    row = db.execute(
        """SELECT count(*) FILTER (mention NOT IN (SELECT mention FROM review_kept)),
                  count(*) FILTER (mention IN (SELECT mention FROM review_kept))
           FROM event_mentions WHERE document IN (SELECT unnest(?)) AND event NOT IN (SELECT id FROM rejected)""",
        [list(documents)],
    ).fetchone()
    return row or (0, 0)
