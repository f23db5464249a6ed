"""Mentions in the form in which they are compared, as tables: what needs no look at other documents."""

from collections.abc import Iterable
from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from polybius.stories.blocks import families, keys
from polybius.stories.features import COLUMNS, days_of, features
from polybius.stories.reports import Report
from polybius.stories.settings import Settings
from polybius.stories.tables import table

if TYPE_CHECKING:
    import pyarrow

_FLOATS = frozenset(at for at, kind in enumerate(COLUMNS.values()) if kind == "DOUBLE")


class Prepared(NamedTuple):
    """Arrow tables: units with their features, the blocks that each is in, and which mention is which unit.

    A unit is a mention in a document; the same one in a copy of that document, published on the same day, is the same
    unit, so that a hundred thousand copies are compared once.
    """

    units: "pyarrow.Table"
    keys: "pyarrow.Table"
    tellings: "pyarrow.Table"


def prepare(told: Iterable[Report], settings: Settings) -> Prepared:
    """The mentions of whole documents, those of one document next to each other, ready to be linked."""
    units: list[tuple[Any, ...]] = []
    blocked: list[tuple[int, int, bool]] = []
    tellings: list[tuple[str, str, int]] = []
    known: set[int] = set()
    family = families(settings)
    for document, reports in groupby(told, key=lambda report: report.mention.document):
        ordered = sorted(reports, key=_position)
        rows = [_typed(features(report, settings)) for report in ordered]
        name = _number(msgspec.json.encode(rows))
        for at, (report, row) in enumerate(zip(ordered, rows, strict=True)):
            unit = _number(b"%d %d" % (name, at))
            tellings.append((report.mention.id, document, unit))
            if unit in known:
                continue
            known.add(unit)
            units.append((unit, name, *row))
            kind = family.get(report.mention.type, report.mention.type)
            found = keys(report, days_of(report, settings), name, kind, settings)
            blocked += ((key, unit, home) for key, home in found)
    return Prepared(
        table(units, {"unit": "BIGINT", "document": "BIGINT", **COLUMNS}),
        table(blocked, {"key": "BIGINT", "unit": "BIGINT", "home": "BOOLEAN"}),
        table(tellings, {"mention": "VARCHAR", "document": "VARCHAR", "unit": "BIGINT"}),
    )


def _typed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row with floats where its columns have them: units are numbered by what is written down of them, and 40 is
    not 40.0 there."""
    return tuple(float(row[at]) if at in _FLOATS and row[at] is not None else row[at] for at in range(len(row)))


def _position(report: Report) -> tuple[int, str]:
    return (report.mention.evidence.trigger.start, report.mention.type)


def _number(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest()) >> 1
