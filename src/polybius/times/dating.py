"""The date of an event: from the time that governs it, from what was told before, or from publication."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from polybius.language.text import text_of
from polybius.records import DateBasis, EventDate, Time
from polybius.times import lexicon
from polybius.times.attachment import Chain, chain, follows, is_verb, telling
from polybius.times.distance import Distance, distance
from polybius.times.durations import following
from polybius.times.governing import Governing, govern
from polybius.times.inheriting import goes_on, same_paragraph
from polybius.times.moments import Grain, Moment, of_day, of_month, of_year, parse_day, plus, span_edtf

if TYPE_CHECKING:
    from spacy.tokens import Token

_AHEAD = ("planned", "threatened", "demanded")
# Counted from what was told before, not from publication.
_ANAPHORIC = re.compile(
    r"\b(?:following|ensuing|subsequent|that|same|previous|preceding|afterwards?|followed|(?:days?"
    r"|weeks?|months?|"
    r"years?|decades?) (?:earlier|later|before|after)|the next (?:day|morning|week|month|year|few))\b",
    re.IGNORECASE,
)
# The night of a day ends on the next.
_NIGHT_OF = re.compile(r"\bnight\s(?:of|following)\s(?:the\s)?\Z", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\d{4}|\d0['’]?s\b|century|['’]\d\d\b|/\d\d\b|\bB\.?C", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:-|–|—|\bto\b|\band\b|\buntil\b|\btill\b|\bthrough\b)\s*(?:the\s)?\Z")
# Days from the previous event to publication past which a story is told of the past.
_HISTORIC = 31


def date_event(
    trigger: "Token",
    times: Sequence[Time],
    published: str | None,
    *,
    previous: EventDate | None = None,
    status: str = "occurred",
    known: "Callable[[Token], EventDate | None] | None" = None,
) -> EventDate | None:
    """When the event happened that a word tells, and what that rests on.

    ``times``: those of the document in order, as ``find`` gives them. ``published``: ISO 8601 day.
    ``previous``: the date of the event told just before. ``status``: the mention's; one that lies ahead is
    never dated as past. ``known`` gives the date of the event that a noun such as "the attack" stands for, None
    where that is in doubt.

    The basis is "stated" for an expression that names its year, "relative" for one resolved against
    publication, "inherited" for what is counted or carried on from the previous event, and "published" where
    no words date it: then news told in the past tense is of that day (or of that of "police said on Monday")
    or the one before, and what is told as known already is open backwards. None where nothing is known, as
    for what is hypothetical.
    """
    day = parse_day(published)
    links = chain(trigger)
    apart = distance(links, times, known)
    found = None if apart is not None and not apart.under else _own(trigger, times, links)
    if apart is not None and apart.edtf is not None and found is None:
        return _dated(Moment("DATE", "", apart.edtf, apart.first, apart.last), "relative", apart)
    found = found or _own(trigger, times, links)
    if apart is not None and apart.before:
        links.background = True
    if found is not None:
        dated = _by_time(found.time, found.preposition, times, text_of(trigger.doc), previous)
        if dated is not None:
            return dated
    anniversary = _by_anniversary(trigger, times, day)
    if anniversary is not None:
        return anniversary
    if status == "hypothetical":
        return None
    if status in _AHEAD:
        return _published(day, None) if day else None
    if previous is not None:
        inherited = _by_previous(trigger, links, previous, day)
        if inherited is not None:
            return inherited
    if day is None:
        return None
    day = _reported(trigger, links, times, day)
    if links.background:
        return _published(None, day)
    return _published(plus(day, -1) or day, day)


def _own(trigger: "Token", times: Sequence[Time], links: Chain) -> Governing | None:
    return _inside(trigger, times) or govern(trigger, times, links)


def _inside(trigger: "Token", times: Sequence[Time]) -> Governing | None:
    """The named day that the word is part of: "Victory Day"."""
    position = bisect_left(times, trigger.idx + 1, key=lambda t: t.start) - 1
    time = times[position] if position >= 0 else None
    holds = time is not None and time.end > trigger.idx and time.type == "DATE" and time.edtf is not None
    return Governing(time, "") if time is not None and holds else None


def _reported(trigger: "Token", links: Chain, times: Sequence[Time], day: date) -> date:
    """The day the news was told: that of "police said on Monday", else that of publication."""
    top = links.sites[-1]
    if top.dep_ != "ccomp" or not telling(top.head):
        return day
    found = govern(top.head, times, Chain(sites=[top.head], background=True))
    said = parse_day(found.time.last) if found else None
    return said if said and found and found.time.first == found.time.last and said < day else day


def _published(first: date | None, last: date | None) -> EventDate:
    return _dated(Moment("DATE", "", _interval(first, last), first, last), "published")


def _interval(first: date | None, last: date | None) -> str:
    return f"{first.isoformat() if first else '..'}/{last.isoformat() if last else '..'}"


def _dated(moment: Moment, basis: DateBasis, words: Time | EventDate | Distance | None = None) -> EventDate:
    """An event's date, with the offsets of the words it rests on: an inherited one's are its forebear's."""
    return EventDate(
        edtf=moment.edtf or "..",
        first=moment.first.isoformat() if moment.first else None,
        last=moment.last.isoformat() if moment.last else None,
        basis=basis,
        start=words.start if words else None,
        end=words.end if words else None,
    )


# --- from a time expression ---------------------------------------------------------------------


