"""A pool of workers that outlives its workers: one that dies is replaced, and the page that killed it set aside."""

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

import msgspec

from polybius.engine.results import Result, origin_of
from polybius.engine.worker import OUT_OF_MEMORY, Answer, Duty, Item, Ready, Task, read_frame, write_frame
from polybius.records import Article, Failure, Page

_START = 600.0  # seconds to load the model in, on the slowest and busiest machine
_CALM = 2 << 30  # bytes: no worker needs as much but for a page beyond all measure
_GRANTED = 0.9
_STARTS = 3
_WORKER = "from polybius.engine.worker import main; main()"


class EngineError(Exception):
    """Workers cannot be started, with the reason."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much a page may cost before it is set aside.

    seconds: for any page, to which one more comes for each ``characters`` characters of it. It is generous: a
    page takes far below a second on most machines, and this one may be busy.
    memory: bytes a worker may take (None: the machine's memory shared out among the workers, 2 GB at least).
    """

    seconds: float = 180.0
    characters: int = 1000
    memory: int | None = None

    def time(self, characters: int) -> float:
        """Seconds that pages with so many characters together may take."""
        return self.seconds + characters / self.characters


class _Died(Exception):
    """A worker died at its task; the message says of what. ``late``: its time was up."""

    def __init__(self, reason: str, late: bool) -> None:
        super().__init__(reason)
        self.late = late


