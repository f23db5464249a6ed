"""What news does to linking: copies by the thousand, no dates, wrong clocks, nights, and corrections."""

from factories import count, date, document, place, tell, who
from polybius.records import Document, EventDate
from polybius.stories import link

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
