"""Whether what a time expression stands with lies behind or ahead of the day of writing."""

import re
from typing import TYPE_CHECKING

from polybius.language.text import text_of
from polybius.times import lexicon
from polybius.times.grammar import Direction

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_AHEAD = frozenset({"will", "'ll", "’ll", "shall", "wo", "would", "can", "could", "may", "might", "should", "must"})
_UNSURE = frozenset({"would", "can", "could", "may", "might", "should", "must"})
_AUXILIARIES = ("aux", "auxpass")
# Clauses a date inside of which takes nothing from the verb above.
_CLAUSES = ("relcl", "advcl", "ccomp", "acl", "parataxis", "ROOT", "csubj")

_TEXT_AHEAD = re.compile(
    r"\b(?:will|shall|would|won['’]t|is to|are to|to be|due|scheduled|expected|plans? to|planned"
    r"|set (?:to|for)|"
    r"going to|hopes? to|upcoming|ahead of|next|deadline|until|vow(?:s|ed) to|postponed)\b|['’]ll\b",
    re.IGNORECASE,
)
_TEXT_BEHIND = re.compile(r"\b(?:was|were|had|has|have|did|fled|left|met|held|\w{2,}ed)\b", re.IGNORECASE)


def of_text(before: str, after: str) -> Direction | None:
    """By the words of its sentence before and after it alone: ahead where the clause before (or just after)
    has a word of the future, behind where it has a past form."""
    before = re.split(r"[;:]|,? but |,? which ", before)[-1]
    after = re.split(r"[,;:.]", after, maxsplit=1)[0]
    if _TEXT_AHEAD.search(before[-120:]) or _TEXT_AHEAD.search(after[:40]):
        return "future"
    return "past" if _TEXT_BEHIND.search(before[-120:]) else None


def of_span(doc: "Doc", start: int, end: int) -> Direction | None:
    """By the parse, for the expression at these offsets; None where no verb tells."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    root = span.root
    before = text_of(doc)[max(0, start - 24) : start].lower()
    if any(before.rstrip().endswith(phrase) for phrase in lexicon.words("ahead", "phrases")):
        return "future"
    if root.pos_ in ("VERB", "AUX"):
        return of_verb(root, None)
    preposition: str | None = None
    direct = True
    token = root
    while token.head != token:
        head = token.head
        if token.dep_ == "prep":
            preposition = token.lower_
        if head.pos_ in ("VERB", "AUX"):
            return of_verb(head, preposition if direct else None, direct=direct, after=root.i > head.i)
        if head.pos_ in ("NOUN", "PROPN", "ADJ"):
            ahead = _noun_ahead(head, preposition)
            if ahead:
                return ahead
            if head.ent_type_ not in ("DATE", "TIME") and head.lower_ not in ("a.m.", "p.m.", "am", "pm"):
                direct = direct and head.pos_ == "ADJ"
                preposition = None
        token = head
    return None


def _noun_ahead(head: "Token", preposition: str | None) -> Direction | None:
    adjectives = lexicon.words("ahead", "adjectives")
    if head.pos_ == "ADJ" and head.lower_ in adjectives:
        return "future"
    if head.lemma_.lower() in lexicon.words("ahead", "nouns"):
        return "future"
    if any(child.lower_ in adjectives and child.dep_ == "amod" for child in head.children):
        return "future"
    return None


def of_verb(
    verb: "Token", preposition: str | None, *, direct: bool = True, after: bool = True, steps: int = 8
) -> Direction | None:
    """The direction of what a verb tells.

    ``preposition``: that between it and the time, if any. ``direct``: the time hangs on the verb, not on
    one of its nouns. ``after``: it follows the verb. ``steps``: how many verbs above may still be asked.
    """
    if steps <= 0:
        return None
    marks = {child.lower_ for child in verb.children if child.dep_ in _AUXILIARIES}
    if verb.lemma_.lower() in lexicon.words("ahead", "planning") and direct and after:
        return _planned(verb, marks, steps)
    if preposition in ("until", "till") and after and not _negated(verb):
        # "closed until Tuesday" looks ahead; "Until Tuesday, they had not" does not.
        return "future"
    perfect = bool(marks & {"have", "has", "had", "having", "'ve", "’ve"}) and verb.tag_ in ("VBN", "VBD")
    plans = verb.lemma_.lower() in lexicon.words("ahead", "verbs")
    if perfect:
        # The present perfect takes no date of its own: "has invited them to Prague on 12 March".
        return "future" if plans and not marks & {"had", "having"} else "past"
    if plans and preposition in lexicon.words("ahead", "prepositions"):
        return _planned(verb, marks, steps)
    if marks & _AHEAD:
        if "could" in marks and _negated(verb):
            return "past"
        if not direct and (marks & _UNSURE or verb.lemma_.lower() in lexicon.words("telling", "verbs")):
            return None
        return "future"
    if verb.lower_ == "going" and any(child.dep_ == "xcomp" for child in verb.children):
        return "future"
    if verb.tag_ == "VB" and not direct:
        return None
    if verb.tag_ == "VB":
        return _infinitive(verb, preposition, marks, steps - 1)
    if verb.tag_ == "VBD":
        # Under a noun of a past verb may stand what is still to come: "invited to a ceremony on 12 March".
        return "past" if direct and not (plans and preposition in ("on", "in")) else None
    if verb.tag_ in ("VBZ", "VBP"):
        if not direct or verb.lemma_.lower() in lexicon.words("telling", "verbs"):
            return None
        return "future" if preposition != "since" else "past"
    if verb.tag_ == "VBN":
        if plans and not marks and verb.dep_ in ("acl", "amod"):
            return None
        if marks & {"was", "were", "got", "been"} or not marks:
            return "past"
        return None
    if verb.tag_ == "VBG":
        if marks & {"is", "are", "am", "'re", "’re", "'s", "’s"}:
            return "future" if direct else None
        return _above(verb, steps - 1)
    return None


def _planned(verb: "Token", marks: set[str], steps: int) -> Direction:
    """Ahead of now, or only of what is told: "a rally planned for Tuesday was called off"."""
    attribute = verb.tag_ == "VBN" and not marks and verb.dep_ in ("acl", "amod")
    return "due" if attribute and _above(verb, steps - 1) == "past" else "future"


def _negated(verb: "Token") -> bool:
    return any(child.dep_ == "neg" or child.lower_ in ("neither", "nor", "no") for child in verb.lefts) or any(
        child.lower_ in ("neither", "nor", "no") for child in verb.doc[max(verb.sent.start, verb.i - 8) : verb.i]
    )


def _infinitive(verb: "Token", preposition: str | None, marks: set[str], steps: int) -> Direction | None:
    if marks & {"did", "does", "do"}:
        return "past" if "did" in marks else None
    head = verb.head
    if "to" not in marks:
        return "past" if head != verb and verb.dep_ == "xcomp" else None
    under = head != verb and verb.dep_ in ("xcomp", "ccomp", "advcl")
    if under and head.lemma_.lower() in lexicon.words("done", "verbs"):
        return of_verb(head, preposition, steps=steps)
    return "future"


def _above(verb: "Token", steps: int) -> Direction | None:
    head = verb.head
    while head.pos_ not in ("VERB", "AUX") and head.head != head:
        head = head.head
    if head == verb or head.pos_ not in ("VERB", "AUX"):
        return None
    return of_verb(head, None, steps=steps)
