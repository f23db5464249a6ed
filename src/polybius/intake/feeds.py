"""RSS and Atom feeds whose entries carry their articles in full."""

import html
import re
from collections.abc import Iterator
from typing import Any

from polybius.intake.dates import normalise
from polybius.intake.rows import new_page
from polybius.records import Failure, Origin, Page

# RSS 2.0 with its content module, RSS 1.0 and Atom (RFC 4287), by local name.
_CONTENT = ("encoded", "content", "description", "summary")
_PUBLISHED = ("pubDate", "published", "issued", "date", "updated")


def entries(data: bytes, file: str, published: str | None) -> Iterator[Page | Failure]:
    """A Page an entry, with the feed's title as publisher; ``origin.record`` is the entry's number."""
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
    for child in entry:
        name = _local(child)
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
    except ValueError as error:
        return Failure(origin=origin, reason=f"the date of publication {error}")
    return new_page(
        kind="html" if re.search(r"</?[a-zA-Z][^>]*>", content) else "text",
        content=content,
        origin=origin,
        id=fields.get("guid") or fields.get("id"),
        title=re.sub(r"<[^>]+>", "", html.unescape(fields.get("title", ""))).strip() or None,
        url=fields.get("link"),
        publisher=publisher,
        published=date,
        language=language,
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
