"""JSON Lines, and JSON files that hold one article or a list of them."""

import codecs
import io
import json
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from polybius.intake.decoding import DecodingError, decode, marked, named
from polybius.intake.limits import LARGEST_PAGE, too_large
from polybius.intake.rows import page
from polybius.records import Failure, Origin, Page

# A row may hold a page with its quotes and accents escaped.
_LONGEST = 2 * LARGEST_PAGE

# Where a JSON object that is not an article keeps its articles.
_LISTS = ("articles", "items", "results", "documents", "entries")


def lines(head: bytes, stream: BinaryIO, file: str, published: str | None) -> Iterator[Page | Failure]:
    """A Page or Failure a row of JSON Lines, read one at a time; ``origin.record`` is the line's number."""
    if what := named(head):
        yield Failure(origin=Origin(file=file), reason=f"it is {what}, not JSON Lines")
        return
    encoding = marked(head) or "utf-8"
    for number, line in enumerate(_split(stream, encoding), 1):
        origin = Origin(file=file, record=number)
        if not line.strip(b" \t\r\n\x0b\x0c"):
            continue
        if len(line) > _LONGEST:
            yield Failure(origin=origin, reason=too_large(None, _LONGEST))
            continue
        try:
            row = parse(line)
        except ValueError as error:
            yield Failure(origin=origin, reason=f"the row is not JSON: {error}")
            continue
        yield page(row, origin, published)


def whole(data: bytes, file: str, published: str | None) -> Iterator[Page | Failure]:
    """The articles of a JSON file: one object, a list, or an object with such a list inside."""
    try:
        value = parse(decode(data).encode())
    except DecodingError as error:
        yield Failure(origin=Origin(file=file), reason=str(error))
        return
    except ValueError as error:
        yield Failure(origin=Origin(file=file), reason=f"the file is not JSON: {error}")
        return
    if isinstance(value, dict):
        inner = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
        value = [value] if inner is None else inner
    if not isinstance(value, list):
        yield Failure(
            origin=Origin(file=file), reason="the file's JSON is neither an object nor a list of them"
        )
        return
    if not value:
        yield Failure(origin=Origin(file=file), reason="the file's list of articles is empty")
    for number, row in enumerate(value, 1):
        yield page(row, Origin(file=file, record=number), published)


def parse(data: bytes) -> object:
    """The value in some JSON. Raises ValueError, saying where it breaks."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    # The standard parser takes what other writers leave: control characters, NaN, lone surrogates.
    try:
        value: object = json.loads(data.decode(), strict=False)
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise ValueError(f"{error.msg[0].lower()}{error.msg[1:]} at {where}character {error.colno}") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value


def _split(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Each line, at most one byte over the longest that is read: the rest of it is passed over."""
    if encoding == "utf-8-sig":
        stream.read(len(codecs.BOM_UTF8))
    if encoding.startswith("utf-8"):
        while line := stream.readline(_LONGEST + 1):
            while len(line) > _LONGEST and not line.endswith(b"\n"):
                more = stream.readline(_LONGEST)
                if not more or more.endswith(b"\n"):
                    break
            yield line
        return
    reader = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="\n")
    while text := reader.readline(_LONGEST):
        yield text.encode("utf-8", "replace")
