"""Reading inputs: each source opened, its kind told, its documents handed on."""

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from polybius.intake import archives, feeds, jsonrows, tables
from polybius.intake.dates import normalise
from polybius.intake.decoding import DecodingError, decode
from polybius.intake.finding import find, reason
from polybius.intake.kinds import KINDS, is_clean, tell
from polybius.intake.opening import BROKEN, HEAD, decompressed
from polybius.intake.rows import PageKind, new_page
from polybius.records import Failure, Origin, Page


def read(
    inputs: Sequence[str], kind: str | None = None, published: str | None = None
) -> Iterator[Page | Failure]:
    """The documents in the inputs, in order, one at a time.

    ``inputs`` are names of files, folders and patterns, "-" for standard input. ``kind`` (one of KINDS)
    says what the sources are; without it their content does. ``published`` is the date of documents
    that come without one. Whatever cannot be read becomes a Failure naming the file, the record
    (1-based: a line, a row, an entry) and the reason; reading goes on. JSON Lines and tables are
    streamed.

    Raises ValueError, at once, for a kind that is none and a date that is none.
    """
    if kind is not None and kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of input: it is one of {', '.join(KINDS)}")
    day = normalise(published) if published else None
    return _read(inputs, kind, day)


def _read(inputs: Sequence[str], kind: str | None, published: str | None) -> Iterator[Page | Failure]:
    for found in find(inputs):
        if isinstance(found, Failure):
            yield found
            continue
        with ExitStack() as stack:
            try:
                stream = sys.stdin.buffer if found == "-" else stack.enter_context(Path(found).open("rb"))
                yield from _source(stream, found, kind, published)
            except BROKEN as error:
                why = reason(error) if isinstance(error, (OSError, ValueError)) else "it ends too early"
                yield Failure(origin=Origin(file=found), reason=f"it cannot be read: {why}")


def _source(stream: BinaryIO, file: str, kind: str | None, published: str | None) -> Iterator[Page | Failure]:
    origin = Origin(file=file)
    head, stream = decompressed(stream)
    if not head.strip():
        data = stream.read()
        head, stream = data.lstrip()[:HEAD], io.BytesIO(data)
    if not head:
        yield Failure(origin=origin, reason="the file is empty")
        return
    try:
        told = kind or tell(head, file)
    except DecodingError as error:
        yield Failure(origin=origin, reason=str(error))
        return
    if told == "jsonl":
        yield from jsonrows.lines(head, stream, file, published)
    elif told in ("csv", "tsv"):
        yield from tables.rows(head, stream, file, told, published)
    elif told == "zip":
        yield from archives.members(stream, file, published, _source)
    elif told == "json":
        yield from jsonrows.whole(stream.read(), file, published)
    elif told == "feed":
        yield from feeds.entries(stream.read(), file, published)
    else:
        yield _document(stream.read(), origin, told, kind is None, published)


def _document(data: bytes, origin: Origin, kind: str, guessed: bool, published: str | None) -> Page | Failure:
    """A file that is one document."""
    try:
        content = decode(data)
    except DecodingError as error:
        return Failure(origin=origin, reason=str(error))
    if not content.strip():
        return Failure(origin=origin, reason="the file is empty")
    page_kind: PageKind = "html" if kind == "html" else "text" if kind == "text" else "scrape"
    if guessed and page_kind == "scrape" and is_clean(content):
        page_kind = "text"
    return new_page(kind=page_kind, content=content, origin=origin, published=published)
