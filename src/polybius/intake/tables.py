"""Tables of articles: comma- and tab-separated values with a header."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from polybius.intake.decoding import DecodingError, decode, marked
from polybius.intake.kinds import CONTENT_COLUMNS
from polybius.intake.rows import page
from polybius.records import Failure, Origin, Page

# A field may hold a whole page; the standard limit of 128 KB is for tables of figures.
_LONGEST_FIELD = 1 << 28


def rows(
    head: bytes, stream: BinaryIO, file: str, kind: str, published: str | None
) -> Iterator[Page | Failure]:
    """A Page or Failure a row, read one at a time; columns are named as the keys of a JSON row are.

    ``origin.record`` is the row's number, the header not counted.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        encoding = _encoding(head)
    except DecodingError as error:
        yield Failure(origin=Origin(file=file), reason=str(error))
        return
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    reader = csv.reader((line.replace("\0", "\ufffd") for line in text), delimiter=_delimiter(head, kind))
    names: list[str] | None = None
    number = 0
    while True:
        origin = Origin(file=file, record=number + 1)
        try:
            values = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield Failure(origin=origin, reason=f"the row is not a table's: {error}")
            number += 1
            continue
        if not any(value.strip() for value in values):
            continue
        if names is None:
            names = [name.strip() for name in values]
            names = [
                name.lower() if name.lower() in CONTENT_COLUMNS or name.isupper() else name for name in names
            ]
            if not any(name in CONTENT_COLUMNS for name in names):
                why = f'the table has no column "text", "html" or "scrape", only {", ".join(names[:8])}'
                yield Failure(origin=Origin(file=file), reason=why[:300])
                return
            continue
        number += 1
        yield page(dict(zip(names, values, strict=False)), origin, published)
    if not number:
        yield Failure(origin=Origin(file=file), reason="the table has no rows")


def _delimiter(head: bytes, kind: str) -> str:
    if kind == "tsv":
        return "\t"
    header = head.partition(b"\n")[0]
    return max(",;\t", key=lambda mark: header.count(mark.encode()))


def _encoding(head: bytes) -> str:
    if encoding := marked(head):
        return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)  # the head may end within a character
    except UnicodeDecodeError:
        text = decode(head)
        return "utf-8" if "\ufffd" in text else "cp1252"
    return "utf-8"
