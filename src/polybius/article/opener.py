"""What stands over the first sentence of an article's text and is not of it: headline, byline, date."""

from collections.abc import Collection
from typing import NamedTuple

from polybius.article import credits
from polybius.article.blocks import ENDED
from polybius.article.features import words
from polybius.intake import dates

_SHORT = 12
_MOST = 6
_DATES = 2
_HEADLINE = range(4, 30)


class Opener(NamedTuple):
    """The paragraphs of the text proper, and apart the headline, the byline and the lines with dates."""

    paragraphs: list[str]
    headline: str | None
    byline: str | None
    dated: tuple[str, ...]


def parted(paragraphs: list[str], titles: Collection[str], headings: Collection[str]) -> Opener:
    """The paragraphs with what is over the text taken off.

    ``titles`` are the article's known headings, ``headings`` all of its page: the first that opens the text
    is the headline.
    """
    headline = byline = None
    dated: list[str] = []
    first = 0
    if sum(map(_is_dated, paragraphs[:_MOST])) > _DATES:
        return Opener(paragraphs, None, None, ())  # a list of dates is what the article is about
    for text in paragraphs[:_MOST]:
        if text in titles:
            pass
        elif text in headings and headline is None and len(words(text)) in _HEADLINE:
            headline = text
        elif credits.BYLINE.match(text) and _is_short(text):
            byline = byline or text
        elif _is_dated(text):
            dated.append(text)
        else:
            break
        first += 1
    return Opener(paragraphs[first:], headline, byline, tuple(dated))


def _is_short(text: str) -> bool:
    return len(words(text)) < _SHORT and not ENDED.search(text)


def _is_dated(text: str) -> bool:
    return _is_short(text) and dates.search(text) is not None
