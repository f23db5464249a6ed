"""Who took part in which event, as a table, and who did what to whom among the events that fit a filter.

The table ``roles`` has a row for each part that an actor has in an event, with the actor's id at each level of
``stories.identity``; ``ties`` one for each two of whom one does it to the other; ``called`` has the names that ids
stand for. They are made once, beside a store's own tables.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, get_args

from polybius.records import Record
from polybius.store.errors import FilterError
from polybius.store.query import Filter, matching
from polybius.stories import identity

if TYPE_CHECKING:
    import duckdb

LEVELS: tuple[str, ...] = get_args(identity.Level)

_FIELDS = '[{"text":"VARCHAR","entity":"VARCHAR","country":"VARCHAR","sectors":["VARCHAR"]}]'
_PEOPLE = " UNION ALL ".join(
    f"""SELECT id AS event, '{role}' AS role, unnest(from_json(json_extract(record, '$.{role}'), '{_FIELDS}')) AS one
        FROM events"""
    for role in ("actor", "recipient")
)


class Actor(Record, frozen=True, kw_only=True):
    """An actor among some events. ``id`` is of ``stories.identity``; ``name`` and ``country`` are it in words.

    ``events`` it took part in; in how many it acted, in how many it was acted on, and how many links it has to others:
    an event is a link to each of the others it concerns. ``quads``: those links by quad class, "" for none.
    """

    id: str
    name: str
    country: str
    events: int
    acted: int
    received: int
    links: int
    quads: dict[str, int]


class Link(Record, frozen=True, kw_only=True):
    """How many events there are in which one actor does something of a quad class ("" for none) to another."""

    source: str
    target: str
    quad: str
    events: int


def write(database: "duckdb.DuckDBPyConnection") -> None:
    """Make the tables ``roles``, ``ties`` and ``called`` in a store's database."""
    import pyarrow as pa

    database.execute(f"CREATE TEMP TABLE parts AS SELECT event, role, one FROM ({_PEOPLE})")
    parts = database.execute("SELECT DISTINCT one FROM parts ORDER BY one").fetchall()
    rows: list[dict[str, Any]] = []
    for (one,) in parts:
        sectors = tuple(one["sectors"] or ())
        found = identity.identity(one["entity"] or one["text"], one["country"], sectors)
        if found is not None:
            rows.append({"one": one, **found._asdict()})
    names: dict[str, str] = {}
    for row in rows:
        if row["called"] is not None:
            known = names.get(row["name"], row["called"])
            names[row["name"]] = min(known, row["called"], key=lambda name: (len(name), name))
    someone = pa.struct(
        [("text", pa.string()), ("entity", pa.string()), ("country", pa.string()), ("sectors", pa.list_(pa.string()))]
    )
    kinds = [("one", someone), *((name, pa.string()) for name in ("side", "sector", "name", "called"))]
    database.register("identified", pa.Table.from_pylist(rows, schema=pa.schema(kinds)))
    database.register(
        "names", pa.table({"id": pa.array(names, pa.string()), "name": pa.array(names.values(), pa.string())})
    )
    database.execute(
        """CREATE TABLE roles AS SELECT DISTINCT event, role, side, sector, name
           FROM parts JOIN identified ON parts.one IS NOT DISTINCT FROM identified.one ORDER BY event, role, name"""
    )
    ends = ", ".join(f"a.{level} AS from_{level}, b.{level} AS to_{level}" for level in LEVELS)
    # In what two do together each does it to the other.
    database.execute(
        f"""CREATE TABLE ties AS
            SELECT a.event, coalesce(json_extract_string(record, '$.quad'), '') AS quad,
                   {ends}
            FROM roles a JOIN roles b USING (event) JOIN events ON id = a.event
            WHERE a.role = 'actor' AND (b.role = 'recipient' OR (
                list_contains(?, type) AND b.role = 'actor' AND len(recipient) = 0 AND a.name <> b.name))
            ORDER BY a.event, a.name, b.name""",
        [sorted(identity.load().mutual)],
    )
    database.execute("CREATE TABLE called AS SELECT * FROM names ORDER BY id")
    for view in ("identified", "names"):
        database.unregister(view)
    database.execute("DROP TABLE parts")


