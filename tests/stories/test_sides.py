"""Who says what of an event: each side's toll, each side's name for the town, a denial, one side's word alone."""

from typing import Any

import pytest

from factories import count, date, document, place, tell, who
from polybius import annotate
from polybius.events.speaking import Speakers
from polybius.records import Document, Event, Participant
from polybius.stories import link
from polybius.stories.sides import load

ANY = float("inf")
BAKU = who("Azerbaijan", "AZE", entity="Azerbaijan")
YEREVAN = who("Armenia", "ARM", entity="Armenia")
DOCTOR = who("a doctor", "AZE", "MED")
PARIS = who("France", "FRA", "GOV", entity="France")


def shelling(id: str, by: Participant | str | None, published: str = "2023-11-09", **fields: Any) -> Document:
    """A paper's report that Azerbaijani troops shelled Armenians in Stepanakert, as somebody says."""
    base: dict[str, Any] = {
        "date": date("2023-11-08"), "place": place("Stepanakert"), "actor": (who("Azerbaijani troops", "AZE", "MIL"),),
        "recipient": (who("Armenian soldiers", "ARM", "MIL"),), "said_by": by,
    }  # fmt: skip
    sentence = "Azerbaijani troops shelled Armenian soldiers in Stepanakert on Wednesday."
    return document(id, tell(sentence, "shelled", "ASSAULT", **{**base, **fields}), published=published)


def killed(low: float | None, high: float | None = None) -> dict[str, Any]:
    return {"quantities": (count("killed", low, high),)}


def voices(event: Event, field: str) -> dict[str, list[tuple[str | None, str | None]]]:
    return {c.value: [(v.source, v.side) for v in c.by] for c in event.claims if c.field == field}


def test_each_side_has_its_toll() -> None:
    [event] = link([shelling("a", YEREVAN, **killed(200)), shelling("b", BAKU, **killed(192))])
    assert voices(event, "killed") == {"200": [("Armenia", "recipient")], "192": [("Azerbaijan", "actor")]}
    assert [claim.excludes for claim in event.claims if claim.field == "killed"] == [False, True]


def test_each_side_has_its_name_for_the_town() -> None:
    [event] = link([shelling("a", YEREVAN), shelling("b", BAKU, place=place("Khankendi"))])
    assert voices(event, "place") == {
        "Stepanakert": [("Armenia", "recipient")], "Khankendi": [("Azerbaijan", "actor")]
    }  # fmt: skip
    assert not any(claim.excludes for claim in event.claims)


def test_who_attacked_first_is_told_by_each_side() -> None:
    told = {"quantities": (count("killed", 12),), "recipient": ()}
    turned = {"actor": (who("Armenian soldiers", "ARM", "MIL"),)}
    one, other = shelling("a", YEREVAN, **told), shelling("b", "a witness", **told)
    [event] = link([one, other, shelling("c", BAKU, **told, **turned)])
    actors = [(c.value, c.excludes, [v.source for v in c.by]) for c in event.claims if c.field == "actor"]
    assert ("Armenian soldiers", True, ["Azerbaijan"]) in actors


def test_a_denial_is_shown_with_who_denies() -> None:
    [event] = link([shelling("a", YEREVAN), shelling("b", BAKU, status="denied")])
    assert event.status == "occurred"
    [denial] = [claim for claim in event.claims if claim.value == "denied"]
    assert denial.excludes and [(one.source, one.side) for one in denial.by] == [("Azerbaijan", "actor")]
    assert event.asserted_by is not None and event.asserted_by.sources == ("Armenia",)


def test_an_event_that_only_one_side_tells_says_so() -> None:
    [event] = link([shelling("a", YEREVAN), shelling("b", who("The ministry in Yerevan", "ARM", "GOV", "MIL"))])
    assert event.asserted_by is not None
    assert (event.asserted_by.side, event.asserted_by.country) == ("recipient", "ARM")
    assert event.asserted_by.sources == ("Armenia", "The ministry in Yerevan")


@pytest.mark.parametrize("other", [None, BAKU, PARIS, DOCTOR, "residents"], ids=str)
def test_what_somebody_else_tells_too_is_not_one_sides_word(other: Participant | str | None) -> None:
    [event] = link([shelling("a", YEREVAN), shelling("b", other)])
    assert event.asserted_by is None


@pytest.mark.parametrize(
    ("again", "still"), [("The shelling began at dawn.", True), ("Shelling began at dawn.", False)]
)
def test_what_a_document_goes_back_to_it_does_not_assert_itself(again: str, still: bool) -> None:
    told: dict[str, Any] = {
        "date": date("2023-11-08"), "place": place("Stepanakert"), "actor": (who("Azerbaijani troops", "AZE", "MIL"),),
        "recipient": (who("Armenian soldiers", "ARM", "MIL"),),
    }  # fmt: skip
    sentence = "Azerbaijani troops shelled Armenian soldiers in Stepanakert."
    said = tell(sentence, "shelled", "ASSAULT", said_by=YEREVAN, **told)
    word = "shelling" if still else "Shelling"
    [event] = link([document("a", said, tell(again, word, "ASSAULT", **told))])
    assert (event.asserted_by is not None) == still


def test_a_state_speaks_for_its_land_where_strangers_strike() -> None:
    kyiv = who("Ukraine", "UKR", entity="Ukraine")
    strike = tell("Russian drones hit a depot in Kharkiv.", "hit", "ASSAULT", date=date("2023-11-08"),
                  place=place("Kharkiv"), actor=(who("Russian drones", "RUS", "MIL"),), said_by=kyiv)  # fmt: skip
    [event] = link([document("a", strike)])
    assert event.asserted_by is not None and event.asserted_by.side == "recipient"


