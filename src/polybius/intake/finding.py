"""From what the user named (files, folders, patterns, "-") to the files to read."""

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from polybius.records import Failure, Origin


def find(inputs: Sequence[str]) -> Iterator[str | Failure]:
    """Each file to read, once, in order: inputs as given, folders and patterns sorted by name.

    A folder is read with its subfolders, but without hidden files and without the "…_files" folder that a
    browser saves beside a page. What cannot be found or opened is a Failure.
    """
    seen: set[str] = set()
    for name in inputs:
        for found in _matching(name):
            if isinstance(found, str):
                real = os.path.realpath(found) if found != "-" else found
                if real in seen:
                    continue
                seen.add(real)
            yield found


def _matching(name: str) -> Iterator[str | Failure]:
    path = Path(name)
    try:
        if name == "-" or path.is_file() or path.is_fifo() or path.is_char_device():
            yield name
        elif path.is_dir():
            yield from _inside(name)
        elif glob.has_magic(name):
            names = sorted(glob.glob(name, recursive=True))  # noqa: PTH207  a Path loses "./"
            if not names:
                yield _failure(name, "no file matches this pattern")
            for match in names:
                if not Path(match).is_dir():
                    yield match
                elif "**" not in name:  # which gives every file in the folders it gives, too
                    yield from _inside(match)
        else:
            yield _failure(name, "no such file or folder")
    except (OSError, ValueError) as error:
        yield _failure(name, reason(error))


def _inside(folder: str) -> Iterator[str | Failure]:
    empty = True
    failures: list[Failure] = []

    def note(error: OSError) -> None:
        failures.append(_failure(str(error.filename or folder), reason(error)))

    for base, folders, files in os.walk(folder, onerror=note):
        pages = {Path(file).stem for file in files if file.lower().endswith((".html", ".htm"))}
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and not (name.endswith("_files") and name.removesuffix("_files") in pages)
        )
        for file in sorted(files):
            if not file.startswith("."):
                empty = False
                yield os.path.join(base, file)  # noqa: PTH118
        yield from failures
        failures.clear()
    if failures:
        yield from failures
    elif empty:
        yield _failure(folder, "the folder holds no files")


def reason(error: Exception) -> str:
    """Why the system refused, in words for a user."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return str(error)


def _failure(name: str, why: str) -> Failure:
    return Failure(origin=Origin(file=name), reason=why)
