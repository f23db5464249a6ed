"""Writing events as another data set's table."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, NamedTuple

from polybius.crosswalks import acled, codes, gdelt, icews, parts, polecat
from polybius.crosswalks.dictionary import Crosswalk, load
from polybius.records import Event
from polybius.store.cells import harmless

# These tables count what took place; what was planned, demanded or denied is no row of theirs.
HAPPENED = ("occurred", "ongoing", "ended", "alleged")
# A date wider than a month is no day of theirs.
WIDEST = 31  # days

_ROWS: dict[str, Callable[[Event], dict[str, Any]]] = {
    "gdelt": gdelt.row,
    "icews": icews.row,
    "polecat": polecat.row,
    "acled": acled.row,
}
# PLOVER's sixteen; the other six are ours.
_OURS = ("CONTROL", "DISPLACE", "HARDSHIP", "DISASTER", "CRIME", "DISPLAY")
_WHY = {
    "status": "did not happen as far as the text says (planned, demanded, denied ...)",
    "cameo": "of a type that CAMEO has no code for",
    "plover": "of a type that PLOVER does not have",
    "acled": "of a type that ACLED does not have",
    "date": "without a date, or with one wider than a month",
    "country": "without a country",
}


class Tally(NamedTuple):
    """How many events became rows, and why others did not: reason to number."""

    written: int
    left_out: dict[str, int]


def write(name: str, events: Iterable[Event], stream: BinaryIO, *, any_status: bool = False) -> Tally:
    """Write events as the rows of one of ``NAMES``, in the given order; the tally.

    any_status: also those that the text does not say have happened.
    """
    walk = load(name)
    make = _ROWS[name]
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    columns = [column.name for column in walk.column]
    writer = _writer(walk, text)
    if walk.header:
        writer.writerow(columns)
    written, left_out = 0, Counter[str]()
    for event in events:
        missing = next((need for need in ("status", *walk.needs) if not _meets(event, need, any_status)), None)
        if missing is not None:
            left_out[_WHY[missing]] += 1
            continue
        found = make(event)
        writer.writerow([_cell(found.get(column), walk) for column in columns])
        written += 1
    text.flush()
    text.detach()
    return Tally(written, dict(left_out.most_common()))


def _writer(walk: Crosswalk, text: io.TextIOWrapper) -> Any:
    separator = "\t" if walk.separator == "tab" else ","
    if walk.quoted:
        return csv.writer(text, delimiter=separator, lineterminator="\n")
    return csv.writer(text, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)


def _cell(value: Any, walk: Crosswalk) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    flat = " ".join(value.split())
    if not walk.quoted:
        # Nothing tells such files' readers that a quotation mark is none of theirs.
        flat = flat.replace('"', "'")
    return harmless(flat)


def _meets(event: Event, need: str, any_status: bool) -> bool:
    if need == "status":
        return any_status or event.status in HAPPENED
    if need == "cameo":
        return event.cameo is not None
    if need == "plover":
        return event.type not in _OURS
    if need == "acled":
        return event.subtype in codes.acled()
    if need == "country":
        return event.place is not None and event.place.country in codes.country_codes()
    found = parts.span(event)
    return found is not None and (found[1] is None or found[1] <= WIDEST)
