"""A mention in the form in which it is compared: one row of numbers, flags and lists of hashed words.

Names, codes and words are 32-bit hashes (CRC), so that rows are small and compared fast; within the few mentions
that one is compared with, two words do not meet by chance.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from math import cos, dist, radians, sin
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from polybius.records import EventPlace, Mention, Participant
from polybius.stories.comparisons import ACTOR, DATELINE, INHERITED, STATED
from polybius.stories.reports import Report, day_number
from polybius.stories.settings import Settings
from polybius.stories.stems import WORD, last_noun, stem

if TYPE_CHECKING:
    from polybius.stories.telling import Telling

_YEAR = re.compile(r"(?<![\d,.$€£-])(?:1[89]|20)\d\d(?!\d|,\d|%|-\d)")
# A capital letter within a sentence.
_NAME = re.compile(r"(?<=[\w,;:’'\"“(–—-] )[A-Z][\w’-]{2,}")
_EARTH_KM = 6371.0
_TRUST = {"stated": STATED, "inherited": INHERITED, "dateline": DATELINE, "actor": ACTOR}
_NEAR_DATE = 25  # characters beside a date's words that "overnight" is looked for in

# Column: type in SQL. What each means is with the fields in ``comparisons``.
COLUMNS: dict[str, str] = {
    "type": "VARCHAR", "order_apart": "VARCHAR", "status": "VARCHAR", "symmetric": "BOOLEAN", "wide": "BOOLEAN",
    "dated": "BOOLEAN", "own": "BOOLEAN", "vague": "BOOLEAN", "guess": "BOOLEAN",
    "first": "INTEGER", "last": "INTEGER", "days": "INTEGER", "slack": "INTEGER", "edtf": "UINTEGER",
    "published": "INTEGER",
    "spot": "BIGINT", "place_name": "UINTEGER", "extent": "VARCHAR", "land": "VARCHAR", "place_trust": "INTEGER",
    "site": "VARCHAR",
    "x": "DOUBLE", "y": "DOUBLE", "z": "DOUBLE", "said": "VARCHAR", "where_name": "VARCHAR", "where_text": "VARCHAR",
    **{f"{role}_{name}": kind for role in ("actor", "recipient") for name, kind in (
        ("known", "BOOLEAN"), ("told", "BOOLEAN"), ("coded", "BOOLEAN"), ("names", "UINTEGER[]"),
        ("full", "UINTEGER[]"),
        ("wider", "UINTEGER[]"), ("lands", "UINTEGER[]"), ("bare", "UINTEGER[]"), ("loose", "UINTEGER[]"),
        ("sectors", "UINTEGER[]"), ("nouns", "UINTEGER[]"))},
    "modes": "UINTEGER[]", "subtypes": "UINTEGER[]", "loose": "BOOLEAN",
    "harm": "BOOLEAN", "moved": "BOOLEAN", "count_kind": "UINTEGER",
    **{f"{kind}_{end}": "DOUBLE" for kind in ("killed", "injured", "count") for end in ("low", "high")},
    "trigger": "UINTEGER", "words": "UINTEGER[]", "names": "UINTEGER[]", "set_apart": "BOOLEAN", "told_at": "INTEGER",
}  # fmt: skip

Row = tuple[Any, ...]


class Days(NamedTuple):
    """The days a mention's date can mean, as day numbers, None where open; ``days`` is how many, None where open."""

    dated: bool
    own: bool
    vague: bool
    first: int | None
    last: int | None

    @property
    def days(self) -> int | None:
        """How many days the date can mean, at least 1; None where there is none or it is open."""
        return None if self.first is None or self.last is None else max(1, self.last - self.first + 1)


def features(told: "Telling", settings: Settings) -> Row:
    """The row of one telling, in the order of COLUMNS."""
    mention = told.mention
    rules = settings
    symmetric = mention.type in rules.types.symmetric
    wide = mention.type in rules.types.wide
    when = days_of(told, settings)
    actor, recipient = mention.actor, mention.recipient
    if symmetric:
        actor, recipient = actor + recipient, ()
    published = day_number(told.source.published)
    slack = 0 if mention.date is None else rules.date.slack[mention.date.basis]
    guess = mention.date is not None and mention.date.basis == "published"
    edtf = None if mention.date is None else _code(mention.date.edtf)
    return (
        mention.type, rules.chains.order(mention.why.entry), rules.status.group(mention.status), symmetric, wide,
        when.dated, when.own, when.vague, guess, when.first, when.last, when.days, slack, edtf, published,
        *_where(mention, wide, rules),
        *_who(actor, rules), *_who(recipient, rules),
        _codes(told.modes), _codes(told.subtypes), rules.types.loose >= {*told.modes, *told.subtypes},
        *_figures(mention, rules),
        _code(stem(mention.evidence.trigger.text.casefold())), content(mention.evidence.text, rules.words.common),
        _names(told, rules.chains.bare), told.set_apart, told.chain[0].report.mention.evidence.trigger.start,
    )  # fmt: skip


