"""The examples that the encoder learns from: well formed, and still themselves in another dress."""

import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from polybius.events import ontology

TRAINING = Path(__file__).resolve().parents[2] / "training"
sys.path.insert(0, str(TRAINING))

import augment  # noqa: E402
import examples  # noqa: E402


@pytest.fixture(scope="module")
def every() -> list[Any]:
    return examples.from_tables()


def _trigger(example: Any) -> str:
    (mark,) = [m for m in example.marks if m.role == "trigger"]
    return str(example.text[mark.start : mark.end])


def test_every_type_has_examples(every: list[Any]) -> None:
    assert {e.root for e in every} == {*ontology.load().types, examples.NONE}


def test_some_are_held_out_and_copies_go_together(every: list[Any]) -> None:
    held_out = {e.text for e in every if e.held_out}
    assert 0.05 < len(held_out) / len(every) < 0.15
    assert held_out.isdisjoint(e.text for e in every if not e.held_out)


def test_inline_marks_become_offsets() -> None:
    text, marks = examples.unmarked("{A:The army} {T:shelled} {R:a town}.")
    assert text == "The army shelled a town."
    assert [(m.role, text[m.start : m.end]) for m in marks] == [
        ("actor", "The army"), ("trigger", "shelled"), ("recipient", "a town"),
    ]  # fmt: skip


def test_a_wrong_row_is_named_by_file_and_line(tmp_path: Path) -> None:
    header = "\t".join(examples.COLUMNS)
    (tmp_path / "x.tsv").write_text(f"# of ours\n{header}\nASSAULT\tno-such-mode\t\toccurred\t{{T:struck}} it\n")
    with pytest.raises(examples.ExampleError, match=r"x\.tsv:3: no such type or mode: ASSAULT no-such-mode"):
        examples.from_tables(tmp_path)


def test_in_another_dress_the_event_stays(every: list[Any]) -> None:
    random = Random(3)
    for example in random.sample(every, 400):
        other = augment.varied(example, every, random)
        assert (other.root, other.mode, other.subtype) == (example.root, example.mode, example.subtype)
        assert all(0 <= m.start < m.end <= len(other.text) for m in other.marks)
        assert _trigger(other).casefold() == _trigger(example).casefold() or _trigger(other)[0].isupper()


def test_operators_over_inner_events_are_coded_as_the_ontology_has_it() -> None:
    known = ontology.load()
    for example in augment.framed(Random(4), 600):
        assert known.has(example.root, example.mode or None)
        assert "{" not in example.text and _trigger(example).strip()


def test_one_seed_makes_the_same_examples(every: list[Any]) -> None:
    def made() -> list[Any]:
        random = Random(5)
        return [augment.varied(e, every, random) for e in every[:50]] + augment.framed(random, 50)

    assert made() == made()
