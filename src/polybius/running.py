"""The main job: inputs into a store, doing only what is new, and the events worked out at the end."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from polybius import corpus, engine, intake
from polybius.console import Session
from polybius.ledger import Ledger, reader_of
from polybius.pipeline import Coder
from polybius.records import Failure, Page, Record
from polybius.store import Store
from polybius.update import Update

# What a killed run does again at most: so many documents, or those of so many seconds.
_BATCH = 64
_BATCH_SECONDS = 10.0


class RunError(ValueError):
    """The run was asked for something that is none: a kind, a date."""


class Summary(Record, frozen=True, kw_only=True):
    """What the store holds after a run, how many of its documents are new or changed, and how many were done
    before; of these, how many by another version or with other options."""

    documents: int
    mentions: int
    events: int
    added: int
    known: int
    outdated: int


def run_into(
    path: Path,
    inputs: Sequence[str],
    *,
    session: Session,
    coder: Coder,
    kind: str | None = None,
    published: str | None = None,
    workers: int | None = None,
    update: bool = False,
    since: str | None = None,
    recode: bool = False,
    limits: engine.Limits | None = None,
) -> Summary:
    """Read inputs into the store at ``path``, a batch in one transaction, then link the events.

    An input that was read already is passed over, one that changed takes the place of what it was. ``recode`` reads
    those again that another version, or a coder with other options, has read. ``update`` does not open files that
    have not changed since a run read them to their end; ``since``, an ISO day, leaves out what is older. An input
    that fails is named through ``session`` and noted in the store; a page that crashes, hangs or takes all memory
    (``limits``) is set aside. Raises StoreError, StoreBusy, EngineError, RunError.
    """
    try:
        selection = Update(since=since)
        pages = intake.read(inputs, kind=kind, published=published, wanted=selection.wants)
    except ValueError as error:
        raise RunError(str(error)) from error
    # As many workers as there are cores; each thread of the pool starts its worker when there is work for it.
    pool = engine.Pool(coder.options, workers or os.cpu_count() or 1, limits)
    with Store(path) as store, pool:
        if update:
            selection.known = store.files()
        ledger = Ledger(store, reader_of(coder), recode=recode)
        unread = ledger.unread(selection.pages(_others(pages, path)))
        articles = corpus.articles(
            unread, coder=coder, known=ledger.known_articles, say=session.say, total=session.expect, pool=pool,
            fatal=ledger.set_aside,
        )  # fmt: skip
        coder.prepare()  # once, not in every worker
        results = engine.run(selection.articles(articles), coder=coder, pool=pool)
        added = 0
        for batch in _batches(session.results(selection.noted(ledger.failures(results)))):
            with store.batch():
                for result in batch:
                    if result.document is not None:
                        added += store.add(result.document, result.article, ledger.key(result.document.id))
        session.say("linking mentions into events …")
        store.relink(workers=workers)
        store.note_files(selection.finished())
        counts = store.counts()
    return Summary(
        documents=counts.documents, mentions=counts.mentions, events=counts.events, added=added, known=ledger.known,
        outdated=ledger.outdated,
    )  # fmt: skip


def _batches(results: Iterable[engine.Result]) -> Iterator[list[engine.Result]]:
    batch: list[engine.Result] = []
    begun = time.monotonic()
    for result in results:
        batch.append(result)
        if len(batch) == _BATCH or time.monotonic() - begun > _BATCH_SECONDS:
            yield batch
            batch, begun = [], time.monotonic()
    if batch:
        yield batch


def _others(pages: Iterable[Page | Failure], store: Path) -> Iterator[Page | Failure]:
    """The inputs without the store's own files, which stand among them where a folder is read into itself."""
    own = {store.resolve(), store.with_name(store.name + ".wal").resolve()}
    return (page for page in pages if Path(page.origin.file).resolve() not in own)
