"""A run may be stopped at any moment, by anything, and started again: it ends as if it had been left alone."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from polybius.console import Session
from polybius.engine import Limits
from polybius.pipeline import Coder
from polybius.running import Summary, run_into
from polybius.store import Store

TESTS = Path(__file__).resolve().parents[1]
FAULTS = TESTS / "engine" / "faults"
COUNT = 200


@pytest.fixture(autouse=True)
def quick_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python started from here has the coder of faults/."""
    path = os.pathsep.join([str(FAULTS), str(TESTS), *filter(None, sys.path)])
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.syspath_prepend(str(TESTS))
    monkeypatch.syspath_prepend(str(FAULTS))


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from polybius.cli import main; main()", *words]


def polybius(*words: str, cwd: Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words), cwd=cwd, capture_output=True, text=True, timeout=300, check=False, **more
    )  # type: ignore[call-overload, no-any-return]


def write_input(folder: Path, count: int = COUNT, name: str = "a.jsonl", **changed: str) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8") as stream:
        for n in range(count):
            text = changed.get(f"d{n:03}", f"Rebels {n} bombed a market in Goma on Wednesday.")
            stream.write(json.dumps({"id": f"d{n:03}", "text": text, "publisher": "Sample Wire"}) + "\n")
    return path


def exported(store: Path) -> bytes:
    out = store.with_suffix(".jsonl")
    with Store(store, read_only=True) as opened:
        from polybius.store import export

        assert opened.linked
        export(opened, out)
    return out.read_bytes()


