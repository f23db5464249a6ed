"""Where an event happened, by the parse of its sentence."""

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from polybius.language.columns import Columns, columns_of
from polybius.places import countries
from polybius.places.vicinity import moved, vicinity
from polybius.places.words import types
from polybius.records import EventPlace, Participant, Place, PlaceBasis
from polybius.tables import TableError

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# From the most precise to the least.
_PRECISE = {
    kind: rank
    for rank, kinds in enumerate(
        (
            ("facility", "base", "camp", "crossing", "airport", "dam"),
            ("settlement", "unknown"),
            ("district",),
            ("island", "range", "lake", "river", "strait"),
            ("region",),
            ("country",),
            ("sea", "area", "continent"),
        )
    )
    for kind in kinds
}
_NAMING = frozenset({"compound", "nmod", "poss", "amod", "nummod"})
_NOUNS = frozenset({"NOUN", "PROPN"})
# What it costs to pass from one clause to another on the way from the trigger to a phrase; other steps cost
# 1.
_STEPS = {"ccomp": 3.0, "parataxis": 3.0, "relcl": 2.5, "advcl": 2.0, "acl": 1.5, "conj": 1.5, "csubj": 2.0,
          "nsubj": 1.6}  # fmt: skip
_PER_RANK = 0.8
_AS_OBJECT, _AS_SUBJECT, _AS_NAME = 0.0, 2.5, 3.5
_AWAY = 2.5  # those who flee to a place do not flee there
_REFERENCE = 0.6
_TO, _LONGEST_WAY = frozenset({"to", "-", "–"}), 4
# "The city", "that region", "there": what kinds of place they can stand for.
_STAND_FOR = {
    "settlement": ("settlement", "unknown"),
    "region": ("region", "district", "island"),
    "district": ("district", "region"),
    "camp": ("camp",),
    "island": ("island",),
}
_POINTING = frozenset({"the", "this", "that", "its", "their"})
_COUNTRY_WORDS = frozenset({"country", "nation"})


class _Where(NamedTuple):
    """The sentence positions of ``where.toml``."""

    prepositions: dict[str, int]
    verbs: frozenset[str]
    parties: frozenset[str]
    parts: frozenset[str]
    leaving: frozenset[str]
    onward: frozenset[str]
    arriving: frozenset[str]
    folk: frozenset[str]
    grounds: frozenset[str]
    telling: frozenset[str]
    topics: frozenset[str]
    ways: frozenset[str]


class _Attached(NamedTuple):
    """How a name hangs in its sentence: on which word, at what cost, in which phrase, through which nouns.

    ``away``: the phrase is where somebody left for.
    """

    governor: "Token"
    cost: float
    phrase: "Token"
    nouns: tuple[int, ...]
    away: bool = False


class _Site(NamedTuple):
    """A place (or words that stand for one) where the sentence may have put the event."""

    place: Place
    attached: _Attached
    basis: PlaceBasis


def place_event(
    trigger: "Token",
    places: Sequence[Place],
    *,
    dateline: Place | None = None,
    previous: EventPlace | None = None,
    actors: Sequence[Participant] = (),
) -> EventPlace | None:
    """Where the event told by ``trigger`` happened; None when the text does not say.

    ``places`` are the document's, in order and disjoint. Tried in this order: the place that the parse joins to
    the trigger most closely ("stated"; "the city" stands for the last one named, then "inherited"), the
    ``previous`` event's place ("inherited"), the ``dateline``, and where ``actors`` are given the country of the
    first that has one ("actor"). The names of actors ("Azerbaijan regained", "Syrian troops") are not where.
    """
    sites = _sites(trigger, places)
    if sites:
        costs = [_cost(trigger, site) for site in sites]
        best = min(range(len(sites)), key=lambda i: (costs[i], abs(sites[i].place.start - trigger.idx), i))
        site = sites[best]
        if not _antecedent(trigger, site):
            same = [s for s in sites if s.attached.phrase == site.attached.phrase and s.basis == site.basis]
            site = min(
                same, key=lambda s: (_PRECISE.get(s.place.kind, 3), abs(s.place.start - site.place.start))
            )
        found = _event_place(site.place, site.basis)
        return _beside(found, trigger, site.place) if site.basis == "stated" else found
    if previous is not None:
        return msgspec.structs.replace(previous, basis="inherited")
    if dateline is not None:
        return msgspec.structs.replace(_event_place(dateline, "dateline"), start=None, end=None)
    for actor in actors:
        country = countries.by_code(actor.country) if actor.country else None
        if country is not None:
            return EventPlace(
                name=country.name,
                geonameid=country.geonameid,
                lat=country.lat,
                lon=country.lon,
                country=country.alpha3,
                kind="country",
                basis="actor",
            )
    return None


