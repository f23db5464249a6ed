"""Extractors of an article's body compared on labelled pages: accuracy and pages a second on one core.

    python bench/extraction.py PAGES.jsonl [SCRAPES.jsonl]

PAGES has {"html", "url", "gold": {"body"}} a line, SCRAPES {"scrape", …}. Accuracy is the mean F1 over the
pages' sequences of four words. What is not installed is named and left out: resiliparse and rs-trafilatura
are no dependencies of Polybius (`pip install resiliparse rs-trafilatura` in another environment).
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Extractor = Callable[[Row], str]


def main() -> None:
    """Print a table for each file named."""
    for name in sys.argv[1:] or [__doc__ or ""]:
        if not Path(name).is_file():
            print(name, file=sys.stderr)
            raise SystemExit(2)
        rows = [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]
        table(("scrape" in rows[0] and polybius_only()) or everything(), rows)


def table(extractors: dict[str, Callable[[], Extractor]], rows: list[Row]) -> None:
    print(f"{'extractor':48} {'F1':>6} {'< 0.8':>6} {'pages/s':>8}")
    for name, load in extractors.items():
        try:
            extract = load()
        except ImportError as error:
            print(f"{name:48} not installed: {error.name}")
            continue
        for row in rows:  # tables, models and compiled patterns are loaded when a page first needs them
            extract(row)
        forget()
        begun = time.process_time()
        bodies = [extract(row) for row in rows]
        taken = time.process_time() - begun
        scores = [f1(row["gold"]["body"], body) for row, body in zip(rows, bodies, strict=True)]
        low = sum(score < 0.8 for score in scores)
        print(f"{name:48} {sum(scores) / len(scores):6.3f} {low:6} {len(rows) / taken:8.1f}", flush=True)


def everything() -> dict[str, Callable[[], Extractor]]:
    return {
        **polybius_only(),
        "trafilatura": lambda: trafilatura(),
        "trafilatura, precision": lambda: trafilatura(favor_precision=True),
        "trafilatura, recall": lambda: trafilatura(favor_recall=True),
        "trafilatura, fast (no fallback)": lambda: trafilatura(fast=True),
        "trafilatura, precision, fast": lambda: trafilatura(favor_precision=True, fast=True),
        "trafilatura, precision, no captions": lambda: trafilatura(
            favor_precision=True, prune_xpath=["//figcaption"]
        ),
        "resiliparse, main content": resiliparse,
        "rs-trafilatura": rs_trafilatura,
    }


def polybius_only() -> dict[str, Callable[[], Extractor]]:
    return {"Polybius": polybius}


def forget() -> None:
    """Drop what Polybius remembers of lines it saw: these pages are of a publisher each."""
    article = sys.modules.get("polybius.article")
    if article is None:
        return
    from polybius.article import credits, phrases

    for remembered in (credits.split, phrases.find):
        remembered.cache_clear()


def polybius() -> Extractor:
    from polybius.article import extract
    from polybius.intake.rows import new_page
    from polybius.records import Article, Origin

    def body(row: Row) -> str:
        kind = "html" if "html" in row else "scrape"
        found = extract(new_page(kind=kind, content=row[kind], origin=Origin(file="bench"), url=row.get("url")))
        return found.body if isinstance(found, Article) else ""

    return body


def trafilatura(**options: Any) -> Extractor:
    from trafilatura import extract

    return lambda row: extract(row["html"], url=row.get("url"), include_comments=False, **options) or ""


def resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    return lambda row: extract_plain_text(HTMLTree.parse(row["html"]), main_content=True, alt_texts=False)


def rs_trafilatura() -> Extractor:
    from rs_trafilatura import extract

    def body(row: Row) -> str:
        found = extract(row["html"])
        return found if isinstance(found, str) else getattr(found, "content_text", None) or ""

    return body


def f1(gold: str, body: str) -> float:
    """F1 over the sequences of four words that two texts have, each as often as it stands there."""
    wanted, given = shingles(gold), shingles(body)
    shared = (wanted & given).total()
    return 2 * shared / (wanted.total() + given.total()) if wanted and given else float(wanted == given)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    found = re.findall(r"\w+", text)
    return Counter(tuple(found[i : i + 4]) for i in range(max(1, len(found) - 3))) if found else Counter()


if __name__ == "__main__":
    main()
