"""Opening a store: its tables made, or seen to be those of a version that this program can use."""

from pathlib import Path

from polybius.store import in_place, schema
from polybius.store.errors import StoreError
from polybius.store.tables import Tables


def opened(path: Path, *, read_only: bool) -> Tables:
    """The tables of a store file, made where there is none yet, unless it is to be read only.

    Raises StoreBusy when another process has it open for writing, StoreError when it is no store.
    """
    fresh = not path.exists()
    if fresh and read_only:
        raise StoreError(f"{path}: no such store")
    tables = Tables(path, read_only=read_only)
    try:
        _prepare(tables, fresh)
        in_place.see_that_it_is_there(tables)
        if not read_only:
            tables.db.execute(schema.ADDED)
    except BaseException:
        tables.db.close()
        raise
    return tables


def _prepare(tables: Tables, fresh: bool) -> None:
    """Make the tables of a new store; see that an old one is one of ours and not from the future."""
    path = tables.path
    # Views as well: a store that reads partitions in place has its documents in one.
    query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"
    names = {name for (name,) in tables.db.execute(query).fetchall()}
    if fresh or not names:
        with tables.transaction():
            tables.db.execute(schema.TABLES + schema.EVENTS + schema.REVIEWS)
            tables.note("schema", str(schema.VERSION))
            tables.note("linked", "yes")
        return
    found = None
    if {"meta", "documents", "events"} <= names:
        found = tables.noted("schema")
    if found is None:
        raise StoreError(f"{path}: a DuckDB file, but not a Polybius store")
    if int(found) < schema.OLDEST:
        raise StoreError(
            f"{path}: made by an older Polybius (store version {found}, this program reads "
            f"{schema.OLDEST} and later): read its inputs into a new store with `polybius run INPUT... -o NEW`"
        )
    if int(found) > schema.VERSION:
        raise StoreError(
            f"{path}: made by a newer Polybius (store version {found}, this program knows "
            f"{schema.VERSION}): update Polybius, or make a new store"
        )
    if int(found) < schema.VERSION:
        _renew(tables)


def _renew(tables: Tables) -> None:
    """Make the events of an older program's store anew, at the next ``relink``; documents are as they were."""
    if tables.read_only:
        raise StoreError(
            f"{tables.path}: made by an older Polybius; `polybius run INPUT... -o {tables.path}` brings it up to date"
        )
    with tables.transaction():
        tables.db.execute(
            """DROP TABLE events; DROP TABLE IF EXISTS rejected; DELETE FROM event_mentions;
               DELETE FROM meta WHERE key = 'linking'"""
        )
        tables.db.execute(schema.EVENTS + schema.REVIEWS)
        tables.note("schema", str(schema.VERSION))
        tables.note("linked", "no")
