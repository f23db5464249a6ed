"""When a page was published, from what is printed on it."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from polybius.intake import dates
from polybius.records import Caption

_UPDATED = re.compile(r"\b(?:updated|modified|edited|revised)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(?:published|posted|created)\b", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_FILE = re.compile(r"\bfile\b|\barchive\b", re.IGNORECASE)
_IN_URL = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-]?(?P<month>\d\d)[/-]?(?P<day>\d\d)(?=[/_.-]|$)")
_LONGEST = 20


def believed(stated: str, crawled: str | None = None) -> bool:
    """Whether news can be of this date: from 1800 on, not still to come, not after it was fetched."""
    try:
        day = dates.normalise(stated)[:10]
    except ValueError:
        return False
    return not crawled or day <= _day_after(crawled)


def doubt(stated: str, crawled: str | None = None) -> str:
    """Why a date of publication is not believed, in words."""
    try:
        dates.normalise(stated)
    except ValueError as error:
        return f"published: {error}"
    return f"published: {stated!r} is not a date to believe: the page was fetched before, on {(crawled or '')[:10]}"


def _day_after(moment: str) -> str:
    # A publisher's own day may be ahead of the crawler's, which is in UTC.
    return (date.fromisoformat(moment[:10]) + timedelta(days=1)).isoformat()


class Stated(NamedTuple):
    """The dates printed with an article, in ISO 8601."""

    published: str | None
    updated: str | None


def printed(lines: Iterable[str]) -> Stated:
    """The dates in the short lines around a headline: "Nov. 8, 2023 5:50 PM", "Updated: 9 Nov 2023"."""
    published = updated = None
    for line in lines:
        if not _YEAR.search(line) or len(line.split()) > _LONGEST:
            continue
        for day, start, _ in dates.search_all(line):
            # In "Published 8 Nov 2023 | Updated 9 Nov 2023" the nearest word before a date is its own.
            labels = [match.start() for match in _UPDATED.finditer(line[:start])]
            others = [m.start() for m in _PUBLISHED.finditer(line[:start])]
            if labels and labels[-1] > (others[-1] if others else -1):
                updated = updated or day
            else:
                published = published or day
    return Stated(published or updated, updated if published else None)


def from_url(url: str | None) -> str | None:
    """The day in an address: "…/2023/11/08/…"."""
    match = _IN_URL.search(url or "")
    if match is None:
        return None
    try:
        return dates.normalise("-".join(match.group("year", "month", "day")))
    except ValueError:
        return None


def from_captions(captions: Iterable[Caption]) -> str | None:
    """The latest day that a caption gives its picture, archive pictures left out."""
    days = [
        found[0][:10]
        for caption in captions
        if not _FILE.search(caption.text[:60])
        for found in dates.search_all(caption.text)
    ]
    return max(days, default=None)
