"""From what the user named (files, folders, patterns, "-") to the files to read."""

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from polybius.records import Failure, Origin

# What the pages of a site are dressed with, and what systems leave in folders: never an article.
_DRESSING = re.compile(
    r".*\.(?:css|m?js|map|scss|less|png|jpe?g|jfif|gif|svgz?|webp|avif|ico|bmp|tiff?|woff2?|ttf|otf|eot|mp[34]|"
    r"m4[av]|webm|mov|avi|og[gav]|wav|swf|wasm|download|lnk|url)|Thumbs\.db|desktop\.ini|robots\.txt|sitemap.*\.xml",
    re.IGNORECASE,
)
# The folder of a page's assets, as browsers of several languages name it: "Page_files", "Seite-Dateien".
_BESIDE = re.compile(
    r"(.+)[_-](?:files|dateien|fichiers|archivos|ficheiros|arquivos|bestanden|filer|file|pliki|soubory|failid|"
    r"dosyalar|fajlovi|tiedostot|elemei|файлы|файлове|ficheros)",
    re.IGNORECASE,
)


def find(inputs: Sequence[str]) -> Iterator[str | Failure]:
    """Each file to read, once, in order: inputs as given, folders and patterns sorted by name.

    A folder is read with its subfolders, linked ones too, but without hidden files, without what pages are
    dressed with (scripts, styles, pictures) and without the "…_files" folder that a browser saves beside a
    page. A file that is named is read whatever it is. What cannot be found or opened is a Failure.
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
    walked: set[str] = set()  # links may lead back to where they are

    def note(error: OSError) -> None:
        failures.append(_failure(str(error.filename or folder), reason(error)))

    for base, folders, files in os.walk(folder, onerror=note, followlinks=True):
        folders.sort()
        if (real := os.path.realpath(base)) in walked:
            folders.clear()
            continue
        walked.add(real)
        pages = {Path(file).stem for file in files if file.lower().endswith((".html", ".htm", ".xhtml"))}
        folders[:] = [name for name in folders if not name.startswith(".") and not _is_beside(name, pages)]
        for file in sorted(files):
            path = os.path.join(base, file)  # noqa: PTH118
            if not is_dressing(file) and (Path(path).is_file() or not Path(path).exists()):
                empty = False
                yield path
        yield from failures
        failures.clear()
    if failures:
        yield from failures
    elif empty:
        yield _failure(folder, "the folder holds no files")


def is_dressing(file: str) -> bool:
    """Whether a file of a folder is hidden, or of a kind that no article is kept in; by its name."""
    name = file.rpartition("/")[2]
    return name.startswith(".") or _DRESSING.fullmatch(name) is not None


def _is_beside(folder: str, pages: set[str]) -> bool:
    match = _BESIDE.fullmatch(folder)
    return match is not None and match[1] in pages


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
