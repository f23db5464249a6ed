"""Runs on Ray, here with two workers: the same store as a local run makes, however often a part is done."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from polybius.store import Store

pytest.importorskip("ray", reason="needs the extra `cluster`: pip install 'polybius[cluster]'")

TEXTS = ("Rebels attacked the town of Goma on Monday, killing at least {n} people.",
         "Police arrested {n} protesters in Lima on Tuesday, officials said.")  # fmt: skip


def polybius(*words: str, cwd: Path, code: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from polybius.cli import main; main()", *words],
        cwd=cwd, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_partitions_linked_are_the_store_of_a_local_run(tmp_path: Path) -> None:
    for name in "ab":
        rows = [{"id": f"{name}{n}", "text": TEXTS[n % 2].format(n=n + 2), "published": "2025-01-28"} for n in range(9)]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    clash = {"id": "a1", "text": "The army shelled Khartoum on Monday.", "published": "2025-01-28"}
    (tmp_path / "c.jsonl").write_text(json.dumps(clash) + "\n{bad\n", encoding="utf-8")
    inputs = ("a.jsonl", "b.jsonl", "c.jsonl")

    polybius("run", *inputs, "-o", "local.duckdb", cwd=tmp_path, code=1)
    polybius("run", *inputs, "-o", "parts", "--engine", "ray", "--workers", "2", cwd=tmp_path, code=1)
    for _ in range(2):
        told = polybius("link", "parts", "-o", "linked.duckdb", cwd=tmp_path, code=1)
        assert "c.jsonl, record 1: its id 'a1' is that of another document" in told and "record 2" in told
    for name in ("local", "linked"):
        polybius("export", f"{name}.duckdb", "-o", f"{name}.events.jsonl", cwd=tmp_path, code=0)
    assert (tmp_path / "local.events.jsonl").read_bytes() == (tmp_path / "linked.events.jsonl").read_bytes()
    held = []
    for name in ("local", "linked"):
        with Store(tmp_path / f"{name}.duckdb", read_only=True) as store:
            held.append(list(store.documents()))
            count = store.counts().mentions
    assert held[0] == held[1]
    found = duckdb.connect().execute(f"SELECT count(*) FROM '{tmp_path}/parts/mentions/*.parquet'").fetchone()
    # The document whose id was taken is in the partitions, and not in the store.
    assert found is not None and found[0] == count + 1


def test_a_folder_without_partitions_is_named(tmp_path: Path) -> None:
    assert "no partitions" in polybius("link", "nothing", "-o", "s.duckdb", cwd=tmp_path, code=2)
