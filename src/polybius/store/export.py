"""Events out of a store: CSV, JSON lines, Parquet, GeoJSON and a workbook.

The same store always gives the same bytes: rows are sorted, and no time of day is written.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from polybius.records import Event
from polybius.store.columns import COLUMNS, flat
from polybius.store.database import Store
from polybius.store.errors import StoreError

FORMATS = ("csv", "jsonl", "parquet", "geojson", "xlsx")

# What a spreadsheet takes for the start of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(
    store: Store,
    target: str | Path | BinaryIO,
    format: str | None = None,
    events: Iterable[Event] | None = None,
) -> int:
    """Write the store's events to a file or a binary stream; the number of events written.

    format: one of FORMATS, by default the file's extension. events: some of the store's events, by
    default all. A file is written whole or not at all.

    Raises StoreError for a format that is not known.
    """
    kind = _format(target, format)
    found = list(store.events() if events is None else events)
    if isinstance(target, str | Path):
        path = Path(target)
        part = path.with_name(path.name + ".part")
        try:
            with part.open("wb") as stream:
                _write(kind, store, found, stream)
            part.replace(path)
        except OSError as error:
            raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)
    else:
        _write(kind, store, found, target)
    return len(found)


def _format(target: object, format: str | None) -> str:
    if format is None and isinstance(target, str | Path):
        format = Path(target).suffix
    kind = (format or "").removeprefix(".").lower()
    if kind not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise StoreError(f"cannot export to {str(target)!r}: give a file that ends in one of {known}")
    return kind


def _write(kind: str, store: Store, events: list[Event], stream: BinaryIO) -> None:
    if kind == "xlsx":
        from polybius.store.workbook import write

        write(store, events, stream)
        return
    writers: dict[str, Callable[[list[Event], BinaryIO], None]] = {
        "csv": _csv,
        "jsonl": _jsonl,
        "parquet": _parquet,
        "geojson": _geojson,
    }
    writers[kind](events, stream)


def _csv(events: list[Event], stream: BinaryIO) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in COLUMNS])
    for event in events:
        row = flat(event)
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row.values()])
    text.flush()
    text.detach()


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula: one that looks like a formula gets a quote before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _jsonl(events: list[Event], stream: BinaryIO) -> None:
    encoder = msgspec.json.Encoder()
    for event in events:
        stream.write(encoder.encode(event) + b"\n")


def _parquet(events: list[Event], stream: BinaryIO) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64()}
    shape = pa.schema([pa.field(c.name, types[c.kind], metadata={"meaning": c.meaning}) for c in COLUMNS])
    pq.write_table(pa.Table.from_pylist([flat(event) for event in events], schema=shape), stream)


def _geojson(events: list[Event], stream: BinaryIO) -> None:
    encoder = msgspec.json.Encoder()
    stream.write(b'{"type":"FeatureCollection","features":[')
    stream.write(b",\n".join(encoder.encode(feature) for feature in _features(events)))
    stream.write(b"]}\n")


def _features(events: Iterable[Event]) -> Iterator[dict[str, object]]:
    for event in events:
        if event.place is None or event.place.lat is None or event.place.lon is None:
            continue
        yield {
            "type": "Feature",
            "id": event.id,
            "geometry": {"type": "Point", "coordinates": [event.place.lon, event.place.lat]},
            "properties": {name: value for name, value in flat(event).items() if name not in ("lat", "lon")},
        }
