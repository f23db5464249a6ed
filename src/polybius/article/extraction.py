"""The article in a page."""

from polybius.article import dateline, languages, markup, scrape
from polybius.records import Article, Failure, Page


def extract(page: Page) -> Article | Failure:
    """The Article in a Page, or a Failure where the page holds none.

    A "text" page is its body, to the character; a "scrape" or "html" page has its furniture taken off.
    What the page's row gave (title, publisher, date …) goes before what is found on the page.
    """
    if page.kind == "text":
        return _clean(page)
    return scrape.extract(page) if page.kind == "scrape" else markup.extract(page)


def _clean(page: Page) -> Article | Failure:
    if not page.content.strip():
        return Failure(origin=page.origin, reason="the page is empty")
    opening = dateline.opening(page.content, page.published)
    line = opening.dateline if opening else None
    stated = line.date if line and line.date and not line.date.startswith("X") else None
    return Article(
        id=page.id,
        title=page.title,
        body=page.content,
        published=page.published or stated,
        published_basis="given" if page.published else "dateline" if stated else None,
        agency=(opening.agency if opening else None) or dateline.signed(page.content),
        dateline=line,
        publisher=page.publisher,
        url=page.url,
        language=languages.identify(page.content, page.language),
        origin=page.origin,
    )
