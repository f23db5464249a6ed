"""Which inputs a store has read, and what became of each: its ledger, and the files read to their end."""

from collections.abc import Iterator, Mapping

import msgspec

from polybius.store.tables import BATCH, Tables


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


class Inputs:
    """The ledger and the list of files in a store's tables. Call what changes them inside a transaction."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def done(self, fingerprint: Fingerprint) -> bool:
        """Whether this very input was read by this very version, and its document is here."""
        found = self._tables.db.execute(
            "SELECT content, version, state FROM ledger WHERE file = ? AND record = ?",
            [fingerprint.file, fingerprint.record or 0],
        ).fetchone()
        return found == (fingerprint.content, fingerprint.version, "done")

    def entry(self, file: str, record: int | None = None) -> Entry | None:
        """What became of an input, None where it was never read."""
        found = self._tables.db.execute(
            "SELECT content, version, state, document, reason FROM ledger WHERE file = ? AND record = ?",
            [file, record or 0],
        ).fetchone()
        if found is None:
            return None
        content, version, state, document, reason = found
        key = Fingerprint(file=file, record=record, content=content, version=version)
        return Entry(fingerprint=key, state=state, document=document, reason=reason)

    def entries(self) -> Iterator[Entry]:
        """What became of each input, by file and record."""
        query = """SELECT file, record, content, version, state, document, reason
                   FROM ledger ORDER BY file, record"""
        for file, record, content, version, state, document, reason in self._tables.each(query):
            key = Fingerprint(file=file, record=record or None, content=content, version=version)
            yield Entry(fingerprint=key, state=state, document=document, reason=reason)

    def enter(self, key: Fingerprint, state: str, document: str | None, reason: str | None) -> None:
        """Note what became of an input, in place of what was noted of it before."""
        record = key.record or 0
        self._tables.db.execute("DELETE FROM ledger WHERE file = ? AND record = ?", [key.file, record])
        row = (key.file, record, key.content, key.version, state, document, reason)
        self._tables.insert("ledger", [row])

    def files(self) -> dict[str, FileState]:
        """The files that a run has read to their end without a failure, as they were then."""
        query = "SELECT file, size, modified FROM files ORDER BY file"
        found = self._tables.each(query)
        return {file: FileState(size=size, modified=modified) for file, size, modified in found}

    def note_files(self, files: Mapping[str, FileState]) -> None:
        """Note files as read to their end."""
        names = sorted(files)
        for start in range(0, len(names), BATCH):
            some = names[start : start + BATCH]
            self._tables.db.execute("DELETE FROM files WHERE list_contains(?, file)", [some])
            self._tables.insert("files", [(name, files[name].size, files[name].modified) for name in some])
