"""Lines that close a dispatch, headlines with their site's name, and dates that come with a note."""

import pytest

from polybius.article import bylines, extract
from polybius.intake.rows import new_page
from polybius.records import Article, Origin

STORY = (
    "The bridge over the river was closed on Monday after a flood carried two of its piers away, the ministry said.",
    "Buses were sent round by the dam, and the school on the far bank stayed shut until the water fell again.",
    "An engineer from the capital looked at the damage and said that the repair would take at least three weeks.",
)


@pytest.mark.parametrize(
    "line",
    [
        "Nmush reported from Testville.",
        "Ann Sample and Bo Mock reported from Testville. Cy Specimen in Mockton contributed.",
        "Associated Press writer Ann Sample in Mockton contributed to this report.",
        "Ann Sample contributed reporting from Mockton.",
        "Reporting by Ann Sample; Editing by Bo Mock",
        "(Additional reporting by Ann Sample in Mockton)",
    ],
)
def test_who_reported_closes_a_dispatch(line: str) -> None:
    assert bylines.is_closing(line)


@pytest.mark.parametrize(
    "line",
    [
        "The ministry reported from the first hours of the flood that nobody was missing.",
        "The reporter was freed on Monday after two weeks.",
        "Heavy rain contributed to the collapse, an engineer said.",
        "Residents reported hearing two explosions.",
    ],
)
def test_what_was_reported_is_no_closing_line(line: str) -> None:
    assert not bylines.is_closing(line)


def html(head: str, *paragraphs: str) -> Article:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    content = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    found = extract(new_page(kind="html", content=content, origin=Origin(file="a.html")))
    assert isinstance(found, Article)
    return found


def test_the_closing_line_is_not_of_the_body() -> None:
    assert html("", *STORY, "Sample reported from Testville.").body.split("\n\n") == list(STORY)


def test_the_site_behind_the_headline_is_cut_off_where_the_heading_has_it_not() -> None:
    content = (
        "<html><head><meta property='og:title' content='Flood closes bridge | Mock Monitor'></head><body>"
        f"<h1>Flood closes bridge</h1>{''.join(f'<p>{each}</p>' for each in STORY)}</body></html>"
    )
    found = extract(new_page(kind="html", content=content, origin=Origin(file="a.html")))
    assert isinstance(found, Article) and found.title == "Flood closes bridge"


def test_meta_elements_are_trusted_before_json_ld() -> None:
    linked = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-11-02"}</script>'
    found = html(f"<meta property='article:published_time' content='2023-11-01'>{linked}", *STORY)
    assert (found.published, found.published_basis) == ("2023-11-01", "metadata")


def test_of_one_day_the_date_with_the_clock_is_taken() -> None:
    linked = '{"@type": "NewsArticle", "datePublished": "2023-11-01T08:30:00+03:00"}'
    script = f'<script type="application/ld+json">{linked}</script>'
    found = html(f"<meta property='article:published_time' content='2023-11-01'>{script}", *STORY)
    assert (found.published, found.published_basis) == ("2023-11-01T08:30:00+03:00", "json-ld")


def test_a_date_still_to_come_is_told_of() -> None:
    found = html("<meta property='article:published_time' content='2199-01-01'>", *STORY)
    assert found.published is None
    assert found.notes == ("published: '2199-01-01' is not a date to believe: it is still to come",)
