"""The parser that reads stretches side by side against spaCy's own: the same relations, and what each costs.

    python bench/parser.py [INPUT...] [--rounds N] [--batch N]

INPUT: anything that `polybius run` reads (default: the pages of ../shared/bench beside the checkout, or the bundled
sample). Whole texts and what the gate chooses of them go through both parsers, in turns, ``--batch`` documents at a
time. Prints median seconds of CPU, and how many words are related otherwise; ends with 1 if any is.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import stages
from polybius.article import text_and_parts
from polybius.events import Gate, lexicon
from polybius.language import load, partial, transitions
from polybius.language.speed import one_thread
from polybius.pipeline import Coder, is_english

PAGES = Path(__file__).resolve().parents[2] / "shared" / "bench" / "data" / "pages.jsonl"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("inputs", nargs="*", default=[str(PAGES if PAGES.is_file() else stages.SAMPLE)])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batch", type=int, default=32)
    options = parser.parse_args()
    texts = [text_and_parts(a)[0] for a in stages.articles(options.inputs, Coder()) if is_english(a)]
    if not texts:
        parser.error("nothing to read in English")
    nlp = load()
    own: Any = nlp.get_pipe(transitions.NAME)
    otherwise = 0
    print(f"{'texts':8} {'words':>8} {'spaCy s':>8} {'own s':>8} {'times':>6} {'otherwise':>9}")
    for name, docs in {"whole": _whole(nlp, texts), "chosen": _chosen(nlp, texts)}.items():
        taken: dict[Any, list[float]] = {own.original: [], own: []}
        for _ in range(options.rounds):
            found = []
            for pipe, seconds in taken.items():
                copies = [doc.copy() for doc in docs]
                with one_thread():
                    begin = time.process_time()
                    for first in range(0, len(copies), options.batch):
                        list(pipe.pipe(copies[first : first + options.batch]))
                    seconds.append(time.process_time() - begin)
                found.append([doc.to_array(["HEAD", "DEP", "SENT_START"]).reshape(-1, 3) for doc in copies])
        differ = sum(int((a != b).any(axis=1).sum()) for a, b in zip(*found, strict=True))
        otherwise += differ
        factor = statistics.median(a / b for a, b in zip(*taken.values(), strict=True))
        spacys, side_by_side = map(statistics.median, taken.values())
        print(f"{name:8} {sum(map(len, docs)):8,} {spacys:8.3f} {side_by_side:8.3f} {factor:6.2f} {differ:9}")
    sys.exit(otherwise > 0)


def _whole(nlp: Any, texts: list[str]) -> list[Any]:
    return _before(nlp, map(nlp.make_doc, texts))


def _chosen(nlp: Any, texts: list[str]) -> list[Any]:
    """What the gate lets through of each text, as a document of its own."""
    gate = Gate(lexicon.load(), nlp)
    wholes = [partial._Whole(nlp.make_doc(text)) for text in texts]
    return _before(nlp, (whole.cut_out(gate.choose(whole.sentences())) for whole in wholes))


def _before(nlp: Any, docs: Iterator[Any]) -> list[Any]:
    """Documents as the parser is given them."""
    later = nlp.pipe_names[nlp.pipe_names.index(transitions.NAME) :]
    with nlp.select_pipes(disable=later):
        return list(nlp.pipe(docs, batch_size=32))


if __name__ == "__main__":
    main()
