"""Stores that hold events alone, and read documents and mentions where they are: in the partitions of a run.

Their tables ``documents`` and ``mentions`` are views of the Parquet files of a folder. Which rows count is the
ledger's to say: of two documents under one id only the first is the store's.
"""

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
    documents = ", ".join(f'd."{name}"' for name in DOCUMENT_COLUMNS)
    mentions = ", ".join(f'm."{name}"' for name in MENTION_COLUMNS)
    with tables.transaction():
        tables.db.execute("DROP TABLE documents; DROP TABLE mentions")
        tables.db.execute(
            f"""CREATE VIEW documents AS
                SELECT {documents}, CAST(d.document AS JSON) AS record, CAST(d.article AS JSON) AS article
                FROM {_files(folder, "documents")} d JOIN ledger l
                     ON l.file = d.file AND l.record = coalesce(d.record, 0)
                WHERE l.state = 'done' AND d.document IS NOT NULL;
                CREATE VIEW mentions AS
                SELECT {mentions}, CAST(m.record AS JSON) AS record
                FROM {_files(folder, "mentions")} m JOIN ledger l ON l.file = m.file AND l.record = coalesce(m.row, 0)
                WHERE l.state = 'done'"""
        )
        tables.note(_KEY, str(folder))


def _files(folder: Path, kind: str) -> str:
    path = str(folder / kind / "part-*.parquet").replace("'", "''")
    return f"read_parquet('{path}', union_by_name = true)"


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
