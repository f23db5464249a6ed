"""Actors: their pages, and as JSON ``/api/actors`` and ``/api/links``."""

import csv
import io
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Query, Request, Response

from polybius.records import Record
from polybius.store.acting import Actor, Link, Network
from polybius.store.cells import harmless
from polybius.stories import identity
from polybius.web.explorer import one_actor
from polybius.web.explorer.api import Copy, Limit, Offset, Wanted, answer, documented, missing
from polybius.web.explorer.asking import address
from polybius.web.explorer.pages import message, page

pages = APIRouter()
router = APIRouter(prefix="/api")

Level = Annotated[
    identity.Level, Query(description="How finely they are told apart: side, sector or name")
]
Happened = Annotated[
    bool, Query(description="Only what is said to have happened, unless a status is asked for (default: true)")
]
Unknown = Annotated[
    bool, Query(description="With those of whom neither country nor name is told (default: false)")
]


class Actors(Record, frozen=True, kw_only=True):
    """A page of actors, those with most links first."""

    total: int
    offset: int
    next: str | None
    actors: list[Actor]


class Links(Record, frozen=True, kw_only=True):
    """A page of links: who does how much of what to whom."""

    total: int
    offset: int
    next: str | None
    links: list[Link]


ANSWERS = (Actors, Links)


@pages.get("/actors")
def actors_page(request: Request, copy: Copy) -> Response:
    return page(request, "actors.html.j2", levels=_LEVELS)


@pages.get("/actors/{id:path}")
def actor_page(id: str, request: Request, copy: Copy) -> Response:
    found = one_actor.title(copy, id)
    if found is None:
        return message(request, 404, f"There is no actor {id} in this store.")
    return page(request, "actor.html.j2", here="/actors", levels=_LEVELS, actor=found)


@pages.get("/parts/network")
def network_part(
    wanted: Wanted,
    copy: Copy,
    level: Level = "sector",
    happened: Happened = True,
    unknown: Unknown = False,
    limit: Annotated[int, Query(ge=2, le=150)] = 40,
) -> Response:
    def made() -> bytes:
        found = one_actor.network(copy, wanted, level=level, happened=happened, unknown=unknown, limit=limit)
        return msgspec.json.encode(found)

    found = copy.remembered(("network", wanted, level, happened, unknown, limit), made)
    return Response(found, media_type="application/json")


@pages.get("/parts/actor")
def actor_part(
    id: str,
    wanted: Wanted,
    copy: Copy,
    level: Level = "sector",
    happened: Happened = True,
    unknown: Unknown = False,
    offset: Offset = 0,
) -> Response:
    found = one_actor.shown(copy, id, wanted, level=level, happened=happened, unknown=unknown, offset=offset)
    return Response(msgspec.json.encode(found), media_type="application/json")


@router.get("/actors", responses=documented(Actors), summary="Who takes part in the events that fit a filter")
def actors(
    wanted: Wanted, copy: Copy, level: Level = "sector", happened: Happened = True, unknown: Unknown = False,
    limit: Limit = 100, offset: Offset = 0,
) -> Response:  # fmt: skip
    with copy.acting() as database:
        found, total = Network(database, wanted, level=level, happened=happened, unknown=unknown).actors(
            limit=limit, offset=offset
        )
    following = _next("actors", wanted, level, happened, unknown, limit, offset, total)
    return answer(Actors(total=total, offset=offset, next=following, actors=found))


@router.get("/actors/{id:path}", responses=documented(Actor), summary="One actor among the events that fit a filter")
def actor(id: str, wanted: Wanted, copy: Copy, happened: Happened = True) -> Response:
    with copy.acting() as database:
        row = database.execute(
            "SELECT side = ?, sector = ? FROM roles WHERE side = ? OR sector = ? OR name = ? LIMIT 1", [id] * 5
        ).fetchone()
        if row is None:
            return missing("actor", id)
        level: Literal["side", "sector", "name"] = "side" if row[0] else "sector" if row[1] else "name"
        found, _ = Network(database, wanted, level=level, happened=happened, unknown=True).actors(only=id)
    return answer(found[0]) if found else missing("event of the filter with actor", id)


@router.get("/links", responses=documented(Links), summary="Who does how much of what to whom")
def links(
    wanted: Wanted, copy: Copy, level: Level = "sector", happened: Happened = True, unknown: Unknown = False,
    limit: Limit = 100, offset: Offset = 0,
) -> Response:  # fmt: skip
    with copy.acting() as database:
        found, total = Network(database, wanted, level=level, happened=happened, unknown=unknown).links(
            limit=limit, offset=offset
        )
    following = _next("links", wanted, level, happened, unknown, limit, offset, total)
    return answer(Links(total=total, offset=offset, next=following, links=found))


@router.get("/links.csv", summary="The links as a file for network programs", response_class=Response)
def links_file(
    wanted: Wanted, copy: Copy, level: Level = "sector", happened: Happened = True, unknown: Unknown = False
) -> Response:
    with copy.acting() as database:
        network = Network(database, wanted, level=level, happened=happened, unknown=unknown)
        found, _ = network.links()
        names = {one.id: harmless(", ".join(filter(None, (one.name, one.country)))) for one in network.actors()[0]}
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    # Source, Target and Weight are what Gephi and igraph look for.
    rows.writerow(("Source", "Target", "Weight", "Quad", "SourceName", "TargetName"))
    for one in found:
        rows.writerow((one.source, one.target, one.events, one.quad, names.get(one.source), names.get(one.target)))
    headers = {"content-disposition": 'attachment; filename="links.csv"'}
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _next(
    what: str, wanted: Wanted, level: str, happened: bool, unknown: bool, limit: int, offset: int, total: int
) -> str | None:
    """The address of the page that follows one; None where none does."""
    if offset + limit >= total:
        return None
    more = {
        "level": None if level == "sector" else level,
        "happened": None if happened else "false",
        "unknown": "true" if unknown else None,
        "limit": limit,
        "offset": offset + limit,
    }
    return f"/api/{what}?" + address(wanted, **more)


_LEVELS = {"side": "Sides", "sector": "Country and sector", "name": "Names"}
