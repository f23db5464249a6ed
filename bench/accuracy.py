"""Accuracy on public gold corpora: runs Polybius on each file of a bench folder and scores it there.

    python bench/accuracy.py [FOLDER] [--tasks relations,times] [--errors N] [--out FOLDER]

FOLDER holds ``score.py`` and ``data/<task>.jsonl`` (default: ../shared/bench beside the checkout). Polybius
runs as a library with one loaded coder; the scoring is score.py's own, in a process of its own. Documents
stream through, so that memory does not grow with a corpus.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from polybius import engine, intake, stories
from polybius.console import describe
from polybius.pipeline import Coder

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "bench"

HEADLINES = {
    "relations": "macro F1 of the PLOVER root",
    "subtypes": "weighted F1 of the fine type",
    "displacement": "share with figure and unit right",
    "times": "F1 of the TIMEX3 value",
    "places": "share of toponyms put right",
    "quotes": "F1 of (source, cue)",
    "stories": "B-cubed F1",
    "pages": "mean F1 of body shingles, from HTML",
    "scrapes": "mean F1 of body shingles, from text",
}


def main() -> None:
    """Run the tasks asked for and print a table; ends with 1 when something asked for is not there."""
    options = _options()
    missing = [p for p in (options.folder, options.folder / "score.py", options.folder / "data") if not p.exists()]
    if missing:
        sys.exit(f"accuracy: {missing[0]} is not there: give the folder that holds score.py and data/")
    coder = Coder(model=options.model).load()
    print(f"{'task':13} {'figure':>6} {'seconds':>8}  headline", flush=True)
    absent = [task for task in options.tasks if not _run(task, options, coder)]
    if absent:
        sys.exit(f"accuracy: without a gold file in {options.folder / 'data'}: {', '.join(absent)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT, help="holds score.py and data/")
    parser.add_argument("--tasks", type=_tasks, default=list(HEADLINES), help="parted by commas")
    parser.add_argument("--errors", type=int, default=0, help="failures to show for each task")
    parser.add_argument("--out", type=Path, help="keep what Polybius printed in this folder")
    parser.add_argument("--model", default="en_core_web_md", help="any spaCy English pipeline")
    return parser.parse_args()


def _tasks(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in HEADLINES:
            raise argparse.ArgumentTypeError(f"no such task: {name} (there are {', '.join(HEADLINES)})")
    return names


def _run(task: str, options: argparse.Namespace, coder: Coder) -> bool:
    """One task's row and detail lines; False when its gold file is not there."""
    gold = options.folder / "data" / f"{task}.jsonl"
    if not gold.exists():
        return False
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        system = folder / f"{task}.jsonl"
        begin = time.perf_counter()
        with system.open("wb") as stream:
            for record in _system(task, gold, coder):
                stream.write(msgspec.json.encode(record) + b"\n")
        seconds = time.perf_counter() - begin
        figure, details = _score(options.folder / "score.py", task, gold, system, options.errors)
    print(f"{task:13} {figure:>6} {seconds:8.1f}  {HEADLINES[task]}", flush=True)
    for line in details:
        print(f"    {line.strip()}", flush=True)
    return True


def _system(task: str, gold: Path, coder: Coder) -> Iterator[object]:
    """What Polybius says of each row of a gold file; its ``gold`` key is no key that intake reads."""
    if task == "stories":
        articles = [one.article for one in _results(gold, coder, coded=False) if one.article is not None]
        told = stories.group(articles)
        return ({"id": one, "story": story} for one, story in sorted(told.items()))
    if task in ("pages", "scrapes"):
        return (one.article for one in _results(gold, coder, coded=False))
    return (one.document for one in _results(gold, coder, coded=True))


def _results(gold: Path, coder: Coder, *, coded: bool) -> Iterator[engine.Result]:
    """What came of each row that could be read; the others are named on standard error."""
    pages = intake.read([str(gold)], kind="jsonl")
    for result in engine.run(pages, coder=coder, workers=1, coded=coded):
        if result.failure is None:
            yield result
        else:
            print(f"accuracy: {describe(result.failure)}", file=sys.stderr)


def _score(script: Path, task: str, gold: Path, system: Path, errors: int) -> tuple[str, Iterable[str]]:
    """The headline figure and the lines above it, as score.py prints them."""
    command = [sys.executable, str(script), task, str(gold), str(system), "--errors", str(errors)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"accuracy: {script.name} failed on {task}:\n{done.stderr}")
    *details, headline = done.stdout.rstrip().split("\n")
    return headline.rpartition(" ")[2], details


if __name__ == "__main__":
    main()
