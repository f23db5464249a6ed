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
FURNITURE = (
    "cookie",
    "subscribe",
    "share this",
    "sign up",
    "advertisement",
    "ad feedback",
    "newsletter",
    "skip to",
    "rights reserved",
    "(photo",
    "published on",
)

# Reprints of an agency's dispatch on a page that nowhere names its site but in the menu.
NO_PUBLISHER = ("scraped/goma-reprint-channel-zero.txt", "scraped/sri-lanka-protest.txt")

# Files with several articles.
FEEDS = ("channel-zero.rss", "feed.jsonl")

# How the headline of each file begins.
HEADLINES = {
    "pages/bukavu-captured.html": "Rebels take Bukavu",
    "pages/earthquake-county-crews.html": "Virginia search crews head",
    "pages/earthquake-emergency.html": "Erdogan declares state of emergency",
    "pages/goma-ceasefire.html": "M23 rebels declare ceasefire",
    "pages/herat-third-quake.html": "Third earthquake in nine days",
    "pages/kakhovka-occupied-bank.html": "Thousands still stranded",
    "pages/kakhovka-toll.html": "Flood deaths from Kakhovka dam",
    "pages/karabakh-capitulation.html": "Karabakh Armenians surrender arms",
    "pages/karabakh-dissolution.html": "Karabakh's separatist government",
    "pages/kinshasa-embassies.html": "Protesters attack embassies",
    "pages/niger-ultimatum.html": "West African leaders give",
    "pages/odesa-cathedral.html": "Missiles wreck Odesa cathedral",
    "pages/odesa-third-night.html": "Odesa and Mykolaiv bombed",
    "pages/peshawar-hundred.html": "Peshawar mosque bombing",
    "pages/uman-funerals.html": "Uman buries its children",
    "scraped/derna-protest.txt": "Protesters in flood-hit Derna",
    "scraped/earthquake-arrests.txt": "184 arrested in Türkiye",
    "scraped/goma-reprint-channel-zero.txt": "Rebels backed by Rwanda seize",
    "scraped/goma-sanctions.txt": "United States imposes sanctions",
    "scraped/kakhovka-security-council.txt": "Ukraine blames Russia",
    "scraped/hroza-report.txt": "U.N. finds no military target",
    "scraped/karabakh-flag.txt": "Aliyev raises Azerbaijan's flag",
    "scraped/karabakh-fuel-depot.txt": "Death toll in Karabakh fuel depot",
    "scraped/karabakh-year-on.txt": "A year after the fall of Karabakh",
    "scraped/moscow-court.txt": "Four men charged over Moscow",
    "scraped/peru-ayacucho.txt": "Seven die in Ayacucho",
    "scraped/sri-lanka-protest.txt": "Sri Lanka's president to resign",
    "wire/derna-flood.txt": "LIBYA-FLOODS: Thousands dead",
    "wire/earthquake-first-day.txt": "Powerful quake topples buildings",
    "wire/goma-captured.txt": "Rwanda-backed rebels enter Goma",
    "wire/haiti-prison.txt": "Haiti under state of emergency",
    "wire/herat-earthquake.txt": "Taliban say more than 2,000",
    "wire/hroza-strike.txt": "Missile kills 51 at a wake",
    "wire/kakhovka-dam.txt": "Ukraine and Russia trade blame",
    "wire/karabakh-ceasefire.txt": "Karabakh separatists agree to disarm",
    "wire/karabakh-operation.txt": "Azerbaijan opens offensive",
    "wire/karabakh-parade.txt": "Azerbaijan holds victory parade",
    "wire/kerman-bombs.txt": "Bombs at ceremony",
    "wire/moscow-concert-hall.txt": "Gunmen kill 133 at Moscow",
    "wire/niger-coup.txt": "Niger's army backs soldiers",
    "wire/odesa-first-night.txt": "UKRAINE-ODESA: Russia strikes",
    "wire/peru-juliaca.txt": "PERU-PROTESTS: Curfew imposed",
    "wire/peshawar-mosque.txt": "Suicide bomber kills 59",
    "wire/sudan-jeddah.txt": "SUDAN-TRUCE: Army and paramilitaries",
    "wire/uman-missiles.txt": "Russian missiles kill 23",
}


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


def test_there_are_at_least_sixty_documents(read: Mapping[str, list[Article]]) -> None:
    assert sum(map(len, read.values())) >= 60


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


@pytest.mark.parametrize("file", sorted(HEADLINES))
def test_the_headline_is_the_title(file: str, read: Mapping[str, list[Article]]) -> None:
    (only,) = read[file]
    assert only.title is not None
    assert only.title.startswith(HEADLINES[file])


def test_every_file_but_the_feeds_has_its_headline_here() -> None:
    assert [*sorted(HEADLINES)] == [file for file in FILES if file not in FEEDS]


@pytest.mark.parametrize("file", FILES)
def test_what_names_its_publisher_has_one(file: str, read: Mapping[str, list[Article]]) -> None:
    for each in read[file]:
        assert (each.publisher is None) == (file in NO_PUBLISHER)


@pytest.mark.parametrize("file", [*(file for file in FILES if file.startswith("wire/")), *NO_PUBLISHER])
def test_a_dispatch_has_its_agency_authors_and_picture(file: str, read: Mapping[str, list[Article]]) -> None:
    (only,) = read[file]
    assert only.agency in ("Sample Wire", "Specimen News Agency")
    assert only.byline
    assert len(only.captions) == 1
    assert only.captions[0].credit


def test_scraped_text_of_the_site_itself_names_its_publisher(read: Mapping[str, list[Article]]) -> None:
    named = {file: read[file][0].publisher for file in FILES if file.startswith("scraped/")}
    assert {name for name in named.values() if name} == {
        "Demo Daily News",
        "Mock Monitor",
        "Test Tribune",
        "The Specimen Times",
    }


@pytest.mark.parametrize("file", FILES)
def test_no_furniture_in_a_body(file: str, read: Mapping[str, list[Article]]) -> None:
    for each in read[file]:
        body = each.body.casefold()
        assert [word for word in FURNITURE if word in body] == []