def run_here(path: Path, *inputs: Path, **options: object) -> tuple[Summary, int]:
    """A run of this process, and how many inputs failed."""
    with Session(quiet=True) as session:
        summary = run_into(path, [str(each) for each in inputs], session=session, coder=Coder(), **options)  # type: ignore[arg-type]
        return summary, session.failed


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_killed_at_twenty_random_moments_it_ends_as_if_left_alone(tmp_path: Path) -> None:
    write_input(tmp_path)
    words = ("run", "a.jsonl", "--workers", "2", "--quiet", "-o")
    begun = time.monotonic()
    subprocess.run(command(*words, "alone.duckdb"), cwd=tmp_path, check=True)
    took = time.monotonic() - begun
    whole = exported(tmp_path / "alone.duckdb")
    chance = random.Random(20)
    kills = attempts = 0
    stored: list[int] = []
    while kills < 20:
        attempts += 1
        killed = tmp_path / f"killed{attempts}.duckdb"
        # The same store is killed until it is finished; then another one is begun.
        while kills < 20:
            running = subprocess.Popen(command(*words, str(killed)), cwd=tmp_path)
            try:
                running.wait(chance.uniform(0.3, 1.0) * took)
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
                running.wait()
                kills += 1
            else:
                break
            if killed.exists():
                with Store(killed) as store:
                    counts = store.counts()
                    assert counts.documents == counts.mentions == len(list(store.ledger()))
                    stored.append(counts.documents)
        done = polybius(*words, str(killed), cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert exported(killed) == whole
    assert any(0 < documents < COUNT for documents in stored), stored


def test_what_was_stored_is_not_done_again(tmp_path: Path) -> None:
    path = write_input(tmp_path, 130)
    store = tmp_path / "s.duckdb"
    with Session(quiet=True) as session:
        failing = Coder()
        original = Store.add
        added = 0

        def add(self: Store, *given: object, **named: object) -> bool:
            nonlocal added
            added += 1
            if added == 100:
                raise KeyboardInterrupt
            return original(self, *given, **named)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(Store, "add", add)
            run_into(store, [str(path)], session=session, coder=failing, workers=1)
    summary, _ = run_here(store, path, workers=1)
    assert (summary.documents, summary.known, summary.added) == (130, 64, 66)


def test_pages_that_kill_their_worker_are_set_aside_and_the_rest_is_done(tmp_path: Path) -> None:
    bad = {"d007": "CRASH it", "d040": "HANG it", "d100": "HOG it", "d150": "RAISE it"}
    path = write_input(tmp_path, 160, **bad)
    (tmp_path / "broken.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00 this is no archive")
    done, store = [], tmp_path / "s.duckdb"
    limits = Limits(seconds=8, memory=1_500_000_000)
    for _ in range(2):
        begun = time.monotonic()
        summary, failed = run_here(store, tmp_path / "broken.jsonl.gz", path, workers=2, limits=limits)
        done.append((summary.documents, failed, time.monotonic() - begun))
    assert [each[:2] for each in done] == [(156, 5), (156, 5)]
    with Store(store, read_only=True) as opened:
        reasons = {e.fingerprint.record: e.reason for e in opened.ledger() if e.state == "failed"}
    assert "SIGABRT" in reasons[8] and "8 seconds" in reasons[41]
    assert "more memory than the 1.5 GB" in reasons[101] and "KeyError" in reasons[151]
    # What was set aside is named again and not tried again.
    assert done[1][2] < 8
    write_input(tmp_path, 160)
    assert run_here(store, path, workers=2, limits=limits)[0].documents == 160


def test_failures_decide_the_exit_code(tmp_path: Path) -> None:
    write_input(tmp_path, 5, d003="CRASH it")
    done = polybius("run", "a.jsonl", "-o", "s.duckdb", cwd=tmp_path)
    assert done.returncode == 1
    assert "a.jsonl, record 4: set aside: its worker was ended by SIGABRT" in done.stderr
    assert "4 documents" in done.stderr and "Traceback" not in done.stderr


def test_a_worker_that_somebody_kills_costs_no_page(tmp_path: Path) -> None:
    write_input(tmp_path, 400)
    running = subprocess.Popen(
        command("run", "a.jsonl", "-o", "s.duckdb", "--workers", "2"), cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    threads = Path(f"/proc/{running.pid}/task")
    if not list(threads.glob("*/children")):
        running.kill()
        pytest.skip("needs /proc to find the workers")
    killed: list[int] = []
    while running.poll() is None and len(killed) < 2:
        workers = {int(pid) for path in threads.glob("*/children") for pid in _read(path)} - set(killed)
        if workers:
            time.sleep(0.3)
            killed.append(min(workers))
            with contextlib.suppress(ProcessLookupError):
                os.kill(killed[-1], signal.SIGKILL)
        time.sleep(0.05)
    _, errors = running.communicate()
    assert running.returncode == 0, errors
    assert killed and "400 documents" in errors


def _read(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:
        return []


def full_disk_run(tmp_path: Path, disk: Path, **more: object) -> None:
    """A run onto a full disk ends with one line; with room again the same command goes on."""
    write_input(tmp_path, 300)
    store = disk / "s.duckdb"
    done = polybius("run", "a.jsonl", "-o", str(store), "--quiet", cwd=tmp_path, **more)
    assert done.returncode == 2, done.stderr
    assert "no space left for the store" in done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1


def test_on_a_disk_that_takes_no_more_it_stops_with_a_line_and_goes_on_later(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))

    full_disk_run(tmp_path, tmp_path, preexec_fn=small)
    summary, failed = run_here(tmp_path / "s.duckdb", tmp_path / "a.jsonl")
    assert (summary.documents, failed) == (300, 0)
    assert run_here(tmp_path / "alone.duckdb", tmp_path / "a.jsonl")[0].documents == 300
    assert exported(tmp_path / "s.duckdb") == exported(tmp_path / "alone.duckdb")


def mounted(folder: Path, options: str) -> bool:
    """Whether a file system in memory could be mounted on a folder."""
    mount = shutil.which("mount")
    words = [mount or "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return mount is not None and subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mounted(disk, "size=320k"):
        pytest.skip("a small file system needs the right to mount")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_on_a_full_file_system_it_stops_with_a_line_and_goes_on_later(tmp_path: Path, small_disk: Path) -> None:
    full_disk_run(tmp_path, small_disk)
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    summary, _ = run_here(small_disk / "s.duckdb", tmp_path / "a.jsonl")
    assert summary.documents == 300


def test_an_unreadable_file_in_the_middle_is_named_and_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "c.txt"):
        (folder / name).write_text(f"Rebels bombed a market in Goma, {name} said on Wednesday.", encoding="utf-8")
    (folder / "b.txt").symlink_to(folder / "gone.txt")
    done = polybius("run", "in", "--as", "text", "-o", "s.duckdb", cwd=tmp_path)
    assert done.returncode == 1
    assert "in/b.txt: " in done.stderr and "2 documents" in done.stderr


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    if not hasattr(os, "geteuid"):
        pytest.skip("needs POSIX permissions")
    write_input(tmp_path, 3)
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    root = os.geteuid() == 0  # may write everywhere but where nobody can
    if root and not mounted(locked, "ro"):
        pytest.skip("a read-only file system needs the right to mount")
    try:
        done = polybius("run", "a.jsonl", "-o", "locked/s.duckdb", cwd=tmp_path)
    finally:
        if root:
            subprocess.run(["umount", str(locked)], check=True)
    assert done.returncode == 2, done.stderr
    assert "locked/s.duckdb" in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_store_of_an_older_version_says_what_to_do(tmp_path: Path) -> None:
    write_input(tmp_path, 3)
    Store(tmp_path / "s.duckdb").close()
    with duckdb.connect(str(tmp_path / "s.duckdb")) as db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    done = polybius("run", "a.jsonl", "-o", "s.duckdb", cwd=tmp_path)
    assert done.returncode == 2
    assert "older Polybius" in done.stderr and "polybius run INPUT... -o NEW" in done.stderr


def test_what_is_no_store_is_left_alone(tmp_path: Path) -> None:
    write_input(tmp_path, 3)
    path = tmp_path / "notes.txt"
    path.write_text("my notes", encoding="utf-8")
    done = polybius("run", "a.jsonl", "-o", "notes.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert "notes.txt" in done.stderr and "Traceback" not in done.stderr
    assert path.read_text(encoding="utf-8") == "my notes"


def test_a_second_run_into_one_store_is_refused_by_name(tmp_path: Path) -> None:
    write_input(tmp_path, 3)
    with Store(tmp_path / "s.duckdb"):
        done = polybius("run", "a.jsonl", "-o", "s.duckdb", cwd=tmp_path)
    assert done.returncode == 2
    assert "s.duckdb: another process is using this store" in done.stderr and "Traceback" not in done.stderr
