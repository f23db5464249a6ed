"""The main job: inputs into a store, doing only what is new, and the events worked out at the end."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec

from polybius import corpus, engine, intake
from polybius.console import Session
from polybius.pipeline import Coder
from polybius.records import Article, Failure, Page, Record
from polybius.store import Fingerprint, Store


class Summary(Record, frozen=True, kw_only=True):
    """What the store holds after a run, how many of its documents are new or changed, and how many were done
    before."""

    documents: int
    mentions: int
    events: int
    added: int
    known: int


def run_into(
    path: Path,
    inputs: Sequence[str],
    *,
    session: Session,
    kind: str | None = None,
    published: str | None = None,
    model: str,
    rules_only: bool = False,
    gated: bool = True,
    workers: int | None = None,
) -> Summary:
    """Read inputs into the store at ``path``, each document in one transaction, then link the events.

    ``gated`` False parses every sentence. An input that this version and model have read so is passed over;
    one that fails is named through ``session`` and noted in the store. Raises StoreError, StoreBusy,
    ModelError; ValueError for a ``kind`` or ``published`` that is none.
    """
    pages = intake.read(inputs, kind=kind, published=published)
    with Store(path) as store:
        how = f"{model}{' rules-only' if rules_only else ''}{'' if gated else ' every sentence'}"
        ledger = _Ledger(store, f"{version('polybius')} {how}")
        coder = Coder(model=model, rules_only=rules_only, gated=gated, progress=session.say)
        unread = ledger.unread(_others(pages, path))
        articles = corpus.articles(
            unread, coder=coder, workers=workers, known=ledger.known_articles, say=session.say
        )
        results = engine.run(articles, coder=coder, workers=workers)
        added = 0
        for result in session.results(ledger.failures(results)):
            if result.document is not None:
                added += store.add(result.document, result.article, ledger.key(result.document.id))
        session.say("linking mentions into events …")
        store.relink()
        counts = store.counts()
    return Summary(
        documents=counts.documents, mentions=counts.mentions, events=counts.events, added=added, known=ledger.known
    )  # fmt: skip


def _others(pages: Iterable[Page | Failure], store: Path) -> Iterator[Page | Failure]:
    """The inputs without the store's own files, which stand among them where a folder is read into itself."""
    own = {store.resolve(), store.with_name(store.name + ".wal").resolve()}
    return (page for page in pages if Path(page.origin.file).resolve() not in own)


class _Ledger:
    """Which pages of this run the store has read before, and the fingerprints of those it has not."""

    def __init__(self, store: Store, reader: str) -> None:
        self._store = store
        self._reader = reader
        self._keys: dict[str, Fingerprint] = {}
        self._owners = {e.document: e.fingerprint for e in store.ledger() if e.state == "done" and e.document}
        self.known = 0

    def unread(self, pages: Iterable[Page | Failure]) -> Iterator[Page | Failure]:
        """The pages still to be read. A second document under an id in use is a Failure, a copy is passed over."""
        for page in pages:
            if isinstance(page, Failure):
                yield page
                continue
            key = self._fingerprint(page)
            if self._store.done(key):
                self.known += 1
                continue
            owner = self._owners.get(page.id)
            if owner is not None and (owner.file, owner.record) != (key.file, key.record):
                if owner.content == key.content and owner.version == key.version:
                    self.known += 1
                    continue
                if owner.content != key.content:
                    place = owner.file + (f", record {owner.record}" if owner.record else "")
                    yield Failure(
                        origin=page.origin, reason=f"its id {page.id!r} is that of another document ({place})"
                    )
                    continue
            self._owners[page.id] = self._keys[page.id] = key
            yield page

    def failures(self, results: Iterable[engine.Result]) -> Iterator[engine.Result]:
        """The results, those that failed noted in the store."""
        for result in results:
            if result.failure is not None:
                origin = result.failure.origin
                key = Fingerprint(file=origin.file, record=origin.record, content="", version=self._reader)
                self._store.fail(key, result.failure.reason)
            yield result

    def known_articles(self) -> Iterator[Article]:
        """The store's articles but for those that this run reads anew."""
        return (article for article in self._store.articles() if article.id not in self._keys)

    def key(self, document: str) -> Fingerprint:
        """The fingerprint of the input that a document of this run came from."""
        return self._keys[document]

    def _fingerprint(self, page: Page) -> Fingerprint:
        content = hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(page, origin=None)))
        return Fingerprint(
            file=page.origin.file, record=page.origin.record, content=content.hexdigest()[:32], version=self._reader
        )  # fmt: skip
