"""What reviewers say, against what the coder says now: each field of the mentions that they accepted or corrected, and
how many of those they rejected are coded again.

    polybius review export STORE -o gold.jsonl
    polybius code gold.jsonl > system.jsonl
    python bench/gold.py gold.jsonl system.jsonl

A mention of the gold is the coded one of the same type whose trigger overlaps, else any whose trigger does. Recall is
not measured: what nobody reviewed is not in the gold.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from polybius.records import Mention
from polybius.reviews.values import COMPARED, reading

Json = dict[str, Any]


def main() -> None:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path, help="what `polybius review export -o` wrote")
    parser.add_argument("system", type=Path, help="what `polybius code` printed for it")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines()]
    lines = options.system.read_text(encoding="utf-8").splitlines()
    counts = compared(rows, [msgspec.json.decode(line, type=Mention) for line in lines])
    print(f"{'found':<12}{counts['found']:>6} of {counts['events']}")
    for field in COMPARED:
        right = counts[field]
        share = f"{right / counts['found']:.3f}" if counts["found"] else "-"
        print(f"{field:<12}{right:>6} of {counts['found']}   {share}")
    print(f"{'rejected':<12}{counts['again']:>6} of {counts['rejected']} coded again")


def compared(gold: Iterable[Json], system: Iterable[Mention]) -> dict[str, int]:
    """How many mentions of the gold there are (``events``), are ``found``, have each field right; how many ``rejected``
    ones there are, and are coded ``again``."""
    coded: dict[str, list[Mention]] = {}
    for one in system:
        coded.setdefault(one.document, []).append(one)
    counts = dict.fromkeys(("events", "found", *COMPARED, "rejected", "again"), 0)
    for row in gold:
        for told in row["gold"]["events"]:
            counts["events"] += 1
            match = _match(told, coded.get(row["id"], ()))
            if match is None:
                continue
            counts["found"] += 1
            wanted, given = reading(_mention(row["id"], told)), reading(match)
            for field in COMPARED:
                counts[field] += wanted[field] == given[field]
        for told in row["gold"]["rejected"]:
            counts["rejected"] += 1
            match = _match(told, coded.get(row["id"], ()))
            counts["again"] += match is not None and match.type == told["type"]
    return counts


def _match(told: Json, mentions: Iterable[Mention]) -> Mention | None:
    over = [
        one for one in mentions
        if one.evidence.trigger.start < told["end"] and told["start"] < one.evidence.trigger.end
    ]  # fmt: skip
    return max(over, key=lambda one: (one.type == told["type"], one.confidence, one.id), default=None)


def _mention(document: str, told: Json) -> Mention:
    trigger = {"start": told["start"], "end": told["end"], "text": told["trigger"]}
    fields = {name: value for name, value in told.items() if name in Mention.__struct_fields__}
    return msgspec.convert(
        {
            **fields, "id": "", "document": document, "evidence": {**told["sentence"], "trigger": trigger},
            "salience": 0.0, "confidence": 0.0, "why": {"entry": ""},
        },
        Mention,
    )  # fmt: skip


if __name__ == "__main__":
    main()
