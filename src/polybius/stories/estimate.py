"""The weights of linking, worked out anew from mentions whose events are known.

    python -m polybius.stories.estimate LABELS STORE [--smoothing N]

LABELS has a line for each mention that somebody judged: its id in the store, a tab, and any name of the event that it
tells. Printed are the levels of ``data/stories.toml`` with their new weights, to be put in place of the old ones.

What two documents tell in labelled mentions is a pair that linking decides upon, where the two share a block. A
level's weight is the binary logarithm of m / u: how often pairs of one event show it, and pairs of two, of those that
the field says something of (I. Fellegi and A. Sunter: A Theory for Record Linkage, 1969). The weight that a level has
counts as ``smoothing`` pairs that show it, so one that few pairs show moves little, and one that none shows not at
all. A level that rules a pair out goes on doing so.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import log2
from pathlib import Path
from typing import NamedTuple

import msgspec

from polybius.stories.blocks import families, keys
from polybius.stories.comparisons import EXCLUDED, Grade
from polybius.stories.explaining import compare
from polybius.stories.features import days_of
from polybius.stories.reports import Report
from polybius.stories.scoring import choices
from polybius.stories.settings import Level, Levels, Settings, load
from polybius.stories.telling import Telling, tellings

_SMOOTHING = 10.0  # pairs
_GRADES = {"": "bits", "borrowed": "borrowed", "weak": "weak"}


class Counted(NamedTuple):
    """How many pairs show a grade of a field, of one event (``same``) and of two (``other``)."""

    same: Counter[tuple[str, str]]
    other: Counter[tuple[str, str]]
    pairs: tuple[int, int]


def read_labels(path: Path) -> dict[str, str]:
    """Mention to event, from a file of tab-separated lines; ``#`` begins a remark.

    Raises ValueError that names the file and the line that is wrong, or that labels a mention twice.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        mention, _, event = (part.strip() for part in line.partition("\t"))
        if not (mention and event):
            raise ValueError(f"{path}:{number}: not a mention's id, a tab and an event's name: {line!r}")
        if found.setdefault(mention, event) != event:
            raise ValueError(f"{path}:{number}: {mention} has the event {found[mention]!r} already")
    return found


def count(reports: Iterable[Report], labels: Mapping[str, str], settings: Settings | None = None) -> Counted:
    """What the pairs of tellings show that share a block and are labelled.

    reports: all those of the labelled documents; labels: mention to its event's name. A telling is of the event that
    the first labelled of its mentions is of.
    """
    rules = settings or load()
    told: dict[Telling, str] = {}
    for one in tellings(sorted(reports, key=lambda report: report.mention.document), rules):
        named = [labels[link.report.mention.id] for link in one.chain if link.report.mention.id in labels]
        if named:
            told[one] = named[0]
    pairs = _shared(list(told), rules)
    same: Counter[tuple[str, str]] = Counter()
    other: Counter[tuple[str, str]] = Counter()
    sizes = [0, 0]
    for (a, b), comparison in zip(pairs, compare(pairs, rules), strict=True):
        one_event = told[a] == told[b]
        sizes[not one_event] += 1
        (same if one_event else other).update((shown.field, shown.level) for shown in comparison.shown)
    return Counted(same, other, (sizes[0], sizes[1]))


def _shared(told: Sequence[Telling], settings: Settings) -> list[tuple[Telling, Telling]]:
    """Pairs of tellings that share a block which one of them at least is at home in, in order."""
    family = families(settings)
    documents = {name: at for at, name in enumerate(sorted({one.mention.document for one in told}))}
    blocks: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for number, one in enumerate(told):
        kind = family.get(one.mention.type, one.mention.type)
        for key, home in keys(one, days_of(one, settings), documents[one.mention.document], kind, settings):
            blocks[key].append((number, home))
    pairs = {(a, b) for block in blocks.values() for (a, x), (b, y) in combinations(block, 2) if x or y}
    return [(told[a], told[b]) for a, b in sorted(pairs)]


