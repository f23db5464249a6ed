"""Made-up documents for tests: mentions are given in a few words, and their offsets come right."""

from calendar import monthrange
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from polybius.records import (
    Article,
    Document,
    EventDate,
    EventPlace,
    Evidence,
    Mention,
    Part,
    Participant,
    Quantity,
    Span,
    Speaker,
    Why,
)

PLACES: dict[str, tuple[int, float, float, str, str, str]] = {
    # text: (GeoNames id, lat, lon, country, kind, name)
    "Stepanakert": (586523, 39.8177, 46.7528, "AZE", "settlement", "Stepanakert"),
    "Khankendi": (586523, 39.8177, 46.7528, "AZE", "settlement", "Stepanakert"),
    "Kharkiv": (706483, 49.9808, 36.2527, "UKR", "settlement", "Kharkiv"),
    "Chuhuiv": (710403, 49.8358, 36.6804, "UKR", "settlement", "Chuhuiv"),
    "Kyiv": (703448, 50.4547, 30.5238, "UKR", "settlement", "Kyiv"),
    "Goma": (216281, -1.6792, 29.2228, "COD", "settlement", "Goma"),
    "Geneva": (2660646, 46.2022, 6.1457, "CHE", "settlement", "Geneva"),
    "Ukraine": (690791, 49.0, 32.0, "UKR", "country", "Ukraine"),
    "Nagorno-Karabakh": (586522, 39.9, 46.6, "AZE", "region", "Nagorno-Karabakh"),
}


def place(text: str, basis: Any = "stated") -> EventPlace:
    """An event's place by one of the names in PLACES."""
    number, lat, lon, country, kind, name = PLACES[text]
    return EventPlace(
        name=name, text=text, geonameid=number, lat=lat, lon=lon, country=country, kind=kind, basis=basis
    )


def date(edtf: str, basis: Any = "stated") -> EventDate:
    """An event's date from "2023", "2023-11" or "2023-11-08"."""
    first = edtf + {4: "-01-01", 7: "-01", 10: ""}[len(edtf)]
    last = edtf + {4: "-12-31", 7: "", 10: ""}[len(edtf)]
    if len(edtf) == 7:
        last += f"-{monthrange(int(edtf[:4]), int(edtf[5:]))[1]}"
    return EventDate(edtf=edtf, first=first, last=last, basis=basis)


def who(text: str, country: str | None = None, *sectors: str, entity: str | None = None) -> Participant:
    """A participant; its offsets are set by ``document``."""
    return Participant(start=0, end=len(text), text=text, entity=entity, country=country, sectors=sectors)


def count(kind: str, low: float | None, high: float | None = None, *, unit: str = "people") -> Quantity:
    """A figure: exact when only ``low`` is given."""
    words = f"{low if low is not None else high:,.0f}"
    top = low if high is None else None if high == float("inf") else high
    return Quantity(start=0, end=len(words), text=words, kind=kind, low=low, high=top, unit=unit)


_DATE_WORDS = ("Wednesday", "Tuesday", "Thursday", "Friday", "September", "Nov. 8", "Nov. 20", "1994")


def tell(sentence: str, trigger: str, type: str, **fields: Any) -> dict[str, Any]:
    """One event of a document to be: its sentence, the trigger in it, its type and a Mention's fields."""
    return {"sentence": sentence, "trigger": trigger, "type": type, **fields}


def document(
    id: str,
    *told: dict[str, Any],
    published: str | None = "2023-11-09",
    publisher: str | None = None,
    title: str | None = None,
    url: str | None = None,
) -> Document:
    """A document whose text is the sentences of its events, each event a mention of its sentence.

    Participants, figures, dates and places are put where their words first stand in the sentence.
    """
    text = ""
    events = []
    for number, spec in enumerate(told):
        sentence = spec["sentence"]
        if sentence not in text:
            text += ("\n\n" if text else "") + sentence
        events.append(_mention(id, number, dict(spec), text.index(sentence)))
    return Document(
        id=id,
        title=title or f"Report {id}",
        url=url or f"https://news.example/{id}",
        publisher=publisher or f"Paper {id}",
        published=published,
        language="en",
        text=text,
        parts=(Part(kind="body", start=0, end=len(text)),),
        events=tuple(events),
    )


def article(id: str, title: str, body: str, published: str | None = "2023-11-09") -> Article:
    """An article of a title and a body."""
    return Article(id=id, title=title, body=body, published=published, publisher=f"Paper {id}")


def _mention(document_id: str, number: int, spec: dict[str, Any], offset: int) -> Mention:
    sentence, trigger, kind = spec.pop("sentence"), spec.pop("trigger"), spec.pop("type")
    at = sentence.index(trigger)
    key = blake2b(f"{document_id}|{number}|{sentence}|{trigger}".encode(), digest_size=8).hexdigest()
    roles = {role: _set_spans(spec.pop(role, ()), sentence, offset) for role in ("actor", "recipient")}
    where = spec.pop("place", None)
    if where is not None and where.text is not None and where.text in sentence:
        start = offset + sentence.index(where.text)
        where = _changed(where, start=start, end=start + len(where.text))
    when = spec.pop("date", None)
    words = next((words for words in _DATE_WORDS if words in sentence), None)
    if when is not None and words is not None:
        start = offset + sentence.index(words)
        when = _changed(when, start=start, end=start + len(words))
    speaker = spec.pop("said_by", None)
    return Mention(
        **{
            "id": key,
            "document": document_id,
            "type": kind,
            "status": "occurred",
            "salience": 0.5,
            "confidence": 0.6,
            "why": Why(entry=trigger),
            "quantities": _set_spans(spec.pop("quantities", ()), sentence, offset),
            "place": where,
            "date": when,
            "attribution": _speaker(speaker, offset),
            "evidence": Evidence(
                start=offset,
                end=offset + len(sentence),
                text=sentence,
                trigger=Span(start=offset + at, end=offset + at + len(trigger), text=trigger),
            ),
            **roles,
            **spec,
        }
    )


def _speaker(given: str | Participant | None, offset: int) -> Speaker | None:
    """The source of a mention, from its words or as a participant is given."""
    if given is None:
        return None
    one = who(given) if isinstance(given, str) else given
    return Speaker(
        start=offset, end=offset + len(one.text), text=one.text, entity=one.entity, country=one.country,
        sectors=one.sectors,
    )  # fmt: skip


def _set_spans(spans: Sequence[Any], sentence: str, offset: int) -> tuple[Any, ...]:
    placed = []
    for span in spans:
        at = max(0, sentence.find(span.text))
        placed.append(_changed(span, start=offset + at, end=offset + at + len(span.text)))
    return tuple(placed)


def _changed(record: Any, **fields: Any) -> Any:
    import msgspec

    return msgspec.structs.replace(record, **fields)
