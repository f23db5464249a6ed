"""Paragraphs that come again from article to article of a publisher are furniture."""

import random
import tracemalloc
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.article import repeated
from polybius.article.repeated import REASON, Census, Repeats, clean, without
from polybius.records import Article

APPEAL = "Our reporting is paid for by readers."


def article(number: int, *paragraphs: str, host: str = "news.example", publisher: str | None = None) -> Article:
    return Article(
        id=str(number),
        body="\n\n".join(paragraphs),
        url=f"https://{host}/{number}" if host else None,
        publisher=publisher,
    )


def word(number: int) -> str:
    """A made-up name: paragraphs that differ in their figures only are the same paragraph."""
    return "".join("abcdefghij"[int(figure)] for figure in str(number)).title()


def report(number: int) -> list[str]:
    town = word(number)
    return [f"Rebels took the town of {town} on Monday, officials said.", f"They lost trucks on the way from {town}."]


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


def test_versions_that_each_add_a_longer_paragraph_stay_whole() -> None:
    long = [" ".join([f"In hour {n} officials said that the shelling went on"] * (n + 1)) + "." for n in range(8)]
    versions = [article(n, *report(1), "You can hear the guns, a resident told us.", *long[:n]) for n in range(9)]
    assert list(clean(versions)) == versions


def test_a_dispatch_that_many_outlets_print_is_no_furniture() -> None:
    dispatch = [*report(1), "We ask you to leave, the mayor told residents.", "He spoke at the bridge."]
    printed = [article(n, *dispatch, host=f"outlet{n % 4}.example") for n in range(12)]
    others = [article(20 + n, *report(n + 2), APPEAL, host=f"outlet{n % 4}.example") for n in range(16)]
    found = list(clean([*printed, *others]))
    assert found[:12] == printed
    assert all(APPEAL not in each.body for each in found[12:])


def test_background_under_some_reports_is_the_news() -> None:
    background = "The two countries fought a war in 2020 in which more than 6,000 people were killed."
    corpus = [article(n, *report(n), *([background] if n % 3 == 0 else ["The road is shut."])) for n in range(30)]
    assert all(background in each.body for each in clean(corpus) if int(each.id) % 3 == 0)


def test_what_is_under_most_reports_is_furniture_whatever_it_says() -> None:
    blurb = "The Daily Example was founded in 1921 and appears in the capital six days a week."
    corpus = [article(n, *report(n), f"The road to {word(n)} is shut, and trucks turn back.", blurb) for n in range(6)]
    assert all(blurb not in each.body for each in clean(corpus))


def test_a_blurb_names_the_writer() -> None:
    blurb = "Jane Doe reports from the north of the country."
    corpus = [
        Article(id=str(n), body="\n\n".join([*report(n), *([blurb] if n < 4 else [])]),
                byline=("Jane Doe",) if n < 4 else (), publisher="Example")
        for n in range(30)
    ]  # fmt: skip
    assert all(blurb not in each.body for each in clean(corpus))


def test_quotations_may_speak_to_anybody() -> None:
    quoted = "“You must leave now, all of you,” the general said in an order to the town."
    walk = "It is a day on foot to"
    corpus = [article(n, *report(n), f"{walk} {word(n)}.", *([quoted] if n < 4 else [])) for n in range(20)]
    assert list(clean(corpus)) == corpus


def repeats_of(articles: Iterable[Article]) -> Repeats:
    with Census() as census:
        for each in articles:
            census.add(each)
        return census.repeats()


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(st.text("ab \n", max_size=12), max_size=4), max_size=12), st.randoms())
def test_order_of_the_files_changes_nothing(bodies: list[list[str]], chance: random.Random) -> None:
    corpus = [article(n, *body) for n, body in enumerate(bodies)]
    shuffled = corpus.copy()
    chance.shuffle(shuffled)
    assert {each.id: each for each in clean(corpus)} == {each.id: each for each in clean(shuffled)}
    assert all(each.body for each in clean(corpus) if each.body.strip())


def test_articles_cleaned_before_count_as_they_were() -> None:
    corpus = [article(n, *report(n), APPEAL) for n in range(6)]
    repeats = repeats_of(corpus)
    cleaned = [without(each, repeats) for each in corpus]
    assert repeats_of([*cleaned[:4], *corpus[4:]]) == repeats
    assert [without(each, repeats) for each in cleaned] == cleaned


def test_a_census_of_many_takes_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeated, "_ROWS", 1 << 13)

    def peak(count: int) -> int:
        tracemalloc.start()
        lines = [f"Line {word(part)} of report" for part in range(20)]
        found = repeats_of(article(n, *(f"{line} {word(n)}." for line in lines), APPEAL) for n in range(count))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found.times("news.example", APPEAL) == count
        return top

    assert peak(6_000) < 1.5 * peak(2_000)