def _beside(found: EventPlace, trigger: "Token", place: Place) -> EventPlace:
    """The event's place as of kind "vicinity" where the words put it near the named one, and not there.

    The named place's number is kept where no distance parts them; its coordinates are moved where the text says how
    far and whither.
    """
    near = vicinity(trigger.doc, place)
    if near is None:
        return found
    lat, lon = found.lat, found.lon
    if lat is not None and lon is not None:
        lat, lon = moved(lat, lon, near)
    geonameid = found.geonameid if near.km is None else None
    return msgspec.structs.replace(found, kind="vicinity", geonameid=geonameid, lat=lat, lon=lon)


def _event_place(place: Place, basis: PlaceBasis) -> EventPlace:
    return EventPlace(
        name=place.name or place.text,
        text=place.text,
        geonameid=place.geonameid,
        lat=place.lat,
        lon=place.lon,
        country=place.country,
        kind=place.kind,
        basis=basis,
        start=place.start,
        end=place.end,
    )


def _sites(trigger: "Token", places: Sequence[Place]) -> list[_Site]:
    """The places of the trigger's sentence that stand where a place of happening can."""
    words = columns_of(trigger.doc)
    begun, end = words.sentences[words.sentence[trigger.i]]
    first, stop = words.starts[begun], words.starts[end - 1] + len(words.texts[end - 1])
    sites = []
    begin = bisect_left(places, first, key=lambda place: place.start)
    until = bisect_left(places, stop, key=lambda place: place.start)
    for place in places[begin:until]:
        if place.end > stop or place.kind == "demonym":
            continue
        span = trigger.doc.char_span(place.start, place.end, alignment_mode="expand")
        if span is not None and not span.start <= trigger.i < span.end:
            attached = None if _on_the_way(trigger.doc, span.start, span.end) else _attached(span.root, place)
            if attached is not None and not _told_of(trigger, attached):
                sites.append(_Site(place, attached, "stated"))
    named = {i for site in sites for i in site.attached.nouns}
    for i in range(begun, end):
        kinds = _stands_for(words, i)
        if not kinds or i in named or i == trigger.i:
            continue
        token = trigger.doc[i]
        earlier = bisect_right(places, token.idx, key=lambda place: place.end)
        before = next((places[i] for i in range(earlier - 1, -1, -1) if places[i].kind in kinds), None)
        attached = _attached(token, before) if before else None
        if before is not None and attached is not None and not _told_of(trigger, attached):
            sites.append(_Site(before, attached, "inherited"))
    return sites


def _stands_for(words: Columns, i: int) -> tuple[str, ...]:
    """The kinds of place that "the city" and its like can stand for; none for other words."""
    kinds = _kinds_of(words.lowers[i]) if words.pos[i] == "NOUN" else ()
    if not kinds or any(words.deps[child] in {"compound", "prep", "relcl"} for child in words.children[i]):
        return ()
    return kinds if any(words.lowers[child] in _POINTING for child in words.children[i]) else ()


def _kinds_of(word: str) -> tuple[str, ...]:
    if word in _COUNTRY_WORDS:
        return ("country",)
    kind = types().get(word)
    if kind is None and word == "area":
        return _STAND_FOR["region"]
    return _STAND_FOR.get(kind.kind, ()) if kind is not None and kind.apart else ()


def _attached(root: "Token", place: Place) -> _Attached | None:
    """Climb from a name to the word that its phrase hangs on; None where no place of happening stands.

    "Control of Mali" and "Mali's army" speak of the state, "parts of Mali" and "Mali's north" of where.
    """
    after = root.doc[root.i + 1] if root.i + 1 < len(root.doc) else None
    if after is not None and after.text in {"-", "–"} and not after.whitespace_ and not root.whitespace_:
        return None  # "a Qatar-brokered truce", "the Goma-based group"
    token, nouns, through = root, [root.i], False
    while True:
        head = token.head
        if token.dep_ in {"appos", "conj"} and head.pos_ in _NOUNS:
            token = head
        elif token.dep_ in _NAMING and head.pos_ in _NOUNS:
            if (place.kind == "country" and not _is_part(head)) or head.lower_ in where().folk:
                return None
            through = through or not _is_type(head)
            token = head
        elif token.dep_ == "pobj" and head.lower_ == "of" and head.head.pos_ in _NOUNS:
            if (place.kind == "country" and not _is_part(head.head)) or _is_folk(head.head):
                return None  # "Ahmed Saleh, 24, of Basra" need not be there
            token = head.head
        else:
            break
        nouns.append(token.i)
        if len(nouns) > len(token.sent):
            return None
    return _hung(token, place, tuple(nouns), through)


