"""The pages: each is made here, from templates that escape whatever a document says."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import jinja2
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

router = APIRouter()

MEDIA = {"css": "text/css", "js": "text/javascript", "json": "application/json", "svg": "image/svg+xml"}
_ASSETS = "web/explorer/assets"
_TEMPLATES = "web/explorer/templates"
# Files of the report that the explorer shows events with too.
_SHARED = ("report.css", "report_table.js", "report_timeline.js")


@router.get("/")
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
    text = _environment().get_template(template).render(store=shelf.path.stem, behind=shelf.behind, **given)
    # A lone surrogate, which broken input can hold, has no UTF-8 form.
    return HTMLResponse(text.encode("utf-8", "replace"), status, headers=dict(headers or {}))


def message(request: Request, status: int, said: str, headers: Mapping[str, str] | None = None) -> Response:
    """A page that says something and nothing else; it looks again where the store is being written."""
    return page(request, "message.html.j2", status, headers, said=said, again=status == 503)


@cache
def _asset(name: str) -> bytes | None:
    files = resources.files("polybius")
    folder = files / "web" if name in _SHARED else files / _ASSETS
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
