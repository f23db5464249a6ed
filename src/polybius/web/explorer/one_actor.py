"""What the pages of actors show: the network of who does what to whom, and one actor with its partners and sources."""

from typing import TYPE_CHECKING, Any

import msgspec

from polybius.places import countries
from polybius.records import Event
from polybius.store import Filter
from polybius.store.acting import Network, called
from polybius.stories import identity
from polybius.web.explorer import overview
from polybius.web.explorer.snapshot import Snapshot

if TYPE_CHECKING:
    import duckdb

Json = dict[str, Any]

_MOST_LINKS = 400  # in the drawing
_MOST_PARTNERS = 100
_MOST_ROWS = 25

# The events that somebody of an id took part in, at whatever level the id is.
_ITS = "SELECT event FROM roles WHERE side = ? OR sector = ? OR name = ?"


def network(
    copy: Snapshot, wanted: Filter, *, level: str, happened: bool, unknown: bool, limit: int
) -> Json:
    """The actors with most links and what passes between them. Raises FilterError for a filter that cannot be."""
    with copy.acting() as database:
        found = Network(database, wanted, level=level, happened=happened, unknown=unknown)
        events, named, linked = found.counts()
        actors, total = found.actors(limit=limit)
        among = [one.id for one in actors if one.links]
        links, shown = found.links(among=among, limit=_MOST_LINKS)
        _, every = found.links(limit=1)
        overview.hits(database, "SELECT event FROM acts", [])
        choices = overview.choices(database, wanted) | _unreal(database, wanted, happened)
    return {
        "events": events,
        "named": named,
        "linked": linked,
        "total": total,
        "actors": [msgspec.to_builtins(one) for one in actors],
        "links": [[one.source, one.target, one.quad, one.events] for one in links],
        "left_out": every - min(shown, _MOST_LINKS),
        "quads": quads(),
        **choices,
    }


def quads() -> list[Json]:
    return [{"code": one.code, "name": one.name, "color": one.color} for one in identity.load().quad]


def title(copy: Snapshot, id: str) -> Json | None:
    """An actor's name, and the ids above it with their names; None where no event of the store has it."""
    with copy.acting() as database:
        row = database.execute(
            "SELECT side, sector, name FROM roles WHERE side = ? OR sector = ? OR name = ? LIMIT 1", [id, id, id]
        ).fetchone()
        if row is None:
            return None
        above = list(dict.fromkeys(one for one in row[: row.index(id)] if one != id))
        known = called(database, [id, *above])
    name, where = known[id]
    country, sector, _ = identity.parts(id)
    return {
        "id": id,
        "name": name,
        "where": where,
        "above": [[one, ", ".join(filter(None, known[one]))] for one in above],
        "sector": identity.load().sector.get(sector, sector) if sector else "",
        "asked": _asked(id, name),
        "land": countries.by_code(country) if country else None,
    }


def _asked(id: str, name: str) -> str:
    """What the filter's field for actors calls them: codes, a name."""
    country, sector, own = identity.parts(id)
    if own:
        return name
    return " ".join(filter(None, (country, sector)))


def shown(copy: Snapshot, id: str, wanted: Filter, *, level: str, happened: bool, unknown: bool, offset: int) -> Json:
    """An actor's events in time and place, its partners, its sources, and a page of its events."""
    with copy.acting() as database:
        Network(database, wanted, level=level, happened=happened, unknown=unknown)
        overview.hits(database, f"SELECT event FROM acts WHERE event IN ({_ITS})", [id, id, id])
        data = overview.counted(database)
        choices = overview.choices(database, wanted, f"SELECT * FROM events WHERE id IN ({_ITS})", id, id, id)
        choices |= _unreal(database, wanted, happened, f"id IN ({_ITS})", id, id, id)
        acted, received = database.execute(
            """SELECT count(DISTINCT event) FILTER (role = 'actor'), count(DISTINCT event) FILTER (role = 'recipient')
               FROM roles JOIN hits ON event = hits.id WHERE side = ? OR sector = ? OR name = ?""",
            [id, id, id],
        ).fetchone() or (0, 0)
        rows = database.execute(
            """SELECT record FROM hits JOIN events USING (id)
               ORDER BY coalesce(hits.last, hits.first) DESC NULLS LAST, id LIMIT ? OFFSET ?""",
            [_MOST_ROWS, offset],
        ).fetchall()
        events = [msgspec.json.decode(one, type=Event) for (one,) in rows]
        return {
            **data,
            **choices,
            "acted": acted,
            "received": received,
            "partners": _partners(database, id, level, unknown),
            "below": _below(database, id),
            "sources": _sources(database),
            "quads": quads(),
            "rows": overview.listed(events),
        }


