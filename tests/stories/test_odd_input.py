"""What news does to linking: copies by the thousand, no dates, wrong clocks, nights, and corrections."""

import pytest

from factories import count, date, document, place, tell, who
from polybius.pipeline import Coder
from polybius.records import Article, Document, EventDate
from polybius.stories import link


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


REBELS = (who("Rebels", "COD", "REB"),)


def bombing(id: str, sentence: str, when: EventDate | None, published: str | None = "2023-11-09") -> Document:
    told = tell(sentence, "bombed", "ASSAULT", date=when, place=place("Goma"), actor=REBELS)
    return document(id, told, published=published)


def sizes(documents: list[Document]) -> list[int]:
    return sorted(len(event.mentions) for event in link(documents))


def test_thousands_of_copies_are_one_event_of_one_source() -> None:
    one = bombing("a", "Rebels bombed a market in Goma on Wednesday.", date("2023-11-08"))
    copies = [document(f"c{n:05}", *_told(one), publisher="The Post") for n in range(5000)]
    [event] = link(copies)
    assert len(event.mentions) == 5000 and event.independent == 1


def _told(one: Document) -> list[dict[str, object]]:
    mention = one.events[0]
    fields = {"date": mention.date, "place": mention.place, "actor": mention.actor}
    return [tell(mention.evidence.text, mention.evidence.trigger.text, mention.type, **fields)]


def test_like_attacks_on_successive_days_are_two() -> None:
    told = [
        bombing("a", "Rebels bombed a market in Goma on Tuesday.", date("2023-11-07")),
        bombing("b", "Rebels bombed a market in Goma on Wednesday.", date("2023-11-08")),
    ]
    assert sizes(told) == [1, 1]


def test_monday_and_overnight_into_tuesday_are_one_night() -> None:
    told = [
        bombing("a", "Rebels bombed a market in Goma on Monday.", date("2023-11-06")),
        bombing("b", "Rebels bombed a market in Goma overnight into Tuesday.", date("2023-11-07")),
    ]
    assert sizes(told) == [2]


def test_articles_without_dates_join_by_their_words_only() -> None:
    told = [
        bombing("a", "Rebels bombed a crowded market in Goma.", None, None),
        bombing("b", "Rebels bombed the crowded market in Goma.", None, None),
        bombing("c", "Government planes bombed hills outside Goma for hours.", None, None),
    ]
    assert len(link(told)) >= 2


def test_a_publishers_clock_that_is_a_year_off_parts_nothing_and_moves_no_date() -> None:
    import msgspec

    right = bombing("a", "Rebels bombed a crowded market in Goma on Wednesday.", date("2023-11-08"))
    off = bombing(
        "b", "Rebels bombed a crowded market in Goma on Wednesday.", date("2022-11-09", "relative"), "2022-11-10"
    )
    doubted = msgspec.structs.replace(off, notes=("published a year before what it tells",))
    assert sizes([right, off]) == [1, 1]
    [event] = link([right, doubted])
    assert event.date is not None and event.date.edtf == "2023-11-08"


def test_a_figure_that_a_correction_takes_back_is_a_claim_and_no_more() -> None:
    told = {"date": date("2023-11-08"), "place": place("Goma"), "actor": REBELS}
    page = document(
        "a",
        tell(
            "Rebels bombed a market in Goma, killing 12.",
            "bombed",
            "ASSAULT",
            quantities=(count("killed", 12),),
            **told,
        ),
    )
    corrected = document(
        "b",
        tell("An earlier version of this story said the rebels who bombed the market in Goma killed 30.", "bombed",
             "ASSAULT", quantities=(count("killed", 30),), **told),
        published="2023-11-10",
    )  # fmt: skip
    [event] = link([page, corrected])
    assert [q.low for q in event.quantities] == [12]
    assert ("30", "withdrawn by its source") in {(c.value, c.rule) for c in event.claims}


@pytest.mark.parametrize(
    ("sentence", "stands", "withdrawn"),
    [
        ("An earlier version of this story said rebels who bombed the market in Goma on Wednesday killed 30 people.",
         15, {"30"}),
        ("Correction: Rebels who bombed the market in Goma on Wednesday killed 12 people, not 30 as an earlier version "
         "of this story said.", 12, {"30"}),
        ("This story has been corrected to say that 12 people were killed when rebels bombed the market in Goma on "
         "Wednesday.", 12, set()),
        ("This story has been corrected: 12 people were killed when rebels bombed the market in Goma on Wednesday; an "
         "earlier version said 30 were killed.", 12, {"30"}),
    ],
)  # fmt: skip
def test_a_correction_leaves_the_figure_that_it_gives(
    coder: Coder, sentence: str, stands: int, withdrawn: set[str]
) -> None:
    told = "Rebels bombed the market in Goma on Wednesday, killing 15 people."
    pages = [
        coder.annotate(Article(id=id, body=text, published=day, publisher=f"Paper {id}", language="en"))
        for id, text, day in (("a", told, "2023-11-09"), ("b", sentence, "2023-11-10"))
    ]
    [event] = [event for event in link(pages) if any(one.kind == "killed" for one in event.quantities)]
    assert [one.low for one in event.quantities if one.kind == "killed"] == [stands]
    taken_back = {claim.value for claim in event.claims if claim.rule == "withdrawn by its source"}
    assert taken_back == withdrawn


def test_what_an_outlet_said_before_it_took_it_back_stands_no_longer() -> None:
    told = {"date": date("2023-11-08"), "place": place("Goma"), "actor": REBELS}
    sentence = "Rebels bombed a market in Goma, killing 30."
    again = "An earlier version of this story said the rebels who bombed the market in Goma killed 30."
    thirty = {"quantities": (count("killed", 30),), **told}
    first = document("a", tell(sentence, "bombed", "ASSAULT", **thirty), publisher="Post")
    other = document("b", tell("Rebels bombed a market in Goma, killing 12.", "bombed", "ASSAULT",
                               quantities=(count("killed", 12),), **told), published="2023-11-08")  # fmt: skip
    back = document("c", tell(again, "bombed", "ASSAULT", **thirty), publisher="Post")
    [event] = link([first, other, back])
    assert [one.low for one in event.quantities] == [12]


def test_a_clock_a_year_behind_is_seen_in_what_the_text_tells_as_past(coder: Coder) -> None:
    text = "Rebels bombed a market in Goma on Wednesday. They had seized the airport on 30 October 2023."
    right, off = (
        coder.annotate(Article(id=id, body=text, published=day, publisher=f"Paper {id}", language="en"))
        for id, day in (("a", "2023-11-09"), ("b", "2022-11-10"))
    )
    assert right.notes == () and len(off.notes) == 1 and "30 October 2023" in off.notes[0]
    bombing = next(event for event in link([right, off]) if event.type == "ASSAULT")
    assert {source.document for source in bombing.sources} == {"a", "b"}
    assert bombing.date is not None and bombing.date.edtf == "2023-11-08"


def test_what_is_planned_for_next_year_speaks_against_no_clock(coder: Coder) -> None:
    text = "The talks will begin on 30 October 2023. The vote was scheduled for 5 November 2023, said an envoy."
    told = coder.annotate(Article(id="a", body=text, published="2022-11-10", publisher="Paper", language="en"))
    assert told.notes == ()
