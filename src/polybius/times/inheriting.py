"""Whether an event goes on with the one told before it, so that their date is one."""

from typing import TYPE_CHECKING

from polybius.language.text import text_of
from polybius.records import EventDate
from polybius.times import lexicon
from polybius.times.attachment import Chain, is_happening

if TYPE_CHECKING:
    from spacy.tokens import Token

_POINTING = ("that", "this", "these", "those")
_SUBJECTS = ("nsubj", "nsubjpass")


def goes_on(trigger: "Token", links: Chain, previous: EventDate) -> bool:
    """Whether the sentence opens with "Then", or is about "that fighting", "the attack", or set in it.

    ``links``: the trigger's chain. ``previous``: the date of the event told before.
    """
    words = [token for token in trigger.sent if token.is_alpha]
    if not words:
        return False
    if not links.background and _opens_on(words[0]) and _paragraphs_between(trigger, previous) <= 1:
        return True
    if refers_back(trigger, previous):
        return True
    if links.background:
        return False
    return any(_told_of(token, trigger, links) and refers_back(token, previous) for token in words)


def _opens_on(token: "Token") -> bool:
    """ "Then rebels captured …", but not "Then-President …"."""
    follows = token.doc[token.i + 1].text if token.i + 1 < len(token.doc) else ""
    return token.lower_ in lexicon.words("continuing", "adverbs") and follows != "-"


def _told_of(token: "Token", trigger: "Token", links: Chain) -> bool:
    """Whether a happening is what the sentence is about, or what the event is set in: "during the raid"."""
    if token == trigger:
        return False
    if token.dep_ in _SUBJECTS:
        return token.head == trigger.sent.root
    setting = lexicon.words("setting", "prepositions")
    return token.dep_ == "pobj" and token.head.lower_ in setting and token.head.head in links.sites


def refers_back(noun: "Token", previous: EventDate) -> bool:
    """Whether a noun stands for the happening that was just told: "that fighting", a bare "the attack"."""
    if not is_happening(noun):
        return False
    lefts = list(noun.lefts)
    determiner = next((child.lower_ for child in lefts if child.dep_ == "det"), "")
    if determiner in _POINTING:
        return _told_earlier(noun, previous)
    if determiner != "the" or len(lefts) > 1 or any(child.dep_ != "punct" for child in noun.rights):
        return False
    if not _told_earlier(noun, previous) or not same_paragraph(noun, previous):
        return False
    # "The war" may be any that readers know of; it is the one just told where it was called so.
    return noun.lemma_.lower() not in lexicon.words("happenings", "lasting") or _named_before(noun)


def _told_earlier(noun: "Token", previous: EventDate) -> bool:
    return previous.start is None or previous.start < noun.sent.start_char


def _named_before(noun: "Token") -> bool:
    text = text_of(noun.doc)
    start = text.rfind("\n\n", 0, noun.idx) + 1
    return noun.lemma_.lower() in text[start : noun.sent.start_char].lower()


def _paragraphs_between(trigger: "Token", previous: EventDate) -> int:
    if previous.end is None or previous.end > trigger.idx:
        return 0
    return text_of(trigger.doc).count("\n\n", previous.end, trigger.idx)


def same_paragraph(trigger: "Token", previous: EventDate) -> bool:
    """Whether the words that the previous event's date rests on stand earlier in the trigger's paragraph."""
    if previous.end is None or previous.end > trigger.idx:
        return False
    return "\n\n" not in text_of(trigger.doc)[previous.end : trigger.idx]
