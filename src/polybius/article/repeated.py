"""Furniture that only a publisher's other pages give away: lines that come again from article to article.

An appeal for donations, a correspondent's blurb, the small print below each report read as prose, and a page
alone cannot tell them from the article. Over a corpus they can be counted. A Census goes over the articles
once and lays a few numbers a paragraph aside, on disk where they are many; ``without`` then takes one
article's repeated paragraphs out. What is counted is a set, so neither the order of the files nor how they
were spread over processes changes the result.

What comes again may be the news itself: a dispatch saved many times, a report that grows during the day, the
background that a desk puts under each report of a war. So articles that share their rarest paragraph are one
text; an article made largely of what others have too (a version, a reprint, a live page) bears no witness;
and a paragraph that speaks like a report has to stand in half of the publisher's articles, where one that
speaks to the reader, or of the article's writer, has to in one of twenty.
"""

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec

from polybius.article.phrases import normalised
from polybius.records import Article, Furniture

REASON = "repeated on the publisher's pages"

_LEAST = 3
"""Texts of one publisher in which a paragraph must stand to be furniture …"""

_SHARE = 0.05
"""… and the least share of the publisher's texts that these must be."""

_LEAST_PROSE = 5
_SHARE_PROSE = 0.5
"""The same of a paragraph that neither speaks to the reader nor of the writer."""

_NEAR_END = 3
"""Furniture stands at the ends: how many paragraphs from the first or the last …"""

_EVERYWHERE = 0.3
"""… unless this share of the publisher's texts has it."""

_SHORT = 5
"""Words of a cross-heading, which may come again within articles."""

_VERSION = 0.4
"""The share of an article's words in repeated paragraphs from which it is a version of other articles."""

_ROWS = 1 << 17
"""Rows of a Census that are held before they are put away."""

_QUOTED = re.compile(r"[“\"«„][^”\"»“]*(?:[”\"»“]|$)")
_ADDRESS = re.compile(
    r"\b(?:you|your|yours|our|ours|us|we|newsletters?|subscri\w+|donat\w+|sign up|follow|copyright)\b"
    r"|©|https?:|www\.|\w@\w",
    re.IGNORECASE,
)


class Repeats(msgspec.Struct):
    """How many of a publisher's texts a paragraph stands in, of those in at least three; and how many
    texts each publisher has."""

    counts: dict[int, int]

    def times(self, publisher: str, paragraph: str) -> int:
        """The number of the publisher's texts that have the paragraph; 0 below three."""
        return self.counts.get(_digest(publisher, normalised(paragraph)), 0)

    def texts(self, publisher: str) -> int:
        """The number of the publisher's texts; 0 below three."""
        return self.counts.get(_digest(publisher, ""), 0)


class Census:
    """Counts what publishers repeat over any number of articles, in bounded memory. A context manager."""

    def __init__(self) -> None:
        self._articles = 0
        # A row a paragraph: the article, the paragraph, its words.
        self._columns = (array("Q"), array("Q"), array("Q"))
        self._folder: TemporaryDirectory[str] | None = None
        self._db: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._db is not None:
            self._db.close()
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, article: Article) -> None:
        """Count an article in; one that ``without`` was at before counts as it was."""
        publisher = publisher_of(article)
        taken = [line.text for line in article.furniture if line.reason == REASON]
        paragraphs = {normalised(each) for each in (*_paragraphs(article.body), *taken)} - {""}
        if publisher is None or not paragraphs:
            return
        self._note(_digest(publisher, ""), 0)
        for paragraph in paragraphs:
            self._note(_digest(publisher, paragraph), paragraph.count(" ") + 1)
        self._articles += 1
        if len(self._columns[0]) > _ROWS:
            self._put_away()

    def repeats(self) -> Repeats:
        """What the articles counted so far repeat."""
        if self._articles < _LEAST:
            return Repeats({})
        self._put_away()
        found = self._db.execute(_COUNT, [_LEAST, _VERSION]).fetchall()
        return Repeats(dict(found))

    def _note(self, paragraph: int, words: int) -> None:
        for column, value in zip(self._columns, (self._articles, paragraph, words), strict=True):
            column.append(value)

    def _put_away(self) -> None:
        import duckdb
        import numpy
        import pyarrow

        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="polybius-")
            self._db = duckdb.connect(str(Path(self._folder.name) / "census.duckdb"))
            self._db.execute("SET memory_limit = '512MB'; SET preserve_insertion_order = false;")
            self._db.execute("CREATE TABLE seen (article UBIGINT, paragraph UBIGINT, words UBIGINT)")
        columns = [numpy.frombuffer(column, dtype=numpy.uint64) for column in self._columns]
        batch = pyarrow.table(dict(zip(("article", "paragraph", "words"), columns, strict=True)))
        self._db.register("batch", batch)
        self._db.execute("INSERT INTO seen SELECT * FROM batch")
        self._db.unregister("batch")
        self._columns = (array("Q"), array("Q"), array("Q"))


