"""Web archives (WARC, ISO 28500), as crawlers write them: one record at a time, damage stepped over."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import brotli

from polybius.intake.dates import normalise
from polybius.intake.decoding import DecodingError, decode, mended
from polybius.intake.limits import LARGEST_PAGE, too_large
from polybius.intake.rows import new_page
from polybius.records import Failure, Origin, Page

_STEP = 1 << 20
# A record's beginning in a plain archive and in one packed record by record.
_START = re.compile(rb"(?<=\n)WARC/\d\.\d\r?\n|\x1f\x8b\x08[\x00-\x1f]")
_HTTP = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3}) *([^\r\n]{0,80})\r?\n")
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_PAGE = re.compile(r"text/html|application/xhtml", re.IGNORECASE)
_TEXT = re.compile(r"text/plain", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DAMAGED = (OSError, EOFError, ValueError)


def records(stream: BinaryIO, file: str, published: str | None) -> Iterator[Page | Failure]:
    """A Page for each page in the archive, with its address and the moment of the crawl.

    Responses, resources and extracted texts count; requests, redirects, pictures and scripts are passed
    over. ``origin.record`` is the record's number among all, ``origin.offset`` the byte at which it begins.
    What is damaged becomes one Failure, and reading goes on at the next record that begins behind it
    (where the stream can seek). Memory is that of one record.
    """
    number = told = pages = failures = base = 0
    while True:
        position, damage = base, None
        iterator = _iterator(stream, base)
        while True:
            try:
                record = next(iterator, None)
            except _DAMAGED as error:
                damage = str(error)
                break
            if record is None:
                break
            number += 1
            position = record.stream_pos
            try:
                found = _page(record, Origin(file=file, record=number, offset=position), published)
            except _DAMAGED as error:
                damage = str(error)
                break
            if found is not None:
                pages += 1
                yield found
        if damage is None:
            break
        # Where reading was taken up again in vain, that is the damage already told of.
        if number > told or not failures:
            failures += 1
            yield Failure(
                origin=Origin(file=file, record=number + 1, offset=position),
                reason=f"the archive is damaged here: {damage}",
            )
        told = number
        begins = _next_start(stream, position + 1)
        while begins is not None and not _begins_record(stream, begins):
            begins = _next_start(stream, begins + 1)
        if begins is None:
            break
        base = begins
    if not pages and not failures:
        yield Failure(origin=Origin(file=file), reason="the archive holds no pages")


def _iterator(stream: BinaryIO, base: int) -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    bare = False
    if stream.seekable():
        stream.seek(base)
        first = stream.readline(64)
        # Lenient reading passes over junk in silence: only for archives with bare line ends.
        bare = first.startswith(b"WARC/") and not first.endswith(b"\r\n")
        stream.seek(base)
    # Headers of HTTP are read here: fastwarc takes them to be there, and in some archives they are not.
    iterator: Iterator[Any] = ArchiveIterator(
        stream, record_types=WarcRecordType.any_type, parse_http=False, quirks_mode=bare
    )
    return iterator


def _next_start(stream: BinaryIO, position: int) -> int | None:
    """Where the next record seems to begin at or after a byte of the archive."""
    if not stream.seekable():
        return None
    overlap = 16
    # One byte earlier, for the line end before a plain record.
    at = max(position - 1, 0)
    stream.seek(at)
    window = b""
    while chunk := stream.read(_STEP):
        window = window[-overlap:] + chunk
        at += len(chunk)
        for match in _START.finditer(window):
            begins = at - len(window) + match.start()
            if begins >= position:
                return begins
    return None


def _begins_record(stream: BinaryIO, position: int) -> bool:
    """Whether a record does begin where it seems to."""
    stream.seek(position)
    head = stream.read(512)
    if not head.startswith(b"\x1f\x8b"):
        return True
    try:
        return zlib.decompressobj(31).decompress(head, 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _page(record: Any, origin: Origin, published: str | None) -> Page | Failure | None:
    """The page in a record, None where it is none of those that are read."""
    headers = {name.lower(): value for name, value in record.headers.items()}
    kind = headers.get("warc-type", "").strip().lower()
    if kind not in ("response", "resource", "conversion"):
        return None
    media = headers.get("content-type", "")
    size = record.content_length
    data = record.reader.read(LARGEST_PAGE + 1)
    cut = len(data) < min(size, LARGEST_PAGE)
    http: dict[str, str] = {}
    if status := _HTTP.match(data):
        end = _HEADERS_END.search(data)
        http = _headers(data[status.end() : end.start() if end else None])
        data = data[end.end() :] if end else b""
        media = http.get("content-type", "")
        if 300 <= int(status[1]) < 400:
            return None
    elif media.startswith("application/http"):
        media = ""  # the record says that it has headers of HTTP, and has none
    if media and not _PAGE.search(media) and not _TEXT.search(media):
        return None
    if status and int(status[1]) >= 400:
        answer = f"{int(status[1])} {status[2].decode('ascii', 'replace').strip()}".strip()
        return Failure(origin=origin, reason=f"the server answered {answer!r}, not with a page")
    if size > LARGEST_PAGE:
        return Failure(origin=origin, reason=too_large(size, LARGEST_PAGE))
    if cut:
        return Failure(origin=origin, reason="the archive ends within this record")
    if not data.strip():
        return None
    try:
        body = _unpacked(data, http)
        charset = _CHARSET.search(media)
        content = mended(decode(body, charset[1] if charset else None))
    except (DecodingError, *_DAMAGED, zlib.error, brotli.error) as error:
        return Failure(origin=origin, reason=f"the page cannot be read: {error}")
    if not content.strip():
        return None
    identity = headers.get("warc-record-id", "").strip("<> ").removeprefix("urn:uuid:")
    plain = kind == "conversion" or (_TEXT.search(media) and "<html" not in content[:2000].lower())
    return new_page(
        kind="scrape" if plain else "html",
        content=content,
        origin=origin,
        id=identity or None,
        url=headers.get("warc-target-uri", "").strip("<> ") or None,
        published=published,
        crawled=_moment(headers.get("warc-date")),
    )


def _headers(block: bytes) -> dict[str, str]:
    pairs = (line.partition(":") for line in block.decode("latin-1").splitlines())
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _unpacked(data: bytes, http: dict[str, str]) -> bytes:
    """A response's body, its chunks joined and its compression undone where the crawler left them.

    Many crawlers undo both and leave the headers: the data is asked first.
    """
    if "chunked" in http.get("transfer-encoding", "").lower() and re.match(rb"[0-9a-fA-F]{1,8}[\r\n;]", data):
        data = _dechunked(data)
    if data[:2] == b"\x1f\x8b":
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            body = packed.read(LARGEST_PAGE + 1)
    elif data[:4] == b"\x28\xb5\x2f\xfd":
        import zstandard

        with zstandard.ZstdDecompressor().stream_reader(data) as stream:
            try:
                body = stream.read(LARGEST_PAGE + 1)
            except zstandard.ZstdError as error:
                raise ValueError(str(error)) from error
    elif "deflate" in http.get("content-encoding", "").lower() and not data.lstrip().startswith(b"<"):
        body = zlib.decompressobj(15 if data[:1] == b"\x78" else -15).decompress(data, LARGEST_PAGE + 1)
    elif http.get("content-encoding", "").lower() == "br" and not data.lstrip().startswith(b"<"):
        body = brotli.Decompressor().process(data, output_buffer_limit=LARGEST_PAGE + 1)
    else:
        body = data
    if len(body) > LARGEST_PAGE:
        raise ValueError(too_large(None, LARGEST_PAGE))
    return body


def _dechunked(data: bytes) -> bytes:
    pieces, position = [], 0
    while match := re.compile(rb"\s*([0-9a-fA-F]{1,8})[^\n]{0,200}\n").match(data, position):
        length = int(match[1], 16)
        if not length:
            break
        pieces.append(data[match.end() : match.end() + length])
        position = match.end() + length
    return b"".join(pieces)


def _moment(stated: str | None) -> str | None:
    try:
        return normalise(stated) if stated else None
    except ValueError:
        return None