def test_rebels_and_their_government_are_two_sides_of_one_country() -> None:
    raid = {"date": date("2023-11-08"), "place": place("Goma"), "actor": (who("The army", "COD", "MIL"),),
            "recipient": (who("M23", "COD", "REB", entity="M23"),)}  # fmt: skip
    sentence = "The army bombed M23 in Goma on Wednesday."
    sources = {"a": who("M23", "COD", "REB", entity="M23"), "b": who("Kinshasa", "COD", "GOV")}
    told = [document(id, tell(sentence, "bombed", "ASSAULT", said_by=by, **raid)) for id, by in sources.items()]
    [event] = link(told[:1])
    assert event.asserted_by is not None and event.asserted_by.side == "recipient"
    [event] = link(told)
    assert event.asserted_by is None


def test_words_are_no_deeds_that_a_side_vouches_for() -> None:
    said = tell("Armenia accused Azerbaijan of murder.", "accused", "ACCUSE", actor=(YEREVAN,), recipient=(BAKU,),
                date=date("2023-11-08"), said_by=YEREVAN)  # fmt: skip
    [event] = link([document("a", said)])
    assert event.asserted_by is None


def figure_of(*documents: Document) -> tuple[str, str | None, list[tuple[str, bool]]]:
    [event] = link(documents)
    [chosen] = [c for c in event.claims if c.field == "killed" and c.chosen]
    others = [(c.value, c.excludes) for c in event.claims if c.field == "killed" and not c.chosen]
    return chosen.value, chosen.rule, others


def test_ranges_that_overlap_are_told_from_figures_that_exclude() -> None:
    value, rule, others = figure_of(
        shelling("a", None, **killed(20, ANY)), shelling("b", None, **killed(23)), shelling("c", None, **killed(40))
    )
    assert (value, rule) == ("40", "highest of the latest figures")
    assert dict(others) == {"at least 20": False, "23": True}


def test_the_figure_that_most_ranges_hold_is_taken() -> None:
    value, rule, others = figure_of(
        shelling("a", None, **killed(20, 30)), shelling("b", None, **killed(23)), shelling("c", None, **killed(40))
    )
    assert (value, rule) == ("23", "lies in the ranges of most sources")
    assert dict(others) == {"20 to 30": False, "40": True}


def test_of_one_day_an_offices_figure_goes_before_others() -> None:
    value, rule, others = figure_of(
        shelling("a", DOCTOR, **killed(12)), shelling("b", "residents", **killed(15)), shelling("c", None, **killed(15))
    )
    assert (value, rule) == ("12", "latest official figure")
    assert others == [("15", True)]


def test_the_hour_tells_the_later_figure_of_one_day() -> None:
    value, rule, others = figure_of(
        shelling("a", None, "2023-11-09T18:00:00+01:00", **killed(12)),
        shelling("b", None, "2023-11-09T16:30:00", **killed(10)),
        shelling("c", None, "2023-11-09T17:30:00Z", **killed(14)),
    )
    assert (value, rule) == ("14", "latest figure")
    assert [one for one, _ in others] == ["12", "10"]


def test_claims_have_the_hour_of_each_voice() -> None:
    [event] = link([shelling("a", YEREVAN, "2023-11-09T18:00:00Z", **killed(200)), shelling("b", BAKU, **killed(192))])
    [first] = [claim for claim in event.claims if claim.value == "200"]
    [voice] = first.by
    assert (voice.published, voice.publisher, voice.document) == ("2023-11-09T18:00:00Z", "Paper a", "a")


SENTENCES = [
    ("Armenia said Azerbaijani forces shelled a village on Tuesday.", "Armenia", "ARM", ()),
    ("Russian troops shelled Kherson, Ukrainian officials said.", "Ukrainian officials", "UKR", ("GOV",)),
    ("Azerbaijan accused Armenian soldiers of shelling a village.", "Azerbaijan", "AZE", ()),
    ("Kyiv said Russian troops shelled a hospital.", "Ukraine", "UKR", ("GOV",)),
    ("Azerbaijan's defence ministry said Armenian soldiers shelled a village.", "Azerbaijan's defence ministry", "AZE",
     ("GOV", "MIL")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "country", "sectors"), SENTENCES)
def test_the_source_of_a_mention_has_its_country(text: str, name: str, country: str, sectors: tuple[str, ...]) -> None:
    [told] = [m for m in annotate(text, published="2023-11-08").events if m.type == "ASSAULT"]
    assert told.attribution is not None
    assert (told.attribution.entity, told.attribution.country, told.attribution.sectors) == (name, country, sectors)


def test_sentences_of_two_sides_make_one_event_with_both_tolls() -> None:
    texts = {
        "a": "Armenia said Azerbaijani troops shelled Stepanakert on Tuesday, killing 200 people.",
        "b": "Azerbaijan said its troops shelled Stepanakert on Tuesday, killing 192 people.",
    }
    documents = [annotate(text, published="2023-11-08") for text in texts.values()]
    found = [one for event in link(documents) for one in event.claims if one.field == "killed"]
    assert {claim.value: [voice.source for voice in claim.by] for claim in found} == {
        "200": ["Armenia"], "192": ["Azerbaijan"]
    }  # fmt: skip


def test_a_pronoun_that_speaks_is_who_it_stands_for() -> None:
    text = "Armenia recalled its envoy. It said Azerbaijani forces had shelled a village."
    spoken = [m.attribution for m in annotate(text, published="2023-11-08").events if m.type == "ASSAULT"]
    assert [(one.text, one.country) for one in spoken if one is not None] == [("It", "ARM")]


def test_a_source_that_is_nobody_known_stays_as_it_is() -> None:
    assert Speakers((), ()).known(None) is None


def test_no_sector_is_of_two_camps() -> None:
    assert load().speaks.state.isdisjoint(load().speaks.armed)
