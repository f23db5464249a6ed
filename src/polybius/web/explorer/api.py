"""The store as JSON: ``/api/events``, ``/api/articles``, ``/api/stories``, paged, by the filters of the commands."""

import io
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from polybius.records import Article, Document, Event, Record
from polybius.store import Filter
from polybius.store import export as write
from polybius.store.query import ORDERS, matching
from polybius.stories.account import Account
from polybius.stories.control import History
from polybius.web.explorer import articles, holdings
from polybius.web.explorer.articles import Listed
from polybius.web.explorer.asking import address, asked
from polybius.web.explorer.snapshot import Snapshot

router = APIRouter(prefix="/api")

Wanted = Annotated[Filter, Depends(asked)]
Limit = Annotated[int, Query(ge=1, le=1000, description="So many at most")]
Offset = Annotated[int, Query(ge=0, description="Past so many")]

_ORDER = f"One of {', '.join(ORDERS)}; by default date, of a text search relevance"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Events(Record, frozen=True, kw_only=True):
    """A page of events: how many fit in all, where the page begins, and the address of the next one."""

    total: int
    offset: int
    next: str | None
    events: list[Event]


class Articles(Record, frozen=True, kw_only=True):
    """A page of articles."""

    total: int
    offset: int
    next: str | None
    articles: list[Listed]


class Whole(Record, frozen=True, kw_only=True):
    """An article: the document with all its layers, and what was taken from its page (null: it came as text)."""

    document: Document
    article: Article | None


class Story(Record, frozen=True, kw_only=True):
    """Articles that tell the same happening, by their ids."""

    id: str
    articles: list[str]


class Stories(Record, frozen=True, kw_only=True):
    """A page of stories, those of most articles first."""

    total: int
    offset: int
    next: str | None
    stories: list[Story]


class Holdings(Record, frozen=True, kw_only=True):
    """A page of places and who held them."""

    total: int
    offset: int
    next: str | None
    places: list[History]


ANSWERS = (Events, Event, Account, Articles, Whole, Stories, Holdings)


def snapshot(request: Request) -> Snapshot:
    """The copy of the store that a request is answered from."""
    found: Snapshot = request.app.state.shelf.current()
    return found


Copy = Annotated[Snapshot, Depends(snapshot)]


def answer(record: Record) -> Response:
    """A record as the body of an answer."""
    return Response(msgspec.json.encode(record), media_type="application/json")


def missing(what: str, id: str) -> JSONResponse:
    return JSONResponse({"error": f"there is no {what} {id!r} in the store"}, 404)


def documented(record: type) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of a path that answers with a record."""
    schema = {"$ref": f"#/components/schemas/{record.__name__}"}
    return {
        200: {"description": (record.__doc__ or "").split("\n")[0], "content": {"application/json": {"schema": schema}}}
    }


@router.get("/events", responses=documented(Events), summary="Events that fit a filter")
def events(
    wanted: Wanted,
    copy: Copy,
    sort: Annotated[str | None, Query(description=_ORDER)] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    with copy.store() as store:
        found, total = store.find(wanted, order=sort, limit=limit, offset=offset)
    if not found and offset:
        total = count(copy, wanted)
    following = None
    if offset + len(found) < total:
        following = "/api/events?" + address(wanted, sort=sort, limit=limit, offset=offset + limit)
    return answer(Events(total=total, offset=offset, next=following, events=found))


@router.get("/events/{id}", responses=documented(Event), summary="One event")
def event(id: str, copy: Copy) -> Response:
    found = one_event(copy, id)
    return missing("event", id) if found is None else answer(found)


@router.get("/events/{id}/account", responses=documented(Account), summary="Why its mentions are one event")
def event_account(id: str, copy: Copy) -> Response:
    with copy.store() as store:
        if one_event(copy, id) is None:
            return missing("event", id)
        return answer(store.account(id))


@router.get("/export.{format}", summary="The events that fit a filter as a file", response_class=Response)
def export(
    format: Literal["csv", "jsonl", "geojson", "parquet", "xlsx"], wanted: Wanted, copy: Copy, sort: str | None = None
) -> Response:
    body = io.BytesIO()
    with copy.store() as store:
        write(store, body, format, store.events(wanted, order=sort))
    headers = {"content-disposition": f'attachment; filename="events.{format}"'}
    return Response(body.getvalue(), media_type=MEDIA[format], headers=headers)


@router.get("/articles", responses=documented(Articles), summary="Articles, by their day of publication")
def list_articles(
    copy: Copy,
    wanted: Annotated[articles.Sought, Depends(articles.sought)],
    sort: Annotated[articles.Order, Query(description="By default date")] = "date",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    with copy.database() as database:
        listed, total = articles.find(database, wanted, order=sort, limit=limit, offset=offset)
    following = None
    if offset + len(listed) < total and listed:
        more = {"sort": None if sort == "date" else sort, "limit": limit, "offset": offset + limit}
        following = "/api/articles?" + articles.address(wanted, **more)
    return answer(Articles(total=total, offset=offset, next=following, articles=listed))


@router.get("/articles/{id:path}", responses=documented(Whole), summary="One article with all its layers")
def article(id: str, copy: Copy) -> Response:
    with copy.store() as store:
        document = store.document(id)
        if document is None:
            return missing("article", id)
        return answer(Whole(document=document, article=store.article(id)))


@router.get("/stories", responses=documented(Stories), summary="Which articles tell the same happening")
def stories(copy: Copy, limit: Limit = 100, offset: Offset = 0) -> Response:
    told = copy.stories()
    page = [Story(id=id, articles=members) for id, members in told[offset : offset + limit]]
    more = offset + limit < len(told)
    following = f"/api/stories?{address(Filter(), limit=limit, offset=offset + limit)}" if more else None
    return answer(Stories(total=len(told), offset=offset, next=following, stories=page))


@router.get("/control", responses=documented(Holdings), summary="Who held which place, and by what is said")
def control(
    copy: Copy,
    wanted: Annotated[holdings.Sought, Depends(holdings.sought)],
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    found = holdings.chosen(copy, wanted)
    following = None
    if offset + limit < len(found):
        following = "/api/control?" + address(wanted.asked, limit=limit, offset=offset + limit)
    page = found[offset : offset + limit]
    return answer(Holdings(total=len(found), offset=offset, next=following, places=page))


def one_event(copy: Snapshot, id: str) -> Event | None:
    """The event with an id."""
    with copy.store() as store:
        found = store.event(id)
    return None if found is None or found.reviewed == "rejected" else found


def count(copy: Snapshot, wanted: Filter) -> int:
    """How many events fit a filter."""
    sql, values = matching(wanted)
    with copy.database() as database:
        row = database.execute(f"SELECT count(*) FROM ({sql})", values).fetchone()
    return int(row[0]) if row else 0
