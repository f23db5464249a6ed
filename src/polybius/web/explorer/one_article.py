"""What the page of one article shows: its text cut where marks begin and end, each piece with what it is part of."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from polybius.records import Article, Document, Mention, Place, Quantity, Quote, Time
from polybius.web import view, words
from polybius.web.explorer.overview import country

Json = dict[str, Any]

# The layers in the order in which they take a piece's colour where they overlap: what is told most exactly first.
LAYERS = {
    "event": "Events",
    "quantity": "Figures",
    "time": "Times",
    "place": "Places",
    "entity": "Actors",
    "reference": "Words that stand for others",
    "quote": "Quotes",
    "evidence": "Sentences of events",
}
_OFF = ("quote", "evidence", "reference")  # at first: they cover whole sentences, or need another layer to be read


class Mark(NamedTuple):
    """A stretch of the text in a layer, and what is to be said of it."""

    layer: str
    start: int
    end: int
    note: str
    anchor: str | None = None


def shown(document: Document, article: Article | None, events: Mapping[str, tuple[str, int]]) -> Json:
    """The document for its page. events: of each mention its event, and how many documents tell that."""
    marks = _marks(document)
    used = {mark.layer for mark in marks}
    return {
        "title": document.title,
        "publisher": document.publisher or document.agency,
        "agency": document.agency,
        "published": words.day_words(document.published),
        "byline": article.byline if article else (),
        "url": view.safe_url(document.url),
        "id": document.id,
        "notes": document.notes,
        "layers": [(name, said, name not in _OFF) for name, said in LAYERS.items() if name in used],
        "paragraphs": _paragraphs(document, marks),
        "furniture": article.furniture if article else (),
        "events": [_told(mention, events.get(mention.id)) for mention in document.events],
    }


def _told(mention: Mention, event: tuple[str, int] | None) -> Json:
    kind, manner = words.what(mention)
    family = words.load().family[words.load().family_of(mention.type)]
    return {
        "mention": mention.id,
        "what": f"{kind} · {manner}" if manner else kind,
        "color": family.color,
        "status": words.load().status.get(mention.status, mention.status),
        "who": ", ".join(words.shown(mention.actor)),
        "whom": ", ".join(words.shown(mention.recipient)),
        "where": (mention.place.text or mention.place.name) if mention.place else "",
        "when": words.when(mention.date),
        "figures": words.how_many(mention.quantities),
        "event": event[0] if event else None,
        "documents": event[1] if event else 0,
    }


def _marks(document: Document) -> list[Mark]:
    marks: list[Mark] = []
    for one in document.events:
        kind, manner = words.what(one)
        rules = " → ".join((one.why.entry, *one.why.rules))
        note = f"{kind}{': ' + manner if manner else ''} ({one.status})\nrule: {rules}"
        trigger = one.evidence.trigger
        marks.append(Mark("event", trigger.start, trigger.end, f"{note}\n{_sure(one.confidence)}", f"m-{one.id}"))
        marks.append(Mark("evidence", one.evidence.start, one.evidence.end, f"Sentence of: {kind} “{trigger.text}”"))
    marks += [Mark("time", one.start, one.end, _time(one)) for one in document.times]
    marks += [Mark("place", one.start, one.end, _place(one)) for one in document.places]
    for entity in document.entities:
        codes = " ".join(filter(None, (entity.country, *entity.sectors)))
        named = sum(one.chain == entity.chain for one in document.entities)
        note = f"Actor: {entity.name} ({entity.kind}){chr(10) + 'codes: ' + codes if codes else ''}"
        note += f"\nnamed {named} times here" if named > 1 else ""
        marks.append(Mark("entity", entity.start, entity.end, note))
    marks += [Mark("quantity", one.start, one.end, _figure(one)) for one in document.quantities]
    marks += [Mark("reference", one.start, one.end, f"Stands for: {one.to.text}") for one in document.references]
    marks += [Mark("quote", one.start, one.end, _quote(one)) for one in document.quotes]
    return [mark for mark in marks if 0 <= mark.start < mark.end <= len(document.text)]


def _time(one: Time) -> str:
    between = f"\n{one.first or '…'} to {one.last or '…'}" if one.first or one.last else ""
    edtf = f"\nEDTF {one.edtf}" if one.edtf and one.edtf != one.value else ""
    return f"Time: {one.value} ({one.type.lower()}){edtf}{between}"


def _place(one: Place) -> str:
    land = f", {country(one.country)}" if one.country else ""
    number = f"\nGeoNames {one.geonameid}" if one.geonameid is not None else ""
    point = f" at {one.lat:.3f}, {one.lon:.3f}" if one.lat is not None and one.lon is not None else ""
    return f"Place: {one.name or one.text}{land} ({one.kind}){number}{point}\n{_sure(one.confidence)}"


def _figure(one: Quantity) -> str:
    unit = f"\nunit: {one.unit}" if one.unit else ""
    low, high = ("…" if end is None else f"{end:,.0f}" for end in (one.low, one.high))
    return f"Figure: {words.how_many((one,))}\nfrom {low} to {high}{unit}"


def _quote(one: Quote) -> str:
    said = one.source.entity or one.source.text if one.source else "nobody named"
    cue = f"\nby the words “{one.cue.text}”" if one.cue else ""
    return f"{'Direct' if one.direct else 'Indirect'} quote: {said}{cue}"


def _sure(confidence: float) -> str:
    return f"confidence {confidence:.2f}"


def _paragraphs(document: Document, marks: list[Mark]) -> list[Json]:
    """The paragraphs, each a list of pieces: its text, its layers by their order in LAYERS, its notes, its anchor."""
    order = list(LAYERS)
    coming = sorted(marks, key=lambda one: (one.start, one.end, order.index(one.layer)), reverse=True)
    cuts = sorted({point for mark in marks for point in (mark.start, mark.end)})
    captions = [(part.start, part.end) for part in document.parts if part.kind == "caption"]
    found: list[Json] = []
    running: list[Mark] = []
    begin, at = 0, 0
    for paragraph in document.text.split("\n\n"):
        end = begin + len(paragraph)
        pieces: list[Json] = []
        here = begin
        while here < end:
            while at < len(cuts) and cuts[at] <= here:
                at += 1
            stop = min(end, cuts[at] if at < len(cuts) else end)
            while coming and coming[-1].start <= here:  # a mark may begin in the break before the paragraph
                running.append(coming.pop())
            running = [one for one in running if one.end > here]
            over = sorted(running, key=lambda one: order.index(one.layer))
            pieces.append(
                {
                    "text": document.text[here:stop],
                    "layers": list(dict.fromkeys(one.layer for one in over)),
                    "note": "\n\n".join(dict.fromkeys(one.note for one in over if one.layer != "evidence")),
                    "anchor": next((one.anchor for one in over if one.anchor and one.start == here), None),
                }
            )
            here = stop
        if pieces:
            caption = any(first <= begin < last for first, last in captions)
            found.append({"pieces": pieces, "caption": caption})
        begin = end + 2
    return found
