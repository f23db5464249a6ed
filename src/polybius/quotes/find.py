"""All quotes of a document: cues, quotation marks, and which belong together."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from polybius.language.columns import columns_of
from polybius.language.text import text_of
from polybius.quotes import labels, phrases, states, verbs
from polybius.quotes.attributions import Attribution
from polybius.quotes.marks import Quotation, quotations
from polybius.quotes.speakers import speaker
from polybius.records import Entity, Quote, Span, Speaker

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Characters between a quotation and its cue: further apart, or past a sentence's end, they are strangers.
_REACH = 160
_ABBREVIATION = r"(?<!\b[A-Z])" + "".join(
    rf"(?<!\b{title})"
    for title in ("Mr", "Mrs", "Ms", "Dr", "Gen", "Sen", "Rep", "Gov", "Col", "Lt", "Sgt", "St")
)
_SENTENCE_END = re.compile(_ABBREVIATION + r"[.!?]['”’\")]*\s|\n\s*\n|;")
_SPEECH = re.compile(r"\w+\W+\w+\W+\w+\W+\w+")


class Reading(NamedTuple):
    """A document while its quotes are read. ``text`` is the document's: spaCy joins it anew at each call."""

    doc: "Doc"
    text: str
    entities: Sequence[Entity]


def find(doc: "Doc", entities: Sequence[Entity] = ()) -> tuple[Quote, ...]:
    """What the document reports as said, written, thought or wanted by somebody.

    ``entities`` name the sources. Quotes come in the order of their content; a direct quote's span leaves
    its marks out. A quotation in several stretches gives one quote each: all carry the source, the first
    carries the cue. A quotation that nobody is named for has neither.
    """
    reading = Reading(doc, text_of(doc), entities)
    marks = quotations(reading.text)
    quoted = _quoted_tokens(doc, marks)
    cues = _outermost([*verbs.find(doc, quoted), *states.find(doc, quoted)])
    cues = sorted([*cues, *phrases.find(doc, quoted)], key=lambda a: a.cue)
    links = _link(reading, marks, cues)
    direct = {
        id(link)
        for mark, link in zip(marks, links, strict=True)
        if link is not None and link.content is not None and _direct(doc, link, mark)
    }
    found: list[Quote] = []
    for cue in cues:
        if cue.content is not None and id(cue) not in direct:
            found.append(_indirect(reading, cue))
    found += _quotations(reading, marks, links)
    found += labels.find(reading.text, marks, entities)
    return tuple(sorted(_distinct(found), key=lambda q: (q.start, -q.end, q.cue.start if q.cue else -1)))


def _outermost(cues: Iterable[Attribution]) -> list[Attribution]:
    """The cues that stand in nobody's reported speech: what the minister says the rebels want is the
    minister's word, as the words between quotation marks are. What he reports as somebody's blame or praise
    stays theirs.
    """
    kept: list[Attribution] = []
    covered: set[int] = set()
    heads: set[int] = set()
    for cue in sorted(cues, key=lambda a: (a.content[0] - a.content[1] if a.content else 0, a.cue)):
        disputed = cue.head.dep_ == "dobj" and cue.head.pos_ == "NOUN"  # "denied the minister's claim that"
        own = (disputed and cue.head.head.i in heads) or (cue.judges and _is_named(cue.source))
        if cue.head.i in covered and not own:
            continue
        heads.add(cue.head.i)
        kept.append(cue)
        if cue.content is not None and cue.source is not None:
            covered.update(range(*cue.content))
    return kept


def _is_named(source: "Token | None") -> bool:
    return source is not None and source.pos_ in ("NOUN", "PROPN")


def _quoted_tokens(doc: "Doc", marks: Sequence[Quotation]) -> frozenset[int]:
    starts = columns_of(doc).starts
    return frozenset(
        i for mark in marks for i in range(bisect_left(starts, mark.start), bisect_left(starts, mark.end))
    )


def _link(
    reading: "Reading", marks: Sequence[Quotation], cues: Sequence[Attribution]
) -> list[Attribution | None]:
    """For each quotation the cue that attributes it, by grammar or by standing next to it."""
    spoken = [c for c in cues if c.speech]
    links: list[Attribution | None] = []
    start = 0
    for mark in marks:
        # Cues are in order: those too far before this quotation are too far before all later ones.
        while start < len(spoken) and spoken[start].head.idx < mark.start - 4000:
            start += 1
        best: tuple[int, Attribution] | None = None
        for cue in spoken[start:]:
            at, to = _characters(reading.doc, cue.cue)
            if at > mark.end + _REACH:
                break
            gap = _gap(reading, mark, cue, at, to)
            if gap is not None and (best is None or gap < best[0]):
                best = gap, cue
        links.append(best[1] if best else None)
    return links


