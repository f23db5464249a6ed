"""What a store keeps, and what it does when disturbed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from factories import article, count, date, document, place, tell, who
from polybius.records import Document
from polybius.store import Filter, Fingerprint, Store, StoreBusy, StoreError
from polybius.stories import link

HERE = Path(__file__).parent


def blast(id: str, toll: int = 3, town: str = "Goma", **fields: str) -> Document:
    return document(
        id,
        tell(
            f"Rebels bombed a market in {town} on Wednesday.",
            "bombed",
            "ASSAULT",
            date=date("2023-11-08"),
            place=place(town),
            actor=(who("Rebels", "COD", "REB"),),
            quantities=(count("killed", toll),),
        ),
        **fields,
    )


def mark(record: int, content: str = "c1", version: str = "1") -> Fingerprint:
    return Fingerprint(file="in.jsonl", record=record, content=content, version=version)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.duckdb"


def test_documents_mentions_and_events_come_back_as_they_went_in(path: Path) -> None:
    told = [blast("a"), blast("b", 5), blast("c", town="Kyiv")]
    with Store(path) as store:
        for one in reversed(told):
            assert store.add(one, article(one.id, "Title", one.text))
        assert store.relink() == 2
    with Store(path, read_only=True) as store:
        assert list(store.documents()) == told
        assert tuple(store.events()) == link(told)
        [kyiv] = store.events(Filter(text="in KYIV"))
        assert [mention.document for mention in store.mentions(kyiv.id)] == ["c"]
        found = store.article("a")
        assert found is not None and found.title == "Title"
        assert store.document("zzz") is None and store.article("zzz") is None
        counts = store.counts()
        assert (counts.documents, counts.mentions, counts.events, counts.publishers) == (3, 3, 2, 3)


def test_twice_the_same_changes_nothing(path: Path) -> None:
    with Store(path) as store:
        assert store.add(blast("a"), fingerprint=mark(1))
        store.relink()
        assert not store.add(blast("a"), fingerprint=mark(1))
        assert store.linked and store.relink() == 1
        assert store.counts().mentions == 1


def test_a_changed_document_takes_the_place_of_the_old_one(path: Path) -> None:
    with Store(path) as store:
        store.add(blast("a", 3), fingerprint=mark(1, "c1"))
        store.relink()
        assert store.add(blast("a", 9), fingerprint=mark(1, "c2"))
        assert not store.linked
        store.relink()
        [event] = store.events()
        assert [q.low for q in event.quantities] == [9]
        assert store.counts().mentions == 1


def test_a_batch_stays_as_a_whole_or_not_at_all(path: Path) -> None:
    with Store(path) as store:
        with store.batch():
            store.add(blast("a"), fingerprint=mark(1))
            store.add(blast("b"), fingerprint=mark(2))
        store.relink()
        with pytest.raises(RuntimeError), store.batch():
            store.add(blast("c"), fingerprint=mark(3))
            raise RuntimeError("stopped")
        assert store.linked and store.counts().documents == 2 and not store.done(mark(3))
        store.add(blast("c"))
        assert not store.linked


def test_the_ledger_knows_what_was_read_by_which_version(path: Path) -> None:
    with Store(path) as store:
        store.add(blast("a"), fingerprint=mark(1))
        store.fail(mark(2), "no article in the page")
        assert store.done(mark(1))
        assert not store.done(mark(1, content="c2")) and not store.done(mark(1, version="2"))
        assert not store.done(mark(2)) and not store.done(mark(3))
        assert [(e.fingerprint.record, e.state, e.reason) for e in store.ledger()] == [
            (1, "done", None),
            (2, "failed", "no article in the page"),
        ]
        assert store.counts().failed == 1


def test_events_by_type_country_actor_day_and_sources(path: Path) -> None:
    with Store(path) as store:
        for one in (blast("a"), blast("b"), blast("c", town="Kyiv")):
            store.add(one)
        store.relink()

        def towns(**filters: object) -> list[str]:
            return [event.place.name for event in store.events(Filter(**filters)) if event.place]  # type: ignore[arg-type]

        assert towns(types=("PROTEST",)) == [] and len(towns(types=("ASSAULT", "AID"))) == 2
        assert towns(countries=("UKR",)) == ["Kyiv"]
        assert len(towns(actors=("rebel",))) == 2 and towns(actors=("army",)) == []
        assert towns(since="2023-11-09") == [] and len(towns(since="2023-11-08", until="2023-11-08")) == 2
        assert towns(min_sources=2) == ["Goma"]
        assert towns(text="100%x") == []
        assert towns(statuses=("denied",)) == []


def test_what_is_no_store_is_said_to_be_none(tmp_path: Path) -> None:
    other = tmp_path / "notes.duckdb"
    other.write_text("Shopping list\n" * 500)
    with pytest.raises(StoreError, match=r"notes\.duckdb: not a DuckDB file"):
        Store(other)
    assert other.read_text().startswith("Shopping")
    clock = tmp_path / "clock.duckdb"
    clock.write_text("tick")
    with pytest.raises(StoreError) as caught:
        Store(clock)
    assert not isinstance(caught.value, StoreBusy)
    foreign = tmp_path / "foreign.duckdb"
    with duckdb.connect(str(foreign)) as db:
        db.execute("CREATE TABLE cats (name VARCHAR)")
    with pytest.raises(StoreError, match="not a Polybius store"):
        Store(foreign)
    with pytest.raises(StoreError, match="does not exist"):
        Store(tmp_path / "no" / "such.duckdb")
    with pytest.raises(StoreError, match="no such store"):
        Store(tmp_path / "new.duckdb", read_only=True)
    with pytest.raises(StoreError, match="a folder"):
        Store(tmp_path)


def test_a_store_of_a_newer_version_is_left_alone(path: Path) -> None:
    Store(path).close()
    with duckdb.connect(str(path)) as db:
        db.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    with pytest.raises(StoreError, match="newer Polybius"):
        Store(path)


def start(path: Path, *args: str) -> "subprocess.Popen[str]":
    env = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, str(HERE / "adder.py"), str(path), *args]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)


def test_a_second_run_at_once_is_told_so(path: Path) -> None:
    with start(path, "--hold") as other:
        assert other.stdout is not None and other.stdout.readline() == "open\n"
        try:
            with pytest.raises(StoreBusy, match=r"news\.duckdb: another process"):
                Store(path)
            with pytest.raises(StoreBusy):
                Store(path, read_only=True)
        finally:
            other.kill()
    Store(path).close()


@pytest.mark.parametrize("wait", [0.0, 0.03, 0.11, 0.4])
def test_killed_at_any_moment_the_store_opens_and_goes_on(path: Path, wait: float) -> None:
    with start(path, "--count", "400") as run:
        assert run.stdout is not None and run.stdout.readline() == "open\n"
        time.sleep(wait)
        run.send_signal(signal.SIGKILL)
    with Store(path) as store:
        whole = store.counts()
        assert whole.documents == whole.mentions == len(list(store.ledger()))
        for number in range(50):
            if not store.done(mark(number + 1)):
                store.add(blast(f"d{number:04}"), fingerprint=mark(number + 1))
        assert store.relink() == 1
        assert store.counts().documents >= 50
