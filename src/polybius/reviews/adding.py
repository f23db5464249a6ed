"""Events that the machine missed, as reviewers add them: a mention made of marked words and what is said of them."""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import msgspec

from polybius.events.identity import identity
from polybius.records import Document, EventDate, EventPlace, Evidence, Mention, Span, Why
from polybius.reviews.correcting import corrected, moved_span
from polybius.reviews.decision import Decision, ReviewError, Words
from polybius.reviews.values import FIELDS, check_mode, decoded, when

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

# What made a mention that a reviewer added, where others have an entry of the lexicon.
ADDED = "review/added"
_RULE = "added in review"


def is_added(mention: Mention) -> bool:
    """Whether a mention is there as a reviewer added it, and not as the machine codes it."""
    return mention.why.entry == ADDED


def added(document: Document, words: Words, fields: Mapping[str, Any]) -> Mention:
    """The mention that a reviewer adds.

    words: the trigger, of one sentence of the document. fields: values by name (``values.FIELDS``), as JSON or records;
    a type is needed. A date or place that is left out is the only one that the sentence names; failing that, the date
    is the day of publication. Raises ReviewError for what cannot be.
    """
    strange = [name for name in fields if name not in FIELDS]
    if strange:
        raise ReviewError(f"there is no field {strange[0]!r} to give: there are {', '.join(FIELDS)}")
    if not fields.get("type"):
        raise ReviewError("an event that is added needs a type")
    sentence = sentence_of(document.text, words.start, words.end)
    given = {name: decoded(name, value, scope="mention") for name, value in fields.items()}
    check_mode(given["type"], given.get("mode"))
    given = {"status": "occurred", **given}
    given.setdefault("date", _day(document, sentence))
    given.setdefault("place", _spot(document, sentence))
    mention = Mention(
        id=identity(document.id, words.start, words.end, given["type"]), document=document.id, type=given["type"],
        status=given["status"], salience=_salience(document.text, sentence.start), confidence=1.0,
        evidence=Evidence(
            start=sentence.start, end=sentence.end, text=sentence.text,
            trigger=Span(start=words.start, end=words.end, text=words.text),
        ),
        why=Why(entry=ADDED, rules=(_RULE,)),
    )  # fmt: skip
    return _with(mention, given)


def statement(mention: Mention, text: str) -> dict[str, Any]:
    """All that an addition says, for the log: each field as JSON, and under "said" the words that its date rests on.

    text: the document's.
    """
    found = {name: msgspec.to_builtins(getattr(mention, name)) for name in FIELDS}
    date = mention.date
    if date is not None and date.start is not None and date.end is not None:
        found["said"] = {"date": text[date.start : date.end]}
    return found


def as_stated(mention: Mention, decision: Decision, moved: int, text: str) -> Mention:
    """A mention with every field as an addition says it, its words where they stand in the text now.

    moved: by how much its sentence has moved. Words that are gone are left off.
    """
    fields: dict[str, Any] = {}
    said = decision.after.get("said", {})
    for name, kind in FIELDS.items():
        value = msgspec.convert(decision.after.get(name, () if name in _MANY else None), kind, strict=False)
        if name in _MANY and name != "context":
            value = tuple(one for one in (moved_span(each, moved, text) for each in value) if one is not None)
        elif isinstance(value, Span):
            value = moved_span(value, moved, text)
        elif isinstance(value, EventDate | EventPlace) and value.start is not None and value.end is not None:
            words = value.text if isinstance(value, EventPlace) else said.get(name)
            at = moved_span(Span(start=value.start, end=value.end, text=words), moved, text) if words else None
            value = msgspec.structs.replace(value, start=at.start if at else None, end=at.end if at else None)
        fields[name] = value
    return _with(mention, fields)


_MANY = ("context", "actor", "recipient", "mediator", "quantities")


def _with(mention: Mention, fields: Mapping[str, Any]) -> Mention:
    """The mention with these fields, and the codes of its type and mode."""
    rest = {name: value for name, value in fields.items() if name not in ("type", "mode")}
    told = corrected(msgspec.structs.replace(mention, **rest), "type", fields["type"])
    return corrected(told, "mode", fields.get("mode"))


# --- what the text gives ------------------------------------------------------------------------


def sentence_of(text: str, start: int, end: int) -> Span:
    """The sentence that words stand in. Raises ReviewError where they are of several, or none."""
    from polybius.language.partial import sentences

    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise ReviewError("mark the words that tell the event")
    begin = text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0
    stop = text.find("\n\n", start)
    paragraph = text[begin : len(text) if stop < 0 else stop]
    doc = _tokenizer()(paragraph)
    tokens = [token.text for token in doc]
    for first, last in sentences(tokens):
        a, b = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        whole = paragraph[a:b]
        a, b = a + len(whole) - len(whole.lstrip()) + begin, b - (len(whole) - len(whole.rstrip())) + begin
        if a <= start < b:
            if end > b:
                raise ReviewError("mark words of one sentence: an event that is added rests on one")
            return Span(start=a, end=b, text=text[a:b])
    raise ReviewError("mark the words that tell the event")


@cache
def _tokenizer() -> "Callable[[str], Doc]":
    import spacy

    return spacy.blank("en").make_doc


def _salience(text: str, start: int) -> float:
    """How central words are to their article: the earlier the more, as for what the machine codes."""
    from polybius.language.partial import sentences

    doc = _tokenizer()(text[:start])
    before = len(sentences([token.text for token in doc])) if len(doc) else 0
    return round(1 / (1 + 0.25 * before), 3)


def _day(document: Document, sentence: Span) -> EventDate | None:
    inside = [one for one in document.times if one.edtf and sentence.start <= one.start and one.end <= sentence.end]
    if len({one.edtf for one in inside}) == 1:
        time = inside[0]
        assert time.edtf is not None
        basis: Any = "stated" if any(map(str.isdigit, time.text)) else "relative"
        return EventDate(
            edtf=time.edtf, first=time.first, last=time.last, basis=basis, start=time.start, end=time.end
        )  # fmt: skip
    if document.published is None:
        return None
    try:
        return msgspec.structs.replace(when(document.published[:10]), basis="published")
    except ReviewError:
        return None


def _spot(document: Document, sentence: Span) -> EventPlace | None:
    inside = [
        one for one in document.places
        if one.kind != "demonym" and one.name is not None and sentence.start <= one.start and one.end <= sentence.end
    ]  # fmt: skip
    if len({one.geonameid or one.name for one in inside}) != 1:
        return None
    place = inside[0]
    assert place.name is not None
    return EventPlace(
        name=place.name, text=place.text, geonameid=place.geonameid, lat=place.lat, lon=place.lon,
        country=place.country, kind=place.kind, basis="stated", start=place.start, end=place.end,
    )  # fmt: skip


# --- reading through ----------------------------------------------------------------------------


def mark_of(text: str) -> str:
    """What a text that was read through is known again by."""
    return blake2b(text.encode(), digest_size=12).hexdigest()


def read_through(decisions: Sequence[Decision], texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Who has read which documents through, by the decisions that stand. texts: of documents as they are now; one that
    has changed since is not read any more."""
    found: dict[str, list[str]] = {}
    for one in decisions:
        text = texts.get(one.document or "") if one.action == "read" else None
        if one.document is not None and text is not None and one.after == mark_of(text):
            readers = found.setdefault(one.document, [])
            if one.reviewer not in readers:
                readers.append(one.reviewer)
    return found
