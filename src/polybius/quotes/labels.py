"""Speakers named by the layout: "SMITH: I was there." in a transcript, "“…” — Jane Smith" under a quote."""

import re
from collections import Counter
from collections.abc import Sequence

from polybius.quotes.marks import Quotation
from polybius.quotes.speakers import speaker_of_span
from polybius.records import Entity, Quote, Span

_NAME = r"[A-Z][\w.'’-]*"
_LABEL = re.compile(
    rf"^[\"“”]?({_NAME}(?:[ \xa0](?:{_NAME}|de|bin|al|van|von)){{0,3}})(:)[ \xa0]+(?=\S)", re.M
)
_SIGNATURE = re.compile(rf"\s*([—–―]|--)\s*({_NAME}(?:[ \xa0]{_NAME}){{0,4}}(?:, [^\n.!?]{{1,60}})?)(?=\n|$)")


def find(text: str, marks: Sequence[Quotation], entities: Sequence[Entity]) -> list[Quote]:
    """The quotes that a label or a signature attributes; the cue is the colon or the dash."""
    return [*_transcript(text, entities), *_signed(text, marks, entities)]


def _transcript(text: str, entities: Sequence[Entity]) -> list[Quote]:
    """Turns of a transcript: a label counts where it comes back, or is one of several in capitals.

    One in capitals alone may be a dateline ("NEW DELHI: The court …").
    """
    labels = list(_LABEL.finditer(text))
    times = Counter(label[1] for label in labels)
    turns = [label[1] for label in labels if label[1].isupper()]
    transcript = len(turns) > 2 and len(set(turns)) > 1
    found = []
    for label in labels:
        if times[label[1]] < 2 and not (transcript and label[1].isupper()):
            continue
        end = text.find("\n", label.end())
        end = len(text.rstrip()) if end < 0 else end
        if label.end() >= end:
            continue
        found.append(
            Quote(
                start=label.end(), end=end, text=text[label.end() : end], direct=True,
                source=speaker_of_span(text, label.start(1), label.end(1), entities),
                cue=Span(start=label.start(2), end=label.end(2), text=label[2]),
            )
        )  # fmt: skip
    return found


def _signed(text: str, marks: Sequence[Quotation], entities: Sequence[Entity]) -> list[Quote]:
    found = []
    for mark in marks:
        signature = _SIGNATURE.match(text, mark.end)
        if signature is None or mark.inner_start >= mark.inner_end:
            continue
        end = signature.start(2) + len(signature[2].rstrip())
        found.append(
            Quote(
                start=mark.inner_start, end=mark.inner_end, text=text[mark.inner_start : mark.inner_end],
                direct=True, source=speaker_of_span(text, signature.start(2), end, entities),
                cue=Span(start=signature.start(1), end=signature.end(1), text=signature[1]),
            )
        )  # fmt: skip
    return found