class Pool:
    """Workers that read pages or annotate articles. A context manager; leaving it ends them.

    options: those of the Coder that each worker makes, and loads once when first asked to annotate.
    """

    def __init__(self, options: dict[str, Any], workers: int, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        memory = self._limits.memory or max(_CALM, int(_GRANTED * machine_memory() / workers))
        self._duty = Duty(options=options, memory=memory)
        self._size = workers
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._alive: list[_Worker] = []
        self._closed = False
        self._threads = ThreadPoolExecutor(workers, "polybius")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            for worker in self._alive:
                worker.end()
        self._threads.shutdown(cancel_futures=True)

    def members(self) -> list[int]:
        """The process ids of the workers that are alive."""
        with self._lock:
            return [worker.id for worker in self._alive if worker.running]

    def results(self, chunks: Iterable[list[Page | Article | Failure]], *, coded: bool = True) -> Iterator[Result]:
        """What comes of the pages, in their order; only a few chunks are under way at any time.

        ``coded`` False stops at the article. Raises EngineError when workers cannot be started or load their Coder.
        """
        waiting: deque[Future[list[Result]]] = deque()
        for chunk in chunks:
            waiting.append(self._threads.submit(self._do, chunk, coded))
            if len(waiting) > 2 * self._size:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()

    def _do(self, chunk: list[Page | Article | Failure], coded: bool) -> list[Result]:
        pages = [page for page in chunk if not isinstance(page, Failure)]
        done = iter(self._survive(pages, coded) if pages else ())
        return [Result(failure=page) if isinstance(page, Failure) else next(done) for page in chunk]

    def _survive(self, pages: list[Page | Article], coded: bool, tried: int = 0) -> list[Result]:
        """Results for some pages; where they kill the worker, for each by itself in another one."""
        try:
            return self._ask(pages, coded)
        except _Died as death:
            self._mine.worker = None
            if len(pages) > 1:
                return [result for page in pages for result in self._survive([page], coded)]
            # Once may have been anybody's doing; twice is the page's, and time is dear.
            if not tried and not death.late:
                return self._survive(pages, coded, tried + 1)
            failure = Failure(origin=origin_of(pages[0]), reason=f"set aside: {death}")
            return [Result(failure=failure, fatal=pages[0].id)]

    def _ask(self, pages: list[Page | Article], coded: bool) -> list[Result]:
        worker: _Worker | None = getattr(self._mine, "worker", None)
        if worker is None:
            worker = self._mine.worker = self._started()
        if coded:
            worker = self._load(worker)
        size = sum(len(p.content) if isinstance(p, Page) else len(p.body) for p in pages)
        return worker.ask(pages, coded, self._limits.time(size))

    def _load(self, worker: "_Worker") -> "_Worker":
        try:
            worker.load()
            return worker
        except _Died as death:
            # No page's doing: another one, and if that dies too there is no use in going on.
            self._mine.worker = again = self._started()
            try:
                again.load()
            except _Died:
                raise EngineError(f"a worker could not load the model: {death}") from death
            return again

    def _started(self) -> "_Worker":
        """A new worker; one that dies as it comes to life is tried again, as its end may be anybody's doing."""
        for attempt in range(_STARTS):
            with self._lock:
                if self._closed:
                    raise EngineError("the workers have been ended")
                worker = _Worker(self._duty)
                self._alive = [one for one in self._alive if one.running] + [worker]
            try:
                worker.begin()
            except _Died as death:
                if attempt + 1 == _STARTS:
                    raise EngineError(f"a worker could not be started: {death}") from death
            else:
                break
        return worker


class _Worker:
    """One worker process, as its thread of the pool sees it."""

    def __init__(self, duty: Duty) -> None:
        self._duty = duty
        self._late = self._loaded = False
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=_environment(),
        )  # fmt: skip
        self._into = cast(BinaryIO, self._process.stdin)
        self._out = cast(BinaryIO, self._process.stdout)

    @property
    def id(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def begin(self) -> None:
        """Tell it what it is there for. Raises _Died where it does not come to life."""
        self._answer(msgspec.msgpack.encode(self._duty), _START)

    def load(self) -> None:
        """Have it load its Coder, where it has not. Raises EngineError where it cannot, _Died where it dies of it."""
        if self._loaded:
            return
        ready = msgspec.msgpack.decode(self._answer(msgspec.msgpack.encode(Task()), _START), type=Ready)
        if ready.error is not None:
            self.end()
            raise EngineError(ready.error)
        self._loaded = True

    def ask(self, pages: list[Page | Article], coded: bool, seconds: float) -> list[Result]:
        """What comes of some pages. Raises _Died when it does not live to tell."""
        items = [Item(page=p) if isinstance(p, Page) else Item(article=p) for p in pages]
        data = self._answer(msgspec.msgpack.encode(Task(items=items, coded=coded)), seconds)
        return msgspec.msgpack.decode(data, type=Answer).results

    def end(self) -> None:
        """End it now, whatever it is at."""
        self._process.kill()

    def _answer(self, question: bytes, seconds: float) -> bytes:
        timer = threading.Timer(seconds, self._too_late)
        timer.daemon = True
        timer.start()
        try:
            write_frame(self._into, question)
            answer = read_frame(self._out)
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            raise _Died(self._epitaph(seconds), self._late)
        return answer

    def _too_late(self) -> None:
        self._late = True
        self.end()

    def _epitaph(self, seconds: float) -> str:
        code = self._process.wait()
        for stream in (self._into, self._out):
            with suppress(OSError):  # what it was not there to read
                stream.close()
        if self._late:
            return f"its worker had not finished after {seconds:.0f} seconds"
        if code == OUT_OF_MEMORY:
            return f"it takes more memory than the {(self._duty.memory or 0) / 1e9:.1f} GB that a worker may have"
        if code < 0:
            name = signal.Signals(-code).name if -code in list(signal.Signals) else f"signal {-code}"
            hint = ", which the system does when memory runs out" if -code == 9 else ""
            return f"its worker was ended by {name}{hint}"
        return f"its worker ended with code {code}"


def machine_memory() -> int:
    """Bytes of memory that this machine, or the container it is, has."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return 8 << 30
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as stream:  # noqa: PTH123
            granted = stream.read().strip()
        return min(memory, int(granted)) if granted.isdigit() else memory
    except OSError:
        return memory


def _environment() -> dict[str, str]:
    """The parent's, with its module path: a worker has to find what its parent found."""
    path = os.pathsep.join(p for p in sys.path if p)
    # Each worker keeps to one core; idle helper threads of BLAS only get in each other's way.
    return {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
