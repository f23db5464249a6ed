"""Who holds what: what events say of places becomes a history of holders, with its conflicts."""

from typing import Any

from factories import date, document, place, tell, who
from polybius.records import Document, EventDate, EventPlace
from polybius.stories import link
from polybius.stories.control import History, histories, history

KARABAKH = EventPlace(
    name="Karabakh", text="Nagorno-Karabakh", lat=39.82, lon=46.75, country="AZE", kind="region", basis="stated"
)
ARMENIANS = who("ethnic Armenians", "ARM", "CVL")
AZERBAIJAN = who("Azerbaijan", "AZE")


def of(*documents: Document) -> list[History]:
    return histories(link(documents), [mention for one in documents for mention in one.events])


def one(name: str, *documents: Document) -> History:
    found = history(name, link(documents), [mention for each in documents for mention in each.events])
    assert found is not None
    return found


def taken(
    id: str, sentence: str, trigger: str, side: Any, when: EventDate | None, mode: str = "gain", **more: Any
) -> Document:
    where = more.pop("place", KARABAKH)
    return document(id, tell(sentence, trigger, "CONTROL", mode=mode, actor=(side,), date=when, place=where, **more))


A_1994 = taken("a", "The region came under control of ethnic Armenians in 1994.", "control", ARMENIANS, date("1994"))
PARTS_2020 = taken(
    "b", "Azerbaijan regained parts of Nagorno-Karabakh in 2020.", "regained", AZERBAIJAN, date("2020"), "regain"
)
ALL_2023 = taken(
    "c", "Azerbaijan gained full control of Nagorno-Karabakh in September.", "gained", AZERBAIJAN, date("2023-09")
)


def spells(found: History) -> list[tuple[str, str, str | None, str | None]]:
    return [(one.side.key, one.extent, one.since, one.until) for one in found.spells]


def test_a_gain_ends_the_spell_before_it_and_a_part_is_not_the_whole() -> None:
    expected = [
        ("ARM", "whole", "1994", "2023-09"),
        ("AZE", "part", "2020", "2023-09"),
        ("AZE", "whole", "2023-09", ".."),
    ]
    assert spells(one("Karabakh", A_1994, PARTS_2020, ALL_2023)) == expected
    assert spells(one("Karabakh", ALL_2023, PARTS_2020, A_1994)) == expected


def test_what_is_said_of_a_region_counts_for_its_towns_by_either_name() -> None:
    for name in ("Khankendi", "Stepanakert", "Xankəndi"):
        found = one(name, A_1994, PARTS_2020, ALL_2023)
        assert (found.place, found.geonameid, found.regions) == ("Khankendi", 146970, ("Karabakh",))
        assert [spell[0] for spell in spells(found)] == ["ARM", "AZE", "AZE"]


def test_a_site_in_a_town_is_not_the_town() -> None:
    rebels = who("M23 rebels", "COD", "REB")
    airport = taken(
        "a", "M23 rebels seized the airport of Goma.", "seized", rebels, date("2025-01-28"), place=place("Goma")
    )
    assert spells(one("Goma", airport)) == [("m23", "part", "2025-01-28", "..")]


def test_a_group_is_one_side_whatever_its_people_are_called() -> None:
    days = ("2025-01-27", "2025-01-27")
    documents = [
        taken(str(n), f"{name} captured Goma.", "captured", who(name, "COD", "REB"), date(day), place=place("Goma"))
        for n, (name, day) in enumerate(zip(("M23 rebels", "M23 fighters"), days, strict=True))
    ]
    assert spells(one("Goma", *documents)) == [("m23", "whole", "2025-01-27", "..")]


def test_two_that_are_said_to_have_one_place_at_one_time_both_stand() -> None:
    army = taken(
        "a",
        "Ukraine captured Chuhuiv on Nov. 8.",
        "captured",
        who("Ukraine", "UKR"),
        date("2023-11-08"),
        place=place("Chuhuiv"),
    )
    other = taken(
        "b",
        "Russia captured Chuhuiv on Nov. 8.",
        "captured",
        who("Russia", "RUS"),
        date("2023-11-08"),
        place=place("Chuhuiv"),
    )
    found = one("Chuhuiv", army, other)
    assert {spell.side.key for spell in found.spells} == {"UKR", "RUS"}
    [conflict] = found.conflicts
    assert conflict.reason.startswith("two holders") and len(conflict.assertions) == 2


def test_a_denied_gain_is_a_conflict_and_begins_nothing() -> None:
    denied = taken(
        "a",
        "Russia captured Chuhuiv, which Kyiv denied.",
        "captured",
        who("Russia", "RUS"),
        date("2023-11-08"),
        place=place("Chuhuiv"),
        status="denied",
    )
    found = one("Chuhuiv", denied)
    assert found.spells == () and found.conflicts[0].reason.startswith("denied")


def test_a_loss_without_a_gain_is_a_spell_whose_beginning_nobody_tells() -> None:
    lost = taken(
        "a",
        "Ukraine lost Chuhuiv on Nov. 8.",
        "lost",
        who("Ukraine", "UKR"),
        date("2023-11-08"),
        "lose",
        place=place("Chuhuiv"),
    )
    assert spells(one("Chuhuiv", lost)) == [("UKR", "whole", None, "2023-11-08")]


def test_fighting_by_others_contests_a_holder_since_its_first_day() -> None:
    shelled = document(
        "x",
        tell(
            "Azerbaijan shelled Stepanakert in 2020.",
            "shelled",
            "ASSAULT",
            actor=(AZERBAIJAN,),
            date=date("2020"),
            place=KARABAKH,
        ),
    )
    first, last = one("Karabakh", A_1994, shelled, ALL_2023).spells
    assert first.contested_since == "2020" and first.contested[0].side.key == "AZE"
    assert last.contested_since is None


def test_a_guess_from_the_day_of_publication_is_no_beginning() -> None:
    guess = date("2023-11-09", "published")
    found = one(
        "Chuhuiv",
        taken("a", "Russia captured Chuhuiv.", "captured", who("Russia", "RUS"), guess, place=place("Chuhuiv")),
    )
    assert found.spells[0].since == "../2023-11-09"


def test_who_leaves_a_place_need_not_have_held_it() -> None:
    left = document(
        "x",
        tell(
            "French troops left Goma.",
            "left",
            "RETREAT",
            mode="withdraw",
            actor=(who("French troops", "FRA", "MIL"),),
            date=date("2023-11-08"),
            place=place("Goma"),
        ),
    )
    assert of(left) == []


def test_what_only_the_holder_says_is_marked() -> None:
    claim = taken("a", "Russia says it captured Chuhuiv.", "captured", who("Russia", "RUS"), date("2023-11-08"),
                  place=place("Chuhuiv"), said_by="Russia")  # fmt: skip
    assert one("Chuhuiv", claim).spells[0].assertions[0].own
    assert not one("Karabakh", ALL_2023).spells[0].assertions[0].own


def test_countries_have_no_history_and_unknown_places_neither() -> None:
    seized = taken(
        "a",
        "Soldiers seized power in Ukraine.",
        "seized",
        who("Russia", "RUS"),
        date("2023-11-08"),
        place=place("Ukraine"),
    )
    assert of(seized) == []
    assert history("Nowhereville", link([A_1994]), A_1994.events) is None
