"""A store's DuckDB file, opened: rows in and out, and every change in a transaction."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from typing import Any

import duckdb

from polybius.store.errors import StoreBusy, StoreError
from polybius.store.rows import Row

BATCH = 500  # rows, of one statement or one look

# What DuckDB says of a file that another process holds, on Linux and macOS, and on Windows.
_LOCKED = ("Could not set lock", "Conflicting lock", "being used by another process")

# … and of a disk or a quota that is full.
_FULL = ("No space left", "Disk quota", "File too large", "not enough space", "disk is full")


class Tables:
    """The tables of a file. ``db``: the connection to it.

    Raises StoreBusy when another process has it open for writing, StoreError when it cannot be opened.
    """

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self.db = _connect(path, read_only)
        self._changing = False

    def again(self) -> "Tables":
        """The same file for another thread to read, through a cursor of its own: what is committed by then."""
        other = copy(self)
        other.db = self.db.cursor()
        return other

    def close(self) -> None:
        """Write everything down and let go of the file. What cannot be tidied up now is so when it is next opened."""
        with suppress(duckdb.Error):
            self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes made inside stay, or none. Inside another one, they are part of that."""
        if self._changing:
            yield
            return
        self._changing = True
        try:
            self.db.execute("BEGIN")
            yield
            self.db.execute("COMMIT")
        except BaseException as error:
            with suppress(duckdb.Error):  # what failed to be written has ended the transaction by itself
                self.db.execute("ROLLBACK")
            if isinstance(error, duckdb.Error):
                raise _unwritable(self.path, error) from error
            raise
        finally:
            self._changing = False

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows, many in one statement: DuckDB takes a statement's overhead per row otherwise."""
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            marks = "(" + ", ".join("?" * len(batch[0])) + ")"
            values = [value for row in batch for value in row]
            self.db.execute(f"INSERT INTO {table} VALUES {', '.join([marks] * len(batch))}", values)

    def each(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, as they are asked for."""
        # A cursor of its own, so that a caller may ask something else between two rows.
        with self.db.cursor() as cursor:
            cursor.execute(query, list(values))
            while rows := cursor.fetchmany(BATCH):
                yield from rows

    def one(self, query: str) -> int:
        """The number that a query gives."""
        found = self.db.execute(query).fetchone()
        assert found is not None
        return int(found[0])

    # Deleting and inserting costs DuckDB a fifth of INSERT OR REPLACE.

    def noted(self, key: str) -> str | None:
        """What was noted of the store as a whole under a key."""
        found = self.db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return None if found is None else str(found[0])

    def note(self, key: str, value: str) -> None:
        """Note something of the store as a whole."""
        self.db.execute("DELETE FROM meta WHERE key = ?", [key])
        self.insert("meta", [(key, value)])


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
        db = duckdb.connect(str(path), read_only=read_only)
        db.execute("SET enable_progress_bar = false")  # it would be drawn on standard output, among the results
        return db
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        if any(words in reason for words in _LOCKED):
            holder = re.search(r"PID (\d+)", str(error))
            which = f" (process {holder[1]}: a run, or `polybius serve --review`)" if holder else ""
            raise StoreBusy(
                f"{path}: another process is using this store{which}; wait until it has ended, or give another file"
            ) from error
        if "not a valid DuckDB" in reason:
            raise StoreError(f"{path}: not a DuckDB file, so not a Polybius store") from error
        raise StoreError(f"{path}: cannot be opened: {reason}") from error
