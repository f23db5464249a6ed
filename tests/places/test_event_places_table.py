"""Where events happened: the sentences of ``event_places.tsv``."""

import csv
from pathlib import Path

import pytest
from spacy.language import Language

from polybius import places

TABLE = Path(__file__).with_name("event_places.tsv")


def cases() -> list[dict[str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c['case']}: {c['text'][:60]} [{c['trigger']}]")
def test_event_place(nlp: Language, case: dict[str, str]) -> None:
    doc = nlp(case["text"])
    trigger = [token for token in doc if token.text == case["trigger"]][-1]
    found = places.place_event(trigger, places.find(doc))
    if case["place"] == "-":
        assert found is None
        return
    assert found is not None
    expected = {"name": case["place"], "country": case["country"], "kind": case["kind"], "basis": case["basis"]}
    actual = {"name": found.name, "country": found.country or "-", "kind": found.kind, "basis": found.basis}
    assert actual == {**actual, **{k: v for k, v in expected.items() if v != "-" or k == "country"}}


def test_the_table_is_of_some_size() -> None:
    assert len(cases()) >= 150
