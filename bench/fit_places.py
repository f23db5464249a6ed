"""Fits the weights of the toponym resolver (``data/places/weights.toml``) to a gold corpus, and cross-validates.

    python bench/fit_places.py GOLD.jsonl [--parsed DOCS.spacy] [--write]

GOLD: a document a line, ``text`` and ``gold.places`` (``start``, ``end``, ``lat``, ``lon``, ``geonameid``).
PARSED: the same documents parsed, as a spaCy DocBin in that order, to save the parse.
Folds are runs of neighbouring documents, so that one newspaper is seldom on both sides.
The weights are drawn towards ANCHOR (L2), so that places of one corpus
are not learned by heart; no feature knows a name. Prints what share of the names that have gold are put
right, in-sample and cross-validated, with the weights before and after; ``--write`` puts the new ones into the file.
"""

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

from polybius import language, places
from polybius.places import gazetteer, resolve, senses
from polybius.places.recognise import recognise
from polybius.places.telltale import told

NEAR = 161.0
FOLDS = 10
# What the weights are drawn to, by our own judgement. A corpus of local news must not teach that countries are rare.
ANCHOR = {
    "prominence": 1.4, "alternate": -2.0, "former": -1.8, "bare": -1.5, "country": 0.0, "region": 0.3,
    "district": -0.8, "nature": 0.8, "site": 1.0, "cue": 2.2, "other_cue": -1.5,
    "civic": -1.9, "inside": 10.0, "outside": -2.3,
    "told": 1.7, "told_region": 1.3, "peers": 4.0, "its_country": 0.4, "its_country_itself": 1.2, "its_region": 0.8,
    "its_district": 0.5, "near": 0.45,
}  # fmt: skip
PULL = {
    "country": 20.0, "region": 20.0, "nature": 5.0, "site": 5.0, "its_country_itself": 20.0, "peers": 5.0, "told": 5.0,
    "prominence": 5.0,
}  # fmt: skip; times the common one
FILE = Path(places.__file__).parents[1] / "data" / "places" / "weights.toml"


class Example(NamedTuple):
    """A document's places side by side, which of them are right, and how often gold names the name of each."""

    ground: senses.Ground
    right: Any
    times: Any  # per name; 0 where the name has no gold, or no right place among its own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--parsed", type=Path)
    parser.add_argument("--pull", type=float, default=3.0, help="how strongly weights are drawn to ANCHOR")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    examples = _examples(options.gold, options.parsed)
    start = resolve.load()
    print(f"{len(examples)} documents, {int(sum((e.times > 0).sum() for e in examples))} names with gold")
    print(f"weights in the file   {_score(examples, start):.4f}")
    fitted = _fit(examples, start, options.pull)
    print(f"fitted, in-sample     {_score(examples, fitted):.4f}")
    total = right = 0.0
    for fold in range(FOLDS):
        low, high = len(examples) * fold // FOLDS, len(examples) * (fold + 1) // FOLDS
        held, rest = examples[low:high], examples[:low] + examples[high:]
        weights = _fit(rest, start, options.pull)
        n = sum(float(e.times.sum()) for e in held)
        total, right = total + n, right + n * _score(held, weights)
    print(f"fitted, cross-validated ({FOLDS} folds) {right / total:.4f}")
    for name, a, b, c, d in zip(
        (*senses.OWN, *senses.ASKED), start.first, fitted.first, start.later, fitted.later, strict=True
    ):
        print(f"  {name:20} first {a:6.2f} -> {b:6.2f}   later {c:6.2f} -> {d:6.2f}")
    if options.write:
        _write(fitted)


def _examples(gold: Path, parsed: Path | None) -> list[Example]:
    items = [json.loads(line) for line in gold.open(encoding="utf-8") if line.strip()]
    nlp = language.load()
    if parsed is None:
        docs = list(language.parse_many(nlp, [item["text"] for item in items]))
    else:
        from spacy.tokens import DocBin

        docs = list(DocBin().from_disk(parsed).get_docs(nlp.vocab))
    found = (_example(doc, item["gold"]["places"]) for doc, item in zip(docs, items, strict=True))
    return [e for e in found if e is not None]


def _example(doc: Any, gold: list[dict[str, Any]]) -> Example | None:
    known = gazetteer.load()
    toponyms = recognise(doc, known)
    names = senses.group(toponyms, told([t.lower_ for t in doc], known))
    if not names or not gold:
        return None
    ground = senses.Ground(names)
    right = np.zeros(ground.count, dtype=bool)
    times = np.zeros(len(names))
    for number, name in enumerate(names):
        for at in name.mentions:
            first, last = doc[toponyms[at].start], doc[toponyms[at].end - 1]
            start, end = first.idx, last.idx + len(last)
            target = next((g for g in gold if g["start"] < end and g["end"] > start), None)
            if target is None:
                continue
            low, high = int(ground.starts[number]), int(ground.starts[number + 1])
            same = [e.geonameid == target["geonameid"] for e in name.entries]
            if not any(same):
                same = [e.lat is not None and _km(e, target) <= NEAR for e in name.entries]
            if any(same):
                right[low:high] = same
            times[number] += 1
    return Example(ground, right, times)


