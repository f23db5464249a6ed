"""Partitions that a run on many machines wrote, into one store."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from polybius.console import Session
from polybius.engine import Result
from polybius.records import Article, Document, Failure, Origin
from polybius.running import Summary
from polybius.store import Fingerprint, Store, StoreError
from polybius.store.partitions import Partitions, Row

_BATCH = 256
_READ = ("file", "record", "content", "reader", "id", "document", "article", "failure", "fatal")


def link_into(path: Path, target: str, *, session: Session, in_place: bool = False) -> Summary:
    """Bring the documents of partitions into a store, in the order of the input, then link the events.

    The store is the one that ``run_into`` would have made of the same input. in_place: it reads documents and mentions
    where they are, in a local folder, and holds the events alone. May be stopped and started again.
    Raises StoreError, StoreBusy.
    """
    if in_place and "://" in target:
        raise StoreError(f"{target}: only a folder can be read in place; copy it to a disk, or leave --in-place out")
    partitions = Partitions(target)
    parts = partitions.parts("documents")
    if not parts:
        raise StoreError(f"{target}: no partitions; `polybius run --engine ray INPUT... -o {target}` writes them")
    missing = len(set(partitions.parts("articles")) - set(parts))
    if missing:
        raise StoreError(f"{target}: {missing} parts are not coded yet: start its run again, it goes on where it was")
    with Store(path) as store:
        owners = {e.document: e.fingerprint for e in store.ledger() if e.state == "done" and e.document}
        added = known = 0
        if in_place:
            store.read_in_place(Path(target))
        rows = (row for part in parts for row in partitions.rows("documents", part, _READ))
        while batch := list(islice(rows, _BATCH)):
            with store.batch():
                for row in _checked(batch, owners, store, session):
                    key = _key(row)
                    if store.done(key):
                        known += 1
                        continue
                    document = msgspec.json.decode(row["document"], type=Document)
                    owners[document.id] = key
                    if in_place:
                        added += store.take(document, key)
                        continue
                    article = msgspec.json.decode(row["article"], type=Article)
                    for _ in session.results([Result(document=document, article=article)]):
                        added += store.add(document, article, key)
        session.say("linking mentions into events …")
        store.relink()
        counts = store.counts()
    return Summary(
        documents=counts.documents, mentions=counts.mentions, events=counts.events, added=added, known=known,
        outdated=0,
    )  # fmt: skip


def _key(row: Row) -> Fingerprint:
    return Fingerprint(file=row["file"], record=row["record"], content=row["content"] or "", version=row["reader"])


def _checked(rows: list[Row], owners: dict[str, Fingerprint], store: Store, session: Session) -> Iterator[Row]:
    """The rows with a document under an id of its own; the others are named and noted, copies passed over."""
    for row in rows:
        key = _key(row)
        reason = row["failure"]
        owner = owners.get(row["id"]) if reason is None else None
        if owner is not None and (owner.file, owner.record) != (key.file, key.record):
            if owner.content == key.content:
                continue
            place = owner.file + (f", record {owner.record}" if owner.record else "")
            reason = f"its id {row['id']!r} is that of another document ({place})"
        if reason is None:
            yield row
            continue
        if row["fatal"] is None:
            key = msgspec.structs.replace(key, content="")
        store.fail(key, reason)
        session.fail(Failure(origin=Origin(file=key.file, record=key.record), reason=reason))
