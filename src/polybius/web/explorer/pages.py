"""The pages: each is made here, from templates that escape whatever a document says."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal

import jinja2
import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from polybius.web.explorer import api, articles, citing, one_article, one_event, overview

router = APIRouter()

MEDIA = {"css": "text/css", "js": "text/javascript", "json": "application/json", "svg": "image/svg+xml"}
_ASSETS = "web/explorer/assets"
_TEMPLATES = "web/explorer/templates"
_ORDERS = {
    "": "as it fits best",
    "sources": "most sources first",
    "newest": "newest first",
    "date": "oldest first",
    "mentions": "most told first",
    "salience": "most central first",
}
_ROLES = ("actor", "recipient", "mediator")
# The pages that the head of every page leads to, each with the letter that goes there by keyboard after "g".
_WAYS = {"/": ("Events", "e"), "/articles": ("Articles", "t"), "/actors": ("Actors", "a"), "/control": ("Control", "c")}
_ARTICLES = 50  # on one page
# Files of the report that the explorer shows events with too.
_SHARED = ("report.css", "report_table.js", "report_timeline.js")


@router.get("/")
def overview_page(request: Request, copy: api.Copy) -> Response:
    return page(request, "overview.html.j2", counts=copy.counts, linked=copy.linked, orders=_ORDERS)


@router.get("/event/{id}")
def event_page(id: str, request: Request, copy: api.Copy) -> Response:
    found = api.one_event(copy, id)
    if found is None:
        return message(request, 404, f"There is no event {id} in this store.")
    with copy.store() as store:
        mentions = {one.id: one for one in store.mentions(id)}
        following = store.related_to(id)
        names = {*following, *(one.event for one in found.relations)}
        others = {one.id: one for name in sorted(names) if (one := store.event(name)) is not None}
    named = {role: citing.named(getattr(found, role)) for role in _ROLES}
    shown = one_event.shown(found, mentions, following, others)
    return page(request, "event.html.j2", **shown, cite=citing.citation(found), named=named)


@router.get("/articles")
def articles_page(
    request: Request, copy: api.Copy, wanted: Annotated[articles.Sought, Depends(articles.sought)],
    sort: articles.Order | Literal[""] = "", offset: api.Offset = 0,
) -> Response:  # fmt: skip
    order = sort or "newest"
    with copy.database() as database:
        found, total = articles.find(database, wanted, order=order, limit=_ARTICLES, offset=offset)
        known = articles.choices(database)

    def way(**more: Any) -> str:
        query = articles.address(wanted, **({"sort": "" if order == "newest" else order} | more))
        return "/articles" + (f"?{query}" if query else "")

    shown = {name: [(one, f"{one} ({number:,})") for one, number in rows] for name, rows in known.items()}
    return page(
        request, "articles.html.j2", wanted=wanted, articles=found, total=total, offset=offset,
        publishers=shown["publishers"], languages=shown["languages"],
        sort="" if order == "newest" else order, orders=[one for one in articles.ORDERS.items() if one[0] != "newest"],
        ways_to={name: way(sort="" if name in ("newest", order) else name) for name in articles.ORDERS},
        before=way(offset=max(0, offset - _ARTICLES)) if offset else None,
        after=way(offset=offset + _ARTICLES) if found and offset + _ARTICLES < total else None,
        filtered=wanted != articles.Sought(), query="?" + articles.address(wanted, sort=order),
    )  # fmt: skip


@router.get("/article/{id:path}")
def article_page(id: str, request: Request, copy: api.Copy) -> Response:
    with copy.store() as store:
        document, article, added = store.document(id), store.article(id), store.added(id)
    if document is None:
        return message(request, 404, f"There is no article {id} in this store.")
    with copy.database() as database:
        told = database.execute(
            """SELECT mention, event, documents FROM event_mentions em JOIN events e ON e.id = em.event
               WHERE em.document = ?""",
            [id],
        ).fetchall()
    events = {mention: (event, number) for mention, event, number in told}
    known = () if getattr(copy, "blind", False) else added  # nobody is shown what others decided
    document = msgspec.structs.replace(document, events=(*document.events, *known))
    shown = one_article.shown(document, article, events)
    return page(request, "article.html.j2", **shown, review=request.app.state.csrf is not None)


@router.get("/parts/taken")
def taken_part(request: Request, copy: api.Copy) -> Response:
    """The number of the copy that pages are made from: another than that of a page means that it is an old one."""
    taken = {"taken": request.app.state.shelf.number}
    return Response(msgspec.json.encode(taken), media_type="application/json", headers={"cache-control": "no-store"})


@router.get("/parts/summary")
def summary_part(wanted: api.Wanted, copy: api.Copy) -> Response:
    found = copy.remembered(("summary", wanted), lambda: msgspec.json.encode(overview.summary(copy, wanted)))
    return Response(found, media_type="application/json")


@router.get("/parts/rows")
def rows_part(
    wanted: api.Wanted, copy: api.Copy, sort: str | None = None, offset: api.Offset = 0, limit: api.Limit = 50
) -> Response:
    # A search is sorted by how well sentences fit, everything else by how many tell it.
    found = overview.rows(copy, wanted, sort=sort or (None if wanted.text else "sources"), offset=offset, limit=limit)
    return Response(msgspec.json.encode(found), media_type="application/json")


@router.get("/api")
@router.get("/api/")
def api_page(request: Request) -> Response:
    return page(request, "api.html.j2", described=request.app.openapi())


@router.get("/assets/{name}")
def asset(name: str) -> Response:
    found = _asset(name)
    if found is None:
        return Response("there is no such file", 404, media_type="text/plain")
    kind = MEDIA[name.rpartition(".")[2]]
    return Response(found, media_type=kind, headers={"cache-control": "no-cache"})


def page(
    request: Request, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **given: Any
) -> Response:
    """A page from a template."""
    shelf = request.app.state.shelf
    ways = _WAYS if request.app.state.csrf is None else _WAYS | {"/review": ("Review", "r")}
    known = {"store": shelf.path.stem, "behind": shelf.behind, "ways": ways, "here": request.url.path}
    known["taken"] = shelf.number
    text = _environment().get_template(template).render(known | given)
    # A lone surrogate, which broken input can hold, has no UTF-8 form.
    return HTMLResponse(text.encode("utf-8", "replace"), status, headers=dict(headers or {}))


def message(request: Request, status: int, said: str, headers: Mapping[str, str] | None = None) -> Response:
    """A page that says something and nothing else; it looks again where the store is being written."""
    return page(request, "message.html.j2", status, headers, said=said, again=status == 503)


@cache
def _asset(name: str) -> bytes | None:
    files = resources.files("polybius")
    folder = files / "web" if name in _SHARED else files / "data" / "map" if name == "world.json" else files / _ASSETS
    if name not in {one.name for one in folder.iterdir()} or name.rpartition(".")[2] not in MEDIA:
        return None
    return (folder / name).read_bytes()


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(_template), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip


def _template(name: str) -> str:
    return (resources.files("polybius") / _TEMPLATES / name).read_text(encoding="utf-8")
