"""``polybius events``, ``export`` with filters, and ``polybius control``, as their user meets them."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from factories import count, date, document, place, tell, who
from polybius.records import EventPlace
from polybius.store import Store

KHANKENDI = EventPlace(
    name="Khankendi", text="Stepanakert", geonameid=146970, lat=39.8177, lon=46.7528, country="AZE",
    kind="settlement", basis="stated",
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asking") / "s.duckdb"
    taken = tell("Azerbaijan captured Stepanakert in 2023.", "captured", "CONTROL", mode="gain",
                 actor=(who("Azerbaijan", "AZE"),), date=date("2023"), place=KHANKENDI)  # fmt: skip
    bomb = tell("A bomb killed 12 people in Goma.", "bomb", "ASSAULT", actor=(who("rebels", None, "REB"),),
                quantities=(count("killed", 12),), date=date("2023-11-08"), place=place("Goma"))  # fmt: skip
    with Store(path) as opened:
        opened.add(document("a", taken))
        opened.add(document("b", bomb))
        opened.relink()
    return path


def polybius(*words: str, columns: int | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"COLUMNS": str(columns)} if columns else {})
    return subprocess.run(
        [sys.executable, "-c", "from polybius.cli import main; main()", *words],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_table_of_all_events_with_their_number(store: Path) -> None:
    done = polybius("events", str(store))
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].split()[:3] == ["When", "What", "Who"]
    assert "8 Nov 2023" in done.stdout and "12 killed" in done.stdout and "Khankendi" in done.stdout
    assert "\x1b" not in done.stdout and done.stderr == "2 of 2 events\n"


def test_filters_choose_and_the_limit_is_told(store: Path) -> None:
    done = polybius("events", str(store), "--place", "Xankəndi")
    assert "Khankendi" in done.stdout and "Goma" not in done.stdout
    assert polybius("events", str(store), "--limit", "1").stderr == "2 of 2 events, 1 shown (--limit)\n"
    assert polybius("events", str(store), "--type", "ASSAULT", "--type", "CONTROL").stderr == "2 of 2 events\n"
    nothing = polybius("events", str(store), "--from", "2025")
    assert (nothing.returncode, nothing.stderr) == (0, "0 of 2 events\n")


def test_json_and_csv_are_for_programs(store: Path) -> None:
    lines = polybius("events", str(store), "--json", "--country", "COD").stdout.splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["ASSAULT"]
    rows = list(csv.DictReader(io.StringIO(polybius("events", str(store), "--csv").stdout)))
    assert [row["place"] for row in rows] == ["Khankendi", "Goma"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--type", "ASSALT"), "there is no type 'ASSALT': is it ASSAULT"),
        (("--near", "Nowhereville"), "the gazetteer has no place 'Nowhereville'"),
        (("--sort", "colour"), "cannot sort by 'colour'"),
        (("--json", "--csv"), "--json and --csv exclude each other"),
        (("--from", "2023-13"), "'2023-13' is no date"),
    ],
)
def test_a_wrong_filter_is_a_wrong_call(store: Path, words: tuple[str, ...], message: str) -> None:
    done = polybius("events", str(store), *words)
    assert done.returncode == 2
    assert done.stderr.startswith("polybius: ") and message in done.stderr and len(done.stderr.splitlines()) == 1


def test_export_takes_the_same_filters(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "some.jsonl"
    assert polybius("export", str(store), "-o", str(target), "--actor", "REB").returncode == 0
    assert [json.loads(line)["type"] for line in target.read_text(encoding="utf-8").splitlines()] == ["ASSAULT"]
    assert polybius("export", str(store), "-o", str(target), "--country", "Narnia").returncode == 2


def test_who_holds_a_place_with_the_evidence(store: Path) -> None:
    done = polybius("control", str(store), "--place", "Stepanakert")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Khankendi")
    assert "2023 now Azerbaijan" in " ".join(done.stdout.split())
    assert "Azerbaijan captured Stepanakert in 2023." in done.stdout
    [line] = polybius("control", str(store), "--place", "Khankendi", "--json").stdout.splitlines()
    assert json.loads(line)["spells"][0]["until"] == ".."


def test_the_places_that_have_a_holder(store: Path) -> None:
    done = polybius("control", str(store))
    assert "Khankendi" in done.stdout and "Goma" not in done.stdout and done.stderr == "1 place\n"
    nowhere = polybius("control", str(store), "--place", "Goma")
    assert nowhere.returncode == 2 and "nothing says who holds 'Goma'" in nowhere.stderr


def test_help_teaches_the_filters() -> None:
    shown = polybius("events", "--help", columns=120).stdout
    for word in ("--near", "--min-sources", "Example:", "an option given twice asks for either"):
        assert word.casefold() in shown.casefold()
