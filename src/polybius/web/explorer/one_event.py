"""What the page of one event shows: the event in words, what its sources disagree on, each source's own sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from polybius.records import Event, EventRelation, Mention
from polybius.web import view, words
from polybius.web.marking import runs

Json = dict[str, Any]

# The chart of figures over time: its size, and the room for names at its left, in pixels.
_WIDTH, _LEFT, _ROW = 860, 240, 24


def shown(
    event: Event,
    mentions: Mapping[str, Mention],
    following: Mapping[str, Sequence[EventRelation]] | None = None,
    others: Mapping[str, Event] | None = None,
) -> Json:
    """The event for its page. mentions: its mentions by id.

    following: what is said of other events and this one, by their ids; others: the events so related, by id.
    """
    data = view.page([event], mentions)
    [row] = data["events"]
    return {
        "event": row,
        "reviewed": event.reviewed,
        "reviewers": event.reviewers,
        "reviewed_on": words.day_words(event.reviewed_on),
        "family": data["families"][data["types"][event.type][1]],
        "documents": data["documents"],
        "differ": [claim for claim in row["claims"] if claim["differ"]],
        "slight": [claim for claim in row["claims"] if not claim["differ"]],
        "sources": _sources(event, mentions),
        "charts": _charts(event, mentions),
        "related": _related(event, following or {}, others or {}),
        "mediator": words.shown(event.mediator),
        "lat": event.place.lat if event.place else None,
        "lon": event.place.lon if event.place else None,
    }


def _related(
    event: Event, following: Mapping[str, Sequence[EventRelation]], others: Mapping[str, Event]
) -> list[Json]:
    """Events before and after: what each is to this one, in words, and who says so; what this one answers first."""
    told = [("of", one, one.event) for one in event.relations]
    told += [("by", one, other) for other, relations in sorted(following.items()) for one in relations]
    found = []
    for way, relation, other in told:
        if other not in others:
            continue
        known = words.load().relation[relation.kind]
        one = others[other]
        kind, manner = words.what(one)
        found.append(
            {
                "what": known.of if way == "of" else known.by,
                "event": other,
                "kind": kind + (f" ({manner})" if manner else ""),
                "who": ", ".join(words.shown(one.actor)),
                "whom": ", ".join(words.shown(one.recipient)),
                "place": (one.place.text or one.place.name) if one.place else "",
                "date": words.when(one.date),
                "words": relation.words,
                "documents": len(relation.documents),
            }
        )
    return found


def _sources(event: Event, mentions: Mapping[str, Mention]) -> list[Json]:
    """Each source, by its day of publication, with its sentence in marked runs and what it says of each field."""
    found = []
    for source in sorted(event.sources, key=lambda one: (one.published or "9999", one.document, one.mention)):
        mention = mentions.get(source.mention)
        found.append(
            {
                "document": source.document,
                "mention": source.mention,
                "publisher": source.publisher,
                "title": source.title,
                "url": view.safe_url(source.url),
                "published": words.day_words(source.published),
                "said": source.attribution,
                "runs": [(source.text, "")] if mention is None else runs(mention),
                "date": words.when(mention.date) if mention else "",
                "place": (mention.place.text or mention.place.name) if mention and mention.place else "",
                "actor": words.shown(mention.actor) if mention else [],
                "recipient": words.shown(mention.recipient) if mention else [],
                "figures": words.how_many(mention.quantities) if mention else "",
                "status": mention.status if mention else "",
                "rules": [mention.why.entry, *mention.why.rules] if mention else [],
                "confidence": mention.confidence if mention else None,
            }
        )
    return found


def _charts(event: Event, mentions: Mapping[str, Mention]) -> list[Json]:
    """For each kind of figure that two sources or more give: a line for each, from its low to its high."""
    kinds: dict[str, list[Json]] = {}
    for source in sorted(event.sources, key=lambda one: (one.published or "9999", one.document)):
        mention = mentions.get(source.mention)
        for one in mention.quantities if mention else ():
            low = one.low if one.low is not None else one.high
            if low is None:
                continue
            kinds.setdefault(one.kind, []).append(
                {
                    "who": source.publisher or source.title or source.document,
                    "day": words.day_words(source.published),
                    "low": low,
                    "high": one.high,
                    "words": words.how_many((one,)),
                }
            )
    charts = []
    for kind, given in kinds.items():
        if len({(one["who"], one["day"], one["words"]) for one in given}) < 2:
            continue
        top = max(one["high"] or one["low"] for one in given) or 1
        for number, line in enumerate(given):
            line["x"] = round(_LEFT + line["low"] / top * (_WIDTH - _LEFT - 260))
            line["to"] = round(_LEFT + (line["high"] or line["low"]) / top * (_WIDTH - _LEFT - 260))
            line["y"] = number * _ROW + 14
            line["open"] = line["high"] is None and line["words"].startswith(("at least", "more"))
        charts.append({"kind": kind, "given": given, "height": len(given) * _ROW + 8, "width": _WIDTH, "left": _LEFT})
    return charts
