"""What the desk shows of one event: its fields, each source with its words in their paragraphs, what was decided."""

from collections.abc import Sequence
from typing import Any

import msgspec

from polybius.records import Document, Event, Mention
from polybius.reviews import Decision, standing
from polybius.reviews.adding import is_added
from polybius.store import Store, linking
from polybius.store.desk import By, Desk
from polybius.web import view, words
from polybius.web.explorer.live import Live
from polybius.web.explorer.review.queue import why
from polybius.web.marking import spans

Json = dict[str, Any]

# Fields in the order in which they are shown, with their names.
FIELDS = {
    "type": "What", "mode": "Manner", "subtype": "Fine type", "status": "Status", "actor": "Who",
    "recipient": "To whom", "mediator": "Mediator", "date": "When", "place": "Where", "quantities": "How many",
}  # fmt: skip
_NEAR = 8  # events offered for a merge
_FEW = 2  # of so many sources at most the paragraphs around are shown at once


def shown(copy: Live, id: str, by: By) -> Json | None:
    """An event for the desk, a rejected one too; None where there is none."""
    with copy.store() as store:
        event = store.event(id)
        if event is None:
            return None
        desk = Desk(store)
        unseen = desk.hidden(event, by)
        told = [one for one in event.sources if one.mention not in unseen]
        if not told:
            return None
        seen = desk.seen(event, by)
        history = [one for one in desk.history(event) if not by.blind or one.reviewer == by.reviewer]
        documents = {source.document: store.document(source.document) for source in told}
        mentions = _mentions(store, event, by)
        near = _near(store, event)
    with copy.cursor() as db:
        row = db.execute(
            "SELECT differ, alone, guess, nowhere, confidence FROM queue WHERE id = ?", [id]
        ).fetchone()
    kind, manner = words.what(seen)
    around = len(told) <= _FEW
    return {
        "id": event.id,
        "version": max((one.number for one in history), default=0),
        "what": f"{kind} · {manner}" if manner else kind,
        "color": words.load().family[words.load().family_of(seen.type)].color,
        "reviewed": None if by.blind and not history else seen.reviewed,
        "reviewers": [] if by.blind else list(event.reviewers),
        "why": why(*row) if row else [],
        "fields": fields(seen),
        "claims": [_claim(one) for one in seen.claims],
        "sources": [_source(mentions[one.mention], documents[one.document], one, around) for one in told],
        "history": _history(history, len(told) == 1),
        "near": near,
    }


def article(copy: Live, id: str, by: By) -> Json | None:
    """An article for the desk, to be read through: its text, with the events that are coded or added in it; None where
    there is none. A blind reviewer sees nothing of what others added, and who else has read it."""
    with copy.store() as store:
        document = store.document(id)
        if document is None:
            return None
        desk = Desk(store)
        readers = store.read_through().get(id, [])
        found = []
        for event in store.events_of(id):
            unseen = desk.hidden(event, by)
            found += [(event, one) for one in store.mentions(event.id) if one.document == id and one.id not in unseen]
    found.sort(key=lambda pair: (pair[1].evidence.trigger.start, pair[1].id))
    return {
        "document": id,
        "title": document.title,
        "publisher": document.publisher or document.agency,
        "published": words.day_words(document.published),
        "text": document.text,
        "marks": [["trigger", one.evidence.trigger.start, one.evidence.trigger.end] for _, one in found],
        "read": [one for one in readers if not by.blind or one == by.reviewer],
        "events": [_in_article(event, one) for event, one in found],
    }


def _in_article(event: Event, mention: Mention) -> Json:
    kind, manner = words.what(mention)
    return {
        "event": event.id,
        "mention": mention.id,
        "what": f"{kind} · {manner}" if manner else kind,
        "color": words.load().family[words.load().family_of(mention.type)].color,
        "trigger": mention.evidence.trigger.text,
        "who": ", ".join(words.shown(mention.actor)),
        "where": view.place(mention),
        "when": words.when(mention.date),
        "added": is_added(mention),
        "rejected": event.reviewed == "rejected",
    }


def _mentions(store: Store, event: Event, by: By) -> dict[str, Mention]:
    if not by.blind:
        return {one.id: one for one in store.mentions(event.id)}
    over = store.layer(sorted({one.document for one in event.sources}), by=by.reviewer)
    coded = [report.mention for report in store.reports(event.mentions)]
    return {one.id: over.mention(one) if over else one for one in coded}


