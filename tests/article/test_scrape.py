"""What is taken from the text of a whole page, and what is thrown away."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.article import extract, text_and_parts
from polybius.intake.rows import new_page
from polybius.records import Article, Failure, Origin

STORY = [
    "Rebel fighters took control of the airport outside the capital on Monday after two days of shelling, "
    "officials and residents said.",
    "“We heard the guns stop at dawn, and then we saw new flags on the tower,” said Amina Yusuf, who sells "
    "tea near the terminal.",
    "The army said that it had pulled back to the river bridge to spare civilians, and promised to return.",
    "At least 12 people were killed and more than 3,000 fled toward the border, according to the aid "
    "agencies that run the camps there.",
    "The airport has been the only way in for food and medicine since the rains washed away the road.",
]
MENU = ["Skip to main content", "Home", "World", "Politics", "Sport", "Sign in", "Subscribe"]
FOOT = [
    "Related Articles",
    "Minister quits over fuel prices",
    "Floods cut off eastern towns",
    "© 2023 The Daily Example",
]


def page(*lines: str, kind: str = "scrape", gap: str = "\n\n", **fields: str):  # type: ignore[no-untyped-def]
    return new_page(kind=kind, content=gap.join(lines), origin=Origin(file="a.txt"), **fields)  # type: ignore[arg-type]


def article(*lines: str, **fields: str) -> Article:
    found = extract(page(*lines, **fields))
    assert isinstance(found, Article), found
    return found


def reasons(found: Article) -> dict[str, str]:
    return {line.text: line.reason for line in found.furniture}


# --- body and title -----------------------------------------------------------------------------


@pytest.mark.parametrize("gap", ["\n\n", "\n", "\n\n\n\n"])
def test_the_body_without_the_menus(gap: str) -> None:
    found = article(*MENU, "Rebels take airport as army pulls back", *STORY, *FOOT, gap=gap)
    assert found.body.split("\n\n") == STORY
    assert found.title == "Rebels take airport as army pulls back"
    assert found.language == "en"


def test_furniture_has_its_line_and_reason() -> None:
    found = article(*MENU, "Rebels take airport as army pulls back", "2 / 7", "18°C", *STORY, *FOOT, gap="\n")
    why = reasons(found)
    assert why["Skip to main content"] == "navigation"
    assert why["Sign in"] == "account"
    assert why["2 / 7"] == "counter"
    assert why["18°C"] == "weather"
    assert why["Related Articles"] == "related"
    assert why["Floods cut off eastern towns"] == "after the article"
    assert why["© 2023 The Daily Example"] == "legal"
    lines = [*MENU, "Rebels take airport as army pulls back", "2 / 7", "18°C", *STORY, *FOOT]
    assert all(lines[line.line] == line.text for line in found.furniture)


def test_inserts_inside_the_body_go() -> None:
    found = article(
        *MENU, *STORY[:2], "Recommended Videos", "Advertisement", "Read more: Who are the rebels?", *STORY[2:]
    )
    assert found.body.split("\n\n") == STORY


def test_the_page_title_names_headline_and_publisher() -> None:
    found = article("Rebels take airport - The Daily Example", *MENU, "Rebels take airport", *STORY, *FOOT)
    assert (found.title, found.publisher) == ("Rebels take airport", "The Daily Example")
    assert found.body.split("\n\n") == STORY


def test_wrapped_lines_are_joined() -> None:
    wrapped = "\n\n".join(textwrap.fill(line, 65) for line in STORY)
    found = article(*MENU, "Rebels take airport as army pulls back", wrapped)
    assert found.body.split("\n\n") == STORY


def test_links_inside_a_sentence_do_not_break_it() -> None:
    broken = "The army said it had\npulled back to the river bridge\n, and that it would return by\nFriday\n."
    found = article(*MENU, "Rebels take airport", *STORY, broken)
    assert found.body.endswith(
        "The army said it had pulled back to the river bridge, and that it would return by Friday."
    )


def test_readers_comments_are_not_the_body() -> None:
    readers = ["I was there in May and it was quiet, people were kind to us and nobody spoke of war at all."] * 3
    found = article(*MENU, "Rebels take airport", *STORY, "14 comments", *readers)
    assert found.body.split("\n\n") == STORY


def test_a_clean_text_loses_nothing() -> None:
    found = article("Rebels take airport", *STORY, "The road north is closed.", "Background", STORY[0])
    assert found.body.split("\n\n") == [*STORY, "The road north is closed.", "Background", STORY[0]]


def test_a_page_of_menus_is_a_failure() -> None:
    found = extract(page(*MENU, *FOOT, "Minister quits over fuel prices", "Contact us"))
    assert isinstance(found, Failure)
    assert found.reason == "no article on the page: only menus, headings and links"
    assert isinstance(extract(page("\n \n")), Failure)


# --- captions, credits, agencies ----------------------------------------------------------------

PHOTO = "Fighters stand by a burnt truck at the airport gate, Monday, Nov. 6, 2023."


@pytest.mark.parametrize(
    ("line", "credit", "agency"),
    [
        (f"{PHOTO} (AP Photo/Jane Doe)", "AP Photo/Jane Doe", "AP"),
        (f"{PHOTO} (Defense Ministry Press Service via AP)", "Defense Ministry Press Service via AP", "AP"),
        (f"{PHOTO} REUTERS/Jane Doe", "REUTERS/Jane Doe", "Reuters"),
        (f"{PHOTO} Photo: Jane Doe / AFP", "Jane Doe / AFP", "AFP"),
        (f"{PHOTO} [Jane Doe/Anadolu]", "Jane Doe/Anadolu", "Anadolu"),
        (f"{PHOTO} Jane Doe/AFP via Getty Images", "Jane Doe/AFP via Getty Images", "AFP"),
        (f"{PHOTO} Photograph: Jane Doe", "Jane Doe", None),
    ],
)
def test_a_caption_and_its_credit(line: str, credit: str, agency: str | None) -> None:
    found = article(*MENU, "Rebels take airport as army pulls back", line, *STORY)
    (caption,) = found.captions
    assert (caption.text, caption.credit, found.agency) == (PHOTO, credit, agency)
    assert found.body.split("\n\n") == STORY
    assert (found.published, found.published_basis) == ("2023-11-06", "caption")


def test_a_lone_credit_joins_the_caption_above_it() -> None:
    found = article(
        *MENU, "Rebels take airport", "In this photo, fighters stand by a truck.", "Photo: Jane Doe", *STORY
    )
    assert [(c.text, c.credit) for c in found.captions] == [("In this photo, fighters stand by a truck.", "Jane Doe")]


def test_prose_in_brackets_is_no_credit() -> None:
    line = "Two radio stations went off the air (the second for the third time this year)."
    found = article(*MENU, "Rebels take airport", *STORY, line)
    assert found.body.endswith(line) and found.captions == ()


def test_an_archive_picture_does_not_date_the_page() -> None:
    found = article(*MENU, "Rebels take airport", "FILE - Soldiers at the gate, May 3, 2019. (AP Photo/J. Doe)", *STORY)
    assert found.published is None and len(found.captions) == 1


# --- byline, dateline, date ---------------------------------------------------------------------


def test_byline_and_date() -> None:
    found = article(
        *MENU,
        "Rebels take airport",
        "By JANE DOE and John Roe, Associated Press",
        "Updated Nov. 7, 2023 9:15 AM",
        *STORY,
    )
    assert found.byline == ("Jane Doe", "John Roe")
    assert found.agency == "AP"
    assert (found.published, found.published_basis) == ("2023-11-07T09:15:00", "page")


def test_published_and_updated() -> None:
    found = article(*MENU, "Rebels take airport", "Published 6 November 2023 | Updated 7 November 2023", *STORY)
    assert (found.published, found.updated) == ("2023-11-06", "2023-11-07")


def test_what_the_row_gives_goes_first() -> None:
    found = article(
        *MENU, "Rebels take airport", "Nov. 7, 2023", *STORY, published="2023-11-06", title="T", publisher="P"
    )
    assert (found.published, found.published_basis, found.title, found.publisher) == (
        "2023-11-06",
        "given",
        "T",
        "P",
    )


def test_the_address_dates_a_page() -> None:
    found = article(*MENU, "Rebels take airport", *STORY, url="https://news.example/world/2023/11/06/airport")
    assert (found.published, found.published_basis) == ("2023-11-06", "url")


def test_copyright_names_the_agency() -> None:
    found = article(*MENU, "Rebels take airport", *STORY, "Copyright 2023 The Associated Press. All rights reserved.")
    assert found.agency == "AP"
    assert "Copyright" not in found.body


# --- the first page of all ----------------------------------------------------------------------


def test_a_station_s_page_of_an_agency_story() -> None:
    """A page laid out as local stations lay out agency copy, in our own words."""
    content = "\n".join(
        [
            "Skip to main content", "Clear icon", "21º", "",
            "Governor opens a rebuilt market in the old town and says ‘we kept our word’", "",
            "1 / 3", "", "Regional Governor's Press Office", "",
            "In this photo provided by the Regional Governor's Press Office, the governor cuts a ribbon at "
            "the market, Wednesday, Nov. 8, 2023. (Regional Governor's Press Office via AP)", "",
            STORY[0], "", STORY[1], "", "Recommended Videos", "", "", "",
            STORY[2], "", STORY[3], "", STORY[4],
        ]
    )  # fmt: skip
    found = article(content)
    assert found.title == "Governor opens a rebuilt market in the old town and says ‘we kept our word’"
    assert found.body.split("\n\n") == STORY
    assert (found.published, found.published_basis, found.agency) == ("2023-11-08", "caption", "AP")
    assert [caption.credit for caption in found.captions] == ["Regional Governor's Press Office via AP"]
    assert reasons(found) == {
        "Skip to main content": "navigation",
        "Clear icon": "navigation",
        "21º": "weather",
        "1 / 3": "counter",
        "Regional Governor's Press Office": "credit",
        "Recommended Videos": "related",
    }


# --- clean text ---------------------------------------------------------------------------------


def test_clean_text_is_the_body_to_the_character() -> None:
    text = "  NAIROBI, Kenya (AP) —  Police\tfired. \n\n\nAdvertisement\n"
    found = extract(page(text, kind="text"))
    assert isinstance(found, Article)
    assert found.body == text
    assert (found.agency, found.dateline and found.dateline.place) == ("AP", "NAIROBI, Kenya")


def test_text_and_parts() -> None:
    found = article(*MENU, "Rebels take airport", f"{PHOTO} (AP Photo/Jane Doe)", *STORY)
    text, parts = text_and_parts(found)
    assert [(part.kind, text[part.start : part.end]) for part in parts] == [
        ("body", found.body),
        ("caption", PHOTO),
    ]
    assert text == f"{found.body}\n\n{PHOTO}"


# --- properties ---------------------------------------------------------------------------------

LINES = st.lists(st.one_of(st.text(max_size=80), st.sampled_from([*MENU, *STORY, *FOOT, PHOTO + " (AP Photo/X)"])))


@settings(max_examples=200, deadline=None)
@given(lines=LINES, gap=st.sampled_from(["\n", "\n\n"]))
def test_no_text_raises_and_nothing_is_lost(lines: list[str], gap: str) -> None:
    source = page(*lines, gap=gap)
    found = extract(source)
    assert found == extract(source)
    if isinstance(found, Article):
        text, parts = text_and_parts(found)
        assert text.startswith(found.body) and parts[-1].end == len(text)
        count = source.content.count("\n") + 1
        assert all(0 <= line.line < count for line in found.furniture)


@settings(max_examples=100, deadline=None)
@given(text=st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_clean_text_is_verbatim(text: str) -> None:
    found = extract(page(text, kind="text"))
    assert isinstance(found, Article) and found.body == page(text, kind="text").content


def test_the_data_is_read_and_checked() -> None:
    from polybius.article import credits, lines, phrases

    assert phrases.find("Most read") == phrases.Phrase("end", "related")
    assert credits.agencies() and lines._weights()[0].any()
