"""PLOVER's sector codes, and its codes for actors that belong to no state."""

from collections.abc import Callable
from functools import cache

from polybius.records import Record
from polybius.tables import TableError, listed, rows

_COLUMNS = ("code", "kind", "name", "meaning")


class Sector(Record, frozen=True, kw_only=True):
    """A code, its short name and its meaning. ``nonstate``: PLOVER gives it in place of a country."""

    code: str
    nonstate: bool
    name: str
    meaning: str


@cache
def load() -> dict[str, Sector]:
    """All codes, in the order of the table. Raises TableError for a wrong line."""
    found: dict[str, Sector] = {}
    for error, row in rows("entities/sectors.tsv", _COLUMNS, full=True):
        if row["kind"] not in ("sector", "nonstate"):
            raise error(f"kind {row['kind']!r} should be sector or nonstate")
        if row["code"] in found:
            raise error(f"{row['code']} is there already")
        found[row["code"]] = Sector(
            code=row["code"], nonstate=row["kind"] == "nonstate", name=row["name"], meaning=row["meaning"]
        )
    return found


def codes(cell: str, error: Callable[[str], TableError]) -> tuple[str, ...]:
    """The codes of a table's cell, in order. Raises the row's TableError for one that PLOVER has not."""
    found = listed(cell)
    for code in found:
        if code not in load():
            raise error(f"{code!r} is no sector of sectors.tsv")
    return found


def join(*lists: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of several lists in order, each once; codes of actors without a state come first."""
    every = dict.fromkeys(code for codes in lists for code in codes)
    table = load()
    return tuple(sorted(every, key=lambda code: not table[code].nonstate))
