"""What comes of a page: reading and annotating a few of them, each fault held to its own page."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from polybius.pipeline import Coder
from polybius.records import Article, Document, Failure, Origin, Page, Record

Given = TypeVar("Given", Page, Article)
Made = TypeVar("Made", Article, Document)

# What a page can make the stages raise. A model or a disk that is not there is no page's fault.
_FAULTS = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RuntimeError, AssertionError)


class Result(Record, frozen=True, kw_only=True):
    """What came of one page: its article and document, or why there is none.

    ``fatal`` is the id of the page whose failure cost a worker its life: it is not tried again by itself.
    """

    article: Article | None = None
    document: Document | None = None
    failure: Failure | None = None
    fatal: str | None = None


def work(coder: Coder, pages: Sequence[Page | Article | Failure], coded: bool) -> list[Result]:
    """Read and, if ``coded``, annotate a few pages. A page that fails is reported and the others go on."""
    read = [_guarded(coder.read, p, p) if isinstance(p, Page) else p for p in pages]
    if not coded:
        return [Result(failure=r) if isinstance(r, Failure) else Result(article=r) for r in read]
    articles = [r for r in read if isinstance(r, Article)]
    try:
        documents: Iterator[Document | Failure] = iter(list(coder.annotate_many(articles)))
    except _FAULTS:
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


def origin_of(page: Page | Article) -> Origin:
    """Where a page came from; by its id where nobody says."""
    return page.origin or Origin(file=page.id)


def _guarded(stage: "Callable[[Given], Made | Failure]", given: Given, page: Page | Article) -> "Made | Failure":
    """A stage's answer; where it breaks, a Failure that names the document and the fault."""
    try:
        return stage(given)
    except _FAULTS as error:
        return Failure(
            origin=origin_of(page),
            reason=f"could not be read ({type(error).__name__}: {error}); please report this page",
        )
