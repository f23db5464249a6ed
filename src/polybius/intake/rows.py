"""A row of data (of JSON, of a table) as a Page."""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

from polybius.intake import ninjs
from polybius.intake.dates import UnbelievedDate, normalise
from polybius.intake.decoding import mended
from polybius.intake.limits import LARGEST_PAGE, too_large
from polybius.records import Failure, Origin, Page

PageKind = Literal["html", "scrape", "text"]

# Ours first, then ninjs (IPTC), news-please, schema.org and what tables call these.
_CONTENT: tuple[tuple[str, PageKind], ...] = (
    ("text", "text"),
    ("html", "html"),
    ("scrape", "scrape"),
    ("body_text", "text"),
    ("body_xhtml", "html"),
    ("body_html", "html"),
    ("maintext", "text"),
    ("articleBody", "text"),
    ("body", "text"),
    ("content", "text"),
)
_OURS = ("text", "html", "scrape")
_TITLE = ("title", "headline")
_URL = ("url", "link", "uri")
_PUBLISHER = ("publisher", "source", "source_domain", "provider")
_PUBLISHED = (
    "published",
    "contentcreated",
    "date_publish",
    "datePublished",
    "pubdate",
    "firstcreated",
    "versioncreated",
    "date",
)
_LANGUAGE = ("language", "lang")
_BYLINE = ("byline", "author", "authors", "by")


def page(row: object, origin: Origin, published: str | None = None) -> Page | Failure:
    """The Page in a row: its first filled key among ``text``, ``html`` and ``scrape`` is the content.

    Keys of ninjs and news-please are read too. ``published`` holds where the row gives no date of its
    own. A row without content, or with a date that is none, is a Failure.
    """
    if not isinstance(row, Mapping):
        return Failure(origin=origin, reason="the row is not a JSON object")
    if withdrawn := ninjs.withdrawn(row):
        return Failure(origin=origin, reason=withdrawn)
    row = ninjs.flattened(row)
    found = _content(row)
    if isinstance(found, str):
        return Failure(origin=origin, reason=found)
    content, kind = found
    if len(content) > LARGEST_PAGE:
        return Failure(origin=origin, reason=too_large(len(content), LARGEST_PAGE))
    stated = _first(row, _PUBLISHED)
    try:
        date = normalise(stated) if stated else published
    except UnbelievedDate:
        date = stated_date(stated or "")
    except ValueError as error:
        return Failure(origin=origin, reason=f"the date of publication {error}")
    return new_page(
        kind=kind,
        content=content if kind == "text" else mended(content),
        origin=origin,
        id=_scalar(row.get("id")),
        title=_first(row, _TITLE),
        url=_first(row, _URL),
        publisher=_first(row, _PUBLISHER),
        published=date,
        language=_first(row, _LANGUAGE),
        byline=_byline(row),
    )


def stated_date(stated: str) -> str:
    """A date that nobody believes, as a Page carries it on: its text."""
    return " ".join(stated.split())[:80]


def _byline(row: Mapping[Any, Any]) -> str | None:
    """The authors of a row as one line: a string, or a list of names or of objects with names."""
    for key in _BYLINE:
        value = row.get(key)
        listed = value if isinstance(value, list) else [value]
        if names := [name for each in listed if (name := _scalar(each))]:
            return ", ".join(names)
    return None


def new_page(
    *,
    kind: PageKind,
    content: str,
    origin: Origin,
    id: str | None = None,
    title: str | None = None,
    url: str | None = None,
    publisher: str | None = None,
    published: str | None = None,
    language: str | None = None,
    byline: str | None = None,
    crawled: str | None = None,
    summary: bool = False,
) -> Page:
    """A Page; without an id of its own it gets one from what it holds, the same on every run.

    The text of one dispatch from two publishers makes two documents: they are two sources.
    """
    content = sound(content)
    fields = (title, url, publisher, published)
    title, url, publisher, published = (sound(field) if field else None for field in fields)
    if not id:
        digest = hashlib.sha256()
        for part in (content, title, url, publisher, published):
            digest.update((part or "").encode() + b"\x00")
        id = digest.hexdigest()[:16]
    return Page(
        id=sound(id),
        kind=kind,
        content=content,
        origin=origin,
        title=title,
        url=url,
        publisher=publisher,
        published=published,
        language=language,
        byline=(sound(byline),) if byline else (),
        crawled=crawled,
        summary=summary,
    )


def sound(text: str) -> str:
    """The text with lone surrogates, which nothing can write out again, each made U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _content(row: Mapping[Any, Any]) -> tuple[str, PageKind] | str:
    """A row's content and what it is; where there is none, the reason."""
    for key, kind in _CONTENT:
        content = row.get(key)
        if isinstance(content, str) and content.strip():
            return content, kind
        if content is not None and not isinstance(content, str) and key in _OURS:
            return f'the row\'s "{key}" is not a string'
    given = next((key for key in _OURS if key in row), None)
    what = f'its "{given}" is empty' if given else 'it has none of "text", "html" and "scrape"'
    return f"the row has no text: {what}"


def _first(row: Mapping[Any, Any], keys: tuple[str, ...]) -> str | None:
    return next((found for key in keys if (found := _scalar(row.get(key)))), None)


def _scalar(value: object) -> str | None:
    """A string or number as text; a schema.org object by its name; anything else is not the field."""
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None
