"""A run may be killed at any moment and started again; it ends as if it had been left alone."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from polybius.store import Store

TEXTS = (
    "Rebels attacked the town of Goma on Monday, killing at least {n} people.",
    "Police arrested {n} protesters in Lima on Tuesday, officials said.",
    "The army shelled Khartoum on Monday. More than {n} families fled the city.",
)


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from polybius.cli import main; main()", *words]


def write_input(folder: Path, count: int) -> None:
    with (folder / "a.jsonl").open("w", encoding="utf-8") as stream:
        for n in range(count):
            row = {"id": f"d{n:03}", "text": TEXTS[n % 3].format(n=n + 2), "published": "2025-01-28"}
            stream.write(json.dumps(row) + "\n")


def exported(store: Path) -> bytes:
    out = store.with_suffix(".jsonl.out")
    done = subprocess.run(
        command("export", str(store), "-o", str(out.with_suffix(".jsonl"))), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return out.with_suffix(".jsonl").read_bytes()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("stored", [1, 17])
def test_killed_and_started_again_it_ends_as_if_left_alone(tmp_path: Path, stored: int) -> None:
    write_input(tmp_path, 60)
    alone, killed = tmp_path / "alone.duckdb", tmp_path / "killed.duckdb"
    subprocess.run(command("run", "a.jsonl", "-o", str(alone), "--quiet"), cwd=tmp_path, check=True)

    running = subprocess.Popen(command("run", "a.jsonl", "-o", str(killed), "--quiet"), cwd=tmp_path)
    wal = killed.with_name(killed.name + ".wal")
    deadline = time.monotonic() + 120
    # A document is stored in some kilobytes of the log: kill once about that many are there.
    while running.poll() is None and time.monotonic() < deadline:
        if wal.exists() and wal.stat().st_size > 9_000 * stored:
            break
        time.sleep(0.005)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    with Store(killed) as store:
        assert store.counts().documents < 60, "the run had ended before it could be killed"

    again = subprocess.run(
        command("run", "a.jsonl", "-o", str(killed)), cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert "60 documents" in again.stderr
    assert exported(killed) == exported(alone)


def test_a_second_run_into_one_store_is_refused_by_name(tmp_path: Path) -> None:
    write_input(tmp_path, 3)
    path = tmp_path / "s.duckdb"
    with Store(path):
        done = subprocess.run(
            command("run", "a.jsonl", "-o", str(path)), cwd=tmp_path, check=False, capture_output=True, text=True
        )
    assert done.returncode == 2
    assert "s.duckdb" in done.stderr and "Traceback" not in done.stderr


def test_what_is_no_store_is_left_alone(tmp_path: Path) -> None:
    write_input(tmp_path, 3)
    path = tmp_path / "notes.txt"
    path.write_text("my notes", encoding="utf-8")
    done = subprocess.run(
        command("run", "a.jsonl", "-o", str(path)), cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "notes.txt" in done.stderr and "Traceback" not in done.stderr
    assert path.read_text(encoding="utf-8") == "my notes"


