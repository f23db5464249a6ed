"""The article in the text of a whole page, menus and all."""

from collections.abc import Sequence

from polybius.article import (
    bylines,
    credits,
    dateline,
    headline,
    languages,
    lines,
    outlets,
    phrases,
    published,
)
from polybius.article.blocks import Block, blocks
from polybius.article.features import Seen, words
from polybius.records import Article, Caption, Failure, Furniture, Page

_AROUND = 12
"""How many blocks above the body belong to the article: byline, date, captions."""

_BELOW = 4
ENOUGH = 15
"""Words that make an article; a page of menus does not have as many in sentences."""

NO_ARTICLE = "no article on the page: only menus, headings and links"


def extract(page: Page) -> Article | Failure:
    """The Article in a "scrape" page; a Failure where it is all furniture.

    Body paragraphs are in the page's order, wrapped lines rejoined. Every line that is not in the body,
    the title, the byline or a caption is in ``furniture``, with its number and the reason.
    """
    found = blocks(page.content)
    top = headline.repeated(found)
    body = lines.find(found, top.block if top else None)
    if body is None:
        return Failure(origin=page.origin, reason=NO_ARTICLE)
    kept = [index for index, inside in enumerate(body.inside) if inside]
    if body.seen.counts.words[kept].sum() < ENOUGH:
        return Failure(origin=page.origin, reason=NO_ARTICLE)
    text = "\n\n".join(found[index].text for index in kept)
    opening = dateline.opening(text)
    outlet = opening.outlet if opening else None
    top = top or headline.above(found, body.first, text, (page.publisher, outlet))
    if top is None and len(kept) > 1 and headline.opens(found[kept[0]].text, found[kept[1]].text):
        top = headline.Headline(found[kept[0]].text, kept[0], None)
        del kept[0]
        text = "\n\n".join(found[index].text for index in kept)
        opening = dateline.opening(text)
        outlet = opening.outlet if opening else None
    start = max(0, body.first - _AROUND, (top.block or 0) - 3 if top else 0)
    near = range(start, min(body.last + 1 + _BELOW, len(found)))

    captions, used = _captions(found, near, set(kept), body.seen)
    signed = [i for i in near if body.seen.signed[i] and i not in kept]
    if not signed and top and top.block is not None:
        signed = _unmarked_byline(found, range(top.block + 1, body.first), outlet, page.url)
    byline = found[signed[0]].text if signed else None
    agency = opening.agency if opening else None
    authors = bylines.names(byline, text) if byline else ()
    while len(kept) > 1 and (
        bylines.is_about(found[kept[-1]].text, authors) or bylines.is_closing(found[kept[-1]].text)
    ):
        kept.pop()
    text = "\n\n".join(found[index].text for index in kept)
    return compose(
        page,
        text=text,
        top=top,
        captions=captions,
        byline=byline,
        publisher=(top.publisher if top else None)
        or outlets.publisher(
            found,
            body.first,
            body.last,
            headline=top.block if top else None,
            byline=byline,
            signed=outlet or agency,
            url=page.url,
        ),
        around=[found[i].text for i in near if i not in kept and i not in used],
        copyright=outlets.claims([block.text for block in found]),
        furniture=_furniture(page.content, found, body, set(kept) | used, top, captions, signed[0] if signed else None),
    )


def body(content: str) -> str | None:
    """The body alone of a page's text, None where there is none."""
    found = blocks(content)
    top = headline.repeated(found)
    inside = lines.find(found, top.block if top else None)
    if inside is None:
        return None
    return "\n\n".join(block.text for block, kept in zip(found, inside.inside, strict=True) if kept)


