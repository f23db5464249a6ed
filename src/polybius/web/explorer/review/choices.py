"""What a reviewer chose, made into a field's value: words of the text, an entry of a list, a figure that was typed."""

from collections.abc import Callable, Iterable
from typing import Any, get_args

import msgspec

from polybius.records import Document, EventDate, EventPlace, Participant, Quantity, Record, Span, Speaker, Status
from polybius.reviews import ReviewError, Words
from polybius.reviews.values import subtypes, when
from polybius.web import words as plain

Json = dict[str, Any]

_MOST = 12  # places in a list to choose from


class Spot(Record, frozen=True, kw_only=True):
    """A place of the gazetteer, to choose. ``inside``: the region it lies in."""

    geonameid: int | None
    name: str
    inside: str
    country: str
    kind: str
    lat: float | None
    lon: float | None


def lists() -> Json:
    """What fields may be, for lists to choose from: codes and their words."""
    from polybius.entities import sectors
    from polybius.events import ontology
    from polybius.places import countries

    said = plain.load()
    types = ontology.load().types
    return {
        "types": [[name, said.type(name)] for name in types],
        "modes": {
            name: [[mode.name, said.mode.get(mode.name, mode.name.replace("-", " "))] for mode in kind.modes]
            for name, kind in types.items()
        },
        "subtypes": [[name, name.replace("_", " ")] for name in subtypes()],
        "statuses": [[name, said.status.get(name) or name] for name in get_args(Status)],
        "sectors": [[code, one.name] for code, one in sectors.load().items()],
        "countries": [[one.alpha3, one.name] for one in sorted(countries.load(), key=lambda one: one.name)],
        "kinds": [[kind, kind.replace("_", " ")] for kind in kinds()],
    }


def kinds() -> list[str]:
    """The kinds of figures."""
    from polybius.quantities import lexicon

    return sorted(kind.name for kind in lexicon.kinds())


def spots(name: str) -> list[Spot]:
    """Places of the gazetteer that have this name, or whose own name begins so, the most prominent first."""
    from polybius.places import gazetteer
    from polybius.places.countries import by_code

    gaz = gazetteer.load()
    rows = {entry.row: entry for entry in gaz.named(name)}
    found = [*rows.values(), *(entry for entry in gaz.beginning(name, _MOST) if entry.row not in rows)]
    spots = []
    for entry in found[:_MOST]:
        land = by_code(entry.country or "")
        region = gaz.name(entry.region) if entry.region is not None and entry.region != entry.row else ""
        spots.append(
            Spot(
                geonameid=entry.geonameid, name=gaz.name(entry.row), inside=region,
                country=land.name if land else entry.country or "", kind=entry.kind, lat=entry.lat, lon=entry.lon,
            )
        )  # fmt: skip
    return spots


Documents = Callable[[str], Document | None]


def value(field: str, given: Any, words: Words | None, documents: Documents) -> Any:
    """A field's value as JSON, from what was given and the words chosen.

    documents: a document by its id. Raises ReviewError where neither makes a value.
    """
    makers = {
        "date": _date, "place": _place, "attribution": _speaker, "quantities": _figures,
        "actor": _people, "recipient": _people, "mediator": _people,
    }  # fmt: skip
    maker = makers.get(field)
    if maker in (_people, _figures) and not (given is None or _are_objects(given)):
        raise ReviewError(f"{field}: a list of objects is wanted")
    return given if maker is None else msgspec.to_builtins(maker(given, words, documents))


def _date(given: Any, words: Words | None, documents: Documents) -> Any:
    document = documents(words.document) if words else None
    text = given.get("text") if isinstance(given, dict) else given if isinstance(given, str) else None
    span = {"start": words.start, "end": words.end} if words else {}
    if text:
        return msgspec.structs.replace(when(text), **span)
    if words is None or document is None:
        if isinstance(given, dict) and not given.get("edtf"):
            raise ReviewError("a date needs words of the text or a day, month or year: 2023-09-19, 2023-09, 2023")
        return given
    for time in _over(document.times, words):
        if time.edtf is not None:
            basis: Any = "stated" if any(map(str.isdigit, time.text)) else "relative"
            return EventDate(edtf=time.edtf, first=time.first, last=time.last, basis=basis, **span)
    raise ReviewError(f"{words.text!r} is no date that can be read: type the day, month or year as well")


