"""Whether the dates that a text tells of can be those of an article published when it is said to be."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from polybius.records import Time
from polybius.times import tense
from polybius.times.moments import parse_day

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Days from publication within which an article's own dates lie, and past which one day alone is no plan.
_NEAR, _FAR = 366, 3652
# Days after publication past which no day can be told as past, were it only a slip of the parser.
_LATE = 180
_OWN_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_PLAIN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def contradicts(published: str | None, times: Sequence[Time], doc: "Doc | None" = None) -> str | None:
    """Why the day of publication cannot be right, in words; None where the text does not speak against it.

    ``published``: ISO 8601 day. ``times``: those of the text, as ``find`` gives them. Only expressions that name
    their own year count. Plans reach ahead, so it takes two different days or months more than a year after
    publication, or one more than ten years after it, with no date of the text in the year up to it. With the parse
    (``doc``), one day or month that the text tells as past and that is half a year after publication does: a clock a
    year behind.
    """
    day = parse_day(published)
    if day is None:
        return None
    ahead: dict[str, Time] = {}
    far = False
    for time in times:
        first, last = parse_day(time.first), parse_day(time.last)
        if first is None or last is None or not _OWN_YEAR.search(time.text):
            continue
        if doc is not None and (first - day).days > _LATE and _past(doc, time):
            return f"published {day.isoformat()}, but the text tells of {_quoted(time)} as past"
        if not _PLAIN.fullmatch(time.edtf or "") or len(time.edtf or "") == 4:
            # A year alone is a target or a forecast as often as it is news.
            near = first.year <= day.year <= last.year
        else:
            near = -_NEAR <= (first - day).days <= _NEAR
            if (first - day).days > _NEAR:
                ahead.setdefault(time.edtf or "", time)
                far = far or (first - day).days > _FAR
        if near:
            return None
    if len(ahead) < 2 and not far:
        return None
    told = sorted(ahead.values(), key=lambda time: (time.start, time.end))
    shown = ", ".join(map(_quoted, told[:3]))
    return f"published {day.isoformat()}, but the text tells of {shown}, after that day"


def _past(doc: "Doc", time: Time) -> bool:
    """Whether a day or month is what a verb in the past tense stands with: "on 8 November 2023 rebels seized …"."""
    if not _PLAIN.fullmatch(time.edtf or "") or len(time.edtf or "") == 4:
        return False
    span = doc.char_span(time.start, time.end, alignment_mode="expand")
    if span is None:
        return False
    root = span.root
    bare = root.dep_ == "npadvmod" and root.head.pos_ == "VERB"
    on = root.dep_ == "pobj" and root.head.lower_ in ("on", "in") and root.head.head.pos_ == "VERB"
    return (bare or on) and tense.of_span(doc, time.start, time.end) == "past"


def _quoted(time: Time) -> str:
    return f"“{' '.join(time.text.split())}”"
