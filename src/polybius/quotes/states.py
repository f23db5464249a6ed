"""Noun and adjective cues: "the minister's claim that", "made a promise to", "is convinced that"."""

from typing import TYPE_CHECKING

from polybius.language.columns import columns_of
from polybius.quotes.attributions import Attribution, stretch, subtree
from polybius.quotes.lexicon import Cue, by_lemma
from polybius.quotes.speakers import subject

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Verbs that lend a noun cue their subject: "issued a statement that", "raised doubts about".
_LIGHT = frozenset({
    "make", "issue", "release", "give", "have", "offer", "express", "raise", "deliver", "file",
    "send", "publish", "voice", "put", "post", "repeat", "sound", "reiterate", "present", "announce", "renew",
    "launch", "withdraw", "drop", "maintain", "hold", "harbor", "harbour", "share",
})  # fmt: skip
_COPULAS = frozenset(
    {"be", "become", "seem", "feel", "remain", "look", "appear", "sound", "grow", "stay", "get"}
)


def find(doc: "Doc", quoted: frozenset[int]) -> list[Attribution]:
    """The noun and adjective cues of a document outside the ``quoted`` tokens, in order."""
    nouns, adjectives = by_lemma("noun"), by_lemma("adjective")
    words = columns_of(doc)
    found = []
    for i, (pos, lemma, lower) in enumerate(zip(words.pos, words.lemmas, words.lowers, strict=True)):
        attribution = None
        if pos == "NOUN" and lemma in nouns and i not in quoted:
            attribution = _noun(doc, doc[i], nouns[lemma])
        elif lower in adjectives and pos in ("ADJ", "VERB") and i not in quoted:
            attribution = _adjective(doc, doc[i], adjectives[lower])
        if attribution is not None:
            found.append(attribution)
    return found


def _noun(doc: "Doc", noun: "Token", cue: Cue) -> Attribution | None:
    content = _content(noun, cue)
    if content is None:
        return None
    source, first = _owner(noun), noun.i
    if source is None and cue.light and noun.dep_ == "dobj" and noun.head.lemma_ in _LIGHT:
        source, first = subject(noun.head), min(noun.i, noun.head.i)
    if source is None or content[0] <= source.i < content[1]:
        return None
    stripped = stretch(doc, *content)
    return Attribution(noun, (first, noun.i + 1), source, stripped, False) if stripped else None


def _owner(noun: "Token") -> "Token | None":
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from"):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _adjective(doc: "Doc", adjective: "Token", cue: Cue) -> Attribution | None:
    auxiliary = next((c for c in adjective.children if c.dep_ in ("auxpass", "cop")), None)
    if auxiliary is not None:
        source = next((c for c in adjective.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        source = source if source is not None else subject(auxiliary)
        if source is None and adjective.dep_ in ("conj", "advcl", "xcomp"):
            source = subject(adjective.head)
    elif adjective.dep_ in ("acomp", "oprd", "attr") and adjective.head.lemma_ in _COPULAS:
        source = subject(adjective.head)
    else:
        return None
    content = _content(adjective, cue)
    if content is None and auxiliary is None:
        content = _content(adjective.head, cue, after=adjective.i)
    if source is None or content is None or content[0] <= source.i < content[1]:
        return None
    stripped = stretch(doc, *content)
    return (
        Attribution(adjective, (adjective.i, adjective.i + 1), source, stripped, False) if stripped else None
    )


def _content(word: "Token", cue: Cue, after: int = -1) -> tuple[int, int] | None:
    """The clause or phrase that fills the cue, among what ``word`` governs."""
    for child in word.children:
        if child.i <= max(word.i, after):
            continue
        infinitive = any(c.tag_ == "TO" for c in child.children if c.i < child.i)
        if child.dep_ in ("acl", "ccomp", "xcomp", "advcl"):
            if infinitive and "infinitive" in cue.frames:
                return subtree(child)
            clause = child.dep_ == "ccomp" or any(c.dep_ == "mark" and c.lower_ in ("that", "whether", "if")
                                                  for c in child.children)  # fmt: skip
            if not infinitive and clause and "clause" in cue.frames:
                first, end = subtree(child)
                return (first + 1 if word.doc[first].lower_ == "that" else first), end
        if child.dep_ in ("prep", "agent") and child.lower_ in cue.prepositions:
            governed = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if governed is not None:
                return subtree(governed)
    return None
