"""The organisations of the tables: what they are called, what they are, and when they governed."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from polybius.entities.sectors import codes, join
from polybius.places import countries
from polybius.records import Record
from polybius.tables import Error, listed, rows

FILES = ("international", "services", "groups", "parties", "organisations", "metonyms")

_COLUMNS = ("name", "aliases", "country", "sectors", "years", "power")
_PERIOD = re.compile(r"(\d{4}(?:-\d\d)?)\.\.(\d{4}(?:-\d\d)?)?")
_ARMED = frozenset(("REB", "PRM", "IMG"))


class Period(Record, frozen=True, kw_only=True):
    """From a year or month to another, both within it ("1997-05" to "2010"); no ``last``: it goes on."""

    first: str
    last: str | None

    def covers(self, day: str) -> bool:
        """Whether an ISO date lies in it."""
        return self.first <= day[: len(self.first)] and (self.last is None or day[: len(self.last)] <= self.last)


class Body(Record, frozen=True, kw_only=True):
    """An organisation, or what it was for some years: a name may have a row for each.

    ``forms`` are all its names as written, the usual one first; ``weak`` those of them that mean it only in a
    document that names its country or one of its other forms. ``default``: the country holds unless the
    article says another. ``power``: when it governed; None where that says nothing about it.
    """

    name: str
    forms: tuple[str, ...]
    weak: frozenset[str]
    country: str | None
    default: bool
    sectors: tuple[str, ...]
    years: Period | None
    power: tuple[Period, ...] | None

    def sectors_on(self, published: str | None) -> tuple[str, ...]:
        """What it is on a day (ISO): in power or not. Without a day, what it is whoever governs."""
        if self.power is None or not published:
            return self.sectors
        if any(period.covers(published) for period in self.power):
            if _ARMED & set(self.sectors):
                return ("GOV", *(c for c in self.sectors if c not in _ARMED and c != "OPP"))
            return join(tuple(c for c in self.sectors if c != "OPP"), ("GOV",))
        return join(self.sectors, ("OPP",)) if "PTY" in self.sectors else self.sectors


@cache
def load() -> tuple[Body, ...]:
    """All rows of all tables of organisations, in order. Raises TableError for a wrong line.

    A form may stand for several bodies, but not for two of one country at one time.
    """
    found: list[Body] = []
    by_form: dict[str, list[Body]] = {}
    for file in FILES:
        for error, row in rows(f"entities/{file}.tsv", _COLUMNS, full=True):
            body = _body(row, error)
            found.append(body)
            for form in dict.fromkeys(body.forms):
                for other in by_form.get(form, ()):
                    if other.country == body.country and _together(other, body):
                        raise error(f"{form!r} is a name of {other.name} already")
                by_form.setdefault(form, []).append(body)
    return tuple(found)


@cache
def by_form() -> dict[str, tuple[Body, ...]]:
    """The bodies that a form may mean, in the order of the tables."""
    found: dict[str, list[Body]] = {}
    for body in load():
        for form in dict.fromkeys(body.forms):
            found.setdefault(form, []).append(body)
    return {form: tuple(bodies) for form, bodies in found.items()}


def meant(
    form: str, bodies: Sequence[Body], near: str | None, countries_named: Mapping[str, int],
    names_seen: frozenset[str], published: str | None,
) -> Body | None:  # fmt: skip
    """Which of several bodies a form means in a document; None if none of them.

    near: the country that stands right before it ("Norwegian Labour Party"). countries_named: how often the
    document names each country. names_seen: names of bodies that it mentions by a form that is not weak.
    The nearest country decides, then the one named most, then the order of the tables; of rows for different
    years, the one that holds on the day.
    """
    open_to = [
        b
        for b in bodies
        if form not in b.weak
        or b.name in names_seen
        or (b.country is not None and (b.country == near or countries_named.get(b.country)))
    ]
    if published:
        born = [b for b in open_to if b.years is None or b.years.first <= published[: len(b.years.first)]]
        open_to = born or open_to
    if not open_to:
        return None
    chosen = next((b for b in open_to if near and b.country == near), None)
    if chosen is None:
        # max takes the first of equals.
        chosen = max(open_to, key=lambda b: countries_named.get(b.country or "", 0))
    rows_of_it = [b for b in bodies if b.name == chosen.name and b.country == chosen.country]
    if published is None:
        return rows_of_it[-1]
    holding = [b for b in rows_of_it if b.years is None or b.years.covers(published)]
    begun = [b for b in rows_of_it if b.years and b.years.first <= published[: len(b.years.first)]]
    return (holding or begun or rows_of_it[:1])[-1]


def _body(row: dict[str, str], error: Error) -> Body:
    country = row["country"].removeprefix("?") or None
    if country and not countries.by_code(country):
        raise error(f"{country!r} is no ISO 3166 code")
    written = (row["name"], *listed(row["aliases"]))
    years = _periods(row["years"], error)
    if len(years) > 1:
        raise error("years should be one period; give each its row")
    return Body(
        name=row["name"].removeprefix("~"),
        forms=tuple(form.removeprefix("~") for form in written),
        weak=frozenset(form.removeprefix("~") for form in written if form.startswith("~")),
        country=country,
        default=row["country"].startswith("?"),
        sectors=codes(row["sectors"], error),
        years=years[0] if years else None,
        power=_periods(row["power"], error) if row["power"] else None,
    )


def _periods(cell: str, error: Error) -> tuple[Period, ...]:
    found = []
    for part in listed(cell):
        if part == "never":
            continue
        match = _PERIOD.fullmatch(part)
        if match is None:
            raise error(f"{part!r} should be a period such as 1997..2010, 2013-08.. or never")
        first, last = match.groups()
        if last and last < first[: len(last)]:
            raise error(f"{part!r} ends before it begins")
        found.append(Period(first=first, last=last))
    return tuple(found)


def _together(one: Body, other: Body) -> bool:
    """Whether two rows hold at one time; rows of one name follow each other."""
    if one.years is None or other.years is None:
        return True
    return not (
        (one.years.last is not None and one.years.last < other.years.first)
        or (other.years.last is not None and other.years.last < one.years.first)
    )
