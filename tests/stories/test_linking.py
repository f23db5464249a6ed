"""Which mentions are one event, and which are not."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import count, date, document, place, tell, who
from polybius.records import Document, Event, EventDate, Participant
from polybius.stories import link, reports
from polybius.stories.explaining import compare
from polybius.stories.settings import load
from polybius.stories.telling import tellings

ARMY = who("Azerbaijani soldiers", "AZE", "MIL")


def groups(events: tuple[Event, ...]) -> list[int]:
    return sorted(len(event.mentions) for event in events)


def shelling(id: str, **fields: object) -> Document:
    base = {
        "actor": (who("Russian troops", "RUS", "MIL"),),
        "date": date("2023-11-08"),
        "place": place("Kharkiv"),
        "mode": "artillery",
    }
    sentence = "Russian troops shelled Kharkiv on Wednesday."
    return document(id, tell(sentence, "shelled", "ASSAULT", **{**base, **fields}))


def test_two_papers_on_one_event() -> None:
    [event] = link([shelling("a"), shelling("b", actor=(who("The Russian army", "RUS", "MIL"),))])
    assert len(event.sources) == 2
    assert {source.publisher for source in event.sources} == {"Paper a", "Paper b"}


def test_caption_lead_and_last_paragraph_tell_one_parade() -> None:
    page = document(
        "page",
        tell(
            "Hundreds of soldiers paraded Wednesday through Khankendi.",
            "paraded",
            "DISPLAY",
            actor=(who("soldiers", "AZE", "MIL"),),
            date=date("2023-11-08", "relative"),
            place=place("Khankendi"),
        ),
        tell("The parade marked a holiday.", "parade", "DISPLAY"),
        tell(
            "Troops march past the president during a parade in Stepanakert, Nov. 8, 2023.",
            "parade",
            "DISPLAY",
            actor=(who("Troops", "AZE", "MIL"),),
            date=date("2023-11-08"),
            place=place("Stepanakert"),
        ),
    )
    assert groups(link([page])) == [3]


def test_control_that_changes_three_times_is_three_events() -> None:
    region = place("Nagorno-Karabakh")
    page = document(
        "page",
        tell(
            "The region came under control of ethnic Armenians in 1994.",
            "control",
            "CONTROL",
            date=date("1994"),
            place=region,
            actor=(who("ethnic Armenians", "ARM"),),
        ),
        tell(
            "Azerbaijan regained parts of it in 2020.",
            "regained",
            "CONTROL",
            date=date("2020"),
            place=region,
            actor=(who("Azerbaijan", "AZE"),),
        ),
        tell(
            "It passed under the control of Azerbaijan in September.",
            "control",
            "CONTROL",
            date=date("2023-09"),
            place=region,
            actor=(who("Azerbaijan", "AZE"),),
        ),
    )
    assert groups(link([page])) == [1, 1, 1]


def test_two_towns_on_one_day_are_two_events() -> None:
    assert groups(link([shelling("a"), shelling("b", place=place("Kyiv"))])) == [1, 1]


def test_a_country_holds_its_towns() -> None:
    assert groups(link([shelling("a"), shelling("b", place=place("Ukraine"))])) == [2]


def test_soldiers_army_and_state_are_one_actor_but_civilians_are_not() -> None:
    state = shelling("b", actor=(who("Russia", "RUS"),), place=None)
    assert groups(link([shelling("a"), state])) == [2]
    told = {"date": date("2023-11-08"), "place": place("Ukraine")}
    troops, mothers = (who("Troops", "UKR", "MIL"),), (who("mothers", "UKR", "CVL"),)
    soldiers = tell("Troops rallied at noon.", "rallied", "PROTEST", actor=troops, **told)
    civilians = tell("A march of mothers.", "march", "PROTEST", actor=mothers, **told)
    assert groups(link([document("a", soldiers), document("b", civilians)])) == [1, 1]


def test_planned_and_done_are_one_event_that_occurred() -> None:
    talks = "The two sides will hold talks in Geneva on Nov. 8."
    plan = document(
        "a",
        tell(
            talks,
            "talks",
            "CONSULT",
            date=date("2023-11-08"),
            place=place("Geneva"),
            actor=(who("two sides", "AZE", "GOV"),),
            status="planned",
        ),
        published="2023-11-05",
    )
    done = document(
        "b",
        tell(
            "Delegations from Baku met in Geneva on Wednesday.",
            "met",
            "CONSULT",
            date=date("2023-11-08", "relative"),
            place=place("Geneva"),
            actor=(who("Delegations from Baku", "AZE", "GOV"),),
        ),
    )
    [event] = link([plan, done])
    assert event.status == "occurred"
    assert {claim.value for claim in event.claims if claim.field == "status"} == {"planned", "occurred"}


def test_a_threat_is_not_its_execution() -> None:
    assert groups(link([shelling("a"), shelling("b", status="threatened")])) == [1, 1]


def test_a_denial_alone_is_no_occurrence_and_beside_a_report_stays_on_record() -> None:
    [alone] = link([shelling("a", status="denied")])
    assert alone.status == "denied"
    [disputed] = link([shelling("a"), shelling("b", status="denied")])
    assert disputed.status == "occurred"
    denied = [claim for claim in disputed.claims if claim.value == "denied"]
    assert [claim.chosen for claim in denied] == [False]


def test_an_answer_to_an_attack_is_another_attack() -> None:
    told = {"date": date("2023-11-08"), "place": place("Goma")}
    driver, police = (who("An armed driver"),), (who("Police", "COD", "COP"),)
    crime = tell("An armed driver attacked shoppers.", "attacked", "ASSAULT", actor=driver, **told)
    answer = tell(
        "Police shot the driver.", "shot", "ASSAULT", actor=police, recipient=(who("driver"),), **told
    )
    assert groups(link([document("a", crime), document("b", answer)])) == [1, 1]


def test_talks_are_told_from_either_side() -> None:
    told = {"date": date("2023-11-08"), "place": place("Geneva")}
    ours, theirs = (who("Armenia", "ARM", "GOV"),), (who("Azerbaijan", "AZE", "GOV"),)
    one = tell("Armenia met Azerbaijan.", "met", "CONSULT", actor=ours, recipient=theirs, **told)
    other = tell("Azerbaijan saw Armenia.", "saw", "CONSULT", actor=theirs, recipient=ours, **told)
    assert groups(link([document("a", one), document("b", other)])) == [2]


def test_some_time_before_publication_is_no_date_to_link_by() -> None:
    vague = EventDate(edtf="../2023-12-20", last="2023-12-20", basis="published")
    older = tell(
        "Kharkiv had been under fire for long.", "fire", "ASSAULT", date=vague, place=place("Kharkiv")
    )
    assert groups(link([shelling("a"), document("b", older, published="2023-12-20")])) == [1, 1]


def test_the_retaking_is_what_was_told_in_other_words() -> None:
    region = {"place": place("Nagorno-Karabakh"), "date": date("2020"), "mode": "regain"}
    page = document(
        "a",
        tell("Azerbaijan regained parts of it in 2020.", "regained", "CONTROL", **region),
        tell("The day marks the retaking of land in 2020.", "retaking", "CONTROL", **region),
    )
    assert groups(link([page])) == [2]


def test_bare_mentions_do_not_stick_together() -> None:
    bare = [
        document(f"d{i}", tell(f"Number {i}: somebody attacked somewhere.", "attacked", "ASSAULT"))
        for i in range(12)
    ]
    assert groups(link(bare)) == [1] * 12


def test_another_attack_in_the_same_report_is_another_attack() -> None:
    told = {"date": date("2023-11-08"), "place": place("Goma")}
    page = document(
        "a",
        tell("Rebels attacked a market in Goma on Wednesday.", "attacked", "ASSAULT", **told),
        tell("Hours on, another attack hit the port in Goma.", "attack", "ASSAULT", **told),
    )
    assert groups(link([page])) == [1, 1]


def test_a_vague_report_does_not_chain_two_events() -> None:
    vague = document(
        "v",
        tell(
            "Shelling hit Ukraine on Wednesday.",
            "Shelling",
            "ASSAULT",
            date=date("2023-11-08"),
            place=place("Ukraine"),
            actor=(who("Russia", "RUS"),),
        ),
    )
    events = link([shelling("a"), shelling("b", place=place("Kyiv")), vague])
    assert groups(events) == [1, 2]


def test_copies_of_one_dispatch_are_one_event_with_many_sources() -> None:
    [event] = link([shelling(f"copy{i:03}") for i in range(150)])
    assert len(event.sources) == 150
    # Copies are one voice: they make nobody surer.
    assert event.confidence == 0.6


def test_the_score_of_a_pair_explains_itself() -> None:
    told = reports([shelling("a"), shelling("b"), shelling("c", place=place("Kyiv"))])
    one, other, elsewhere = tellings(sorted(told, key=lambda report: report.source.document), load())
    alike, apart = compare([(one, other), (one, elsewhere)])
    bits = {shown.field: shown.bits for shown in alike.shown}
    levels = load().levels
    assert alike.bits == pytest.approx(sum(bits.values()))
    assert (bits["date"], bits["place"]) == (levels["date"]["same_days"].bits, levels["place"]["same"].bits)
    assert alike.probability > 0.99
    assert apart.excluded == "place" and apart.probability == 0.0


def test_an_event_keeps_its_id_when_a_later_source_joins() -> None:
    early = shelling("m")
    [before] = link([early])
    late = [
        document(
            "a",
            tell(
                "Kharkiv was shelled on Wednesday.",
                "shelled",
                "ASSAULT",
                date=date("2023-11-08"),
                place=place("Kharkiv"),
            ),
            published="2023-11-12",
        )
    ]
    [after] = link([early, *late])
    assert after.id == before.id and len(after.mentions) == 2


DAYS = ["2023-11-07", "2023-11-08", "2023-11-20", "2023-11", "2023"]
SPOTS = ["Kharkiv", "Chuhuiv", "Kyiv", "Ukraine"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, *DAYS]),
            st.sampled_from([None, *SPOTS]),
            st.sampled_from([None, "RUS", "UKR"]),
            st.sampled_from([None, 3, 12, 400]),
            st.sampled_from(["occurred", "planned", "denied"]),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
@settings(deadline=None, max_examples=20)
def test_any_order_gives_the_same_events_and_every_mention_is_in_one(
    told: list[tuple[str | None, str | None, str | None, int | None, str]], order: random.Random
) -> None:
    documents = [
        shelling(
            f"d{i}",
            date=None if day is None else date(day),
            place=None if spot is None else place(spot),
            actor=() if country is None else (who("Troops", country, "MIL"),),
            quantities=() if toll is None else (count("killed", toll),),
            status=status,
        )
        for i, (day, spot, country, toll, status) in enumerate(told)
    ]
    events = link(documents)
    assert sorted(m for e in events for m in e.mentions) == sorted(m.id for d in documents for m in d.events)
    order.shuffle(documents)
    assert link(documents) == events


def test_a_toll_that_rises_is_one_disaster_wherever_each_report_puts_it() -> None:
    def quake(id: str, day: str, toll: float, where: str) -> Document:
        sentence = f"The earthquake in Geneva and Ukraine on Wednesday killed {toll:,.0f} people."
        told = tell(
            sentence, "earthquake", "DISASTER", mode="earthquake", date=date("2023-11-08"),
            place=place(where), quantities=(count("killed", toll),),
        )  # fmt: skip
        return document(id, told, published=day)

    [event] = link([quake("a", "2023-11-08", 640, "Geneva"), quake("b", "2023-11-20", 44_200, "Ukraine")])
    assert [q.low for q in event.quantities] == [44_200]
    assert {claim.value for claim in event.claims if claim.field == "killed"} == {"640", "44,200"}


def test_harm_to_a_group_is_not_harm_to_all_and_flight_is_neither() -> None:
    def fight(id: str, sentence: str, kind: str, number: float, *whom: Participant) -> Document:
        told = tell(
            sentence, "fighting", "ASSAULT", date=date("2023-11-08"), place=place("Goma"),
            recipient=whom, quantities=(count(kind, number),),
        )  # fmt: skip
        return document(id, told)

    reports = [
        fight("a", "13 peacekeepers died in fighting in Goma.", "killed", 13, who("peacekeepers", None, "MIL")),
        fight("b", "900 people died in fighting in Goma.", "killed", 900, who("people")),
        fight("c", "500,000 have fled fighting in Goma.", "displaced", 500_000),
    ]
    assert len(link(reports)) == 3


def test_a_year_gone_by_is_not_the_day_that_is_told_beside_it() -> None:
    past = tell(
        "It was the worst since 1939, when 33,000 died in Kyiv.", "died", "DISASTER",
        date=date("2023-11-08", "inherited"), place=place("Kyiv"), quantities=(count("killed", 33_000),),
    )  # fmt: skip
    now = tell(
        "Some 40,000 died in Kyiv on Wednesday.", "died", "DISASTER",
        date=date("2023-11-08"), place=place("Kyiv"), quantities=(count("killed", 40_000),),
    )  # fmt: skip
    assert len(link([document("a", past), document("b", now)])) == 2
