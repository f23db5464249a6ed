"""Events told at a distance from another: "three days after the attack of 2 May", "in the weeks before the vote"."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from polybius.language.columns import columns_of
from polybius.records import EventDate, Time
from polybius.times import lexicon, numerals
from polybius.times.attachment import Chain, chain, is_happening
from polybius.times.durations import DAYS
from polybius.times.governing import govern
from polybius.times.moments import of_year, parse_day, plus, span_edtf

if TYPE_CHECKING:
    from spacy.tokens import Token

# Days within which "weeks before", their number unsaid, lie; hours and minutes are of the same day.
_REACH = {"TS": 0, "TM": 0, "TH": 0, "D": 14, "W": 60, "M": 365, "Y": 3652}
# Days by which a number of weeks, months or years is rounded: who counts back "three weeks" counts no days.
_ABOUT = {"W": 3, "M": 15, "Y": 183}
# A story goes on "the day after the attack" with one told in it, not with one of another year.
_NEAR = 31


class Distance(NamedTuple):
    """The days an event is dated to by its distance from another; ``start``, ``end``: offsets of the words.

    Both days are None where the other event is undated; ``before`` says on which side of it it lies. ``under``:
    the event is the one under "before" or "after", dated from what stands above.
    """

    first: date | None
    last: date | None
    edtf: str | None
    before: bool
    start: int
    end: int
    under: bool = False


class _Days(NamedTuple):
    """The days of the event that another is dated from."""

    first: date | None
    last: date | None


def distance(
    links: Chain, times: Sequence[Time], known: "Callable[[Token], EventDate | None] | None" = None
) -> Distance | None:
    """How far from another event the event of a chain of words lies, where its clause says so.

    ``known`` gives the date of the event that "the attack" means, which "the day after the attack" counts from.
    """
    doc = links.sites[0].doc
    words = columns_of(doc)
    begun, end = words.sentences[words.sentence[links.sites[0].i]]
    for i in range(begun + 1, end):
        if words.lowers[i] not in ("before", "after"):
            continue
        token, unit = doc[i], doc[i - 1]
        letter = _letter(unit)
        other = _other(token)
        if letter not in _REACH or other is None:
            continue
        above = _told(token, other, unit)
        before = token.lower_ == "before"
        said = _number(unit)
        start = unit.idx if said is None else said[1]
        if other in links.sites and above not in links.sites:
            days, before = _of_words(above, times), not before
        elif above in links.sites:
            days = _of_words(other, times, alone=True) or _of_story(other, known)
        else:
            continue
        under = other in links.sites and above not in links.sites
        if days is None and letter.startswith("T"):
            continue
        first, last, edtf = None, None, None
        if days is not None:
            first, last, edtf = _shifted(days, letter, said[0] if said else None, before)
        return Distance(first, last, edtf, before, start, unit.idx + len(unit), under)
    return None


def _letter(unit: "Token") -> str:
    """The unit's letter; "the morning after" is the day after."""
    return "D" if unit.lower_ in lexicon.dayparts() else lexicon.units().get(unit.lower_, "")


def _of_words(token: "Token", times: Sequence[Time], *, alone: bool = False) -> _Days | None:
    """The days of the time that governs a word (``alone``), or else one of those above it in its clause."""
    found = govern(token, times, Chain(sites=[token], background=True) if alone else chain(token))
    if found is None and not alone:
        found = next((known for word in token.ancestors if (known := govern(word, times, chain(word)))), None)
    return _Days(parse_day(found.time.first), parse_day(found.time.last)) if found else None


def _of_story(other: "Token", known: "Callable[[Token], EventDate | None] | None") -> _Days | None:
    """The days of the event told before, where a noun such as "the attack" can be it."""
    if known is None or not is_happening(other):
        return None
    lefts = list(other.lefts)
    determiner = next((child.lower_ for child in lefts if child.dep_ == "det"), "")
    if determiner not in ("the", "that", "this") or len(lefts) > 1 or list(other.rights):
        return None
    told = known(other)
    if told is None:
        return None
    first, last = parse_day(told.first), parse_day(told.last)
    close = first is not None and last is not None and (last - first).days <= _NEAR
    return _Days(first, last) if close else None


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
    """The number before a unit and where it begins: "two years", "a week", "the day"."""
    words = [unit.doc[i] for i in range(max(unit.sent.start, unit.i - 3), unit.i)]
    for begin in range(len(words)):
        text = " ".join(word.text for word in words[begin:])
        if words[begin].lower_ not in lexicon.units() and (value := numerals.value(text)) is not None:
            return value, words[begin].idx
    if words and words[-1].lower_ == "the" and unit.tag_ == "NN":
        return 1.0, words[-1].idx
    return None


def _shifted(
    other: _Days, letter: str, number: float | None, before: bool
) -> tuple[date | None, date | None, str | None]:
    first, last = other
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
    days, about = round(number * DAYS[letter]), _ABOUT.get(letter, 0)
    first, last = plus(first, sign * days - about), plus(last, sign * days + about)
    return first, last, span_edtf(first, last)
