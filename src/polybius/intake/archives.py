"""Zip archives: every file inside, as if it lay in a folder; Word documents, which are such archives."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from polybius.intake import nexis
from polybius.intake.limits import check_fold
from polybius.records import Failure, Origin, Page

Source = Callable[[BinaryIO, str, str | None, str | None], Iterator[Page | Failure]]

# Some bombs are archives of archives of archives.
_DEEPEST = 2

_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)


def members(stream: BinaryIO, file: str, published: str | None, source: Source) -> Iterator[Page | Failure]:
    """The documents in an archive's files, by name; ``origin.file`` is "archive.zip/name".

    ``source`` reads one of them. A Word document is read as one; other Office documents are refused.
    A member that would unpack without end is refused for what it is.
    """
    try:
        # The directory of an archive is at its end: a pipe has to be held whole.
        archive = zipfile.ZipFile(stream if _seekable(stream) else io.BytesIO(stream.read()))
    except _DAMAGED as error:
        yield Failure(origin=Origin(file=file), reason=f"the archive is damaged: {error}")
        return
    with archive:
        if nexis.DOCUMENT in archive.namelist():
            yield from nexis.articles(archive, file, published)
            return
        if file.lower().endswith(".docx"):
            yield Failure(origin=Origin(file=file), reason="it is no Word document: it has no text inside")
            return
        infos = [info for info in archive.infolist() if not info.is_dir() and not _hidden(info.filename)]
        if any(info.filename == "[Content_Types].xml" for info in infos):
            yield Failure(
                origin=Origin(file=file), reason="it is an Office document of a kind that holds no articles"
            )
            return
        if not infos:
            yield Failure(origin=Origin(file=file), reason="the archive holds no files")
        for info in sorted(infos, key=lambda info: info.filename):
            name = f"{file}/{info.filename}"
            if file.count(".zip/") >= _DEEPEST:
                yield Failure(origin=Origin(file=name), reason="archives inside archives go too deep")
                continue
            try:
                check_fold(info.compress_size, info.file_size)
                with archive.open(info) as member:
                    yield from source(cast(BinaryIO, member), name, None, published)
            except _DAMAGED as error:
                yield Failure(origin=Origin(file=name), reason=f"it cannot be read: {error}")


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _seekable(stream: BinaryIO) -> bool:
    return stream.seekable()
