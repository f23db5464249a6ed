"""A row of data (of JSON, of a table) as a Page."""

import hashlib
import math
import re
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
    ("articlebody", "text"),
    ("article_body", "text"),
    ("full_text", "text"),
    ("fulltext", "text"),
    ("article_text", "text"),
    ("articletext", "text"),
    ("body", "text"),
    ("content", "text"),
    ("article", "text"),
)
_OURS = ("text", "html", "scrape")
_TITLE = ("title", "headline")
_URL = ("url", "link", "uri")
_PUBLISHER = (
    "publisher", "source", "source_domain", "provider", "outlet", "newspaper", "publication", "publication_title",
)  # fmt: skip
_PUBLISHED = (
    "published",
    "contentcreated",
    "date_publish",
    "datepublished",
    "date_published",
    "publishedat",
    "published_at",
    "published_date",
    "publication_date",
    "publish_date",
    "pub_date",
    "pubdate",
    "firstcreated",
    "versioncreated",
    "date",
)
_LANGUAGE = ("language", "lang")
_BYLINE = ("byline", "author", "authors", "by", "bylines")

# What programs write where there is nothing.
_NOTHING = frozenset(("none", "null", "nan", "nat", "n/a", "na", "<na>", "-", "#n/a"))


def page(row: object, origin: Origin, published: str | None = None) -> Page | Failure:
    """The Page in a row: its first filled key among ``text``, ``html`` and ``scrape`` is the content.

    Keys of ninjs and news-please are read too, whatever their case, words parted by "_", "-", a space or
    nothing but a capital. ``published`` holds where the row gives no date of its
    own. A row without content, or with a date that is none, is a Failure.
    """
    if not isinstance(row, Mapping):
        return Failure(origin=origin, reason="the row is not a JSON object")
    row = _keyed(row)
    if unusable := ninjs.unusable(row):
        return Failure(origin=origin, reason=unusable)
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


def key(name: str) -> str:
    """A column's or a key's name as it is looked up: "Publication Date" is "publication_date"."""
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def _keyed(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row by its keys as they are looked up. Of two that are the same then, the one so written holds."""
    keyed = {key(name): value for name, value in row.items() if isinstance(name, str)}
    keyed.update((name, value) for name, value in row.items() if isinstance(name, str) and name == key(name))
    return keyed


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
        value = value.get("name") or value.get("value")
    if isinstance(value, str):
        stated = value.strip()
        return stated if stated and stated.lower() not in _NOTHING else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    return None