def _names(told: "Telling", bare: frozenset[str]) -> list[int]:
    """Hashes of the names in a telling's sentences that are neither who took part nor where it was, sorted."""
    mention = told.mention
    known = [text for one in (*mention.actor, *mention.recipient, *mention.mediator) for text in (one.text, one.entity)]
    if mention.place is not None:
        known += [mention.place.name, mention.place.text]
    taken = {word for text in known if text for word in WORD.findall(text.casefold())}
    found = {word.casefold() for sentence in told.sentences for word in _NAME.findall(sentence)}
    return _codes(found - taken - bare)


def days_of(report: "Report | Telling", settings: Settings) -> Days:
    """When a mention's event was.

    Not dated is, too, what has a borrowed date beside an earlier year in its sentence, and what is dated by a
    publisher's clock that the document's own text contradicts.
    """
    mention = report.mention
    when = mention.date
    if when is None:
        return Days(False, False, False, None, None)
    first, last = day_number(when.first), day_number(when.last)
    dated = not clock_doubted(report) and not in_passing(mention) and (first is not None or last is not None)
    own = dated and when.basis in ("stated", "relative")
    if own and first is not None and first == last and when.start is not None and when.end is not None:
        first, last = _overnight(mention, when.start, when.end, first, settings)
    return Days(dated, own, when.basis == "published" and first is None, first, last)


def clock_doubted(report: "Report | Telling") -> bool:
    """Whether a date is reckoned from a day of publication that the document's own text contradicts."""
    when = report.mention.date
    return report.doubted and when is not None and when.basis != "stated"


def in_passing(mention: Mention) -> bool:
    """Whether a date from elsewhere stands against an earlier year in the mention's own sentence."""
    when = mention.date
    if when is None or when.basis in ("stated", "relative"):
        return False
    known = [int(iso[:4]) for iso in (when.first, when.last) if iso]
    years = [int(year) for year in _YEAR.findall(mention.evidence.text)]
    return bool(known) and any(year < min(known) for year in years)


def _overnight(mention: Mention, start: int, end: int, day: int, settings: Settings) -> tuple[int, int]:
    """A day with the eve that "overnight" before its words allows, or the morrow that "night" after them does."""
    text = mention.evidence.text.casefold()
    at, upto = start - mention.evidence.start, end - mention.evidence.start
    if not 0 <= at <= upto <= len(text):
        return day, day
    eve = re.findall(r"\w+", text[max(0, at - _NEAR_DATE) : at])
    night = re.findall(r"\w+", text[at : upto + 10])
    first = day - 1 if not settings.date.night.isdisjoint(eve) else day
    return first, day if settings.date.night.isdisjoint(night) else day + 1


def _where(mention: Mention, wide: bool, settings: Settings) -> Row:
    place = mention.place
    said = mention.evidence.text.casefold() if wide else None
    site = _site(mention, settings) if mention.type in settings.place.exact else None
    if place is None:
        return (*[None] * 5, site, *[None] * 3, said, None, None)
    extent = "point"
    if place.kind in settings.place.countries:
        extent = "country"
    elif place.kind in settings.place.areas:
        extent = "area"
    text = (place.text or place.name).casefold()
    name = place.name.casefold()
    names = (said, name, text) if wide else (None, None, None)
    where = (place.geonameid, _code(name), extent, place.country, _TRUST[place.basis])
    return (*where, site, *_chord(place), *names)


def _site(mention: Mention, settings: Settings) -> str | None:
    """What was taken, where that is a site in a town rather than the town: "seized the airport"."""
    if mention.place is not None and mention.place.kind in settings.place.sites:
        return mention.place.kind
    after = words_around(mention)[1][:4]
    return next((word for word in after if word in settings.place.sites), None)


