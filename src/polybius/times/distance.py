"""Events told at a distance from another: "three days after the attack of 2 May", "in the weeks before the vote"."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from polybius.records import Time
from polybius.times import lexicon, numerals
from polybius.times.attachment import Chain
from polybius.times.durations import DAYS
from polybius.times.governing import govern
from polybius.times.moments import of_year, parse_day, plus, span_edtf

if TYPE_CHECKING:
    from spacy.tokens import Token

# Days within which "weeks before", their number unsaid, lie.
_REACH = {"D": 14, "W": 60, "M": 365, "Y": 3652}


class Distance(NamedTuple):
    """The days an event is dated to by its distance from another; ``start``, ``end``: offsets of the words.

    Both days are None where the other event is undated; ``before`` says on which side of it it lies.
    """

    first: date | None
    last: date | None
    edtf: str | None
    before: bool
    start: int
    end: int


def distance(links: Chain, times: Sequence[Time]) -> Distance | None:
    """How far from another event the event of a chain of words lies, where its clause says so."""
    sentence = links.sites[0].sent
    for token in sentence:
        if token.lower_ not in ("before", "after") or token.i == sentence.start:
            continue
        unit = token.doc[token.i - 1]
        letter = lexicon.units().get(unit.lower_, "")
        other = _other(token)
        if letter not in _REACH or other is None or _told(token, other, unit) not in links.sites:
            continue
        found = govern(other, times, Chain(sites=[other], background=True))
        said = _number(unit)
        start, before = unit.idx if said is None else said[1], token.lower_ == "before"
        first, last, edtf = None, None, None
        if found is not None:
            first, last, edtf = _shifted(found.time, letter, said[0] if said else None, before)
        return Distance(first, last, edtf, before, start, unit.idx + len(unit))
    return None


def _other(token: "Token") -> "Token | None":
    """The word for the other event, under "before" or "after"."""
    if token.dep_ == "mark":
        return token.head
    return next((child for child in token.rights if child.dep_ in ("pobj", "pcomp")), None)


def _told(token: "Token", other: "Token", unit: "Token") -> "Token":
    """The word that the distance hangs on: above "before", the unit and the prepositions between."""
    word = other.head if token.dep_ == "mark" else token.head
    while word.head != word and (word == unit or word.pos_ == "ADP" or word.lower_ in lexicon.units()):
        word = word.head
    return word


def _number(unit: "Token") -> tuple[float, int] | None:
    """The number before a unit and where it begins: "two years", "a week"."""
    words = [unit.doc[i] for i in range(max(unit.sent.start, unit.i - 3), unit.i)]
    for begin in range(len(words)):
        text = " ".join(word.text for word in words[begin:])
        if words[begin].lower_ not in lexicon.units() and (value := numerals.value(text)) is not None:
            return value, words[begin].idx
    return None


def _shifted(
    time: Time, letter: str, number: float | None, before: bool
) -> tuple[date | None, date | None, str | None]:
    first, last = parse_day(time.first), parse_day(time.last)
    if first is None or last is None:
        return None, None, None
    if number is None:
        edge = plus(first, -_REACH[letter]) if before else plus(last, _REACH[letter])
        first, last = (edge, first) if before else (last, edge)
        return first, last, span_edtf(first, last)
    sign = -1 if before else 1
    if letter == "Y" and number == int(number):
        year = of_year(first.year + sign * int(number))
        if year is not None and (last - first).days > 1 and first.year == last.year:
            # A month or a year, counted from in years, is about a year.
            return year.first, year.last, year.edtf
    days = round(number * DAYS[letter])
    first, last = plus(first, sign * days), plus(last, sign * days)
    return first, last, span_edtf(first, last)
