"""Relations of mentions become relations of the events they are in, in memory and in a store alike."""

import random
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from factories import date, document, place, tell, who
from polybius.records import Document, Event, EventRelation, Relation
from polybius.store import Store
from polybius.stories import link

RAID = tell("Rebels raided a market in Goma on Tuesday.", "raided", "ASSAULT", date=date("2023-11-07"),
            place=place("Goma"), actor=(who("Rebels", "COD", "REB"),))  # fmt: skip
SHELLING = tell("Troops shelled a village near Kyiv on Thursday.", "shelled", "ASSAULT", date=date("2023-11-09"),
                place=place("Kyiv"), actor=(who("Troops", "RUS", "MIL"),))  # fmt: skip


def saying(id: str, kind: str, words: str, *, turned: bool = False) -> Document:
    """A document that tells the raid and the shelling, and says that the shelling (turned: the raid) is ... to it."""
    told = document(id, RAID, SHELLING, published="2023-11-10")
    one, other = (mention.id for mention in (told.events if turned else reversed(told.events)))
    relation = Relation(start=0, end=5, text=words, kind=kind, mention=one, other=other)  # type: ignore[arg-type]
    return msgspec.structs.replace(told, relations=(relation,))


def by_trigger(events: Sequence[Event]) -> dict[str, Event]:
    return {"raid" if "raided" in event.sources[0].text else "shelling": event for event in events}


def test_mentions_that_follow_make_events_that_follow() -> None:
    events = by_trigger(link([saying("a", "follows", "two days after"), saying("b", "follows", "After")]))
    [relation] = events["shelling"].relations
    assert (relation.kind, relation.event) == ("follows", events["raid"].id)
    assert relation.documents == ("a", "b") and relation.words == ("after", "two days after")
    assert set(relation.mentions) == set(events["shelling"].mentions)
    assert events["raid"].relations == ()


def test_what_contradicts_is_kept_on_both_with_who_says_so() -> None:
    events = by_trigger(link([saying("a", "follows", "after"), saying("b", "follows", "after", turned=True)]))
    assert [(one.event, one.documents) for one in events["shelling"].relations] == [(events["raid"].id, ("a",))]
    assert [(one.event, one.documents) for one in events["raid"].relations] == [(events["shelling"].id, ("b",))]


def test_two_kinds_between_two_events_are_two_relations() -> None:
    events = by_trigger(link([saying("a", "follows", "after"), saying("b", "retaliation_for", "in retaliation for")]))
    assert [one.kind for one in events["shelling"].relations] == ["follows", "retaliation_for"]


def test_mentions_of_one_event_relate_nothing() -> None:
    again = document("a", RAID, tell("The raid came at dawn.", "raid", "ASSAULT", date=date("2023-11-07"),
                                     place=place("Goma"), actor=(who("Rebels", "COD", "REB"),)))  # fmt: skip
    one, other = again.events
    relation = Relation(start=0, end=5, text="after", kind="follows", mention=one.id, other=other.id)
    [event] = link([msgspec.structs.replace(again, relations=(relation,))])
    assert event.relations == ()


@pytest.mark.parametrize("seed", range(4))
def test_a_store_filled_in_portions_has_the_relations_of_all_at_once(tmp_path: Path, seed: int) -> None:
    documents = [
        saying("a", "follows", "after"), saying("b", "retaliation_for", "in retaliation for"),
        saying("c", "follows", "before", turned=True), saying("d", "follows", "a day after"),
    ]  # fmt: skip
    documents[3] = msgspec.structs.replace(documents[3], published="2023-11-08")  # its mentions give the events new ids
    at_once = link(documents)
    chance = random.Random(seed)
    chance.shuffle(documents)
    with Store(tmp_path / "s.duckdb") as store:
        for one in documents:
            store.add(one)
            if chance.random() < 0.6:
                store.relink()
        store.relink()
        assert tuple(store.events()) == at_once
        for event in at_once:
            assert store.event(event.id) == event


def test_a_store_tells_what_is_related_to_an_event(tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        store.add(saying("a", "retaliation_for", "in retaliation for"))
        store.relink()
        events = by_trigger(tuple(store.events()))
        found = store.related_to(events["raid"].id)
        assert list(found) == [events["shelling"].id]
        assert [(one.kind, one.event) for one in found[events["shelling"].id]] == [
            ("retaliation_for", events["raid"].id)
        ]


def test_a_document_that_takes_its_word_back_takes_the_relation_with_it(tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        store.add(saying("a", "follows", "after"))
        store.relink()
        store.add(msgspec.structs.replace(saying("a", "follows", "after"), relations=()))
        store.relink()
        assert [event.relations for event in store.events()] == [(), ()]


def test_a_store_made_before_there_were_relations_is_read_without_them(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    with Store(path) as store:
        store.add(saying("a", "follows", "after"))
        store.relink()
        store._tables.db.execute("DROP TABLE relations")
    with Store(path, read_only=True) as store:
        relations: list[tuple[EventRelation, ...]] = [event.relations for event in store.events()]
    assert relations == [(), ()]
