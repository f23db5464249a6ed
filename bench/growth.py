"""What a worker's memory and an article's cost come to as articles go by.

    python bench/growth.py [INPUT...] [--articles N] [--rules-only]

INPUT is anything `polybius run` reads (default: the bundled sample). Its first paragraphs are coded over and over, each
time with other made-up names in place of the capitalised words inside sentences, as news never ceases to bring
new ones. Prints, at each doubling, milliseconds of CPU an article since the last line and the memory held.
"""

import argparse
import itertools
import random
import re
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from polybius.pipeline import Coder
from polybius.records import Article
from stages import articles, required

_CHARACTERS = 600
_SYLLABLES = "ba du ke lo mi na po ra shi ta vu wo ya zen kar mol tir".split()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="what to read (default: the bundled sample)")
    parser.add_argument("--articles", type=int, default=20_000, help="how many in all")
    parser.add_argument("--rules-only", action="store_true", help="without the second opinion")
    options = parser.parse_args()
    coder = Coder(gated=True, rules_only=options.rules_only).load()
    found = articles(required(options.inputs), coder)
    print(f"| articles | ms of CPU an article | memory, MB |\n{'|---' * 3}|")
    begin, since, mark = time.process_time(), 0, min(250, options.articles)
    for number, _ in enumerate(coder.annotate_many(_told_anew(found, options.articles)), 1):
        if number == mark:
            now = time.process_time()
            print(f"| {number:,} | {1000 * (now - begin) / (number - since):.1f} | {_held() / 1e6:.0f} |", flush=True)
            begin, since, mark = now, number, min(2 * mark, options.articles) if mark < options.articles else 0


def _told_anew(found: list[Article], number: int) -> Iterator[Article]:
    chance = random.Random(1)
    for count, article in enumerate(itertools.islice(itertools.cycle(found), number)):
        text = re.sub(r"(?<=[a-z] )[A-Z][a-z]{3,}", lambda match: _name(chance, match[0]), article.body[:_CHARACTERS])
        yield msgspec.structs.replace(article, id=str(count), body=text, language="en")


def _name(chance: random.Random, name: str) -> str:
    return name if chance.random() < 0.5 else "".join(chance.choices(_SYLLABLES, k=4)).capitalize()


def _held() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line[:6] == "VmRSS:")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
