"""A worker: a process of its own that reads and annotates what it is given, until nobody gives it any more.

It runs ``main`` in a Python of its own and talks over its standard input and output in frames: four
bytes with the length of the MessagePack that follows. First it is told its Duty; then each Task is answered with
its results, one without items with whether all is loaded.
"""

import os
import queue
import signal
import struct
import sys
import threading
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from polybius.engine.results import Result
from polybius.records import Article, Page

OUT_OF_MEMORY = 77
"""The exit code of a worker that had no memory left."""

if TYPE_CHECKING:
    from polybius.pipeline import Coder

_LENGTH = struct.Struct("<I")


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker is there for: its Coder's options, its most memory in bytes."""

    options: dict[str, Any]
    memory: int | None = None


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """The worker is there, has loaded what it needs, or says why it cannot."""

    error: str | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One page to read or article to annotate."""

    page: Page | None = None
    article: Article | None = None


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A few pages or articles to read and, if ``coded``, annotate; without any, the Coder is loaded."""

    items: list[Item] = []
    coded: bool = True


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a task's items, in their order."""

    results: list[Result]


def write_frame(stream: BinaryIO, data: bytes) -> None:
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; None at the end, or where the other side ended within a frame."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None


def main() -> None:
    """Serve until the standard input ends."""
    # An interruption at the terminal reaches the whole group; the parent decides what becomes of its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = sys.stdin.buffer
    # What anything prints must not get between the frames.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(source, frames), daemon=True).start()
    try:
        _serve(frames, sink)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:
        os._exit(0)


def _listen(source: BinaryIO, frames: "queue.SimpleQueue[bytes]") -> None:
    """Hand frames on; end the process at once when the parent is gone, whatever it is at."""
    try:
        while (frame := read_frame(source)) is not None:
            frames.put(frame)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    os._exit(0)


def _serve(frames: "queue.SimpleQueue[bytes]", sink: BinaryIO) -> None:
    from polybius.engine.results import work
    from polybius.pipeline import Coder

    duty = msgspec.msgpack.decode(frames.get(), type=Duty)
    _bound(duty.memory)
    encode = msgspec.msgpack.Encoder().encode
    decode = msgspec.msgpack.Decoder(Task).decode
    coder = Coder(**duty.options)
    write_frame(sink, encode(Ready()))
    while True:
        task = decode(frames.get())
        if task.items:
            pages = [item.page or item.article for item in task.items]
            answer: Any = Answer(results=work(coder, [p for p in pages if p is not None], task.coded))
        else:
            answer = _load(coder)
        write_frame(sink, encode(answer))


def _load(coder: "Coder") -> Ready:
    try:
        coder.load()
    except MemoryError:
        raise
    except Exception as error:  # whatever it is, the parent has to hear of it
        return Ready(error=" ".join(str(error).split()) or type(error).__name__)
    return Ready()


def _bound(memory: int | None) -> None:
    """Have the system refuse this process more memory than that."""
    if memory is None or sys.platform == "win32":
        return
    import resource

    # Not the address space: much of it is reserved and never used.
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most != resource.RLIM_INFINITY:
        memory = min(memory, most)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, most))
