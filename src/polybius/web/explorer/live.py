"""A store that is open for review: pages are answered from the store itself, decisions are put into it at once."""

import threading
import time
from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from polybius.records import Record
from polybius.reviews import order
from polybius.store import Store, acting
from polybius.store.desk import By, Desk, Done
from polybius.store.reading import Counts
from polybius.web import words
from polybius.web.explorer.snapshot import FACTS, Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from polybius.stories.control import History


_ALL = "(FROM events UNION ALL FROM rejected)"


class Review(Record, frozen=True, kw_only=True):
    """How a server is open for review: whose name decisions have unless they bring one; blind: nobody is shown what
    others decided."""

    reviewer: str
    blind: bool = False


class Live(Snapshot):
    """The store, open for writing: one decision is made at a time, while any number of readers look.

    Raises StoreBusy while another process has the store, StoreError where there is none or it cannot be linked.
    """

    def __init__(self, store: Path, review: Review) -> None:
        self.file = store
        self.reviewer = review.reviewer
        self.blind = review.blind
        self._held = Store(store)
        self._writing = threading.Lock()
        self._grouping = threading.Lock()
        self._stories: list[tuple[str, list[str]]] | None = None
        self._histories: list[History] | None = None
        self._decided, self._acted = 0, -1
        self.taken = time.strftime("%H:%M")
        try:
            self._held.relink()
            # Worked out of the store and not kept in it: in memory, for all cursors.
            db = self._held._db
            db.execute("ATTACH ':memory:' AS beside")
            db.execute(f"CREATE TABLE beside.facts AS {FACTS.format('events')}")
            db.execute(f"CREATE TABLE beside.queue AS {self._queue(_ALL)}")
            [self._catalog] = db.execute("SELECT current_database()").fetchone() or ("",)
        except BaseException:
            self._held.close()
            raise

    @property
    def linked(self) -> bool:  # type: ignore[override]
        return True

    @property
    def counts(self) -> Counts:  # type: ignore[override]
        with self.store() as store:
            return store.counts()

    def store(self) -> Store:
        """The store for one reader."""
        with self._writing:
            return self._held.reader()

    def remembered(self, question: Hashable, answer: "Callable[[], bytes]") -> bytes:
        """What is answered to a question: worked out each time, since decisions change it."""
        return answer()

    def database(self) -> duckdb.DuckDBPyConnection:
        """The store for one reader's own SQL."""
        return self.cursor()

    def acting(self) -> duckdb.DuckDBPyConnection:
        """The same, with the tables of who took part in what, made anew after a decision."""
        cursor = self.cursor()
        with self._grouping:
            if self._acted != self._decided:
                for table in ("roles", "ties", "called"):
                    cursor.execute(f"DROP TABLE IF EXISTS beside.{table}")
                acting.write(cursor)
                self._acted = self._decided
        return cursor

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """The same, but for who took part in what."""
        with self._writing:
            cursor = self._held._db.cursor()
        name = self._catalog.replace('"', '""').replace("'", "''")
        cursor.execute(f"""SET search_path = 'beside.main,"{name}".main'""")
        return cursor

    def decide(self, deed: "Callable[[Desk], Done]") -> Done:
        """Have a decision made."""
        with self._writing:
            done = deed(Desk(self._held))
            self._renew([*done.events, done.decision.event])
            self._decided += 1
        self._histories = None
        return done

    def by(self, reviewer: str | None, *, sampled: bool = False) -> By:
        """Who decides: by the name given, else the server's."""
        return By(reviewer=(reviewer or self.reviewer).strip(), blind=self.blind, sampled=sampled)

    def close(self) -> None:
        """Let go of the store."""
        with self._writing:
            self._held.close()

    def _renew(self, events: list[str]) -> None:
        """Work out anew what stands beside the store."""
        db = self._held._db
        for table, source, query in (
            ("facts", "events", FACTS.format("(FROM events WHERE id NOT IN (SELECT id FROM beside.facts))")),
            ("queue", _ALL, self._queue(f"(FROM {_ALL} WHERE id NOT IN (SELECT id FROM beside.queue))")),
        ):
            db.execute(
                f"DELETE FROM beside.{table} WHERE list_contains(?, id) OR id NOT IN (SELECT id FROM {source})",
                [events],
            )
            db.execute(f"INSERT INTO beside.{table} {query}")

    @staticmethod
    def _queue(events: str) -> str:
        return order.table(events, tuple(sorted(words.load().detail.rules)))


class LiveShelf:
    """Always the store itself: what ``Shelf`` is to copies."""

    behind = False
    number = 1  # whoever decides sees it at once

    def __init__(self, store: Path, review: Review) -> None:
        self.path = store
        self.live = Live(store, review)

    def current(self) -> Live:
        return self.live
