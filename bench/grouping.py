"""Stories: what it costs to group 2, 10 and 50 thousand articles, and the exponent.

    python bench/grouping.py [INPUT...] [--articles N ...] [--telling N] [--years N]

The articles are made of the sentences of INPUT (default: the bundled sample): each happening has a dozen of them, drawn
anew, with other names and figures and a day of its own, and is told by a few outlets, which leave sentences out, change
their order and some of their words, or reprint it. Each size is measured in a process of its own.
"""

import argparse
import multiprocessing
import random
import re
import resource
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from polybius.pipeline import Coder
from polybius.records import Article
from polybius.stories import follows, group
from scaling import exponent
from stages import articles, required

_SIZES = (2_000, 10_000, 50_000)
_START = date(2010, 1, 1)
_REPRINTED = 0.2  # of the tellings after the first
_LEFT_OUT = 0.4  # of the sentences of another telling
_CHANGED = 0.1  # of its words
_SENTENCES = 12  # of an article
_NAMES = 20_000
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_FIGURE = re.compile(r"\d+")
_SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "za", "chor", "del", "gran", "mun", "pol")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="what to read (default: the bundled sample)")
    parser.add_argument("--articles", type=int, nargs="+", default=_SIZES, help="how many")
    parser.add_argument("--telling", type=float, default=3.0, help="tellings of a happening, on average")
    parser.add_argument("--years", type=int, default=3, help="years that the happenings are spread over")
    options = parser.parse_args()
    seeds = articles(required(options.inputs), Coder())
    if not seeds:
        raise SystemExit("grouping: none of the inputs could be read")
    print("".join(f"{name:>12}" for name in ("articles", "whole s", "CPU s", "peak GB", "stories")))
    costs = []
    context = multiprocessing.get_context("spawn")
    for size in options.articles:
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=_measure, args=(theirs, seeds, size, options.telling, options.years))
        worker.start()
        took, cpu, peak, stories = ours.recv()
        worker.join()
        costs.append((size, cpu))
        print(f"{size:12,}{took:12.1f}{cpu:12.1f}{peak:12.2f}{stories:12,}", flush=True)
    if len(costs) > 1:
        print(f"exponent of CPU s over articles: {exponent(costs):.2f}")


def _measure(answer: Any, seeds: Sequence[Article], size: int, telling: float, years: int) -> None:
    given = list(retold(seeds, size, telling, years))
    begin, before = time.perf_counter(), time.process_time()
    stories = group(given)
    follows(given, stories)
    took, cpu = time.perf_counter() - begin, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    answer.send((took, cpu, peak, len(set(stories.values()))))


def retold(seeds: Sequence[Article], size: int, telling: float, years: int) -> Iterator[Article]:
    """So many articles, those of one happening next to each other."""
    chance = random.Random(1)
    names = ["".join(chance.choices(_SYLLABLES, k=3)).capitalize() for _ in range(_NAMES)]
    sentences = sorted({one for seed in seeds for one in _SENTENCE.split(seed.body)})
    number = 0
    while number < size:
        told_by = chance.sample(sentences, k=_SENTENCES)
        day = _START + timedelta(days=chance.randrange(365 * years))
        others: dict[str, str] = {}

        def renamed(found: re.Match[str], others: dict[str, str] = others) -> str:
            return others.setdefault(found[0], chance.choice(names))

        def counted(found: re.Match[str], others: dict[str, str] = others) -> str:
            return others.setdefault(found[0], str(chance.randrange(2, 400)))

        body = [_FIGURE.sub(counted, _NAME.sub(renamed, sentence)) for sentence in told_by]
        title = " ".join(body[0].split()[:9])
        first = Article(id="", title=title, body=" ".join(body))
        for copy in range(min(size - number, 1 + int(chance.expovariate(1 / telling)))):
            published = (day + timedelta(days=chance.choice((0, 0, 1, 1, 2)))).isoformat()
            told = first if not copy or chance.random() < _REPRINTED else _reworded(first, chance)
            yield msgspec.structs.replace(told, id=f"a{number:06}", published=published, publisher=f"Outlet {copy}")
            number += 1


def _reworded(first: Article, chance: random.Random) -> Article:
    sentences = [one for one in _SENTENCE.split(first.body) if chance.random() >= _LEFT_OUT]
    chance.shuffle(sentences)
    words = " ".join(sentences).split()
    kept = [chance.choice(words) if chance.random() < _CHANGED else word for word in words]
    title = (first.title or "").split()
    return msgspec.structs.replace(first, title=" ".join(title[: max(3, len(title) - 2)]), body=" ".join(kept))


if __name__ == "__main__":
    main()
