"""What each part of the event coder is worth: the same gold corpora with the part taken out.

    python bench/ablation.py [FOLDER] [--tasks relations,subtypes] [--parsed FOLDER]

FOLDER holds ``score.py`` and ``data/<task>.jsonl`` (default: ../shared/bench beside the checkout). Each text is parsed
once and coded in every variant; --parsed keeps the parses there and takes them from there. The variants:

    both            rules and encoder, as shipped
    rules alone     --rules-only
    encoder alone   the encoder's likeliest codes at the rules' triggers, with the rules' roles
    no operators    rules and encoder, but "refused to", "called for" and the like change nothing
    no references   rules and encoder, but pronouns and "the city" stand for nothing
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
from spacy.tokens import Doc, DocBin

from polybius import language
from polybius.events import opinion_deciding
from polybius.events.lexicon import Lexicon
from polybius.language import references
from polybius.pipeline import Coder
from polybius.records import Article, Document

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "bench"


def main() -> None:
    """Print a table: a row for each variant, a column for each task."""
    options = _options()
    coders = {False: Coder().load(), True: Coder(rules_only=True).load()}
    nlp = coders[False]._nlp
    texts = {task: rows(options.folder / "data" / f"{task}.jsonl") for task in options.tasks}
    docs = {task: parsed(nlp, task, texts[task], options.parsed) for task in options.tasks}
    print(f"{'variant':15}" + "".join(f"{task:>14}" for task in options.tasks), flush=True)
    for name, switch, rules_only in VARIANTS:
        figures = []
        for task in options.tasks:
            with switch(coders[rules_only]):
                documents = [
                    coded(coders[rules_only], r, d.copy()) for r, d in zip(texts[task], docs[task], strict=True)
                ]
            figures.append(_score(options.folder, task, documents))
        print(f"{name:15}" + "".join(f"{figure:>14}" for figure in figures), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT, help="holds score.py and data/")
    parser.add_argument("--tasks", type=lambda text: text.split(","), default=["relations", "subtypes"])
    parser.add_argument("--parsed", type=Path, help="folder of parses kept from an earlier run")
    options = parser.parse_args()
    for task in options.tasks:
        if not (options.folder / "data" / f"{task}.jsonl").exists():
            sys.exit(f"ablation: {options.folder / 'data' / task}.jsonl is not there")
    return options


@contextmanager
def _as_shipped(_: Coder) -> Iterator[None]:
    yield


@contextmanager
def _encoder_alone(_: Coder) -> Iterator[None]:
    weights = opinion_deciding.weights()
    none = opinion_deciding.Margin(base=0.0)
    alone = msgspec.structs.replace(weights, root=none, operator=none, mode=none, subtype=none)
    with mock.patch.object(opinion_deciding, "weights", lambda: alone):
        yield


@contextmanager
def _no_operators(coder: Coder) -> Iterator[None]:
    full = coder._events.lexicon
    bare = Lexicon(
        words=full.words, lights=full.lights, operators=(), modes=full.modes, metaphors=full.metaphors, classes=()
    )
    bare.classes = full.classes
    with mock.patch.object(coder._events, "lexicon", bare):
        yield


@contextmanager
def _no_references(_: Coder) -> Iterator[None]:
    with mock.patch.object(references, "resolve", lambda *_: ()):
        yield


VARIANTS: list[tuple[str, Callable[[Coder], Any], bool]] = [
    ("both", _as_shipped, False),
    ("rules alone", _as_shipped, True),
    ("encoder alone", _encoder_alone, False),
    ("no operators", _no_operators, False),
    ("no references", _no_references, False),
]


def rows(path: Path) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines() if line.strip()]


def parsed(nlp: Any, task: str, rows: list[dict[str, Any]], folder: Path | None) -> list[Doc]:
    """The rows' parses; from ``folder`` where it has those of the very same texts."""
    kept = folder / f"{task}.spacy" if folder else None
    if kept is not None and kept.exists():
        docs = list(DocBin().from_disk(kept).get_docs(nlp.vocab))
        if [d.text for d in docs] == [r["text"] for r in rows]:
            return docs
    docs = list(language.parse_many(nlp, [r["text"] for r in rows]))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        DocBin(docs=docs).to_disk(kept)
    return docs


def coded(coder: Coder, row: dict[str, Any], doc: Doc) -> Document:
    article = Article(id=row["id"], body=row["text"], published=row.get("published"), language="en")
    return coder._layered(doc, article, Document(id=row["id"], text=row["text"], published=row.get("published")))


def _score(folder: Path, task: str, documents: list[Document]) -> str:
    """The headline figure, as score.py prints it."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as stream:
        stream.write(b"\n".join(msgspec.json.encode(d) for d in documents))
        stream.flush()
        gold = folder / "data" / f"{task}.jsonl"
        done = subprocess.run(
            [sys.executable, str(folder / "score.py"), task, str(gold), stream.name], capture_output=True, text=True
        )
    if done.returncode:
        sys.exit(f"ablation: score.py failed on {task}:\n{done.stderr}")
    return done.stdout.rstrip().rpartition(" ")[2]


if __name__ == "__main__":
    main()
