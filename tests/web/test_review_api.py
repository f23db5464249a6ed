"""Reviewing over HTTP: who may change what, what is answered, and what is in the store after it."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from serving import Answer, fill, get, served
from showcase import showcase
from test_explorer_pages import hostile

from factories import document, place, tell
from polybius.store import Filter, Store, StoreBusy
from polybius.web.explorer.live import Review
from polybius.web.explorer.server import Server


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return fill(tmp_path / "news.duckdb", showcase())


@pytest.fixture
def server(store: Path) -> Iterator[Server]:
    with served(store, review=Review(reviewer="Ana")) as running:
        yield running


def post(server: Server, body: Any, path: str = "/api/reviews", **headers: str) -> Answer:
    to = urlsplit(server.address)
    connection = http.client.HTTPConnection(to.hostname or "", to.port, timeout=30)
    named = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.request("POST", path, sent, named)
    response = connection.getresponse()
    return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


def token(server: Server) -> str:
    return str(get(server, "/api/reviews/token").json["token"])


def decide(server: Server, **choice: Any) -> Answer:
    return post(server, choice, x_polybius_csrf=token(server))


def first(server: Server) -> Any:
    return get(server, "/api/reviews/queue?type=ASSAULT&order=importance").json["events"][0]


# --- who may ------------------------------------------------------------------------------------


def test_a_change_needs_the_token_the_type_and_the_own_origin(server: Server) -> None:
    choice = {"action": "accept", "event": first(server)["id"], "version": 0}
    csrf = token(server)
    own = server.address.rstrip("/")
    assert post(server, choice).status == 403
    assert post(server, choice, x_polybius_csrf="guess").status == 403
    assert post(server, choice, x_polybius_csrf=csrf, origin="https://evil.example").status == 403
    assert post(server, choice, x_polybius_csrf=csrf, origin="null").status == 403
    assert post(server, choice, x_polybius_csrf=csrf, sec_fetch_site="cross-site").status == 403
    assert post(server, choice, x_polybius_csrf=csrf, content_type="text/plain").status == 415
    assert post(server, choice, x_polybius_csrf=csrf, host="rebound.example").status == 421
    assert post(server, choice, path="/api/events", x_polybius_csrf=csrf).status == 405
    assert get(server, "/api/reviews", method="DELETE").status == 405
    assert get(server, "/api/reviews").json["total"] == 0
    assert post(server, choice, x_polybius_csrf=csrf, origin=own, sec_fetch_site="same-origin").status == 201


def test_a_server_that_is_not_for_review_takes_no_change(store: Path) -> None:
    with served(store) as server:
        assert post(server, {}, x_polybius_csrf="").status == 405
        assert get(server, "/api/reviews/token").status == 403
        assert get(server, "/api/reviews/queue").status == 403
        assert "polybius serve STORE --review" in get(server, "/review").text
        assert get(server, "/api/reviews").json == {"total": 0, "offset": 0, "next": None, "decisions": []}
        assert 'href="/review"' not in get(server, "/").text


def test_elsewhere_a_change_needs_both_tokens(store: Path) -> None:
    with served(store, token="secret", review=Review(reviewer="Ana")) as server:
        assert get(server, "/api/reviews/token").status == 401
        bearer = {"authorization": "Bearer secret"}
        csrf = get(server, "/api/reviews/token", **bearer).json["token"]
        id = get(server, "/api/reviews/queue", **bearer).json["events"][0]["id"]
        choice = {"action": "accept", "event": id, "version": 0}
        assert post(server, choice, x_polybius_csrf=csrf).status == 401
        assert post(server, choice, **bearer).status == 403
        assert post(server, choice, x_polybius_csrf=csrf, **bearer).status == 201


# --- what is answered ---------------------------------------------------------------------------


def test_a_correction_by_words_of_the_text_is_read_by_the_articles_layers(server: Server) -> None:
    id = first(server)["id"]
    told = get(server, f"/api/reviews/event/{id}").json
    source = told["sources"][0]
    text = get(server, f"/api/articles/{source['document']}").json["document"]["text"]
    word = text.split()[0]
    at = text.index(word)
    words = {"document": source["document"], "start": at, "end": at + len(word), "text": word}
    done = decide(server, action="correct", event=id, version=0, field="recipient", value=[], words=words)
    assert done.status == 201, done.text
    now = get(server, f"/api/events/{id}").json
    assert [one["text"] for one in now["recipient"]] == [words["text"]]
    assert done.json["decision"]["words"] == words
    assert (now["reviewed"], now["reviewers"]) == ("begun", ["Ana"])


def test_a_correction_is_in_lists_exports_and_the_map_at_once(server: Server) -> None:
    id = first(server)["id"]
    place = get(server, "/api/reviews/places?name=Goma").json["places"][0]
    value = {"geonameid": place["geonameid"]}
    assert decide(server, action="correct", event=id, version=0, field="place", value=value).status == 201
    assert [one["id"] for one in get(server, "/api/events?place=Goma&type=ASSAULT").json["events"]] == [id]
    row = next(row for row in get(server, "/api/export.csv").text.splitlines() if row.startswith(id))
    assert ",Goma," in row and ",begun,Ana," in row
    spots = {spot["name"]: spot for spot in get(server, "/parts/summary?type=ASSAULT").json["places"]}
    assert "Goma" in spots


def test_the_page_of_an_event_says_who_reviewed_it_and_leads_to_the_desk(server: Server) -> None:
    id = first(server)["id"]
    assert "Review this event" in get(server, f"/event/{id}").text
    assert decide(server, action="accept", event=id, version=0, reviewer="<b>Ana</b>").status == 201
    page = get(server, f"/event/{id}").text
    assert "Accepted by <bdi>&lt;b&gt;Ana&lt;/b&gt;</bdi>" in page


def test_a_rejected_event_leaves_lists_and_stays_in_the_queue_of_done(server: Server) -> None:
    id = first(server)["id"]
    total = get(server, "/api/events").json["total"]
    assert decide(server, action="reject", event=id, version=0, reviewer="Ben").status == 201
    assert get(server, "/api/events").json["total"] == total - 1
    assert get(server, "/api/events?rejected=true").json["total"] == total
    queue = get(server, "/api/reviews/queue?state=done").json
    assert [(one["id"], one["reviewed"]) for one in queue["events"]] == [(id, "rejected")]
    assert (queue["done"], queue["every"]) == (1, total)
    assert decide(server, action="undo", reviewer="Ben").status == 201
    assert get(server, "/api/events").json["total"] == total


def test_the_second_of_two_is_told_of_the_first(server: Server) -> None:
    id = first(server)["id"]
    assert decide(server, action="correct", event=id, version=0, field="status", value="alleged").status == 201
    late = decide(server, action="accept", event=id, version=0, reviewer="Ben")
    assert late.status == 409
    assert "Ana corrected status" in late.json["error"] and late.json["event"] == id
    assert get(server, f"/api/events/{id}").json["reviewed"] == "begun"
    assert decide(server, action="accept", event=id, version=1, reviewer="Ben").status == 201


def test_decisions_that_cannot_be_are_refused_in_words(server: Server) -> None:
    id = first(server)["id"]
    about: dict[str, Any] = {"event": id, "version": 0}
    correct = {"action": "correct", **about}
    wrong: list[tuple[Any, str]] = [
        ({"action": "explode"}, "not a decision"),
        ({"action": "accept", "event": id}, "say which event is meant, and the version"),
        ({"action": "accept", "event": "e0", "version": 0}, "there is no event e0"),
        ({"action": "merge", **about}, "say which other event is meant"),
        ({"action": "split", **about, "mentions": ["m"]}, "has no mention m"),
        ({**correct, "field": "date", "value": "soon"}, "'soon' is no date"),
        ({**correct, "field": "date", "value": "2023-02-30"}, "is no date"),
        ({**correct, "field": "place", "value": {"name": "Nowhereville-on-Sea"}}, "the gazetteer has no place"),
        ({**correct, "field": "quantities", "value": [{"kind": "killed"}]}, "killed: how many"),
        ({**correct, "field": "quantities", "value": [{"kind": "vexed", "low": 1}]}, "no kind of figure 'vexed'"),
        ({**correct, "field": "actor", "value": "Ana"}, "a list of objects is wanted"),
        ({**correct, "field": "actor", "value": [{"text": "Ana"}]}, "needs the words that name it"),
        ({**correct, "field": "type", "value": None}, "type: "),
        ({"action": "note", **about, "note": " "}, "a note needs words"),
        ({"action": "undo", "reviewer": "Nobody"}, "Nobody has decided nothing"),
    ]
    for choice, said in wrong:
        answer = decide(server, **choice)
        assert (answer.status, said in answer.json["error"]) == (422, True), answer.text
    assert post(server, b"[", x_polybius_csrf=token(server)).status == 422
    assert post(server, b" " * 1_100_000, x_polybius_csrf=token(server)).status == 413
    assert get(server, "/api/reviews/queue?state=none").status == 422
    assert get(server, "/api/reviews").json["total"] == 0


def missed(tmp_path: Path) -> Path:
    """A store with an article that tells a strike, in words that were not coded."""
    plain = document("mine/1", tell("It rained in Geneva.", "rained", "DISASTER", place=place("Geneva")))
    return fill(tmp_path / "missed.duckdb", [msgspec.structs.replace(
        plain, text=f"{plain.text}\n\nMiners downed tools in Kyiv on Tuesday.")])  # fmt: skip


def test_an_event_is_added_with_fields_by_value_and_by_words(tmp_path: Path) -> None:
    with served(missed(tmp_path), review=Review(reviewer="Ana")) as server:
        text = get(server, "/api/reviews/article/mine/1").json["text"]

        def words(some: str) -> Any:
            at = text.index(some)
            return {"document": "mine/1", "start": at, "end": at + len(some), "text": some}

        done = decide(server, action="add", words=words("downed tools"), fields={
            "type": {"value": "PROTEST"}, "mode": {"value": "strike"}, "date": {"value": "2023-11-07"},
            "place": {"value": {"geonameid": 703448}, "words": words("Kyiv")}, "actor": {"words": words("Miners")},
            "status": {"value": "ongoing"}, "quantities": {"value": [{"kind": "protested", "low": 40}]},
        })  # fmt: skip
        assert done.status == 201, done.json
        [id] = done.json["events"]
        event = get(server, f"/api/events/{id}").json
        assert (event["type"], event["mode"], event["status"], event["reviewed"]) == (
            "PROTEST", "strike", "ongoing", "corrected",
        )  # fmt: skip
        assert (event["date"]["edtf"], event["place"]["geonameid"]) == ("2023-11-07", 703448)
        assert [one["text"] for one in event["actor"]] == ["Miners"]
        assert [one["low"] for one in event["quantities"]] == [40]
        assert id in get(server, "/api/export.csv").text
        read = decide(server, action="read", document="mine/1")
        assert read.status == 201
        article = get(server, "/api/reviews/article/mine/1").json
        assert article["read"] == ["Ana"] and [one["added"] for one in article["events"]] == [False, True]
        assert decide(server, action="undo", of=1).status == 201
        assert get(server, f"/api/events/{id}").status == 404


def test_what_cannot_be_added_or_read_is_refused_in_words(tmp_path: Path) -> None:
    with served(missed(tmp_path), review=Review(reviewer="Ana")) as server:
        rained = {"document": "mine/1", "start": 3, "end": 9, "text": "rained"}
        kind = {"type": {"value": "DISASTER"}}
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"action": "add"}, "which words tell the event"),
            ({"action": "add", "words": rained}, "needs a type"),
            ({"action": "add", "words": rained, "fields": kind}, "is coded there already"),
            ({"action": "add", "words": {**rained, "end": 10}, "fields": kind}, "is not what stands at"),
            ({"action": "add", "words": rained, "fields": {"type": "PROTEST"}}, "not a decision"),
            ({"action": "add", "words": rained, "fields": {**kind, "date": {"value": "soon"}}}, "is no date"),
            ({"action": "read"}, "which article was read"),
            ({"action": "read", "document": "x"}, "there is no article x"),
        ]
        for choice, said in wrong:
            answer = decide(server, **choice)
            assert answer.status == 422 and said in answer.json["error"], answer.json
        assert get(server, "/api/reviews").json["total"] == 0
        assert get(server, "/api/reviews/article/x").status == 404


def test_a_blind_reviewer_sees_what_the_machine_says(store: Path) -> None:
    with served(store, review=Review(reviewer="Ana", blind=True)) as server:
        id = first(server)["id"]
        before = get(server, f"/api/reviews/event/{id}?reviewer=Ben").json
        assert decide(server, action="correct", event=id, version=0, field="status", value="alleged").status == 201
        assert decide(server, action="accept", event=id, version=1).status == 201
        assert get(server, f"/api/reviews/event/{id}?reviewer=Ben").json == before
        assert get(server, "/api/reviews/queue?state=done&reviewer=Ben").json["total"] == 0
        mine = get(server, "/api/reviews/queue?state=done&reviewer=Ana").json["events"]
        assert [(one["id"], one["reviewed"]) for one in mine] == [(id, "corrected")]
        done = decide(server, action="accept", event=id, version=0, reviewer="Ben")
        assert done.json["decision"]["values"]["status"] == "occurred"
        assert get(server, "/api/reviews").status == 403


def test_openapi_has_the_decision_and_the_page_of_the_api_shows_it(server: Server) -> None:
    described = get(server, "/api/openapi.json").json
    assert {"Choice", "Done", "Clash", "Queue", "Log", "Decision"} <= set(described["components"]["schemas"])
    assert "requestBody" in described["paths"]["/api/reviews"]["post"]
    assert "Decide about an event" in get(server, "/api").text


def test_hostile_text_reaches_the_desk_as_text(tmp_path: Path) -> None:
    documents, articles = hostile()
    path = fill(tmp_path / "evil.duckdb", documents, articles)
    with served(path, review=Review(reviewer='<script>alert("x")</script>')) as server:
        page = get(server, "/review").text
        assert "<script>alert" not in page
        for one in get(server, "/api/reviews/queue").json["events"]:
            assert get(server, f"/api/reviews/event/{one['id']}").headers["content-type"] == "application/json"


# --- one writer, and what a kill leaves ---------------------------------------------------------


def test_nobody_else_writes_while_a_store_is_reviewed(store: Path, server: Server) -> None:
    code = f"from polybius.store import Store; Store({str(store)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert StoreBusy.__name__ in done.stderr and f"process {os.getpid()}" in done.stderr


def test_a_killed_server_has_kept_whole_decisions_only(store: Path, tmp_path: Path) -> None:
    """Decisions are sent without end and the server is killed: what was answered is kept, and nothing is half."""
    for attempt in range(3):
        code = (
            "from pathlib import Path; from polybius.web.explorer.server import prepare\n"
            "from polybius.web.explorer.live import Review\n"
            f"s = prepare(Path({str(store)!r}), port=0, review=Review(reviewer='Ana'))\n"
            "print(s.address, flush=True); s.run()"
        )
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        server = Server(process.stdout.readline().strip(), None, None)  # type: ignore[arg-type]
        while True:
            try:
                csrf = token(server)
                break
            except OSError:
                time.sleep(0.05)
        id = first(server)["id"]
        version = get(server, f"/api/reviews/event/{id}").json["version"]
        answered = version
        try:
            for number in range(10_000):
                status = ("alleged", "occurred")[number % 2]
                choice = {"action": "correct", "event": id, "version": answered, "field": "status", "value": status}
                done = post(server, choice, x_polybius_csrf=csrf)
                assert done.status == 201, done.text
                answered = done.json["decision"]["number"]
                if number == 2:  # … then in the midst of some later one
                    threading.Timer(0.03 + 0.05 * attempt, process.kill).start()
        except (OSError, http.client.HTTPException):
            pass
        assert process.wait(20) == -signal.SIGKILL
        with Store(store) as opened:
            log = opened.reviews()
            assert [one.number for one in log] == list(range(1, len(log) + 1))
            assert len(log) in (answered, answered + 1) and answered > version
            event = opened.event(id)
            assert event is not None and event.status == log[-1].after == log[-1].values["status"]
            told = list(opened.events(Filter(rejected=True)))
            opened.relink(force=True)
            assert list(opened.events(Filter(rejected=True))) == told


def test_a_store_whose_last_run_did_not_finish_is_linked_for_review(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    with Store(path) as store:
        store.add(document("a", tell("Students marched in Kyiv.", "marched", "PROTEST", place=place("Kyiv"))))
    with served(path, review=Review(reviewer="Ana")) as server:
        assert get(server, "/api/reviews/queue").json["total"] == 1


def test_a_rejected_event_is_no_link_between_actors_any_more(server: Server) -> None:
    before = get(server, "/api/actors/COD.CVL").json
    assert get(server, "/parts/network").status == get(server, "/parts/control").status == 200
    [id] = [one["id"] for one in get(server, "/parts/actor?id=COD.CVL").json["rows"]["events"]]
    assert decide(server, action="reject", event=id, version=0).status == 201
    assert before["links"] == 1 and get(server, "/api/actors/COD.CVL").status == 404
    assert "COD.CVL" not in {one["id"] for one in get(server, "/parts/network").json["actors"]}
    assert get(server, f"/event/{id}").status in (200, 404)
