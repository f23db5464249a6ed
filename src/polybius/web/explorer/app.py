"""The explorer put together: the JSON, the pages, their files, and what is said when something is wrong."""

import contextlib
import secrets
from pathlib import Path
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from polybius.store import FilterError, StoreBusy, StoreError
from polybius.web.explorer import acting, api, holding, pages
from polybius.web.explorer.guard import Guard
from polybius.web.explorer.live import LiveShelf, Review
from polybius.web.explorer.review import api as review_api
from polybius.web.explorer.review import pages as review_pages
from polybius.web.explorer.snapshot import Shelf


def make(store: Path, *, token: str | None = None, review: Review | None = None) -> FastAPI:
    """The application that shows a store. ``token``: what a browser must know to be answered. ``review``: the store is
    open for review, and no run can write to it.

    Raises StoreError where there is no store; one that a run is writing to is waited for, page by page.
    """
    app = FastAPI(title="Polybius", version=_version(), docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.csrf = None if review is None else secrets.token_urlsafe(24)
    if review is None:
        app.state.shelf = Shelf(store)
        with contextlib.suppress(StoreBusy):
            app.state.shelf.current()
    else:
        app.state.shelf = LiveShelf(store, review)
        app.router.on_shutdown.append(app.state.shelf.live.close)
    app.include_router(review_pages.router, include_in_schema=False)
    app.include_router(api.router, tags=["store"])
    app.include_router(acting.router, tags=["store"])
    app.include_router(review_api.router, tags=["review"])
    app.include_router(pages.router, include_in_schema=False)
    app.include_router(acting.pages, include_in_schema=False)
    app.include_router(holding.pages, include_in_schema=False)
    # Values that a query cannot have come from users' typing: an answer in words.
    app.add_exception_handler(FilterError, lambda request, error: _wrong(request, 422, str(error)))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StoreBusy, _busy)
    app.add_exception_handler(StoreError, lambda request, error: _wrong(request, 500, str(error)))
    app.add_exception_handler(HTTPException, _http)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)
    app.add_middleware(Guard, token=token, csrf=app.state.csrf)
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """OpenAPI's description, with the records as schemas."""
    if not app.openapi_schema:
        from fastapi.openapi.utils import get_openapi

        found = get_openapi(
            title="Polybius", version=app.version, routes=app.routes,
            description="What a store holds, reading only. The names of a filter are those of `polybius events`.",
        )  # fmt: skip
        answers = (*api.ANSWERS, *acting.ANSWERS, *review_api.ANSWERS)
        _, schemas = msgspec.json.schema_components(answers, ref_template="#/components/schemas/{name}")
        found.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
        app.openapi_schema = found
    return app.openapi_schema


def _wrong(request: Request, status: int, reason: str, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if request.url.path.startswith(("/api/", "/parts/")):
        return JSONResponse({"error": reason}, status, headers=named)
    return pages.message(request, status, reason, headers=named)


def _busy(request: Request, error: Exception) -> Response:
    reason = "A run is writing to this store. The page shows it as soon as the run has ended."
    return _wrong(request, 503, reason, retry_after="3")


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
    return _wrong(request, 422, said)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _wrong(request, error.status_code, "There is no such page." if error.status_code == 404 else error.detail)


def _version() -> str:
    from importlib.metadata import version

    return version("polybius")