def _hung(token: "Token", place: Place, nouns: tuple[int, ...], through: bool) -> _Attached | None:
    lists, head = where(), token.head
    if token.dep_ in {"pobj", "pcomp"} and head.dep_ != "agent":
        rank = lists.prepositions.get(head.lower_)
        if rank is None or (place.kind == "country" and head.lower_ in lists.parties):
            return None
        governor = head.head
        while governor.dep_ == "prep" or (governor.pos_ == "ADP" and governor.head != governor):
            governor = governor.head
        if _end_of_way(head, governor) or (head.lower_ in {"from", "of"} and _is_folk(governor)):
            return None
        verb = governor.lemma_.lower()
        away = verb in lists.leaving if head.lower_ in lists.onward else False
        away |= head.lower_ == "from" and verb in lists.arriving
        return _Attached(governor, rank * _PER_RANK + 0.5 * through + _AWAY * away, head, nouns, away)
    if token.dep_ in {"dobj", "nsubjpass"} and not through and head.lemma_.lower() in lists.verbs:
        return _Attached(head, _AS_OBJECT, token, nouns)
    if token.dep_ in {"dobj", "nsubjpass"} and through and token.lower_ in lists.grounds:
        return _Attached(head, _AS_OBJECT + 0.5, token, nouns)  # "damaged Kabul airport"
    if token.dep_ in {"advmod", "npadvmod"}:
        return _Attached(head, _PER_RANK, token, nouns)
    if token.dep_ in {"nsubj", "nsubjpass"} and place.kind != "country" and not _is_capital(place):
        return _Attached(head, _AS_NAME if through else _AS_SUBJECT, token, nouns)
    return None


def _told_of(trigger: "Token", attached: _Attached) -> bool:
    """Whether the site belongs to what is talked about, and the trigger does not: "discussed the war in"."""
    lists = where()
    if attached.away and attached.governor.i != trigger.i:
        return True  # "fled to Goris after the attack"
    above = {trigger.i, *(token.i for token in trigger.ancestors)}
    token = attached.governor
    while token.i not in above and token.head != token:
        head = token.head
        verb = head.head if token.dep_ == "pobj" and head.lower_ in lists.topics else head
        if token.dep_ in {"dobj", "pobj", "nsubjpass"} and verb.lemma_.lower() in lists.telling:
            return True
        token = head
    return False


def _on_the_way(doc: "Doc", start: int, end: int) -> bool:
    """Whether the name is an end of "the Bangui to Douala road"."""
    words = columns_of(doc).lowers[max(0, start - 1) : end + _LONGEST_WAY]
    before, after = (words[0] if start else ""), words[(1 if start else 0) + end - start :]
    if before in _TO and after[:1] and after[0] in where().ways:
        return True
    return bool(after) and after[0] in _TO and any(word in where().ways for word in after[2:4])


def _end_of_way(preposition: "Token", governor: "Token") -> bool:
    """Whether the preposition brings an end of a road or the like: "the road from Ghazni to Kandahar"."""
    lists = where()
    if preposition.lower_ not in {"from", "to", "between"}:
        return False
    # The parse often hangs them on the verb, so the words before decide too.
    before = preposition.doc[max(preposition.sent.start, preposition.i - 4) : preposition.i]
    return governor.lower_ in lists.ways or any(
        token.lower_ in lists.ways and not any(t.pos_ == "VERB" for t in before if t.i > token.i)
        for token in before
    )


def _is_folk(token: "Token") -> bool:
    return token.ent_type_ == "PERSON" or token.lower_ in where().folk


def _is_type(token: "Token") -> bool:
    kind = types().get(token.lower_)
    return token.lower_ == "area" or (kind is not None and kind.apart)


def _is_part(token: "Token") -> bool:
    return _is_type(token) or token.lower_ in where().parts


def _is_capital(place: Place) -> bool:
    """Whether the place is a seat of government, whose name as a subject is the government's."""
    country = countries.by_code(place.country) if place.country else None
    return country is not None and place.kind == "settlement" and place.name == country.capital


def _antecedent(trigger: "Token", site: _Site) -> bool:
    """Whether the trigger's clause describes the site: "the region that came under control"."""
    above = [trigger, *trigger.ancestors]
    return any(t.dep_ in {"relcl", "acl"} and t.head.i in site.attached.nouns for t in above[:4])


def _cost(trigger: "Token", site: _Site) -> float:
    """How far the trigger is from the site's phrase along the parse, and how little the phrase says where."""
    extra = site.attached.cost + (_REFERENCE if site.basis == "inherited" else 0.0)
    if site.place.name is None:
        extra += 0.3
    if _antecedent(trigger, site):
        return 0.2 + (_REFERENCE if site.basis == "inherited" else 0.0)
    up = [trigger, *trigger.ancestors]
    down = [site.attached.governor, *site.attached.governor.ancestors]
    depth = {token.i: at for at, token in enumerate(down)}
    for at, token in enumerate(up):
        if token.i in depth:
            path = [*up[:at], *down[: depth[token.i]]]
            return extra + sum(_STEPS.get(step.dep_, 1.0) for step in path)
    return extra + 9.0


@cache
def where() -> _Where:
    """The lists of ``where.toml``. Raises TableError where one is missing."""
    file = "where.toml"
    found = tomllib.loads(
        (resources.files("polybius") / "data" / "places" / file).read_text(encoding="utf-8")
    )
    if sorted(found) != sorted(_Where._fields):
        raise TableError(f"data/places/{file}: the lists should be {', '.join(_Where._fields)}")
    ranks = {word: rank for rank, row in enumerate(found["prepositions"]) for word in row}
    return _Where(ranks, *(frozenset(found[name]) for name in _Where._fields[1:]))
