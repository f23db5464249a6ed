"""Fit the weights of the sentence gate on what the coder reads when it reads everything.

    python training/fit_gate.py [FOLDER] [--out FOLDER]

Prints what thresholds keep and lose, five-fold by document, and writes gate.tsv (words and their neighbours) and
gate_topics.tsv (what sentence and text are about) to src/polybius/data/lexicon. Needs ``polybius[train]``.

FOLDER holds data/{stories,pages,places,quotes,times}.jsonl (default: ../shared/bench beside the checkout): news
of all kinds, of which only counts of words enter the weights. With them go the examples of the lexicon and the
sentences under training/examples, which show what news of conflict says. To be run again after larger changes of the
lexicon; a word the table does not know is let through meanwhile. The odds of a word are the sum of a log-linear
model's and of what a net of one hidden layer makes of the means of the words' vectors in its sentence and in the rest
of its text. One seed, one result on one kind of machine; the files that are shipped are the reference.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from polybius import article, intake
from polybius.events import gate_odds, gate_topics, lexicon
from polybius.events.gate import Gate, by_auxiliary
from polybius.language import load, partial
from polybius.pipeline import Coder
from polybius.records import Article, Page

ROOT = Path(__file__).resolve().parents[1]
DEFAULT = ROOT.parent / "shared" / "bench"
OUT = ROOT / "src" / "polybius" / "data" / "lexicon"
OWN = "own"
TASKS = ("stories", "pages", "places", "quotes", "times")
_SEEN = 3  # times that a feature must occur
_LEAST = 0.1  # absolute weight below which a feature is left out
_SEED = 8
_PASSES, _BATCH = 10, 160  # over all sentences; sentences
_RATE, _NET_RATE, _RIDGE, _NET_RIDGE = 0.03, 1.5e-3, 2e-5, 3e-4
_DROP = 0.3
_FOLDS = 5
THRESHOLDS = (-4.0, -3.75, -3.5, -3.25, -3.0, -2.75)


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
    """All sentences, what each and its text are about (as :mod:`gate_topics` has it), and for every candidate word its
    features and whether it tells an event."""

    sentences: list[Sentence]
    topics: npt.NDArray[np.float32]
    features: list[list[str]]
    tells: npt.NDArray[np.float32]


def main() -> None:
    """Check, fit on everything, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--out", type=Path, default=OUT, help="where to write the tables")
    options = parser.parse_args()
    torch.set_num_threads(1)
    data = gather(options.folder)
    check(data)
    options.out.mkdir(parents=True, exist_ok=True)
    write(fit(data, range(len(data.sentences))), options.out)


def gather(folder: Path) -> Data:
    """Code every text in full, and list the words that the lexicon could read in it."""
    coder = Coder().load()
    nlp = load()
    gate = Gate(lexicon.load(), nlp, least=None)
    topics = gate_topics.Topics(nlp)
    about: list[npt.NDArray[np.float32]] = []
    sentences: list[Sentence] = []
    features: list[list[str]] = []
    tells: list[bool] = []
    for task, rows in _texts(folder):
        for number, (words, told) in enumerate(_documents(coder, nlp, rows)):
            cut = partial.sentences(words)
            about.append(topics.means([words[a:b] for a, b in cut]))
            for a, b in cut:
                low = [w.lower() for w in words[a:b]]
                first = len(features)
                company = gate.company(low)
                for i in gate.candidates(low):
                    features.append(gate_odds.features(words[a:b], low, i, company))
                    tells.append(told[a + i])
                sentences.append(
                    Sentence(task, number, b - a, sum(told[a:b]), by_auxiliary(low), first, len(features))
                )
        print(f"{task}: {sum(s.task == task for s in sentences)} sentences", flush=True)
    return Data(sentences, np.concatenate(about), features, np.array(tells, dtype=np.float32))


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
    for path in sorted((ROOT / "training" / "examples").glob("*.tsv")):
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


class Model(nn.Module):
    """Log odds of candidate words: a weight for each of their features, and a net over what their sentence and its text
    are about."""

    def __init__(self, features: list[str], topics: npt.NDArray[np.float32]) -> None:
        super().__init__()
        self.features = features
        self.known = {feature: number for number, feature in enumerate(features)}
        self.mean, self.spread = topics.mean(0), topics.std(0) + 1e-6
        self.weights = nn.EmbeddingBag(len(features) + 1, 1, mode="sum", padding_idx=len(features))
        nn.init.zeros_(self.weights.weight)
        self.hidden = nn.Linear(topics.shape[1], gate_topics.HIDDEN)
        self.out = nn.Linear(gate_topics.HIDDEN, 1)

    def table(self, features: list[list[str]]) -> Tensor:
        """The numbers of the features of candidates, filled up with the one of features that are not known."""
        width = max(map(len, features), default=1)
        rows = [[self.known.get(f, len(self.features)) for f in each] for each in features]
        return torch.tensor([row + [len(self.features)] * (width - len(row)) for row in rows])

    def normal(self, topics: npt.NDArray[np.float32]) -> Tensor:
        return torch.from_numpy((topics - self.mean) / self.spread)

    def forward(self, table: Tensor, topics: Tensor) -> Tensor:
        def drop(x: Tensor) -> Tensor:
            return functional.dropout(x, _DROP, self.training)

        net = self.out(drop(functional.relu(self.hidden(drop(topics)))))
        odds: Tensor = (self.weights(table) + net).squeeze(1)
        return odds