def _place(given: Any, words: Words | None, documents: Documents) -> Any:
    from polybius.places import gazetteer

    document = documents(words.document) if words else None
    gaz = gazetteer.load()
    number = given.get("geonameid") if isinstance(given, dict) else None
    if isinstance(given, dict) and given.get("basis"):
        return given
    if given is None and words is None:
        return None
    span = {"start": words.start, "end": words.end} if words else {}
    entry = gaz.numbered(int(number)) if number else None
    name = (given.get("name") if isinstance(given, dict) else None) or (words.text if words else "")
    if entry is None and number:
        raise ReviewError(f"the gazetteer has no place with the number {number}")
    if entry is None and words is not None and document is not None:
        for place in _over(document.places, words):
            if place.name is not None:
                return EventPlace(
                    name=place.name, text=words.text, geonameid=place.geonameid, lat=place.lat, lon=place.lon,
                    country=place.country, kind=place.kind, basis="stated", **span,
                )  # fmt: skip
    if entry is None:
        entry = next(iter(gaz.named(name)), None)
    if entry is None:
        raise ReviewError(f"the gazetteer has no place {name!r}: search for it by another of its names")
    return EventPlace(
        name=gaz.name(entry.row), text=words.text if words else gaz.name(entry.row), geonameid=entry.geonameid,
        lat=entry.lat, lon=entry.lon, country=entry.country, kind=entry.kind, basis="stated", **span,
    )  # fmt: skip


def _people(given: Any, words: Words | None, documents: Documents) -> list[Participant]:
    people = [dict(one) for one in given or ()]
    if words is not None and not any(one.get("start") == words.start for one in people):
        people.append(msgspec.to_builtins(words))
    return [_person(one, documents) for one in people]


def _person(given: Any, documents: Documents) -> Participant:
    """A participant: as it is given, or, of words and their document alone, as that document's layers know it."""
    from polybius.places import countries

    document = documents(str(given.pop("document"))) if "document" in given else None
    try:
        told = msgspec.convert(given, Participant)
    except msgspec.ValidationError as error:
        raise ReviewError(f"a participant needs the words that name it: {error}") from error
    if told.entity is not None or told.country is not None or told.sectors or document is None:
        return told
    for entity in _over(document.entities, told):
        return msgspec.structs.replace(told, entity=entity.name, country=entity.country, sectors=entity.sectors)
    for place in _over(document.places, told):
        return msgspec.structs.replace(told, entity=place.name, country=place.country)
    land = countries.by_name(told.text) or countries.by_demonym(told.text)
    return msgspec.structs.replace(told, country=land.alpha3) if land else told


def _figures(given: Any, words: Words | None, documents: Documents) -> list[Quantity]:
    document = documents(words.document) if words else None
    found = []
    for one in map(dict, given or ()):
        if "text" not in one and words is not None:
            one |= {"start": words.start, "end": words.end, "text": words.text}
        if "text" not in one:
            one |= {"start": 0, "end": 0, "text": ""}
        if one.get("low") is None and one.get("high") is None and words is not None and document is not None:
            for told in _over(document.quantities, words):
                one |= {"low": told.low, "high": told.high, "unit": one.get("unit") or told.unit}
                break
        try:
            figure = msgspec.convert(one, Quantity, strict=False)
        except msgspec.ValidationError as error:
            raise ReviewError(f"a figure needs its kind and its number: {error}") from error
        if figure.kind not in kinds():
            raise ReviewError(f"there is no kind of figure {figure.kind!r}: there are {', '.join(kinds())}")
        if figure.low is None and figure.high is None:
            raise ReviewError(f"{figure.kind}: how many? Type a number")
        if figure.low is not None and figure.high is not None and figure.low > figure.high:
            raise ReviewError(f"{figure.kind}: from {figure.low:g} to {figure.high:g} goes downwards")
        found.append(figure)
    return found


def _are_objects(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(one, dict) for one in given)


def _speaker(given: Any, words: Words | None, documents: Documents) -> Any:
    if words is None:
        return given
    document = documents(words.document)
    entity = next((one.name for one in _over(document.entities, words)), None) if document else None
    return Speaker(start=words.start, end=words.end, text=words.text, entity=entity)


def _over(spans: Iterable[Any], words: Words | Span) -> list[Any]:
    """Marks that overlap the words: those that fit best first."""
    found = [one for one in spans if one.start < words.end and words.start < one.end]
    return sorted(found, key=lambda one: (abs(one.start - words.start) + abs(one.end - words.end), one.start))
