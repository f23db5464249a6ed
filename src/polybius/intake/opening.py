"""Opening a source of bytes: compression looked through, the beginning looked at and put back."""

import bz2
import gzip
import io
import lzma
import zlib
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from polybius.intake.limits import check_fold

HEAD = 1 << 16
"""How much of a source is looked at to tell its kind, in bytes."""

_HELD = 32 << 20
"""Bytes of a stream laid aside that are held in memory."""

_COMPRESSED = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)

BROKEN = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, OSError, ValueError)
"""What reading a damaged compressed source raises."""


class Rejoined(io.RawIOBase):
    """A stream whose beginning was read already, whole again. Works on pipes, which cannot seek.

    ``broken`` is what ended the reading of the beginning; it is raised behind it.
    """

    def __init__(self, head: bytes, rest: BinaryIO, broken: Exception | None = None) -> None:
        self._head = head
        self._rest = rest
        self._broken = broken
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._head:
            taken, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        elif self._broken:
            raise self._broken
        else:
            taken = self._rest.read(len(buffer))
        buffer[: len(taken)] = taken
        self.taken += len(taken)
        return len(taken)


class Unpacked(io.RawIOBase):
    """A decompressing stream that stops where a bomb would go on; ``packed`` counts what goes in."""

    def __init__(self, stream: io.BufferedIOBase, packed: Rejoined) -> None:
        self._stream = stream
        self._packed = packed
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        # One step at a time, or what was unpacked before the damage would be lost with the rest.
        taken = self._stream.read1(len(buffer))
        buffer[: len(taken)] = taken
        self._given += len(taken)
        check_fold(self._packed.taken, self._given)
        return len(taken)


class Zstandard(io.RawIOBase):
    """What a Zstandard stream of one or more frames holds. Raises EOFError where it was cut short."""

    # A frame's block of three bytes can hold 128 KB: small steps keep a bomb's memory small.
    _STEP = 1 << 10

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ready = b""
        self._begin()

    def _begin(self) -> None:
        import zstandard

        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        import zstandard

        rest = b""
        while not self._ready:
            step = rest or self._stream.read(self._STEP)
            if not step:
                if self._begun:
                    raise EOFError("it ends too early")
                return 0
            try:
                self._begun = True
                self._ready = self._frame.decompress(step)
            except zstandard.ZstdError as error:
                raise OSError(f"its compression is damaged: {error}") from error
            rest = b""
            if self._frame.eof:
                rest = self._frame.unused_data
                self._begin()
                if rest and self._ready:
                    self._stream = cast(BinaryIO, io.BufferedReader(Rejoined(rest, self._stream), HEAD))
                    rest = b""
        taken, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def laid_aside(stream: BinaryIO, stack: ExitStack) -> tuple[BinaryIO, Exception | None]:
    """A stream that can seek, with what ended the reading of it too early: itself, or a copy that a stack closes.

    The copy of what comes from a pipe or out of an archive is on disk where it is large.
    """
    if stream.seekable():
        return stream, None
    aside = SpooledTemporaryFile(_HELD, prefix="polybius-")  # noqa: SIM115  closed by the stack
    stack.callback(aside.close)
    broken = None
    try:
        # One step at a time, as above.
        read = getattr(stream, "read1", stream.read)
        while step := read(HEAD):
            aside.write(step)
    except BROKEN as error:
        broken = error
    aside.seek(0)
    return cast(BinaryIO, aside), broken


def head_of(stream: BinaryIO) -> tuple[bytes, BinaryIO, Rejoined]:
    """The first bytes of a stream (at most HEAD), the stream as if they had not been read, and its count."""
    head, broken = b"", None
    try:
        while len(head) < HEAD and (more := stream.read(HEAD - len(head))):
            head += more
    except BROKEN as error:
        if not head:
            raise
        broken = error
    whole = Rejoined(head, stream, broken)
    return head, cast(BinaryIO, io.BufferedReader(whole, HEAD)), whole


def decompressed(stream: BinaryIO) -> tuple[bytes, BinaryIO, bool]:
    """The head of what a stream holds, and the stream, with up to two layers of compression undone.

    The third value is whether there was any. Raises BROKEN for damage; TooLarge, a ValueError, at any
    later read of a stream that unpacks without end.
    """
    head, stream, counted = head_of(stream)
    packed = False
    for _ in range(2):
        layer = next((name for magic, name in _COMPRESSED if head.startswith(magic)), None)
        if layer is None:
            break
        packed = True
        opened: io.BufferedIOBase
        if layer == "gzip":
            opened = gzip.GzipFile(fileobj=stream)
        elif layer == "bzip2":
            opened = bz2.BZ2File(stream)
        elif layer == "xz":
            opened = lzma.LZMAFile(stream)  # noqa: SIM115
        else:
            opened = io.BufferedReader(Zstandard(stream), HEAD)
        head, stream, counted = head_of(cast(BinaryIO, Unpacked(opened, counted)))
    return head, stream, packed
