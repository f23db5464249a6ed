"""The names that Polybius knows: countries, peoples, organisations, leaders; finding them in a text."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, cast

from polybius.entities import leaders
from polybius.entities.sectors import codes
from polybius.places import countries
from polybius.records import Record
from polybius.tables import listed, rows

Kind = Literal["organisation", "group", "nation", "people", "capital", "person"]

_BODIES = ("name", "aliases", "country", "sectors", "kind")


class Known(Record, frozen=True, kw_only=True):
    """A known name. ``adjective``: the form is a people's adjective, which may stand as a noun too
    ("Armenian").

    ``default``: the country holds unless the article says another. ``territory``: a nation that is no state;
    ``partial``: one that PLOVER counts as partially recognized.
    """

    name: str
    kind: Kind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    adjective: bool = False
    default: bool = False
    territory: bool = False
    partial: bool = False


class Match(Record, frozen=True, kw_only=True):
    """A known name in a text, by offsets in code points; whether a hyphen touches it before or after."""

    start: int
    end: int
    known: Known
    joined_before: bool
    joined_after: bool


@cache
def load() -> dict[str, Known]:
    """What each form means. Raises TableError for a wrong line of a table.

    A form that is in two tables means what the first of these says: organisations, buildings, countries,
    territories, peoples, leaders, capitals.
    """
    found: dict[str, Known] = {}
    for source in (_bodies, _countries, _territories, _peoples, _people, _capitals):
        for form, known in source():
            found.setdefault(form, known)
    return found


def _bodies() -> Iterator[tuple[str, Known]]:
    for file in ("organisations.tsv", "metonyms.tsv"):
        for error, row in rows(f"entities/{file}", _BODIES, full=True):
            country = row["country"].removeprefix("?") or None
            if country and not countries.by_code(country):
                raise error(f"{country!r} is no ISO 3166 code")
            if row["kind"] not in ("organisation", "group"):
                raise error(f"kind {row['kind']!r} should be organisation or group")
            known = Known(
                name=row["name"],
                kind=cast(Kind, row["kind"]),
                country=country,
                sectors=codes(row["sectors"], error),
                default=row["country"].startswith("?"),
            )
            for form in (row["name"], *listed(row["aliases"])):
                yield form, known


def _countries() -> Iterator[tuple[str, Known]]:
    for country in countries.load():
        for name in (country.name, *country.names):
            yield name, Known(name=country.name, kind="nation", country=country.alpha3)
        for number, name in enumerate(country.demonyms):
            adjective = number == 0 or not name.endswith("s")
            yield name, Known(name=country.name, kind="people", country=country.alpha3, adjective=adjective)


def _territories() -> Iterator[tuple[str, Known]]:
    for error, row in rows("entities/territories.tsv", ("names", "demonyms", "country", "status"), full=True):
        if row["status"] not in ("partial", "part"):
            raise error(f"status {row['status']!r} should be partial or part")
        if not countries.by_code(row["country"]):
            raise error(f"{row['country']!r} is no ISO 3166 code")
        partial = row["status"] == "partial"
        sectors = ("PRE",) if partial else ()
        first = listed(row["names"])[0]
        several = len(listed(row["names"])) > 4 and not partial
        for name in listed(row["names"]):
            yield (
                name,
                Known(
                    name=name if several else first,
                    kind="nation",
                    country=row["country"],
                    sectors=sectors,
                    territory=True,
                    partial=partial,
                ),
            )
        for number, name in enumerate(listed(row["demonyms"])):
            adjective = number == 0 or not name.endswith("s")
            yield (
                name,
                Known(
                    name=first,
                    kind="people",
                    country=row["country"],
                    adjective=adjective,
                    territory=True,
                    partial=partial,
                ),
            )


def _peoples() -> Iterator[tuple[str, Known]]:
    for error, row in rows("entities/peoples.tsv", ("names", "country", "sectors"), full=True):
        if row["country"] and not countries.by_code(row["country"]):
            raise error(f"{row['country']!r} is no ISO 3166 code")
        sectors = codes(row["sectors"], error)
        for name in listed(row["names"]):
            adjective = not name.endswith("s") or name.endswith("ese")
            yield name, Known(
                name=name, kind="people", country=row["country"] or None, sectors=sectors,
                adjective=adjective, territory=True,
            )  # fmt: skip


def _people() -> Iterator[tuple[str, Known]]:
    for name in leaders.names():
        terms = leaders.terms(name)
        yield name, Known(name=terms[0].names[0], kind="person", country=terms[-1].country)


def _capitals() -> Iterator[tuple[str, Known]]:
    for country in countries.load():
        if country.capital and country.capital != country.name:
            yield (
                country.capital,
                Known(name=country.name, kind="capital", country=country.alpha3, sectors=("GOV",)),
            )
    for error, row in rows("entities/seats.tsv", ("cities", "country"), full=True):
        seated = countries.by_code(row["country"])
        if seated is None:
            raise error(f"{row['country']!r} is no ISO 3166 code")
        for city in listed(row["cities"]):
            yield city, Known(name=seated.name, kind="capital", country=seated.alpha3, sectors=("GOV",))


@cache
def _automaton() -> Any:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for form, known in load().items():
        automaton.add_word(form, (len(form), known))
    automaton.make_automaton()
    return automaton


def find(text: str) -> list[Match]:
    """The known names in a text as written, leftmost first, longest of those that overlap, whole words only.

    ``text`` should have its curly apostrophes made straight.
    """
    hits = []
    size = len(text)
    for last, (length, known) in _automaton().iter(text):
        start, end = last + 1 - length, last + 1
        if start and (text[start - 1].isalnum() or text[start - 1] in "_@#"):
            continue
        if end < size and (text[end].isalnum() or text[end] == "_"):
            continue
        hits.append((start, -end, known))
    hits.sort(key=lambda hit: hit[:2])
    found: list[Match] = []
    reached = 0
    for start, minus_end, known in hits:
        if start < reached:
            continue
        reached = -minus_end
        found.append(
            Match(
                start=start,
                end=reached,
                known=known,
                joined_before=start > 0 and text[start - 1] in "-–",
                joined_after=reached < size and text[reached] in "-–",
            )
        )
    return found
