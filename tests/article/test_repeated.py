"""Paragraphs that come again from article to article of a publisher are furniture."""

import random

from hypothesis import given
from hypothesis import strategies as st

from polybius.article.repeated import REASON, clean, count, without
from polybius.records import Article

APPEAL = "Our reporting is paid for by readers."


def article(number: int, *paragraphs: str, host: str = "news.example", publisher: str | None = None) -> Article:
    return Article(
        id=str(number),
        body="\n\n".join(paragraphs),
        url=f"https://{host}/{number}" if host else None,
        publisher=publisher,
    )


def report(number: int) -> list[str]:
    return [f"Rebels took town number {number} on Monday, officials said.", f"They lost {number} trucks on the way."]


def test_what_a_publisher_repeats_goes_to_the_furniture() -> None:
    found = list(clean(article(n, *report(n), APPEAL) for n in range(5)))
    assert [each.body for each in found] == ["\n\n".join(report(n)) for n in range(5)]
    assert [(line.line, line.text, line.reason) for line in found[0].furniture] == [(2, APPEAL, REASON)]


def test_it_takes_three_articles_of_the_same_publisher() -> None:
    two = [article(n, *report(n), APPEAL) for n in range(2)]
    others = [article(n, *report(n), APPEAL, host=f"other{n}.example") for n in range(2, 9)]
    assert list(clean([*two, *others])) == [*two, *others]


def test_without_an_address_the_publisher_s_name_tells() -> None:
    found = clean(article(n, *report(n), APPEAL, host="", publisher="The Daily Example") for n in range(3))
    assert all(APPEAL not in each.body for each in found)
    nobody = [article(n, *report(n), APPEAL, host="") for n in range(3)]
    assert list(clean(nobody)) == nobody


def test_a_dispatch_saved_many_times_is_no_furniture() -> None:
    same = [article(n, *report(1)) for n in range(6)]
    assert list(clean(same)) == same


def test_a_report_that_grows_during_the_day_keeps_what_its_versions_share() -> None:
    start = ["Rebels took the airport outside the capital on Monday after two days of shelling.", "It is shut."]
    versions = [article(n, *start, *(f"Addition {part}." for part in range(n))) for n in range(5)]
    assert list(clean(versions)) == versions


def test_a_sentence_that_comes_again_in_the_middle_is_the_news() -> None:
    background = "More than 14,000 people have been killed since the war began two years ago."
    corpus = [
        article(n, *(f"{part} {n}." for part in ("One", "Two", "Three", "Four")), *([background] if n < 4 else []),
                *(f"{part} {n}." for part in ("Five", "Six", "Seven", "Eight")))
        for n in range(20)
    ]  # fmt: skip
    assert list(clean(corpus)) == corpus


@given(st.lists(st.lists(st.text("ab \n", max_size=12), max_size=4), max_size=12), st.randoms())
def test_order_and_spread_of_the_files_change_nothing(bodies: list[list[str]], chance: random.Random) -> None:
    corpus = [article(n, *body) for n, body in enumerate(bodies)]
    shuffled = corpus.copy()
    chance.shuffle(shuffled)
    assert {each.id: each for each in clean(corpus)} == {each.id: each for each in clean(shuffled)}
    repeats, other = count(corpus[:5]), count(corpus[5:])
    repeats.join(other)
    assert count(corpus) == count(shuffled) == repeats
    assert all(without(without(each, repeats), repeats).body for each in corpus if each.body.strip())
