"""How much is read of one source before it is refused."""

from typing import BinaryIO

LARGEST_PAGE = 32 << 20
"""Bytes of the largest page that is read. Pages saved with their pictures inside reach 20 MB."""

LARGEST_FILE = 512 << 20
"""Bytes of the largest file of many articles that has to be held whole (JSON, a feed)."""

# DEFLATE packs 1,032 bytes into one; text gets to 20, logs and tables to 100.
_MOST_FOLD = 250
_SMALL = 64 << 20


class TooLarge(ValueError):
    """A source larger than what is read of one; the message gives its size."""


def bounded(stream: BinaryIO, limit: int, size: int | None = None) -> bytes:
    """What a stream holds, at most ``limit`` bytes of it; ``size`` is its length in bytes where known.

    Raises TooLarge for more, having read no more than one byte over the limit.
    """
    if size is not None and size > limit:
        raise TooLarge(too_large(size, limit))
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(too_large(size, limit))
    return data


def too_large(size: int | None, limit: int) -> str:
    """The reason why something is refused for its size (bytes; None: only known to be over the limit)."""
    largest = f"{limit / 1e6:.0f} MB"
    if size is None:
        return f"it is too large: over {largest}, the most that is read of one"
    return f"it is too large: {size / 1e6:.0f} MB, where {largest} is the most that is read of one"


def check_fold(packed: int, unpacked: int) -> None:
    """Raise TooLarge where so few packed bytes became so many (both so far) that it must be a bomb."""
    if unpacked > _SMALL and unpacked > _MOST_FOLD * max(packed, 1):
        raise TooLarge(
            f"it is a decompression bomb: {packed / 1e6:.1f} MB became over {unpacked / 1e6:.0f} MB, and no end"
        )
