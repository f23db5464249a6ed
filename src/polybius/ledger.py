"""The ledger of a run: which inputs its store knows already, and what becomes of the others."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from polybius import engine
from polybius.pipeline import Coder
from polybius.records import Article, Failure, Page
from polybius.store import Entry, Fingerprint, Store


def reader_of(coder: Coder) -> str:
    """What a coder's results depend on, in words: version, tables, model, options.

    Tables count by their content, so that a changed codebook is seen.
    """
    options = [name if value is True else str(value) for name, value in sorted(coder.options.items()) if value]
    return " ".join([f"{version('polybius')}+{_tables()}", *options])


@cache
def _tables() -> str:
    digest = hashlib.blake2b(digest_size=4)

    def add(folder: Traversable, path: str) -> None:
        for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
            name = f"{path}/{each.name}"
            if each.is_dir():
                add(each, name)
            elif not each.name.endswith((".py", ".pyc")):
                digest.update(name.encode() + hashlib.blake2b(each.read_bytes(), digest_size=16).digest())

    add(files("polybius") / "data", "")
    return digest.hexdigest()


def content_of(page: Page) -> str:
    """A hash of all that came with a page but where it came from."""
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(page, origin=None))).hexdigest()[:32]


class Ledger:
    """Which pages of a run the store has read before, and the fingerprints of those it has not.

    reader: what reads them now. recode: pages that another reader read are read again.
    """

    def __init__(self, store: Store, reader: str, *, recode: bool = False) -> None:
        self._store = store
        self._reader = reader
        self._recode = recode
        self._keys: dict[str, Fingerprint] = {}
        self._owners = {e.document: e.fingerprint for e in store.ledger() if e.state == "done" and e.document}
        self.known = 0
        self.outdated = 0

    def unread(self, pages: Iterable[Page | Failure]) -> Iterator[Page | Failure]:
        """The pages still to be read. A second document under an id in use is a Failure, a copy is passed over.

        A page that was set aside is a Failure again, untried, unless the run recodes.
        """
        for page in pages:
            if isinstance(page, Failure):
                yield page
                continue
            key = self._fingerprint(page)
            entry = self._store.entry(key.file, key.record)
            if entry is not None and entry.fingerprint.content == key.content:
                if entry.state == "done" and self._holds(entry):
                    self.known += 1
                    continue
                if entry.state == "failed" and not self._recode:
                    yield Failure(origin=page.origin, reason=f"{entry.reason} (--recode tries it again)")
                    continue
            owner = self._owners.get(page.id)
            if owner is not None and (owner.file, owner.record) != (key.file, key.record):
                if owner.content != key.content:
                    place = owner.file + (f", record {owner.record}" if owner.record else "")
                    yield Failure(
                        origin=page.origin, reason=f"its id {page.id!r} is that of another document ({place})"
                    )
                    continue
                if owner.version == key.version or not self._recode:
                    self.known += 1
                    continue
            self._owners[page.id] = self._keys[page.id] = key
            yield page

    def _holds(self, entry: Entry) -> bool:
        """Whether what was read stays as it is; counted where this reader might read it otherwise."""
        if entry.fingerprint.version == self._reader:
            return True
        self.outdated += not self._recode
        return not self._recode

    def failures(self, results: Iterable[engine.Result]) -> Iterator[engine.Result]:
        """The results, those that failed noted in the store."""
        for result in results:
            if result.failure is not None:
                if result.fatal is not None:
                    self.set_aside(result)
                else:
                    origin = result.failure.origin
                    if not self._is_aside(result.failure):
                        key = Fingerprint(file=origin.file, record=origin.record, content="", version=self._reader)
                        self._store.fail(key, result.failure.reason)
            yield result

    def set_aside(self, result: engine.Result) -> None:
        """Note a page that cost a worker its life, by its content: as long as that is the same, it is left alone."""
        if result.failure is not None and result.fatal is not None:
            self._store.fail(self._keys[result.fatal], result.failure.reason)

    def _is_aside(self, failure: Failure) -> bool:
        entry = self._store.entry(failure.origin.file, failure.origin.record)
        return entry is not None and entry.state == "failed" and bool(entry.fingerprint.content)

    def known_articles(self) -> Iterator[Article]:
        """The store's articles but for those that this run reads anew."""
        return (article for article in self._store.articles() if article.id not in self._keys)

    def key(self, document: str) -> Fingerprint:
        """The fingerprint of the input that a document of this run came from."""
        return self._keys[document]

    def _fingerprint(self, page: Page) -> Fingerprint:
        return Fingerprint(
            file=page.origin.file, record=page.origin.record, content=content_of(page), version=self._reader
        )
