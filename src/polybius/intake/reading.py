"""Reading inputs: each source opened, its kind told, its documents handed on."""

import io
import os
import stat
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from polybius.intake import archives, feeds, jsonrows, proquest, saved, tables, warc
from polybius.intake.dates import normalise
from polybius.intake.decoding import DecodingError, decode, mended
from polybius.intake.finding import find, reason
from polybius.intake.kinds import KINDS, is_clean, tell
from polybius.intake.limits import LARGEST_FILE, LARGEST_PAGE, TooLarge, bounded
from polybius.intake.opening import BROKEN, HEAD, decompressed, laid_aside
from polybius.intake.rows import PageKind, new_page
from polybius.records import Failure, Origin, Page


def read(
    inputs: Sequence[str],
    kind: str | None = None,
    published: str | None = None,
    wanted: Callable[[str], bool] | None = None,
) -> Iterator[Page | Failure]:
    """The documents in the inputs, in order, one at a time.

    ``inputs`` are names of files, folders and patterns, "-" for standard input. ``kind`` (one of KINDS)
    says what the sources are; without it their content does. ``published`` is the date of documents
    that come without one. Whatever cannot be read becomes a Failure naming the file, the record
    (1-based: a line, a row, an entry) and the reason; reading goes on. JSON Lines, tables, web archives
    and Word documents are streamed; a page, or a file that has to be held whole, is refused over a limit
    (limits.py). ``wanted`` is asked about each file, by its name, before it is opened.

    Raises ValueError, at once, for a kind that is none and a date that is none.
    """
    if kind is not None and kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of input: it is one of {', '.join(KINDS)}")
    day = normalise(published) if published else None
    return _read(inputs, kind, day, wanted)


def _read(
    inputs: Sequence[str], kind: str | None, published: str | None, wanted: Callable[[str], bool] | None
) -> Iterator[Page | Failure]:
    for found in find(inputs):
        if isinstance(found, Failure):
            yield found
            continue
        if wanted is not None and found != "-" and not wanted(found):
            continue
        with ExitStack() as stack:
            try:
                stream = sys.stdin.buffer if found == "-" else stack.enter_context(Path(found).open("rb"))
                yield from _source(stream, found, kind, published)
            except BROKEN as error:
                why = "it ends too early" if isinstance(error, EOFError) else reason(error)
                known = isinstance(error, TooLarge)
                yield Failure(origin=Origin(file=found), reason=why if known else f"it cannot be read: {why}")


def _source(stream: BinaryIO, file: str, kind: str | None, published: str | None) -> Iterator[Page | Failure]:
    origin = Origin(file=file)
    packed_stream, size = stream, _size(stream)
    head, stream, packed = decompressed(stream)
    if not head.strip():
        data = bounded(stream, LARGEST_PAGE)
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
    elif told in ("zip", "docx"):
        if not packed and _seekable(packed_stream):
            packed_stream.seek(0)
            stream = packed_stream
        yield from archives.members(stream, file, published, _source)
    elif told == "tar":
        yield from archives.tarred(stream, file, published, _source)
    elif told == "mhtml":
        yield from saved.page(bounded(stream, LARGEST_PAGE, None if packed else size), file, published)
    elif told == "warc":
        if _seekable(packed_stream):
            # Packed record by record, a web archive survives damage that the whole stream does not.
            packed_stream.seek(0)
            stream = packed_stream
        with ExitStack() as stack:
            # fastwarc takes only streams that can seek.
            whole, broken = laid_aside(stream, stack)
            yield from warc.records(whole, file, published)
        if broken:
            raise broken
    elif told == "json":
        yield from jsonrows.whole(bounded(stream, LARGEST_FILE), file, published)
    elif told == "feed":
        yield from feeds.entries(bounded(stream, LARGEST_PAGE), file, published)
    elif told == "proquest":
        try:
            text = mended(decode(bounded(stream, LARGEST_FILE)))
        except DecodingError as error:
            yield Failure(origin=origin, reason=str(error))
            return
        yield from proquest.articles(text, file, published)
    else:
        data = bounded(stream, LARGEST_PAGE, None if packed else size)
        yield _document(data, origin, told, kind is None, published)


def _seekable(stream: BinaryIO) -> bool:
    try:
        return stream.seekable() and not isinstance(stream, zipfile.ZipExtFile)
    except ValueError:
        return False


def _size(stream: BinaryIO) -> int | None:
    """The length of a regular file in bytes; None of anything else."""
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _document(data: bytes, origin: Origin, kind: str, guessed: bool, published: str | None) -> Page | Failure:
    """A file that is one document."""
    try:
        content = mended(decode(data))
    except DecodingError as error:
        return Failure(origin=origin, reason=str(error))
    if not content.strip():
        return Failure(origin=origin, reason="the file is empty")
    page_kind: PageKind = "html" if kind == "html" else "text" if kind == "text" else "scrape"
    if guessed and page_kind == "scrape" and is_clean(content):
        page_kind = "text"
    return new_page(kind=page_kind, content=content, origin=origin, published=published)
