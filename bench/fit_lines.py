"""Fit the weights that tell body from furniture (data/article/line_weights.tsv) on labelled dumps of pages.

    python bench/fit_lines.py SCRAPES.jsonl > line_weights.tsv

A line of SCRAPES has {"scrape", "gold": {"body"}}. A block of a page is body where at least half of its words
align with the labelled body. Each page is learned from four times: as it is, without its empty lines, cut to
what is around its body, and cut to heading and body. Logistic regression, weighted by length, fitted with
Adam from zero: the same file gives the same weights.
"""

import json
import random
import re
import sys
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import numpy.typing as npt

from polybius.article import core, features, headline
from polybius.article.blocks import Block, blocks

Matrix = npt.NDArray[np.float64]
_STEPS = 400
_RIDGE = 15.0
_LONGEST = 40
_VARIANT = 0.35
"""What a page's variants weigh beside the page."""


def main() -> None:
    """Print the table of weights."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        raise SystemExit(2)
    seen, labels, weights = [], [], []
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        whole = blocks(row["scrape"])
        for number, (page, inside) in enumerate(variants(whole, labelled(whole, row["gold"]["body"]))):
            found = looked_at(page)
            share = [min(len(_words(block.text)), _LONGEST) + 0.3 for block in page]
            seen.append(found)
            labels += inside
            weights += [(_VARIANT if number else 1.0) * each / max(1.0, sum(share)) for each in share]
    fitted, constant = fit(np.vstack(seen).astype(float), np.array(labels, float), np.array(weights))
    print("# Weights of the logistic regression that tells body from furniture (features.py names the features).")
    print("# Fitted by bench/fit_lines.py on development pages. Positive weights speak for the body.")
    print("feature\tweight")
    for name, weight in [("constant", constant), *zip(features.NAMES, fitted, strict=True)]:
        print(f"{name}\t{weight:.3f}")


def looked_at(page: list[Block]) -> Matrix:
    """The features of a page's blocks, a row each."""
    heading = headline.repeated(page)
    block = heading.block if heading else None
    seen = features.look(page)
    return features.page(seen, block, *core.find(seen, block)).T


def labelled(page: list[Block], body: str) -> list[bool]:
    """For each block whether it is of the body."""
    words = [(word, index) for index, block in enumerate(page) for word in _words(block.text)]
    matcher = SequenceMatcher(None, [word for word, _ in words], _words(body), autojunk=False)
    hits = Counter(words[k][1] for m in matcher.get_matching_blocks() for k in range(m.a, m.a + m.size))
    total = Counter(index for _, index in words)
    return [bool(total[index]) and hits[index] >= 0.5 * total[index] for index in range(len(page))]


def variants(page: list[Block], inside: list[bool]) -> list[tuple[list[Block], list[bool]]]:
    """A page, and the ways in which people cut it before they bring it."""
    made = [(page, inside)]
    body = [index for index, each in enumerate(inside) if each]
    if not body:
        return made
    chance = random.Random(len(page))
    even = [block._replace(gap=1 if index else 0) for index, block in enumerate(page)]
    first = max(0, body[0] - chance.randint(3, 14))
    last = min(len(page), body[-1] + 1 + chance.choice([0, 0, 1, 3, 8]))
    made.append((even[first:last], inside[first:last]))
    first = max(0, body[0] - chance.randint(0, 3))
    made.append((even[first : body[-1] + 1], inside[first : body[-1] + 1]))
    made.append(([block._replace(gap=0) for block in page], inside))
    return made


def fit(table: Matrix, labels: Matrix, weights: Matrix) -> tuple[Matrix, float]:
    """Weights and constant of the regression, by Adam (Kingma and Ba, 2015)."""
    table = np.hstack([table, np.ones((len(table), 1))])
    found = np.zeros(table.shape[1])
    mean, square = np.zeros_like(found), np.zeros_like(found)
    for step in range(1, _STEPS + 1):
        slope = table.T @ (weights * (1 / (1 + np.exp(-(table @ found))) - labels)) / weights.sum()
        slope[:-1] += 4 * _RIDGE * found[:-1] / len(labels)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope * slope
        found = found - 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return found[:-1], float(found[-1])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


if __name__ == "__main__":
    main()
