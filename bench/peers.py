"""Tools that do one stage's work alone, on the same texts: those that are installed are measured, the others named."""

import importlib
import logging
import time
from collections.abc import Callable

from polybius import intake, language, places, times
from polybius.article import extract, text_and_parts
from polybius.records import Article, Page
from polybius.stories import group

_ARTICLES = 60  # dateparser takes seconds an article


def table(pages: list[str], articles: list[Article]) -> None:
    """Print milliseconds of CPU an article for each peer and for the stage that does its work."""
    articles = articles[:: max(1, len(articles) // _ARTICLES)][:_ARTICLES]
    texts = [text_and_parts(a)[0] for a in articles]
    html = [p for p in intake.read(pages) if isinstance(p, Page) and p.kind == "html"][:_ARTICLES]
    print(f"## Beside tools for one stage: {len(texts)} articles\n")
    print(f"| work | tool | ms an article | `polybius`, the stage for it | ms an article |\n{'|---' * 5}|")
    docs = list(language.parse_many(language.load(), texts))
    rows: list[tuple[str, str, Callable[[], object], str, Callable[[], object], int]] = [
        ("dates in text", "dateparser", lambda: _dateparser(texts[:10]), "times, of parsed text",
         lambda: [times.find(d, a.published) for d, a in zip(docs[:10], articles[:10], strict=True)], 10),
        ("places in text", "geotext", lambda: _geotext(texts), "places, of parsed text",
         lambda: [places.find(doc) for doc in docs], len(texts)),
        ("places in text", "flashgeotext", lambda: _flashgeotext(texts), "places, of parsed text",
         lambda: [places.find(doc) for doc in docs], len(texts)),
        ("near-duplicates", "datasketch", lambda: _datasketch(texts), "stories, which groups by what is told",
         lambda: group(articles), len(texts)),
    ]  # fmt: skip
    if html:
        rows.insert(0, ("body of a page", "trafilatura", lambda: _trafilatura(html), "article, all of its fields",
                        lambda: [extract(page) for page in html], len(html)))  # fmt: skip
    for work, tool, theirs, stage, ours, number in rows:
        try:
            importlib.import_module(tool)
        except ImportError:
            print(f"| {work} | {tool} | not installed | {stage} | {_cost(ours, number):.2f} |", flush=True)
            continue
        print(f"| {work} | {tool} | {_cost(theirs, number):.2f} | {stage} | {_cost(ours, number):.2f} |", flush=True)
    print()


def _cost(way: Callable[[], object], number: int) -> float:
    """Milliseconds of CPU each, once what is loaded at first use has been."""
    way()
    begin = time.process_time()
    way()
    return 1000 * (time.process_time() - begin) / number


def _trafilatura(pages: list[Page]) -> object:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return [trafilatura.extract(page.content) for page in pages]


def _dateparser(texts: list[str]) -> object:
    from dateparser.search import search_dates

    return [search_dates(text, languages=["en"]) for text in texts]


def _geotext(texts: list[str]) -> object:
    from geotext import GeoText

    return [GeoText(text).cities for text in texts]


def _flashgeotext(texts: list[str]) -> object:
    from flashgeotext.geotext import GeoText

    geotext = GeoText()
    return [geotext.extract(text) for text in texts]


def _datasketch(texts: list[str]) -> object:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=128)
    for number, text in enumerate(texts):
        words = text.lower().split()
        signature = MinHash(num_perm=128)
        signature.update_batch([" ".join(words[i : i + 3]).encode() for i in range(len(words) - 2)])
        index.insert(str(number), signature)
    return index
