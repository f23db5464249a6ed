"""The command line as its user meets it: what goes where, what bad input does, which exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = {
    "id": "a1",
    "text": "Rebels attacked the town of Goma on Monday, killing 12 people.",
    "published": "2025-01-28",
}


def polybius(*words: str, cwd: Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from polybius.cli import main; main()", *words],
        cwd=cwd, input=stdin, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def write_rows(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def bad_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "menu.html").write_text(
        "<html><body><nav><a href='/'>Home</a><a href='/n'>News</a><a href='/s'>Sport</a></nav></body></html>",
        encoding="utf-8",
    )
    (folder / "rows.jsonl").write_text(
        json.dumps(GOOD) + "\n{not json\n" + json.dumps({"id": "b"}) + "\n" + json.dumps(["a list"]) + "\n",
        encoding="utf-8",
    )
    write_rows(folder / "date.jsonl", {**GOOD, "id": "c", "published": "0000-13-45"})
    return folder


def test_help_teaches(tmp_path: Path) -> None:
    top = polybius("--help", cwd=tmp_path)
    assert top.returncode == 0
    for command in ("read", "annotate", "code", "stories", "run", "export", "report", "demo"):
        assert command in top.stdout
        assert "Example" in polybius(command, "--help", cwd=tmp_path).stdout or command == "demo"


def test_code_prints_mentions_from_standard_input(tmp_path: Path) -> None:
    done = polybius("code", "-", cwd=tmp_path, stdin=json.dumps(GOOD) + "\n")
    assert done.returncode == 0, done.stderr
    kinds = {str(r["type"]) for r in rows(done)}
    assert "ASSAULT" in kinds
    assert all(r["document"] == "a1" for r in rows(done))


def test_bad_input_is_named_and_the_rest_is_done(bad_folder: Path) -> None:
    done = polybius("code", ".", "missing.txt", cwd=bad_folder)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("polybius: ")]
    for name in ("empty.txt", "binary.txt", "menu.html", "rows.jsonl, record 2", "rows.jsonl, record 3",
                 "rows.jsonl, record 4", "date.jsonl, record 1", "missing.txt"):  # fmt: skip
        assert sum(name in line for line in lines) == 1, (name, done.stderr)
    assert any(r["document"] == "a1" for r in rows(done))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads every folder")
def test_an_unreadable_folder_is_named(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o000)
    done = polybius("read", "locked", cwd=tmp_path)
    locked.chmod(0o700)
    assert done.returncode == 1
    assert "locked" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("code",),
        ("code", "x.txt", "--no-such-option"),
        ("code", "x.txt", "--published", "yesterday"),
        ("code", "x.txt", "--as", "parchment"),
        ("code", "x.txt", "--workers", "0"),
        ("report", "missing.duckdb"),
        ("export", "missing.duckdb", "-o", "events.csv"),
    ],
)
def test_a_wrong_call_exits_with_2(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Rebels attacked Goma.", encoding="utf-8")
    done = polybius(*words, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_model_says_what_to_do(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.jsonl", GOOD)
    done = polybius("code", "a.jsonl", "--model", "no_such_model", cwd=tmp_path)
    assert done.returncode == 2
    assert "no_such_model" in done.stderr and "Traceback" not in done.stderr


def test_run_export_and_report(tmp_path: Path) -> None:
    other = {
        **GOOD,
        "id": "a2",
        "publisher": "Sample Wire",
        "text": "M23 rebels attacked Goma on Monday, killing 15 people.",
    }
    write_rows(tmp_path / "a.jsonl", GOOD, other)
    first = polybius("run", "a.jsonl", "-o", "s.duckdb", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "2 documents new" in first.stderr
    assert polybius("export", "s.duckdb", "-o", "one.jsonl", cwd=tmp_path).returncode == 0
    again = polybius("run", "a.jsonl", "-o", "s.duckdb", cwd=tmp_path)
    assert again.returncode == 0
    assert "0 documents new" in again.stderr
    assert polybius("export", "s.duckdb", "-o", "two.jsonl", cwd=tmp_path).returncode == 0
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    events = [json.loads(line) for line in (tmp_path / "one.jsonl").read_text(encoding="utf-8").splitlines()]
    assert any(e["type"] == "ASSAULT" and len(e["sources"]) == 2 for e in events)
    for name in ("e.csv", "e.geojson", "e.parquet", "e.xlsx"):
        assert polybius("export", "s.duckdb", "-o", name, cwd=tmp_path).returncode == 0
        assert (tmp_path / name).stat().st_size > 0
    made = polybius("report", "s.duckdb", "-o", "r.html", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "Goma" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_the_order_of_files_and_the_number_of_workers_change_nothing(tmp_path: Path) -> None:
    texts = ["Rebels attacked Goma on Monday.", "Police arrested 12 protesters in Lima on Tuesday.",
             "The army shelled Khartoum, killing 5 people."]  # fmt: skip
    for n in range(70):
        write_rows(
            tmp_path / f"f{n:02}.jsonl", {"id": f"d{n}", "text": texts[n % 3], "published": "2025-01-28"}
        )
    names = sorted(p.name for p in tmp_path.glob("*.jsonl"))
    assert polybius("run", *names, "-o", "one.duckdb", "--workers", "1", cwd=tmp_path).returncode == 0
    assert (
        polybius("run", *reversed(names), "-o", "two.duckdb", "--workers", "2", cwd=tmp_path).returncode == 0
    )
    for store in ("one", "two"):
        assert polybius("export", f"{store}.duckdb", "-o", f"{store}.out.jsonl", cwd=tmp_path).returncode == 0
    assert (tmp_path / "one.out.jsonl").read_bytes() == (tmp_path / "two.out.jsonl").read_bytes()


def test_a_store_in_the_folder_that_is_read_is_no_input(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.jsonl", GOOD)
    for _ in range(2):
        done = polybius("run", ".", "-o", "s.duckdb", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "1 documents" in done.stderr


def test_an_id_used_twice_is_named(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.jsonl", GOOD)
    write_rows(tmp_path / "b.jsonl", {**GOOD, "text": "Police arrested 12 protesters in Lima on Tuesday."})
    done = polybius("run", "a.jsonl", "b.jsonl", "-o", "s.duckdb", cwd=tmp_path)
    assert done.returncode == 1
    assert "b.jsonl, record 1" in done.stderr and "a.jsonl" in done.stderr
    assert "1 documents" in done.stderr


def test_a_document_in_another_language_is_kept_and_counted(tmp_path: Path) -> None:
    french = ("Le président a annoncé mercredi que les soldats de la mission se retireraient de la capitale avant la "
              "fin de l'année, selon un communiqué publié par ses services. ") * 3  # fmt: skip
    write_rows(tmp_path / "a.jsonl", {"id": "fr", "text": french, "published": "2025-01-28"})
    done = polybius("annotate", "a.jsonl", cwd=tmp_path)
    assert done.returncode == 0
    (document,) = rows(done)
    assert document["language"] == "fr" and document["events"] == [] and document["quantities"] == []
    assert "1 in 'fr'" in done.stderr
