"""Which inputs a run looks at: files that changed, documents that are not too old."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

from polybius import engine
from polybius.records import Article, Failure, Page
from polybius.store import FileState

# Unpacking and copying shift a file's time by time zones.
_SLACK = timedelta(days=1)


class Update:
    """What of the inputs is wanted, and which files a run has read to their end.

    since: an ISO day. Files last changed before it are not opened, and documents whose day of publication, or where
    nobody tells that of crawling, is before it are left out. known: files that have not changed since are not
    opened either. Raises ValueError for a day that is none.
    """

    def __init__(self, *, since: str | None = None) -> None:
        self.known: Mapping[str, FileState] = {}
        self._since = since
        self._oldest = 0.0
        if since is not None:
            try:
                day = date.fromisoformat(since)
            except ValueError as error:
                raise ValueError(f"{since!r} is no day: give one as 2023-11-08") from error
            self._since = day.isoformat()
            self._oldest = (datetime.combine(day, time()) - _SLACK).timestamp()
        self._opened: dict[str, FileState] = {}

    def wants(self, file: str) -> bool:
        """Whether a file is to be opened."""
        try:
            found = Path(file).stat()
        except OSError:
            return True  # whoever reads it says why it cannot be
        state = FileState(size=found.st_size, modified=found.st_mtime_ns)
        if self.known.get(file) == state or found.st_mtime < self._oldest:
            return False
        self._opened[file] = state
        return True

    def pages(self, pages: Iterable[Page | Failure]) -> Iterator[Page | Failure]:
        """The pages that are not known to be too old."""
        for page in pages:
            if isinstance(page, Failure) or not self._is_old(page.published, page.crawled):
                yield page

    def articles(self, articles: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """The articles that are not too old."""
        for article in articles:
            if isinstance(article, Failure) or not self._is_old(article.published, article.crawled):
                yield article

    def noted(self, results: Iterable[engine.Result]) -> Iterator[engine.Result]:
        """The results; a file with a failure in it is to be opened again."""
        for result in results:
            if result.failure is not None:
                file = result.failure.origin.file
                # A file inside an archive is named after it.
                for name in (file, *(str(parent) for parent in Path(file).parents)):
                    self._opened.pop(name, None)
            yield result

    def finished(self) -> dict[str, FileState]:
        """The files that were read to their end, all of their documents: to be called when they have been."""
        return {} if self._since is not None else self._opened

    def _is_old(self, published: str | None, crawled: str | None) -> bool:
        if self._since is None:
            return False
        day = published or crawled
        # Only what begins as a date does tells one: a date that nobody believes stays in words.
        return day is not None and day[:4].isdigit() and day[:10] < self._since