def fit(data: Data, chosen: Sequence[int]) -> Model:
    """The model that fits the candidates in the chosen sentences."""
    torch.manual_seed(_SEED)
    random = Random(_SEED)
    some = [n for n in chosen if data.sentences[n].end > data.sentences[n].first]
    counts = Counter(f for n in some for k in _candidates(data.sentences[n]) for f in data.features[k])
    model = Model(sorted(f for f, times in counts.items() if times >= _SEEN), data.topics)
    table, topics, target = model.table(data.features), model.normal(data.topics), torch.from_numpy(data.tells)
    moves = torch.optim.Adam([
        {"params": model.weights.parameters(), "lr": _RATE, "weight_decay": _RIDGE},
        {"params": [*model.hidden.parameters(), *model.out.parameters()], "lr": _NET_RATE, "weight_decay": _NET_RIDGE},
    ])  # fmt: skip
    steps = _PASSES * (len(some) // _BATCH)
    slower = torch.optim.lr_scheduler.LambdaLR(moves, lambda step: max(0.0, 1 - step / steps))
    for _ in range(_PASSES):
        random.shuffle(some)
        for first in range(0, len(some) - _BATCH + 1, _BATCH):
            batch = some[first : first + _BATCH]
            rows = torch.tensor([k for n in batch for k in _candidates(data.sentences[n])])
            of = torch.tensor([n for n in batch for _ in _candidates(data.sentences[n])])
            loss = functional.binary_cross_entropy_with_logits(model(table[rows], topics[of]), target[rows])
            moves.zero_grad()
            loss.backward()
            moves.step()
            slower.step()
    return model.eval()


def _candidates(sentence: Sentence) -> range:
    return range(sentence.first, sentence.end)


def check(data: Data) -> None:
    """Print what part of the words each threshold keeps, and of the events loses, on documents not fitted on."""
    odds = np.full(len(data.features), np.inf)
    for fold in range(_FOLDS):
        model = fit(data, [n for n, s in enumerate(data.sentences) if s.document % _FOLDS != fold])
        table, topics = model.table(data.features), model.normal(data.topics)
        for n, s in enumerate(data.sentences):
            rows = [k for k in _candidates(s) if data.features[k][0] in model.known]
            if s.document % _FOLDS == fold and rows:
                with torch.no_grad():
                    odds[rows] = model(table[rows], topics[[n] * len(rows)]).numpy()
    print("kept of the words / lost of the events, at log odds of " + ", ".join(map(str, THRESHOLDS)))
    for task in (*TASKS, OWN, "news"):
        mine = [s for s in data.sentences if s.task == task or (task == "news" and s.task != OWN)]
        cells = []
        for threshold in THRESHOLDS:
            shut = [s for s in mine if not s.passed and not (odds[s.first : s.end] > threshold).any()]
            kept = 1 - sum(s.length for s in shut) / sum(s.length for s in mine)
            cells.append(f"{kept:.3f}/{sum(s.events for s in shut) / max(1, sum(s.events for s in mine)):.4f}")
        print(f"{task:8}", "  ".join(cells), flush=True)


def write(model: Model, folder: Path) -> None:
    """Write both tables; the normal form of the vectors goes into the weights of the hidden layer."""
    weights = model.weights.weight.detach().squeeze(1).tolist()
    constant = float(model.out.bias.detach())
    rows = [f"{f}\t{w:.2f}" for f, w in zip(model.features, weights, strict=False) if abs(w) >= _LEAST or f[:2] == "w="]
    words = "# Log-linear weights of the sentence gate: how likely a word tells an event, by itself and its neighbours."
    fitted = "# Fitted by training/fit_gate.py on development texts;"
    (folder / "gate.tsv").write_text(
        f"{words}\n{fitted} features are named in events/gate_odds.py.\nfeature\tweight\nconstant\t{constant:.3f}\n"
        + "\n".join(rows) + "\n", "utf-8"
    )  # fmt: skip
    hidden = model.hidden.weight.detach().numpy() / model.spread
    bias = model.hidden.bias.detach().numpy() - hidden @ model.mean
    topics = "# The net of the sentence gate over what a sentence and its text are about."
    table = [("bias", bias), ("out", model.out.weight.detach().numpy()[0])]
    table += list(zip(gate_topics.names(), hidden.T, strict=True))
    lines = ["\t".join([name, *(f"{x:.4g}" for x in row)]) for name, row in table]
    heads = "\t".join(["of", *(f"h{n}" for n in range(gate_topics.HIDDEN))])
    (folder / "gate_topics.tsv").write_text(
        f"{topics}\n{fitted} rows are named in events/gate_topics.py.\n{heads}\n" + "\n".join(lines) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
