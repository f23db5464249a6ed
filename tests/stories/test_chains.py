"""Which mentions of one document tell one happening, and what they tell together."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import count, date, document, place, tell, who
from polybius.records import Document, Why
from polybius.stories import chains as chains_module
from polybius.stories import link, reports
from polybius.stories.chain_rules import SIGNS, load, read, text
from polybius.stories.chains import chains
from polybius.stories.settings import load as load_settings
from polybius.stories.telling import Telling, position, tellings


def told(entry: str, sentence: str, trigger: str, type: str = "ASSAULT", **fields: object) -> dict[str, object]:
    """A mention to be, by an entry of the lexicon."""
    return tell(sentence, trigger, type, why=Why(entry=entry), **fields)


def chained(page: Document) -> list[list[str]]:
    """The triggers of each chain of a page."""
    ordered = sorted(reports([page]), key=position)
    found = chains(ordered, load_settings())
    return [[link.report.mention.evidence.trigger.text for link in chain] for chain in found]


def told_by(page: Document) -> list[Telling]:
    return tellings(reports([page]), load_settings())


ATTACK = told(
    "assault/attack", "Rebels attacked a market in Goma on Wednesday.", "attacked",
    date=date("2023-11-08", "relative"), place=place("Goma"), actor=(who("Rebels", "COD", "REB"),),
)  # fmt: skip


def test_what_came_of_an_attack_is_the_attack() -> None:
    harm = told("assault/kill", "Twelve people were killed.", "killed", quantities=(count("killed", 12),))
    page = document("a", ATTACK, harm)
    assert chained(page) == [["attacked", "killed"]]


def test_the_text_points_back() -> None:
    page = document("a", ATTACK, told("assault/raid", "Nobody had foreseen the raid.", "raid"))
    assert chained(page) == [["attacked", "raid"]]


def test_what_the_text_sets_apart_is_another() -> None:
    page = document("a", ATTACK, told("assault/attack", "Another attack came at dusk.", "attack"))
    assert chained(page) == [["attacked"], ["attack"]]


@pytest.mark.parametrize("other", [
    {"date": date("2023-11-01", "relative"), "place": place("Goma")},
    {"date": date("2023-11-08", "relative"), "place": place("Kharkiv")},
])  # fmt: skip
def test_another_day_or_town_is_another(other: dict[str, object]) -> None:
    page = document("a", ATTACK, told("assault/kill", "The raid killed four people.", "killed", **other))
    assert chained(page) == [["attacked"], ["killed"]]


def test_an_earthquake_kills_and_so_does_a_clash_at_a_protest() -> None:
    quake = told("disaster/earthquake", "An earthquake shook Goma on Wednesday.", "earthquake", "DISASTER",
                 date=date("2023-11-08"), place=place("Goma"))  # fmt: skip
    page = document("a", quake, told("assault/kill", "It killed at least six people.", "killed"))
    assert chained(page) == [["earthquake", "killed"]]


def test_who_claims_an_attack_does_not_make_it_and_a_war_is_not_one_of_its_attacks() -> None:
    page = document(
        "a", ATTACK,
        told("assault/claim", "The group claimed the attack in Goma on Wednesday.", "claimed", place=place("Goma")),
        told("assault/war", "The war in Goma began in 2022.", "war", place=place("Goma"), date=date("2022")),
    )  # fmt: skip
    assert chained(page) == [["attacked"], ["claimed"], ["war"]]


def test_a_noun_means_only_what_it_can() -> None:
    page = document("a", ATTACK, told("disaster/fire", "Rescuers fought the fire until noon.", "fire", "DISASTER"))
    assert chained(page) == [["attacked"], ["fire"]]


def test_a_telling_knows_what_any_of_its_sentences_says() -> None:
    page = document(
        "a",
        told("assault/attack", "Rebels attacked a market.", "attacked", actor=(who("Rebels", "COD", "REB"),)),
        told("assault/attack", "The attack in Goma on Wednesday was the second this year.", "attack",
             date=date("2023-11-08", "relative"), place=place("Goma")),
        told("assault/kill", "It killed twelve people.", "killed", quantities=(count("killed", 12),)),
    )  # fmt: skip
    [telling] = told_by(page)
    mention = telling.mention
    assert mention.date is not None and mention.date.first == "2023-11-08"
    assert mention.place is not None and mention.place.name == "Goma"
    assert [one.text for one in mention.actor] == ["Rebels"]
    assert [(one.kind, one.low) for one in mention.quantities] == [("killed", 12)]


def test_sentences_that_say_little_reach_another_documents_event_together() -> None:
    """Neither of the page's sentences says enough by itself: one has the day, the other the town."""
    page = document(
        "a",
        told("assault/attack", "Rebels attacked a market on Wednesday.", "attacked", date=date("2023-11-08")),
        told("assault/attack", "The attack in Goma was short.", "attack", place=place("Goma")),
    )  # fmt: skip
    [event] = link([page, document("b", ATTACK)])
    assert len(event.mentions) == 3


MENTIONS = [
    ATTACK,
    told("assault/kill", "Twelve people were killed.", "killed", quantities=(count("killed", 12),)),
    told("assault/attack", "Another attack came at dusk.", "attack"),
    told("disaster/fire", "The fire burned until noon.", "fire", "DISASTER", place=place("Goma")),
    told("protest/march", "Thousands marched in Kyiv.", "marched", "PROTEST", place=place("Kyiv")),
    told("assault/raid", "The raid on Kharkiv went on.", "raid", place=place("Kharkiv"), status="planned"),
]


@given(st.lists(st.sampled_from(MENTIONS), min_size=1, max_size=6, unique_by=id), st.randoms())
@settings(deadline=None, max_examples=40)
def test_every_mention_is_in_one_chain_whatever_the_order_they_come_in(
    some: Sequence[dict[str, object]], order: random.Random
) -> None:
    found = reports([document("a", *some)])
    shuffled = list(found)
    order.shuffle(shuffled)
    one, other = (tellings(given, load_settings()) for given in (found, shuffled))
    assert one == other
    assert sorted(link.report.mention.id for told in one for link in told.chain) == [r.mention.id for r in found]


def test_a_mention_costs_no_more_in_a_long_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of thousands of sentences is not compared each with each."""
    days = [f"2020-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 26)]
    looked = 0
    weigh = chains_module._weigh

    def counting(*given: object) -> object:
        nonlocal looked
        looked += 1
        return weigh(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(chains_module, "_weigh", counting)
    page = document("a", *(told("assault/attack", f"Rebels attacked post {at}.", "attacked", date=date(day))
                           for at, day in enumerate(days)))  # fmt: skip
    assert len(told_by(page)) == len(days)
    assert looked <= len(days) * load().reach


def test_what_each_sign_weighs_is_in_the_data_and_a_wrong_key_is_named() -> None:
    assert set(load().weights) == SIGNS
    with pytest.raises(ValueError, match=r"chains.toml: weights lacks 'main'"):
        read("\n".join(line for line in text().splitlines() if not line.startswith("main =")))
    with pytest.raises(ValueError, match=r"chains.toml: .*unknown field"):
        read("joined = 3.0\n" + text())
