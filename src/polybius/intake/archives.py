"""Zip and tar archives: every file inside, as if it lay in a folder; Word documents, which are zip archives."""

import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import BinaryIO, cast

from polybius.intake import nexis
from polybius.intake.finding import is_dressing
from polybius.intake.limits import TooLarge, check_fold
from polybius.intake.opening import laid_aside
from polybius.records import Failure, Origin, Page

Source = Callable[[BinaryIO, str, str | None, str | None], Iterator[Page | Failure]]

# Some bombs are archives of archives of archives.
_DEEPEST = 2
_INSIDE = re.compile(r"\.(?:zip|tar|tgz|tbz2?|txz|tar\.\w+)/", re.IGNORECASE)

_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)


def members(stream: BinaryIO, file: str, published: str | None, source: Source) -> Iterator[Page | Failure]:
    """The documents in an archive's files, by name; ``origin.file`` is "archive.zip/name".

    ``source`` reads one of them. A Word document is read as one; other Office documents are refused.
    A member that would unpack without end is refused for what it is. Nothing is unpacked to the disk under
    a member's name.
    """
    with ExitStack() as stack:
        try:
            # The directory of an archive is at its end: a pipe has to be laid aside whole.
            whole, broken = laid_aside(stream, stack)
            if broken:
                raise broken
            archive = stack.enter_context(zipfile.ZipFile(whole))
        except _DAMAGED as error:
            yield Failure(origin=Origin(file=file), reason=f"the archive is damaged: {error}")
            return
        if nexis.DOCUMENT in archive.namelist():
            yield from nexis.articles(archive, file, published)
            return
        if file.lower().endswith(".docx"):
            yield Failure(origin=Origin(file=file), reason="it is no Word document: it has no text inside")
            return
        if _is_open_document(archive):
            why = "it is an OpenDocument file: save it as Word (.docx) or plain text"
            yield Failure(origin=Origin(file=file), reason=why)
            return
        infos = [info for info in archive.infolist() if not info.is_dir() and not _passed_over(info.filename)]
        if any(info.filename == "[Content_Types].xml" for info in infos):
            yield Failure(
                origin=Origin(file=file), reason="it is an Office document of a kind that holds no articles"
            )
            return
        if not infos:
            yield Failure(origin=Origin(file=file), reason="the archive holds no files")
        for info in sorted(infos, key=lambda info: info.filename):
            name = f"{file}/{info.filename}"
            if _too_deep(file):
                yield Failure(origin=Origin(file=name), reason="archives inside archives go too deep")
                continue
            try:
                check_fold(info.compress_size, info.file_size)
                with archive.open(info) as member:
                    yield from source(cast(BinaryIO, member), name, None, published)
            except _DAMAGED as error:
                why = str(error) if isinstance(error, TooLarge) else f"it cannot be read: {error}"
                why = "it is encrypted" if info.flag_bits & 1 else why
                yield Failure(origin=Origin(file=name), reason=why)


def tarred(stream: BinaryIO, file: str, published: str | None, source: Source) -> Iterator[Page | Failure]:
    """The documents in a tar archive's files, in the archive's order; read once through, from a pipe too."""
    found = False
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                if not info.isfile() or _passed_over(info.name):
                    continue
                found = True
                name = f"{file}/{info.name}"
                if _too_deep(file):
                    yield Failure(origin=Origin(file=name), reason="archives inside archives go too deep")
                elif (member := archive.extractfile(info)) is not None:
                    yield from source(cast(BinaryIO, member), name, None, published)
    except (tarfile.TarError, *_DAMAGED) as error:
        yield Failure(origin=Origin(file=file), reason=f"the archive is damaged: {error}")
        return
    if not found:
        yield Failure(origin=Origin(file=file), reason="the archive holds no files")


def _too_deep(file: str) -> bool:
    return len(_INSIDE.findall(f"{file}/")) > _DEEPEST


def _is_open_document(archive: zipfile.ZipFile) -> bool:
    try:
        return archive.read("mimetype")[:40].startswith(b"application/vnd.oasis")
    except (KeyError, *_DAMAGED):
        return False


def _passed_over(name: str) -> bool:
    """Whether an archive's file is hidden, a system's, or what pages are dressed with."""
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return any(part.startswith((".", "__MACOSX")) for part in parts) or is_dressing(name)
