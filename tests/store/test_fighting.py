"""What assaults say of places, read out of a store: the same as of its events, whole."""

from pathlib import Path

import msgspec

from factories import date, document, place, tell, who
from polybius.records import Document
from polybius.store import Store
from polybius.store.desk import By, Desk
from polybius.stories.control import Called, Fight, Fighting, fighting_of, histories, history

REBELS = who("rebels", "COD", "REB", entity="March 23 Movement")
SOLDIERS = who("Congolese soldiers", "COD", "MIL")


def assault(id: str, where: str | None, *, status: str = "occurred", when: str | None = "2025-02-11") -> Document:
    sentence = f"Soldiers attacked rebels {f'in {where}' if where else ''} on the day {id}."
    return document(
        id, tell(sentence, "attacked", "ASSAULT", actor=(SOLDIERS,), recipient=(REBELS,), status=status,
                 place=place(where) if where else None, date=date(when) if when else None),
    )  # fmt: skip


DOCUMENTS = [
    document("held", tell("M23 rebels captured Goma.", "captured", "CONTROL", mode="gain", actor=(REBELS,),
                          place=place("Goma"), date=date("2025-01-27"))),
    document("gone", tell("Ukrainian troops left Kharkiv.", "left", "RETREAT", mode="withdraw",
                          actor=(who("Ukrainian troops", "UKR", "MIL"),), place=place("Kharkiv"),
                          date=date("2025-03-01"))),
    assault("one", "Goma"),
    assault("two", "Goma", when=None),
    assault("three", "Khankendi", when="2020-10-01"),
    assault("four", "Stepanakert", when="2020-11"),
    assault("denied", "Kyiv", status="denied"),
    assault("land", "Ukraine"),
    assault("nowhere", None),
]  # fmt: skip


def key(one: Fight | Called) -> bytes:
    return msgspec.json.encode(one)


def read(store: Store) -> tuple[Fighting, Fighting]:
    """By the store's own way, and from all its events and mentions; neither in any order."""
    quick, whole = store.control()[2], fighting_of(list(store.events()), list(store.mentions()))
    names = {(one.place, one.text): one for one in sorted(whole.called, key=lambda one: (one.event, one.number))[::-1]}
    return (
        Fighting(fights=sorted(quick.fights, key=key), called=sorted(quick.called, key=key)),
        Fighting(fights=sorted(whole.fights, key=key), called=sorted(names.values(), key=key)),
    )


def test_fights_and_names_are_those_of_the_events(tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        for one in DOCUMENTS:
            store.add(one)
        store.relink()
        quick, whole = read(store)
        assert quick == whole
        assert [one.place[0] for one in quick.fights] and {one.text for one in quick.called} >= {"Khankendi", "Goma"}
        events, mentions = list(store.events()), list(store.mentions())
        assert histories(*store.control()) == histories(events, mentions)
        for name in ("Goma", "Stepanakert", "Khankendi", "Kharkiv"):
            assert history(name, *store.control()) == history(name, events, mentions)


def test_a_correction_counts_in_them(tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        for one in DOCUMENTS:
            store.add(one)
        store.relink()
        [event] = [one for one in store.events() if one.sources[0].document == "one"]
        desk = Desk(store)
        desk.correct(event.id, By(reviewer="Ana"), "place", {"name": "Kyiv", "text": "the capital", "basis": "stated"})
        quick, whole = read(store)
        assert quick == whole and ("Kyiv", None) in {one.place for one in quick.fights}
