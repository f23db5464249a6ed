"""Tables of articles: comma- and tab-separated values with a header."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from polybius.intake.decoding import DecodingError, decode, marked
from polybius.intake.kinds import CONTENT_COLUMNS
from polybius.intake.limits import LARGEST_PAGE
from polybius.intake.rows import key, page
from polybius.records import Failure, Origin, Page

# A field may hold a whole page; the standard limit of 128 KB is for tables of figures.
_LONGEST_FIELD = LARGEST_PAGE

_SEPARATOR = re.compile(r"sep=.?", re.IGNORECASE)
"""Excel's first line that names the separator; read with it, it is that line's one or two fields."""


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
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=_delimiter(head, kind))
    names: list[str] | None = None
    number = 0
    while True:
        origin = Origin(file=file, record=number + 1)
        try:
            values = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            number += 1
            if "field limit" in str(error):
                # Everything behind such a mark is inside it.
                yield Failure(origin=origin, reason=_never_closed(lines.taken))
                return
            yield Failure(origin=origin, reason=f"the row is not a table's: {error}")
            lines.begin()
            continue
        taken, open_mark = lines.taken, lines.marks % 2 == 1
        lines.begin()
        if not any(value.strip() for value in values):
            continue
        if names is None:
            if _SEPARATOR.fullmatch("".join(values).strip()):
                continue
            names = [key(name) for name in values]
            if not any(name in CONTENT_COLUMNS for name in names):
                why = f'the table has no column "text", "html" or "scrape", only {", ".join(names[:8])}'
                yield Failure(origin=Origin(file=file), reason=why[:300])
                return
            continue
        number += 1
        if taken > 1 and open_mark and lines.ended:
            yield Failure(origin=origin, reason=_never_closed(taken))
            continue
        if any(value.strip() for value in values[len(names) :]):
            why = f"the row has {len(values)} fields where the header has {len(names)}: is a text not in quotes?"
            yield Failure(origin=origin, reason=why)
            continue
        yield page(dict(zip(names, values, strict=False)), origin, published)
    if not number:
        yield Failure(origin=Origin(file=file), reason="the table has no rows")


def _never_closed(lines: int) -> str:
    return f"a quotation mark in the row is never closed: the {lines} lines from it to the end were lost in it"


class _Lines:
    """A table's lines, one at a time, with how many there were since the last row, and their quotation marks."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.ended = False
        self.begin()

    def begin(self) -> None:
        self.taken = self.marks = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._text)
        except StopIteration:
            self.ended = True
            raise
        self.taken += 1
        self.marks += line.count('"')
        return line.replace("\0", "\ufffd")


def _delimiter(head: bytes, kind: str) -> str:
    if kind == "tsv":
        return "\t"
    header = head.replace(b"\0", b"").partition(b"\n")[0]
    if stated := re.match(rb"(?:\xef\xbb\xbf)?sep=([,;\t|])\s*$", header, re.IGNORECASE):
        return stated[1].decode()
    return max(",;\t|", key=lambda mark: header.count(mark.encode()))


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
