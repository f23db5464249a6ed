"""What the overview shows of the events that fit a filter: when, where, of which kinds; and a page of them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from polybius.places import countries
from polybius.records import Event
from polybius.store import Filter
from polybius.store.query import matching
from polybius.stories import identity
from polybius.web import view, words
from polybius.web.explorer.snapshot import Snapshot

if TYPE_CHECKING:
    import duckdb

Json = dict[str, Any]

_MOST_BINS = 70  # that the timeline draws beside each other
_MOST_PLACES = 4000

# A bin of the timeline is never finer than the date: what was "in 1994" is in 1994, not in January of it.
_BINS = """
SELECT left(CAST(CASE WHEN guess THEN coalesce(last, first) ELSE coalesce(first, last) END AS VARCHAR),
            CASE WHEN guess THEN 10 WHEN first IS NULL OR last IS NULL THEN 4
                 WHEN last - first < 10 THEN 10 WHEN last - first < 100 THEN 7 ELSE 4 END) AS bin, type, count(*)
FROM hits WHERE coalesce(first, last) IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_PLACES = f"""
SELECT min(place), flatten(list(called)), min(country), min(lat), min(lon), min(kind), sum(number)::BIGINT AS events,
       max(killed), arg_max(type, (number, type)), geonameid
FROM (SELECT geonameid, type, min(place) AS place, list(DISTINCT called) AS called, min(country) AS country,
             min(lat) AS lat, min(lon) AS lon, min(kind) AS kind, max(killed) AS killed, count(*) AS number
      FROM hits WHERE lat IS NOT NULL AND lon IS NOT NULL
      GROUP BY geonameid, CASE WHEN geonameid IS NULL THEN hits.place END, type)
GROUP BY geonameid, CASE WHEN geonameid IS NULL THEN place END
ORDER BY events DESC, 1 LIMIT {_MOST_PLACES}
"""


def summary(copy: Snapshot, wanted: Filter) -> Json:
    """Of the events that fit: their number, the timeline's bins, the places, the counts of types and countries.

    Raises FilterError for a filter that cannot be.
    """
    with copy.database() as database:
        hits(database, *matching(wanted))
        return {**counted(database), **unreal(database, wanted), **choices(database, wanted)}


def hits(database: "duckdb.DuckDBPyConnection", ids: str, values: list[Any]) -> None:
    """Make the table ``hits`` of the events whose ids a statement gives."""
    database.execute(
        f"""CREATE OR REPLACE TEMP TABLE hits AS
            SELECT e.id, e.type, e.first, e.last, e.place, e.geonameid, e.lat, e.lon, e.country,
                   f.kind, f.called, f.killed, f.guess
            FROM events e JOIN facts f USING (id) WHERE e.id IN ({ids})""",
        values,
    )


def unreal(database: "duckdb.DuckDBPyConnection", wanted: Filter, among: str = "true", *values: Any) -> Json:
    """How many of the events that fit did not happen, as far as is said (planned, demanded, denied ...).

    ``among``: a condition that they must fulfil besides, with its values.
    """
    ids, given = matching(wanted)
    found = database.execute(
        f"SELECT count(*) FROM events WHERE id IN ({ids}) AND list_contains(?, status) AND {among}",
        [*given, sorted(identity.load().unreal), *values],
    ).fetchone()
    return {"unreal": found[0] if found else 0}


def counted(database: "duckdb.DuckDBPyConnection") -> Json:
    """Of ``hits``: their number, the timeline's bins, the places; and the words of all types."""
    bins = database.execute(_BINS).fetchall()
    places = database.execute(_PLACES).fetchall()
    [total] = database.execute("SELECT count(*) FROM hits").fetchone() or (0,)
    types = database.execute("SELECT type, count(*) FROM hits GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()
    names = ("name", "also", "country", "lat", "lon", "kind", "events", "killed", "type", "id")
    return {
        "total": total,
        "bins": _coarse(bins),
        "places": [dict(zip(names, (row[0], other_names(row[0], row[1]), *row[2:]), strict=True)) for row in places],
        "types": _types(types),
        "families": [{"name": one.name, "color": one.color} for one in words.load().family],
    }


def choices(
    database: "duckdb.DuckDBPyConnection", wanted: Filter, among: str = "SELECT * FROM events", *values: Any
) -> Json:
    """What else a filter's fields could be changed to, counted without what is chosen there.

    ``hits`` has what fits; ``among`` are the events that there are to choose from, a query with its values.
    """
    found = []
    for column, open_in_it in (
        ("type", msgspec.structs.replace(wanted, types=())),
        ("country", msgspec.structs.replace(wanted, countries=())),
    ):
        table = "hits"
        given: list[Any] = []
        if open_in_it != wanted:
            ids, given = matching(open_in_it)
            table, given = f"(SELECT * FROM ({among}) WHERE id IN ({ids}))", [*values, *given]
        counted = f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        found.append(database.execute(counted, given).fetchall())
    types, lands = found
    return {"types": _types(types), "countries": [[code, country(code), number] for code, number in lands]}


def other_names(name: str, called: Iterable[str | None]) -> list[str]:
    """The names but the first that sources use for a place, each once; those in capitals only as other names are."""
    found: dict[str, str] = {name.casefold(): name}
    for one in sorted(filter(None, called), key=lambda one: (one.isupper(), one)):
        found.setdefault(one.casefold(), one.title() if one.isupper() and len(one) > 3 else one)
    return list(found.values())[1:]


def _types(counted: list[tuple[str, int]]) -> Json:
    found = words.load()
    return {kind: [found.type(kind), found.family_of(kind), number] for kind, number in counted}


def rows(copy: Snapshot, wanted: Filter, *, sort: str | None, offset: int, limit: int) -> Json:
    """A page of the events that fit, as the report shows rows."""
    with copy.store() as store:
        events, total = store.find(wanted, order=sort, limit=limit, offset=offset)
    return {**listed(events), "total": total}


def listed(events: list[Event]) -> Json:
    """Events as the report shows rows, in their order."""
    data = view.page(events, {})
    made = {row["id"]: row for row in data["events"]}
    for row in made.values():
        row["differs"] = any(claim["differ"] for claim in row["claims"])
        del row["claims"], row["evidence"], row["codes"]
    data["events"] = [made[event.id] for event in events]
    return data


def _coarse(bins: list[tuple[str, str, int]]) -> list[list[Any]]:
    """The bins made months, or years, where there are more than can be drawn."""
    for length in (10, 7):
        if len({name for name, _, _ in bins}) <= _MOST_BINS:
            break
        merged: dict[tuple[str, str], int] = {}
        for name, kind, number in bins:
            key = (name[: 7 if length == 10 else 4], kind)
            merged[key] = merged.get(key, 0) + number
        bins = [(*key, number) for key, number in merged.items()]
    return [list(one) for one in bins]


def country(code: str) -> str:
    """A country's name by its alpha-3 code; the code where nobody knows it."""
    found = countries.by_code(code)
    return found.name if found else code
