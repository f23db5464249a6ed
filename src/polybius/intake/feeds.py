"""RSS and Atom feeds: entries that carry their articles in full, and entries that sum them up."""

import codecs
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
# What ends a text that goes on elsewhere.
_CUT = re.compile(
    r"(?:\[(?:…|\.\.\.)\]|…|\.\.\.|\b(?:read (?:more|on|the (?:full|whole) \w+)|continue reading|full story))"
    r"[\s»›>→.…]*$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"\s*The post .{0,300} (?:appeared first on|first appeared on) .{0,100}$", re.DOTALL)
# Names that HTML has and XML has not; what recovers from them drops the character.
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]{2,8}\d?);")
_MEDIA = "{http://search.yahoo.com/mrss/}"
_PUBLISHED = ("pubDate", "published", "issued", "date", "updated")


def entries(data: bytes, file: str, published: str | None) -> Iterator[Page | Failure]:
    """A Page an entry, marked as a summary where it has no more than that; the feed is the publisher.

    ``origin.record`` is the entry's number.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    # Some servers write an empty line first, and then no declaration is one.
    if data[:1].isspace():
        data = data.lstrip().removeprefix(codecs.BOM_UTF8)
    try:
        root = etree.fromstring(_ENTITY.sub(_character, data), parser)
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
        if isinstance(child.tag, str) and child.tag.startswith(_MEDIA):
            continue  # a picture's own title, caption and credit
        if name == "source":
            # An entry that came from another feed: RSS has its name as text, Atom its title.
            title = next((_text(part) for part in child if _local(part) == "title"), None)
            publisher = title or (None if len(child) else _text(child)) or publisher
            continue
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
        url=fields.get("link") or _address(fields.get("guid")) or _address(fields.get("id")),
        publisher=publisher,
        published=date,
        language=language,
        byline=fields.get("creator") or author,
        summary=(not full or _is_cut(plain)) and len(plain.split()) < _LONG,
    )


def _is_cut(plain: str) -> bool:
    return _CUT.search(_SIGNED.sub("", html.unescape(plain)).rstrip()) is not None


def _address(identity: str | None) -> str | None:
    return identity if identity and identity.startswith(("http://", "https://")) else None


def _character(match: re.Match[bytes]) -> bytes:
    found = html.unescape(match[0].decode("ascii"))
    return match[0] if found.startswith("&") else "".join(f"&#{ord(c)};" for c in found).encode()


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
