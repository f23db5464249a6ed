"""Furniture that only a publisher's other pages give away: lines that come again from article to article.

An appeal for donations, a correspondent's blurb, the small print below each report read as prose, and a page
alone cannot tell them from the article. Over a corpus they can be counted. Two passes, each linear in the
text: ``count`` goes over the articles once and keeps a few bytes a paragraph, ``without`` takes one article's
repeated paragraphs out. What is counted is a set of documents, so neither the order of the files nor how they
were spread over processes changes the result.
"""

import hashlib
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import msgspec

from polybius.article.features import words
from polybius.article.phrases import normalised
from polybius.records import Article, Furniture

REASON = "repeated on the publisher's pages"

_LEAST = 3
"""Articles of one publisher in which a paragraph must stand to be furniture …"""

_SHARE = 0.05
"""… and the least share of the publisher's articles that these must be."""

_NEAR_END = 3
"""Furniture stands at the ends: how many paragraphs from the first or the last …"""

_EVERYWHERE = 0.3
"""… unless this share of the publisher's articles has it."""


class Repeats(msgspec.Struct):
    """Which texts each paragraph stands in, by publisher. Of parts of a corpus they can be joined.

    ``texts`` has a publisher's texts, ``places`` a paragraph's: one text, or the set of several.
    """

    texts: dict[str, set[bytes]]
    places: dict[bytes, bytes | set[bytes]]

    def join(self, other: "Repeats") -> None:
        """Take what was found in another part of the corpus in."""
        for publisher, texts in other.texts.items():
            self.texts.setdefault(publisher, set()).update(texts)
        for key, held in other.places.items():
            for text in {held} if isinstance(held, bytes) else held:
                self._note(key, text)

    def times(self, publisher: str, paragraph: str) -> int:
        """The number of the publisher's texts that have the paragraph."""
        held = self.places.get(_digest(publisher, normalised(paragraph)))
        return 0 if held is None else 1 if isinstance(held, bytes) else len(held)

    def _note(self, key: bytes, text: bytes) -> None:
        held = self.places.setdefault(key, text)
        if isinstance(held, set):
            held.add(text)
        elif held != text:
            self.places[key] = {held, text}


def count(articles: Iterable[Article]) -> Repeats:
    """The Repeats of some articles.

    Articles with the same longest paragraph are one text: a dispatch, a page saved again, a report that
    grew during the day. What their versions share is the report, not furniture.
    """
    found = Repeats({}, {})
    for article in articles:
        publisher = publisher_of(article)
        paragraphs = {normalised(paragraph) for paragraph in _paragraphs(article.body)}
        if publisher is None or not paragraphs:
            continue
        text = _digest(publisher, max(paragraphs, key=lambda each: (len(each), each)))
        found.texts.setdefault(publisher, set()).add(text)
        for paragraph in sorted(paragraphs):
            found._note(_digest(publisher, paragraph), text)
    return found


def without(article: Article, repeats: Repeats) -> Article:
    """The article without the paragraphs that its publisher repeats; they go to its ``furniture``.

    Their line there is the paragraph's number in the body (0-based). An article of nothing else is left as
    it is: then it is the article that comes again.
    """
    publisher = publisher_of(article)
    total = len(repeats.texts.get(publisher, ())) if publisher else 0
    if publisher is None or total < _LEAST:
        return article
    paragraphs = list(_paragraphs(article.body))
    kept: list[str] = []
    removed: list[Furniture] = []
    for number, paragraph in enumerate(paragraphs):
        times = repeats.times(publisher, paragraph)
        at_end = number < _NEAR_END or number >= len(paragraphs) - _NEAR_END
        often = times >= max(_LEAST, _SHARE * total) and (at_end or times >= _EVERYWHERE * total)
        # A short answer or a cross-heading ("What happened?") comes again and is the article.
        if often and (at_end or len(words(paragraph)) > 5):
            removed.append(Furniture(line=number, text=paragraph, reason=REASON))
        else:
            kept.append(paragraph)
    if not removed or not kept:
        return article
    return msgspec.structs.replace(article, body="\n\n".join(kept), furniture=(*article.furniture, *removed))


def clean(articles: Iterable[Article]) -> Iterator[Article]:
    """Articles without what their publishers repeat, in order; all of them are held meanwhile."""
    held = list(articles)
    repeats = count(held)
    for article in held:
        yield without(article, repeats)


def publisher_of(article: Article) -> str | None:
    """What tells publishers apart: the address's host, else the publisher's name; None without either."""
    host = urlsplit(article.url).hostname if article.url and _is_sound(article.url) else None
    if host:
        return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    return article.publisher.casefold().strip() or None if article.publisher else None


def _is_sound(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _paragraphs(body: str) -> Iterator[str]:
    return (paragraph for paragraph in body.split("\n\n") if paragraph.strip())


def _digest(publisher: str, text: str) -> bytes:
    whole = f"{publisher}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=10).digest()
