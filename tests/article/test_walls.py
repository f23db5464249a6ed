"""Pages without an article: said what they are. Dates that are not believed."""

import pytest

from polybius.article import extract
from polybius.intake.rows import PageKind, new_page
from polybius.records import Article, Failure, Origin

PROSE = (
    "Rebel fighters took control of the airport outside the capital on Monday after two days of shelling. "
    "The army said that it had pulled back to the river bridge to spare civilians, and promised to return. "
    "At least 12 people were killed and more than 3,000 fled toward the border, according to aid agencies. "
)


def found(content: str, kind: PageKind = "html", **fields: str) -> Article | Failure:
    return extract(new_page(kind=kind, content=content, origin=Origin(file="a"), **fields))  # type: ignore[arg-type]


def why(content: str, kind: PageKind = "html") -> str:
    failure = found(content, kind)
    assert isinstance(failure, Failure), failure
    return failure.reason


@pytest.mark.parametrize(
    "menu",
    [
        "<nav><a href='/'>Home</a><a href='/n'>News</a></nav>",
        "<nav><a href='/'>Home</a><a href='/n'>News</a><a href='/s'>Sport</a></nav>",
        "<div><ul><li><a href='/'>Home page</a></li><li><a href='/n'>All the news of today</a></li></ul></div>",
        "<a href='/1'>Rebels take the airport outside the capital after two days of shelling</a>",
    ],
)
def test_a_page_of_links_has_no_article(menu: str) -> None:
    assert "no article on the page" in why(f"<html><body>{menu}</body></html>")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr>"
         "<center>nginx</center></body></html>", "an error page"),
        ("<html><head><title>Example News</title></head><body><h1>Page not found</h1><p>The page you are looking for "
         "may have been moved or deleted. Try the search or go back to the front page of our site.</p></body></html>",
         "an error page"),
        ("<html><head><title>Just a moment...</title></head><body><p>Enable JavaScript and cookies to continue</p>"
         "</body></html>", "turns visitors away"),
        ("<html><body><h2>Rebels take airport</h2><p>Subscribe to continue reading this article. Already a subscriber? "
         "Get unlimited access to all of our reporting for a dollar a week, cancel at any time.</p></body></html>",
         "asks to log in or subscribe"),
    ],
)  # fmt: skip
def test_a_page_in_the_article_s_place_is_named(content: str, what: str) -> None:
    assert what in why(content)


def test_a_wall_in_loose_text_is_named() -> None:
    assert "an error page" in why("403 Forbidden\n\nnginx", "scrape")
    assert "an error page" in why("404 Not Found", "text")
    assert "log in" in why("Rebels take airport\n\nSubscribe to continue\n\nLog in", "scrape")


def test_a_teaser_over_a_wall_is_kept() -> None:
    article = found(
        f"Rebels take airport\n\n{PROSE}\n\nSubscribe to continue reading\n\nAlready a subscriber?", "scrape"
    )
    assert isinstance(article, Article)
    assert PROSE.strip() in article.body


def test_news_about_a_wall_is_news() -> None:
    text = "Visitors saw a 403 Forbidden notice after the ministry's site was attacked on Monday, officials said."
    assert isinstance(found(text, "text"), Article)


def test_an_article_of_two_words_is_an_article() -> None:
    article = found("Rebels advance.", "text")
    assert isinstance(article, Article) and article.body == "Rebels advance."


@pytest.mark.parametrize("stated", ["2199-01-01", "1623-11-08"])
def test_a_date_no_news_can_have_is_kept_as_text_and_not_believed(stated: str) -> None:
    for kind in ("text", "scrape", "html"):
        content = f"<p>{PROSE}</p>" if kind == "html" else PROSE
        article = found(content, kind, published=stated)  # type: ignore[arg-type]
        assert isinstance(article, Article)
        assert (article.published, article.published_basis) == (None, None)
        assert (stated, "date not believed") in [(line.text, line.reason) for line in article.furniture]
    page = f"<head><meta property='article:published_time' content='{stated}'></head><p>{PROSE}</p>"
    article = found(page)
    assert isinstance(article, Article) and article.published is None
    assert stated in [line.text for line in article.furniture if line.reason == "date not believed"]


def test_nothing_was_published_after_it_was_crawled() -> None:
    page = f"<head><meta property='article:published_time' content='2023-11-20'></head><p>{PROSE}</p>"
    early = found(page, crawled="2023-11-08T12:00:00+00:00")
    late = found(page, crawled="2023-11-20T12:00:00+00:00")
    assert isinstance(early, Article) and early.published is None and early.crawled
    assert isinstance(late, Article) and late.published == "2023-11-20"


@pytest.mark.parametrize(
    "line",
    [
        "Too Many Requests",
        "This article is exclusive to members",
        "You've read your last free article.",
        "Request blocked. We can't connect to the server for this app or website at this time.",
        "Our website is under maintenance. Please come back later.",
        "Session expired. Please log in again.",
    ],
)
def test_more_wordings_of_walls_and_errors(line: str) -> None:
    found = extract(new_page(kind="scrape", content=f"{line}\n\nHome", origin=Origin(file="a.txt")))
    assert isinstance(found, Failure) and "it is a" in found.reason
