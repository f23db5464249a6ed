"""Fit the weights of the sentence gate (data/lexicon/gate.tsv) on what the coder reads when it reads everything.

    python bench/fit_gate.py [FOLDER] > gate.tsv

Before the table it prints to standard error what thresholds keep and lose, ten-fold by document.

FOLDER holds data/{stories,pages,places,quotes,times}.jsonl (default: ../shared/bench beside the checkout): news
of all kinds, of which only counts of words enter the weights. With them go the examples of the lexicon and the
sentences under training/examples, which show what news of conflict says. To be run again after larger changes of the
lexicon; a word the table does not know is let through meanwhile. Logistic regression by Adam from zero: the
same texts give the same table.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from polybius import article, intake
from polybius.events import gate_odds, lexicon
from polybius.events.gate import Gate, by_auxiliary
from polybius.language import load, partial
from polybius.pipeline import Coder
from polybius.records import Article, Page

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "bench"
OWN = "own"
TASKS = ("stories", "pages", "places", "quotes", "times")
_SEEN = 3  # times that a feature must occur
_LEAST = 0.1  # absolute weight below which a feature is left out
_RIDGE, _STEPS, _RATE = 1.0, 300, 0.1
_FOLDS = 10
THRESHOLDS = (-3.0, -2.75, -2.5, -2.25, -2.0, -1.75)


class Sentence(NamedTuple):
    """A sentence as the gate sees it: its document, length, events, and its candidates in the list of all."""

    task: str
    document: int
    length: int
    events: int
    passed: bool
    first: int
    end: int


class Data(NamedTuple):
    """All sentences, and for every candidate word its features and whether it tells an event."""

    sentences: list[Sentence]
    features: list[list[str]]
    tells: npt.NDArray[np.float64]


def main() -> None:
    """Print the table."""
    if len(sys.argv) > 2 or any(a.startswith("-") for a in sys.argv[1:]):
        print(__doc__, file=sys.stderr)
        raise SystemExit(2)
    data = gather(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
    check(data)
    weights = fit(data, range(len(data.features)))
    print("# Log-linear weights of the sentence gate: how likely a word tells an event, by itself and its neighbours.")
    print("# Fitted by bench/fit_gate.py on development texts; features are named in events/gate_odds.py.")
    print("feature\tweight")
    for name, weight in weights.items():
        print(f"{name}\t{weight:.2f}")


def gather(folder: Path) -> Data:
    """Code every text in full, and list the words that the lexicon could read in it."""
    coder = Coder().load()
    nlp = load()
    gate = Gate(lexicon.load(), nlp, least=None)
    sentences: list[Sentence] = []
    features: list[list[str]] = []
    tells: list[bool] = []
    for task, rows in _texts(folder):
        for number, (words, told) in enumerate(_documents(coder, nlp, rows)):
            for a, b in partial.sentences(words):
                low = [w.lower() for w in words[a:b]]
                first = len(features)
                company = gate.company(low)
                for i in gate.candidates(low):
                    features.append(gate_odds.features(words[a:b], low, i, company))
                    tells.append(told[a + i])
                sentences.append(
                    Sentence(task, number, b - a, sum(told[a:b]), by_auxiliary(low), first, len(features))
                )
        print(f"{task}: {sum(s.task == task for s in sentences)} sentences", file=sys.stderr, flush=True)
    return Data(sentences, features, np.array(tells, dtype=float))


def _texts(folder: Path) -> Iterator[tuple[str, Iterable[Article]]]:
    """The articles of each task, and our own example sentences, each as an article."""
    for task in TASKS:
        path = folder / "data" / f"{task}.jsonl"
        if not path.is_file():
            raise SystemExit(f"fit_gate: {path} is not there: give the folder that holds data/")
        pages = (p for p in intake.read([str(path)]) if isinstance(p, Page))
        yield task, (a for a in map(article.extract, pages) if isinstance(a, Article))
    yield OWN, (Article(id=str(n), body=text, language="en") for n, text in enumerate(_own_sentences()))


def _own_sentences() -> list[str]:
    known = lexicon.load()
    sentences = [e.example for e in (*known.words, *known.operators, *known.lights, *known.metaphors)]
    for path in sorted((Path(__file__).resolve().parents[1] / "training" / "examples").glob("*.tsv")):
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
        place = rows[0].index("sentence")
        sentences += [re.sub(r"\{[A-Z]:([^}]*)\}", r"\1", row[place]) for row in rows[1:]]
    return list(dict.fromkeys(sentences))


def _documents(coder: Coder, nlp: Any, rows: Iterable[Article]) -> Iterator[tuple[list[str], list[bool]]]:
    """Each document's words, and which of them are triggers."""
    for document in coder.annotate_many(rows):
        doc = nlp.make_doc(document.text)
        triggers = sorted({m.evidence.trigger.start for m in document.events})
        told = [False] * len(doc)
        for token in doc:
            while triggers and triggers[0] < token.idx + len(token):
                triggers.pop(0)
                told[token.i] = True
        yield [t.text for t in doc], told


