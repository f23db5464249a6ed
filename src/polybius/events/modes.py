"""The mode of an event, from the words in and around its trigger."""

from typing import TYPE_CHECKING

from polybius.events import syntax
from polybius.events.lexicon import Lexicon
from polybius.events.reading import Reading
from polybius.language.columns import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_INSTRUMENTS = ("with", "by", "using", "in", "from", "of", "through", "over")


def mode(reading: Reading, lexicon: Lexicon) -> str | None:
    """The reading's own mode, else the first of its type's modes whose words stand around the trigger."""
    if reading.mode is not None:
        return reading.mode
    rules = lexicon.modes_of(reading.type)
    if not rules:
        return None
    words = _around(reading)
    # A phrase says more than a word: "water cannon" is no cannon.
    for length in (2, 1):
        phrases = {w for w in words if (" " in w or "-" in w) == (length == 2)}
        found = next((rule.mode for rule in rules if phrases.intersection(rule.words)), None)
        if found is not None:
            return found
    return None


def _around(reading: Reading) -> set[str]:
    """Lemmas and two-word phrases of the trigger, its modifiers, instruments, and role fillers."""
    token = reading.token
    near: list[Token] = [token]
    near += [c for c in children_of(token) if c.dep_ in ("amod", "compound", "nmod", "advmod", "prt", "npadvmod")]
    phrases = syntax.phrases(token)
    near += [t for prep in _INSTRUMENTS for t in phrases.get(prep, [])]
    if token.pos_ in ("VERB", "AUX"):
        near += syntax.subjects(token) + syntax.objects(token)
        near += [
            o
            for c in children_of(token)
            if c.dep_ == "advcl" and c.lemma_.lower() in ("use", "fire", "throw", "wield")
            for o in syntax.objects(c)
        ]
    for step in reading.steps:
        if step.kind == "light":
            near.append(step.token)
            near += syntax.subjects(step.token)
            near += [t for prep in _INSTRUMENTS for t in syntax.phrases(step.token).get(prep, [])]
    words: set[str] = set()
    for word in near:
        words |= {word.lemma_.lower(), word.lower_}
        for child in children_of(word):
            if child.dep_ in ("compound", "amod", "nmod"):
                words |= {child.lemma_.lower(), f"{child.lower_} {word.lemma_.lower()}"}
                if child.i >= 2 and child.nbor(-1).text == "-":
                    words.add(f"{child.nbor(-2).lower_}-{child.lower_}")
    return words