def _by_time(
    time: Time, preposition: str, times: Sequence[Time], text: str, previous: EventDate | None
) -> EventDate | None:
    basis = _basis(time)
    if basis == "inherited" and previous is not None and follows(time):
        unit = time.text.split()[-1].lower() if time.type == "DURATION" else ""
        anchor = _moment(previous.edtf, previous.first, previous.last)
        if unit in lexicon.units() and anchor.grain is not None:
            return _dated(following(anchor, lexicon.units()[unit]), basis, time)
    if time.edtf is None:
        return None
    pair = _range(time, times, text)
    if pair is not None:
        start, end = pair
        first, last = parse_day(start.first), parse_day(end.last)
        moment = Moment("DATE", "", f"{_edge(start, 0)}/{_edge(end, 1)}", first, last)
        return _dated(moment, "stated" if "stated" in (_basis(start), _basis(end)) else basis, time)
    moment = _moment(time.edtf, time.first, time.last)
    if moment.grain == "day" and _NIGHT_OF.search(text[max(0, time.start - 20) : time.start]):
        morning = plus(moment.last, 1) if moment.last else None
        moment = Moment("DATE", "", span_edtf(moment.first, morning), moment.first, morning)
    return _dated(_bounded(moment, time, preposition), basis, time)


def _basis(time: Time) -> DateBasis:
    if _ANAPHORIC.search(time.text):
        return "inherited"
    return "stated" if _ABSOLUTE.search(time.text) else "relative"


def _moment(edtf: str, first: str | None, last: str | None) -> Moment:
    grains: dict[int, Grain] = {4: "year", 7: "month", 10: "day"}
    plain = re.fullmatch(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?", edtf)
    start, end = parse_day(first), parse_day(last)
    grain = grains[len(edtf)] if plain else None
    if grain is None and start is not None and end is not None and (end - start).days <= 7:
        grain = "day"
    return Moment("DATE", "", edtf, start, end, grain)


def _edge(time: Time, side: int) -> str:
    """One end of an interval: the expression's EDTF where it is a plain date, else its first or last day."""
    edtf = time.edtf or ".."
    if re.fullmatch(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?", edtf):
        return edtf
    return (time.first if side == 0 else time.last) or ".."


def _bounded(moment: Moment, time: Time, preposition: str) -> Moment:
    """What "since", "until", "by", "before" and "after" make of a date; "after midnight" is of that day."""
    if time.type == "TIME" and preposition != "since":
        return moment
    if preposition in ("since", "after", "from"):
        return Moment("DATE", "", f"{_edge(time, 0)}/..", moment.first, None)
    if preposition in ("until", "till", "by"):
        return Moment("DATE", "", f"../{_edge(time, 1)}", None, moment.last)
    if preposition == "before" and moment.first is not None:
        eve = plus(moment.first, -1)
        coarse = {"year": eve and of_year(eve.year), "month": eve and of_month(eve.year, eve.month)}
        end = coarse.get(moment.grain or "") or (of_day(eve) if eve else None)
        if end is not None:
            return Moment("DATE", "", f"../{end.edtf}", None, end.last)
    return moment


def _range(time: Time, times: Sequence[Time], text: str) -> tuple[Time, Time] | None:
    """The two ends of the range that a time begins or ends: "from 1988 to 1994", "between 2 and 5 May"."""
    first = bisect_left(times, time.start - 80, key=lambda t: t.start)
    last = bisect_left(times, time.start + 80, key=lambda t: t.start)
    near = [t for t in times[first:last] if t.edtf]
    for start, end in pairwise(near):
        if time not in (start, end) or not _RANGE.match(text[start.end : end.start]):
            continue
        between = text[start.end : end.start].strip().lower()
        opening = re.search(r"\b(from|between)\s+(?:the\s)?\Z", text[max(0, start.start - 14) : start.start], re.I)
        if between == "and" and not opening and _next_day(start, end):
            return start, end
        if (between in ("-", "–", "—", "to", "through") or opening) and (between != "and" or opening):
            if start.first and end.last and start.first > end.last:
                continue
            return start, end
    return None


def _next_day(start: Time, end: Time) -> bool:
    """ "On Monday and Tuesday": what happened on two days running is of both."""
    first, second = parse_day(start.first), parse_day(end.first)
    single = start.first == start.last and end.first == end.last
    return single and first is not None and second is not None and plus(first, 1) == second


# --- from an anniversary ------------------------------------------------------------------------


def _by_anniversary(trigger: "Token", times: Sequence[Time], day: date | None) -> EventDate | None:
    """ "The third anniversary of their victory": so many years before the year of writing."""
    token, count = trigger, None
    for _ in range(3):
        head = token.head
        if head.lower_ == "of" and head.head.lemma_.lower() == "anniversary":
            for child in head.head.lefts:
                figures = re.match(r"\d+", child.lower_)
                count = lexicon.ordinals().get(child.lower_) or (int(figures[0]) if figures else count)
        token = head
    year = of_year(day.year - count) if day and count and day.year > count else None
    return _dated(year, "relative") if year else None


# --- from what was told before -------------------------------------------------------------------


def _by_previous(trigger: "Token", links: Chain, previous: EventDate, day: date | None) -> EventDate | None:
    """The previous event's date where the sentence goes on with it; in a story of the past, from it on."""
    first, last = parse_day(previous.first), parse_day(previous.last)
    if goes_on(trigger, links, previous):
        return _dated(Moment("DATE", "", previous.edtf, first, last), "inherited", previous)
    if links.background:
        return None
    historic = last is not None and day is not None and (day - last) > timedelta(days=_HISTORIC)
    verbs = [site for site in links.sites if is_verb(site)]
    past = bool(verbs) and verbs[-1].tag_ in ("VBD", "VBN")
    if historic and past and first and same_paragraph(trigger, previous):
        moment = _moment(previous.edtf, previous.first, previous.last)
        plain = moment.grain in ("year", "month", "day") and "/" not in previous.edtf
        start = previous.edtf if plain else first
        return _dated(Moment("DATE", "", f"{start}/{day}", first, day), "inherited", previous)
    return None
