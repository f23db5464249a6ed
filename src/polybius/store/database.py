"""The store: one DuckDB file with documents, mentions, events and what has been read already."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import msgspec

from polybius.records import Article, Document, Event, Mention
from polybius.store import linking, schema
from polybius.store.errors import StoreBusy, StoreError
from polybius.store.query import Filter, select
from polybius.store.rows import Row, document_row, mention_row
from polybius.stories.account import Account, account
from polybius.stories.reports import Report

_BATCH = 500
# An account looks at so many mentions of an event, and at so many of others.
_EXPLAINED = 60
_NEIGHBOURS = 200

# What DuckDB says of a file that another process holds, on Linux and macOS, and on Windows.
_LOCKED = ("Could not set lock", "Conflicting lock", "being used by another process")

# … and of a disk or a quota that is full.
_FULL = ("No space left", "Disk quota", "File too large", "not enough space", "disk is full")


class Fingerprint(msgspec.Struct, frozen=True, kw_only=True):
    """Which input a document came from: a file, the record in it (1-based, None: all of it), a hash of
    the content, and the version of the program (and model) that reads it."""

    file: str
    record: int | None = None
    content: str
    version: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the ledger: an input, what became of it, its document or the reason it failed."""

    fingerprint: Fingerprint
    state: str
    document: str | None = None
    reason: str | None = None


