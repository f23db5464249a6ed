"""Sums: what several counts of one kind come to ("five soldiers and seven civilians were killed": 12)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from polybius.language.text import text_of
from polybius.quantities.counted import unit_of
from polybius.records import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Found = tuple[Quantity, "Token"]

# Between two counts of which one is in the other, replaces it, or is of another time, these words stand.
_APART = frozenset(
    "including include among amongst whom which or compared earlier previously previous bringing brought total toll "
    "rose rising increase increased last then now later yesterday comprising half between".split()
)
_WHOLES = frozenset({"people", "person", "victim", "casualty", "body", "home", "house", "family"})
_WHERE = frozenset({"in", "at", "across", "near", "around", "outside", "from", "to"})
_NEAR = 8  # tokens between a count and the place that it is of
_FAR = 60  # tokens between two counts that are added up


def add(doc: "Doc", found: Sequence[Found]) -> tuple[Quantity, ...]:
    """The quantities and the sums of those that are told together, in the order of the text.

    ``found``: quantities with the nouns that they count, in order. Counts are added up where they are of one
    kind and unit in one sentence and coordinated ("five soldiers and seven civilians"), or of one place each
    ("40 in Goma and 30 in Bunia"). A part of a whole that the sentence gives is not added to it.
    """
    sums = []
    for run in _runs(doc, found):
        total = _sum([quantity for quantity, _ in run], _single(run[-1]))
        start = run[0][1].sent.start
        wholes = [
            q for q, token in found
            if q.kind == total.kind and q.unit == total.unit and token.sent.start == start
            and (q.low or q.high or 0) >= (total.low or total.high or 0)
        ]  # fmt: skip
        if not wholes:
            sums.append(msgspec.structs.replace(total, text=text_of(doc)[total.start : total.end]))
    return tuple(sorted([*(q for q, _ in found), *sums], key=lambda q: (q.start, -q.end)))


def _runs(doc: "Doc", found: Sequence[Found]) -> Iterator[list[Found]]:
    """Counts that belong together, two or more."""
    open_runs: dict[tuple[str, str | None], list[Found]] = {}
    for one in found:
        key = (one[0].kind, one[0].unit)
        run = open_runs.get(key)
        if run is not None and _together(doc, run[-1], one):
            run.append(one)
            continue
        if run is not None and _adds_up(run):
            yield run
        open_runs[key] = [one]
    yield from (run for run in open_runs.values() if _adds_up(run))


def _adds_up(run: list[Found]) -> bool:
    """Whether a run comes to more than its first count, of which the others may be the parts."""
    rest = sum(quantity.low or 0 for quantity, _ in run[1:])
    return (len(run) > 1 and run[0][0].low != rest) or _single(run[-1]) is not None


def _single(last: Found) -> "Token | None":
    """The one more that follows a count: "two soldiers and *a civilian*"."""
    quantity, token = last
    if quantity.unit != "people":
        return None
    for child in token.children:
        if child.dep_ == "conj" and unit_of(child) == "people" and child.tag_ == "NN":
            return child if any(c.lower_ in ("a", "an") for c in child.children) else None
    return None


def _together(doc: "Doc", first: Found, second: Found) -> bool:
    a, b = first[1], second[1]
    if not a.i < b.i <= a.i + _FAR or a.sent.start != b.sent.start:
        return False
    between = doc[a.i + 1 : b.i]
    if any(t.lower_ in _APART for t in between) or b.left_edge.nbor(-1).lower_ == "to":
        return False
    if _coordinated(a, b):
        return True
    after = _place(doc, a.i + 1, b.i), _place(doc, b.i + 1, min(b.i + 1 + _NEAR, b.sent.end))
    before = _place(doc, max(a.sent.start, a.i - _NEAR), a.i), _place(doc, max(a.i + 1, b.i - _NEAR), b.i)
    return any(one and other and one != other for one, other in (after, before))


def _coordinated(a: "Token", b: "Token") -> bool:
    """Whether ``b`` is joined to ``a`` as its equal; the parser may take a list's second member for an apposition."""
    joined = any(t.lower_ in ("and", "&", "plus") for t in b.doc[a.i + 1 : b.i])
    if a.lemma_.lower() in _WHOLES and not joined:
        return False  # "12 people, five soldiers and several civilians"
    if b.dep_ == "appos" and any(c.dep_ == "conj" for c in b.children):
        return bool(b.head == a)
    while b.dep_ == "conj" and b.head != b:
        b = b.head
        if b == a:
            return True
    return False


def _place(doc: "Doc", start: int, end: int) -> str | None:
    """The name after the first "in" or "at" of a stretch of tokens."""
    for i in range(start, end):
        if doc[i].lower_ in _WHERE:
            return next((t.lower_ for t in doc[i + 1 : min(i + 4, end)] if t.pos_ == "PROPN"), None)
    return None


def _sum(parts: Sequence[Quantity], single: "Token | None") -> Quantity:
    """What the parts come to, and one more; a bound is open where one of a part's is."""
    lows, highs, more = [p.low for p in parts], [p.high for p in parts], 0 if single is None else 1
    return msgspec.structs.replace(
        parts[0],
        end=parts[-1].end if single is None else single.idx + len(single),
        low=None if None in lows else more + sum(low for low in lows if low is not None),
        high=None if None in highs else more + sum(high for high in highs if high is not None),
    )