_COUNT = """
WITH spread AS (
    SELECT paragraph, count(*) AS articles FROM seen GROUP BY paragraph
), told AS (
    SELECT article, arg_min(paragraph, (articles, -words::BIGINT, paragraph)) AS text
    FROM seen JOIN spread USING (paragraph) WHERE words > 0 GROUP BY article
), often AS (
    SELECT paragraph FROM seen JOIN told USING (article) JOIN spread USING (paragraph)
    WHERE words > 0 AND articles >= $1 GROUP BY paragraph HAVING count(DISTINCT text) >= $1
), versions AS (
    SELECT article FROM seen LEFT JOIN often USING (paragraph)
    GROUP BY article HAVING sum(CASE WHEN often.paragraph IS NULL THEN 0 ELSE words END) > $2 * sum(words)
)
SELECT paragraph, count(DISTINCT text) FROM seen JOIN told USING (article) JOIN spread USING (paragraph)
WHERE articles >= $1 AND article NOT IN (SELECT article FROM versions)
GROUP BY paragraph HAVING count(DISTINCT text) >= $1
"""
"""``told`` is each article's text: the longest of its paragraphs that the fewest articles have."""


def without(article: Article, repeats: Repeats) -> Article:
    """The article without the paragraphs that its publisher repeats; they go to its ``furniture``.

    Their line there is the paragraph's number in the body (0-based). An article of nothing else is left as
    it is: then it is the article that comes again.
    """
    publisher = publisher_of(article)
    total = repeats.texts(publisher) if publisher else 0
    if publisher is None or total < _LEAST:
        return article
    paragraphs = list(_paragraphs(article.body))
    kept: list[str] = []
    removed: list[Furniture] = []
    for number, paragraph in enumerate(paragraphs):
        times = repeats.times(publisher, paragraph)
        at_end = number < _NEAR_END or number >= len(paragraphs) - _NEAR_END
        if times and _is_furniture(paragraph, article, times, total, at_end):
            removed.append(Furniture(line=number, text=paragraph, reason=REASON))
        else:
            kept.append(paragraph)
    if not removed or not kept:
        return article
    return msgspec.structs.replace(article, body="\n\n".join(kept), furniture=(*article.furniture, *removed))


def _is_furniture(paragraph: str, article: Article, times: int, total: int, at_end: bool) -> bool:
    least, share = (_LEAST, _SHARE) if _speaks_of_itself(paragraph, article) else (_LEAST_PROSE, _SHARE_PROSE)
    if times < max(least, share * total):
        return False
    # A short answer or a cross-heading ("What happened?") comes again and is the article.
    return at_end or (times >= _EVERYWHERE * total and len(paragraph.split()) > _SHORT)


def _speaks_of_itself(paragraph: str, article: Article) -> bool:
    """Whether a paragraph speaks to its reader, quotations apart, or of the article's writer."""
    if _ADDRESS.search(_QUOTED.sub(" ", paragraph)):
        return True
    return any(name in paragraph for name in article.byline)


def clean(articles: Iterable[Article]) -> Iterator[Article]:
    """Articles without what their publishers repeat, in order; all of them are held meanwhile."""
    held = list(articles)
    with Census() as census:
        for article in held:
            census.add(article)
        repeats = census.repeats()
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


def _digest(publisher: str, text: str) -> int:
    whole = f"{publisher}\n{text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(whole, digest_size=8).digest(), "little")