def _km(entry: Any, gold: dict[str, Any]) -> float:
    a, b, c, d = map(math.radians, (entry.lat, entry.lon, gold["lat"], gold["lon"]))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def _score(examples: Sequence[Example], weights: resolve.Weights) -> float:
    """The share of gold mentions whose name's first choice is right."""
    right = total = 0.0
    for e in examples:
        belief, _ = resolve.believe(e.ground, weights)
        total += e.times.sum()
        for number in np.flatnonzero(e.times):
            low, high = int(e.ground.starts[number]), int(e.ground.starts[number + 1])
            right += e.times[number] * e.right[low + int(belief[low:high].argmax())]
    return right / total if total else 0.0


def _fit(examples: Sequence[Example], start: resolve.Weights, pull: float) -> resolve.Weights:
    anchor = tuple(ANCHOR[name] for name in (*senses.OWN, *senses.ASKED))
    weights = start._replace(first=anchor, later=anchor)
    for _ in range(2):
        asked = [e.ground.ask(resolve.flat(e.ground, weights), weights.small_first) for e in examples]
        weights = weights._replace(first=_regress(examples, asked, anchor, pull))
    for _ in range(3):
        asked = [e.ground.ask(_before_last(e.ground, weights), weights.small) for e in examples]
        weights = weights._replace(later=_regress(examples, asked, anchor, pull))
    return weights


def _before_last(ground: senses.Ground, weights: resolve.Weights) -> Any:
    """The beliefs that the last round starts from."""
    first, later = np.array(weights.first), np.array(weights.later)
    asked = ground.ask(resolve.flat(ground, weights), weights.small_first)
    belief = ground.believe(np.column_stack((ground.own, asked)) @ first)
    for _ in range(resolve.ROUNDS - 1):
        belief = ground.believe(np.column_stack((ground.own, ground.ask(belief, weights.small))) @ later)
    return belief


def _regress(examples: Sequence[Example], asked: Sequence[Any], towards: Sequence[float], pull: float) -> Any:
    """Softmax regression: the weights under which the right places of the names with gold are likeliest."""
    rows, right, sizes, times = [], [], [], []
    for e, said in zip(examples, asked, strict=True):
        matrix = np.column_stack((e.ground.own, said))
        for number in np.flatnonzero(e.times):
            low, high = int(e.ground.starts[number]), int(e.ground.starts[number + 1])
            if high - low > 1 and e.right[low:high].any():
                rows.append(matrix[low:high])
                right.append(e.right[low:high])
                sizes.append(high - low)
                times.append(math.sqrt(e.times[number]))
    x, y, weight = np.vstack(rows), np.concatenate(right), np.array(times)
    starts = np.cumsum([0, *sizes])[:-1]
    owner = np.repeat(np.arange(len(sizes)), sizes)
    origin = np.array(towards)
    pulls = pull * np.array([PULL.get(name, 1.0) for name in (*senses.OWN, *senses.ASKED)])

    def loss(w: Any) -> tuple[float, Any]:
        scores = x @ w
        scores = scores - np.maximum.reduceat(scores, starts)[owner]
        odds = np.exp(scores)
        all_, good = np.add.reduceat(odds, starts), np.add.reduceat(odds * y, starts) + 1e-12
        value = (weight * (np.log(all_) - np.log(good))).sum() + (pulls * (w - origin) ** 2).sum()
        slope = (weight[owner] * (odds / all_[owner] - odds * y / good[owner])) @ x + 2 * pulls * (w - origin)
        return float(value), slope

    return tuple(minimize(loss, origin, jac=True, method="L-BFGS-B").x.tolist())


def _write(weights: resolve.Weights) -> None:
    """Put new numbers into the file, its comments kept."""
    lines, part = [], ""
    values = {
        "first": dict(zip((*senses.OWN, *senses.ASKED), weights.first, strict=True)),
        "later": dict(zip((*senses.OWN, *senses.ASKED), weights.later, strict=True)),
    }
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            part = line.strip("[] ")
        name = line.split("=")[0].strip()
        if part in values and name in values[part]:
            comment = line.partition("#")[2]
            line = f"{name} = {values[part][name]:.2f}" + (f"  #{comment}" if comment else "")
        lines.append(line)
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