def estimate(counted: Counted, settings: Settings | None = None, smoothing: float = _SMOOTHING) -> dict[str, Levels]:
    """The levels of each field with the weights that the counts give.

    smoothing: how many pairs that show it a level's weight in ``settings`` counts as; more than 0.
    Raises ValueError where that is not more than 0.
    """
    if smoothing <= 0:
        raise ValueError(f"smoothing is to be more than 0, not {smoothing:g}")
    rules = settings or load()
    found: dict[str, Levels] = {}
    for name, grades in choices(rules).items():
        levels = dict(rules.levels[name])
        for level, changed in _weights(name, grades, counted, smoothing):
            base, _, grade = level.partition("/")
            levels[base] = msgspec.structs.replace(levels[base], **{_GRADES[grade]: changed})
        found[name] = levels
    return found


def _weights(name: str, grades: Sequence[Grade], counted: Counted, smoothing: float) -> Iterator[tuple[str, float]]:
    """The weight of each grade of a field that does not rule out, in bits to the hundredth."""
    same = {grade.level: counted.same[name, grade.level] for grade in grades}
    other = {grade.level: counted.other[name, grade.level] for grade in grades}
    odds = (sum(same.values()) + 1) / (sum(other.values()) + 1)
    for grade in grades:
        if grade.bits == EXCLUDED:
            continue
        # The old weight as pairs that show the level, parted between the two kinds as the weight would have it.
        prior = odds * 2.0**grade.bits
        ones = same[grade.level] + smoothing * prior / (1 + prior)
        others = other[grade.level] + smoothing / (1 + prior)
        yield grade.level, round(log2(ones / others / odds), 2) + 0.0


def toml(levels: Mapping[str, Levels], counted: Counted) -> str:
    """The levels as they stand in ``data/stories.toml``, each with how many pairs of one event and of two show it."""
    same, other = counted.pairs
    lines = [f"# From {same:,} pairs of one event and {other:,} of two; beside each level how many of them show it."]
    for name, found in levels.items():
        lines += ["", f"[levels.{name}]"]
        for level, entry in found.items():
            shown = [(name, level), (name, f"{level}/borrowed"), (name, f"{level}/weak")]
            ones, others = (sum(counter[key] for key in shown) for counter in (counted.same, counted.other))
            lines.append(f"{level} = {_inline(entry)}  # {ones}, {others}")
    return "\n".join(lines)


def _inline(level: Level) -> str:
    words = msgspec.json.encode(level.words).decode()
    if level.excludes:
        return f"{{ excludes = true, words = {words} }}"
    weights = {"bits": level.bits, "borrowed": level.borrowed, "weak": level.weak}
    told = ", ".join(f"{name} = {bits}" for name, bits in weights.items() if bits is not None)
    return f"{{ {told}, words = {words} }}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the weights; 1 where a file is amiss, or a label names no mention of the store."""
    from polybius.store import Store, StoreError

    parser = argparse.ArgumentParser(
        prog="python -m polybius.stories.estimate", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("labels", type=Path, metavar="LABELS", help="lines of mention's id, tab, event's name")
    parser.add_argument("store", type=Path, metavar="STORE", help="the store that has the mentions")
    parser.add_argument("--smoothing", type=float, default=_SMOOTHING, help="pairs that an old weight counts as")
    options = parser.parse_args(arguments)
    try:
        labels = read_labels(options.labels)
        if not options.store.exists():
            raise ValueError(f"{options.store}: no such store")
        with Store(options.store, read_only=True) as store:
            documents = {report.mention.document for report in store.reports(sorted(labels))}
            reports = {report.mention.id: report for report in store.reports_of(sorted(documents))}
        counted = count(reports.values(), labels)
        levels = estimate(counted, smoothing=options.smoothing)
    except (OSError, UnicodeDecodeError, ValueError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    _note(name for name in labels if name not in reports)
    print(toml(levels, counted))
    return 0 if labels.keys() <= reports.keys() else 1


def _note(missing: Iterable[str]) -> None:
    for name in missing:
        print(f"{name}: labelled, but no mention of the store", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
