"""The bundled sample: every document of it is read, dated and titled, and furniture stays out of the bodies."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

import polybius
from polybius import article, intake
from polybius.records import Article, Page

SAMPLE = Path(polybius.__file__).parent / "sample"
FILES = sorted(path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*.*"))

# Words of menus, consent boxes and share bars that no article of the sample uses.
FURNITURE = ("cookie", "subscribe", "share this", "sign up", "advertisement", "skip to", "rights reserved")

# How the headline of each file begins.
HEADLINES = {
    "pages/earthquake-county-crews.html": "Virginia search crews head",
    "pages/earthquake-emergency.html": "Erdogan declares state of emergency",
    "pages/goma-ceasefire.html": "M23 rebels declare ceasefire",
    "pages/kakhovka-occupied-bank.html": "Thousands still stranded",
    "pages/kakhovka-toll.html": "Flood deaths from Kakhovka dam",
    "pages/karabakh-capitulation.html": "Karabakh Armenians surrender arms",
    "pages/karabakh-dissolution.html": "Karabakh's separatist government",
    "pages/kinshasa-embassies.html": "Protesters attack embassies",
    "pages/niger-ultimatum.html": "West African leaders give",
    "scraped/derna-protest.txt": "Protesters in flood-hit Derna",
    "scraped/earthquake-arrests.txt": "184 arrested in Türkiye",
    "scraped/goma-reprint-channel-zero.txt": "Rebels backed by Rwanda seize",
    "scraped/goma-sanctions.txt": "United States imposes sanctions",
    "scraped/kakhovka-security-council.txt": "Ukraine blames Russia",
    "scraped/karabakh-fuel-depot.txt": "Death toll in Karabakh fuel depot",
    "scraped/karabakh-year-on.txt": "A year after the fall of Karabakh",
    "scraped/peru-ayacucho.txt": "Seven die in Ayacucho",
    "scraped/sri-lanka-protest.txt": "Sri Lanka's president to resign",
    "wire/derna-flood.txt": "LIBYA-FLOODS: Thousands dead",
    "wire/earthquake-first-day.txt": "Powerful quake topples buildings",
    "wire/goma-captured.txt": "Rwanda-backed rebels enter Goma",
    "wire/haiti-prison.txt": "Haiti under state of emergency",
    "wire/kakhovka-dam.txt": "Ukraine and Russia trade blame",
    "wire/karabakh-ceasefire.txt": "Karabakh separatists agree to disarm",
    "wire/karabakh-operation.txt": "Azerbaijan opens offensive",
    "wire/peru-juliaca.txt": "PERU-PROTESTS: Curfew imposed",
    "wire/sudan-jeddah.txt": "SUDAN-TRUCE: Army and paramilitaries",
}

# Pages that are read with a fault, and which.
FURNITURE_LEFT = {
    "pages/earthquake-county-crews.html": "a page laid out in tables is taken whole",
    "pages/kakhovka-toll.html": "a consent box of plain paragraphs stays",
    "pages/karabakh-dissolution.html": "a consent box of plain paragraphs stays",
    "pages/kinshasa-embassies.html": "a consent box of plain paragraphs stays",
}
WRONG_HEADLINE = {
    "pages/kakhovka-occupied-bank.html": "the site's name in <title> goes before the headline",
    "scraped/earthquake-arrests.txt": "a topic line goes before the headline",
    "scraped/karabakh-fuel-depot.txt": "the site's motto goes before the headline",
    "wire/peru-juliaca.txt": "the agency's name goes before the headline",
    "wire/sudan-jeddah.txt": "the agency's name goes before the headline",
}


def marked(files: list[str], faults: Mapping[str, str]) -> list[object]:
    """The files as parameters, those with a known fault marked as expected to fail."""
    return [
        pytest.param(file, marks=pytest.mark.xfail(reason=faults[file], strict=False)) if file in faults else file
        for file in files
    ]


@pytest.fixture(scope="module")
def read() -> Mapping[str, list[Article]]:
    """The articles of each file."""
    articles: dict[str, list[Article]] = {}
    for found in intake.read([str(SAMPLE)]):
        assert isinstance(found, Page), found
        taken = article.extract(found)
        assert isinstance(taken, Article), taken
        assert found.origin is not None
        file = Path(found.origin.file).relative_to(SAMPLE).as_posix()
        articles.setdefault(file, []).append(taken)
    return articles


def test_there_are_at_least_thirty_documents(read: Mapping[str, list[Article]]) -> None:
    assert sum(map(len, read.values())) >= 30


def test_no_two_documents_share_an_id(read: Mapping[str, list[Article]]) -> None:
    ids = Counter(each.id for articles in read.values() for each in articles)
    assert ids.most_common(1)[0][1] == 1


@pytest.mark.parametrize("file", FILES)
def test_every_file_yields_dated_and_titled_articles(file: str, read: Mapping[str, list[Article]]) -> None:
    for each in read[file]:
        assert each.title
        assert each.published
        assert "2022-07-09" <= each.published[:10] <= "2025-02-20"
        assert len(each.body.split()) >= 120


@pytest.mark.parametrize("file", marked(sorted(HEADLINES), WRONG_HEADLINE))
def test_the_headline_is_the_title(file: str, read: Mapping[str, list[Article]]) -> None:
    (only,) = read[file]
    assert only.title is not None
    assert only.title.startswith(HEADLINES[file])


def test_every_file_but_the_feed_has_its_headline_here() -> None:
    assert [*sorted(HEADLINES)] == [file for file in FILES if file != "feed.jsonl"]


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("pages/") or file == "feed.jsonl"])
def test_what_names_its_publisher_in_metadata_has_one(file: str, read: Mapping[str, list[Article]]) -> None:
    if file == "pages/kakhovka-occupied-bank.html":
        pytest.skip("a page without metadata")
    for each in read[file]:
        assert each.publisher


@pytest.mark.parametrize("file", marked(FILES, FURNITURE_LEFT))
def test_no_furniture_in_a_body(file: str, read: Mapping[str, list[Article]]) -> None:
    for each in read[file]:
        body = each.body.casefold()
        assert [word for word in FURNITURE if word in body] == []