def fields(told: Event | Mention) -> list[Json]:
    """Each field: its name, its value in words, and as it is."""
    said = words.load()
    kind, manner = words.what(told)
    in_words = {
        "type": kind,
        "mode": manner if told.mode else "",
        "subtype": (told.subtype or "").replace("_", " "),
        "status": said.status.get(told.status) or told.status,
        "actor": ", ".join(words.shown(told.actor)),
        "recipient": ", ".join(words.shown(told.recipient)),
        "mediator": ", ".join(words.shown(told.mediator)),
        "date": words.when(told.date),
        "place": view.place(told),
        "quantities": words.how_many(told.quantities),
    }
    named = FIELDS
    if isinstance(told, Mention):
        named = {**FIELDS, "attribution": "According to"}
        in_words["attribution"] = (told.attribution.entity or told.attribution.text) if told.attribution else ""
    return [
        {"field": name, "name": label, "words": in_words[name], "value": msgspec.to_builtins(getattr(told, name))}
        for name, label in named.items()
    ]


def _claim(claim: Any) -> Json:
    value = words.when_edtf(claim.value) if claim.field == "date" else claim.value
    return {"field": claim.field, "value": value, "mentions": list(claim.mentions), "chosen": claim.chosen}


def _source(mention: Mention, document: Document | None, source: Any, around: bool) -> Json:
    text = document.text if document else mention.evidence.text
    start, end = _window(text, mention, around) if document else (mention.evidence.start, mention.evidence.end)
    marks = [list(one) for one in spans(mention) if start <= one[1] < one[2] <= end]
    return {
        "mention": mention.id,
        "document": source.document,
        "publisher": source.publisher,
        "title": source.title,
        "url": view.safe_url(source.url),
        "published": words.day_words(source.published),
        "said": source.attribution,
        "start": start,
        "whole": start == 0 and end == len(text),
        "text": text[start:end] if document else text,
        "sentence": [mention.evidence.start, mention.evidence.end],
        "marks": marks,
        "fields": fields(mention),
        "rules": [mention.why.entry, *mention.why.rules],
        "confidence": mention.confidence,
    }


def _window(text: str, mention: Mention, around: bool) -> tuple[int, int]:
    """The paragraph of the sentence; with the one before and the one after it, where ``around``."""
    start = text.rfind("\n\n", 0, mention.evidence.start)
    end = text.find("\n\n", mention.evidence.end)
    if around:
        start = text.rfind("\n\n", 0, start) if start > 0 else -1
        end = text.find("\n\n", end + 2) if end >= 0 else -1
    return (0 if start < 0 else start + 2), (len(text) if end < 0 else end)


def _history(log: Sequence[Decision], alone: bool) -> list[Json]:
    left = {one.number for one in standing(log)}
    return [
        {
            "number": one.number,
            "who": one.reviewer,
            "at": one.at,
            "what": deed(one, alone),
            "note": one.note,
            "stands": one.number in left,
        }
        for one in reversed(log)
    ]


def deed(one: Decision, alone: bool) -> str:
    """A decision in words. alone: its event has one source, which need not be told apart from the event."""
    if one.action == "correct":
        name = {**FIELDS, "attribution": "According to"}.get(one.field or "", (one.field or "").capitalize())
        one_source = "" if alone or one.scope != "mention" else " of one source"
        return f"{name}{one_source}: {_short(one.before)} → {_short(one.after)}"
    if one.action == "reject" and one.scope == "mention" and not alone:
        return "rejected one mention"
    return {
        "accept": "accepted", "reject": "rejected", "split": f"split off {len(one.about)}",
        "merge": "merged with another event", "note": "note", "undo": f"took back no. {one.of}",
        "add": f"added {_short((one.after or {}).get('type'))} at “{one.words.text if one.words else ''}”",
        "read": "read the article through",
    }[one.action]  # fmt: skip


def _short(value: Any) -> str:
    if value is None or value == []:
        return "nothing"
    if isinstance(value, list):
        return ", ".join(_short(one) for one in value)
    if isinstance(value, dict):
        if "kind" in value and ("low" in value or "high" in value):
            low, high = value.get("low"), value.get("high")
            figure = f"{low:g}" if low == high and low is not None else f"{_end(low)} to {_end(high)}"
            return f"{figure} {str(value['kind']).replace('_', ' ')}"
        return str(value.get("entity") or value.get("name") or value.get("edtf") or value.get("text") or "?")
    return str(value).replace("_", " ")


def _end(value: float | None) -> str:
    return "any" if value is None else f"{value:g}"


def _near(store: Store, event: Event) -> list[Json]:
    """Other events that this one might be: those that share the most with it."""
    found = list(dict.fromkeys(linking.near(store._db, event.id, 200).values()))
    rows = []
    for id in found:
        other = store.event(id)
        if other is not None and other.id != event.id and other.reviewed != "rejected":
            kind, manner = words.what(other)
            rows.append(
                {
                    "id": id, "what": f"{kind} · {manner}" if manner else kind, "where": view.place(other),
                    "when": words.when(other.date), "who": ", ".join(words.shown(other.actor)),
                    "text": other.sources[0].text if other.sources else "",
                }
            )  # fmt: skip
        if len(rows) == _NEAR:
            break
    return rows
