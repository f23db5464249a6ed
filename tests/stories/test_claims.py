"""What an event takes from mentions that disagree, and what it keeps of the rest."""

import msgspec

from factories import count, date, document, place, tell, who
from polybius.records import Claim, Document, Event
from polybius.stories import link

ANY = float("inf")


def blast(id: str, published: str = "2023-11-09", **fields: object) -> Document:
    base = {"date": date("2023-11-08"), "place": place("Goma"), "actor": (who("rebels", "COD", "REB"),)}
    sentence = "Rebels bombed a market in Goma on Wednesday."
    return document(id, tell(sentence, "bombed", "ASSAULT", **{**base, **fields}), published=published)


def claims(event: Event, field: str) -> list[tuple[str, bool, str | None]]:
    return [(claim.value, claim.chosen, claim.rule) for claim in event.claims if claim.field == field]


def test_nothing_to_say_where_all_agree() -> None:
    [event] = link([blast("a"), blast("b")])
    assert event.claims == ()


def test_a_rising_toll_keeps_each_figure_and_takes_the_latest() -> None:
    first = blast("a", "2023-11-08", quantities=(count("killed", 12),))
    later = blast("b", "2023-11-10", quantities=(count("killed", 20, ANY),))
    [event] = link([first, later])
    assert [(q.low, q.high) for q in event.quantities] == [(20, None)]
    assert claims(event, "killed") == [
        ("at least 20", True, "latest figure"),
        ("12", False, "earlier figure"),
    ]
    [chosen, other] = [claim for claim in event.claims if claim.field == "killed"]
    assert (chosen.documents, other.documents) == (("b",), ("a",))


def test_of_one_day_the_figure_of_most_publishers_is_taken() -> None:
    told = [blast(id, quantities=(count("killed", toll),)) for id, toll in (("a", 15), ("b", 12), ("c", 12))]
    [event] = link(told)
    assert claims(event, "killed")[0] == ("12", True, "majority of sources")


def test_two_names_of_one_town_are_both_on_record() -> None:
    [event] = link([blast("a", place=place("Stepanakert")), blast("b", place=place("Khankendi"))])
    assert event.place is not None and event.place.geonameid == 586523
    assert {claim.value for claim in event.claims if claim.field == "place"} == {"Stepanakert", "Khankendi"}


def test_the_date_is_the_most_precise_that_a_majority_allows() -> None:
    vague = blast("a", date=date("2023-11"))
    [event] = link([vague, blast("b"), blast("c")])
    assert event.date is not None and event.date.edtf == "2023-11-08"
    assert claims(event, "date") == [
        ("2023-11-08", True, "most precise date that a majority of sources allows"),
        ("2023-11", False, "agrees, but less precise"),
    ]


def test_a_day_that_one_source_has_otherwise_stays_a_claim() -> None:
    [event] = link([blast("a"), blast("b"), blast("c", date=date("2023-11-07"))])
    assert event.date is not None and event.date.edtf == "2023-11-08"
    assert ("2023-11-07", False, "differs") in claims(event, "date")


def test_the_day_of_publication_is_a_date_but_no_claim() -> None:
    told = [blast("a"), blast("b", date=date("2023-11-09", "published"))]
    [event] = link(told)
    assert event.date is not None and event.date.edtf == "2023-11-08"
    assert claims(event, "date") == []


def test_capitals_make_no_other_name() -> None:
    shouted = place("Goma")
    told = [blast("a"), blast("b", place=msgspec.structs.replace(shouted, text="GOMA"))]
    assert link(told)[0].claims == ()


def test_a_place_beats_the_country_it_lies_in() -> None:
    told = [blast("a", place=place("Ukraine")), blast("b", place=place("Kharkiv"))]
    [event] = link(told)
    assert event.place is not None and event.place.name == "Kharkiv"
    assert ("Ukraine", False, "less precise") in claims(event, "place")


def test_a_stated_region_beats_a_town_from_another_sentence() -> None:
    told = [blast("a", place=place("Nagorno-Karabakh")), blast("b", place=place("Stepanakert", "inherited"))]
    [event] = link(told)
    assert event.place is not None and event.place.name == "Nagorno-Karabakh"


def test_a_stated_town_beats_another_from_another_sentence_whoever_told_first() -> None:
    told = [
        blast("a", "2023-11-08", place=place("Kharkiv", "dateline")),
        blast("b", place=place("Chuhuiv", "inherited")),
        blast("c", "2023-11-10", place=place("Kharkiv")),
    ]
    [event] = link(told)
    assert event.place is not None and event.place.name == "Kharkiv"


def test_a_town_in_a_country_that_few_sources_name_is_no_closer_word_for_where_it_was() -> None:
    def quake(id: str, where: str) -> Document:
        told = tell("An earthquake struck on Wednesday.", "earthquake", "DISASTER", mode="earthquake",
                    date=date("2023-11-08", "relative"), place=place(where))  # fmt: skip
        return document(id, told)

    [event] = link([quake("a", "Ukraine"), quake("b", "Ukraine"), quake("c", "Geneva")])
    assert event.place is not None and event.place.name == "Ukraine"


def test_where_most_say_a_region_one_documents_town_is_not_the_spot() -> None:
    region = [blast(id, place=place("Nagorno-Karabakh")) for id in "abcd"]
    [event] = link([*region, blast("e", place=place("Stepanakert"))])
    assert event.place is not None and event.place.name == "Nagorno-Karabakh"
    [event] = link([*region[:2], blast("e", place=place("Stepanakert"))])
    assert event.place is not None and event.place.name == "Stepanakert"


def test_an_actor_is_told_once_by_its_best_known_name() -> None:
    named = who("M23", "COD", "REB", entity="March 23 Movement")
    [event] = link([blast("a"), blast("b", actor=(named,))])
    assert [one.entity for one in event.actor] == ["March 23 Movement"]
    assert claims(event, "actor") == []


def test_an_actor_few_sources_name_is_a_claim_not_a_participant() -> None:
    army = who("the army", "UGA", "MIL")
    told = [blast(id) for id in "abcd"] + [blast("e", actor=(who("rebels", "COD", "REB"), army))]
    [event] = link(told)
    assert [one.text for one in event.actor] == ["rebels"]
    assert ("the army", False, "named by few documents") in claims(event, "actor")


def test_who_is_blamed_instead_is_a_claim_against_the_rest() -> None:
    told = {"quantities": (count("killed", 12),)}
    others = blast("c", actor=(who("Rwandan soldiers", "RWA", "MIL"),), **told)
    [event] = link([blast("a", **told), blast("b", **told), others])
    assert [one.text for one in event.actor] == ["rebels"]
    assert claims(event, "actor") == [
        ("rebels", True, "named by most documents"),
        ("Rwandan soldiers", False, "named in its stead"),
    ]


def test_every_claim_names_mentions_of_the_event() -> None:
    told = [blast("a", quantities=(count("killed", 3),)), blast("b", quantities=(count("killed", 5),))]
    [event] = link(told)

    def known(claim: Claim) -> bool:
        return set(claim.mentions) <= set(event.mentions) and claim.mentions != ()

    assert event.claims and all(known(claim) for claim in event.claims)


def test_a_source_says_who_is_quoted_unless_that_is_a_bare_pronoun() -> None:
    [event] = link([blast("a", said_by="The mayor"), blast("b", said_by="she")])
    assert [source.attribution for source in event.sources] == ["The mayor", None]
