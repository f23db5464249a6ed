"""A private copy of a store to read from, renewed when the store changes.

DuckDB lets one process write or several read. The explorer holds the store only while it copies it, so that a run
can write to it at any time; the pages show the copy until the run lets go of the store.
"""

import contextlib
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Hashable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from polybius.store import Store, StoreBusy, StoreError, acting

if TYPE_CHECKING:
    from polybius.stories.control import History

_KEPT = 48  # answers
_MEMORY = "2GB"  # of the tables of a store, at most; what needs more of it goes over the disk
_EVERY = 2.0  # seconds between two looks at whether the store has changed

# What pages ask of all events at once and the store keeps in records only, worked out once a copy. A record is parsed
# once for all of it, and its figures only where somebody was killed.
FACTS = """
SELECT id, told[1] AS kind, told[2] AS called,
    CASE WHEN contains(told[3], '"killed"') THEN
        coalesce(list_max([CAST(q ->> 'low' AS DOUBLE) FOR q IN CAST(told[3] AS JSON[]) IF q ->> 'kind' = 'killed']), 0)
    ELSE 0 END AS killed,
    told[4] IS NOT DISTINCT FROM 'published' AS guess
FROM (SELECT id, json_extract_string(record, ['$.place.kind', '$.place.text', '$.quantities', '$.date.basis']) AS told
      FROM {})
"""

Stamp = tuple[int, int, int]


class Snapshot:
    """The store as it was at one moment. ``file`` is its copy; ``taken`` the time of day of that, "14:05"."""

    def __init__(self, store: Path) -> None:
        """Copy a store. Raises StoreBusy while another process writes to it, StoreError where it is none."""
        self._folder = tempfile.TemporaryDirectory(prefix="polybius-serve-", ignore_cleanup_errors=True)
        self.file = Path(self._folder.name) / "store.duckdb"
        with Store(store, read_only=True) as held:  # which keeps writers away while it is copied
            self.linked = held.linked
            self.counts = held.counts()
            shutil.copyfile(store, self.file)
            log = store.with_name(store.name + ".wal")
            if log.exists():
                shutil.copyfile(log, self.file.with_name(self.file.name + ".wal"))
        self._grouping = threading.Lock()
        self._answers: dict[Hashable, bytes] = {}
        self._stories: list[tuple[str, list[str]]] | None = None
        self._histories: list[History] | None = None
        self._taking = threading.Lock()
        self._parts = False  # whether the tables of who took part are made
        self.taken = time.strftime("%H:%M")
        # DuckDB opens a file that is open already at once.
        self._open = duckdb.connect(str(self.file), read_only=True)
        self._open.execute(f"SET memory_limit = '{_MEMORY}'")
        self._open.execute(f"SET temp_directory = '{quoted(self._folder.name)}'")
        # Worked out of the copy and written beside it, for all that have it open.
        self._open.execute(f"ATTACH '{quoted(str(self.file.with_name('beside.duckdb')))}' AS beside (READ_WRITE)")
        with self.database() as database:
            database.execute(f"CREATE TABLE facts AS {FACTS.format('events')}")

    def store(self) -> Store:
        """The copy, opened for one reader."""
        return Store(self.file, read_only=True)

    def remembered(self, question: Hashable, answer: Callable[[], bytes]) -> bytes:
        """What is answered to a question about this copy, always the same: worked out once, the last few are kept."""
        found = self._answers.pop(question, None)
        if found is None:
            found = answer()
        self._answers[question] = found
        while len(self._answers) > _KEPT:
            with contextlib.suppress(KeyError, StopIteration, RuntimeError):  # another thread was quicker
                self._answers.pop(next(iter(self._answers)))
        return found

    def stories(self) -> list[tuple[str, list[str]]]:
        """Stories and the ids of their articles, those of most articles first. Worked out when first asked for."""
        with self._grouping:
            if self._stories is None:
                from polybius.stories import group

                found: dict[str, list[str]] = {}
                with self.store() as store:
                    for document, story in group(store.documents()).items():
                        found.setdefault(story, []).append(document)
                self._stories = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
            return self._stories

    def control(self) -> "list[History]":
        """Who held each place that anything is said of, by name. Worked out when first asked for."""
        with self._grouping:
            if self._histories is None:
                from polybius.stories.control import histories

                with self.store() as store:
                    self._histories = histories(*store.control())
            return self._histories

    def history(self, place: str) -> "History | None":
        """Who held the place of a name, be it told of the regions around it only."""
        from polybius.stories.control import history

        with self.store() as store:
            return history(place, *store.control())

    def latest(self) -> date | None:
        """The day of the last article; None where none has one."""
        with self.database() as database:
            row = database.execute("SELECT max(try_cast(left(published, 10) AS DATE)) FROM documents").fetchone()
        found: date | None = row[0] if row else None
        return found

    def database(self) -> duckdb.DuckDBPyConnection:
        """The copy, opened for one reader's own SQL."""
        opened = duckdb.connect(str(self.file), read_only=True)
        opened.execute("SET search_path = 'beside.main,store.main'")
        return opened

    def acting(self) -> duckdb.DuckDBPyConnection:
        """The same, with the tables of ``store.acting``, made when first asked for."""
        opened = self.database()
        with self._taking:
            if not self._parts:
                acting.write(opened)
                self._parts = True
        return opened


def quoted(name: str) -> str:
    """A name inside the quotes of a statement."""
    return name.replace("'", "''")


class Shelf:
    """The latest copy of a store."""

    def __init__(self, store: Path) -> None:
        self.path = store
        self.behind = False  # whether the store has changed since, and cannot be copied yet
        self.number = 0  # of the copy, from 1
        self._snapshot: Snapshot | None = None
        self._stamp: Stamp | None = None
        self._looked = 0.0
        self._lock = threading.Lock()

    def current(self) -> Snapshot:
        """The copy to read from. Raises StoreBusy or StoreError where there never was one to take."""
        with self._lock:
            now = time.monotonic()
            if self._snapshot is not None and now - self._looked < _EVERY:
                return self._snapshot
            self._looked = now
            stamp = self._stamp_now()
            if self._snapshot is not None and (stamp is None or stamp == self._stamp):
                self.behind = stamp is None
                return self._snapshot
            try:
                snapshot = Snapshot(self.path)
            except StoreError:
                if self._snapshot is None:
                    raise
                self.behind = True
                return self._snapshot
            self._snapshot, self._stamp, self.behind = snapshot, stamp, False
            self.number += 1
            return snapshot

    def _stamp_now(self) -> Stamp | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        log = self.path.with_name(self.path.name + ".wal")
        return found.st_mtime_ns, found.st_size, log.stat().st_size if log.exists() else 0


__all__ = ["Shelf", "Snapshot", "StoreBusy", "StoreError"]
