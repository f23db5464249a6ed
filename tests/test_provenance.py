"""What a file was made from, beside it."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from factories import date, document, place, tell
from polybius import provenance
from polybius.store import Fingerprint, Store, StoreError
from polybius.store.desk import By, Desk


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.duckdb"
    reader = "0.1.0+1a2b3c4d gated en_core_web_md"
    told = tell("Rebels attacked Goma.", "attacked", "ASSAULT", place=place("Goma"), date=date("2023-11-08"))
    with Store(path) as opened:
        opened.add(document("a", told), None, Fingerprint(file="b.html", content="aa11", version=reader))
        opened.add(document("b", told), None, Fingerprint(file="a.jsonl", record=2, content="bb22", version=reader))
        opened.fail(Fingerprint(file="c.html", content="", version="0.0.9+00000000"), "no article on the page")
        opened.relink()
    return path


def call(*words: str) -> subprocess.CompletedProcess[str]:
    code = "from polybius.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=120)


def test_an_export_states_its_options_readers_and_inputs(store: Path, tmp_path: Path) -> None:
    made = tmp_path / "e.csv"
    assert call("export", str(store), "-o", str(made), "--type", "ASSAULT", "--provenance").returncode == 0
    told = json.loads((tmp_path / "e.csv.provenance.json").read_text(encoding="utf-8"))
    assert told["file"] == {
        "name": "e.csv",
        "bytes": made.stat().st_size,
        "sha256": hashlib.sha256(made.read_bytes()).hexdigest(),
    }
    assert told["options"] == {"command": "export", "types": ["ASSAULT"]}
    assert told["readers"] == [
        {"polybius": "0.1.0", "tables": "1a2b3c4d", "options": ["gated", "en_core_web_md"]},
        {"polybius": "0.0.9", "tables": "00000000", "options": []},
    ]
    assert [(one["file"], one["record"], one["hash"], one["reader"], one["state"]) for one in told["inputs"]] == [
        ("a.jsonl", 2, "bb22", 0, "done"),
        ("b.html", None, "aa11", 0, "done"),
        ("c.html", None, "", 1, "failed"),
    ]
    assert told["reviews"] == {"decisions": 0, "sha256": None}
    assert told["store"]["documents"] == 2 and told["store"]["failed"] == 1
    assert {"polybius", "python", "packages"} == set(told["program"]) and "spacy" in told["program"]["packages"]


def test_but_for_its_time_it_is_the_same_and_the_export_is_the_same_without(store: Path, tmp_path: Path) -> None:
    told = []
    for _ in range(2):
        assert call("export", str(store), "-o", str(tmp_path / "e.jsonl"), "--provenance").returncode == 0
        told.append((tmp_path / "e.jsonl.provenance.json").read_text(encoding="utf-8").rpartition('"written"')[0])
    with_statement = (tmp_path / "e.jsonl").read_bytes()
    assert told[0] == told[1] and json.loads(told[0].rstrip(", \n") + "}")
    (tmp_path / "e.jsonl.provenance.json").unlink()
    assert call("export", str(store), "-o", str(tmp_path / "e.jsonl")).returncode == 0
    assert (tmp_path / "e.jsonl").read_bytes() == with_statement
    assert not (tmp_path / "e.jsonl.provenance.json").exists()


def test_a_report_and_a_run_state_theirs(store: Path, tmp_path: Path) -> None:
    assert call("report", str(store), "-o", str(tmp_path / "r.html"), "--provenance").returncode == 0
    told = json.loads((tmp_path / "r.html.provenance.json").read_text(encoding="utf-8"))
    assert told["options"] == {"command": "report", "format": "html"} and told["file"]["name"] == "r.html"
    (tmp_path / "page.txt").write_text("Rebels attacked Goma on Monday, killing 12 people.", encoding="utf-8")
    run = tmp_path / "run.duckdb"
    done = call("run", str(tmp_path / "page.txt"), "-o", str(run), "--rules-only", "--workers", "1", "--provenance")
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "run.duckdb.provenance.json").read_text(encoding="utf-8"))
    assert told["options"]["rules_only"] is True and "file" not in told
    [entry] = told["inputs"]
    assert entry["state"] == "done" and len(entry["hash"]) == 32 and "rules_only" in told["readers"][0]["options"]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        provenance.write(tmp_path / "no" / "x.json", {})


def test_corrections_are_part_of_what_an_export_was_made_from(store: Path) -> None:
    with Store(store) as opened:
        [event] = opened.events()
        Desk(opened).accept(event.id, By(reviewer="Ana"))
        first = provenance.statement(opened, options={})["reviews"]
        Desk(opened).reject(event.id, By(reviewer="Ana"))
        second = provenance.statement(opened, options={})["reviews"]
    assert (first["decisions"], second["decisions"]) == (1, 2) and first["sha256"] != second["sha256"]