def fit(data: Data, chosen: Sequence[int]) -> dict[str, float]:
    """Weights by feature name, "constant" first, from the chosen candidates."""
    counts = Counter(f for k in chosen for f in data.features[k])
    names = sorted(f for f, n in counts.items() if n >= _SEEN)
    place = {f: j for j, f in enumerate(names)}
    width = max((len(f) for f in data.features), default=1)
    table = np.full((len(chosen), width), len(names))
    for row, k in enumerate(chosen):
        for column, f in enumerate(data.features[k]):
            table[row, column] = place.get(f, len(names))
    target = data.tells[list(chosen)]
    weights = np.zeros(len(names) + 1)
    constant = np.log(target.mean() / (1 - target.mean()))
    mean, square = np.zeros(len(names) + 2), np.zeros(len(names) + 2)
    for step in range(1, _STEPS + 1):
        weights[-1] = 0.0  # features too rare to weigh
        wrong = 1 / (1 + np.exp(-(weights[table].sum(1) + constant))) - target
        slope = np.bincount(table.ravel(), np.repeat(wrong, width), len(names) + 1) + _RIDGE * weights
        both = np.append(slope, wrong.sum())
        mean = 0.9 * mean + 0.1 * both
        square = 0.999 * square + 0.001 * both**2
        move = _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights -= move[:-1]
        constant -= move[-1]
    kept = {f: float(w) for f, w in zip(names, weights, strict=False) if abs(w) >= _LEAST or f.startswith("w=")}
    return {"constant": float(constant), **kept}


def check(data: Data) -> None:
    """Print what part of the words each threshold keeps, and of the events loses, on documents not fitted on."""
    fold = np.zeros(len(data.features), dtype=int)
    for s in data.sentences:
        fold[s.first : s.end] = s.document % _FOLDS
    odds = np.zeros(len(data.features))
    for k in range(_FOLDS):
        weights = fit(data, np.flatnonzero(fold != k).tolist())
        for i in np.flatnonzero(fold == k):
            found = data.features[i]
            odds[i] = sum(weights.get(f, 0.0) for f in ["constant", *found]) if found[0] in weights else np.inf
    print("kept of the words / lost of the events, at log odds of " + ", ".join(map(str, THRESHOLDS)), file=sys.stderr)
    for task in (*TASKS, OWN):
        mine = [s for s in data.sentences if s.task == task]
        cells = []
        for threshold in THRESHOLDS:
            shut = [s for s in mine if not s.passed and not (odds[s.first : s.end] > threshold).any()]
            kept = 1 - sum(s.length for s in shut) / sum(s.length for s in mine)
            cells.append(f"{kept:.3f}/{sum(s.events for s in shut) / max(1, sum(s.events for s in mine)):.4f}")
        print(f"{task:8}", "  ".join(cells), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
