"""The article in an HTML page."""

import re
from typing import Any

from polybius.article import credits, dateline, languages, metadata, scrape
from polybius.article import published as printed
from polybius.article.blocks import clean
from polybius.article.features import words
from polybius.article.metadata import Metadata
from polybius.article.textdump import dump
from polybius.records import Article, Caption, Failure, Furniture, Page

_LITTLE = 60
"""Words under which an extracted body is doubted and the page's text looked at as a whole."""

_CAPTION = "//figcaption | //*[contains(@class,'wp-caption-text') or @itemprop='caption']"
_LABEL = re.compile(r"^(?:image|media|photo|video) caption:?\s+", re.IGNORECASE)
_CREDIT = (
    ".//*[contains(@class,'credit') or contains(@class,'copyright') or contains(@class,'byline')"
    " or self::small]"
)


def extract(page: Page) -> Article | Failure:
    """The Article in an "html" page; a Failure where there is none.

    The body is trafilatura's, or the page's own (JSON-LD), or, where both are meagre, that of the line
    classifier on the page's text. ``furniture`` has the page's other lines, numbered as in its source.
    """
    tree = parsed(page.content)
    if tree is None:
        return Failure(origin=page.origin, reason="the page is not HTML")
    said = metadata.read(tree)
    captions = _captions(tree)
    text = _body(page, tree, said)
    if text is not None and len(words(text)) < _LITTLE and _is_menu(tree, text):
        text = None
    numbered = dump(tree)
    dumped = page_text(numbered)
    if text is None or len(words(text)) < _LITTLE:
        other = scrape.extract(_as_scrape(page, dumped))
        if isinstance(other, Article) and len(words(other.body)) > 1.5 * len(words(text or "")):
            return _merged(page, other, said, captions, other.body, numbered)
    if text is None:
        return Failure(origin=page.origin, reason=scrape.NO_ARTICLE)
    return _merged(page, None, said, captions, text, numbered)


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
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        return html.document_fromstring(content.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _body(page: Page, tree: Any, said: Metadata) -> str | None:
    import copy

    import trafilatura

    text = trafilatura.extract(
        copy.deepcopy(tree),
        url=page.url,
        favor_precision=True,
        include_comments=False,
        with_metadata=False,
        output_format="txt",
        prune_xpath=["//figcaption"],
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


def _captions(tree: Any) -> tuple[Caption, ...]:
    found: dict[str, Caption] = {}
    for element in tree.xpath(_CAPTION):
        whole = _LABEL.sub("", clean(" ".join(element.itertext()).replace("\n", " ")))
        parts = [clean(" ".join(part.itertext()).replace("\n", " ")) for part in element.xpath(_CREDIT)]
        credit = next((part for part in parts if part and len(part) < 150), None)
        text = clean(whole.replace(credit, " ", 1)) if credit and credit != whole else whole
        if split := credits.split(text):
            text, credit = split.text, credit or split.credit
        if credit:
            marked = credits.split(credit)
            credit = marked.credit if marked and not marked.text else credit.strip("()[] ")
        if len(words(text)) >= 4:
            found.setdefault(text, Caption(text=text, credit=credit or None))
    return tuple(found.values())


def _merged(
    page: Page,
    other: Article | None,
    said: Metadata,
    captions: tuple[Caption, ...],
    text: str,
    numbered: list[tuple[int, str]],
) -> Article | Failure:
    """The Article, each field from the page's row, then its metadata, then what is printed on it."""
    texts = {caption.text for caption in captions}
    headings = {clean(" ".join(title.split())) for title in (page.title, *said.titles) if title}
    paragraphs = [part for part in text.split("\n\n") if part not in texts and _uncredited(part) not in texts]
    while paragraphs and paragraphs[0] in headings:
        del paragraphs[0]
    text = "\n\n".join(paragraphs)
    if not text:
        return Failure(origin=page.origin, reason=scrape.NO_ARTICLE)
    kept = set(text.split("\n\n")) | texts
    opening = dateline.opening(text, page.published or said.published)
    line = opening.dateline if opening else None
    days = (
        ("given", page.published),
        (said.basis, said.published),
        ("url", printed.from_url(page.url or said.url)),
        ("page", other.published if other else None),
        ("dateline", line.date if line and line.date and not line.date.startswith("X") else None),
        ("caption", printed.from_captions(captions)),
    )
    day, basis = next(((day, basis) for basis, day in days[:4] if day), (None, None))
    # Looking all over the page takes its time: only where nothing better is known.
    if day is None and (day := _searched(page.content, page.url)):
        basis = "metadata"
    if day is None:
        day, basis = next(((day, basis) for basis, day in days[4:] if day), (None, None))
    publisher = page.publisher or said.publisher or (other.publisher if other else None)
    agency = (
        (opening.agency if opening else None)
        or dateline.signed(text)
        or next((name for author in said.signed if (name := credits.agency_in(author))), None)
        or next(
            (name for each in (said.rights, publisher) if each and (name := credits.agency_in(each))), None
        )
        or (other.agency if other else None)
        or (None if said.byline or publisher else credits.agency_of(captions))
    )
    return Article(
        id=page.id,
        title=page.title or said.title or (other.title if other else None),
        body=text,
        published=day,
        updated=said.updated,
        published_basis=basis,
        byline=said.byline or (other.byline if other else ()),
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
