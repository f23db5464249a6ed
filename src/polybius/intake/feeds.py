"""RSS and Atom feeds: entries that carry their articles in full, and entries that sum them up."""

import html
import re
from collections.abc import Iterator
from typing import Any

from polybius.intake.dates import UnbelievedDate, normalise
from polybius.intake.decoding import mended
from polybius.intake.rows import new_page, stated_date
from polybius.records import Failure, Origin, Page

# RSS 2.0 with its content module, RSS 1.0 and Atom (RFC 4287), by local name.
_FULL = ("encoded", "content")
_CONTENT = (*_FULL, "description", "summary")
# Some feeds put the whole article into the description; a summary ends long before this many words.
_LONG = 150
_PUBLISHED = ("pubDate", "published", "issued", "date", "updated")


def entries(data: bytes, file: str, published: str | None) -> Iterator[Page | Failure]:
    """A Page an entry, marked as a summary where it has no more than that; the feed is the publisher.

    ``origin.record`` is the entry's number.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        yield Failure(origin=Origin(file=file), reason=f"the feed is not XML: {error}")
        return
    if root is None:
        yield Failure(origin=Origin(file=file), reason="the feed is not XML")
        return
    found = [element for element in root.iter() if _local(element) in ("item", "entry")]
    if not found:
        yield Failure(origin=Origin(file=file), reason="the feed has no entries")
    publisher = _feed_title(root)
    language = next((_text(e) for e in root.iter() if _local(e) == "language"), None)
    for number, entry in enumerate(found, 1):
        yield _entry(entry, Origin(file=file, record=number), publisher, language, published)


def _entry(
    entry: Any, origin: Origin, publisher: str | None, language: str | None, published: str | None
) -> Page | Failure:
    fields: dict[str, str] = {}
    author: str | None = None
    for child in entry:
        name = _local(child)
        if name == "author" and len(child):
            author = next((_text(part) for part in child if _local(part) == "name"), None)
        if name == "link" and child.get("href") and child.get("rel", "alternate") == "alternate":
            fields.setdefault("link", child.get("href"))
        elif name and (text := _text(child)):
            fields.setdefault(name, text)
    content = max((fields[name] for name in _CONTENT if name in fields), key=len, default="")
    if not content.strip():
        return Failure(origin=origin, reason="the entry has no text")
    stated = next((fields[name] for name in _PUBLISHED if name in fields), None)
    try:
        date = normalise(stated) if stated else published
    except UnbelievedDate:
        date = stated_date(stated or "")
    except ValueError as error:
        return Failure(origin=origin, reason=f"the date of publication {error}")
    full = any(content == fields.get(name) for name in _FULL)
    plain = re.sub(r"<[^>]*>", " ", content)
    return new_page(
        kind="html" if plain != content else "text",
        content=mended(content),
        origin=origin,
        id=fields.get("guid") or fields.get("id"),
        title=re.sub(r"<[^>]+>", "", html.unescape(fields.get("title", ""))).strip() or None,
        url=fields.get("link"),
        publisher=publisher,
        published=date,
        language=language,
        byline=fields.get("creator") or author,
        summary=not full and len(plain.split()) < _LONG,
    )


def _feed_title(root: Any) -> str | None:
    for element in root.iter():
        name = _local(element)
        if name in ("item", "entry"):
            return None
        if name == "title":
            return _text(element)
    return None


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Any) -> str | None:
    """An element's text; Atom's xhtml content as markup."""
    if len(element):
        from lxml import etree

        inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
        return ((element.text or "") + inner).strip() or None
    return (element.text or "").strip() or None