class FileState(msgspec.Struct, frozen=True, kw_only=True):
    """What a file is known again by without opening it: bytes, and nanoseconds since 1970 of its last change."""

    size: int
    modified: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much a store holds."""

    documents: int
    mentions: int
    events: int
    publishers: int
    failed: int


class Store:
    """A store file, made where there is none yet. Use it in a ``with`` statement, or close it.

    Every change is one transaction: a run that is killed leaves a store that the next one goes on with.

    path: the DuckDB file.
    read_only: open an existing store for reading; several processes may, as long as none writes.

    Raises StoreBusy when another process has it open for writing, StoreError when it is no store.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self.path = Path(path)
        fresh = not self.path.exists()
        if fresh and read_only:
            raise StoreError(f"{self.path}: no such store")
        self._db = _connect(self.path, read_only)
        self._read_only = read_only
        self._changing = False
        self._maybe_linked = True  # False once this writer knows better: it saves a query a document
        try:
            self._prepare(fresh)
            if not read_only:
                self._db.execute(schema.ADDED)
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write everything down and let go of the file. What cannot be tidied up now is so when it is next opened."""
        with suppress(duckdb.Error):
            self._db.close()

    # --- writing ----------------------------------------------------------------------------------

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make the changes inside one transaction: all of them stay or none. Cheaper than one for each."""
        with self._transaction():
            yield

    def add(self, document: Document, article: Article | None = None, fingerprint: Fingerprint | None = None) -> bool:
        """Put a document with its mentions in, in place of one with its id. True when that changed anything.

        With a fingerprint, the input is noted as done.
        """
        row = document_row(document, article)
        with self._transaction():
            old = self._db.execute("SELECT record, article FROM documents WHERE id = ?", [document.id]).fetchone()
            changed = old is None or tuple(old) != row[-2:]
            if changed:
                if old is not None:
                    self._remove(document.id)
                self._insert("documents", [row])
                self._insert("mentions", [mention_row(mention) for mention in document.events])
                if self._maybe_linked:
                    self._note("linked", "no")
            if fingerprint is not None:
                self._enter(fingerprint, "done", document.id, None)
        self._maybe_linked = self._maybe_linked and not changed
        return changed

    def fail(self, fingerprint: Fingerprint, reason: str) -> None:
        """Note an input as failed, and why."""
        with self._transaction():
            self._enter(fingerprint, "failed", None, reason)

    def relink(self, *, force: bool = False) -> int:
        """Bring the events up to date with the documents that came or changed since; the number of events.

        What earlier documents tell is linked anew only where the new ones touch it. force: link all of it anew.
        """
        if self.linked and not force:
            return self._one("SELECT count(*) FROM events")
        with self._transaction():
            known = None if force else self._noted("linking")
            self._note("linking", linking.update(self._db, self._insert, known))
            self._note("linked", "yes")
        self._maybe_linked = True
        return self._one("SELECT count(*) FROM events")

    # --- reading ----------------------------------------------------------------------------------

    @property
    def linked(self) -> bool:
        """Whether the events are those of the documents: not so between ``add`` and ``relink``."""
        return self._noted("linked") == "yes"

    def done(self, fingerprint: Fingerprint) -> bool:
        """Whether this very input was read by this very version, and its document is here."""
        found = self._db.execute(
            "SELECT content, version, state FROM ledger WHERE file = ? AND record = ?",
            [fingerprint.file, fingerprint.record or 0],
        ).fetchone()
        return found == (fingerprint.content, fingerprint.version, "done")

    def entry(self, file: str, record: int | None = None) -> Entry | None:
        """What became of an input, None where it was never read."""
        found = self._db.execute(
            "SELECT content, version, state, document, reason FROM ledger WHERE file = ? AND record = ?",
            [file, record or 0],
        ).fetchone()
        if found is None:
            return None
        content, version, state, document, reason = found
        key = Fingerprint(file=file, record=record, content=content, version=version)
        return Entry(fingerprint=key, state=state, document=document, reason=reason)

    def files(self) -> dict[str, FileState]:
        """The files that a run has read to their end without a failure, as they were then."""
        query = "SELECT file, size, modified FROM files ORDER BY file"
        return {file: FileState(size=size, modified=modified) for file, size, modified in self._each(query)}

    def note_files(self, files: Mapping[str, FileState]) -> None:
        """Note files as read to their end."""
        with self._transaction():
            names = sorted(files)
            for start in range(0, len(names), _BATCH):
                some = names[start : start + _BATCH]
                self._db.execute("DELETE FROM files WHERE list_contains(?, file)", [some])
                self._insert("files", [(name, files[name].size, files[name].modified) for name in some])

    def ledger(self) -> Iterator[Entry]:
        """What became of each input, by file and record."""
        query = """SELECT file, record, content, version, state, document, reason
                   FROM ledger ORDER BY file, record"""
        for file, record, content, version, state, document, reason in self._each(query):
            key = Fingerprint(file=file, record=record or None, content=content, version=version)
            yield Entry(fingerprint=key, state=state, document=document, reason=reason)

    def documents(self) -> Iterator[Document]:
        """All documents with their layers, by id."""
        for (record,) in self._each("SELECT record FROM documents ORDER BY id"):
            yield msgspec.json.decode(record, type=Document)

    def document(self, id: str) -> Document | None:
        """The document with an id, None where there is none."""
        found = self._db.execute("SELECT record FROM documents WHERE id = ?", [id]).fetchone()
        return None if found is None else msgspec.json.decode(found[0], type=Document)

    def articles(self) -> Iterator[Article]:
        """The articles that documents were made from, by the document's id."""
        for (record,) in self._each("SELECT article FROM documents WHERE article IS NOT NULL ORDER BY id"):
            yield msgspec.json.decode(record, type=Article)

    def article(self, id: str) -> Article | None:
        """The article a document was made from, None where it came as text."""
        found = self._db.execute("SELECT article FROM documents WHERE id = ?", [id]).fetchone()
        return None if found is None or found[0] is None else msgspec.json.decode(found[0], type=Article)

    def events(
        self, wanted: Filter | None = None, *, order: str | None = None, limit: int | None = None
    ) -> Iterator[Event]:
        """The events that fit a filter (default: all), by date unless ``order`` says otherwise (``query.ORDERS``).

        Raises FilterError for a filter that cannot be.
        """
        for _, record in self._each(*select(wanted or Filter(), order=order, limit=limit)):
            yield msgspec.json.decode(record, type=Event)

    def find(
        self, wanted: Filter, *, order: str | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[list[Event], int]:
        """The same as a list, with the number of all events that fit, however few of them are asked for.

        Past the last event the list is empty and the number 0.
        """
        rows = list(self._each(*select(wanted, order=order, limit=limit, offset=offset)))
        return [msgspec.json.decode(record, type=Event) for _, record in rows], rows[0][0] if rows else 0

    def control(self) -> tuple[list[Event], list[Mention]]:
        """The events that say who holds what, and their mentions: for ``stories.control``."""
        kinds = ("CONTROL", "RETREAT", "ASSAULT")
        query = """SELECT record FROM mentions WHERE id IN (SELECT mention FROM event_mentions
                   JOIN events ON events.id = event WHERE list_contains(?, events.type)) ORDER BY id"""
        told = [msgspec.json.decode(record, type=Mention) for (record,) in self._each(query, [kinds])]
        return list(self.events(Filter(types=kinds))), told

    def mentions(self, event: str | None = None) -> Iterator[Mention]:
        """The mentions of an event, or all, by document and offset."""
        query = """SELECT record FROM mentions
                   WHERE ? IS NULL OR id IN (SELECT mention FROM event_mentions WHERE event = ?)
                   ORDER BY document, CAST(record -> '$.evidence.trigger.start' AS INTEGER), id"""
        for (record,) in self._each(query, [event, event]):
            yield msgspec.json.decode(record, type=Mention)

    def reports(self, mentions: Sequence[str]) -> list[Report]:
        """The mentions with these ids, as they are linked, by document and id; those the store has not are left out."""
        return linking.reports(self._db, "id", mentions)

    def account(self, event: str) -> Account:
        """Why an event's mentions are one, and which other comes nearest. ``event``: its id, or as much of it
        as no other has. Raises StoreError where none or several begin so.
        """
        query = "SELECT id, record FROM events WHERE starts_with(id, ?) ORDER BY id LIMIT 6"
        found = self._db.execute(query, [event]).fetchall()
        if not found or not event:
            raise StoreError(f"{self.path}: no event's id begins with {event!r}")
        if len(found) > 1 and found[0][0] != event:
            names = ", ".join(name for name, _ in found[:5]) + (" ..." if len(found) > 5 else "")
            raise StoreError(f"{self.path}: the ids of several events begin with {event!r}: {names}")
        told = msgspec.json.decode(found[0][1], type=Event)
        if self._noted("linking") is None:
            raise StoreError(f"{self.path}: linked by an older Polybius; `polybius run` into it links it anew")
        inside = linking.reports(self._db, "id", told.mentions[:_EXPLAINED])
        return account(told, inside, linking.near(self._db, told.id, _NEIGHBOURS))

    def counts(self) -> Counts:
        """How many documents, mentions, events, publishers and failed inputs there are."""
        return Counts(
            documents=self._one("SELECT count(*) FROM documents"),
            mentions=self._one("SELECT count(*) FROM mentions"),
            events=self._one("SELECT count(*) FROM events"),
            publishers=self._one("SELECT count(DISTINCT coalesce(publisher, agency, id)) FROM documents"),
            failed=self._one("SELECT count(*) FROM ledger WHERE state = 'failed'"),
        )

    # --- inside -----------------------------------------------------------------------------------

    def _prepare(self, fresh: bool) -> None:
        """Make the tables of a new store; see that an old one is one of ours and not from the future."""
        tables = {name for (name,) in self._db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if fresh or not tables:
            with self._transaction():
                self._db.execute(schema.TABLES + schema.EVENTS)
                self._note("schema", str(schema.VERSION))
                self._note("linked", "yes")
            return
        found = None
        if {"meta", "documents", "events"} <= tables:
            found = self._db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        if found is None:
            raise StoreError(f"{self.path}: a DuckDB file, but not a Polybius store")
        if int(found[0]) < schema.OLDEST:
            raise StoreError(
                f"{self.path}: made by an older Polybius (store version {found[0]}, this program reads "
                f"{schema.OLDEST} and later): read its inputs into a new store with `polybius run INPUT... -o NEW`"
            )
        if int(found[0]) > schema.VERSION:
            raise StoreError(
                f"{self.path}: made by a newer Polybius (store version {found[0]}, this program knows "
                f"{schema.VERSION}): update Polybius, or make a new store"
            )
        if int(found[0]) < schema.VERSION:
            self._renew()

    def _renew(self) -> None:
        """Make the events of an older program's store anew, at the next ``relink``; documents are as they were."""
        if self._read_only:
            raise StoreError(
                f"{self.path}: made by an older Polybius; `polybius run INPUT... -o {self.path}` brings it up to date"
            )
        with self._transaction():
            self._db.execute("DROP TABLE events; DELETE FROM event_mentions; DELETE FROM meta WHERE key = 'linking'")
            self._db.execute(schema.EVENTS)
            self._note("schema", str(schema.VERSION))
            self._note("linked", "no")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._changing:  # inside a batch, which ends the transaction
            yield
            return
        self._changing = True
        try:
            self._db.execute("BEGIN")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            self._maybe_linked = True
            with suppress(duckdb.Error):  # what failed to be written has ended the transaction by itself
                self._db.execute("ROLLBACK")
            if isinstance(error, duckdb.Error):
                raise _unwritable(self.path, error) from error
            raise
        finally:
            self._changing = False

    def _insert(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows, many in one statement: DuckDB takes a statement's overhead per row otherwise."""
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            marks = "(" + ", ".join("?" * len(batch[0])) + ")"
            values = [value for row in batch for value in row]
            self._db.execute(f"INSERT INTO {table} VALUES {', '.join([marks] * len(batch))}", values)

    def _remove(self, document: str) -> None:
        self._db.execute("DELETE FROM documents WHERE id = ?", [document])
        self._db.execute("DELETE FROM mentions WHERE document = ?", [document])
        self._db.execute(linking.TABLES)
        self._insert("stale", [(document,)])

    # Deleting and inserting costs DuckDB a fifth of INSERT OR REPLACE.

    def _noted(self, key: str) -> str | None:
        found = self._db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return None if found is None else str(found[0])

    def _note(self, key: str, value: str) -> None:
        self._db.execute("DELETE FROM meta WHERE key = ?", [key])
        self._insert("meta", [(key, value)])

    def _enter(self, key: Fingerprint, state: str, document: str | None, reason: str | None) -> None:
        record = key.record or 0
        self._db.execute("DELETE FROM ledger WHERE file = ? AND record = ?", [key.file, record])
        row = (key.file, record, key.content, key.version, state, document, reason)
        self._insert("ledger", [row])

    def _each(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        # A cursor of its own, so that a caller may ask something else between two rows.
        with self._db.cursor() as cursor:
            cursor.execute(query, list(values))
            while rows := cursor.fetchmany(_BATCH):
                yield from rows

    def _one(self, query: str) -> int:
        found = self._db.execute(query).fetchone()
        assert found is not None
        return int(found[0])


def _unwritable(path: Path, error: "duckdb.Error") -> StoreError:
    """What stopped a change, with what to do about it."""
    reason = str(error).splitlines()[0]
    if any(words in reason for words in _FULL):
        return StoreError(
            f"{path}: no space left for the store: free some and start the same command again; it goes on where "
            "it was"
        )
    return StoreError(f"{path}: cannot be written: {reason}")


def _connect(path: Path, read_only: bool) -> "duckdb.DuckDBPyConnection":
    if path.is_dir():
        raise StoreError(f"{path}: a folder, not a store file")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: the folder {path.parent} does not exist")
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        if any(words in reason for words in _LOCKED):
            raise StoreBusy(
                f"{path}: another process is using this store; wait until it has ended, or give another file"
            ) from error
        if "not a valid DuckDB" in reason:
            raise StoreError(f"{path}: not a DuckDB file, so not a Polybius store") from error
        raise StoreError(f"{path}: cannot be opened: {reason}") from error
