"""CPU time by stage: the pipeline's own stage functions, with a clock around each while it runs."""

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from polybius import intake
from polybius.pipeline import Coder
from polybius.records import Article, Failure

SAMPLE = Path(__file__).resolve().parents[1] / "src" / "polybius" / "sample"

# Stage: module, attribute. Each is looked up in its module at every call, so replacing it there is enough.
_STAGES = {
    "intake": ("polybius.intake", "read"),
    "article": ("polybius.article", "extract"),
    "parse": ("polybius.language", "parse_many"),
    "gate": ("polybius.events.gate.Gate", "choose"),
    "chosen": ("polybius.language", "parse_chosen"),
    "times": ("polybius.times", "find"),
    "places": ("polybius.places", "find"),
    "entities": ("polybius.entities", "find"),
    "references": ("polybius.language.references", "resolve"),
    "quotes": ("polybius.quotes", "find"),
    "quantities": ("polybius.quantities", "find"),
    "events": ("polybius.events.coder.EventCoder", "code"),
    "encoder": ("polybius.events.opinion.Encoder", "scores"),
    "linking": ("polybius.stories", "link"),
}
_LAZY = ("intake", "parse", "chosen")
# Parsing through the gate is parsing.
_COUNTS_AS = {"chosen": "parse"}
LAYERS = tuple(name for name in _STAGES if name not in ("intake", "article", "linking", *_COUNTS_AS))


class Clock:
    """Seconds of CPU that each stage took; what a stage calls of another one counts for that other one."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys((name for name in _STAGES if name not in _COUNTS_AS), 0.0)
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time within for this stage."""
        self._charge()
        self._running.append(name)
        try:
            yield
        finally:
            self._charge()
            self._running.pop()

    def _charge(self) -> None:
        now = time.process_time()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now


@contextmanager
def clocked() -> Iterator[Clock]:
    """Within, every stage is timed."""
    clock = Clock()
    kept: list[tuple[Any, str, Any]] = []
    for stage, (path, name) in _STAGES.items():
        owner = _owner(path)
        kept.append((owner, name, getattr(owner, name)))
        counted = _COUNTS_AS.get(stage, stage)
        setattr(owner, name, (_lazy if stage in _LAZY else _timed)(clock, counted, getattr(owner, name)))
    try:
        yield clock
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)


def _owner(path: str) -> Any:
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, name = path.rpartition(".")
        return getattr(importlib.import_module(module), name)


def _timed(clock: Clock, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        with clock.stage(stage):
            return function(*given, **named)

    return call


def _lazy(clock: Clock, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a stage that hands out its results one by one."""

    def call(*given: Any, **named: Any) -> Iterator[Any]:
        with clock.stage(stage):
            results = iter(function(*given, **named))
        while True:
            with clock.stage(stage):
                try:
                    result = next(results)
                except StopIteration:
                    return
            yield result

    return call


def articles(inputs: list[str], coder: Coder) -> list[Article]:
    """The articles of the inputs that can be read; what cannot be is named on standard error."""
    found: list[Article] = []
    for page in intake.read(inputs):
        read = page if isinstance(page, Failure) else coder.read(page)
        if isinstance(read, Failure):
            print(f"{read.origin.file}: {read.reason}", file=sys.stderr)
        else:
            found.append(read)
    return found


def copies(given: list[Article], times: int) -> Iterator[Article]:
    """The articles so many times over, each copy as of another month: other documents on other days."""
    for number in range(times):
        for article in given:
            yield msgspec.structs.replace(
                article, id=f"{article.id}-{number}", published=_later(article.published, 30 * number)
            )


def _later(published: str | None, days: int) -> str | None:
    if published is None or len(published) < 10 or not days:
        return published
    return (date.fromisoformat(published[:10]) + timedelta(days=days)).isoformat()


def required(inputs: list[str]) -> list[str]:
    """The inputs, by default the bundled sample; ends the program where that is not there."""
    if inputs:
        return inputs
    if not SAMPLE.is_dir() or not any(SAMPLE.iterdir()):
        raise SystemExit(f"{SAMPLE} has no sample: name files or folders to read instead")
    return [str(SAMPLE)]
