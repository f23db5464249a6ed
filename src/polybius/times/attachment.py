"""What word a time hangs on in the parse, and the words above a trigger that its time may hang on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from polybius.language.text import text_of
from polybius.records import Time
from polybius.times import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PREMODIFIERS = ("nummod", "compound", "amod", "nmod", "poss", "npadvmod", "advmod")
_ARGUMENTS = ("dobj", "nsubj", "nsubjpass", "attr", "dative", "oprd", "agent", "obj", "iobj")
_TIMELY = ("DATE", "TIME")
_BESIDE_HOUR = ("before", "after", "by", "at", "around", "till", "until")
# Markers of clauses that are not of the time of what stands above, though the parser joins them with "and".
_APART = ("after", "before", "since", "until", "because")


@dataclass(frozen=True, slots=True)
class Attached:
    """A time, the word it hangs on, the preposition between ("" for none), and whether it stands as an
    attribute before a noun ("the 2020 war")."""

    time: Time
    root: "Token"
    head: "Token"
    preposition: str
    attribute: bool


@dataclass(slots=True)
class Chain:
    """The words above a trigger, nearest first, whose time is the trigger's.

    ``background``: it is told as known already, or in a clause whose time is not that of the news.
    ``later``: it lies under "before" or "ahead of". ``telling``: it is what a verb like "condemn" is about.
    """

    sites: list["Token"] = field(default_factory=list)
    background: bool = False
    later: bool = False
    telling: bool = False


_FOLLOWING = re.compile(r"\b(?:following|ensuing|subsequent|next few|followed|after that|afterwards?)\b", re.IGNORECASE)


def follows(time: Time) -> bool:
    """Whether a time is counted from the event told before ("in the following days")."""
    return _FOLLOWING.search(time.text) is not None


def attach(doc: "Doc", times: Sequence[Time]) -> list[Attached]:
    """Each dated time with what it hangs on. Times that are roots of their sentence hang on themselves."""
    out = []
    for time in times:
        span = doc.char_span(time.start, time.end, alignment_mode="expand") if time.end > time.start else None
        dated = time.edtf is not None or follows(time)
        if not dated or time.type == "SET" or span is None or not len(span):
            continue
        out.append(_attached(time, span.root, span.start, span.end))
    return out


def _attached(time: Time, root: "Token", low: int, high: int) -> Attached:
    token, preposition, hour = root, "", False
    while token.head != token:
        head = token.head
        if hour and preposition in _BESIDE_HOUR:
            preposition = ""
        if head.pos_ in ("ADP", "SCONJ") and token.dep_ in ("pobj", "pcomp", "prep", "npadvmod", "advmod"):
            preposition = head.lower_
        elif _is_hour(head):
            hour = True
        elif not (low <= head.i < high or _is_time_word(head)):
            attribute = (
                head.pos_ in ("NOUN", "PROPN") and token.dep_ in _PREMODIFIERS and token.i < head.i and not preposition
            )
            if _ends_caption(root, low, high) and not preposition:
                return Attached(time, root, root.sent.root, "", False)
            return Attached(time, root, head if attribute else _nearer(head, root), preposition, attribute)
        token = head
    return Attached(time, root, token, "" if hour and preposition in _BESIDE_HOUR else preposition, False)


def _is_hour(token: "Token") -> bool:
    """ "Dawn" in "before dawn on Friday": before and after it are of that day."""
    return token.lower_ in lexicon.words("hours", "nouns")


def _ends_caption(root: "Token", low: int, high: int) -> bool:
    """Whether a time closes a caption: "Soldiers inspect the site of a blast, Friday, May 5, 2023."."""
    sentence = root.sent
    if sentence.end - high > 4 or low == sentence.start or root.doc[low - 1].text != ",":
        return False
    rest = [token for token in root.doc[high : sentence.end] if not token.is_space and token.text != "."]
    return not rest and sentence.root.tag_ in ("VBZ", "VBP") and not telling(sentence.root)


def _nearer(head: "Token", root: "Token") -> "Token":
    """The verb that a time stands with where the parser hung it on another: the one told of in "ten were
    killed after clashes, on Friday, police said"; the past verb of the clause just before it in "forbids
    the march they had planned, 4 March 2012"."""
    if is_verb(head) and telling(head) and root.i < head.i:
        told = next((child for child in head.lefts if child.dep_ == "ccomp" and child.i < root.i), None)
        teller = next((child for child in head.children if child.dep_ == "nsubj"), None)
        if told is not None and teller is not None and teller.i > root.i:
            return told
    if is_verb(head) and root.i < head.i and (relative := _relative_before(head, root)) is not None:
        return relative
    if is_verb(head) and head.dep_ == "ccomp" and telling(head.head) and head.head.i < root.i < head.i:
        # "Said on Saturday it attacked": what follows the saying at once is its day.
        between = head.doc[head.head.i + 1 : root.i]
        subject = next((child for child in head.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None and root.i < subject.i and all(word.pos_ in ("ADP", "DET") for word in between):
            return head.head
    if head.tag_ not in ("VBZ", "VBP") or root.i < head.i:
        return head
    for token in reversed(head.doc[head.i + 1 : root.i]):
        if token.tag_ == "VBD" and token.dep_ in ("relcl", "advcl", "ccomp"):
            return token
    return head


def _relative_before(verb: "Token", root: "Token") -> "Token | None":
    """The verb of the relative clause that a time closes before the main verb: "a missile that killed ten people
    this month was fired by"."""
    nouns = [child for child in verb.lefts if child.dep_ in ("nsubj", "nsubjpass")]
    if verb.dep_ in ("relcl", "acl"):
        nouns.append(verb.head)
    for noun in nouns:
        for clause in noun.rights:
            if clause.dep_ == "relcl" and clause.i < root.i and clause != verb:
                between = root.doc[clause.i : root.i]
                return None if any(token.text == "," for token in between) else clause
    return None


def _is_time_word(token: "Token") -> bool:
    """ "Night" in "the night of 7 August", "a.m." in "9 a.m. Friday", "earlier" in "earlier on Friday"."""
    if token.lower_ in ("earlier", "later", "early", "late", "a.m.", "p.m.", "am", "pm", "ago"):
        return True
    return token.pos_ in ("NOUN", "PROPN") and (
        token.lower_ in lexicon.dayparts() or token.lower_ in lexicon.units() or token.lower_ in lexicon.weekdays()
    )


def is_verb(token: "Token") -> bool:
    return token.pos_ in ("VERB", "AUX")


def telling(verb: "Token") -> bool:
    """Whether its arguments are what is talked about, not what happens: say, condemn, commemorate."""
    return verb.lemma_.lower() in lexicon.words("telling", "verbs")


def is_happening(noun: "Token") -> bool:
    """Whether a noun names a kind of event: attack, truce, flood."""
    return noun.lemma_.lower() in lexicon.words("happenings", "nouns")


def mark(verb: "Token") -> str:
    """The word that opens a verb's clause ("when", "after"), "" where none does."""
    for child in verb.lefts:
        if child.dep_ == "mark" or (child.dep_ == "advmod" and child.tag_ == "WRB"):
            return child.lower_
    return ""


def chain(trigger: "Token") -> Chain:
    """Climb from a trigger to the words whose time is its own.

    A noun climbs to the verb it is an argument of, or through "the end of", "a series of"; a verb to the
    operator above it ("began blockading"), to the clause it happens with ("when", a participle, "and"), and
    from an effect to its cause ("an attack that killed ten"). Other clauses end the climb.
    """
    out = Chain()
    token = trigger
    for _ in range(40):
        out.sites.append(token)
        if token.head == token:
            break
        above = _from_verb(token, out) if is_verb(token) and not _nominal(token) else _from_noun(token, out)
        if above is None or above in out.sites:
            break
        token = above
    verbs = [site for site in out.sites if is_verb(site)]
    if any(_had(verb) for verb in verbs) or _quoted(trigger):
        out.background = True
    return out


def _nominal(token: "Token") -> bool:
    """A participle that stands before a noun ("Armenian-held") is read as a part of its phrase."""
    return token.dep_ in ("amod", "compound", "nmod")


def _from_noun(token: "Token", out: Chain) -> "Token | None":
    head: Token = token.head
    if token.dep_ in ("compound", "nmod", "amod"):
        if _joined(token):
            return head.head
        if is_verb(token):
            out.background = True
            return None
        return head
    if token.dep_ == "dep" and is_verb(head) and telling(head):
        out.background = True
        return None
    if token.dep_ in ("conj", "appos", "npadvmod", "nummod", "quantmod", "dep"):
        return head
    if head.pos_ == "ADP" or token.dep_ in ("pobj", "pcomp"):
        return _from_preposition(head, out)
    if is_verb(head) and token.dep_ in _ARGUMENTS:
        return _to_verb(head, out, token.dep_ if is_happening(token) else "")
    if head.pos_ in ("NOUN", "PROPN") and token.dep_ in ("acl", "relcl"):
        out.background = True
        return None
    if is_verb(head):
        return _to_verb(head, out)
    out.background = True
    return None


def _joined(token: "Token") -> bool:
    """A past verb of a row that the parser took for a participle: "stormed the jail, freed inmates and fled"."""
    if token.tag_ not in ("VBN", "VBD") or token.head.left_edge != token or token.i == token.sent.start:
        return False
    verb = token.head.head
    row = token.doc[token.i - 1].text == "," and token.head.dep_ == "dobj"
    return row and is_verb(verb) and verb.i < token.i


def _from_preposition(preposition: "Token", out: Chain) -> "Token | None":
    """From a noun under a preposition to what the preposition hangs on."""
    said = preposition.lower_
    while preposition.head.pos_ == "ADP" and preposition.head != preposition:
        preposition = preposition.head
    head: Token = preposition.head
    if head == preposition:
        return None
    if said in ("before", "ahead") or preposition.lower_ in ("before", "ahead"):
        out.later = out.background = True
        return None
    if any(child.dep_ in ("npadvmod", "nummod") for child in preposition.lefts):
        # "Thirteen days after the bombing": some other time than that of what hangs above.
        out.background = True
        return None
    if is_verb(head):
        if said in ("after", "following", "since", "over", "against", "despite", "about"):
            out.background = True
        return _to_verb(head, out)
    transparent = lexicon.words("transparent", "phases") | lexicon.words("transparent", "quantities")
    if said == "of" and head.lemma_.lower() in transparent:
        return head
    if said == "for" and head.lemma_.lower() in ("responsibility", "credit", "blame") and is_verb(head.head):
        return _to_verb(head.head, out)
    if said in ("after", "following", "during", "amid", "in", "at") and is_happening(head):
        return head
    out.background = True
    return None


def _to_verb(verb: "Token", out: Chain, role: str = "") -> "Token | None":
    # "The bombing claimed ten lives": verbs of telling whose doer is a happening tell its effect.
    effect = role == "nsubj" and verb.lemma_.lower() in lexicon.words("effect", "verbs")
    if telling(verb) and not effect:
        out.telling = out.background = True
        return None
    return verb


def _from_verb(verb: "Token", out: Chain) -> "Token | None":
    head: Token = verb.head
    dep = verb.dep_
    if dep == "xcomp" or (dep == "ccomp" and verb.tag_ in ("VB", "VBG") and not mark(verb)):
        operator = head.lemma_.lower()
        if not is_verb(head) or telling(head) or operator in lexicon.words("ahead", "verbs"):
            return None
        return head
    if dep == "conj" and is_verb(head) and mark(verb) in _APART:
        out.background = True
        return None
    if dep == "conj" and is_verb(head):
        return head
    if dep == "advcl" and is_verb(head):
        marker = mark(verb)
        purpose = verb.tag_ == "VB" and any(child.lower_ == "to" for child in verb.lefts)
        result = not marker and (verb.tag_ == "VBG" or purpose)
        if marker in lexicon.words("simultaneous", "markers") or result:
            return head if not telling(head) or (result and telling(verb)) else None
        if marker:
            out.background = out.background or marker in ("after", "since", "because", "before")
        return None
    if dep in ("relcl", "acl"):
        subject = next((child for child in verb.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
        relative = subject is None or subject.tag_ in ("WDT", "WP")
        effect = verb.lemma_.lower() in lexicon.words("effect", "verbs") and verb.tag_ != "VBN"
        if effect and relative:
            happening = _happening_above(head)
            if happening is not None:
                return happening
        if mark(verb) in ("where", "when") and head.i + 1 < verb.i and head.doc[head.i + 1].text == ",":
            # After a comma the clause goes on with the story: "at the Kremlin, where they discussed".
            return head
        out.background = True
        return None
    if dep == "pcomp" and head.lower_ in ("by", "in", "while", "with") and is_verb(head.head):
        return None if telling(head.head) else head.head
    if dep == "pcomp":
        out.background = True
        out.telling = is_verb(head.head) and telling(head.head)
    # Verbs that the parser hangs on as nouns ("troops march past") go on as nouns do.
    return head if dep in ("npadvmod", "oprd", "dep", "nmod", "appos") else None


def _happening_above(noun: "Token") -> "Token | None":
    """The happening that a clause of effect is about, though hung on a place in its phrase: "a bomb in the
    town of X that killed eight"."""
    for _ in range(8):
        if is_happening(noun):
            return noun
        if noun.head == noun or noun.dep_ not in ("pobj", "prep", "appos", "compound"):
            return None
        noun = noun.head
    return None


def _had(verb: "Token") -> bool:
    return any(child.dep_ in ("aux", "auxpass") and child.lower_ in ("had", "'d") for child in verb.lefts) and (
        verb.tag_ in ("VBN", "VBD")
    )


def _quoted(token: "Token") -> bool:
    """Whether a word stands inside a direct quote of its paragraph."""
    text = text_of(token.doc)
    start = text.rfind("\n\n", 0, token.idx) + 1
    before = text[max(start, token.idx - 2000) : token.idx]
    if before.count("“") > before.count("”") or before.count("``") > before.count("''"):
        return True
    return before.count('"') % 2 == 1
