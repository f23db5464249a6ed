"""Scaling: what twice the input costs, stage by stage; the exponent of a linear stage is 1.

    python bench/scaling.py [INPUT...] [--documents N] [--characters N] [--profile]

First with 1, 2, 4 and 8 times as many documents, then with one document 1 to 16 times as long. Each exponent
is the slope of log CPU seconds over log characters. INPUT is anything `polybius run` reads (default: the bundled
sample). ``--profile`` shows instead which functions the longest document's time goes to.
"""

import argparse
import cProfile
import gc
import math
import pstats
import time
from itertools import cycle

from polybius import stories
from polybius.pipeline import Coder
from polybius.records import Article
from stages import LAYERS, Clock, articles, clocked, copies, required

_MORE = (1, 2, 4, 8)
_LONGER = (1, 2, 4, 8, 16)
# A stage that takes less than this in the largest run says nothing: its clock ticks are its cost.
_MEASURABLE = 0.02
_SUSPECT = 1.25


def main() -> None:
    """Measure, and print two tables."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="what to read (default: the bundled sample)")
    parser.add_argument("--documents", type=int, default=40, help="documents in the smallest collection")
    parser.add_argument("--characters", type=int, default=8000, help="length of the shortest document")
    parser.add_argument("--model", default="en_core_web_md", help="any spaCy English pipeline")
    parser.add_argument("--profile", action="store_true", help="show where the longest document's time goes")
    options = parser.parse_args()
    coder = Coder(model=options.model).load()
    found = articles(required(options.inputs), coder)
    if not found:
        raise SystemExit("scaling: none of the inputs could be read")
    coder.annotate(found[0])

    if options.profile:
        _profile(coder, _long(found, _LONGER[-1] * options.characters))
        return
    few = found[: options.documents]
    _many(coder, few)  # what is loaded or cached at first use is not in the figures
    rows: list[tuple[int, dict[str, float]]] = []
    for times in _MORE:
        given = list(copies(few, times))
        rows.append((sum(len(a.body) for a in given), _many(coder, given)))
    _table("more documents", [f"{len(few) * n}" for n in _MORE], rows)
    rows = []
    for times in _LONGER:
        article = _long(found, times * options.characters)
        rows.append((len(article.body), _one(coder, article)))
    _table("one longer document (characters)", [f"{n:,}" for n, _ in rows], rows)


def _many(coder: Coder, given: list[Article]) -> dict[str, float]:
    """CPU seconds by stage for a collection, with those of the grouping of articles."""
    gc.collect()
    with clocked() as clock:
        documents = list(coder.annotate_many(given))
        stories.link(documents)
    begin = time.process_time()
    stories.group(given)
    return {**_seconds(clock), "linking": clock.seconds["linking"], "stories": time.process_time() - begin}


def _one(coder: Coder, article: Article) -> dict[str, float]:
    gc.collect()
    with clocked() as clock:
        coder.annotate(article)
    return _seconds(clock)


def _seconds(clock: Clock) -> dict[str, float]:
    return {name: clock.seconds[name] for name in LAYERS}


def _long(given: list[Article], characters: int) -> Article:
    """One article so long, of the bodies of all, over again where they run out."""
    pieces: list[str] = []
    length = 0
    for article in cycle(given):
        for paragraph in article.body.split("\n\n"):
            pieces.append(paragraph)
            length += len(paragraph) + 2
            if length >= characters:
                first = given[0]
                return Article(id="long", body="\n\n".join(pieces), published=first.published, language="en")
    raise AssertionError


def _table(title: str, sizes: list[str], rows: list[tuple[int, dict[str, float]]]) -> None:
    width = max(9, *(len(size) + 1 for size in sizes))
    print(f"{title}\n{'CPU seconds':11}" + "".join(f"{size:>{width}}" for size in sizes) + "  exponent")
    totals = [(size, sum(costs.values())) for size, costs in rows]
    stages = [(name, [(size, costs[name]) for size, costs in rows]) for name in rows[0][1]]
    for name, costs in (*stages, ("whole", totals)):
        line = f"{name:11}" + "".join(f"{seconds:{width}.3f}" for _, seconds in costs)
        print(line + f"  {_verdict(costs)}", flush=True)
    print()


def _verdict(costs: list[tuple[int, float]]) -> str:
    if costs[-1][1] < _MEASURABLE:
        return "too little to tell"
    found = exponent([(size, seconds) for size, seconds in costs if seconds > _MEASURABLE / 20])
    return f"{found:.2f}" + ("  more than linear" if found > _SUSPECT else "")


def exponent(costs: list[tuple[int, float]]) -> float:
    """The slope of log seconds over log size, by least squares; nan for a single size."""
    points = [(math.log(size), math.log(seconds)) for size, seconds in costs]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else math.nan


def _profile(coder: Coder, article: Article) -> None:
    profile = cProfile.Profile()
    profile.runcall(coder.annotate, article)
    pstats.Stats(profile).sort_stats("tottime").print_stats(r"polybius|spacy", 30)


if __name__ == "__main__":
    main()
