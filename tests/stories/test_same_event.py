"""The sample's events against a table written by hand (``same_event.tsv``): which mentions tell the same event."""

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _bench() -> ModuleType:
    script = Path(__file__).resolve().parents[2] / "bench" / "same_event.py"
    spec = importlib.util.spec_from_file_location("same_event", script)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["same_event"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


BENCH = _bench()


@pytest.fixture(scope="module")
def found() -> Any:
    return BENCH.run()


def test_the_table_is_large_and_each_event_has_one_day_and_place() -> None:
    rows = BENCH.read()
    assert len(rows) >= 400 and len({row.event for row in rows}) >= 100
    assert all(row.words.count("[") == row.words.count("]") == 1 for row in rows)
    told = {(row.event, row.day, row.place) for row in rows}
    assert Counter(event for event, _, _ in told).most_common(1)[0][1] == 1
    assert len({(row.document, row.words) for row in rows}) == len(rows)


def test_the_coder_finds_at_least_two_hundred_tellings_of_sixty_events(found: Any) -> None:
    assert len(found.told) >= 200
    assert len({row.event for row in found.told.values()}) >= 60


def test_mentions_are_joined_as_by_hand(found: Any) -> None:
    assert found.f1 >= 0.90


def test_no_event_has_mentions_of_different_days_or_places(found: Any) -> None:
    assert found.clashes() == []
