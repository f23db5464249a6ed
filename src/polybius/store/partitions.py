"""Partitions: articles, documents and mentions as Parquet files in a folder or an object store.

    FOLDER/articles/part-000003-0001.parquet      what was read: an article or a failure a row, with its fingerprint
    FOLDER/documents/part-000003-0001.parquet     what was coded of them: a document in a store's columns, or a failure
    FOLDER/mentions/part-000003-0001.parquet      its mentions in a store's columns, and the input they are from

A file appears whole or not at all and its name follows from the input, so that work done twice leaves one file.
DuckDB reads them in place: ``SELECT type, count(*) FROM 'FOLDER/mentions/*.parquet' GROUP BY ALL``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from polybius.records import Article, Document, Mention
from polybius.store.rows import document_row, mention_row

Row = dict[str, Any]

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())
_READ = pa.schema(
    [("file", _TEXT), ("record", pa.int64()), ("content", _TEXT), ("verbatim", pa.bool_()), ("id", _TEXT),
     ("article", _TEXT), ("failure", _TEXT)]
)  # fmt: skip
_DOCUMENT = [
    ("id", _TEXT), ("title", _TEXT), ("url", _TEXT), ("publisher", _TEXT), ("agency", _TEXT), ("published", _TEXT),
    ("language", _TEXT), ("byline", _TEXTS), ("captions", pa.int32()), ("furniture", pa.int32()), ("text", _TEXT),
]  # fmt: skip
_CODED = pa.schema(
    [("file", _TEXT), ("record", pa.int64()), ("content", _TEXT), ("reader", _TEXT), *_DOCUMENT,
     ("document", _TEXT), ("article", _TEXT), ("failure", _TEXT), ("fatal", _TEXT)]
)  # fmt: skip
_MENTION = [
    ("id", _TEXT), ("document", _TEXT), ("type", _TEXT), ("mode", _TEXT), ("subtype", _TEXT), ("first", pa.date32()),
    ("last", pa.date32()), ("edtf", _TEXT), ("place", _TEXT), ("geonameid", pa.int64()), ("lat", pa.float64()),
    ("lon", pa.float64()), ("country", _TEXT), ("actor", _TEXTS), ("recipient", _TEXTS), ("status", _TEXT),
    ("attribution", _TEXT), ("salience", pa.float64()), ("confidence", pa.float64()), ("evidence", _TEXT),
    ("cue", _TEXT), ("record", _TEXT),
]  # fmt: skip
_MENTIONS = pa.schema([("file", _TEXT), ("row", pa.int64()), *_MENTION])
# The columns of a store's tables, but for ``record`` and ``article``.
DOCUMENT_COLUMNS = tuple(name for name, _ in _DOCUMENT)
MENTION_COLUMNS = tuple(name for name, _ in _MENTION if name != "record")
_SCHEMAS = {"articles": _READ, "documents": _CODED, "mentions": _MENTIONS}


class Partitions:
    """The Parquet files below a folder, or a URI such as ``s3://bucket/path`` with the usual credentials."""

    def __init__(self, target: str) -> None:
        self.target = target
        found: tuple[Any, str] = (fs.LocalFileSystem(), target)
        if "://" in target:
            found = fs.FileSystem.from_uri(target)
        self._files, self._root = found[0], found[1].rstrip("/")

    def parts(self, kind: str) -> list[str]:
        """The names of the parts of a kind ("articles", "documents", "mentions") that are there, sorted."""
        found = self._files.get_file_info(fs.FileSelector(f"{self._root}/{kind}", allow_not_found=True))
        return sorted(each.base_name for each in found if each.extension == "parquet")

    def write(self, kind: str, part: str, rows: Sequence[Row]) -> None:
        """Write a part whole, in place of one of its name."""
        self._files.create_dir(f"{self._root}/{kind}", recursive=True)
        path = f"{self._root}/{kind}/{part}"
        table = pa.Table.from_pylist(list(rows), schema=_SCHEMAS[kind])
        # Object stores show what is uploaded when it is complete; a folder needs the detour.
        local = isinstance(self._files, fs.LocalFileSystem)
        made = f"{self._root}/{kind}/.{part}.{id(table)}" if local else path
        with self._files.open_output_stream(made) as stream:
            pq.write_table(table, stream, compression="zstd")
        if local:
            self._files.move(made, path)

    def rows(self, kind: str, part: str, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows of a part, or these columns of them."""
        with self._files.open_input_file(f"{self._root}/{kind}/{part}") as stream:
            for batch in pq.ParquetFile(stream).iter_batches(256, columns=list(columns) if columns else None):
                yield from batch.to_pylist()


def coded_row(document: Document, article: Article | None) -> Row:
    """A document's columns of a row of the documents."""
    *columns, record, taken = document_row(document, article)
    return {**dict(zip(DOCUMENT_COLUMNS, columns, strict=True)), "document": record, "article": taken}


def mention_rows(mentions: Iterable[Mention], file: str, row: int | None) -> list[Row]:
    """Mentions as rows of a part. file, row: the input they were read in, and which of its records that is."""
    names = _MENTIONS.names[2:]
    return [{"file": file, "row": row, **dict(zip(names, mention_row(each), strict=True))} for each in mentions]
