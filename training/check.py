"""Checks the example sentences of training/examples.

Usage: ``python training/check.py``. A file ``<root>.tsv`` holds ``root mode subtype status sentence``, tab separated,
under a comment and a header; the sentence marks its actor, recipient, trigger and mediator as ``{A:...}``, ``{R:...}``,
``{T:...}`` and ``{M:...}``. A problem is named by file, line and reason; the exit code is 1 if there is any.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from polybius.events import ontology, subtypes

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE / "examples"
MEASURED = HERE.parent.parent / "shared" / "bench" / "data"

COLUMNS = ["root", "mode", "subtype", "status", "sentence"]
STATUSES = frozenset(
    ("occurred", "ongoing", "planned", "threatened", "demanded", "denied", "alleged", "hypothetical", "ended")
)
NONE = "NONE"
RUN = 8

_MARK = re.compile(r"\{([ARTM]):([^{}]*)\}")
_WORD = re.compile(r"\w+")


def plain(sentence: str) -> str:
    """The sentence without its marks."""
    return _MARK.sub(r"\2", sentence)


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of ``RUN`` words of ``text``, in lower case and without punctuation."""
    words = _WORD.findall(text.lower())
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def sentence_problems(sentence: str) -> list[str]:
    """What is wrong with the marks of one sentence, in words; empty if nothing is."""
    found = []
    bare = plain(sentence)
    if "{" in bare or "}" in bare:
        found.append("a mark is not well-formed")
    marks = _MARK.findall(sentence)
    triggers = sum(role == "T" for role, _ in marks)
    if triggers != 1:
        found.append(f"{triggers} triggers, not one")
    if any(words != words.strip() or not words for _, words in marks):
        found.append("a mark is empty or begins or ends in a space")
    if bare != " ".join(bare.split()):
        found.append("doubled or outer spaces")
    return found


def check(folder: Path = EXAMPLES, measured: Path = MEASURED) -> list[str]:
    """Every problem of the files in ``folder`` as ``file:line: reason``, in the order of the files.

    Args:
        folder: where the ``.tsv`` files lie.
        measured: folder of texts that the project is measured on; no example may share a run of ``RUN`` words with
            them. Skipped where there is no such folder.
    """
    codes = ontology.load()
    fine = {rule.subtype for rule in subtypes.load()}
    problems: list[str] = []
    seen: dict[str, str] = {}
    owners: dict[tuple[str, ...], list[str]] = {}
    for path in sorted(folder.glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").split("\n")
        if not lines[0].startswith("#"):
            problems.append(f"{path.name}:1: no comment in the first line")
        if lines[1:2] != ["\t".join(COLUMNS)]:
            problems.append(f"{path.name}:2: the header is not {' '.join(COLUMNS)}")
        for number, line in enumerate(lines[2:], 3):
            if not line:
                if number != len(lines):
                    problems.append(f"{path.name}:{number}: empty line")
                continue
            where = f"{path.name}:{number}"
            fields = line.split("\t")
            if len(fields) != len(COLUMNS):
                problems.append(f"{where}: {len(fields)} columns, not {len(COLUMNS)}")
                continue
            root, mode, subtype, status, sentence = fields
            if root.lower() != path.stem:
                problems.append(f"{where}: root {root} in this file")
            if root == NONE:
                if mode or subtype or status:
                    problems.append(f"{where}: {NONE} takes no mode, subtype or status")
            elif root not in codes.types:
                problems.append(f"{where}: unknown root {root}")
            else:
                if mode and not codes.has(root, mode):
                    problems.append(f"{where}: {root} has no mode {mode}")
                if subtype and subtype not in fine:
                    problems.append(f"{where}: unknown subtype {subtype}")
                if status not in STATUSES:
                    problems.append(f"{where}: unknown status {status}")
            problems.extend(f"{where}: {reason}" for reason in sentence_problems(sentence))
            if sentence in seen:
                problems.append(f"{where}: the same sentence and marks as {seen[sentence]}")
            seen.setdefault(sentence, where)
            for run in runs(plain(sentence)):
                owners.setdefault(run, []).append(where)
    if measured.is_dir():
        shared: dict[str, str] = {}
        for path in sorted(measured.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n"):
                for text in _strings(json.loads(line)):
                    for run in runs(text):
                        for where in owners.get(run, ()):
                            shared.setdefault(where, " ".join(run))
        problems.extend(f"{where}: shares with a measured text: {words}" for where, words in shared.items())
    return problems


def main() -> int:
    problems = check()
    print("\n".join(problems) or "no problem found")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
