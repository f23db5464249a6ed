"""Who does what to whom among the events of a store."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from factories import date, document, place, tell, who
from polybius.records import Document, Participant
from polybius.store import Filter, FilterError, Store, acting
from polybius.store.acting import Network

ARMY = who("Russian troops", "RUS", "MIL")
TOWN = who("Kharkiv", "UKR", entity="Kharkiv")
UKRAINE = who("Ukrainian soldiers", "UKR", "MIL")
M23 = who("M23 rebels", "COD", "REB", entity="M23 rebels")
SOLDIERS = who("soldiers", None, "MIL")


def act(
    number: int, kind: str, quad: str, actor: tuple[Participant, ...], to: tuple[Participant, ...], **more: str
) -> Document:
    """A document that tells one event: who did something to whom, on a day of its own."""
    words = " and ".join(one.text for one in (*actor, *to))
    return document(
        f"d{number}",
        tell(f"{words} acted.", "acted", kind, quad=quad, actor=actor, recipient=to, place=place("Kyiv"),
             date=date(f"2023-0{number}-11"), **more),
        published=f"2023-0{number}-12",
    )  # fmt: skip


TOLD = [
    act(1, "ASSAULT", "MATERIAL CONFLICT", (ARMY,), (TOWN,)),
    act(2, "ASSAULT", "MATERIAL CONFLICT", (ARMY,), (UKRAINE,)),
    act(3, "THREATEN", "VERBAL CONFLICT", (UKRAINE,), (ARMY,)),
    act(4, "CONSULT", "VERBAL COOPERATION", (who("Kenya", "KEN"), who("Rwanda", "RWA")), ()),
    act(5, "ASSAULT", "MATERIAL CONFLICT", (M23,), (SOLDIERS,)),
    act(6, "ASSAULT", "MATERIAL CONFLICT", (ARMY,), (UKRAINE,), status="denied"),
    act(7, "PROTEST", "MATERIAL CONFLICT", (who("people"),), (who("Kenya's government", "KEN", "GOV"),)),
    act(8, "CONTROL", "MATERIAL CONFLICT", (who("Kenya", "KEN"), who("Rwanda", "RWA")), ()),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("store") / "s.duckdb"
    with Store(path) as store:
        for one in TOLD:
            store.add(one, None)
        store.relink()
    with duckdb.connect(str(path)) as opened:
        acting.write(opened)
        yield opened


def links(network: Network) -> dict[tuple[str, str, str], int]:
    return {(one.source, one.target, one.quad): one.events for one in network.links()[0]}


def test_links_go_from_who_acts_to_whom_it_is_done(database: duckdb.DuckDBPyConnection) -> None:
    assert links(Network(database, Filter(), level="sector")) == {
        ("RUS.MIL", "UKR.ALL", "MATERIAL CONFLICT"): 1,
        ("RUS.MIL", "UKR.MIL", "MATERIAL CONFLICT"): 1,
        ("UKR.MIL", "RUS.MIL", "VERBAL CONFLICT"): 1,
        ("KEN.ALL", "RWA.ALL", "VERBAL COOPERATION"): 1,
        ("RWA.ALL", "KEN.ALL", "VERBAL COOPERATION"): 1,
    }


def test_a_coarser_level_adds_up(database: duckdb.DuckDBPyConnection) -> None:
    found = links(Network(database, Filter(), level="side"))
    assert found[("RUS", "UKR", "MATERIAL CONFLICT")] == 2
    assert links(Network(database, Filter(), level="name"))[("RUS.MIL", "UKR.ALL.kharkiv", "MATERIAL CONFLICT")] == 1


def test_what_did_not_happen_is_asked_for(database: duckdb.DuckDBPyConnection) -> None:
    key = ("RUS.MIL", "UKR.MIL", "MATERIAL CONFLICT")
    assert links(Network(database, Filter(), happened=False))[key] == 2
    assert links(Network(database, Filter(statuses=("denied",)))) == {key: 1}


def test_people_of_no_country_and_name_are_asked_for(database: duckdb.DuckDBPyConnection) -> None:
    assert ("COD.REB.m23", "XXX.MIL", "MATERIAL CONFLICT") in links(Network(database, Filter(), unknown=True))


def test_actors_are_counted_by_role_and_quad_class(database: duckdb.DuckDBPyConnection) -> None:
    found, total = Network(database, Filter()).actors()
    by_id = {one.id: one for one in found}
    assert total == len(found) == 7 and "people" not in by_id
    army = by_id["RUS.MIL"]
    assert (army.events, army.acted, army.received, army.links) == (3, 2, 1, 3)
    assert army.quads == {"MATERIAL CONFLICT": 2, "VERBAL CONFLICT": 1}
    assert (army.name, army.country) == ("Military", "Russia")
    assert [one.links for one in found] == sorted((one.links for one in found), reverse=True)
    assert Network(database, Filter()).counts() == (7, 7, 4)


def test_pages_of_actors_and_links_join_without_gap(database: duckdb.DuckDBPyConnection) -> None:
    network = Network(database, Filter())
    whole = [one.id for one in network.actors()[0]]
    assert [one.id for at in range(0, 9, 3) for one in network.actors(limit=3, offset=at)[0]] == whole
    assert network.actors(offset=99) == ([], len(whole))
    assert network.links(limit=2, offset=1)[0] == network.links()[0][1:3]
    assert network.links(offset=99) == ([], 5)


@pytest.mark.parametrize(("wanted", "pairs"), [(Filter(types=("CONSULT",)), 2), (Filter(until="2023-01"), 1)])
def test_filters_are_those_of_events(database: duckdb.DuckDBPyConnection, wanted: Filter, pairs: int) -> None:
    assert len(links(Network(database, wanted))) == pairs


def test_a_level_that_is_none_is_refused(database: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(FilterError, match="side, sector or name"):
        Network(database, Filter(), level="county")


def test_an_empty_store_has_no_actors(tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        store.relink()
    with duckdb.connect(str(tmp_path / "s.duckdb")) as opened:
        acting.write(opened)
        assert Network(opened, Filter()).actors() == ([], 0)
