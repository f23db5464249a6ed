"""However documents come into a store, in whatever order and portions, its events are the same."""

import os
import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from factories import count, date, document, place, tell, who
from polybius.records import Document, Event
from polybius.store import Store, StoreError, linking
from polybius.store.crew import Crew
from polybius.stories import link

_TOWNS = ("Goma", "Kharkiv", "Chuhuiv", "Kyiv")


def told(number: int, chance: random.Random) -> Document:
    """One of a few attacks in a few towns, told in one of a few ways, some of them word for word."""
    town, day = chance.choice(_TOWNS), chance.choice(("2023-11-07", "2023-11-08", "2023-11-20", "2023-11"))
    words = chance.choice(("Rebels bombed a market in {} on Wednesday.", "A market in {} was bombed, police said."))
    attack = tell(
        words.format(town), "bombed", "ASSAULT",
        date=date(day, chance.choice(("stated", "published"))), place=place(town),
        actor=chance.choice(((), (who("Rebels", "COD", "REB"),), (who("Troops", "RUS", "MIL"),))),
        quantities=chance.choice(((), (count("killed", 3),), (count("killed", 40),))),
    )  # fmt: skip
    return document(f"d{number:02}", attack, published=chance.choice(("2023-11-09", "2023-11-21")))


def stored(documents: Sequence[Document], portions: Sequence[int]) -> tuple[Event, ...]:
    """The events of a store that was linked after each portion of the documents."""
    with TemporaryDirectory() as folder, Store(Path(folder) / "s.duckdb") as store:
        for portion in range(max(portions) + 1):
            for one, its in zip(documents, portions, strict=True):
                if its == portion:
                    store.add(one)
            store.relink()
        return tuple(store.events())


@given(st.integers(4, 16), st.integers(0, 10**6), st.integers(1, 4))
@settings(deadline=None, max_examples=12, derandomize=True, suppress_health_check=list(HealthCheck),
          phases=(Phase.explicit, Phase.reuse, Phase.generate))  # fmt: skip
def test_any_portions_in_any_order_give_the_events_of_all_at_once(size: int, seed: int, parts: int) -> None:
    check_portions(size, seed, parts)


def test_a_mention_between_two_events_goes_to_the_same_one_in_portions() -> None:
    check_portions(15, 649, 4)


def check_portions(size: int, seed: int, parts: int) -> None:
    chance = random.Random(seed)
    documents = [told(number, chance) for number in range(size)]
    at_once = link(documents)
    chance.shuffle(documents)
    assert stored(documents, [chance.randrange(parts) for _ in documents]) == at_once


def test_a_document_that_changes_its_story_leaves_its_old_event(tmp_path: Path) -> None:
    attack = [
        document(
            id,
            tell("Rebels bombed Goma on Wednesday.", "bombed", "ASSAULT", date=date("2023-11-08"), place=place(town)),
        )
        for id, town in (("a", "Goma"), ("b", "Goma"), ("b", "Kyiv"))
    ]
    with Store(tmp_path / "s.duckdb") as store:
        for one in attack[:2]:
            store.add(one)
        assert store.relink() == 1
        store.add(attack[2])
        assert store.relink() == 2
        assert tuple(store.events()) == link([attack[0], attack[2]])


@pytest.mark.parametrize("workers", [1, 2])
def test_many_portions_in_other_processes_make_the_same_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    chance = random.Random(5)
    documents = [told(number, chance) for number in range(30)]
    at_once = link(documents)
    monkeypatch.setattr(linking, "_DOCUMENTS", 4)
    monkeypatch.setattr(linking, "_MENTIONS", 3)
    monkeypatch.setattr(linking, "_ALONE", 0)
    doing: list[str] = []
    with Store(tmp_path / "s.duckdb") as store:
        for one in documents:
            store.add(one)
        assert store.relink(workers=workers, say=doing.append) == len(at_once)
        assert tuple(store.events()) == at_once
    assert doing == ["looking for copies", "reading 30 mentions", "comparing mentions", "writing events"]


def test_documents_added_and_linked_in_one_transaction(tmp_path: Path) -> None:
    chance = random.Random(6)
    documents = [told(number, chance) for number in range(12)]
    with Store(tmp_path / "s.duckdb") as store:
        with store.batch():
            for one in documents:
                store.add(one)
            store.relink()
        assert tuple(store.events()) == link(documents)


def test_a_process_that_dies_is_an_error_that_says_what_to_do() -> None:
    with Crew(2) as crew, pytest.raises(StoreError, match="ended with code 3; start the same command again"):
        list(crew.each(os._exit, [3]))


def test_a_mistake_in_another_process_is_raised_here() -> None:
    with Crew(2) as crew, pytest.raises(ZeroDivisionError):
        list(crew.each(partial(divmod, 1), [0]))