def _unreal(
    database: "duckdb.DuckDBPyConnection", wanted: Filter, happened: bool, among: str = "true", *values: Any
) -> Json:
    """How many events of the filter did not happen, as far as is said, and whether these are counted."""
    return {
        **overview.unreal(database, wanted, among, *values),
        "unreal_counted": not happened or bool(wanted.statuses),
    }


def _partners(database: "duckdb.DuckDBPyConnection", id: str, level: str, unknown: bool) -> list[Json]:
    """With whom it has to do: for each, how often it acts and is acted on, by quad class; those of most first."""
    rows = database.execute(
        f"""WITH ways AS (
                SELECT DISTINCT event, quad, to_{level} AS who, 'to' AS way FROM ties JOIN hits ON event = hits.id
                WHERE ? IN (from_side, from_sector, from_name) AND ? NOT IN (to_side, to_sector, to_name)
                UNION ALL
                SELECT DISTINCT event, quad, from_{level}, 'from' FROM ties JOIN hits ON event = hits.id
                WHERE ? IN (to_side, to_sector, to_name) AND ? NOT IN (from_side, from_sector, from_name))
            SELECT who, way, quad, count(*), sum(count(*)) OVER (PARTITION BY who) AS weight FROM ways
            GROUP BY who, way, quad ORDER BY weight DESC, who, way, quad""",
        [id, id, id, id],
    ).fetchall()
    bodies = {f"XXX.{code}" for code in identity.load().one_body}
    found: dict[str, Json] = {}
    for who, way, quad, number, _ in rows:
        country, _, name = identity.parts(who)
        if not unknown and country is None and not name and who not in bodies:
            continue
        one = found.setdefault(who, {"id": who, "to": {}, "from": {}})
        one[way][quad] = number
    partners = list(found.values())[:_MOST_PARTNERS]
    known = called(database, [one["id"] for one in partners])
    for one in partners:
        one["name"], one["where"] = known[one["id"]]
    return partners


def _below(database: "duckdb.DuckDBPyConnection", id: str) -> list[Json]:
    """Who belongs to it, each with its number of events: a side's sectors, a sector's people and organisations."""
    rows = database.execute(
        """SELECT CASE WHEN side = ? AND sector <> ? THEN sector ELSE name END AS who, count(DISTINCT event) AS number
           FROM roles JOIN hits ON event = hits.id WHERE (side = ? OR sector = ?) AND name <> ?
           GROUP BY who HAVING who <> ? ORDER BY number DESC, who LIMIT 40""",
        [id, id, id, id, id, id],
    ).fetchall()
    known = called(database, [who for who, _ in rows])
    return [{"id": who, "name": known[who][0], "events": number} for who, number in rows]


def _sources(database: "duckdb.DuckDBPyConnection") -> list[Json]:
    """Who tells its events, those of most events first."""
    rows = database.execute(
        """SELECT coalesce(d.publisher, d.agency) AS who, count(DISTINCT em.event), count(DISTINCT d.id)
           FROM event_mentions em JOIN hits ON em.event = hits.id JOIN documents d ON d.id = em.document
           GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST LIMIT 40"""
    ).fetchall()
    return [{"name": who or "No outlet named", "events": events, "articles": number} for who, events, number in rows]
