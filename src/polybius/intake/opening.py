"""Opening a source of bytes: compression looked through, the beginning looked at and put back."""

import bz2
import gzip
import io
import lzma
from typing import BinaryIO, cast

HEAD = 1 << 16
"""How much of a source is looked at to tell its kind, in bytes."""

_COMPRESSED = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"))

BROKEN = (EOFError, gzip.BadGzipFile, lzma.LZMAError, OSError, ValueError)
"""What reading a damaged compressed source raises."""


class Rejoined(io.RawIOBase):
    """A stream whose beginning was read already, whole again. Works on pipes, which cannot seek."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._head:
            taken, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            taken = self._rest.read(len(buffer))
        buffer[: len(taken)] = taken
        return len(taken)


def head_of(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream (at most HEAD), and the stream as if they had not been read."""
    head = b""
    while len(head) < HEAD and (more := stream.read(HEAD - len(head))):
        head += more
    return head, cast(BinaryIO, io.BufferedReader(Rejoined(head, stream), HEAD))


def decompressed(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The head of what a stream holds, and the stream, with up to two layers of compression undone."""
    head, stream = head_of(stream)
    for _ in range(2):
        layer = next((name for magic, name in _COMPRESSED if head.startswith(magic)), None)
        if layer is None:
            break
        opened: object
        if layer == "gzip":
            opened = gzip.GzipFile(fileobj=stream)
        elif layer == "bzip2":
            opened = bz2.BZ2File(stream)
        else:
            opened = lzma.LZMAFile(stream)  # noqa: SIM115
        head, stream = head_of(cast(BinaryIO, opened))
    return head, stream
