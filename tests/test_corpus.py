"""Articles read as a corpus: what a publisher repeats is taken off, in every command alike."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from polybius import corpus, intake
from polybius.article.repeated import REASON
from polybius.console import Session
from polybius.pipeline import Coder
from polybius.records import Article, Failure
from polybius.running import run_into
from polybius.store import Store

PLACES = [f"{first}{last}" for first in ("Mora", "Kisa", "Luba", "Tende", "Ruva") for last in
          ("ni", "mba", "go", "ri", "ke", "to", "va", "du", "ze", "lo", "pa", "shi", "ya", "wa", "be", "fu")]
APPEAL = "Independent reporting from the region costs money, and our readers pay for every mile of it."


def page(number: int) -> str:
    place = PLACES[number]
    paragraphs = (
        f"Rebels attacked an army post outside the town of {place} on Monday, killing {number + 3} soldiers, officials "
        f"said. The army answered with artillery from the hills above {place}, witnesses said.",
        f"Some {number + 2}00 families fled {place} on foot towards the border, the governor said on Tuesday morning.",
        f"The road out of {place} was blocked by trucks late in the day, and the market stayed closed for a third day.",
        APPEAL,
    )
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>Rebels attack {place}</title>"
        f"<link rel='canonical' href='https://daily.example/2025/01/28/{number}'></head>"
        f"<body><article><h1>Rebels attack {place}</h1>{body}</article></body></html>"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pages"
    made.mkdir()
    for number in range(8):
        (made / f"{number}.html").write_text(page(number), encoding="utf-8")
    (made / "z.html").write_bytes(b"")
    return made


def read(*inputs: Path, workers: int = 1) -> list[Article | Failure]:
    return list(corpus.articles(intake.read([str(i) for i in inputs]), coder=Coder(), workers=workers))


def test_what_a_publisher_repeats_is_taken_off_and_written_down(folder: Path) -> None:
    found = [each for each in read(folder) if isinstance(each, Article)]
    assert len(found) == 8
    assert all("Rebels attacked" in each.body and APPEAL not in each.body for each in found)
    assert all([line.text for line in each.furniture if line.reason == REASON] == [APPEAL] for each in found)


def test_a_page_by_itself_keeps_it(folder: Path) -> None:
    (found,) = read(folder / "1.html")
    assert isinstance(found, Article) and APPEAL in found.body


def test_failures_are_kept(folder: Path) -> None:
    assert [each.origin.file for each in read(folder) if isinstance(each, Failure)] == [str(folder / "z.html")]


def test_the_order_of_the_inputs_changes_no_article(folder: Path) -> None:
    files = sorted(folder.iterdir())
    ahead = {each.id: each for each in read(*files) if isinstance(each, Article)}
    behind = {each.id: each for each in read(*reversed(files)) if isinstance(each, Article)}
    assert ahead == behind


def test_clean_text_is_its_owner_s_to_the_character(tmp_path: Path) -> None:
    rows = [{"text": f"Rebels took town {n} on Monday.\n\n{APPEAL}", "publisher": "Example"} for n in range(9)]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [each.body for each in read(path) if isinstance(each, Article)] == [row["text"] for row in rows]


def test_commands_and_workers_give_the_same(folder: Path) -> None:
    for number in range(8, 80):  # enough for a pool of processes
        (folder / f"{number}.html").write_text(page(number), encoding="utf-8")
    prints = [
        subprocess.run(
            [sys.executable, "-c", "from polybius.cli import main; main()", "read", "pages", "--workers", workers],
            cwd=folder.parent, capture_output=True, check=False,
        )
        for workers in ("1", "2")
    ]  # fmt: skip
    assert prints[0].stdout == prints[1].stdout and prints[0].returncode == prints[1].returncode == 1
    assert prints[0].stdout.count(REASON.encode()) == 80


def test_a_run_taken_up_again_ends_as_one_left_alone(folder: Path, tmp_path: Path) -> None:
    def run(name: str) -> None:
        with Session(quiet=True) as session:
            run_into(tmp_path / name, [str(folder)], session=session, coder=Coder(), workers=1)

    def held(name: str) -> list[Article]:
        with Store(tmp_path / name, read_only=True) as store:
            return list(store.articles())

    run("alone.duckdb")
    # As if it had been killed behind its fifth document.
    run("killed.duckdb")
    with Store(tmp_path / "killed.duckdb") as store:
        for document in sorted(each.id for each in store.documents())[5:]:
            store._remove(document)
            store._db.execute("DELETE FROM ledger WHERE document = ?", [document])
    assert len(held("killed.duckdb")) == 5
    run("killed.duckdb")
    assert held("killed.duckdb") == held("alone.duckdb")
    assert all(APPEAL not in each.body for each in held("alone.duckdb"))


def test_a_later_run_learns_from_what_the_store_has(folder: Path, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (folder / "7.html").rename(more / "7.html")
    with Session(quiet=True) as session:
        for each in (folder, more):
            run_into(tmp_path / "s.duckdb", [str(each)], session=session, coder=Coder(), workers=1)
    with Store(tmp_path / "s.duckdb", read_only=True) as store:
        assert sum(APPEAL in each.body for each in store.articles()) == 0
