"""What linking compares grows with the mentions, not with their square, whatever they are like."""

import random
from collections.abc import Callable

import duckdb
import pytest

from factories import count, date, document, place, tell, who
from polybius.records import Document
from polybius.stories.blocks import candidates
from polybius.stories.linkage import Linkage
from polybius.stories.reports import report
from polybius.stories.settings import load

_TOWNS = ("Goma", "Kharkiv", "Chuhuiv", "Kyiv")
_VERBS = ("shelled", "bombed", "attacked", "raided")


def copy(number: int) -> Document:
    told = tell("Rebels bombed a market in Goma.", "bombed", "ASSAULT", date=date("2023-11-08"), place=place("Goma"))
    return document(f"d{number:05}", told, publisher="The Post")


def undated(number: int) -> Document:
    chance = random.Random(number)
    town, verb = chance.choice(_TOWNS), chance.choice(_VERBS)
    sentence = f"Troops {verb} {town} and {chance.randrange(1000)} houses burnt down."
    told = tell(sentence, verb, "ASSAULT", place=place(town), actor=(who("Troops", "RUS", "MIL"),))
    return document(f"d{number:05}", told, published=chance.choice((None, "2023-11-09")))


def on_a_busy_day(number: int) -> Document:
    chance = random.Random(number)
    town, verb, toll = chance.choice(_TOWNS[1:]), chance.choice(_VERBS), chance.randrange(1, 90)
    told = tell(
        f"Troops {verb} a quarter of {town} on Wednesday and killed {toll}.", verb, "ASSAULT", place=place(town),
        date=date("2023-11-08"), actor=(who("Troops", "RUS", "MIL"),), quantities=(count("killed", toll),),
    )  # fmt: skip
    return document(f"d{number:05}", told)


def compared(documents: list[Document]) -> int:
    """How many pairs are looked at when documents are linked, those that webs are parted by too."""
    rules = load()
    with duckdb.connect() as db:
        linkage = Linkage(db, rules)
        linkage.add(report(mention, one) for one in documents for mention in one.events)
        linkage.update()
        found = candidates("link_wanted", None, (), rules)
        counts = [db.execute(f"SELECT count(*) FROM ({found})").fetchall()[0][0]]
        every = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'link_every'"
        if db.execute(every).fetchall()[0][0]:
            counts.append(db.execute("SELECT count(*) FROM link_every").fetchall()[0][0])
        return sum(counts)


@pytest.mark.parametrize("make", [copy, undated, on_a_busy_day])
def test_twice_as_many_mentions_are_compared_twice_as_often(make: Callable[[int], Document]) -> None:
    documents = [make(number) for number in range(3000)]
    few, many = compared(documents[:1500]), compared(documents)
    assert many <= 2.3 * few
    assert many <= 120 * len(documents)


def test_copies_are_compared_with_nothing() -> None:
    assert compared([copy(number) for number in range(2000)]) == 0


def test_blocks_compared_as_a_whole_would_fail_this_test() -> None:
    import msgspec

    rules = load()
    whole = msgspec.structs.replace(rules.blocks, most=10**9)
    rules = msgspec.structs.replace(rules, blocks=whole)
    counts = []
    for size in (300, 600):
        with duckdb.connect() as db:
            linkage = Linkage(db, rules)
            linkage.add(report(m, one) for one in map(on_a_busy_day, range(size)) for m in one.events)
            linkage.update()
            found = candidates("link_wanted", None, (), rules)
            counts.append(db.execute(f"SELECT count(*) FROM ({found})").fetchall()[0][0])
    assert counts[1] > 3 * counts[0]
