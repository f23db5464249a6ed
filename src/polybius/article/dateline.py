"""The dateline that opens a dispatch, and the agency in it."""

import re
from datetime import date
from typing import NamedTuple

from polybius.article.credits import signs
from polybius.records import Dateline

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH}\s*\d{{1,2}}(?:,?\s*\d{{4}})?|\d{{1,2}}\s*{_MONTH}(?:,?\s*\d{{4}})?)"
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*(?:\s(?:(?:de|del|da|la|el|al|of|the|and|es|-)\s)?[A-ZÀ-ÖØ-Þ][\w'’.-]*){0,3}"
_PLACE = rf"{_NAME}(?:(?:,\s|\s?/\s?){_NAME}){{0,3}}"
_DASH = r"(?:—|–|--|―|-(?=\s))"
_LINE = re.compile(
    rf"\s*(?:(?P<place>{_PLACE}))??(?:(?:,\s|\s[|/-]\s|\s)?(?P<date>{_DATE}))?"
    rf"(?:[,.]?\s?(?:\(|\[|/)(?P<agency>[A-Z][\w .&'’/-]{{1,40}})(?:\)|\]|/))?"
    rf"(?P<mark>\s*{_DASH}\s*|\s*:\s+|(?<=[)\]/])\s+)",
)
# "Reporting by …; Editing by …" closes Reuters' dispatches.
_REUTERS_CLOSE = re.compile(r"\(?\s*(?:Additional )?[Rr]eporting by .{3,300}[;,]?\s*[Ee]diting by ", re.DOTALL)
_SIGNED = re.compile(r"\((?P<sign>[A-Z][\w .'’-]{1,40})\)\s*(?:—|–|--|-|:)")
_END = re.compile(r"[-–—(\[]\s*(?P<sign>[A-Z][\w.]*(?: [A-Z][\w.]*){0,3})\s*[)\]]?\s*$")
_LONGEST_END = 120
_IS_AGENCY = re.compile(r"(?:\b(?:agency|wire|press|news service|wire service)|newswire)$", re.IGNORECASE)


class Opening(NamedTuple):
    """What a dispatch's first words say: the dateline, the agency signed in it, where the text begins, and
    the name in its parentheses as written, an agency's or another outlet's."""

    dateline: Dateline | None
    agency: str | None
    end: int
    outlet: str | None = None


def opening(text: str, published: str | None = None) -> Opening | None:
    """The dateline at the start of a text, None where it opens with none.

    Its place is as written. A date without a year takes the one nearest to ``published``; without that
    its year is left open ("XXXX-08-07", as EDTF writes it).
    """
    first = text.lstrip().partition("\n")[0][:200]
    match = _LINE.match(first)
    if match is None or not (match["place"] or match["agency"]):
        return None
    after = first[match.end() :]
    agency = _agency(match["agency"])
    mark = match["mark"].strip()
    place = match["place"]
    if mark:
        if not re.match(r"[\"“‘'(]?[^\W_a-z]", after):
            return None
        if mark == ":" and not ((place and place.isupper() and len(place) > 3) or agency):
            return None
    elif not (agency and (match["date"] or (place and place.isupper()))):
        return None  # without a dash only "BEIJING, Nov. 8 (Xinhua) The …" is plain
    if place is None and agency is None:
        return None
    if place and not _is_place(place, bool(agency or match["date"]), mark):
        return None
    day = _day(match["date"], published) if match["date"] else None
    dateline = Dateline(place=place, date=day) if place or day else None
    outlet = match["agency"].strip() if match["agency"] else None
    if agency is None and outlet and place and mark and _IS_AGENCY.search(outlet):
        agency = outlet  # not in our table, but its name says what it is
    return Opening(dateline, agency, len(text) - len(text.lstrip()) + match.end(), outlet)


def signed(text: str) -> str | None:
    """The agency that signs a dispatch elsewhere than in a dateline: "(AP) —" in it, a line at its end."""
    if "(" in (start := text[:600]):
        for match in _SIGNED.finditer(start):
            if agency := _agency(match["sign"]):
                return agency
    tail = text[-700:]
    if "diting by " in tail and _REUTERS_CLOSE.search(tail):
        return "Reuters"
    match_end = _END.search(text, max(0, len(text) - _LONGEST_END))
    return _agency(match_end["sign"]) if match_end else None


def _agency(sign: str | None) -> str | None:
    if sign is None:
        return None
    sign = sign.strip()
    known = signs()
    if sign in known:
        return known[sign]
    return next((known[part.strip()] for part in re.split(r"[/,]| via ", sign) if part.strip() in known), None)


# Mixed-case words before a dash that open sentences, not dispatches.
_NOT_PLACES = frozenset(
    "the a an this that these those it he she they we i you but and so yes no now then there here what why "
    "how who when where if in on at for with more most many some all one two three first last watch video "
    "updated breaking exclusive opinion analysis editorial live read related photo image "
    "hundreds thousands "
    "warning note correction disclaimer factbox timeline explainer profile column comment".split()
)


def _is_place(place: str, backed: bool, mark: str) -> bool:
    first = re.split(r"[\s,/]", place)[0]
    if first.casefold() in _NOT_PLACES or len(place) < 3:
        return False
    if first.isupper() or backed:
        return True
    # Mixed case, nothing else to back it: only a name or two before a long dash.
    return mark in ("—", "–", "--") and len(place.split()) <= 4 and not first.endswith(("'s", "’s", "s'"))


def _day(stated: str, published: str | None) -> str | None:
    month_name = re.search(r"[A-Za-z]+", stated)
    numbers = re.findall(r"\d+", stated)
    if month_name is None or not numbers:
        return None
    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    month = months.index(month_name[0][:3].lower()) + 1
    day = int(numbers[0])
    if len(numbers) > 1:
        return _iso(int(numbers[1]), month, day)
    if not published:
        return f"XXXX-{month:02}-{day:02}" if _iso(2000, month, day) else None
    around = date.fromisoformat(published[:10])
    candidates = [
        date.fromisoformat(iso) for year in (-1, 0, 1) if (iso := _iso(around.year + year, month, day)) is not None
    ]
    return min(candidates, key=lambda each: abs(each - around)).isoformat() if candidates else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
