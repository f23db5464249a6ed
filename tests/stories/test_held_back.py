"""The form of the articles beside the sample and of their tables; ``bench/same_event.py`` says how they are linked."""

import importlib.util
import sys
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from polybius import Coder, intake
from polybius.article import text_and_parts
from polybius.records import Article, Page


def _bench() -> ModuleType:
    script = Path(__file__).resolve().parents[2] / "bench" / "same_event.py"
    spec = importlib.util.spec_from_file_location("held_back_same_event", script)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["held_back_same_event"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


BENCH = _bench()
ROWS = [row for table, _ in BENCH.SETS.values() for row in BENCH.read(table)]


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    coder = Coder()
    found = {}
    for page in intake.read([str(folder) for _, folder in BENCH.SETS.values()]):
        assert isinstance(page, Page), page
        article = coder.read(page)
        assert isinstance(article, Article), article
        assert article.id not in found
        found[article.id] = article
    return found


def test_there_are_many_rows_of_many_events_in_many_articles(articles: dict[str, Article]) -> None:
    assert len(articles) >= 36
    assert len(ROWS) >= 350
    assert len({row.event for row in ROWS}) >= 90
    assert {row.document for row in ROWS} == set(articles)


def test_the_words_of_each_row_stand_once_in_its_article(articles: dict[str, Article]) -> None:
    texts = {key: text_and_parts(article)[0] for key, article in articles.items()}
    for row in ROWS:
        assert row.words.count("[") == row.words.count("]") == 1, row
        start, end = row.span(texts[row.document])
        assert texts[row.document][start:end] == row.words[row.words.index("[") + 1 : row.words.index("]")]


def test_no_words_are_given_to_two_events(articles: dict[str, Article]) -> None:
    spans = sorted((row.document, *row.span(text_and_parts(articles[row.document])[0]), row.event) for row in ROWS)
    for one, other in pairwise(spans):
        assert one[0] != other[0] or one[2] <= other[1], (one, other)


def test_each_event_has_one_day_and_one_place() -> None:
    told = Counter(event for event, _, _ in {(row.event, row.day, row.place) for row in ROWS})
    assert [event for event, times in told.items() if times > 1] == []


def test_days_are_days_months_or_years_and_none_is_after_the_article_that_tells_it(
    articles: dict[str, Article],
) -> None:
    for row in ROWS:
        year, *rest = row.day.split("-")
        date(int(year), *(int(part) for part in (*rest, "1", "1")[:2]))
        published = articles[row.document].published
        assert published is not None and row.day <= published[: len(row.day)], row


def test_at_least_seventy_events_are_told_in_more_than_one_article() -> None:
    tellings = Counter(row.event for row in ROWS)
    elsewhere = {event for event in tellings if len({row.document for row in ROWS if row.event == event}) > 1}
    assert len(elsewhere) >= 70


def test_none_of_the_articles_is_of_the_sample_and_none_of_the_events_in_its_table(
    articles: dict[str, Article],
) -> None:
    sample = BENCH.read()
    assert not {row.document for row in sample} & set(articles)
    assert not {row.event for row in sample} & {row.event for row in ROWS}
