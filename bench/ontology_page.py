"""Writes docs/ontology.md from the ontology's data files.

    python bench/ontology_page.py
"""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "ontology.md"
DATA = ROOT / "src" / "polybius" / "data"

_HEAD = """\
# The ontology

<!-- Written by bench/ontology_page.py from src/polybius/data; change those files, then run it. -->

Event types are the sixteen roots of PLOVER (Open Event Data Alliance, CC BY-SA 4.0; manual, draft version 2.0) and,
after them, six more in its own sense. Quad classes and scores of conflict and cooperation are PLOVER's. `CAMEO` is
the nearest code of the older codebook, after PLOVER's own table, and `Goldstein` the score published for that code,
from -10 (conflict) to 10 (cooperation). A mode without a code of its own has its type's. Wording is our own.
"""
_SUBTYPES = """\
## Fine types

`subtype`: ACLED's 25 sub-event types as slugs and five more (`attribution_of_responsibility`, `diplomatic_event`,
`organized_crime`, `natural_disaster`, `man_made_disaster`). They come from type, mode, participants and words by the
rules of `data/lexicon/subtypes.toml`, tried in order; a few lexicon entries carry theirs themselves. An event that
no rule fits has none.
"""
_SECTORS = """\
## Sectors

`sectors` of an actor: PLOVER's codes. The last ones are for actors that belong to no state, which PLOVER writes in
the country field and Polybius among the sectors.
"""


def page() -> str:
    """The text of docs/ontology.md, out of the data files as they are now."""
    return "\n".join([_HEAD, *_types(), *_contexts(), *_subtypes(), *_sectors()])


def _types() -> Iterator[str]:
    types = _toml("ontology.toml")["type"]
    yield "## Types\n"
    yield "| type | quad class | CAMEO | Goldstein | score | meaning |\n|---|---|---|---:|---:|---|"
    for one in types:
        name = f"[{one['name']}](#{one['name'].lower()})"
        yield _row(name, (one.get("quad") or "").lower(), *_codes(one), one["description"])
    yield "\n## Modes\n"
    for one in types:
        yield f"### {one['name']}\n\n{one['description']}\n"
        if not one.get("modes"):
            continue
        yield "| mode | CAMEO | Goldstein | score | meaning |\n|---|---|---:|---:|---|"
        for mode in one["modes"]:
            yield _row(f"`{mode['name']}`", *_codes(mode), mode["description"])
        yield ""


def _contexts() -> Iterator[str]:
    yield "## Contexts\n"
    yield "What an event is about, by the words of its sentence: at most three by their words, the best shown first.\n"
    yield "| context | shown by (some of its words) | example |\n|---|---|---|"
    for one in _toml("contexts.toml")["context"]:
        words = ", ".join(one["words"][:6])
        yield _row(f"`{one['name']}`", words, one.get("example", ""))
    yield ""


def _subtypes() -> Iterator[str]:
    yield _SUBTYPES
    yield "| fine type | types it comes from | example |\n|---|---|---|"
    rules: dict[str, list[dict[str, Any]]] = {}
    for rule in _toml("subtypes.toml")["subtype"]:
        rules.setdefault(rule["subtype"], []).append(rule)
    for path in sorted((DATA / "lexicon" / "words").glob("*.toml")):
        for word in tomllib.loads(path.read_text("utf-8"))["word"]:
            if "subtype" in word:
                rule = {"type": [word["type"]], "example": word["example"]}
                rules.setdefault(word["subtype"], []).append(rule)
    for name in sorted(rules):
        types = dict.fromkeys(kind for rule in rules[name] for kind in rule.get("type", []))
        yield _row(f"`{name}`", ", ".join(sorted(types)) or "any", rules[name][0].get("example", ""))
    yield ""


def _sectors() -> Iterator[str]:
    yield _SECTORS
    yield "| code | name | meaning |\n|---|---|---|"
    lines = (DATA / "entities" / "sectors.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if line and line[0] != "#"), delimiter="\t")
    for row in rows:
        yield _row(f"`{row['code']}`", row["name"], row["meaning"])
    yield ""


def _codes(one: dict[str, Any]) -> tuple[str, str, str]:
    goldstein, score = one.get("goldstein"), one.get("plover_score")
    return (
        one.get("cameo", ""), "" if goldstein is None else f"{goldstein:g}", "" if score is None else f"{score:g}"
    )  # fmt: skip


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / "lexicon" / name).read_text("utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
