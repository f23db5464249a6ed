"""`polybius review`: gold, candidate rows, agreement, the log; and a real run whose decisions outlive the next ones."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

import polybius
from factories import count, date, document, place, tell, who
from polybius.reviews import Words
from polybius.store import Filter, Store
from polybius.store.desk import By, Desk

ANA, BEN = By(reviewer="Ana"), By(reviewer="Ben")
SHOT = "Police shot {} in Kyiv on Tuesday."


def command(*arguments: str | Path, fails: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from polybius.cli import main; main()", *map(str, arguments)],
        capture_output=True, text=True, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == fails, done.stderr
    return done


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.duckdb"
    with Store(path) as opened:
        for number, whom in enumerate(("a film", "an advertisement", "a protester", "a video")):
            sentence = SHOT.format(whom)
            told = tell(sentence, "shot", "ASSAULT", place=place("Kyiv"), date=date(f"2023-11-{10 + number}"),
                        actor=(who("Police", "UKR", "COP"),))  # fmt: skip
            mention = document(f"d{number}", told)
            events = tuple(
                msgspec.structs.replace(one, why=polybius.records.Why(entry="assault/shoot")) for one in mention.events
            )
            opened.add(msgspec.structs.replace(mention, events=events))
        opened.relink()
    return path


def by_document(store: Store) -> dict[str, str]:
    return {one.sources[0].document: one.id for one in store.events(Filter(rejected=True))}


def reviewed(path: Path) -> None:
    with Store(path) as store:
        desk, ids = Desk(store), by_document(store)
        for one in ("d0", "d1", "d3"):
            desk.reject(ids[one], ANA)
        spot = msgspec.to_builtins(place("Goma"))
        desk.correct(ids["d2"], ANA, "place", spot)
        desk.accept(ids["d2"], ANA)
        desk.accept(ids["d2"], BEN)


def test_gold_is_rows_to_run_on_with_what_reviewers_say(store: Path, tmp_path: Path) -> None:
    reviewed(store)
    done = command("review", "export", store, "-o", tmp_path / "gold.jsonl")
    assert "4 documents" in done.stderr
    rows = {row["id"]: row for row in map(json.loads, (tmp_path / "gold.jsonl").read_text().splitlines())}
    [told] = rows["d2"]["gold"]["events"]
    assert rows["d2"]["text"][told["start"] : told["end"]] == told["trigger"] == "shot"
    assert (told["type"], told["place"]["name"], told["judged"], told["reviewers"]) == (
        "ASSAULT", "Goma", "mention", ["Ana", "Ben"],
    )  # fmt: skip
    [gone] = rows["d0"]["gold"]["rejected"]
    assert gone["trigger"] == "shot" and rows["d0"]["gold"]["events"] == []
    again = command("review", "export", store, "-o", tmp_path / "again.jsonl")
    assert again.returncode == 0
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "gold.jsonl").read_bytes()


def test_a_coder_is_compared_with_gold_field_by_field(store: Path, tmp_path: Path) -> None:
    reviewed(store)
    command("review", "export", store, "-o", tmp_path / "gold.jsonl")
    with Store(store) as opened:
        coded = {one.document: one for one in opened.mentions()}
    wrong = msgspec.structs.replace(coded["d2"], place=place("Kyiv"), type="CRIME")
    (tmp_path / "system.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, (coded["d0"], wrong))))
    program = Path(__file__).parents[2] / "bench" / "gold.py"
    told = subprocess.run(
        [sys.executable, program, tmp_path / "gold.jsonl", tmp_path / "system.jsonl"], capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    rows = {line.split()[0]: line.split()[1:4] for line in told.splitlines()}
    assert rows["found"] == ["1", "of", "1"]
    assert (rows["type"], rows["place"], rows["status"], rows["actor"]) == (
        ["0", "of", "1"], ["0", "of", "1"], ["1", "of", "1"], ["1", "of", "1"],
    )  # fmt: skip
    assert rows["rejected"] == ["1", "of", "3"]


def test_what_was_begun_or_has_changed_is_no_gold_and_is_named(store: Path, tmp_path: Path) -> None:
    with Store(store) as opened:
        Desk(opened).correct(by_document(opened)["d2"], ANA, "status", "alleged")
    done = command("review", "export", store, "-o", tmp_path / "gold.jsonl")
    assert "0 documents (left out: 1 begun)" in done.stderr


def test_candidate_rows_load_with_the_tables_that_they_are_added_to(store: Path, tmp_path: Path) -> None:
    reviewed(store)
    with Store(store) as opened:
        desk, ids = Desk(opened), by_document(opened)
        text = (opened.document("d2") or document("d2")).text
        words = Words(document="d2", start=text.index("Kyiv"), end=text.index("Kyiv") + 4, text="Kyiv")
        desk.correct(ids["d2"], ANA, "place", msgspec.to_builtins(place("Goma")), words=words)
        actor = [{"start": 0, "end": 6, "text": "Police", "entity": "Blue Lantern Guard", "country": "UKR",
                  "sectors": ["PRM"]}]  # fmt: skip
        desk.correct(ids["d2"], ANA, "actor", actor)
    folder = tmp_path / "candidates"
    written = command("review", "export", store, "--suggestions", folder).stdout.split()
    names = {str(Path(one).relative_to(folder)) for one in written}
    assert names == {"lexicon/metaphors.toml", "entities/organisations.tsv", "places/settlements.tsv"}
    assert "assault/shoot: rejected 3 of 4 times" in (folder / "lexicon/metaphors.toml").read_text()
    assert "Goma\t216281\tsettlement\t\t\tCOD\t\tKyiv\t" in (folder / "places/settlements.tsv").read_text()
    package = tmp_path / "polybius"
    shutil.copytree(Path(polybius.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "sample"))
    for name in names:
        with (package / "data" / name).open("a", encoding="utf-8") as table:
            table.write("\n" + (folder / name).read_text())
    code = (
        "from polybius.events import lexicon; from polybius.entities import organisations\n"
        "assert any('advertisement' in one.example for one in lexicon.load().metaphors)\n"
        "assert 'Blue Lantern Guard' in organisations.by_form()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_a_word_that_is_mostly_given_another_type_becomes_an_entry_of_that_type(store: Path, tmp_path: Path) -> None:
    with Store(store) as opened:
        desk, ids = Desk(opened), by_document(opened)
        for one in ("d0", "d1", "d3"):
            desk.correct(ids[one], ANA, "type", "DISPLAY")
            desk.accept(ids[one], ANA)
    command("review", "export", store, "--suggestions", tmp_path / "c")
    import tomllib

    text = (tmp_path / "c/lexicon/words/reviewed.toml").read_text()
    [word] = tomllib.loads(text)["word"]
    assert word["type"] == "DISPLAY" and "shoot" in word["lemma"] and word["example"] == SHOT.format("a film")
    assert "ASSAULT corrected to DISPLAY 3 of 3 times" in text


def test_a_word_that_is_added_often_becomes_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "missed.duckdb"
    with Store(path) as opened:
        for town in ("Goma", "Kyiv", "Geneva"):
            plain = document(town, tell("It rained.", "rained", "DISASTER"))
            text = f"{plain.text} Rebels torched {town} on Tuesday."
            opened.add(msgspec.structs.replace(plain, text=text))
        opened.relink()
        for town in ("Goma", "Kyiv", "Geneva"):
            marked = Words(document=town, start=18, end=25, text="torched")
            Desk(opened).add(ANA, marked, {"type": "PROTEST" if town == "Geneva" else "ASSAULT"})
    written = command("review", "export", path, "--suggestions", tmp_path / "c").stdout
    assert written.split() == [str(tmp_path / "c/lexicon/words/reviewed.toml")]
    import tomllib

    text = (tmp_path / "c/lexicon/words/reviewed.toml").read_text()
    [word] = tomllib.loads(text)["word"]
    assert (word["lemma"], word["pos"], word["type"]) == (["torch"], ["verb"], "ASSAULT")
    assert word["example"] == "Rebels torched Goma on Tuesday."
    assert "torch: added as ASSAULT 2 of 3 times" in text
    from polybius.events import lexicon

    assert word["frame"] in {one.frame for one in lexicon.load().words if one.type == "ASSAULT"}


def test_agreement_is_told_as_a_table_and_as_json(store: Path) -> None:
    reviewed(store)
    with Store(store) as opened:
        Desk(opened).accept(by_document(opened)["d0"], BEN)
    told = command("review", "agreement", store)
    assert "4 events by Ana, Ben" in told.stdout and "Between reviewers" in told.stdout
    assert "doubtful events first" in told.stderr
    found = json.loads(command("review", "agreement", store, "--json").stdout)
    assert (found["events"], found["coded_twice"]) == (4, 2)
    event = next(row for row in found["agreement"] if row["field"] == "event")
    assert (event["units"], event["same"]) == (2, 0.5)
    machine = {row["field"]: row for row in found["precision"]}
    assert (machine["event"]["given"], machine["event"]["right"]) == (4, 2)
    assert (machine["place"]["given"], machine["place"]["right"]) == (2, 1)
    assert "none" not in command("review", "agreement", store, "--sampled", fails=2).stderr


def test_the_log_is_printed_a_line_a_decision(store: Path) -> None:
    reviewed(store)
    lines = [json.loads(line) for line in command("review", "log", store).stdout.splitlines()]
    assert [one["action"] for one in lines] == ["reject"] * 3 + ["correct", "accept", "accept"]
    assert [one["number"] for one in lines] == list(range(1, 7))


def test_status_counts_and_names_what_has_no_effect(store: Path) -> None:
    reviewed(store)
    told = command("review", "status", store).stdout
    assert "corrected        1" in told and "rejected         3" in told and "Ana: 5 decisions" in told
    assert "without effect" not in told
    with Store(store) as opened:
        opened.add(document("d0", tell("Nothing of that.", "Nothing", "CRIME")))
        opened.relink()
    told = command("review", "status", store).stdout
    assert "without effect: no. 1, reject by Ana: d0: Police shot a film in Kyiv on Tuesday." in told


def test_wrong_calls_are_told_in_a_line(store: Path, tmp_path: Path) -> None:
    assert "say what to write" in command("review", "export", store, fails=2).stderr
    assert "no such store" in command("review", "log", tmp_path / "none.duckdb", fails=2).stderr
    assert "no event is accepted or rejected yet" in command("review", "agreement", store, fails=2).stderr
    missing = command("review", "export", store, "-o", tmp_path / "no" / "gold.jsonl", fails=2).stderr
    assert "cannot be written" in missing and "Traceback" not in missing
    assert "--blind goes with --review" in command("serve", store, "--blind", fails=2).stderr


# --- real runs ----------------------------------------------------------------------------------


def test_decisions_outlive_runs_recoding_and_another_codebook(tmp_path: Path) -> None:
    """Read, review, read more, read all anew by other options: what was decided stays as it was decided."""
    pages = tmp_path / "pages.jsonl"
    texts = {
        "one": "Rebels attacked Goma on Monday, killing 12 people. The army shelled a market in Bukavu.",
        "two": "Protesters marched in Nairobi on Tuesday. Police arrested 30 of them.",
    }

    def write(*ids: str) -> None:
        rows = [{"id": id, "text": texts[id], "published": "2025-01-28", "publisher": f"Paper {id}"} for id in ids]
        pages.write_text("".join(json.dumps(row) + "\n" for row in rows))

    path = tmp_path / "s.duckdb"
    write("one")
    command("run", pages, "-o", path, "--workers", "1", "-q")
    with Store(path) as store:
        desk = Desk(store)
        told: dict[str, Any] = {one.evidence.trigger.text: one for one in store.mentions()}
        event = {source.mention: one.id for one in store.events() for source in one.sources}
        attacked, shelled = told["attacked"], told["shelled"]
        desk.correct(event[attacked.id], ANA, "quantities", msgspec.to_builtins((count("killed", 14),)))
        desk.accept(event[attacked.id], ANA)
        desk.reject(event[shelled.id], ANA)

    def check() -> None:
        with Store(path, read_only=True) as store:
            [one] = [one for one in store.events() if one.reviewed]
            assert one.reviewed == "corrected" and one.quantities[0].low == 14
            assert [one.sources[0].text for one in store.events(Filter(reviewed=("rejected",)))] == [
                shelled.evidence.text
            ]

    check()
    write("one", "two")
    command("run", pages, "-o", path, "--workers", "1", "-q")
    check()
    command("run", pages, "-o", path, "--workers", "1", "-q", "--recode", "--rules-only", "--every-sentence")
    check()
    csv = tmp_path / "events.csv"
    command("export", path, "-o", csv)
    assert ",corrected,Ana," in csv.read_text() and "shelled" not in csv.read_text()
    command("export", path, "-o", csv, "--rejected")
    assert ",rejected,Ana," in csv.read_text()
    command("report", path, "-o", tmp_path / "r.html")
    assert "shelled a market" not in (tmp_path / "r.html").read_text()


def test_an_addition_outlives_recoding_and_counts_for_recall(tmp_path: Path) -> None:
    pages, path = tmp_path / "pages.jsonl", tmp_path / "s.duckdb"
    text = "Rebels attacked Goma on Monday, killing 12 people. Teachers stayed at home in Bukavu on Tuesday."
    pages.write_text(json.dumps({"id": "one", "text": text, "published": "2025-01-29", "publisher": "Paper"}) + "\n")
    command("run", pages, "-o", path, "--workers", "1", "-q")
    with Store(path) as store:
        desk, at = Desk(store), text.index("stayed")
        words = Words(document="one", start=at, end=at + 14, text="stayed at home")
        desk.add(ANA, words, {"type": "PROTEST", "mode": "strike"})
        desk.read("one", ANA)

    def check() -> None:
        with Store(path, read_only=True) as store:
            [event] = store.events(Filter(types=("PROTEST",)))
            assert (event.mode, event.reviewed, event.reviewers) == ("strike", "corrected", ("Ana",))
            assert event.date is not None and event.date.edtf == "2025-01-28"
            assert event.place is not None and event.place.name == "Bukavu"

    check()
    command("run", pages, "-o", path, "--workers", "1", "-q", "--recode", "--rules-only", "--every-sentence")
    check()
    told = command("review", "agreement", path).stdout
    assert "Recall: the machine has 1 of 2 mentions in 1 article read through: 0.50 (0.09 to 0.91)" in told
    found = json.loads(command("review", "agreement", path, "--json").stdout)["recall"]
    assert (found["articles"], found["told"], found["missed"], found["share"]) == (1, 1, 1, 0.5)
    assert "read through: 1 article" in command("review", "status", path).stdout
    command("review", "export", path, "-o", tmp_path / "gold.jsonl")
    [line] = [json.loads(one) for one in (tmp_path / "gold.jsonl").read_text().splitlines()]
    assert [one["trigger"] for one in line["gold"]["events"]] == ["stayed at home"]
    assert line["gold"]["read"] == ["Ana"]
