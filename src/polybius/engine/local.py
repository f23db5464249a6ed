"""One machine: pages to articles and documents, in this process or in workers, in input order."""

import os
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from polybius.engine.pool import Pool
from polybius.engine.results import Result, work
from polybius.pipeline import Coder
from polybius.records import Article, Failure, Page

# Below this many pages a second process costs more to start than it saves.
_WORTH_A_POOL = 64
_CHUNK = 16
_CHUNK_CHARACTERS = 1 << 20


def run(
    pages: Iterable[Page | Article | Failure],
    *,
    coder: Coder,
    workers: int | None = None,
    coded: bool = True,
    pool: Pool | None = None,
) -> Iterator[Result]:
    """Results in the order of the pages, whatever the number of workers; memory stays bounded.

    An Article among the pages is one that was read already.

    workers: processes (default: the machine's cores). ``coded`` False stops at the article. ``pool`` has the workers
    instead, even for a few pages: a page that crashes, hangs or takes all memory then costs a worker and not
    this process, and becomes a Failure.

    Raises EngineError when workers cannot be started; without workers, what loading a Coder raises.
    """
    if pool is not None:
        yield from pool.results(chunks(pages), coded=coded)
        return
    wanted = workers or os.cpu_count() or 1
    source = iter(pages)
    first = list(islice(source, _WORTH_A_POOL))
    pages = chain(first, source)
    if wanted == 1 or len(first) < _WORTH_A_POOL:
        for chunk in chunks(pages):
            yield from work(coder, chunk, coded)
        return
    if coded:
        coder.prepare()  # once, not in every worker
    with Pool(coder.options, wanted) as own:
        yield from own.results(chunks(pages), coded=coded)


def chunks(pages: Iterable[Page | Article | Failure]) -> Iterator[list[Page | Article | Failure]]:
    """The pages in small lists, as long as is worth sending at once."""
    chunk: list[Page | Article | Failure] = []
    size = 0
    for page in pages:
        chunk.append(page)
        size += len(page.content) if isinstance(page, Page) else len(page.body) if isinstance(page, Article) else 0
        if len(chunk) == _CHUNK or size > _CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
