"""What the sentence gate saves and loses: every text coded in full and through the gate.

    python bench/gate.py [FOLDER] [--tasks pages,stories]

FOLDER holds data/<task>.jsonl (default: ../shared/bench beside the checkout). Prints the share of words parsed,
seconds of CPU both ways, events lost (none with the same trigger and type) and gained, and how many of those
found both ways differ in a field.
"""

import argparse
import time
from pathlib import Path
from typing import Any

from polybius import intake
from polybius.events import Gate, lexicon
from polybius.language import load, partial
from polybius.pipeline import Coder
from polybius.records import Article, Document, Mention

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "bench"


def main() -> None:
    """Print the table; ends with 2 for a file that is not there."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--tasks", default="pages,stories")
    options = parser.parse_args()
    full, gated = Coder().load(), Coder(gated=True).load()
    nlp = load()
    gate = Gate(lexicon.load(), nlp)
    print(f"{'task':8} {'words':>6} {'full s':>7} {'gated s':>7} {'events':>7} {'lost':>5} {'gained':>6} {'differ':>6}")
    for task in options.tasks.split(","):
        path = options.folder / "data" / f"{task}.jsonl"
        if not path.is_file():
            parser.error(f"{path} is not there")
        articles = [a for a in (full.read(p) for p in intake.read([str(path)]) if p) if isinstance(a, Article)]
        everything, all_seconds = _coded(full, articles)
        some, some_seconds = _coded(gated, articles)
        lost = gained = differ = 0
        for whole, part in zip(everything, some, strict=True):
            a, b = _by_trigger(whole), _by_trigger(part)
            lost += len(a.keys() - b.keys())
            gained += len(b.keys() - a.keys())
            differ += sum(_told(a[k]) != _told(b[k]) for k in a.keys() & b.keys())
        events = sum(len(d.events) for d in everything)
        share = _parsed(gate, nlp, [d.text for d in everything])
        print(f"{task:8} {share:6.1%} {all_seconds:7.1f} {some_seconds:7.1f} {events:7} {lost:5} {gained:6} {differ:6}")


def _parsed(gate: Gate, nlp: Any, texts: list[str]) -> float:
    """The share of words in the sentences that the gate chooses."""
    chosen = seen = 0
    for text in texts:
        words = [t.text for t in nlp.make_doc(text)]
        cut = partial.sentences(words)
        kept = gate.choose([words[a:b] for a, b in cut])
        chosen += sum(b - a for (a, b), yes in zip(cut, kept, strict=True) if yes)
        seen += len(words)
    return chosen / max(seen, 1)


def _coded(coder: Coder, articles: list[Article]) -> tuple[list[Document], float]:
    """The documents and the CPU seconds they took, the coder warm."""
    list(coder.annotate_many(articles[:3]))
    start = time.process_time()
    documents = list(coder.annotate_many(articles))
    return documents, time.process_time() - start


def _by_trigger(document: Document) -> dict[tuple[int, str], Mention]:
    return {(m.evidence.trigger.start, m.type): m for m in document.events}


def _told(mention: Mention) -> tuple[object, ...]:
    """What a mention says, without scores and ids."""
    parties = [[(p.text, p.country, p.sectors) for p in side] for side in (mention.actor, mention.recipient)]
    return (
        *parties, mention.mode, mention.status, mention.date and mention.date.edtf,
        mention.place and (mention.place.geonameid, mention.place.name), mention.quantities,
        mention.attribution and mention.attribution.text,
    )  # fmt: skip


if __name__ == "__main__":
    main()
