"""An event as one flat row: the columns of the CSV, Parquet and XLSX exports, each with its meaning."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Literal, NamedTuple

from polybius.records import Event, Participant
from polybius.store.rows import names, publishers
from polybius.stories.claims import figure

Kind = Literal["text", "integer", "number", "date"]
# Above it a count is no count, and not every reader's integers reach it.
_MOST = 2**53


class Column(NamedTuple):
    """A column: its name, what its values are, what they mean, and how an event gives one."""

    name: str
    kind: Kind
    meaning: str
    value: Callable[[Event], Any]


_SEPARATOR = "; "


def _joined(values: Any) -> str | None:
    return _SEPARATOR.join(dict.fromkeys(value for value in values if value)) or None


def _role(role: str) -> list[Column]:
    def of(event: Event) -> tuple[Participant, ...]:
        found: tuple[Participant, ...] = getattr(event, role)
        return found

    doing = {"actor": "did it", "recipient": "it was done to", "mediator": "mediated"}[role]
    return [
        Column(
            role, "text", f"who {doing}: names, else the words of a source", lambda e: _joined(names(of(e)))
        ),
        Column(
            f"{role}_country",
            "text",
            "their countries (ISO 3166 alpha-3)",
            lambda e: _joined(one.country for one in of(e)),
        ),
        Column(
            f"{role}_sectors",
            "text",
            "their PLOVER sectors",
            lambda e: _joined(sector for one in of(e) for sector in one.sectors),
        ),
    ]


def _people(kind: str) -> list[Column]:
    def low(event: Event) -> int | None:
        return _count(q.low for q in event.quantities if q.kind == kind)

    def high(event: Event) -> int | None:
        return _count(q.high for q in event.quantities if q.kind == kind)

    return [
        Column(f"{kind}_low", "integer", f"{kind}: at least so many people", low),
        Column(f"{kind}_high", "integer", f"{kind}: at most so many people (empty: open)", high),
    ]


def _count(figures: Iterable[float | None]) -> int | None:
    """The first figure that is known, as a whole number."""
    known = next((one for one in figures if one is not None), None)
    return None if known is None or abs(known) > _MOST else round(known)


def _disagreements(event: Event) -> str | None:
    fields: dict[str, list[str]] = {}
    for claim in event.claims:
        fields.setdefault(claim.field, []).append(claim.value)
    return _SEPARATOR.join(f"{field}: {' | '.join(values)}" for field, values in fields.items()) or None


def _asserted(event: Event) -> str | None:
    one = event.asserted_by
    return None if one is None else f"{one.side} {one.country or '?'}: {', '.join(one.sources)}"


def _published(event: Event, pick: Callable[[list[date]], date]) -> date | None:
    days = [day for source in event.sources if (day := _day(source.published)) is not None]
    return pick(days) if days else None


def _day(iso: str | None) -> date | None:
    """The day of an ISO date or date-time; None where it is none."""
    try:
        return None if iso is None else date.fromisoformat(iso[:10])
    except ValueError:
        return None


COLUMNS: tuple[Column, ...] = (
    Column("id", "text", "the event's id, the same in every export", lambda e: e.id),
    Column("type", "text", "PLOVER root, or one of Polybius's six more", lambda e: e.type),
    Column("mode", "text", "PLOVER mode", lambda e: e.mode),
    Column("subtype", "text", "fine type (ACLED's names as slugs)", lambda e: e.subtype),
    Column("context", "text", "PLOVER contexts", lambda e: _joined(e.context)),
    Column("quad", "text", "quad class", lambda e: e.quad),
    Column("cameo", "text", "CAMEO code", lambda e: e.cameo),
    Column("goldstein", "number", "Goldstein scale, -10 (conflict) to 10 (cooperation)", lambda e: e.goldstein),
    Column("status", "text", "occurred, ongoing, planned, denied ...", lambda e: e.status),
    Column("date", "text", "when, as EDTF", lambda e: e.date.edtf if e.date else None),
    Column("first", "date", "first day it can mean", lambda e: _day(e.date.first) if e.date else None),
    Column("last", "date", "last day it can mean", lambda e: _day(e.date.last) if e.date else None),
    Column("date_basis", "text", "what the date rests on", lambda e: e.date.basis if e.date else None),
    Column("place", "text", "where, by the gazetteer's name", lambda e: e.place.name if e.place else None),
    Column(
        "place_text", "text", "where, as the sources call it", lambda e: e.place.text if e.place else None
    ),
    Column("geonameid", "integer", "GeoNames id", lambda e: e.place.geonameid if e.place else None),
    Column("lat", "number", "latitude, degrees north (WGS 84)", lambda e: e.place.lat if e.place else None),
    Column("lon", "number", "longitude, degrees east (WGS 84)", lambda e: e.place.lon if e.place else None),
    Column("country", "text", "country (ISO 3166 alpha-3)", lambda e: e.place.country if e.place else None),
    Column(
        "place_kind", "text", "settlement, region, country ...", lambda e: e.place.kind if e.place else None
    ),
    Column("place_basis", "text", "what the place rests on", lambda e: e.place.basis if e.place else None),
    *_role("actor"),
    *_role("recipient"),
    *_role("mediator"),
    *_people("killed"),
    *_people("injured"),
    *_people("displaced"),
    Column(
        "figures",
        "text",
        "every count: kind and figure",
        lambda e: _joined(f"{q.kind} {figure(q)}" for q in e.quantities),
    ),
    Column("mentions", "integer", "how often it is told", lambda e: len(e.mentions)),
    Column("documents", "integer", "in how many documents", lambda e: len({s.document for s in e.sources})),
    Column("publishers", "integer", "by how many publishers, reprints and all", publishers),
    Column("independent", "integer", "how many independent sources tell it", lambda e: e.independent),
    Column("first_published", "date", "day of the first report", lambda e: _published(e, min)),
    Column("last_published", "date", "day of the last report", lambda e: _published(e, max)),
    Column("salience", "number", "how central it is to a document, 0-1", lambda e: e.salience),
    Column("confidence", "number", "estimated probability that the codes are right, 0-1", lambda e: e.confidence),
    Column("reviewed", "text", "what reviewers made of it (empty: nobody looked)", lambda e: e.reviewed),
    Column("reviewers", "text", "who reviewed it", lambda e: _joined(e.reviewers)),
    Column("reviewed_on", "date", "day of the last decision about it", lambda e: e.reviewed_on),
    Column("disagreements", "text", "where sources differ: every value, the one taken first", _disagreements),
    Column("asserted_by", "text", "the one side on whose word alone it rests: its role, country, sources", _asserted),
    Column(
        "relations",
        "text",
        "what it is to other events, as the texts say: kind and id",
        lambda e: _joined(f"{one.kind} {one.event}" for one in e.relations),
    ),
    Column(
        "evidence", "text", "the first report's sentence", lambda e: e.sources[0].text if e.sources else None
    ),
    Column(
        "attribution", "text", "who is quoted for it", lambda e: _joined(s.attribution for s in e.sources)
    ),
    Column("source_names", "text", "who published it", lambda e: _joined(s.publisher for s in e.sources)),
    Column("urls", "text", "where to read it", lambda e: _joined(s.url for s in e.sources)),
)


def typed(event: Event) -> dict[str, Any]:
    """An event as a row: column name to str, int, float, date or None."""
    return {column.name: column.value(event) for column in COLUMNS}


def flat(event: Event) -> dict[str, Any]:
    """The same with days in ISO 8601: column name to str, int, float or None."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in typed(event).items()}
