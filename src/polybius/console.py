"""What the commands say to their user: records on standard output, progress and failures on standard error."""

import os
import sys
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


class Session:
    """One command's run: counts what failed, shows progress, and gives the exit code.

    Use as a context manager; ``quiet`` silences all but failures and errors.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.failed = 0
        self.done = 0
        self.foreign: dict[str, int] = {}
        self._bar: object | None = None

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

    def results(self, results: Iterable[Result], what: str = "reading") -> "Iterator[Result]":
        """The results that succeeded; failures are named, progress is shown on a terminal."""
        if self.quiet or not sys.stderr.isatty():
            yield from self._succeeded(results)
            return
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(what, total=None, rate="")
            for result in self._succeeded(results):
                yield result
                elapsed = progress.tasks[0].elapsed or 0.0
                rate = f"{self.done / elapsed:.1f}/s" if elapsed > 1 else ""
                trouble = f" · {self.failed} failed" if self.failed else ""
                progress.update(task, completed=self.done, rate=rate + trouble)

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
