"""Processes that share work which needs no look at the rest of the store: mentions read, events written out.

Each is a Python of its own that runs ``main`` and talks over its standard input and output, as a worker of the engine
does; started so, it does not run the caller's script again, as Python's own pools would.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar, cast

from polybius.store.errors import StoreError

A = TypeVar("A")
B = TypeVar("B")

_MAIN = "from polybius.store.crew import main; main()"


class Crew:
    """So many processes, started when first asked for. A context manager; leaving it ends them.

    hands: how many; with less than two all work is done in this process.
    """

    def __init__(self, hands: int) -> None:
        self._hands = hands
        self._idle: SimpleQueue[subprocess.Popen[bytes] | None] = SimpleQueue()
        self._started: list[subprocess.Popen[bytes]] = []
        self._threads = ThreadPoolExecutor(max(1, hands), "polybius-crew")
        for _ in range(hands):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._started:
            process.kill()
        self._threads.shutdown()
        for process in self._started:
            with process:  # closes its pipes and waits for it
                pass

    def each(self, work: Callable[[A], B], given: Iterable[A]) -> Iterator[B]:
        """What ``work``, a function of a module, makes of each of the given, in their order; a few at a time.

        Raises StoreError where a process dies of it.
        """
        if self._hands < 2:
            yield from map(work, given)
            return
        waiting: deque[Future[B]] = deque()
        for one in given:
            waiting.append(self._threads.submit(self._ask, work, one))
            if len(waiting) > 2 * self._hands:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _ask(self, work: Callable[[A], B], one: A) -> B:
        process = self._idle.get() or self._start()
        try:
            pickle.dump((work, one), cast(BinaryIO, process.stdin), pickle.HIGHEST_PROTOCOL)
            cast(BinaryIO, process.stdin).flush()
            answer, failure = pickle.load(cast(BinaryIO, process.stdout))
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            process.kill()
            code = process.wait()
            hint = ", as the system does when memory runs out" if code == -signal.SIGKILL else ""
            raise StoreError(
                f"a process that helps to link ended with code {code}{hint}; start the same command again, with "
                "--workers 1 where memory is short: it goes on where it was"
            ) from error
        finally:
            self._idle.put(process)
        if failure is not None:
            raise failure
        return cast(B, answer)

    def _start(self) -> "subprocess.Popen[bytes]":
        path = os.pathsep.join(p for p in sys.path if p)
        env = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        process = subprocess.Popen(
            [sys.executable, "-c", _MAIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env
        )
        self._started.append(process)
        return process


def main() -> None:
    """Work until the standard input ends."""
    # An interruption at the terminal reaches the whole group; the parent decides what becomes of its processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Many small records and no circle among them: looking for circles takes a third of the time.
    gc.disable()
    source = sys.stdin.buffer
    # What anything prints must not get between the answers.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(EOFError, BrokenPipeError):
        while True:
            work, one = pickle.load(source)
            try:
                answer: tuple[Any, Exception | None] = (work(one), None)
            except Exception as error:  # whatever it is, the parent has to hear of it
                answer = (None, error)
            pickle.dump(answer, sink, pickle.HIGHEST_PROTOCOL)
            sink.flush()
