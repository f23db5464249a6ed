"""What an HTML page says of itself: JSON-LD, Open Graph and the other meta elements."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from polybius.article import bylines
from polybius.intake import dates

# schema.org's kinds of article.
_ARTICLES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report)$")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "article_date_original",
    "originalpublicationdate",
)
_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
)
_TITLE = ("og:title", "twitter:title", "dc.title", "headline", "parsely-title", "sailthru.title")
_AUTHOR = (
    "author",
    "article:author",
    "byl",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "article:author_name",
)
_SITE = ("og:site_name", "application-name", "dc.publisher", "article:publisher_name", "cre")


class Metadata(NamedTuple):
    """A page's own word on its article; ``basis`` is what ``published`` is from, ``doubted`` the dates
    that no news can have, ``titles`` all headings it has, ``signed`` the authors as written, ``rights``
    who holds the copyright, ``page_title`` the title of the page, which may be its site's alone."""

    title: str | None = None
    titles: tuple[str, ...] = ()
    published: str | None = None
    basis: str | None = None
    updated: str | None = None
    byline: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None
    rights: str | None = None
    page_title: str | None = None
    doubted: tuple[str, ...] = ()


def read(tree: Any) -> Metadata:
    """The Metadata of a parsed page. JSON-LD goes first, for it speaks of the article alone; but for the date,
    where meta elements, which the page's own software fills in, are trusted more."""
    article = next(_articles(tree), {})
    metas = _metas(tree)
    published, basis = next((day for name in _PUBLISHED if (day := _date(metas.get(name)))), None), "metadata"
    linked = _date(article.get("datePublished"))
    # Of one day, the statement that has the clock too.
    if linked and (published is None or (linked[:10] == published[:10] and len(linked) > len(published))):
        published, basis = linked, "json-ld"
    if published is None:
        basis = "metadata"
        for element in tree.xpath(
            "//time[@datetime][@pubdate or contains(@class,'publish') or @itemprop='datePublished']"
        ):
            published = published or _date(element.get("datetime"))
    updated = _date(article.get("dateModified")) or next(
        (day for name in _UPDATED if (day := _date(metas.get(name)))), None
    )
    listed = _listed(article.get("author"))
    stated = [metas[name] for name in _AUTHOR if name in metas]
    byline = tuple(dict.fromkeys(name for each in listed for name in bylines.names(each)))
    titles = [_text(article.get("headline")), *(metas.get(name) for name in _TITLE)]
    site = [_name(article.get("publisher")), *(metas.get(name) for name in _SITE)]
    heading = _only(tree.xpath("//h1"))
    return Metadata(
        title=_without_tail(_without_site(next((title for title in titles if title), None) or heading, site), heading),
        titles=tuple(
            title for title in (*titles, _only(tree.xpath("//h1")), _only(tree.xpath("//head/title"))) if title
        ),
        page_title=_without_site(_only(tree.xpath("//head/title")), site),
        published=published,
        basis=basis if published else None,
        updated=updated if updated != published else None,
        byline=byline or next((names for each in stated if (names := bylines.names(each))), ()),
        signed=(*listed, *stated),
        publisher=next((name for name in site if name and len(name) < 80), None),
        url=_url(tree, metas),
        language=tree.get("lang") or tree.get("xml:lang") or metas.get("og:locale") or _text(article.get("inLanguage")),
        body=_text(article.get("articleBody")),
        rights=_name(article.get("copyrightHolder")) or metas.get("copyright") or metas.get("dc.rights"),
        doubted=tuple(
            dict.fromkeys(
                stated
                for stated in (_text(article.get("datePublished")), *(metas.get(name) for name in _PUBLISHED))
                if stated and _is_doubted(stated)
            )
        ),
    )


def _only(found: list[Any]) -> str | None:
    """The text of an element that a page has just one of."""
    return " ".join("".join(found[0].itertext()).split()) or None if len(found) == 1 else None


def _without_site(title: str | None, site: list[str | None]) -> str | None:
    """A headline without the site's name behind it: "Airport falls | Example News"."""
    if title is None:
        return None
    title = " ".join(html.unescape(title).split())
    for name in site:
        if name and (cut := re.search(rf"\s+[|–—·:-]\s+{re.escape(name)}$", title)):
            return title[: cut.start()] or title
    return title or None


def _without_tail(title: str | None, heading: str | None) -> str | None:
    """A headline without what stands behind it, "Airport falls | Example News", where the page's one heading is it."""
    if title and heading and re.match(rf"{re.escape(heading)}\s+[|–—·:»-]+\s+\S", title):
        return heading
    return title


def _articles(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _inside(value)


def _inside(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for each in value[:50]:
            yield from _inside(each, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and _ARTICLES.match(kind) for kind in kinds):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _inside(value.get(key), depth + 1)


def _metas(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _date(value: object) -> str | None:
    stated = _text(value)
    if not stated or len(stated) > 80:
        return None
    try:
        return dates.normalise(stated)
    except ValueError:
        return None


def _is_doubted(stated: str) -> bool:
    try:
        dates.normalise(stated)
    except dates.UnbelievedDate:
        return True
    except ValueError:
        return False
    return False


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() or None if isinstance(value, str) else None


def _name(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return _text(value)


def _listed(value: object) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [name for each in listed if (name := _name(each)) and not name.startswith("http")]


def _url(tree: Any, metas: dict[str, str]) -> str | None:
    links = [link.get("href") for link in tree.xpath("//link[@rel='canonical']")]
    return next((url for url in (*links, metas.get("og:url")) if url and url.startswith("http")), None)