def _chord(place: EventPlace) -> tuple[float | None, float | None, float | None]:
    """Coordinates in km from the Earth's centre: over some hundred km the straight line is as long as the arc."""
    if place.lat is None or place.lon is None:
        return None, None, None
    lat, lon = radians(place.lat), radians(place.lon)
    return _EARTH_KM * cos(lat) * cos(lon), _EARTH_KM * cos(lat) * sin(lon), _EARTH_KM * sin(lat)


def _who(participants: tuple[Participant, ...], settings: Settings) -> Row:
    told = tuple((one.entity, one.text, one.country, one.sectors) for one in participants)
    return _hashed(told, settings.actors.anybody, tuple(sorted(settings.actors.part_of.items())))


@lru_cache(maxsize=65_536)
def _hashed(
    told: tuple[tuple[str | None, str, str | None, tuple[str, ...]], ...],
    anybody: frozenset[str],
    part_of: tuple[tuple[str, frozenset[str]], ...],
) -> Row:
    """The columns of a role: news has the same actors over and over."""
    wholes = dict(part_of)
    names, full, wider, lands, bare, loose, sectors, nouns = (set[int]() for _ in range(8))
    for entity, text, country, theirs in told:
        if entity:
            names.add(_code(entity.casefold()))
        noun = last_noun(text)
        if noun and noun not in anybody:
            nouns.add(_code(stem(noun)))
        sectors.update(map(_code, theirs))
        if country is None:
            loose.update(map(_code, theirs))
            continue
        lands.add(_code(country))
        if not theirs:
            bare.add(_code(country))
        for sector in theirs:
            full.add(_code(f"{country}/{sector}"))
            wider.update(_code(f"{country}/{whole}") for whole in wholes.get(sector, ()))
    coded = bool(lands or loose)
    lists = (names, full, wider, lands, bare, loose, sectors, nouns)
    return (bool(names or coded or nouns), bool(told), coded, *(tuple(sorted(one)) for one in lists))


def _figures(mention: Mention, settings: Settings) -> Row:
    found: dict[str, tuple[float, float]] = {}
    for quantity in mention.quantities:
        low = quantity.low if quantity.low is not None else quantity.high
        if low is None:
            continue
        high = quantity.high if quantity.high is not None else low
        people = quantity.unit in (None, "people")
        key = quantity.kind if people else f"{quantity.kind} {quantity.unit}"
        # "12 killed, among them three children": the whole is what reports are compared by.
        if key not in found or low > found[key][0]:
            found[key] = (low, high)
    rules = settings.figures
    kinds = [key.split(" ", 1)[0] for key in found]
    other = min((key for key in found if key not in ("killed", "injured")), default=None)
    nothing = (None, None)
    return (
        any(kind in rules.harm for kind in kinds),
        any(kind in rules.moved for kind in kinds),
        None if other is None else _code(other),
        *found.get("killed", nothing),
        *found.get("injured", nothing),
        *(nothing if other is None else found[other]),
    )


def _codes(words: Iterable[str]) -> list[int]:
    return sorted(map(_code, words))


def content(text: str, common: Iterable[str]) -> list[int]:
    """Hashes of the stems of a sentence's content words, sorted, each once."""
    return sorted({_stem_code(word) for word in WORD.findall(text.casefold()) if word not in common})


@lru_cache(maxsize=65_536)
def _stem_code(word: str) -> int:
    return _code(stem(word))


@lru_cache(maxsize=65_536)
def _code(word: str) -> int:
    return crc32(word.encode("utf-8", "replace"))


def words_before(mention: Mention, most: int) -> tuple[str, ...]:
    """At most so many words right before the trigger, lower-cased, adjectives and all."""
    evidence = mention.evidence
    upto = max(0, evidence.trigger.start - evidence.start)
    return tuple(word.casefold() for word in re.findall(r"\w+", evidence.text[max(0, upto - 80) : upto])[-most:])


def words_around(mention: Mention) -> tuple[list[str], list[str]]:
    """The words of the sentence before and after the trigger, lower-cased."""
    evidence = mention.evidence
    at, upto = evidence.trigger.start - evidence.start, evidence.trigger.end - evidence.start
    text = evidence.text.casefold()
    return re.findall(r"\w+", text[: max(0, at)]), re.findall(r"\w+", text[max(0, upto) :])


def kilometres(a: EventPlace, b: EventPlace) -> float | None:
    """How far apart two places are; None where one is not on the map."""
    one, other = _chord(a), _chord(b)
    return None if None in (*one, *other) else dist(one, other)  # type: ignore[arg-type]
