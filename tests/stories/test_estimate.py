"""Weights of linking worked out from mentions whose events are known."""

import tomllib
from math import log2
from pathlib import Path

import pytest

from factories import date, document, place, tell, who
from polybius.records import Document
from polybius.store import Store
from polybius.stories import Report, reports
from polybius.stories.estimate import Counted, count, estimate, main, read_labels, toml
from polybius.stories.settings import load


def shelling(id: str, town: str, noun: str) -> Document:
    sentence = f"{noun} hit {town} on Wednesday."
    told = tell(
        sentence, "hit", "ASSAULT", date=date("2023-11-08"), place=place(town), actor=(who(noun, "RUS", "MIL"),)
    )
    return document(id, told)


def labelled(*towns: str) -> tuple[list[Report], dict[str, str]]:
    """A mention for each town, and for each mention the event of its town."""
    told = reports([shelling(f"d{at:02}", town, "Shells") for at, town in enumerate(towns)])
    return told, {one.mention.id: one.mention.place.name for one in told if one.mention.place is not None}


TOWNS = ("Kharkiv",) * 4 + ("Chuhuiv",) * 4


def test_pairs_that_share_a_block_are_counted_by_what_they_show() -> None:
    found = count(*labelled(*TOWNS))
    assert found.pairs == (12, 16)
    assert (found.same["place", "same"], found.other["place", "same"]) == (12, 0)
    # The two towns are some 35 km apart.
    assert found.other["place", "off"] == 16
    # All mentions have one day, so that says nothing of which are one event.
    assert (found.same["date", "same_days"], found.other["date", "same_days"]) == (12, 16)


def test_a_weight_nears_the_logarithm_of_m_over_u_as_labels_outweigh_it() -> None:
    found = count(*labelled(*TOWNS))
    levels = estimate(found, smoothing=0.001)
    assert levels["date"]["same_days"].bits == pytest.approx(0.0, abs=0.15)
    assert levels["place"]["same"].bits > load().levels["place"]["same"].bits
    assert levels["place"]["off"].bits < load().levels["place"]["off"].bits
    halves = Counted(found.same, found.other, found.pairs)
    halves.same["trigger", "other"], halves.other["trigger", "other"] = 12, 48
    expected = log2((12 / 24) / (48 / 64))
    assert estimate(halves, smoothing=0.001)["trigger"]["other"].bits == pytest.approx(expected, abs=0.1)


def test_what_no_pair_shows_keeps_its_weight_and_what_rules_out_goes_on_ruling_out() -> None:
    levels = estimate(count(*labelled(*TOWNS)))
    old = load().levels
    assert levels["words"]["half"] == old["words"]["half"] and levels["place"]["country"] == old["place"]["country"]
    assert levels["date"]["other"].excludes
    assert estimate(count([], {})) == dict(old)


def test_smoothing_pulls_towards_the_weights_as_they_are() -> None:
    found, old = count(*labelled(*TOWNS)), load().levels["date"]["same_days"].bits
    bits = [estimate(found, smoothing=s)["date"]["same_days"].bits for s in (1.0, 10.0, 100.0, 1e6)]
    assert bits == sorted(bits) and bits[0] < 1 and bits[-1] == pytest.approx(old, abs=0.01)


def test_what_is_printed_can_take_the_place_of_the_old_levels() -> None:
    found = count(*labelled(*TOWNS))
    levels = estimate(found)
    given = tomllib.loads(toml(levels, found))["levels"]
    assert {name: set(table) for name, table in given.items()} == {n: set(t) for n, t in load().levels.items()}
    assert given["place"]["same"]["bits"] == levels["place"]["same"].bits
    assert given["date"]["other"] == {"excludes": True, "words": load().levels["date"]["other"].words}


def test_a_store_and_a_file_of_labels_give_the_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = labelled(*TOWNS)
    with Store(tmp_path / "s.duckdb") as store:
        for at, town in enumerate(TOWNS):
            store.add(shelling(f"d{at:02}", town, "Shells"))
        store.relink()
    lines = [f"{mention}\t{event}" for mention, event in told[1].items()]
    labels = tmp_path / "labels.tsv"
    labels.write_text("# mention\tevent\n" + "\n".join(lines), encoding="utf-8")
    assert main([str(labels), str(tmp_path / "s.duckdb")]) == 0
    found = count(*told)
    assert capsys.readouterr().out == toml(estimate(found), found) + "\n"


def test_a_wrong_label_is_named_by_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = tmp_path / "labels.tsv"
    for text, complaint in (("a\te1\nb\n", ":2: not a mention's id"), ("a\te1\na\te2\n", ":2: a has the event 'e1'")):
        labels.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=complaint):
            read_labels(labels)
    assert main([str(labels), str(tmp_path / "none.duckdb")]) == 1
    assert "has the event" in capsys.readouterr().err


def test_a_label_of_no_mention_is_named_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        store.add(shelling("d00", "Kharkiv", "Shells"))
        store.relink()
    (tmp_path / "labels.tsv").write_text("nobody\te1\n", encoding="utf-8")
    assert main([str(tmp_path / "labels.tsv"), str(tmp_path / "s.duckdb")]) == 1
    shown = capsys.readouterr()
    assert shown.err == "nobody: labelled, but no mention of the store\n" and "[levels.type]" in shown.out
