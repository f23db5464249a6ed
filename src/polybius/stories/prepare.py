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
from polybius.stories.telling import tellings

if TYPE_CHECKING:
    import pyarrow

_FLOATS = tuple(at for at, kind in enumerate(COLUMNS.values()) if kind == "DOUBLE")


class Prepared(NamedTuple):
    """Arrow tables: units with their features, the blocks that each is in, and which mention is which unit.

    A unit is a document's telling of a happening; the same one in a copy of that document, published on the same day,
    is the same unit, so that a hundred thousand copies are compared once.
    """

    units: "pyarrow.Table"
    keys: "pyarrow.Table"
    tellings: "pyarrow.Table"


def prepare(told: Iterable[Report], settings: Settings) -> Prepared:
    """The mentions of whole documents, those of one document next to each other, ready to be linked."""
    units: list[tuple[Any, ...]] = []
    blocked: list[tuple[int, int, bool]] = []
    mentions: list[tuple[str, str, int]] = []
    known: set[int] = set()
    family = families(settings)
    for document, reports in groupby(told, key=lambda report: report.mention.document):
        tales = tellings(reports, settings)
        rows = [_typed(features(one, settings)) for one in tales]
        name = _number(msgspec.json.encode(rows))
        for at, (one, row) in enumerate(zip(tales, rows, strict=True)):
            unit = _number(b"%d %d" % (name, at))
            mentions += [(link.report.mention.id, document, unit) for link in one.chain]
            if unit in known:
                continue
            known.add(unit)
            units.append((unit, name, *row))
            kind = family.get(one.mention.type, one.mention.type)
            found = keys(one, days_of(one, settings), name, kind, settings)
            blocked += ((key, unit, home) for key, home in found)
    return Prepared(
        table(units, {"unit": "BIGINT", "document": "BIGINT", **COLUMNS}),
        table(blocked, {"key": "BIGINT", "unit": "BIGINT", "home": "BOOLEAN"}),
        table(mentions, {"mention": "VARCHAR", "document": "VARCHAR", "unit": "BIGINT"}),
    )


def _typed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row with floats where its columns have them: units are numbered by what is written down of them, and 40 is
    not 40.0 there."""
    typed = list(row)
    for at in _FLOATS:
        if typed[at] is not None:
            typed[at] = float(typed[at])
    return tuple(typed)


def _number(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest()) >> 1