class Network:
    """Who does what to whom among the events that fit a filter.

    ``level``: how finely actors are told apart. ``happened``: only what is said to have happened, unless the filter
    names statuses itself. ``unknown``: with such as "soldiers" of whom neither country nor name is told, who are one
    actor in name only. Raises FilterError.
    """

    def __init__(
        self, database: "duckdb.DuckDBPyConnection", wanted: Filter, *, level: str = "sector", happened: bool = True,
        unknown: bool = False,
    ) -> None:  # fmt: skip
        level = level.strip().casefold()
        if level not in LEVELS:
            raise FilterError(f"there is no level {level!r}: side, sector or name")
        self._db = database
        sql, values = matching(wanted)
        unreal = sorted(identity.load().unreal) if happened and not wanted.statuses else []
        database.execute(
            f"""CREATE OR REPLACE TEMP TABLE acts AS
                SELECT id AS event FROM ({sql}) JOIN events USING (id) WHERE NOT list_contains(?, status)""",
            [*values, unreal],
        )
        bodies = ", ".join(f"'XXX.{code}'" for code in sorted(identity.load().one_body))

        def known(column: str) -> str:
            if unknown:
                return "true"
            return f"({column} NOT LIKE 'XXX.%' OR {column} LIKE 'XXX.%.%' OR {column} IN ({bodies}))"

        database.execute(
            f"""CREATE OR REPLACE TEMP TABLE taking AS
                SELECT DISTINCT event, role, {level} AS who FROM roles SEMI JOIN acts USING (event)
                WHERE {known(level)}"""
        )
        database.execute(
            f"""CREATE OR REPLACE TEMP TABLE doing AS
                SELECT DISTINCT event, quad, from_{level} AS source, to_{level} AS target
                FROM ties SEMI JOIN acts USING (event)
                WHERE from_{level} <> to_{level} AND {known(f"from_{level}")} AND {known(f"to_{level}")}"""
        )

    def counts(self) -> tuple[int, int, int]:
        """Of the events that count: how many, in how many anybody is named, in how many one does it to another."""
        found = self._db.execute(
            """SELECT (SELECT count(*) FROM acts), (SELECT count(DISTINCT event) FROM taking),
                      (SELECT count(DISTINCT event) FROM doing)"""
        ).fetchone()
        assert found is not None
        return (int(found[0]), int(found[1]), int(found[2]))

    def actors(
        self, *, only: str | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[list[Actor], int]:
        """The actors, or only the one of an id, those with most links first, and how many there are in all."""
        rows = self._db.execute(
            """WITH ties AS (SELECT source AS who, quad FROM doing UNION ALL SELECT target, quad FROM doing),
                    tied AS (SELECT who, quad, count(*) AS number FROM ties GROUP BY ALL),
                    linked AS (SELECT who, sum(number)::BIGINT AS links, map_from_entries(
                                   list((quad, number) ORDER BY quad)) AS quads FROM tied GROUP BY who),
                    part AS (SELECT who, count(DISTINCT event) AS events,
                                    count(DISTINCT event) FILTER (role = 'actor') AS acted,
                                    count(DISTINCT event) FILTER (role = 'recipient') AS received
                             FROM taking GROUP BY who)
               SELECT part.who, name, events, acted, received, coalesce(links, 0), quads, count(*) OVER ()
               FROM part LEFT JOIN linked USING (who) LEFT JOIN called ON called.id = part.who
               WHERE coalesce(part.who = ?, true) ORDER BY 6 DESC, events DESC, part.who LIMIT ? OFFSET ?""",
            [only, limit, offset],
        ).fetchall()
        found = []
        for id, called, events, acted, received, links, quads, _ in rows:
            name, country = identity.words(id, called)
            found.append(
                Actor(
                    id=id, name=name, country=country, events=events, acted=acted, received=received, links=links,
                    quads=dict(quads or {}),
                )
            )  # fmt: skip
        if rows:
            return found, int(rows[0][7])
        [total] = self._db.execute("SELECT count(DISTINCT who) FROM taking").fetchone() or (0,)
        return [], int(total)

    def links(
        self, *, among: list[str] | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[list[Link], int]:
        """The links, those of most events first, and how many there are in all. ``among``: between these only."""
        where = "" if among is None else "WHERE list_contains(?, source) AND list_contains(?, target)"
        rows = self._db.execute(
            f"""SELECT source, target, quad, count(*) AS events, count(*) OVER () FROM doing {where} GROUP BY ALL
                ORDER BY events DESC, source, target, quad LIMIT ? OFFSET ?""",
            [*([among, among] if among is not None else []), limit, offset],
        ).fetchall()
        found = [Link(source=a, target=b, quad=quad, events=number) for a, b, quad, number, _ in rows]
        if rows:
            return found, int(rows[0][4])
        every = f"SELECT count(*) FROM (SELECT DISTINCT source, target, quad FROM doing {where})"
        [total] = self._db.execute(every, [among, among] if among is not None else []).fetchone() or (0,)
        return [], int(total)


def called(database: "duckdb.DuckDBPyConnection", ids: Iterator[str] | list[str]) -> dict[str, tuple[str, str]]:
    """Ids in words: name and country."""
    wanted = sorted(set(ids))
    known = dict(
        database.execute("SELECT id, name FROM called WHERE list_contains(?, id)", [wanted]).fetchall()
    )
    return {id: identity.words(id, known.get(id)) for id in wanted}


ANSWERS = (Actor, Link)
__all__ = ["ANSWERS", "LEVELS", "Actor", "Link", "Network", "called", "write"]
