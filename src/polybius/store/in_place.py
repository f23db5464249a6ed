"""Stores that hold events alone, and read documents and mentions where they are: in the partitions of a run.

Their tables ``documents`` and ``mentions`` are views of the Parquet files of a folder. Which rows count is the
ledger's to say: of two documents under one id only the first is the store's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polybius.store.errors import StoreError
from polybius.store.inputs import Fingerprint
from polybius.store.partitions import DOCUMENT_COLUMNS, MENTION_COLUMNS
from polybius.store.tables import Tables

_KEY = "partitions"


def folder_of(tables: Tables) -> Path | None:
    """The folder that a store reads in place; None for one that holds its own documents."""
    found = tables.noted(_KEY)
    return None if found is None else Path(found)


def attach(tables: Tables, folder: Path) -> None:
    """Have a store read this folder's partitions in place.

    Raises StoreError for one that holds documents of its own, or reads another folder.
    """
    folder = folder.resolve()
    held = folder_of(tables)
    if held == folder:
        return
    if held is not None:
        raise StoreError(f"{tables.path}: it reads the partitions in {held}; give another store for those in {folder}")
    if tables.one("SELECT count(*) FROM documents"):
        raise StoreError(f"{tables.path}: it holds documents of its own; give a new store to read partitions in place")
    with tables.transaction():
        tables.db.execute("DROP TABLE documents; DROP TABLE mentions")
        for name, rows in _rows(folder).items():
            tables.db.execute(f"CREATE VIEW {name} AS {rows}")
        tables.note(_KEY, str(folder))


def _rows(folder: Path) -> dict[str, str]:
    """The queries that have the columns of the tables out of the files."""
    documents = ", ".join(f'd."{name}"' for name in DOCUMENT_COLUMNS)
    mentions = ", ".join(f'd."{name}"' for name in MENTION_COLUMNS)
    return {
        "documents": f"""SELECT {documents}, CAST(d.document AS JSON) AS record, CAST(d.article AS JSON) AS article
            FROM {_files(folder, "documents")} d JOIN ledger l ON l.file = d.file AND l.record = coalesce(d.record, 0)
            WHERE l.state = 'done' AND d.document IS NOT NULL""",
        "mentions": f"""SELECT {mentions}, CAST(d.record AS JSON) AS record
            FROM {_files(folder, "mentions")} d JOIN ledger l ON l.file = d.file AND l.record = coalesce(d.row, 0)
            WHERE l.state = 'done'""",
    }


def _files(folder: Path, kind: str) -> str:
    path = str(folder / kind / "part-*.parquet").replace("'", "''")
    return f"read_parquet('{path}', filename = true, file_row_number = true)"


@contextmanager
def held(tables: Tables) -> Iterator[None]:
    """Within, a store that reads in place has its documents and mentions in temporary tables, in the order of the
    input: linking goes through them in stretches of rows, which files have not."""
    folder = folder_of(tables)
    if folder is None:
        yield
        return
    names = _rows(folder)
    try:
        for name, rows in names.items():
            tables.db.execute(f"CREATE TEMP TABLE {name} AS {rows} ORDER BY d.filename, d.file_row_number")
        yield
    finally:
        for name in names:
            tables.db.execute(f"DROP TABLE IF EXISTS temp.{name}")


def see_that_it_is_there(tables: Tables) -> None:
    """Raises StoreError where a store reads partitions in place that are not there any more."""
    folder = folder_of(tables)
    if folder is not None and not any((folder / "documents").glob("part-*.parquet")):
        raise StoreError(
            f"{tables.path}: it reads its documents in place, and {folder} has none: bring the folder back, or link "
            "it anew into another store"
        )


def changed(tables: Tables, document: str, fingerprint: Fingerprint) -> bool:
    """Whether a document was linked as another input, or as another version had read it."""
    found = tables.db.execute(
        "SELECT content, version FROM ledger WHERE document = ? AND state = 'done'", [document]
    ).fetchone()
    return found is not None and found != (fingerprint.content, fingerprint.version)
