"""Reviewing as JSON: the queue, an event for the desk, the log, and the one way to change anything."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from polybius.records import Record
from polybius.reviews import Decision, ReviewError, Words
from polybius.store.desk import By, Conflict, Desk, Done
from polybius.web.explorer import api
from polybius.web.explorer.live import Live
from polybius.web.explorer.review import choices, shown
from polybius.web.explorer.review.queue import Queue, queue

router = APIRouter(prefix="/api/reviews")

_LARGEST = 1_000_000  # bytes of what is sent


class Log(Record, frozen=True, kw_only=True):
    """A page of the log of decisions, the last first."""

    total: int
    offset: int
    next: str | None
    decisions: list[Decision]


class Given(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a field of an event that is added is to be, as for a correction: a value, or the words that tell it."""

    value: Any = None
    words: Words | None = None


class Choice(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent to decide about an event.

    version: the number of the last decision about the event that its reviewer knows of (0: none). mention: the only one
    that a correction or rejection is about; mentions: those that a split takes out; other: the event to merge with.
    field, value, words: of a correction (docs/review.md). words, fields: of an event that is added, the words that tell
    it and what they tell; its type is needed. document: the article that was read through. of: which decision an undo
    takes back, by default the reviewer's last.
    """

    action: Literal["accept", "correct", "reject", "split", "merge", "note", "undo", "add", "read"]
    event: str | None = None
    version: int | None = None
    reviewer: str | None = None
    mention: str | None = None
    mentions: list[str] = msgspec.field(default_factory=list)
    other: str | None = None
    field: str | None = None
    value: Any = None
    words: Words | None = None
    fields: dict[str, Given] = msgspec.field(default_factory=dict)
    document: str | None = None
    note: str | None = None
    of: int | None = None
    sampled: bool = False


class Clash(Record, frozen=True, kw_only=True):
    """Why a decision was not made: others decided meanwhile. ``event``: the event's id now."""

    error: str
    since: list[Decision]
    event: str | None


ANSWERS = (Log, Queue, Given, Choice, Clash, Done, choices.Spot)


def live(request: Request) -> Live | None:
    """The store where it is open for review."""
    found = request.app.state.shelf.current()
    return found if isinstance(found, Live) else None


@router.get("", responses=api.documented(Log), summary="What reviewers decided, the last first")
def log(
    copy: api.Copy,
    event: Annotated[str | None, Query(description="About this event only")] = None,
    limit: api.Limit = 100,
    offset: api.Offset = 0,
) -> Response:
    with copy.store() as store:
        if event is None:
            found = store.reviews()
        else:
            told = store.event(event)
            if told is None:
                return api.missing("event", event)
            found = Desk(store).history(told)
    if isinstance(copy, Live) and copy.blind:
        return JSONResponse({"error": "this server shows no decisions: it was started with --blind"}, 403)
    page = found[::-1][offset : offset + limit]
    more = offset + limit < len(found)
    following = f"/api/reviews?limit={limit}&offset={offset + limit}" + (f"&event={event}" if event else "")
    return api.answer(Log(total=len(found), offset=offset, next=following if more else None, decisions=page))


@router.get("/queue", responses=api.documented(Queue), summary="Events in the order in which they are worth a look")
def queued(
    request: Request,
    wanted: api.Wanted,
    state: Annotated[str, Query(description="todo, begun, changed, done or all")] = "todo",
    order: Annotated[str, Query(description="doubt, importance, sample (as by chance) or date")] = "doubt",
    reviewer: Annotated[str | None, Query(description="Whose queue, where nobody sees what others decide")] = None,
    limit: api.Limit = 50,
    offset: api.Offset = 0,
) -> Response:
    copy = live(request)
    if copy is None:
        return closed()
    who = copy.by(reviewer).reviewer
    return api.answer(queue(copy, wanted, state=state, order=order, reviewer=who, offset=offset, limit=limit))


@router.get("/places", summary="Places of the gazetteer by name, to choose from")
def places(name: Annotated[str, Query(description="A name of it, or how its name begins")]) -> Response:
    return Response(msgspec.json.encode({"places": choices.spots(name)}), media_type="application/json")


@router.get("/choices", summary="What fields may be")
def lists() -> Response:
    return Response(msgspec.json.encode(choices.lists()), media_type="application/json")


@router.get("/token", summary="What every change must send as X-Polybius-Csrf")
def token(request: Request) -> Response:
    # Another site can have a browser ask for this, but cannot read the answer.
    found = request.app.state.csrf
    return closed() if found is None else JSONResponse({"token": found}, headers={"cache-control": "no-store"})


@router.get("/event/{id}", summary="One event as the desk shows it")
def desk_event(id: str, request: Request, reviewer: str | None = None) -> Response:
    copy = live(request)
    if copy is None:
        return closed()
    found = shown.shown(copy, id, copy.by(reviewer))
    if found is None:
        return api.missing("event", id)
    return Response(msgspec.json.encode(found), media_type="application/json", headers={"cache-control": "no-store"})


@router.get("/article/{id:path}", summary="One article as the desk shows it, to be read through")
def desk_article(id: str, request: Request, reviewer: str | None = None) -> Response:
    copy = live(request)
    if copy is None:
        return closed()
    found = shown.article(copy, id, copy.by(reviewer))
    if found is None:
        return api.missing("article", id)
    return Response(msgspec.json.encode(found), media_type="application/json", headers={"cache-control": "no-store"})


@router.post(
    "", status_code=201, responses={**api.documented(Done), 409: {"description": (Clash.__doc__ or "").split("\n")[0]}},
    summary="Decide about an event, add one, or say that an article was read through",
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Choice"}}}}},
)  # fmt: skip
async def decide(request: Request) -> Response:
    copy = live(request)
    if copy is None:
        return closed()
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            return JSONResponse({"error": f"more than {_LARGEST:,} bytes"}, 413)
    try:
        choice = msgspec.json.decode(body, type=Choice)
    except msgspec.DecodeError as error:
        return JSONResponse({"error": f"not a decision: {error}"}, 422)
    from starlette.concurrency import run_in_threadpool

    return await run_in_threadpool(_made, copy, choice)


def _made(copy: Live, choice: Choice) -> Response:
    by = copy.by(choice.reviewer, sampled=choice.sampled)
    try:
        value = _value(copy, choice) if choice.action == "correct" else None
        fields = _fields(copy, choice) if choice.action == "add" else {}
        done = copy.decide(lambda desk: _decided(desk, choice, by, value, fields))
    except Conflict as clash:
        found = Clash(error=str(clash), since=clash.since, event=clash.event)
        return Response(msgspec.json.encode(found), 409, media_type="application/json")
    except ReviewError as error:
        return JSONResponse({"error": str(error)}, 422)
    return Response(msgspec.json.encode(done), 201, media_type="application/json")


def _decided(desk: Desk, choice: Choice, by: By, value: Any, fields: Mapping[str, Any]) -> Done:
    if choice.action == "undo":
        return desk.undo(by, choice.of)
    if choice.action == "add":
        if choice.words is None:
            raise ReviewError("say which words tell the event (words)")
        return desk.add(by, choice.words, fields, note=choice.note)
    if choice.action == "read":
        if choice.document is None:
            raise ReviewError("say which article was read through (document)")
        return desk.read(choice.document, by, note=choice.note)
    if choice.event is None or choice.version is None:
        raise ReviewError("say which event is meant, and the version of it that was seen (event, version)")
    event, version, note = choice.event, choice.version, choice.note
    if choice.action == "accept":
        return desk.accept(event, by, version=version, note=note)
    if choice.action == "reject":
        return desk.reject(event, by, mention=choice.mention, version=version, note=note)
    if choice.action == "split":
        return desk.split(event, by, choice.mentions, version=version, note=note)
    if choice.action == "merge":
        if choice.other is None:
            raise ReviewError("say which other event is meant (other)")
        return desk.merge(event, by, choice.other, version=version, note=note)
    if choice.action == "note":
        return desk.note(event, by, note or "", version=version)
    return desk.correct(
        event, by, choice.field or "", value, mention=choice.mention, words=choice.words, version=version, note=note
    )


def _value(copy: Live, choice: Choice) -> Any:
    """The value of a correction, as its field has it."""
    with copy.store() as store:
        return choices.value(choice.field or "", choice.value, choice.words, store.document)


def _fields(copy: Live, choice: Choice) -> dict[str, Any]:
    """The fields of an event that is added."""
    with copy.store() as store:
        return {
            name: choices.value(name, given.value, given.words, store.document) for name, given in choice.fields.items()
        }


def closed() -> Response:
    return JSONResponse({"error": "this server only reads: start it as `polybius serve STORE --review`"}, 403)
