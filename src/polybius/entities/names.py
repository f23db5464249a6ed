"""The names that Polybius knows: countries, peoples, organisations, leaders; finding them in a text."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from polybius.entities import leaders, organisations
from polybius.entities.sectors import codes
from polybius.places import countries
from polybius.records import Record
from polybius.tables import listed, rows

Kind = Literal["organisation", "nation", "people", "capital", "person"]

# In a line of capitals these forms are more often other words.
_LINE = re.compile(r"[^\n]+")
_OTHER_WORDS = frozenset(
    """
    who ice it may apple amazon shell guardian economist labour morena vox vale congress diet solidarity times
    senate fed pan mas sec us mend fact gam amal turkey islah wagner azov contras times politico axios globo
    """.split()
)


class Known(Record, frozen=True, kw_only=True):
    """A known name. ``adjective``: the form is a people's adjective, which may stand as a noun too
    ("Armenian").

    ``default``: the country holds unless the article says another. ``territory``: a nation that is no state;
    ``partial``: one that PLOVER counts as partially recognized. ``bodies``: the organisations that the form may
    mean; which one, and what it is on the day, is for the document to say.
    """

    name: str
    kind: Kind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    adjective: bool = False
    default: bool = False
    territory: bool = False
    partial: bool = False
    bodies: tuple[organisations.Body, ...] = ()


class Match(Record, frozen=True, kw_only=True):
    """A known name in a text, by offsets in code points, and the form of the tables that it has."""

    start: int
    end: int
    form: str
    known: Known


@cache
def load() -> dict[str, Known]:
    """What each form means. Raises TableError for a wrong line of a table.

    A form that is in two tables means what the first of these says: organisations, buildings, countries,
    territories, peoples, leaders, seats, capitals.
    """
    found: dict[str, Known] = {}
    for source in (_bodies, _countries, _territories, _peoples, _people, _seats, _capitals):
        for form, known in source():
            found.setdefault(form, known)
    return found


def _bodies() -> Iterator[tuple[str, Known]]:
    for form, bodies in organisations.by_form().items():
        yield form, of_body(bodies[0], bodies[0].sectors, bodies)


def of_body(body: organisations.Body, sectors: tuple[str, ...], bodies: tuple[organisations.Body, ...] = ()) -> Known:
    """What a form means that stands for a body, with the sectors that it has on the day."""
    return Known(
        name=body.name,
        kind="organisation",
        country=body.country,
        sectors=sectors,
        default=body.default,
        bodies=bodies,
    )


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


def _seats() -> Iterator[tuple[str, Known]]:
    for error, row in rows("entities/seats.tsv", ("cities", "country"), full=True):
        seated = countries.by_code(row["country"])
        body = organisations.by_form().get(row["country"])
        if seated is None and body is None:
            raise error(f"{row['country']!r} is no ISO 3166 code and no organisation")
        for city in listed(row["cities"]):
            if seated is not None:
                yield city, Known(name=seated.name, kind="capital", country=seated.alpha3, sectors=("GOV",))
            elif body is not None:
                yield city, Known(name=body[0].name, kind="capital", sectors=body[0].sectors)


@cache
def _automaton() -> Any:
    return _built(load())


@cache
def _folded() -> Any:
    """The same in lower case, for lines of capitals, less what would be taken for other words there."""
    return _built(
        {
            form.lower(): known
            for form, known in reversed(load().items())
            if len(form) > 3 and form.lower() not in _OTHER_WORDS and not form.isupper()
        }
    )


def _built(forms: dict[str, Known]) -> Any:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for form, known in forms.items():
        automaton.add_word(form, (form, known))
    automaton.make_automaton()
    return automaton


def find(text: str) -> list[Match]:
    """The known names in a text as written, leftmost first, longest of those that overlap, whole words only.

    In a line that is all in capitals they are found in whatever case. ``text`` should have its curly
    apostrophes made straight.
    """
    hits = _hits(_automaton(), text, 0)
    for line in _LINE.finditer(text):
        if line.group().isupper() and " " in line.group().strip():
            lower = line.group().lower()
            # Case may change a text's length ("İ"); then its offsets are not to be had.
            if len(lower) == len(line.group()):
                hits = [h for h in hits if not (line.start() <= h[0] < line.end() and h[2].lower() in _OTHER_WORDS)]
                hits += _hits(_folded(), lower, line.start())
    hits.sort(key=lambda hit: hit[:2])
    found: list[Match] = []
    reached = 0
    for start, minus_end, form, known in hits:
        if start < reached:
            continue
        reached = -minus_end
        found.append(
            Match(
                start=start,
                end=reached,
                form=form,
                known=known,
            )
        )
    return found


def _hits(automaton: Any, text: str, offset: int) -> list[tuple[int, int, str, Known]]:
    """Start, negative end (longest first in order), form and meaning of every whole-word hit."""
    hits = []
    size = len(text)
    for last, (form, known) in automaton.iter(text):
        start, end = last + 1 - len(form), last + 1
        if start and (text[start - 1].isalnum() or text[start - 1] in "_@#"):
            continue
        if end < size and (text[end].isalnum() or text[end] == "_"):
            continue
        hits.append((start + offset, -end - offset, form, known))
    return hits
