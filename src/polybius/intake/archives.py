"""Zip archives: every file inside, as if it lay in a folder."""

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from polybius.records import Failure, Origin, Page

Source = Callable[[BinaryIO, str, str | None, str | None], Iterator[Page | Failure]]

_DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)


def members(stream: BinaryIO, file: str, published: str | None, source: Source) -> Iterator[Page | Failure]:
    """The documents in an archive's files, by name; ``origin.file`` is "archive.zip/name".

    ``source`` reads one of them. Office documents, which are archives too, are refused.
    """
    try:
        # The directory of an archive is at its end: a pipe has to be held whole.
        archive = zipfile.ZipFile(stream if _seekable(stream) else io.BytesIO(stream.read()))
    except _DAMAGED as error:
        yield Failure(origin=Origin(file=file), reason=f"the archive is damaged: {error}")
        return
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _hidden(info.filename)]
        if any(info.filename == "[Content_Types].xml" for info in infos):
            yield Failure(origin=Origin(file=file), reason="it is an Office document, not text")
            return
        if not infos:
            yield Failure(origin=Origin(file=file), reason="the archive holds no files")
        for info in sorted(infos, key=lambda info: info.filename):
            name = f"{file}/{info.filename}"
            if info.filename.lower().endswith(".zip"):
                yield Failure(origin=Origin(file=name), reason="an archive inside an archive is not read")
                continue
            try:
                with archive.open(info) as member:
                    yield from source(cast(BinaryIO, member), name, None, published)
            except _DAMAGED as error:
                yield Failure(origin=Origin(file=name), reason=f"it cannot be read: {error}")


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _seekable(stream: BinaryIO) -> bool:
    return stream.seekable()
