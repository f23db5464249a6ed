"""The example sentences that the event scorer learns from are well-formed and our own."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

CHECK = Path(__file__).resolve().parents[2] / "training" / "check.py"
spec = importlib.util.spec_from_file_location("training_check", CHECK)
assert spec is not None and spec.loader is not None
check = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check)

HEAD = "# Sentences of our own.\nroot\tmode\tsubtype\tstatus\tsentence\n"


def test_every_example_is_well_formed_and_our_own() -> None:
    assert check.check() == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("AID\t\t\toccurred\t{A:Oslo} sent rice.", "0 triggers, not one"),
        ("AID\t\t\toccurred\t{A:Oslo {T:sent} rice.", "not well-formed"),
        ("AID\tbomb\t\toccurred\t{A:Oslo} {T:sent} rice.", "AID has no mode bomb"),
        ("AID\t\tgift\toccurred\t{A:Oslo} {T:sent} rice.", "unknown subtype gift"),
        ("AID\t\t\tsoon\t{A:Oslo} {T:sent} rice.", "unknown status soon"),
        ("AGREE\t\t\toccurred\t{A:Oslo} {T:sent} rice.", "root AGREE in this file"),
        ("AID\t\t{A:Oslo} {T:sent} rice.", "3 columns, not 5"),
    ],
)
def test_a_wrong_line_is_named_by_file_line_and_reason(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "aid.tsv").write_text(HEAD + line + "\n", encoding="utf-8")
    problems = check.check(tmp_path, tmp_path / "nowhere")
    assert problems
    assert problems[0].startswith("aid.tsv:3: ")
    assert reason in problems[0]


def test_a_sentence_may_come_twice_only_with_other_marks(tmp_path: Path) -> None:
    rows = [
        "AID\t\t\toccurred\t{A:Oslo} {T:sent} rice to {R:Juba}.",
        "AID\t\t\toccurred\t{A:Oslo} sent {T:rice} to {R:Juba}.",
        "AID\t\t\toccurred\t{A:Oslo} {T:sent} rice to {R:Juba}.",
    ]
    (tmp_path / "aid.tsv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    assert check.check(tmp_path, tmp_path / "nowhere") == ["aid.tsv:5: the same sentence and marks as aid.tsv:3"]


def test_a_run_of_words_from_a_measured_text_is_found(tmp_path: Path) -> None:
    (tmp_path / "aid.tsv").write_text(
        HEAD + "AID\t\t\toccurred\t{A:Oslo} {T:sent} rice and beans to the port of {R:Juba}.\n", encoding="utf-8"
    )
    measured = tmp_path / "measured"
    measured.mkdir()
    (measured / "one.jsonl").write_text('{"text": "Rice and beans to the port of Juba, they said"}\n', encoding="utf-8")
    assert [line.split(": ")[1] for line in check.check(tmp_path, measured)] == ["shares with a measured text"]
