"""Control: the page of who held which place, and what each spell rests on."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from polybius.web.explorer import holdings
from polybius.web.explorer.api import Copy
from polybius.web.explorer.pages import page

pages = APIRouter()


@pages.get("/control")
def control_page(request: Request, copy: Copy) -> Response:
    return page(request, "control.html.j2")


@pages.get("/parts/control")
def control_part(wanted: Annotated[holdings.Sought, Depends(holdings.sought)], copy: Copy) -> Response:
    return Response(msgspec.json.encode(holdings.shown(copy, wanted)), media_type="application/json")


@pages.get("/parts/holding")
def holding_part(copy: Copy, name: str, spell: int, id: int | None = None) -> Response:
    found = holdings.evidence(copy, name, id, spell)
    if found is None:
        return JSONResponse({"error": "nothing is told of that"}, 404)
    return Response(msgspec.json.encode(found), media_type="application/json")
