"""Reviewed events as gold: what reviewers say of each document, beside the text that a coder is to read again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from polybius.records import Document, Event, Mention
from polybius.reviews.values import FIELDS

Json = dict[str, Any]

_VOUCHED = ("accepted", "corrected")


def gold(
    events: Iterable[Event], mentions: Mapping[str, Mention], document: Callable[[str], Document | None],
    read: Mapping[str, list[str]] | None = None,
) -> Iterator[Json]:  # fmt: skip
    """A line for each document of which a mention was reviewed, by its id.

    events: those of a store, rejected ones too. mentions: by id, as corrected. read: who has read which documents
    through, which ``gold`` has as "read" where somebody has. Lines have what an input row has (id,
    text, title, publisher, published …), and ``gold``: the events that its sentences tell, and those they do not.
    ``judged`` says whether the mention's own fields were looked at ("mention"), as its event has no other mention, or
    its event's as a whole ("event").
    """
    found: dict[str, Json] = {}
    for event in events:
        if event.reviewed not in (*_VOUCHED, "rejected"):
            continue
        for source in event.sources:
            lists = found.setdefault(source.document, {"events": [], "rejected": []})
            mention = mentions[source.mention]
            if event.reviewed == "rejected":
                lists["rejected"].append({**_place(mention), "type": mention.type, "reviewers": event.reviewers})
            else:
                lists["events"].append(_told(event, mention))
    for id in sorted(found):
        text = document(id)
        if text is None:
            continue
        for name in ("events", "rejected"):
            found[id][name].sort(key=lambda one: (one["start"], one["end"], one["type"]))
        if read and id in read:
            found[id]["read"] = read[id]
        given = ("id", "title", "url", "publisher", "published", "language", "text")
        row = {name: getattr(text, name) for name in given}
        yield {**{name: value for name, value in row.items() if value is not None}, "gold": found[id]}


def _told(event: Event, mention: Mention) -> Json:
    alone = len(event.mentions) == 1
    # Of an event with one mention, what was said of the event was said of the mention.
    values = {name: getattr(event if alone and name != "attribution" else mention, name) for name in FIELDS}
    return {
        **_place(mention), **{name: msgspec.to_builtins(value) for name, value in values.items()},
        "event": event.id, "judged": "mention" if alone else "event", "reviewers": event.reviewers,
    }  # fmt: skip


def _place(mention: Mention) -> Json:
    trigger, evidence = mention.evidence.trigger, mention.evidence
    sentence = {"start": evidence.start, "end": evidence.end, "text": evidence.text}
    return {"start": trigger.start, "end": trigger.end, "trigger": trigger.text, "sentence": sentence}
