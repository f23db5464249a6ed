"""Events as an Excel workbook: one sheet of events, one of their sources, one of the documents."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO

from polybius.records import Event
from polybius.store.columns import COLUMNS, typed
from polybius.store.database import Store

_FIRST_YEAR = 1901  # Excel has no day before 1900, and counts that year's wrongly
_MOST = 32_767  # characters an Excel cell holds
_WIDTHS = {"evidence": 80, "sentence": 90, "title": 60, "url": 50, "urls": 50, "disagreements": 50}
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SOURCES = (
    "event",
    "type",
    "date",
    "publisher",
    "published",
    "attribution",
    "sentence",
    "title",
    "url",
    "document",
    "mention",
)
_DOCUMENTS = ("document", "title", "publisher", "published", "language", "mentions", "url")
# zip cannot say "no time"; this is its earliest.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def write(store: Store, events: Sequence[Event], stream: BinaryIO) -> None:
    """Write the workbook of some events of a store; the same events give the same bytes."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _sheet(book, "Events", [column.name for column in COLUMNS], (typed(event).values() for event in events))
    _sheet(book, "Sources", _SOURCES, _sources(events))
    _sheet(book, "Documents", _DOCUMENTS, _documents(store))
    _sheet(book, "Columns", ("column", "type", "meaning"), ((c.name, c.kind, c.meaning) for c in COLUMNS))
    made = io.BytesIO()
    book.save(made)
    _without_times(made, stream)


def _sources(events: Iterable[Event]) -> Iterator[tuple[Any, ...]]:
    for event in events:
        when = event.date.edtf if event.date else None
        for s in event.sources:
            yield (
                event.id,
                event.type,
                when,
                s.publisher,
                s.published,
                s.attribution,
                s.text,
                s.title,
                s.url,
                s.document,
                s.mention,
            )


def _documents(store: Store) -> Iterator[tuple[Any, ...]]:
    for one in store.documents():
        yield (one.id, one.title, one.publisher, one.published, one.language, len(one.events), one.url)


def _sheet(book: Any, title: str, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, max(12, len(name) + 3))

    def cell(value: Any) -> Any:
        if isinstance(value, date):
            if value.year < _FIRST_YEAR:
                return cell(value.isoformat())
            day = WriteOnlyCell(sheet, value)
            day.number_format = "yyyy-mm-dd"
            return day
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, _FORBIDDEN.sub("", value)[:_MOST])
        made.data_type = "s"  # or "=..." would be a formula
        made.alignment = plain
        return made

    plain = Alignment(vertical="top")
    heads = [WriteOnlyCell(sheet, name) for name in header]
    for head in heads:
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="E8ECF1")
    sheet.append(heads)
    count = 1
    for row in rows:
        sheet.append([cell(value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{count}"


def _without_times(made: io.BytesIO, stream: BinaryIO) -> None:
    """Copy a workbook without the times of its making, in its properties and its archive."""
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified).*?</dcterms:\1>", b"", content)
            stamp = zipfile.ZipInfo(entry.filename, _NO_TIME)
            stamp.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(stamp, content)
