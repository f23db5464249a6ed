"""Events as the report's page wants them: small JSON objects with everything in words."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from polybius.places import countries
from polybius.records import Claim, Event, Mention, Source
from polybius.store.rows import countries as countries_of
from polybius.web import words
from polybius.web.marking import runs

Json = dict[str, Any]


def page(events: Iterable[Event], mentions: Mapping[str, Mention]) -> Json:
    """The data of a report: the documents, the words of codes, and the events.

    mentions: by id; the sentence of a source whose mention is not among them goes without marks.
    """
    documents: dict[str, int] = {}
    rows: list[Json] = []
    shown = sorted(events, key=most_told)
    sources: list[Json] = []
    for event in shown:
        for source in event.sources:
            if source.document not in documents:
                documents[source.document] = len(sources)
                sources.append(_document(source))
        rows.append(_event(event, mentions, documents))
    found = words.load()
    touched = sorted({code for row in rows for code in row["countries"]})
    return {
        "families": [{"name": one.name, "color": one.color} for one in found.family],
        "types": {event.type: [found.type(event.type), found.family_of(event.type)] for event in shown},
        "countries": {code: _country(code) for code in touched},
        "documents": sources,
        "events": rows,
    }


def most_told(event: Event) -> tuple[int, int, float, str]:
    """Key by which events that most sources, then most documents tell, then the most salient, come first."""
    return (-event.independent, -len({one.document for one in event.sources}), -event.salience, event.id)


def safe_url(url: str | None) -> str | None:
    """A web address as it is, anything else (script, file, data) as None."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _document(source: Source) -> Json:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": safe_url(source.url),
        "published": words.day_words(source.published),
    }


def _event(event: Event, mentions: Mapping[str, Mention], documents: Mapping[str, int]) -> Json:
    kind, manner = words.what(event)
    first = words.day(event.date.first if event.date else None)
    last = words.day(event.date.last if event.date else None)
    return {
        "id": event.id,
        "type": event.type,
        "what": kind,
        "manner": manner,
        "status": words.load().status.get(event.status, event.status),
        "date": words.when(event.date),
        "guess": event.date is not None and event.date.basis == "published",
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
        "actor": words.shown(event.actor),
        "recipient": words.shown(event.recipient),
        "place": place(event),
        "also": [
            c.value for c in event.claims if c.field == "place" and (c.rule or "").startswith("another name")
        ],
        "spot": _spot(event),
        "country": event.place.country if event.place else None,
        "countries": countries_of(event),
        "figures": words.how_many(event.quantities),
        "size": max((q.low or q.high or 0 for q in event.quantities), default=0),
        "sources": event.independent,
        "asserted": _asserted(event),
        "told": len({source.document for source in event.sources}),
        "salience": event.salience,
        "confidence": event.confidence,
        "codes": _codes(event),
        "claims": _claims(event.claims, documents),
        "evidence": _evidence(event, mentions, documents),
    }


def _asserted(event: Event) -> str:
    """Whose word alone an event is: "Armenia (to whom it was done)"; "" where it is not one side's."""
    one = event.asserted_by
    return "" if one is None else f"{', '.join(one.sources)} ({words.load().side[one.side]})"


def place(event: Event | Mention) -> str:
    """Where, as the sources call it, with the country; "" where nobody knows."""
    if event.place is None:
        return ""
    used = event.place.text or event.place.name
    known = event.place.kind not in ("country", "demonym", "continent") and event.place.country
    country = _country(event.place.country) if known and event.place.country else ""
    return used if not country or country == used else f"{used}, {country}"


def _spot(event: Event) -> list[Any] | None:
    """Where on a map: [latitude, longitude, kind of place, its name]; None where that is not known."""
    place = event.place
    if place is None or place.lat is None or place.lon is None:
        return None
    return [place.lat, place.lon, place.kind or "", place.name]


def _country(code: str) -> str:
    found = countries.by_code(code)
    return found.name if found else code


def _codes(event: Event) -> list[list[str]]:
    """The codes of an event, for those who work with them: [[name, value], ...]."""
    actors = [" ".join([one.country or "---", *one.sectors]) for one in event.actor]
    recipients = [" ".join([one.country or "---", *one.sectors]) for one in event.recipient]
    pairs = (
        ("PLOVER", " · ".join(filter(None, (event.type, event.mode, *event.context)))),
        ("Fine type", event.subtype or ""),
        ("CAMEO", event.cameo or ""),
        ("Goldstein", "" if event.goldstein is None else f"{event.goldstein:g}"),
        ("Actor", ", ".join(actors)),
        ("Recipient", ", ".join(recipients)),
        ("Date", "" if event.date is None else f"{event.date.edtf} ({event.date.basis})"),
        ("Place", _gazetteer(event)),
        ("Confidence", f"{event.confidence:.2f}"),
        ("Id", event.id),
    )
    return [[name, value] for name, value in pairs if value]


def _gazetteer(event: Event) -> str:
    where = event.place
    if where is None:
        return ""
    number = f" · GeoNames {where.geonameid}" if where.geonameid is not None else ""
    return f"{where.name}{number} ({where.basis})"


def _claims(claims: Iterable[Claim], documents: Mapping[str, int]) -> list[Json]:
    """Claims by field: the fields that contradict before those that differ in detail only."""
    found = words.load()
    fields: dict[str, Json] = {}
    for claim in claims:
        entry = fields.setdefault(
            claim.field,
            {"field": found.field.get(claim.field, _spoken(claim.field)), "differ": False, "values": []},
        )
        detail = claim.rule in found.detail.rules or (claim.field not in found.field and not claim.excludes)
        if not claim.chosen and not detail:
            entry["differ"] = True
        value = words.when_edtf(claim.value) if claim.field == "date" else claim.value
        told_by = [documents[document] for document in claim.documents if document in documents]
        entry["values"].append(
            {"value": value, "chosen": claim.chosen, "rule": claim.rule, "documents": told_by, "said": _said(claim)}
        )
    order = found.figures.order
    ranked = sorted(fields, key=lambda name: order.index(name) if name in order else len(order))
    return sorted((fields[name] for name in ranked), key=lambda entry: not entry["differ"])


def _said(claim: Claim) -> list[str]:
    """The sides of an event whose word a claim is, each once: "Armenia (to whom it was done)"."""
    sides = words.load().side
    return list(dict.fromkeys(f"{one.source} ({sides[one.side]})" for one in claim.by if one.source and one.side))


def _spoken(kind: str) -> str:
    """A kind of figure as a heading: "Housing destroyed"."""
    return kind.replace("_", " ").replace("-", " ").capitalize()


def _evidence(event: Event, mentions: Mapping[str, Mention], documents: Mapping[str, int]) -> list[Json]:
    """Each distinct sentence once, with every document that has it, in the order of the sources."""
    found: dict[str, Json] = {}
    for source in event.sources:
        mention = mentions.get(source.mention)
        entry = found.setdefault(
            " ".join(source.text.split()),
            {
                "runs": [[source.text, ""]] if mention is None else runs(mention),
                "documents": [],
                "said": None,
            },
        )
        number = documents[source.document]
        if number not in entry["documents"]:
            entry["documents"].append(number)
        entry["said"] = entry["said"] or source.attribution
    return list(found.values())
