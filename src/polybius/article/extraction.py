"""The article in a page."""

import msgspec

from polybius.article import bylines, dateline, languages, markup, published, scrape, walls
from polybius.records import Article, Failure, Furniture, Page

UNBELIEVED = "date not believed"


def extract(page: Page) -> Article | Failure:
    """The Article in a Page, or a Failure where the page holds none.

    A "text" page is its body, to the character; a "scrape" or "html" page has its furniture taken off.
    What the page's row gave (title, publisher, date …) goes before what is found on the page. A date that
    no news can have is kept as text in ``furniture`` and told of in ``notes``. A page that is an error or a
    wall for subscribers is a Failure that says so.
    """
    doubted = None
    if page.published and not published.believed(page.published, page.crawled):
        doubted = page.published
        page = msgspec.structs.replace(page, published=None)
    if page.kind == "text":
        found = _clean(page)
    else:
        found = scrape.extract(page) if page.kind == "scrape" else markup.extract(page)
    found = walls.checked(page, found)
    if isinstance(found, Failure):
        return found
    changed: dict[str, object] = {}
    if page.byline and not found.byline:
        changed["byline"] = tuple(dict.fromkeys(name for each in page.byline for name in bylines.names(each)))
    if page.crawled or page.summary:
        changed.update(crawled=page.crawled, summary=page.summary)
    if found.published and not published.believed(found.published, page.crawled):
        doubted = found.published
        changed.update(published=None, published_basis=None)
    if doubted:
        furniture = Furniture(line=0, text=doubted, reason=UNBELIEVED)
        changed["furniture"] = (furniture, *found.furniture)
    stated = [doubted] if doubted else [line.text for line in found.furniture if line.reason == UNBELIEVED]
    if (stated and not found.published) or doubted:
        changed["notes"] = tuple(published.doubt(each, page.crawled) for each in stated)
    return msgspec.structs.replace(found, **changed) if changed else found


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
