"""Whether the dates that a text tells of can be those of an article published when it is said to be."""

import re
from collections.abc import Sequence

from polybius.records import Time
from polybius.times.moments import parse_day

# Days from publication within which an article's own dates lie, and past which one day alone is no plan.
_NEAR, _FAR = 366, 3652
_OWN_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_PLAIN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def contradicts(published: str | None, times: Sequence[Time]) -> str | None:
    """Why the day of publication cannot be right, in words; None where the text does not speak against it.

    ``published``: ISO 8601 day. ``times``: those of the text, as ``find`` gives them. Only expressions that name
    their own year count. Plans reach ahead, so it takes two different days or months more than a year after
    publication, or one more than ten years after it, with no date of the text in the year up to it.
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
    shown = ", ".join(f"“{' '.join(time.text.split())}”" for time in told[:3])
    return f"published {day.isoformat()}, but the text tells of {shown}, after that day"
