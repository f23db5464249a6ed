"""The article in an HTML page."""

import re
from typing import Any

from polybius.article import (
    bylines,
    credits,
    dateline,
    figures,
    headline,
    languages,
    layout,
    metadata,
    opener,
    outlets,
    phrases,
    scrape,
)
from polybius.article import published as printed
from polybius.article.blocks import ENDED, clean
from polybius.article.features import words
from polybius.article.metadata import Metadata
from polybius.article.textdump import dump
from polybius.records import Article, Caption, Failure, Furniture, Page

_LITTLE = 60
"""Words under which an extracted body is doubted and the page's text looked at as a whole."""

_MUCH_MORE = 1.5
_SAME = 0.8
_PARAGRAPH = 80
"""Characters that most paragraphs have and few entries of menus."""

_MEAGRE = 4000
_START = 50
"""Characters of a paragraph by which it is known."""

_UNSEEN = ("script", "style", "svg", "noscript", "iframe", "template", "link", "meta", "head")
"""Elements that no reader sees."""

_FURNITURE = ("account", "legal", "sharing", "advertisement")
_SHORT = 30
_HEADLINE = 5
"""Words under which a page's title is a site's name rather than a headline."""


def extract(page: Page) -> Article | Failure:
    """The Article in an "html" page; a Failure where there is none.

    The body is trafilatura's without its fallbacks, or the page's own (JSON-LD), or that of the line classifier on
    the page's text where the others have lost half of it. ``furniture`` has the page's other lines, numbered as in
    its source.
    """
    tree = parsed(page.content)
    if tree is None:
        return Failure(origin=page.origin, reason="the page is not HTML")
    said = metadata.read(tree)
    named = figures.classed(tree)
    captions = figures.captions(tree, named)
    headings = [clean(each.text_content()) for each in tree.iter("h1", "h2")]
    numbered = dump(tree)
    text = _body(page, tree, said, named)  # takes the tree apart
    little = text is None or len(words(text[:_MEAGRE])) < _LITTLE
    if text is not None and little and _is_menu(parsed(page.content), text):
        text = None
    if little:
        other = scrape.extract(_as_scrape(page, page_text(numbered)))
        if isinstance(other, Article) and len(words(other.body)) > _MUCH_MORE * len(words(text or "")):
            return _merged(page, other, said, captions, other.body, numbered, headings)
    elif text is not None and (whole := _whole(text, numbered)) is not None:
        text = whole
    if text is None or (not page.summary and len(words(text[:_MEAGRE])) < scrape.ENOUGH):
        return Failure(origin=page.origin, reason=scrape.NO_ARTICLE)
    return _merged(page, None, said, captions, text, numbered, headings)


def _whole(text: str, numbered: list[tuple[int, str]]) -> str | None:
    """The body that the line classifier finds on a page's text, where ``text`` is but a part of it; else None.

    Where the two are of different parts of the page, the elements of the page are the better guide.
    """
    if sum(len(line) for _, line in numbered if len(line) > _PARAGRAPH) < _MUCH_MORE * len(text):
        return None
    found = scrape.body(page_text(numbered))
    if found is None or len(found) < _MUCH_MORE * len(text):
        return None
    shared = sum(len(each) for each in text.split("\n\n") if each[:_START] in found)
    return found if shared >= _SAME * len(text) else None


def _is_menu(tree: Any, text: str) -> bool:
    """Whether none of a meagre body's words stands anywhere but in links, menus and buttons."""
    outside = tree.xpath(
        "//body//text()[not(ancestor::a or ancestor::nav or ancestor::menu or ancestor::button or ancestor::footer"
        " or ancestor::script or ancestor::style or ancestor::noscript)]"
    )
    said = {word.casefold() for piece in outside for word in words(str(piece))}
    return not any(word.casefold() in said for word in words(text))


def page_text(numbered: list[tuple[int, str]]) -> str:
    """The text of a page as lines, an empty one between blocks."""
    return "\n\n".join(line for _, line in numbered)


