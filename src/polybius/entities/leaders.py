"""People who held office, and what they were on a given day."""

import re
from collections.abc import Sequence
from functools import cache

from polybius.entities import roles
from polybius.records import Record
from polybius.tables import listed, rows

_COLUMNS = ("name", "alone", "country", "office", "from", "to", "gender")
_MEMORY = 2  # years after an office in which the surname alone still means its holder
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Term(Record, frozen=True, kw_only=True):
    """One person's time in one office. ``first`` and ``last`` are months ("2003-10"); no ``last``: still
    there.

    ``names``: the usual name first; ``alone``: names that mean this person without the first name.
    """

    names: tuple[str, ...]
    alone: tuple[str, ...]
    country: str | None
    office: str
    sectors: tuple[str, ...]
    first: str
    last: str | None
    gender: str


@cache
def load() -> tuple[Term, ...]:
    """All terms. Raises TableError for a wrong line."""
    found = []
    for error, row in rows("entities/leaders.tsv", _COLUMNS, full=True):
        role = roles.load().get(row["office"])
        if role is None:
            raise error(f"office {row['office']!r} is no title of titles.tsv")
        if not _MONTH.fullmatch(row["from"]) or (row["to"] and not _MONTH.fullmatch(row["to"])):
            raise error("from and to should be months such as 2003-10")
        if row["to"] and row["to"] < row["from"]:
            raise error(f"the term ends ({row['to']}) before it begins ({row['from']})")
        if row["gender"] not in ("m", "f"):
            raise error(f"gender {row['gender']!r} should be m or f")
        found.append(
            Term(
                names=listed(row["name"]),
                alone=listed(row["alone"]),
                country=row["country"] or None,
                office=row["office"],
                sectors=role.sectors,
                first=row["from"],
                last=row["to"] or None,
                gender=row["gender"],
            )
        )
    return tuple(found)


@cache
def _by_name() -> dict[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = {}
    for term in load():
        for name in term.names:
            found.setdefault(name, []).append(term)
    # A person's rows may differ in the spellings they list: each spelling leads to all rows.
    rows: dict[str, list[int]] = {}
    for number, term in enumerate(load()):
        rows.setdefault(term.names[0], []).append(number)
    return {
        name: tuple(load()[number] for number in sorted({n for term in terms for n in rows[term.names[0]]}))
        for name, terms in found.items()
    }


@cache
def _by_alone() -> dict[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = {}
    for term in load():
        for name in term.alone:
            found.setdefault(name, []).append(term)
    return {name: tuple(terms) for name, terms in found.items()}


def names() -> tuple[str, ...]:
    """All full names, in the order of the table."""
    return tuple(_by_name())


def terms(name: str) -> tuple[Term, ...]:
    """The terms of the person of that full name, in the order of the table; none if unknown."""
    return _by_name().get(name, ())


def alone(name: str, published: str | None) -> tuple[Term, ...]:
    """The terms of the one person whom that name alone means in news of that day; none if nobody or several.

    ``published`` is an ISO date or None. A name that several bear means who is in office on that day, and
    one who left office years before is not meant without the first name.
    """
    found = _by_alone().get(name, ())
    if published:
        found = tuple(t for t in found if _in_memory(t, published[:7]))
    people = {t.names[0] for t in found}
    if len(people) > 1 and published:
        people = {t.names[0] for t in found if _in_office(t, published[:7])}
    return terms(people.pop()) if len(people) == 1 else ()


def sectors(held: Sequence[Term], published: str | None) -> tuple[str, ...]:
    """The sectors of a person with these terms on a day: of the office then held, ELI after the last one.

    Without a day: those of the latest office. Before the first term nothing is known: no sectors.
    """
    if not held:
        return ()
    if published is None:
        return max(held, key=lambda t: t.first).sectors
    month = published[:7]
    now = [t for t in held if _in_office(t, month)]
    if now:
        return now[-1].sectors
    past = [t for t in held if t.first < month]
    if not past:
        return ()
    return ("ELI",) if "GOV" in past[-1].sectors else past[-1].sectors


def _in_memory(term: Term, month: str) -> bool:
    """Whether the term lasts, or ended within two years, in that month; or is yet to come."""
    if term.last is None:
        return True
    since = f"{int(month[:4]) - _MEMORY:04}{month[4:]}"
    return term.last >= since


def _in_office(term: Term, month: str) -> bool:
    return term.first <= month and (term.last is None or month <= term.last)
