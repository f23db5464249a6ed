"""The tables under data/entities: read whole, of real size, and strict about wrong lines."""

from itertools import combinations
from pathlib import Path

import pytest

from polybius import tables
from polybius.entities import leaders, names, organisations, roles, sectors


def test_sizes() -> None:
    titles = [r for p, r in roles.load().items() if r.title and r.phrase == p]
    assert len(titles) > 400
    assert len([r for p, r in roles.load().items() if r.example and r.phrase == p]) > 400
    assert len({k.name for k in names.load().values() if k.kind in ("organisation", "group")}) > 600
    assert len(leaders.load()) > 600


def test_every_role_has_an_example_or_is_a_title() -> None:
    assert all(role.example or role.title or role.plural for role in roles.load().values())


def test_stateless_codes_come_first() -> None:
    assert sectors.join(("MIL",), ("UNO", "MIL")) == ("UNO", "MIL")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("soldier\tMIL\tperson\n", "3 cells where 5 belong"),
        ("soldier\tXXX\tperson\town\tSoldiers left.\n", "'XXX' is no sector"),
        ("soldier\t\tperson\town\tSoldiers left.\n", "a cell is empty"),
        ("soldier\tMIL\tthing\town\tSoldiers left.\n", "kind 'thing'"),
    ],
)
def test_a_wrong_line_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, reason: str
) -> None:
    folder = tmp_path / "data" / "entities"
    folder.mkdir(parents=True)
    (folder / "roles.tsv").write_text("# roles\nrole\tsectors\tkind\tcountry\texample\n" + line)
    sectors.load()
    monkeypatch.setattr(tables.resources, "files", lambda _: tmp_path)
    with pytest.raises(tables.TableError, match=r"data/entities/roles\.tsv, line 3: ") as caught:
        roles.load.__wrapped__()
    assert reason in str(caught.value)


def test_a_name_alone_is_whoever_is_in_office() -> None:
    assert leaders.alone("Bashir", "2015-01-01")[0].country == "SDN"
    assert leaders.alone("Nobody", "2015-01-01") == ()
    assert {t.names[0] for t in leaders.alone("Clinton", None)} == {"Bill Clinton"}


def test_counts_per_kind() -> None:
    by_file = {
        file: sum(1 for _ in tables.rows(f"entities/{file}.tsv", organisations._COLUMNS, full=True))
        for file in organisations.FILES
    }
    assert by_file["international"] >= 300
    assert by_file["groups"] + by_file["parties"] + by_file["services"] >= 600
    assert len({b.country for b in organisations.load() if "PTY" in b.sectors and b.country}) >= 100
    assert len([r for p, r in roles.load().items() if r.phrase == p and r.example]) >= 700
    assert len(leaders.load()) >= 1200
    assert len(list(names._peoples())) >= 300


def test_a_name_of_two_organisations_of_one_country_is_refused() -> None:
    bodies = organisations.by_form()["National Liberation Army"]
    assert {b.country for b in bodies} >= {"COL", "MKD"}
    assert all(not organisations._together(a, b) for a, b in combinations(organisations.by_form()["RENAMO"], 2))
