"""Places measured: what is found and put right, how honest the confidence is, load time, memory, speed.

    python bench/places.py [GOLD.jsonl] [--parsed DOCS.spacy] [--calibrate]

GOLD: a document a line, ``text`` and ``gold.places`` (``start``, ``end``, ``lat``, ``lon``, ``geonameid``); default:
places.jsonl of the bench folder beside the checkout. PARSED: the same documents parsed, as a spaCy DocBin in that
order. Right means the same GeoNames entry or within 161 km.
Documents without gold count for speed only. ``--calibrate`` fits the steps that
turn raw confidence into a probability (isotonic regression) and writes them into ``data/places/weights.toml``.
"""

import argparse
import json
import math
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from polybius import language, places
from polybius.places import gazetteer
from polybius.places.recognise import recognise
from polybius.places.resolve import resolve
from polybius.places.surroundings import Surroundings
from polybius.places.telltale import told

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "bench" / "data" / "places.jsonl"
WEIGHTS = Path(places.__file__).parents[1] / "data" / "places" / "weights.toml"
NEAR, BINS, STEPS = 161.0, 10, 8
LOAD = """
import time, re, pathlib, numpy
start = time.perf_counter()
from polybius.places import gazetteer
gazetteer.load().named('Goma')
seconds = time.perf_counter() - start
file = pathlib.Path('/proc/self/smaps_rollup')
text = file.read_text() if file.exists() else ''
size = lambda name: sum(int(n) for n in re.findall(name + r':\\s+(\\d+)', text)) / 1024
print(seconds, size('Rss'), size('Private_Clean') + size('Private_Dirty'))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--parsed", type=Path)
    parser.add_argument("--calibrate", action="store_true")
    options = parser.parse_args()
    if not options.gold.is_file():
        sys.exit(f"places: {options.gold} is not there")
    items = [json.loads(line) for line in options.gold.open(encoding="utf-8") if line.strip()]
    docs = _docs(items, options.parsed)
    gazetteer.load(print)
    _load()
    _speed(docs)
    said = [places.find(doc) for doc in docs]
    judged = _judge(items, docs, said)
    _reliability(judged)
    if options.calibrate:
        _calibrate(judged)


def _docs(items: Sequence[dict[str, Any]], parsed: Path | None) -> list[Any]:
    nlp = language.load()
    if parsed is None:
        return list(language.parse_many(nlp, [item["text"] for item in items]))
    from spacy.tokens import DocBin

    return list(DocBin().from_disk(parsed).get_docs(nlp.vocab))


def _load() -> None:
    best = min(
        (tuple(map(float, subprocess.check_output([sys.executable, "-c", LOAD], text=True).split())) for _ in range(3)),
        key=lambda run: run[0],
    )
    print(f"gazetteer: {len(gazetteer.load()):,} places, first answer after {best[0]:.3f} s; ", end="")
    print(f"process {best[1]:.0f} MB, of it not shared {best[2]:.0f} MB (Python, NumPy included)")


def _speed(docs: Sequence[Any]) -> None:
    known = gazetteer.load()
    whole, only = [], []
    for _ in range(3):
        start, count, resolving = time.process_time(), 0, 0.0
        for doc in docs:
            around = Surroundings(doc, known)
            toponyms = recognise(doc, known, around)
            words = told(around.lowers, known)
            begun = time.process_time()
            resolve(toponyms, [], words)
            resolving += time.process_time() - begun
            count += len(toponyms)
        whole.append(count / (time.process_time() - start))
        only.append(count / resolving)
    print(f"speed in CPU seconds, one core, parse apart: {max(only):,.0f} toponyms/s resolved, ", end="")
    print(f"{max(whole):,.0f} recognised and resolved ({sum(map(len, docs)):,} tokens)")


def _judge(items: Sequence[dict[str, Any]], docs: Sequence[Any], said: Sequence[Any]) -> list[tuple[float, bool]]:
    """Print what is found and right, and the kinds of failure; (confidence, right) of each place said."""
    gold = found = right = exact = 0
    judged: list[tuple[float, bool]] = []
    spans = 0
    kinds: Counter[str] = Counter()
    for item, doc, here in zip(items, docs, said, strict=True):
        wanted = item["gold"]["places"]
        if not wanted:
            continue
        for want in wanted:
            gold += 1
            got = [p for p in here if p.start < want["end"] and p.end > want["start"]]
            if not got:
                kinds[_missed(doc, want)] += 1
                continue
            best = max(got, key=lambda p: min(p.end, want["end"]) - max(p.start, want["start"]))
            found += 1
            exact += best.geonameid == want["geonameid"]
            right += _right(best, want)
            if not _right(best, want):
                kinds[_wrong(best, want)] += 1
        for p in here:
            if p.kind == "demonym":
                continue
            want = next((w for w in wanted if p.start < w["end"] and p.end > w["start"]), None)
            spans += want is not None
            judged.append((p.confidence, want is not None and _right(p, want)))
    print(f"gold {gold}, found {found / gold:.3f}, of those right {right / found:.3f} ", end="")
    print(f"(same entry {exact / found:.3f}), found and right {right / gold:.3f}")
    print(f"said {len(judged)} (demonyms apart), of those names with gold {spans / len(judged):.3f}, ", end="")
    print(f"right {sum(r for _, r in judged) / len(judged):.3f}")
    print("commonest failures")
    for kind, count in kinds.most_common(10):
        print(f"  {count:4}  {kind}")
    return judged


def _right(place: Any, want: dict[str, Any]) -> bool:
    if want.get("geonameid") and place.geonameid == want["geonameid"]:
        return True
    return place.lat is not None and _km(place.lat, place.lon, want["lat"], want["lon"]) <= NEAR


def _km(a: float, b: float, c: float, d: float) -> float:
    a, b, c, d = map(math.radians, (a, b, c, d))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def _missed(doc: Any, want: dict[str, Any]) -> str:
    span = doc.char_span(want["start"], want["end"], alignment_mode="expand")
    label = span[0].ent_type_ if span is not None and len(span) else ""
    if not gazetteer.load().named(want["text"]):
        return "missed: the gazetteer lacks the name"
    return {
        "PERSON": "missed: read as a person's name",
        "ORG": "missed: inside an organisation's name",
        "FAC": "missed: inside a building's name",
    }.get(label, "missed: nothing marks it as a place's name")


def _wrong(place: Any, want: dict[str, Any]) -> str:
    if place.lat is None:
        return "placed nowhere: the gazetteer lacks it, or nothing speaks for its country"
    among = gazetteer.load().named(want["text"])
    if not any(
        e.geonameid == want["geonameid"]
        or (e.lat is not None and e.lon is not None and _km(e.lat, e.lon, want["lat"], want["lon"]) <= NEAR)
        for e in among
    ):
        return "wrong: the gazetteer has no place of that name there"
    kinds = {e.kind for e in among if e.geonameid == want["geonameid"]}
    there = next((e for e in among if e.geonameid == want["geonameid"]), None)
    if there is not None and there.country != place.country:
        return f"wrong: a {place.kind} of that name in another country"
    if kinds and place.kind not in kinds:
        return f"wrong: a {place.kind} for a {min(kinds)} in the same country"
    return f"wrong: another {place.kind} of that name in the same country"


def _reliability(judged: Sequence[tuple[float, bool]]) -> None:
    print("confidence        said  right  mean confidence")
    error = 0.0
    for low in range(BINS):
        held = [(c, r) for c, r in judged if low / BINS <= c < (low + 1) / BINS or (low == BINS - 1 and c >= 1)]
        if not held:
            continue
        mean, share = sum(c for c, _ in held) / len(held), sum(r for _, r in held) / len(held)
        error += len(held) / len(judged) * abs(mean - share)
        print(f"  {low / BINS:.1f}-{(low + 1) / BINS:.1f}       {len(held):6}  {share:.3f}  {mean:.3f}")
    print(f"expected calibration error {error:.3f}")


def _calibrate(judged: Sequence[tuple[float, bool]]) -> None:
    """Fit raw confidence to probability, on the steps now in the file undone by their inverse; write the steps."""
    text = WEIGHTS.read_text(encoding="utf-8")
    if not re.search(r"^sure = \[\[0\.0, 0\.0\], \[1\.0, 1\.0\]\]", text, re.M):
        sys.exit("places: set sure = [[0.0, 0.0], [1.0, 1.0]] in weights.toml first")
    half = len(judged) // 2
    halves = judged[:half], judged[half:]
    for name, fit, test in (("first half", *halves), ("second half", *reversed(halves))):
        knots = _knots(fit)
        error = _error([(_step(c, knots), r) for c, r in test])
        print(f"calibrated on the {name}, error on the other {error:.3f} (raw {_error(test):.3f})")
    knots = _knots(judged)
    line = "sure = [" + ", ".join(f"[{a:.3f}, {b:.3f}]" for a, b in knots) + "]"
    WEIGHTS.write_text(re.sub(r"^sure = .*$", line, text, flags=re.M), encoding="utf-8")
    print(line)


def _knots(judged: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """The means of ever surer parts of equal size, made to rise (pool adjacent violators), and the ends."""
    ordered = sorted(judged, key=lambda said: said[0])
    size = max(1, len(ordered) // STEPS)
    parts = [ordered[at : at + size] for at in range(0, len(ordered), size)]
    if len(parts[-1]) < size // 2:
        parts[-2:] = [[*parts[-2], *parts[-1]]]
    pools = [(sum(c for c, _ in p) / len(p), sum(r for _, r in p) / len(p), len(p)) for p in parts]
    at = 0
    while at + 1 < len(pools):
        (c, r, n), (d, s, m) = pools[at], pools[at + 1]
        if r >= s:
            pools[at : at + 2] = [((c * n + d * m) / (n + m), (r * n + s * m) / (n + m), n + m)]
            at = max(0, at - 1)
        else:
            at += 1
    return [(0.0, 0.0), *((c, r) for c, r, _ in pools), (1.0, max(pools[-1][1], 0.99))]


def _step(value: float, knots: Sequence[tuple[float, float]]) -> float:
    for (a, b), (c, d) in pairwise(knots):
        if value <= c:
            return b + (d - b) * (value - a) / (c - a) if c > a else d
    return knots[-1][1]


def _error(judged: Sequence[tuple[float, bool]]) -> float:
    held: dict[int, list[tuple[float, bool]]] = {}
    for c, r in judged:
        held.setdefault(min(BINS - 1, int(c * BINS)), []).append((c, r))
    return sum(abs(sum(c - r for c, r in part)) for part in held.values()) / len(judged)


if __name__ == "__main__":
    main()
