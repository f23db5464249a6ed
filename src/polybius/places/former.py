"""Names that a place had for a time: "Zaire" in 1995 is the country, "Salisbury" in 1975 was in Rhodesia."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from polybius.places.gazetteer import Entry, Gazetteer
from polybius.places.names import key
from polybius.places.sources import ALTERNATE, CANONICAL, FORMER, FORMER_COLUMNS
from polybius.tables import TableError, rows

# News uses a name for a year or two after it is gone, and seldom before it is given.
_LINGERING = 2
# After so many years hardly anybody does, and a smaller place that has the name today is rather meant.
_LONG_GONE = 30
_LOSS = 2.0  # prominence


class Period(NamedTuple):
    """The years in which a place had a name; None where it is not known or has no bound."""

    first: int | None
    last: int | None

    def holds(self, year: int) -> bool:
        """Whether news of that year may well use the name."""
        if self.first is not None and year < self.first:
            return False
        return self.last is None or year <= self.last + _LINGERING


@cache
def periods() -> dict[tuple[str, str], Period]:
    """By comparable former name and comparable present name of the place: its years.

    Raises TableError for a wrong line.
    """
    found: dict[tuple[str, str], Period] = {}
    for error, row in rows(f"places/{FORMER}", FORMER_COLUMNS):
        period = Period(_year(row["from"], error), _year(row["to"], error))
        if period.first is not None and period.last is not None and period.first > period.last:
            raise error("the years run backwards")
        name = key(row["name"]), key(row["place"])
        if name in found:
            raise error(f"{row['name']!r} is there already")
        found[name] = period
    return found


def dated(comparable: str, entries: list[Entry], year: int, known: Gazetteer) -> list[Entry]:
    """The places of a name as a document of that year means them.

    A name in its time is the place's own; out of it, one of its others, and long after hardly one.
    Order and number stay.
    """
    if comparable not in _names():
        return entries
    found = []
    for entry in entries:
        period = periods().get((comparable, key(known.name(entry.row))))
        if period is not None:
            entry = entry._replace(how=CANONICAL if period.holds(year) else ALTERNATE)
            if period.last is not None and year > period.last + _LONG_GONE:
                entry = entry._replace(prominence=entry.prominence - _LOSS)
        found.append(entry)
    return found


@cache
def _names() -> frozenset[str]:
    return frozenset(name for name, _ in periods())


def _year(cell: str, error: Callable[[str], TableError]) -> int | None:
    if not cell:
        return None
    try:
        return int(cell)
    except ValueError as wrong:
        raise error(f"{cell!r} is no year") from wrong
