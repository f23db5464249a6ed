"""Is ``confidence`` a probability? A reliability table on the gold corpora, and the fit of its map.

    python bench/calibration.py [FOLDER] [--parsed FOLDER] [--fit]

One item is the mention that score.py judges for a sentence of ``relations`` (its root, right or wrong; only where it
has one of the marked actors) or of ``subtypes`` (its fine type). --fit fits the logistic maps of
data/opinion/weights.toml to these items and prints them, with the Brier score that five-fold cross-validation gives.
The map that is shipped leans more on the rules' rank than the fitted one, as score.py's choice among the mentions of a
sentence is better by that rank.
"""

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from ablation import DEFAULT, coded, parsed, rows
from polybius.events import opinion, opinion_deciding
from polybius.pipeline import Coder
from polybius.records import Document, Mention, Participant

_BINS = 8
_FOLDS = 5
_MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}  # one class in the gold roots
_FLOOR = -6.0


@dataclass(frozen=True)
class Item:
    """A judged mention: the rules' rank, the encoder's log-probability of the decided type, the confidence, right."""

    rules: float
    score: float
    confidence: float
    alone: float
    right: bool
    right_alone: bool


def main() -> None:
    """Print the table; with --fit the maps as well."""
    options = _options()
    items = list(_items(options))
    _table("rules and encoder", [i.confidence for i in items], [i.right for i in items])
    _table("rules alone", [i.alone for i in items], [i.right_alone for i in items])
    if options.fit:
        logits = np.array([_logit(i.rules) for i in items])
        ones = np.ones(len(items))
        scores = np.array([max(i.score, _FLOOR) for i in items])
        _fit("confidence", np.stack([ones, logits, scores], 1), np.array([float(i.right) for i in items]))
        _fit("rules_only", np.stack([ones, logits], 1), np.array([float(i.right_alone) for i in items]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT, help="holds data/")
    parser.add_argument("--parsed", type=Path, help="folder of parses kept from an earlier run")
    parser.add_argument("--fit", action="store_true", help="fit the maps")
    options = parser.parse_args()
    if not (options.folder / "data").exists():
        sys.exit(f"calibration: {options.folder / 'data'} is not there")
    return options


def _items(options: argparse.Namespace) -> Iterator[Item]:
    coder = Coder().load()
    encoder, by = opinion.load(), opinion_deciding.weights()
    for task in ("relations", "subtypes"):
        gold = rows(options.folder / "data" / f"{task}.jsonl")
        for row, doc in zip(gold, parsed(coder._nlp, task, gold, options.parsed), strict=True):
            with mock.patch.object(coder._events, "code", coder._events.by_rules):
                raw = coded(coder, row, doc)
            chosen = _chosen(task, row["gold"], raw)
            if chosen is None:
                continue
            scores = encoder.scores(raw.text, [chosen])[0]
            decision = None if scores is None else opinion_deciding.decide(chosen, scores, by)
            if scores is None or decision is None:
                continue
            wanted = row["gold"]["root" if task == "relations" else "subtype"]
            told = (decision.type, chosen.type) if task == "relations" else (decision.subtype, chosen.subtype)
            both, alone = (_MERGED.get(t or "", t) == wanted for t in told)
            yield Item(
                chosen.confidence,
                scores.roots[decision.type],
                decision.confidence,
                opinion_deciding.rules_alone(chosen.confidence, by),
                both,
                alone,
            )


def _chosen(task: str, gold: dict[str, Any], document: Document) -> Mention | None:
    """The mention that score.py judges, where it has to do with what is asked."""
    if task == "subtypes":
        fine = [m for m in document.events if m.subtype]
        return max(fine, key=lambda m: (m.salience, m.confidence), default=None)
    fits = [(_touches(m.actor, gold["source"]) + _touches(m.recipient, gold["target"]), m) for m in document.events]
    best = max(fits, key=lambda f: (f[0], f[1].confidence), default=None)
    return best[1] if best is not None and best[0] else None


def _touches(people: Sequence[Participant], spans: Sequence[Sequence[int]]) -> bool:
    return any(p.start < end and p.end > start for p in people for start, end in spans)


def _table(name: str, confidence: Sequence[float], right: Sequence[bool]) -> None:
    """Equal-sized bins by confidence: what was said and what came true."""
    order = sorted(range(len(right)), key=lambda i: confidence[i])
    print(f"{name}: {len(right)} mentions, {sum(right) / len(right):.3f} right")
    print(f"  {'confidence':>15} {'mentions':>8} {'said':>6} {'right':>6}")
    error = 0.0
    for b in range(_BINS):
        part = order[len(order) * b // _BINS : len(order) * (b + 1) // _BINS]
        said = sum(confidence[i] for i in part) / len(part)
        true = sum(right[i] for i in part) / len(part)
        error += abs(said - true) * len(part) / len(order)
        print(f"  {confidence[part[0]]:7.3f}-{confidence[part[-1]]:.3f} {len(part):8} {said:6.3f} {true:6.3f}")
    print(f"  expected calibration error {error:.3f}")


def _logit(p: float) -> float:
    p = min(max(p, 0.02), 0.98)
    return math.log(p / (1.0 - p))


def _fit(name: str, features: NDArray[np.float64], right: NDArray[np.float64]) -> None:
    """Prints the logistic map, slopes not below 0, and its cross-validated Brier score."""
    folds = np.arange(len(right)) % _FOLDS
    brier = 0.0
    for fold in range(_FOLDS):
        weights = _logistic_regression(features[folds != fold], right[folds != fold])
        brier += float(((_probability(features[folds == fold], weights) - right[folds == fold]) ** 2).sum())
    values = ", ".join(f"{w:.2f}" for w in _logistic_regression(features, right))
    print(
        f"{name} = [{values}]   # Brier {brier / len(right):.3f} in cross-validation, {right.var():.3f} for a constant"
    )


def _logistic_regression(features: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Newton's method with a little shrinkage; a negative slope is set to 0, so that the map stays monotone."""
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        p = _probability(features, weights)
        hessian = features.T @ (features * (p * (1 - p))[:, None]) + 0.1 * np.eye(len(weights))
        weights += np.linalg.solve(hessian, features.T @ (right - p) - 0.1 * weights)
        weights[1:] = np.maximum(weights[1:], 0.0)
    return weights


def _probability(features: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-(features @ weights)))


if __name__ == "__main__":
    main()
