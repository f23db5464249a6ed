"""The pages of actors, as they come from the server and as JSON."""

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import fill, get, served
from showcase import showcase
from test_explorer_pages import hostile

from factories import document, place, tell, who
from polybius.web.explorer.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    documents, articles = hostile()
    store = fill(tmp_path_factory.mktemp("store") / "news.duckdb", [*showcase(), *documents], articles)
    with served(store) as running:
        yield running


def test_actors_and_links_are_paged(server: Server) -> None:
    whole = get(server, "/api/actors").json
    path, seen = "/api/actors?limit=2", []
    while path:
        page = get(server, path).json
        assert page["total"] == whole["total"]
        seen += [one["id"] for one in page["actors"]]
        path = page["next"]
    assert seen == [one["id"] for one in whole["actors"]] and "AZE.MIL" in seen
    [talks] = get(server, "/api/links?type=CONSULT&happened=false").json["links"]
    assert (talks["source"], talks["target"], talks["events"]) == ("ARM.GOV", "AZE.GOV", 1)
    assert get(server, "/api/links?type=CONSULT").json["total"] == 0  # they are planned


def test_several_may_ask_for_actors_first(tmp_path: Path) -> None:
    with served(fill(tmp_path / "it's.duckdb", showcase())) as fresh, ThreadPoolExecutor(6) as pool:
        asked = ["/api/actors", "/api/links", "/parts/summary", "/parts/network", "/api/events", "/api/actors"]
        answers = list(pool.map(lambda path: get(fresh, path), asked))
    assert {one.status for one in answers} == {200}
    assert answers[0].body == answers[-1].body and answers[0].json["total"] > 1


def test_one_actor_at_each_level(server: Server) -> None:
    for id in ("COD", "COD.CVL"):
        found = get(server, f"/api/actors/{id}").json
        assert found["id"] == id and found["received"] >= 1
    assert get(server, "/api/actors/NONE").status == 404
    for path in ("/api/actors?level=county", "/api/links?limit=0", "/parts/network?type=NONE"):
        assert get(server, path).status == 422


def test_how_many_did_not_happen_is_told_whether_they_count_or_not(server: Server) -> None:
    parts = ("summary", "network", "network?happened=false")
    whole, plain, every = (get(server, f"/parts/{path}").json for path in parts)
    assert whole["unreal"] == plain["unreal"] == every["unreal"] >= 1
    assert whole["total"] == plain["events"] + plain["unreal"] == every["events"]
    assert (plain["unreal_counted"], every["unreal_counted"]) == (False, True)
    armenia = get(server, "/parts/actor?id=ARM.GOV&happened=false").json
    assert armenia["unreal_counted"] and armenia["unreal"] == 1
    assert get(server, "/parts/summary?type=ASSAULT&status=occurred").json["unreal"] == 0


def test_links_go_out_as_a_file(server: Server) -> None:
    found = get(server, "/api/links.csv?happened=false")
    rows = list(csv.DictReader(io.StringIO(found.text)))
    assert {"Source", "Target", "Weight"} <= set(rows[0]) and "attachment" in found.headers["content-disposition"]
    assert len(rows) == get(server, "/api/links?happened=false").json["total"]


def test_a_name_in_the_file_is_no_formula(tmp_path: Path) -> None:
    group = who("=HYPERLINK(1) Front", "SOM", "REB", entity="=HYPERLINK(1) Front")
    told = tell("The front attacked people.", "attacked", "ASSAULT", actor=(group,),
                recipient=(who("people", "KEN", "CVL"),), place=place("Goma"))  # fmt: skip
    with served(fill(tmp_path / "s.duckdb", [document("d", told)])) as server:
        [row] = csv.DictReader(io.StringIO(get(server, "/api/links.csv").text))
        assert not row["SourceName"].startswith("=")


def test_an_actors_page_has_its_partners_places_and_sources(server: Server) -> None:
    page = get(server, "/actors/COD.CVL").text
    assert 'data-id="COD.CVL"' in page and 'href="/actors/COD"' in page
    told = get(server, "/parts/actor?id=COD.CVL").json
    assert told["total"] == len(told["rows"]["events"]) == 1 and told["received"] == 1
    assert [one["name"] for one in told["places"]] == ["Goma"]
    assert {one["name"] for one in told["sources"]} == {"Lake Radio", "Great Rift Times", "Southern Daily"}
    [partner] = told["partners"]
    assert partner["from"] and not partner["to"] and partner["id"].startswith("COD.REB")
    side = get(server, "/parts/actor?id=COD").json
    assert "COD.CVL" in {one["id"] for one in side["below"]}


def test_a_filter_holds_for_an_actors_page(server: Server) -> None:
    assert get(server, "/parts/actor?id=COD.CVL&type=AID").json["total"] == 0


@pytest.mark.parametrize("path", ["/actors/%3Cscript%3E", "/actors/NONE", "/actors/..%2f..%2fetc%2fpasswd"])
def test_an_actor_that_is_not_there_is_said_to_be_none(server: Server, path: str) -> None:
    found = get(server, path)
    assert found.status == 404 and "There is no" in found.text and "<script>" not in found.text


def test_names_of_any_script_have_pages(tmp_path: Path) -> None:
    group = who("حركة الشباب", "SOM", "REB", entity="حركة الشباب")
    told = tell("Fighters of حركة الشباب attacked Goma.", "attacked", "ASSAULT", actor=(group,), place=place("Goma"))
    with served(fill(tmp_path / "s.duckdb", [document("d", told)])) as server:
        [actor] = get(server, "/api/actors").json["actors"]
        assert actor["id"] == "SOM.REB.حركة-الشباب" and actor["country"] == "Somalia"
        page = get(server, "/actors/" + quote(actor["id"]))
        assert page.status == 200 and '<h1 dir="auto">حركة الشباب</h1>' in page.text
        [event] = get(server, "/api/events").json["events"]
        assert f'href="/actors/{quote(actor["id"])}"' in get(server, f"/event/{event['id']}").text


def test_hostile_names_stay_text(server: Server) -> None:
    ids = [one["id"] for one in get(server, "/api/actors?level=name&unknown=true").json["actors"]]
    for id in ids:
        page = get(server, "/actors/" + id).text
        assert "<img" not in page and "<script>" not in page
