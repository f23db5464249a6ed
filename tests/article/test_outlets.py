"""Who published a text, as far as its page says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.article import extract, outlets
from polybius.article.blocks import blocks
from polybius.intake.rows import new_page
from polybius.records import Article, Origin

STORY = [
    "Two bridges over the Lim were closed on Friday after the river rose by three metres, officials said.",
    "Soldiers carried sandbags to the hospital, where patients had been moved to the upper floors at night.",
    "The ministry said that at least four people were missing and that more than 900 had left their homes.",
]
MENU = ["Skip to main content", "Home", "World", "Sign in"]
HEADLINE = "Flood closes bridges over the Lim and cuts off a hospital"


def read(*lines: str, **fields: str) -> Article:
    content = "\n\n".join(lines)
    found = extract(new_page(kind="scrape", content=content, origin=Origin(file="a.txt"), **fields))  # type: ignore[arg-type]
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2023 Valley Gazette Ltd. All rights reserved.", "Valley Gazette"),
        ("Copyright Valley Gazette 2019-2023", "Valley Gazette"),
        ("(c) 2021, The Valley Gazette Company", "The Valley Gazette"),
        ("Copyright © 2023 The Valley Gazette | Terms", "The Valley Gazette"),
        ("© all rights reserved", None),
        ("The copyright of songs is a matter for courts", None),
    ],
)
def test_the_holder_of_the_rights(line: str, name: str | None) -> None:
    assert outlets.holder(line) == name


def test_a_masthead_that_the_copyright_line_bears_out() -> None:
    found = read(
        "VALLEY GAZETTE", "The voice of the valley since 1911", *MENU, HEADLINE, "By Ana Roe", *STORY,
        "© 2023 Valley Gazette Ltd. All rights reserved.",
    )  # fmt: skip
    assert (found.title, found.publisher) == (HEADLINE, "Valley Gazette")


def test_a_copyright_line_alone_needs_the_address_to_agree() -> None:
    lines = (*MENU, HEADLINE, "By Ana Roe", *STORY, "© 2023 Valley Gazette")
    assert read(*lines, url="https://www.valleygazette.example/a").publisher == "Valley Gazette"
    assert read(*lines, url="https://other.example/a").publisher is None
    assert read(*lines).publisher is None


def test_an_agency_is_no_publisher_of_a_page_with_menus() -> None:
    dispatch = ["PLAV, Montenegro (Lim Wire) — " + STORY[0], *STORY[1:]]
    reprint = read(*MENU, HEADLINE, "By Ana Roe", "Lim Wire", *dispatch, "Copyright 2023 Lim Wire.")
    assert (reprint.agency, reprint.publisher) == ("Lim Wire", None)


def test_the_bare_copy_of_a_dispatch_is_its_agencys() -> None:
    dispatch = ["PLAV, Montenegro (Lim Wire) — " + STORY[0], *STORY[1:]]
    copy = read("Lim Wire", HEADLINE, "By Ana Roe", *dispatch)
    assert (copy.title, copy.agency, copy.publisher) == (HEADLINE, "Lim Wire", "Lim Wire")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ana Roe, Plav", ("Ana Roe",)),
        ("Ana Roe in Plav and agencies", ("Ana Roe",)),
        ("Ana Roe and Ivo Doe", ("Ana Roe", "Ivo Doe")),
    ],
)
def test_a_line_of_names_over_the_date_is_the_byline(line: str, names: tuple[str, ...]) -> None:
    found = read(*MENU, HEADLINE, line, "Fri 3 Nov 2023 10.15 GMT", *STORY)
    assert (found.title, found.byline, found.published) == (HEADLINE, names, "2023-11-03T10:15:00+00:00")


def test_what_tells_of_the_author_is_not_the_article() -> None:
    found = read(*MENU, HEADLINE, "By Ana Roe", *STORY, "Ana Roe covers the western Balkans for Valley Gazette.")
    assert found.body.split("\n\n") == STORY


def test_a_picture_in_brackets_is_a_caption() -> None:
    found = read(HEADLINE, "By Ana Roe", *STORY, "(Photo: A street in Plav under water on Friday. Lim Wire Photo)")
    assert found.body.split("\n\n") == STORY
    assert [(each.text, each.credit) for each in found.captions] == [
        ("A street in Plav under water on Friday.", "Lim Wire Photo")
    ]


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    found = blocks(text)
    assert outlets.publisher(found, 0, max(0, len(found) - 1), signed="Lim Wire") is None or text
    assert outlets.holder(text) is None or text
    assert outlets.is_host(text, "https://a.example/b") in (True, False)
