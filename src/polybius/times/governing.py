"""Which time expression governs an event's trigger in the parse."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from polybius.records import Time
from polybius.times import lexicon
from polybius.times.attachment import Attached, Chain, attach, chain, is_happening, is_verb, mark, telling

if TYPE_CHECKING:
    from spacy.tokens import Token

# A time with one of these bounds an event; one without dates it, so it is the better of two.
_BOUNDING = frozenset({"since", "until", "till", "before", "after", "by", "from", "than"})


class Governing(NamedTuple):
    """The time that governs a trigger and the preposition before it ("" for none)."""

    time: Time
    preposition: str


def governing(trigger: "Token", times: Sequence[Time]) -> Time | None:
    """The time expression that dates the event a word tells, or None where none in its sentence does."""
    found = govern(trigger, times, chain(trigger))
    return found.time if found else None


def govern(trigger: "Token", times: Sequence[Time], links: Chain) -> Governing | None:
    """The same with its preposition; ``links`` is the trigger's ``chain``."""
    sentence = trigger.sent
    low, high = sentence.start_char, sentence.end_char
    inside = [time for time in times if time.start >= low and time.end <= high]
    attached = attach(trigger.doc, inside)
    if not attached:
        return None
    for site in links.sites:
        for candidates in (
            [a for a in attached if a.head == site and _dates(a, trigger, site)],
            [a for a in attached if _in_setting(a, site)],
            [a for a in attached if _beneath(a, site, trigger)],
        ):
            if candidates:
                return _best(candidates, trigger)
    candidates = [a for a in attached if _elsewhere(a, trigger, links)]
    if candidates:
        return _best(candidates, trigger)
    return _of_cause(trigger, times)


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
        return (a.preposition in _BOUNDING, vague, abs(a.root.i - trigger.i), a.root.i)

    best = min(candidates, key=order)
    return Governing(best.time, best.preposition)


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


def _in_setting(a: Attached, site: "Token") -> bool:
    """ "In fighting earlier this year", "in the 2020 war": a dated noun that is where or when it happened."""
    noun = a.head
    if noun.pos_ not in ("NOUN", "PROPN") or noun.dep_ != "pobj":
        return False
    preposition = noun.head
    if preposition.lower_ not in lexicon.words("setting", "prepositions") or preposition.head != site:
        return False
    if a.preposition in _BOUNDING:
        return False
    return not (is_verb(site) and site.lemma_.lower() in lexicon.words("case", "verbs"))


def _beneath(a: Attached, site: "Token", trigger: "Token") -> bool:
    """Times lower down that the parser should have hung, or as well hangs, on the site: on its complement
    ("began to withdraw on Friday"), its object ("launched an attack in May"), the verb joined to it by
    "and", or the clause that happens with it ("died when a bomb exploded on Friday")."""
    head = a.head
    if not is_verb(site):
        # "The strike that hit the hospital on Friday".
        return head.dep_ == "relcl" and head.head == site and is_happening(site) and _of_subject(head)
    if head.head != site or a.attribute:
        return False
    if head.dep_ == "xcomp":
        return site.lemma_.lower() not in lexicon.words("ahead", "verbs")
    if head.dep_ in ("dobj", "nsubjpass", "attr", "nsubj") and head.pos_ in ("NOUN", "PROPN"):
        return not telling(site) and (bool(a.preposition) or a.root.dep_ == "npadvmod")
    if head.dep_ == "conj" and is_verb(head):
        subject = any(child.dep_ in ("nsubj", "nsubjpass") for child in head.lefts)
        return not subject and not telling(head) and a.root.i > head.i and a.preposition not in _BOUNDING
    if head.dep_ == "advcl":
        result = head.tag_ == "VBG" and not mark(head) and head.i > site.i
        return (result or mark(head) in ("when", "as", "where")) and not telling(site)
    return False


def _of_subject(verb: "Token") -> bool:
    """Whether a relative clause tells of its noun as the doer or as what happens: "that began"."""
    return any(child.dep_ in ("nsubj", "nsubjpass") and child.tag_ in ("WDT", "WP") for child in verb.lefts)


def _elsewhere(a: Attached, trigger: "Token", links: Chain) -> bool:
    """Times of the trigger's clause that hang on none of its words: those after it in a phrase under a verb
    of telling ("commemorates the retaking of territory in 2020"), and those that open the sentence."""
    top = links.sites[-1]
    above = top.head.head if top.head.pos_ == "ADP" else top.head
    if links.telling and a.head == above and a.preposition and not a.attribute:
        between = trigger.doc[trigger.i + 1 : a.root.i] if a.root.i > trigger.i else None
        coarse = len(a.time.value) < 10 or a.head.tag_ in ("VBZ", "VBP", "VBG", "VB")
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
