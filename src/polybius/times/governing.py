"""Which time expression governs an event's trigger in the parse."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from polybius.language.columns import columns_of
from polybius.records import Time
from polybius.times import lexicon
from polybius.times.attachment import Attached, Chain, attach, chain, is_happening, is_verb, telling
from polybius.times.beneath import (
    BOUNDING,
    in_clause,
    in_phrase,
    in_setting,
    of_moment,
    on_dependent,
    on_joined,
    told_of_setting,
)

if TYPE_CHECKING:
    from spacy.tokens import Token


# How far, in code points, a time may stand from what it governs.
_REACH = 1000


class Governing(NamedTuple):
    """The time that governs a trigger and the preposition before it ("" for none)."""

    time: Time
    preposition: str


def governing(trigger: "Token", times: Sequence[Time]) -> Time | None:
    """The time expression that dates the event a word tells, or None where none in its sentence does.

    ``times``: those of the document in order, as ``find`` gives them.
    """
    found = govern(trigger, times, chain(trigger))
    return found.time if found else None


def govern(trigger: "Token", times: Sequence[Time], links: Chain) -> Governing | None:
    """The same with its preposition; ``links`` is the trigger's ``chain``."""
    words = columns_of(trigger.doc)
    begun, end = words.sentences[words.sentence[trigger.i]]
    # A sentence without end is no sentence; the bound keeps a document's cost in step with its length.
    low = max(words.starts[begun], trigger.idx - _REACH)
    high = min(words.starts[end - 1] + len(words.texts[end - 1]), trigger.idx + _REACH)
    first = bisect_left(times, low, key=lambda time: time.start)
    last = bisect_left(times, high, key=lambda time: time.start)
    inside = [time for time in times[first:last] if time.end <= high]
    attached = attach(trigger.doc, inside)
    if not attached:
        return None
    for site in links.sites:
        for candidates in (
            [a for a in attached if a.head == site and _dates(a, trigger, site)],
            [a for a in attached if in_setting(a, site)],
            [a for a in attached if of_moment(a, site)],
            [_begun(a) for a in attached if told_of_setting(a, site)],
            [a for a in attached if on_dependent(a, site)],
            [a for a in attached if in_phrase(a, site)],
            [a for a in attached if on_joined(a, site)],
            [a for a in attached if in_clause(a, site)],
        ):
            if candidates:
                best = _best(candidates, trigger)
                return Governing(best.time, "") if of_moment(candidates[0], site) else best
    candidates = [a for a in attached if _elsewhere(a, trigger, links)]
    if candidates:
        return _best(candidates, trigger)
    return _of_cause(trigger, times)


def _begun(a: Attached) -> Attached:
    """What happens in a war that began in 2014 happens from then on."""
    lasts = a.head.head.lemma_.lower() in lexicon.words("happenings", "lasting")
    onset = a.head.lemma_.lower() in lexicon.words("onset", "verbs")
    return replace(a, preposition="since") if lasts and onset else a


def _of_cause(trigger: "Token", times: Sequence[Time]) -> Governing | None:
    """The time of the happening whose effect a verb tells: "the strike on Friday killed ten"."""
    if not is_verb(trigger) or trigger.lemma_.lower() not in lexicon.words("effect", "verbs"):
        return None
    for child in trigger.lefts:
        if child.dep_ == "nsubj" and is_happening(child):
            return govern(child, times, Chain(sites=[child], background=True))
    return None


def _best(candidates: list[Attached], trigger: "Token") -> Governing:
    def order(a: Attached) -> tuple[bool, bool, int, int]:
        vague = a.time.value.endswith("_REF") or a.time.type == "DURATION"
        return (a.preposition in BOUNDING, vague, abs(a.root.i - trigger.i), a.root.i)

    best = min(candidates, key=order)
    # "A poster from 1989" is of that year; "closed from Monday" goes on.
    origin = best.preposition == "from" and not is_verb(best.head)
    return Governing(best.time, "" if origin else best.preposition)


def _dates(a: Attached, trigger: "Token", site: "Token") -> bool:
    """Whether a time that hangs on a site is the trigger's: all but a case's name under a verb of law."""
    if a.head == a.root:
        return False
    if a.root.dep_ in ("dobj", "nsubj", "nsubjpass", "attr") and is_verb(site) and not _bare(a):
        return False
    past = a.time.last is not None and len(a.time.value) < 10
    now = site.tag_ in ("VBZ", "VBP") and telling(site)
    # "Commemorates the victory in 2020": what is told of is of 2020, the telling is not.
    return not (now and past and a.root.i > site.i and bool(a.preposition))


def _bare(a: Attached) -> bool:
    """Weekdays and their like stand without a preposition; other times as objects are what is spoken of."""
    first = a.time.text.split()[0].lower().rstrip(",")
    return first in lexicon.weekdays() or first in ("today", "yesterday", "tomorrow", "last", "this", "next")


def _elsewhere(a: Attached, trigger: "Token", links: Chain) -> bool:
    """Times of the trigger's clause that hang on none of its words: those after it in a phrase under a verb
    of telling ("commemorates the retaking of territory in 2020"), and those that open the sentence."""
    top = links.sites[-1]
    above = next((token for token in top.ancestors if is_verb(token)), top)
    if links.telling and a.head == above and a.preposition and not a.attribute:
        between = trigger.doc[trigger.i + 1 : a.root.i] if a.root.i > trigger.i else None
        now = a.head.tag_ in ("VBZ", "VBP", "VBG", "VB") or a.head.lemma_.lower() == "claim"
        coarse = len(a.time.value) < 10 or now
        return between is not None and coarse and not any(is_verb(token) for token in between)
    if links.background or links.later or a.attribute:
        return False
    root = trigger.sent.root
    opens = a.root.i - trigger.sent.start <= 4 and a.root.i < root.i
    return opens and a.head == root and not telling(root) and root in _clauses_above(top)


def _clauses_above(token: "Token") -> list["Token"]:
    """The heads of a clause that only "and" joins to others."""
    out = [token]
    while out[-1].dep_ in ("conj", "advcl") and out[-1].head != out[-1] and len(out) < 20:
        out.append(out[-1].head)
    return out