def compose(
    page: Page,
    *,
    text: str,
    top: headline.Headline | None,
    captions: tuple[Caption, ...],
    byline: str | None,
    publisher: str | None,
    around: Sequence[str],
    copyright: Sequence[str],
    furniture: tuple[Furniture, ...],
) -> Article:
    """The Article, its date, agency and names read off what was found on the page."""
    stated = published.printed(around)
    options = (
        ("given", page.published),
        ("page", stated.published),
        ("url", published.from_url(page.url)),
    )
    day, basis = next(((day, basis) for basis, day in options if day), (None, None))
    in_captions = published.from_captions(captions)
    opening = dateline.opening(text, day or in_captions)
    line = opening.dateline if opening else None
    if day is None and line and line.date and not line.date.startswith("X"):
        day, basis = line.date, "dateline"
    if day is None and in_captions:
        day, basis = in_captions, "caption"
    publisher = page.publisher or publisher
    names = bylines.names(byline, text) if byline else ()
    agency = (
        (opening.agency if opening else None)
        or dateline.signed(text)
        or (credits.agency_in(byline) if byline else None)
        or next((name for each in copyright if (name := credits.agency_in(each))), None)
        or (None if names or publisher else credits.agency_of(captions))
    )
    return Article(
        id=page.id,
        title=page.title or (top.text if top else None),
        body=text,
        published=day,
        updated=stated.updated,
        published_basis=basis,
        byline=names,
        agency=agency,
        dateline=line,
        captions=captions,
        publisher=publisher,
        url=page.url,
        language=languages.identify(text, page.language),
        furniture=furniture,
        origin=page.origin,
    )


def _unmarked_byline(found: Sequence[Block], between: range, outlet: str | None, url: str | None) -> list[int]:
    """The line of names between headline and body that has no "By": right over the date or the agency."""
    for index in between:
        text, after = found[index].text, found[index + 1].text
        if not bylines.is_bare(text) or outlets.is_host(text, url):
            continue
        dated = len(words(after)) < 12 and published.printed([after]).published
        if dated or outlets.is_name(after, (outlet,)):
            return [index]
    return []


def _captions(found: Sequence[Block], near: range, kept: set[int], seen: Seen) -> tuple[tuple[Caption, ...], set[int]]:
    """The captions around and inside the body, and the blocks they and their credits are in."""
    captions: list[Caption] = []
    used: set[int] = set()
    for index in near:
        if index in kept or seen.known[index] or not seen.credited[index]:
            continue
        text = found[index].text
        credited = credits.split(text)
        if credited is None:
            if credits.is_caption_like(text) and len(words(text)) >= 5:
                captions.append(Caption(text=text))
                used.add(index)
            continue
        caption, credit = credited
        if len(words(caption)) >= 4:
            used.add(index)
            captions.append(Caption(text=caption, credit=credit))
        elif index - 1 in used and captions and captions[-1].credit is None:
            used.add(index)
            captions[-1] = Caption(text=captions[-1].text, credit=credit)
        elif index - 1 in near and index - 1 not in kept and _describes(found[index - 1].text):
            used.update((index - 1, index))
            captions.append(Caption(text=found[index - 1].text, credit=credit))
    unique = {caption.text: caption for caption in reversed(captions)}
    return tuple(dict.fromkeys(unique[caption.text] for caption in captions)), used


def _describes(text: str) -> bool:
    """Whether a line right above a lone credit can be the caption it belongs to."""
    return len(words(text)) >= 5 and text.endswith(".") and phrases.find(text) is None


def _furniture(
    content: str,
    found: Sequence[Block],
    body: lines.Body,
    used: set[int],
    top: headline.Headline | None,
    captions: Sequence[Caption],
    byline: int | None,
) -> tuple[Furniture, ...]:
    page_lines = content.split("\n")
    credit_words = " ".join([caption.credit or "" for caption in captions]).casefold()
    thrown: list[Furniture] = []
    heading = top.block if top else None
    title = top.text if top else None
    seen = body.seen
    looked_at = zip(found, seen.known, seen.credited, seen.dated, strict=True)
    for index, (block, phrase, credited, dated) in enumerate(looked_at):
        if index in used or index == heading:
            continue
        text, first, last, _ = block
        if index == byline:
            reason = "byline"
        elif phrase is not None:
            reason = phrase.reason
        elif credited or (credit_words and len(text) > 3 and text.casefold() in credit_words):
            reason = "credit"
        elif title and title in text:
            reason = "title again"
        elif dated:
            reason = "date"
        elif index < body.first:
            reason = "before the article"
        else:
            reason = "after the article" if index > body.last else "not running text"
        if first == last:
            thrown.append(Furniture(line=first, text=page_lines[first].strip(), reason=reason))
            continue
        for number in range(first, last + 1):
            if line := page_lines[number].strip():
                thrown.append(Furniture(line=number, text=line, reason=reason))
    return tuple(thrown)
