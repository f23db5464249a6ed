"""What the commands say to their user: records on standard output, progress and failures on standard error."""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import BinaryIO, Self

import msgspec
import typer

from polybius.engine import Result
from polybius.records import Article, Failure

PROBLEMS = 1
_SIGPIPE = 141
WRONG_CALL = 2
_TELL_EVERY = 60.0  # seconds


class Session:
    """One command's run: counts what failed, shows progress, and gives the exit code.

    Use as a context manager; ``quiet`` silences all but failures and errors.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.failed = 0
        self.done = 0
        self.total: int | None = None
        self.foreign: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or issubclass(kind, typer.Exit):
            self._closing()

    def say(self, text: str) -> None:
        """A message to the user, on standard error, unless quiet."""
        if not self.quiet:
            print(text, file=sys.stderr)

    def fail(self, failure: Failure) -> None:
        """Name an input that failed, with its reason, on one line."""
        self.failed += 1
        print(f"polybius: {describe(failure)}", file=sys.stderr)

    def expect(self, total: int) -> None:
        """How many results are to come: tells how long the rest will take."""
        self.total = total

    def results(self, results: Iterable[Result], what: str = "reading") -> "Iterator[Result]":
        """The results that succeeded; failures are named, progress is shown: on a terminal as a bar, else as a
        line now and then."""
        if self.quiet:
            yield from self._succeeded(results)
            return
        if not sys.stderr.isatty():
            yield from self._told(results, what)
            return
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(what, total=None, pace="")
            begun = None
            for result in self._succeeded(results):
                # What loading takes says nothing of the pace.
                begun = begun or time.monotonic()
                yield result
                progress.update(task, completed=self.done, total=self.total, pace=self._pace(begun))

    def _told(self, results: Iterable[Result], what: str) -> "Iterator[Result]":
        begun = told = None
        for result in self._succeeded(results):
            now = time.monotonic()
            begun, told = begun or now, told or now
            yield result
            if now - told > _TELL_EVERY:
                told = now
                of = f" of {self.total:,}" if self.total else ""
                self.say(f"{what}: {self.done:,}{of} · {self._pace(begun)}")

    def _pace(self, begun: float) -> str:
        """Rate, time that the rest will take, and failures."""
        elapsed = time.monotonic() - begun
        if elapsed < 1:
            return ""
        rate = self.done / elapsed
        words = [f"{rate:.1f}/s"]
        left = (self.total or 0) - self.done - self.failed
        if left > 0 and rate:
            words.append(f"{duration(left / rate)} left")
        if self.failed:
            words.append(f"{self.failed:,} failed")
        return " · ".join(words)

    def _succeeded(self, results: Iterable[Result]) -> Iterator[Result]:
        for result in results:
            if result.failure is not None:
                self.fail(result.failure)
                continue
            self.done += 1
            if result.article is not None:
                self._note_language(result.article)
            yield result

    def _note_language(self, article: Article) -> None:
        from polybius.pipeline import is_english

        if not is_english(article):
            language = article.language or "?"
            self.foreign[language] = self.foreign.get(language, 0) + 1

    def _closing(self) -> None:
        if self.foreign:
            counts = ", ".join(f"{n} in {language!r}" for language, n in sorted(self.foreign.items()))
            self.say(f"not in English, kept but not coded: {counts}")

    def exit(self) -> None:
        """End the command with 1 when some input failed, else with 0."""
        raise typer.Exit(PROBLEMS if self.failed else 0)


def duration(seconds: float) -> str:
    """A time to come in words, as roughly as it can be known: "40 s", "7 min", "3 h 20 min", "2 days"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes / 60 / 24:.0f} days"


def describe(failure: Failure) -> str:
    """A failure on one line: the input, its record if it has several, and the reason."""
    name = "standard input" if failure.origin.file == "-" else failure.origin.file
    where = f"{name}, record {failure.origin.record}" if failure.origin.record is not None else name
    return " ".join(f"{where}: {failure.reason}".split())


def write_line(record: object, stream: BinaryIO) -> None:
    """One record as a line of JSON."""
    try:
        stream.write(msgspec.json.encode(record))
        stream.write(b"\n")
        stream.flush()
    except BrokenPipeError:
        # The reader has gone, as `head` does; Python would flush again at exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(_SIGPIPE) from None


def stop(message: str) -> typer.Exit:
    """Say what is wrong with the call; raise the returned exit."""
    print(f"polybius: {message}", file=sys.stderr)
    return typer.Exit(WRONG_CALL)
