"""Events out of a store: CSV, JSON lines, Parquet, GeoJSON, a workbook, and other data sets' columns.

The same store always gives the same bytes: rows are sorted, and no time of day is written.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from polybius.records import Event
from polybius.store.cells import harmless
from polybius.store.columns import COLUMNS, flat, typed
from polybius.store.database import Store
from polybius.store.errors import StoreError

if TYPE_CHECKING:
    from polybius.crosswalks import Tally

FORMATS = ("csv", "jsonl", "parquet", "geojson", "xlsx")

# Endings of the files that other data sets' columns are written to, as text.
TEXTS = (".csv", ".tsv", ".tab", ".txt")


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
    _whole(target, lambda stream: _write(kind, store, found, stream))
    return len(found)


def export_as(
    name: str, events: Iterable[Event], target: str | Path | BinaryIO, *, any_status: bool = False
) -> "Tally":
    """Write events in the columns of another data set (``crosswalks.NAMES``) to a file or a binary stream.

    any_status: also events that the text does not say have happened. The tally says how many became rows, and why
    the others did not. A file is written whole or not at all, as text the way that data set ships it.

    Raises StoreError for a name that is not known, and for a file whose ending promises something else than text.
    """
    from polybius import crosswalks

    if name not in crosswalks.NAMES:
        raise StoreError(f"--as {name}: there are {', '.join(crosswalks.NAMES)}")
    if isinstance(target, str | Path) and Path(target).suffix.lower() not in TEXTS:
        raise StoreError(
            f"{target}: {crosswalks.load(name).title} columns are written as text: give a file that ends in "
            f"{', '.join(TEXTS[:-1])} or {TEXTS[-1]}"
        )
    tally: list[crosswalks.Tally] = []
    _whole(target, lambda stream: tally.append(crosswalks.write(name, events, stream, any_status=any_status)))
    return tally[0]


def _whole(target: str | Path | BinaryIO, write: Callable[[BinaryIO], object]) -> None:
    """Write to a stream, or to a file that comes into being when all of it is there."""
    if not isinstance(target, str | Path):
        write(target)
        return
    path = Path(target)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            write(stream)
        part.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


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


def _jsonl(events: list[Event], stream: BinaryIO) -> None:
    encoder = msgspec.json.Encoder()
    for event in events:
        stream.write(encoder.encode(event) + b"\n")


def _parquet(events: list[Event], stream: BinaryIO) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}
    shape = pa.schema([pa.field(c.name, types[c.kind], metadata={"meaning": c.meaning}) for c in COLUMNS])
    pq.write_table(pa.Table.from_pylist([typed(event) for event in events], schema=shape), stream)


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
