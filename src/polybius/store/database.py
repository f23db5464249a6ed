"""The store: one DuckDB file with documents, mentions, events and what has been read already."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import Self

from polybius.records import Article, Document
from polybius.store import in_place, linking, relating
from polybius.store.errors import StoreError
from polybius.store.inputs import Entry, FileState, Fingerprint, Inputs
from polybius.store.opening import opened
from polybius.store.reading import Reading
from polybius.store.rows import document_row, mention_row


class Store(Reading):
    """A store file, made where there is none yet. Use it in a ``with`` statement, or close it.

    Every change is one transaction: a run that is killed leaves a store that the next one goes on with.

    path: the DuckDB file.
    read_only: open an existing store for reading; several processes may, as long as none writes.

    Raises StoreBusy when another process has it open for writing, StoreError when it is no store.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self._tables = opened(self.path, read_only=read_only)
        self._db = self._tables.db
        self._inputs = Inputs(self._tables)
        self._in_place = in_place.folder_of(self._tables)
        self._maybe_linked = True  # False once this writer knows better: it saves a query a document

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write everything down and let go of the file. What cannot be tidied up now is so when it is next opened."""
        self._tables.close()

    def reader(self) -> "Store":
        """The same store for another thread to read, to be closed by itself. It sees what is committed."""
        other = copy(self)
        other._tables = self._tables.again()
        other._db = other._tables.db
        other._inputs = Inputs(other._tables)
        return other

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make the changes inside one transaction: all of them stay or none. Cheaper than one for each."""
        try:
            with self._tables.transaction():
                yield
        except BaseException:
            self._maybe_linked = True
            raise

    # --- documents --------------------------------------------------------------------------------

    def add(self, document: Document, article: Article | None = None, fingerprint: Fingerprint | None = None) -> bool:
        """Put a document with its mentions in, in place of one with its id. True when that changed anything.

        With a fingerprint, the input is noted as done.
        """
        if self._in_place is not None:
            raise StoreError(
                f"{self.path}: it reads its documents in place, in {self._in_place}: what is new goes there "
                f"(`polybius run --engine ray INPUT... -o {self._in_place}`), then `polybius link --in-place`"
            )
        row = document_row(document, article)
        with self.batch():
            old = self._db.execute("SELECT record, article FROM documents WHERE id = ?", [document.id]).fetchone()
            changed = old is None or tuple(old) != row[-2:]
            if changed:
                if old is not None:
                    self._remove(document.id)
                self._tables.insert("documents", [row])
                self._tables.insert("mentions", [mention_row(mention) for mention in document.events])
                self._tables.insert("relations", relating.rows(document))
                if self._maybe_linked:
                    self._tables.note("linked", "no")
            if fingerprint is not None:
                self._inputs.enter(fingerprint, "done", document.id, None)
        self._maybe_linked = self._maybe_linked and not changed
        return changed

    def read_in_place(self, folder: Path) -> None:
        """Read documents and mentions from this folder's partitions from now on, rather than hold them.

        Raises StoreError for a store that holds documents of its own, or reads another folder.
        """
        in_place.attach(self._tables, folder)
        self._in_place = in_place.folder_of(self._tables)

    def take(self, document: Document, fingerprint: Fingerprint) -> bool:
        """Count a document of the partitions that are read in place as the store's. True when that changed anything."""
        with self.batch():
            if self._inputs.done(fingerprint):
                return False
            if in_place.changed(self._tables, document.id, fingerprint):
                self._db.execute("DELETE FROM relations WHERE document = ?", [document.id])
                self._db.execute(linking.TABLES)
                self._tables.insert("stale", [(document.id,)])
            self._tables.insert("relations", relating.rows(document))
            self._inputs.enter(fingerprint, "done", document.id, None)
            self._tables.note("linked", "no")
            return True

    def relink(
        self, *, force: bool = False, workers: int | None = None, say: Callable[[str], None] | None = None
    ) -> int:
        """Bring the events up to date with the documents that came or changed since; the number of events.

        What earlier documents tell is linked anew only where the new ones touch it. force: link all of it anew.
        workers: processes to share the work when there is much of it (None: one for each core). say: is told what
        is being done, in a few words.
        """
        if self.linked and not force:
            return self._tables.one("SELECT count(*) FROM events")
        with in_place.held(self._tables), self.batch():
            known = None if force else self._tables.noted("linking")
            hands = workers or os.cpu_count() or 1
            version = linking.update(self._db, self._tables.insert, known, workers=hands, say=say)
            self._tables.note("linking", version)
            self._tables.note("linked", "yes")
        self._maybe_linked = True
        return self._tables.one("SELECT count(*) FROM events")

    def _remove(self, document: str) -> None:
        self._db.execute("DELETE FROM documents WHERE id = ?", [document])
        self._db.execute("DELETE FROM mentions WHERE document = ?", [document])
        self._db.execute("DELETE FROM relations WHERE document = ?", [document])
        self._db.execute(linking.TABLES)
        self._tables.insert("stale", [(document,)])

    # --- inputs -----------------------------------------------------------------------------------

    def fail(self, fingerprint: Fingerprint, reason: str) -> None:
        """Note an input as failed, and why."""
        with self.batch():
            self._inputs.enter(fingerprint, "failed", None, reason)

    def done(self, fingerprint: Fingerprint) -> bool:
        """Whether this very input was read by this very version, and its document is here."""
        return self._inputs.done(fingerprint)

    def entry(self, file: str, record: int | None = None) -> Entry | None:
        """What became of an input, None where it was never read."""
        return self._inputs.entry(file, record)

    def ledger(self) -> Iterator[Entry]:
        """What became of each input, by file and record."""
        return self._inputs.entries()

    def files(self) -> dict[str, FileState]:
        """The files that a run has read to their end without a failure, as they were then."""
        return self._inputs.files()

    def note_files(self, files: Mapping[str, FileState]) -> None:
        """Note files as read to their end."""
        with self.batch():
            self._inputs.note_files(files)
