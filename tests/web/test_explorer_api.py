"""The explorer's JSON: what it gives, to whom, and what it refuses."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from serving import fill, get, served
from showcase import showcase

from factories import date, document, place, tell, who
from polybius.records import Event
from polybius.store import Filter, Store
from polybius.web.explorer.asking import address
from polybius.web.explorer.server import Server

HOLD = "import sys, duckdb; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = fill(tmp_path_factory.mktemp("store") / "news.duckdb", showcase())
    with served(store) as running:
        yield running


def test_events_are_the_stores_own_records(server: Server, tmp_path: Path) -> None:
    store = fill(tmp_path / "same.duckdb", showcase())
    with Store(store, read_only=True) as opened:
        expected = list(opened.events())
    found = get(server, "/api/events").json
    assert found["total"] == len(expected) == 8 and found["next"] is None
    assert msgspec.convert(found["events"], list[Event]) == expected


def test_pages_follow_each_other_without_gap(server: Server) -> None:
    whole = [one["id"] for one in get(server, "/api/events").json["events"]]
    path, seen = "/api/events?limit=3", []
    while path:
        page = get(server, path).json
        assert page["total"] == 8
        seen += [one["id"] for one in page["events"]]
        path = page["next"]
    assert seen == whole
    past = get(server, "/api/events?offset=100").json
    assert past["total"] == 8 and past["events"] == [] and past["next"] is None


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("type=DISPLAY", 1),
        ("type=display&type=displace", 2),
        ("country=Ukraine", 2),
        ("place=Stepanakert", 1),
        ("text=market", 1),
        ("from=2023-11-08&to=2023-11-08&type=DISPLAY", 1),
        ("min-sources=2", 2),
        ("type=&text=&from=", 8),
    ],
)
def test_filters_are_those_of_the_commands(server: Server, query: str, total: int) -> None:
    assert get(server, f"/api/events?{query}").json["total"] == total


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("type=ASSAULTS", "ASSAULT"),
        ("from=yesterday", "is no date"),
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("sort=colour", "cannot sort by"),
        ("near=200,300", "is no point"),
        ("min-sources=x", "min-sources"),
    ],
)
def test_a_wrong_filter_is_answered_in_words(server: Server, query: str, words: str) -> None:
    found = get(server, f"/api/events?{query}")
    assert found.status == 422 and words in found.json["error"]


def test_a_filter_written_as_an_address_is_read_back(server: Server) -> None:
    wanted = Filter(types=("ASSAULT", "DISPLAY"), text='a "market & more"', min_sources=2, since="2023")
    assert address(wanted) == "type=ASSAULT&type=DISPLAY&from=2023&text=a+%22market+%26+more%22&min-sources=2"
    assert address(Filter()) == ""


def test_one_event_and_one_article(server: Server) -> None:
    [first, *_] = get(server, "/api/events?type=DISPLAY").json["events"]
    assert get(server, f"/api/events/{first['id']}").json == first
    told = get(server, f"/api/articles/{first['sources'][0]['document']}").json
    mention = next(one for one in told["document"]["events"] if one["id"] == first["mentions"][0])
    evidence = mention["evidence"]
    assert told["document"]["text"][evidence["start"] : evidence["end"]] == evidence["text"]
    for path in ("/api/events/none", "/api/articles/none"):
        assert get(server, path).status == 404 and "none" in get(server, path).json["error"]


def test_articles_by_publisher_and_day(server: Server) -> None:
    every = get(server, "/api/articles").json
    assert every["total"] == len(showcase())
    one = get(server, "/api/articles?publisher=Mountain%20Post").json
    assert [row["id"] for row in one["articles"]] == ["parade-2"] and one["articles"][0]["mentions"] == 1
    assert get(server, "/api/articles?from=2023-11-09&to=2023-11-09&publisher=Mountain%20Post").json["total"] == 1
    following = get(server, "/api/articles?limit=2").json["next"]
    assert get(server, following).json["offset"] == 2


def test_stories_hold_each_article_once(server: Server) -> None:
    found = get(server, "/api/stories").json
    members = [one for story in found["stories"] for one in story["articles"]]
    assert sorted(members) == sorted(one.id for one in showcase())


def test_control_is_told_place_by_place(tmp_path: Path) -> None:
    rebels = who("M23 rebels", "COD", "REB", entity="March 23 Movement")
    told = [
        document(
            town,
            tell(f"M23 rebels captured {town}.", "captured", "CONTROL", mode="gain", actor=(rebels,),
                 place=place(town), date=date("2025-01-27")),
        )
        for town in ("Goma", "Stepanakert")
    ]  # fmt: skip
    with served(fill(tmp_path / "s.duckdb", told)) as server:
        found = get(server, "/api/control").json
        assert [one["place"] for one in found["places"]] == ["Goma", "Stepanakert"] and found["next"] is None
        assert [spell["since"] for spell in found["places"][0]["spells"]] == ["2025-01-27"]
        assert get(server, get(server, "/api/control?limit=1").json["next"]).json["places"] == found["places"][1:]
        assert get(server, "/api/control?place=Goma").json["places"] == found["places"][:1]
        assert get(server, "/api/control?place=Kyiv").json == {"total": 0, "offset": 0, "next": None, "places": []}


def test_the_filter_goes_out_as_files(server: Server) -> None:
    found = get(server, "/api/export.csv?type=DISPLAY")
    [row] = csv.DictReader(io.StringIO(found.text))
    assert row["type"] == "DISPLAY" and "attachment" in found.headers["content-disposition"]
    assert len(get(server, "/api/export.jsonl").body.splitlines()) == 8
    assert get(server, "/api/export.exe").status == 422


def test_the_overview_counts_what_else_could_be_chosen(server: Server) -> None:
    whole = get(server, "/parts/summary").json
    assert whole["total"] == 8 == sum(number for _, _, number in whole["bins"]) + 1  # one has no date
    chosen = get(server, "/parts/summary?type=ASSAULT&country=COD").json
    assert chosen["total"] == 1 and {row[1] for row in chosen["bins"]} == {"ASSAULT"}
    assert {row[0] for row in chosen["countries"]} > {"COD"} or len(chosen["countries"]) == 1
    assert len(get(server, "/parts/summary?type=ASSAULT").json["types"]) == len(whole["types"])
    [goma] = chosen["places"]
    assert goma["name"] == "Goma" and goma["killed"] > 0 and goma["type"] == "ASSAULT"


def test_rows_are_pages_in_the_order_asked_for(server: Server) -> None:
    first = get(server, "/parts/rows?limit=3&sort=date").json
    second = get(server, "/parts/rows?limit=3&offset=3&sort=date").json
    whole = [one["id"] for one in get(server, "/api/events").json["events"]]
    assert [one["id"] for one in first["events"] + second["events"]] == whole[:6] and first["total"] == 8


def test_it_is_described_by_openapi_and_by_a_page_of_its_own(server: Server) -> None:
    described = get(server, "/api/openapi.json").json
    assert {"/api/events", "/api/articles", "/api/stories", "/api/control"} <= set(described["paths"])
    shown = described["components"]["schemas"]
    assert "claims" in shown["Event"]["properties"] and "text" in shown["Document"]["properties"]
    names = {one["name"] for one in described["paths"]["/api/events"]["get"]["parameters"]}
    assert {"type", "from", "to", "min-sources", "near", "limit", "offset", "sort"} <= names
    page = get(server, "/api").text
    assert "/api/events" in page and "http://" not in page and "https://" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../server.py",
        "/assets/..%2fserver.py",
        "/assets/..%5cserver.py",
        "/assets/%2e%2e/%2e%2e/cli.py",
        "/assets//etc/passwd",
        "/assets/app.py",
        "//example.org/",
        "/../../etc/passwd",
        "/api/articles/../../../../etc/passwd",
        "/api/articles/%00",
    ],
)
def test_paths_lead_to_nothing_but_the_explorers_own(server: Server, path: str) -> None:
    found = get(server, path)
    assert found.status in (400, 404)
    assert b"root:" not in found.body and b"import" not in found.body and "location" not in found.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_served(server: Server, method: str) -> None:
    assert get(server, "/api/events", method=method, origin="http://evil.example").status == 405


def test_other_sites_can_neither_read_nor_frame_it(server: Server) -> None:
    headers = get(server, "/api/events", origin="http://evil.example").headers
    assert "access-control-allow-origin" not in headers
    assert headers["cross-origin-resource-policy"] == "same-origin" and headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", ""])
def test_a_name_that_was_rebound_to_this_machine_is_refused(server: Server, host: str) -> None:
    assert get(server, "/api/events", host=host).status in (400, 421)
    assert get(server, "/api/events", host="localhost:1").status == 200


def test_elsewhere_than_on_this_machine_a_token_is_needed(tmp_path: Path) -> None:
    store = fill(tmp_path / "s.duckdb", showcase())
    with served(store, host="0.0.0.0") as server:
        path = server.address.partition("/?")[2]
        token = path.removeprefix("token=")
        assert len(token) >= 32
        assert get(server, "/api/events").status == 401
        assert get(server, "/api/events?token=wrong").status == 401
        assert get(server, "/api/events", cookie="polybius=wrong").status == 401
        assert get(server, "/api/events", authorization=f"Bearer {token}").status == 200
        first = get(server, f"/?type=AID&token={token}")
        assert first.status == 303 and first.headers["location"] == "/?type=AID"
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie
        assert get(server, "/api/events", cookie=cookie.partition(";")[0]).status == 200
        assert get(server, f"//evil.example/?token={token}").headers["location"].startswith("/evil")


def test_an_empty_store_gives_empty_lists(tmp_path: Path) -> None:
    with served(fill(tmp_path / "s.duckdb", [])) as server:
        assert get(server, "/api/events").json == {"total": 0, "offset": 0, "next": None, "events": []}
        assert get(server, "/api/articles").json["articles"] == []
        assert get(server, "/api/stories").json["stories"] == []


def test_a_run_may_write_while_it_serves_and_is_seen_when_it_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polybius.web.explorer.snapshot._EVERY", 0.0)
    path = fill(tmp_path / "s.duckdb", showcase()[:1])
    with served(path) as server:
        before = get(server, "/api/events").json["total"]
        writer = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert writer.stdout is not None and writer.stdout.readline() == b"held\n"
        assert get(server, "/api/events").json["total"] == before
        writer.communicate()
        fill(path, showcase())
        assert get(server, "/api/events").json["total"] == 8 > before


def test_a_store_that_is_being_written_from_the_start_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polybius.web.explorer.snapshot._EVERY", 0.0)
    path = fill(tmp_path / "s.duckdb", showcase())
    writer = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert writer.stdout is not None and writer.stdout.readline() == b"held\n"
    with served(path) as server:
        busy = get(server, "/api/events")
        assert busy.status == 503 and busy.headers["retry-after"] == "3" and "writing" in busy.json["error"]
        writer.communicate()
        assert get(server, "/api/events").json["total"] == 8
