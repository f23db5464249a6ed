"""The gazetteer: which places have a name."""

import math
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from polybius.places import index, sources
from polybius.places.names import fingerprint, key

_KEPT = 5000  # names


class Entry(NamedTuple):
    """A place of the gazetteer that has the name looked up.

    ``row`` numbers it in the gazetteer; ``region`` and ``district`` are the rows of the first- and
    second-order administrative areas it is in. ``how`` the name belongs to it: sources.CANONICAL, BARE (a
    region without its "County") or ALTERNATE. ``prominence`` is about log10 of its people.
    """

    row: int
    how: int
    geonameid: int | None
    lat: float | None
    lon: float | None
    country: str | None
    kind: str
    prominence: float
    region: int | None
    district: int | None


class Gazetteer:
    """Places by name, over the memory-mapped index."""

    def __init__(self, arrays: "index.Arrays") -> None:
        self._a = arrays
        self._kept: dict[tuple[int, int], tuple[Entry, ...]] = {}
        self._names: list[str] | None = None

    def __len__(self) -> int:
        return len(self._a["geonameid"])

    def look_up(self, names: Sequence[str], most: int = 40) -> list[list[Entry]]:
        """For each comparable name (``names.key``) its ``most`` most prominent places, best first."""
        import numpy as np

        if not names:
            return []
        wanted = np.array([fingerprint(name) for name in names], dtype=np.uint64)
        first = np.searchsorted(self._a["fingerprint"], wanted, side="left").tolist()
        last = np.searchsorted(self._a["fingerprint"], wanted, side="right").tolist()
        return [
            self._entries(start, min(end, start + most)) if end > start else []
            for start, end in zip(first, last, strict=True)
        ]

    def named(self, name: str) -> list[Entry]:
        """The places that have a name, most prominent first."""
        comparable = key(name)
        return self.look_up([comparable])[0] if comparable else []

    def beginning(self, name: str, most: int) -> list[Entry]:
        """The ``most`` most prominent places whose canonical name begins so, whatever the case."""
        begin = name.casefold().strip()
        if not begin:
            return []
        rows = [row for row, one in enumerate(self._canonical()) if one.startswith(begin)]
        best = sorted(rows, key=lambda row: (-float(self._a["prominence"][row]), row))[:most]
        return [self._entry(row, sources.CANONICAL) for row in best]

    def numbered(self, geonameid: int) -> Entry | None:
        """The place with a GeoNames id."""
        import numpy as np

        rows = np.flatnonzero(self._a["geonameid"] == geonameid)
        return self._entry(int(rows[0]), sources.CANONICAL) if len(rows) else None

    def _canonical(self) -> list[str]:
        """Every place's canonical name, casefolded; made when first asked for."""
        if self._names is None:
            text, ends = bytes(self._a["name_text"]), self._a["name_end"].tolist()
            self._names = [text[a:b].decode().casefold() for a, b in pairwise(ends)]
        return self._names

    def name(self, row: int) -> str:
        """A place's canonical name."""
        start, end = self._a["name_end"][row : row + 2].tolist()
        return bytes(self._a["name_text"][start:end]).decode()

    def _entries(self, start: int, end: int) -> list[Entry]:
        # News repeats its names; what is kept is bounded, and dropped whole.
        found = self._kept.get((start, end))
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            rows, hows = self._a["place"][start:end].tolist(), self._a["how"][start:end].tolist()
            found = self._kept[start, end] = tuple(map(self._entry, rows, hows))
        return list(found)

    def inside(self, row: int) -> list[int]:
        """GeoNames ids of all that lies in an administrative area, by its row."""
        import numpy as np

        at = np.flatnonzero((self._a["region"] == row) | (self._a["district"] == row))
        return [number for number in self._a["geonameid"][at].tolist() if number]

    def _entry(self, row: int, how: int) -> Entry:
        a = self._a
        lat, lon = float(a["lat"][row]), float(a["lon"][row])
        known = not math.isnan(lat)
        region, district = int(a["region"][row]), int(a["district"][row])
        return Entry(
            row,
            how,
            int(a["geonameid"][row]) or None,
            round(lat, 5) if known else None,
            round(lon, 5) if known else None,
            a["country"][row].decode() or None,
            sources.KINDS[int(a["kind"][row])],
            float(a["prominence"][row]),
            None if region == index.NOTHING else region,
            None if district == index.NOTHING else district,
        )


@cache
def _opened() -> Gazetteer:
    return Gazetteer(index.open_or_build())


def load(progress: Callable[[str], None] | None = None) -> Gazetteer:
    """The gazetteer, opened once a process; built first where this machine has none (``progress`` is told).

    Raises OSError when nothing can be written, TableError when a line of the project's tables is wrong.
    """
    if progress is not None and not _opened.cache_info().currsize:
        index.open_or_build(progress)
    return _opened()
