"""The articles of a corpus: each read from its page, then judged beside its publisher's other articles.

What a publisher repeats on its pages can only be told when all of them have been read. The articles are laid
aside meanwhile, packed, on disk where they are many, so that no page is read twice and memory stays bounded.
"""

import struct
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, Self, cast

import msgspec
import zstandard

from polybius import engine
from polybius.article.repeated import Census, without
from polybius.pipeline import Coder
from polybius.records import Article, Failure, Page

_HELD = 32 << 20
_FRAME = struct.Struct("<I?")
_TELL_EVERY = 2000


def articles(
    pages: Iterable[Page | Failure],
    *,
    coder: Coder,
    workers: int | None = None,
    known: Callable[[], Iterable[Article]] = tuple,
    say: Callable[[str], None] | None = None,
    total: Callable[[int], None] | None = None,
    pool: engine.Pool | None = None,
    fatal: Callable[[engine.Result], None] | None = None,
) -> Iterator[Article | Failure]:
    """The articles in some pages, in order, without what their publishers repeat; Failures come before them.

    Clean text is counted and never changed: it is its owner's to the character. ``known`` gives further
    articles that only count, read before; it is called when all pages have been. ``say`` is told how far
    the reading is, ``total`` how many articles there are before the first of them comes. ``pool`` is
    the engine's; ``fatal`` is given each result of a page that cost a worker its life.
    """
    clean: deque[bool] = deque()

    def noted() -> Iterator[Page | Failure]:
        for page in pages:
            clean.append(isinstance(page, Page) and page.kind == "text")
            yield page

    with Census() as census, _Shelf() as shelf:
        results = engine.run(noted(), coder=coder, workers=workers, coded=False, pool=pool)
        for result in results:
            verbatim = clean.popleft()
            if fatal and result.fatal is not None:
                fatal(result)
            if result.failure is not None:
                yield result.failure
            if result.article is not None:
                census.add(result.article)
                shelf.put(result.article, verbatim)
                if say and shelf.count % _TELL_EVERY == 0:
                    say(f"{shelf.count:,} pages read")
        for article in known():
            census.add(article)
        repeats = census.repeats()
        if total:
            total(shelf.count)
        for article, verbatim in shelf.taken():
            yield article if verbatim else without(article, repeats)


class _Shelf:
    """Articles laid aside and taken up again in order, each with a mark. A context manager."""

    def __init__(self) -> None:
        self.count = 0
        self._file = SpooledTemporaryFile(_HELD, prefix="polybius-")  # noqa: SIM115  closed by __exit__
        packer = zstandard.ZstdCompressor(level=1)
        self._packer: Any = packer.stream_writer(cast(Any, self._file), closefd=False)
        self._encode = msgspec.msgpack.Encoder().encode

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, article: Article, mark: bool) -> None:
        data = self._encode(article)
        self._packer.write(_FRAME.pack(len(data), mark) + data)
        self.count += 1

    def taken(self) -> Iterator[tuple[Article, bool]]:
        """The articles in order; none can be put after."""
        self._packer.close()
        self._file.seek(0)
        decode = msgspec.msgpack.Decoder(Article).decode
        with zstandard.ZstdDecompressor().stream_reader(cast(Any, self._file), closefd=False) as reader:
            for _ in range(self.count):
                size, mark = _FRAME.unpack(_exactly(reader, _FRAME.size))
                yield decode(_exactly(reader, size)), mark


def _exactly(reader: Any, size: int) -> bytes:
    data: bytes = reader.read(size)
    while len(data) < size:
        data += reader.read(size - len(data))
    return data