def parsed(content: str) -> Any:
    """The tree of an HTML page, None where there is nothing to parse."""
    from lxml import etree, html

    try:
        # Bytes, for lxml refuses text with an encoding declaration.
        return html.document_fromstring(content.encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _parser() -> Any:
    """A parser that makes one kind of element of all tags: to look each tag's up takes a fifth of the time."""
    from lxml import etree, html

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    parser.set_element_class_lookup(
        etree.ElementDefaultClassLookup(
            element=html.HtmlElement,
            comment=html.HtmlComment,
            pi=html.HtmlProcessingInstruction,
            entity=html.HtmlEntity,
        )
    )
    return parser


def _body(page: Page, tree: Any, said: Metadata, named: list[Any]) -> str | None:
    import trafilatura
    from lxml import etree

    # trafilatura copies the tree four times and searches it often.
    etree.strip_elements(tree, *_UNSEEN, etree.Comment, with_tail=False)
    layout.unwrap(tree)
    figures.remove(tree, named)
    text = trafilatura.extract(
        tree,
        fast=True,
        url=page.url,
        favor_precision=True,
        include_comments=False,
        with_metadata=False,
        output_format="txt",
    )
    body = "\n\n".join(line for raw in (text or "").split("\n") if (line := clean(raw))) or None
    if said.body and len(words(said.body)) > 1.5 * len(words(body or "")):
        return _paragraphs(said.body)
    return body


def _paragraphs(text: str) -> str:
    """A body given in metadata, its markup off."""
    text = re.sub(r"<br\s*/?>|</p>", "\n", text)
    lines = (clean(re.sub(r"<[^>]+>", "", line)) for line in text.split("\n"))
    return "\n\n".join(line for line in lines if line)


def _merged(
    page: Page,
    other: Article | None,
    said: Metadata,
    captions: tuple[Caption, ...],
    text: str,
    numbered: list[tuple[int, str]],
    found: list[str],
) -> Article | Failure:
    """The Article, each field from the page's row, then its metadata, then what is printed on it."""
    titles = {clean(" ".join(title.split())) for title in (page.title, *said.titles) if title}
    stated = None if _is_site_name(said, text) else said.title
    headings = set() if stated else set(found)
    top = opener.parted(text.split("\n\n"), titles, headings)
    named = stated or (said.page_title if len(words(said.page_title or "")) >= _HEADLINE else None)
    if not (named or top.headline) and len(top.paragraphs) > 1 and headline.opens(*top.paragraphs[:2]):
        top = top._replace(headline=top.paragraphs[0], paragraphs=top.paragraphs[1:])
    if (
        not (named or top.headline)
        and len(long := [each for each in dict.fromkeys(found) if not stated and len(words(each)) >= _HEADLINE]) == 1
    ):
        top = top._replace(headline=long[0])
    captions = _with_credited(captions, top.paragraphs)
    texts = {caption.text for caption in captions}
    paragraphs = [
        part
        for part in top.paragraphs
        if part not in texts and _uncredited(part) not in texts and not _is_furniture(part)
    ]
    authors = said.byline or (other.byline if other else ()) or bylines.names(top.byline or "")
    while len(paragraphs) > 1 and (bylines.is_about(paragraphs[-1], authors) or bylines.is_closing(paragraphs[-1])):
        del paragraphs[-1]
    text = "\n\n".join(paragraphs)
    if not text:
        return Failure(origin=page.origin, reason=scrape.NO_ARTICLE)
    parted = headline.of_title(said.page_title, {each for _, each in numbered}) if said.page_title else None
    title = page.title or stated or _headline(parted.text if parted else None, top.headline)
    kept = set(text.split("\n\n")) | texts
    opening = dateline.opening(text, page.published or said.published)
    line = opening.dateline if opening else None
    days = (
        ("given", page.published),
        (said.basis, said.published),
        ("url", printed.from_url(page.url or said.url)),
        ("page", (other.published if other else None) or printed.printed(top.dated).published),
        ("dateline", line.date if line and line.date and not line.date.startswith("X") else None),
        ("caption", printed.from_captions(captions)),
    )
    day, basis = next(((day, basis) for basis, day in days[:4] if day), (None, None))
    # Looking all over the page takes its time: only where nothing better is known.
    if day is None and (day := _searched(page.content, page.url)):
        basis = "metadata"
    if day is None:
        day, basis = next(((day, basis) for basis, day in days[4:] if day), (None, None))
    publisher = (
        page.publisher
        or said.publisher
        or (other.publisher if other else None)
        or (parted.publisher if parted else None)
        or _publisher_printed([each for _, each in numbered], title, said.page_title, page.url or said.url)
    )
    agency = (
        (opening.agency if opening else None)
        or dateline.signed("\n\n".join(top.paragraphs))
        or next((name for author in said.signed if (name := credits.agency_in(author))), None)
        or next((name for each in (said.rights, publisher) if each and (name := credits.agency_in(each))), None)
        or (other.agency if other else None)
        or (None if said.byline or publisher else credits.agency_of(captions))
    )
    return Article(
        id=page.id,
        title=title or (other.title if other else None),
        body=text,
        published=day,
        updated=said.updated,
        published_basis=basis,
        byline=authors,
        agency=agency,
        dateline=line,
        captions=captions,
        publisher=publisher,
        url=page.url or said.url,
        language=languages.identify(text, page.language or said.language),
        furniture=(
            *(Furniture(line=0, text=stated, reason="date not believed") for stated in said.doubted),
            *(
                Furniture(line=number, text=each, reason="outside the article")
                for number, each in numbered
                if each not in kept
            ),
        ),
        origin=page.origin,
    )


def _is_site_name(said: Metadata, text: str) -> bool:
    """Whether the only headline a page states is its site's name: short, and nothing the text speaks of."""
    if said.title is None or said.title != said.page_title or len(words(said.title)) >= _HEADLINE:
        return False
    spoken = {word.casefold() for part in text.split("\n\n") if part != said.title for word in words(part)}
    return not any(word.casefold() in spoken for word in words(said.title))


def _headline(title: str | None, printed: str | None) -> str | None:
    """The headline: the heading printed over the text where the page's title is only its site's, or has it."""
    if title is None or (printed and (printed in title or len(words(title)) < _HEADLINE)):
        return printed
    return title


def _publisher_printed(lines: list[str], title: str | None, page_title: str | None, url: str | None) -> str | None:
    """The publisher that the page's title is the name of, or that the copyright line names."""
    is_name = page_title is not None and page_title != title and len(words(page_title)) < _HEADLINE
    is_name = is_name and phrases.find(page_title or "") is None
    if page_title and is_name and any(line.startswith(page_title) for line in lines):
        return page_title
    return outlets.of_rights(lines, url)


def _is_furniture(part: str) -> bool:
    """Whether a short paragraph is a box for consent, newsletters or sharing, and so never the article."""
    phrase = phrases.find(part)
    return phrase is not None and phrase.reason in _FURNITURE and len(words(part)) < _SHORT


def _with_credited(captions: tuple[Caption, ...], paragraphs: list[str]) -> tuple[Caption, ...]:
    """The captions, and those that stand among the paragraphs, known by the credit they end in."""
    known = {caption.text for caption in captions}
    more = [
        Caption(text=split.text, credit=split.credit)
        for part in paragraphs
        if (split := credits.split(part))
        and len(words(split.text)) >= 4
        and ENDED.search(split.text)
        and split.text not in known
    ]
    return (*captions, *more)


def _searched(content: str, url: str | None) -> str | None:
    """The date that htmldate finds anywhere on the page."""
    import htmldate

    try:
        found = htmldate.find_date(content, url=url, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError):
        return None
    return str(found) if found else None


def _uncredited(part: str) -> str | None:
    split = credits.split(part)
    return split.text if split else None


def _as_scrape(page: Page, text: str) -> Page:
    return Page(
        id=page.id,
        kind="scrape",
        content=text,
        origin=page.origin,
        title=page.title,
        url=page.url,
        publisher=page.publisher,
        published=page.published,
        language=page.language,
    )
