"""One machine: pages to articles and documents, in this process or a pool of processes, in input order."""

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import Any, TypeVar

from polybius.pipeline import Coder
from polybius.records import Article, Document, Failure, Origin, Page, Record

# Below this many pages a second process costs more to start than it saves.
_WORTH_A_POOL = 64
_CHUNK = 16
_WATCH = 1.0  # seconds


Given = TypeVar("Given")
Made = TypeVar("Made")


class Result(Record, frozen=True, kw_only=True):
    """What came of one page: its article and document, or why there is none."""

    article: Article | None = None
    document: Document | None = None
    failure: Failure | None = None


def run(
    pages: Iterable[Page | Article | Failure], *, coder: Coder, workers: int | None = None, coded: bool = True
) -> Iterator[Result]:
    """Results in the order of the pages, whatever the number of workers; memory stays bounded.

    An Article among the pages is one that was read already.

    workers: processes (default: the machine's cores). ``coded`` False stops at the article.
    """
    wanted = workers or os.cpu_count() or 1
    source = iter(pages)
    first = list(islice(source, _WORTH_A_POOL))
    pages = chain(first, source)
    if wanted == 1 or len(first) < _WORTH_A_POOL:
        for chunk in _chunks(pages):
            yield from _work(coder, chunk, coded)
        return
    coder.prepare()  # once, not in every worker
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wanted, context, _start, (coder.options,)) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        for chunk in _chunks(pages):
            waiting.append(pool.submit(_work_here, chunk, coded))
            if len(waiting) > 2 * wanted:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _chunks(pages: Iterable[Page | Article | Failure]) -> Iterator[list[Page | Article | Failure]]:
    remaining = iter(pages)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


_coder: Coder | None = None


def _start(options: dict[str, Any]) -> None:
    """Give this worker its coder; loaded at its first page."""
    global _coder
    _coder = Coder(**options)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this worker when its parent has been killed and cannot end it."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(1)


def _work_here(pages: list[Page | Article | Failure], coded: bool) -> list[Result]:
    if _coder is None:
        raise RuntimeError("the worker was not started")
    return _work(_coder, pages, coded)


def _work(coder: Coder, pages: list[Page | Article | Failure], coded: bool) -> list[Result]:
    """Read and annotate a few pages. A page that fails is reported and the others go on."""
    read = [_guarded(coder.read, p, p) if isinstance(p, Page) else p for p in pages]
    if not coded:
        return [Result(failure=r) if isinstance(r, Failure) else Result(article=r) for r in read]
    articles = [r for r in read if isinstance(r, Article)]
    try:
        documents: Iterator[Document | Failure] = iter(list(coder.annotate_many(articles)))
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError):
        # One of them cannot be annotated: find which, one at a time.
        documents = iter([_guarded(coder.annotate, a, a) for a in articles])
    results = []
    for one in read:
        if isinstance(one, Failure):
            results.append(Result(failure=one))
            continue
        document = next(documents)
        if isinstance(document, Failure):
            results.append(Result(failure=document))
        else:
            results.append(Result(article=one, document=document))
    return results


def _guarded(
    stage: "Callable[[Given], Made | Failure]", given: Given, page: "Page | Article"
) -> "Made | Failure":
    """A stage's answer; where it breaks, a Failure that names the document and the fault."""
    try:
        return stage(given)
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        return Failure(
            origin=page.origin or Origin(file=page.id),
            reason=f"could not be read ({type(error).__name__}: {error}); please report this page",
        )