def _gap(reading: "Reading", mark: Quotation, cue: Attribution, at: int, to: int) -> int | None:
    """How far a cue is from a quotation in characters, 0 where grammar joins them; None if apart."""
    if cue.content is not None:
        start, end = _characters(reading.doc, cue.content)
        if start <= mark.inner_end and mark.inner_start <= end:
            return 0
        if to <= mark.start:
            return None
    if at >= mark.end:
        between = reading.text[mark.end : at]
        apart = len(between) > _REACH or "“" in between or _SENTENCE_END.search(between)
        return None if apart else len(between)
    if to <= mark.start:
        between = reading.text[to : mark.start]
        if len(between) > _REACH:
            return None
        colon = between.rstrip().endswith(":")
        ends = _SENTENCE_END.search(between.rstrip() if colon else between)
        if ends or re.search(r"[”\"]", between):
            return None
        # A cue before is weaker than one after, unless a comma or colon opens the quotation.
        return len(between) + (0 if between.rstrip().endswith((",", ":")) else 60)
    return None


def _direct(doc: "Doc", cue: Attribution, mark: Quotation) -> bool:
    """Whether the content of the cue is the quotation itself, and not a clause with a few quoted words."""
    assert cue.content is not None
    start, end = _characters(doc, cue.content)
    outside = max(0, mark.start - start) + max(0, end - mark.end)
    return outside <= 3 or (start >= mark.start - 3 and mark.inner_end - mark.inner_start > 2 * outside)


def _indirect(reading: "Reading", cue: Attribution) -> Quote:
    assert cue.content is not None
    start, end = _characters(reading.doc, cue.content)
    return Quote(
        start=start,
        end=end,
        text=reading.text[start:end],
        direct=False,
        source=_source(reading, cue),
        cue=_span(reading, *_characters(reading.doc, cue.cue)),
    )


def _quotations(
    reading: "Reading", marks: Sequence[Quotation], links: Sequence[Attribution | None]
) -> Iterable[Quote]:
    """The quotations themselves: attributed by a cue, carried on from the one before, or nobody's."""
    source: Speaker | None = None
    used: set[int] = set()
    before: Quotation | None = None
    for mark, cue in zip(marks, links, strict=True):
        cue_span = None
        if cue is not None:
            if cue.content is not None and not _direct(reading.doc, cue, mark):
                before, source = mark, _source(reading, cue)
                continue  # a few quoted words inside reported speech
            source = _source(reading, cue)
            if cue.head.i not in used:
                used.add(cue.head.i)
                cue_span = _span(reading, *_characters(reading.doc, cue.cue))
        elif not _carries_on(reading, before, mark):
            source = None
        before = mark
        start, end = _trim(reading.text, mark.inner_start, mark.inner_end)
        if start < end and (cue is not None or _SPEECH.search(reading.text[start:end])):
            text = reading.text[start:end]
            yield Quote(start=start, end=end, text=text, direct=True, source=source, cue=cue_span)


def _carries_on(reading: "Reading", before: Quotation | None, mark: Quotation) -> bool:
    """Whether a quotation without a cue is the same speaker's: the next paragraph of a long one, or the
    next sentence after "…, he said."
    """
    if before is None:
        return False
    if mark.continues:
        return True
    between = reading.text[before.end : mark.start]
    return "\n" not in between and len(between) <= 2 * _REACH and between.rstrip().endswith((".", ",", ":"))


def _source(reading: "Reading", cue: Attribution) -> Speaker | None:
    return (
        speaker(reading.doc, cue.source, reading.entities, without=cue.head)
        if cue.source is not None
        else None
    )


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return start, end


def _distinct(quotes: Iterable[Quote]) -> Iterable[Quote]:
    seen = set()
    for quote in quotes:
        key = (quote.start, quote.end, quote.cue)
        if key not in seen:
            seen.add(key)
            yield quote


def _characters(doc: "Doc", tokens: tuple[int, int]) -> tuple[int, int]:
    words = columns_of(doc)
    first, last = tokens[0], tokens[1] - 1
    return words.starts[first], words.starts[last] + len(words.texts[last])


def _span(reading: "Reading", start: int, end: int) -> Span:
    return Span(start=start, end=end, text=reading.text[start:end])
