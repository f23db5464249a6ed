"""Runs on Ray, here with two workers: the same store as a local run makes, however often a part is done."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from polybius.records import Document
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


    _read_in_place(tmp_path, held[0])


def _read_in_place(folder: Path, documents: list[Document]) -> None:
    """The partitions explored where they are: the same events and documents, none of them copied."""
    words = ("link", "parts", "-o", "light.duckdb", "--in-place")
    for _ in range(2):
        polybius(*words, cwd=folder, code=1)
    polybius("export", "light.duckdb", "-o", "light.events.jsonl", cwd=folder, code=0)
    assert (folder / "light.events.jsonl").read_bytes() == (folder / "local.events.jsonl").read_bytes()
    with Store(folder / "light.duckdb", read_only=True) as store:
        assert list(store.documents()) == documents
        assert store.document("b3") == next(d for d in documents if d.id == "b3")
        assert [a.id for a in store.articles()] == [d.id for d in documents]
        event = next(store.events())
        assert {m.document for m in store.mentions(event.id)} <= {d.id for d in documents}
        assert store.account(event.id).event == event.id
    with duckdb.connect(str(folder / "light.duckdb"), read_only=True) as db:
        tables = {name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert tables.isdisjoint({"documents", "mentions"})
    new = {"id": "new", "text": TEXTS[0], "published": "2025-01-28"}
    (folder / "new.jsonl").write_text(json.dumps(new), encoding="utf-8")
    assert "reads its documents in place" in polybius("run", "new.jsonl", "-o", "light.duckdb", cwd=folder, code=2)
    assert "documents of its own" in polybius("link", "parts", "-o", "local.duckdb", "--in-place", cwd=folder, code=2)
    (folder / "parts").rename(folder / "elsewhere")
    assert "bring the folder back" in polybius("events", "light.duckdb", cwd=folder, code=2)


@pytest.fixture
def slow_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """1,300 texts, which are three parts, for the quick coder of faults/ in every Python started from here."""
    tests = Path(__file__).resolve().parents[1]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tests / "engine" / "faults"), str(tests), *sys.path]))
    rows = [{"id": f"d{n}", "text": f"Rebels {n} bombed a market in Goma on Wednesday."} for n in range(1300)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    polybius("run", "a.jsonl", "-o", "local.duckdb", cwd=tmp_path, code=0)
    return tmp_path


def started(folder: Path) -> "subprocess.Popen[bytes]":
    """A run on Ray of which one part of three is done."""
    words = ("run", "a.jsonl", "-o", "parts", "--engine", "ray", "--workers", "2")
    running = subprocess.Popen(
        [sys.executable, "-c", "from polybius.cli import main; main()", *words], cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    end = time.monotonic() + 120
    while not any((folder / "parts" / "documents").glob("*.parquet")):
        assert running.poll() is None, "it ended before a part was done"
        assert time.monotonic() < end, "no part came to be"
        time.sleep(0.05)
    return running


def workers_of(running: "subprocess.Popen[bytes]", named: str) -> list[int]:
    """The processes that Ray started for a run and that bear a name."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if named in (process / "cmdline").read_text() and os.getsid(int(process.name)) == running.pid:
                found.append(int(process.name))
    return sorted(found)


def ends_as_if_left_alone(folder: Path) -> None:
    polybius("link", "parts", "-o", "linked.duckdb", cwd=folder, code=0)
    for name in ("local", "linked"):
        polybius("export", f"{name}.duckdb", "-o", f"{name}.events.jsonl", cwd=folder, code=0)
    assert (folder / "local.events.jsonl").read_bytes() == (folder / "linked.events.jsonl").read_bytes()
    count = duckdb.connect().execute(f"SELECT count(*) FROM '{folder}/parts/mentions/*.parquet'").fetchone()
    assert count == (1300,)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_killed_half_way_it_goes_on_with_the_parts_that_are_missing(slow_input: Path) -> None:
    running = started(slow_input)
    running.kill()
    for process in workers_of(running, ""):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    running.wait(60)
    documents = slow_input / "parts" / "documents"
    before = {part.name: part.stat().st_mtime_ns for part in documents.glob("*.parquet")}
    assert 1 <= len(before) < 3
    polybius("run", "a.jsonl", "-o", "parts", "--engine", "ray", "--workers", "2", cwd=slow_input, code=0)
    after = {part.name: part.stat().st_mtime_ns for part in documents.glob("*.parquet")}
    assert len(after) == 3
    assert before.items() <= after.items(), "a part that was there is done again"
    ends_as_if_left_alone(slow_input)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_a_worker_of_ray_that_somebody_kills_costs_no_page_and_doubles_none(slow_input: Path) -> None:
    running = started(slow_input)
    killed = workers_of(running, "ray::MapWorker")
    assert killed
    os.kill(killed[0], signal.SIGKILL)
    assert running.wait(300) == 0
    ends_as_if_left_alone(slow_input)


def test_an_object_store_cannot_be_read_in_place(tmp_path: Path) -> None:
    told = polybius("link", "s3://news/coded", "-o", "s.duckdb", "--in-place", cwd=tmp_path, code=2)
    assert "only a folder can be read in place" in told


def test_a_folder_without_partitions_is_named(tmp_path: Path) -> None:
    assert "no partitions" in polybius("link", "nothing", "-o", "s.duckdb", cwd=tmp_path, code=2)
