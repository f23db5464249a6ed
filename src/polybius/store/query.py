"""Which events: a filter in its user's words, checked, and the SQL that answers it.

Every list of events is chosen this way, by whatever asks: commands, exports, pages. All values go to DuckDB as
parameters; no word of a user becomes part of a statement.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple, get_args

from polybius.records import Record, Reviewed, Status
from polybius.store import spots, wording
from polybius.store.errors import FilterError

Order = Literal["date", "newest", "sources", "mentions", "salience", "relevance", "near"]
ORDERS: tuple[str, ...] = get_args(Order)
STATUSES: tuple[str, ...] = get_args(Status)
REVIEWED: tuple[str, ...] = (*get_args(Reviewed), "open")

# Every order ends in this one, so that one store always gives one list.
_BY_DATE = "coalesce(first, last) NULLS LAST, type, id"


class Filter(Record, frozen=True, kw_only=True):
    """What events must be. A field with several values asks for any of them; several fields for all.

    types, modes, subtypes, statuses: as in the ontology; case makes no difference.
    actors, recipients, parties (either): a code (a country's "AZE", a PLOVER sector "MIL", both "AZE MIL") or part of
    a name; a country's name or demonym ("Azerbaijan") means all who act for it.
    places: names, of which any form will do ("Stepanakert"); a region includes the towns in it.
    near: "LAT,LON" or a place's name, with ``km`` around it.
    countries: where it happened, by code or name.
    since, until: "2023", "2023-09" or "2023-09-19"; the event's dates must touch what is between.
    text: words of the sentences that tell it, all of them; a word finds those that begin with it, "words in quotes"
    stand together.
    min_sources: independent sources at least.
    reviewed: what reviewers made of it: accepted, corrected, begun, changed, rejected, or open (nobody looked at it).
    rejected: whether events that reviewers rejected are among them; they are not unless asked for.
    """

    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    subtypes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    near: str | None = None
    km: float | None = None
    countries: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    text: str | None = None
    min_sources: int = 1
    reviewed: tuple[str, ...] = ()
    rejected: bool = False


class Selection(NamedTuple):
    """A statement that gives the number of all events that fit in the first column, the record in the second."""

    sql: str
    values: list[Any]


def select(wanted: Filter, *, order: str | None = None, limit: int | None = None, offset: int = 0) -> Selection:
    """The SQL of a filter. ``order`` is one of ORDERS: by default by date, of a text search by relevance.

    ``limit``: so many events at most, past the first ``offset``. Raises FilterError, which says what is wrong and
    what would be right.
    """
    where, text, center = _conditions(wanted)
    ordering, values = _order(order, text is not None, center)
    sql = f"""WITH {text.sql if text else "found AS (SELECT NULL AS event, 0 AS score WHERE false)"},
             hits AS (SELECT id, row_number() OVER (ORDER BY {ordering}) AS place
                      FROM {_from(wanted)} LEFT JOIN found ON found.event = id WHERE {where.sql}),
             page AS (SELECT * FROM hits ORDER BY place LIMIT ? OFFSET ?)
        SELECT (SELECT count(*) FROM hits), record FROM page JOIN {_from(wanted)} USING (id) ORDER BY page.place"""
    given = [*(text.values if text else []), *values, *where.values, limit, offset]
    return Selection(sql, given)


def matching(wanted: Filter) -> Selection:
    """The SQL that gives the ids of all events that fit, in no order. Raises FilterError."""
    where, text, _ = _conditions(wanted)
    sql = f"{f'WITH {text.sql} ' if text else ''}SELECT id FROM {_from(wanted)} WHERE {where.sql}"
    return Selection(sql, [*(text.values if text else []), *where.values])


def _from(wanted: Filter) -> str:
    """The events to choose from."""
    if wanted.rejected or "rejected" in wanted.reviewed:
        return "(FROM events UNION ALL FROM rejected) AS events"
    return "events"


def _conditions(wanted: Filter) -> "tuple[_Where, wording.Search | None, spots.Center | None]":
    where = _Where()
    where.any_of("type", _known(wanted.types, _types(), "type"))
    where.any_of("mode", _known(wanted.modes, _modes(), "mode"))
    where.any_of("subtype", [_folded(one) for one in wanted.subtypes])
    where.any_of("status", _known(wanted.statuses, STATUSES, "status"))
    where.add(*_parties(wanted.actors, ("actor",)))
    where.add(*_parties(wanted.recipients, ("recipient",)))
    where.add(*_parties(wanted.parties, ("actor", "recipient")))
    where.add(*spots.at(wanted.places))
    where.any_of("country", spots.country_codes(wanted.countries))
    where.add(*_between(wanted.since, wanted.until))
    if wanted.min_sources > 1:
        where.add("independent >= ?", [wanted.min_sources])
    reviewed = _known(wanted.reviewed, REVIEWED, "state of review")
    where.any_of("coalesce(reviewed, 'open')", reviewed)
    center = spots.center(wanted.near, wanted.km)
    if center is not None:
        where.add(*spots.within(center))
    text = wording.search(wanted.text, _from(wanted))
    if text is not None:
        where.add("id IN (SELECT event FROM found)", [])
    return where, text, center


def days(given: str) -> tuple[str, str]:
    """The first and last ISO day of "2023", "2023-09" or "2023-09-19". Raises FilterError for anything else."""
    from calendar import monthrange
    from datetime import date

    parts = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", given.strip())
    try:
        if parts is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in parts.groups())
        assert year is not None
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        raise FilterError(f"{given!r} is no date: give a day, month or year (2023-09-19, 2023-09, 2023)") from None
    return first.isoformat(), last.isoformat()


class _Where:
    """Conditions, all of which must hold, and their parameters."""

    def __init__(self) -> None:
        self._clauses: list[str] = []
        self.values: list[Any] = []

    @property
    def sql(self) -> str:
        return " AND ".join(f"({clause})" for clause in self._clauses) or "true"

    def add(self, clause: str, values: Sequence[Any]) -> None:
        if clause:
            self._clauses.append(clause)
            self.values += values

    def any_of(self, column: str, values: Sequence[str]) -> None:
        if values:
            self.add(f"list_contains(?, {column})", [list(values)])


def _order(order: str | None, searched: bool, center: "spots.Center | None") -> tuple[str, list[Any]]:
    name = order or ("relevance" if searched else "date")
    if name not in ORDERS:
        raise FilterError(f"cannot sort by {name!r}: sort by {', '.join(ORDERS[:-1])} or {ORDERS[-1]}")
    if name == "relevance" and not searched:
        raise FilterError("sorting by relevance needs words to search for (--text)")
    if name == "near":
        if center is None:
            raise FilterError("sorting by distance needs a point (--near)")
        return f"{spots.DISTANCE} NULLS LAST, {_BY_DATE}", [center.lat, center.lat, center.lon]
    orders = {
        "date": _BY_DATE,
        "newest": f"coalesce(last, first) DESC NULLS LAST, {_BY_DATE}",
        "sources": f"independent DESC, documents DESC, {_BY_DATE}",
        "mentions": f"mentions DESC, {_BY_DATE}",
        "salience": f"salience DESC, {_BY_DATE}",
        "relevance": f"found.score DESC, {_BY_DATE}",
    }
    return orders[name], []


def _between(since: str | None, until: str | None) -> tuple[str, list[Any]]:
    first = days(since)[0] if since else None
    last = days(until)[1] if until else None
    if first and last and first > last:
        raise FilterError(f"nothing is both from {since} on and until {until}: the first is the later")
    clauses = ["coalesce(last, first) >= CAST(? AS DATE)"] * bool(first) + [
        "coalesce(first, last) <= CAST(? AS DATE)"
    ] * bool(last)
    return " AND ".join(clauses), [value for value in (first, last) if value]


def _parties(given: Iterable[str], roles: Sequence[str]) -> tuple[str, list[Any]]:
    """Who took part: any of the values, in any of the roles."""
    from polybius.places import countries

    clauses, values = [], []
    for one in given:
        codes = _codes(one)
        country = countries.by_name(one) or countries.by_demonym(one) if codes is None else None
        for role in roles:
            if codes is None:
                named = f"strip_accents(lower(array_to_string({role}, '\n')))"
                clauses.append(f"contains({named}, strip_accents(lower(?)))")
                values.append(" ".join(one.split()))
            if codes is not None or country is not None:
                land, sectors = codes or (country.alpha3 if country else None, [])
                land, sectors = codes or (country.alpha3 if country else None, [])
                asked = ["starts_with(code, ?)"] * bool(land) + ["contains(code, ?)"] * len(sectors)
                clauses.append(f"len([code FOR code IN {role}_codes IF {' AND '.join(asked)}]) > 0")
                values += [f"{land}:"] * bool(land) + [f":{sector}:" for sector in sectors]
    return " OR ".join(clauses), values


def _codes(given: str) -> tuple[str | None, list[str]] | None:
    """A country's code, sectors' codes or both ("AZE", "MIL", "AZEMIL", "AZE GOV MIL"); None where it is a name."""
    from polybius.entities import sectors
    from polybius.places import countries

    if not re.fullmatch(r"[A-Z]{3}(?:[ /-]?[A-Z]{3})*", given.strip()):
        return None
    land, kinds = None, []
    for code in re.findall(r"[A-Z]{3}", given):
        if code in sectors.load():
            kinds.append(code)
        elif land is None and countries.by_code(code) is not None:
            land = code
        else:
            return None
    return land, kinds


def _types() -> Sequence[str]:
    from polybius.events import ontology

    return list(ontology.load().types)


def _modes() -> Sequence[str]:
    from polybius.events import ontology

    return sorted({mode.name for kind in ontology.load().types.values() for mode in kind.modes})


def _known(given: Iterable[str], names: Sequence[str], what: str) -> list[str]:
    """The names meant, in their own spelling. Raises FilterError for one that is none, with what it may be."""
    spelt = {_folded(name): name for name in names}
    for one in given:
        if _folded(one) not in spelt:
            from difflib import get_close_matches

            near = get_close_matches(_folded(one), spelt, n=3, cutoff=0.6)
            hint = f"is it {' or '.join(spelt[name] for name in near)}?" if near else f"there are {', '.join(names)}"
            raise FilterError(f"there is no {what} {one!r}: {hint}")
    return [spelt[_folded(one)] for one in given]


def _folded(name: str) -> str:
    return name.strip().casefold().replace(" ", "-")
