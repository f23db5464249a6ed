"""Status of an event from the words around it: tense, modals, negation, conditionals, adjectives.

The scale follows PLOVER's auxiliary modes (historical, future, hypothetical, negation), made finer.
"""

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, get_args

from polybius.events.lexicon import LexiconError
from polybius.language.columns import children_of
from polybius.records import Status

if TYPE_CHECKING:
    from spacy.tokens import Token

Table = Mapping[str, Mapping[str, Status]]


@functools.cache
def load() -> Table:
    """Word to status, for auxiliaries, clause marks and modifiers. Raises LexiconError on a wrong status."""
    path = files("polybius") / "data" / "lexicon" / "factuality.toml"
    with path.open("rb") as stream:
        raw = tomllib.load(stream)
    table: dict[str, dict[str, Status]] = {}
    for section, statuses in raw.items():
        for status, words in statuses.items():
            if status not in get_args(Status):
                raise LexiconError(f"factuality.toml: {section}: unknown status {status!r}")
            table.setdefault(section, {}).update(dict.fromkeys(words, status))
    return table


def negated(token: "Token") -> bool:
    """Whether a word is negated: "did not attack", "no attack", "without fighting", "neither X nor Y met"."""
    for child in children_of(token):
        if child.dep_ == "neg" or (
            child.dep_ in ("det", "advmod") and child.lower_ in ("no", "neither", "never")
        ):
            return True
        if child.dep_ in ("nsubj", "nsubjpass") and (
            child.lower_ in ("nobody", "none", "neither")
            or any(g.dep_ == "det" and g.lower_ in ("no", "neither") for g in children_of(child))
        ):
            return True
    head = token.head
    return token.dep_ in ("pobj", "pcomp") and head.lower_ == "without"


def of_modifiers(token: "Token") -> Status | None:
    """What adjectives and adverbs on the word say: "an alleged attack", "planned talks"."""
    table = load()["modifier"]
    for child in children_of(token):
        if child.dep_ in ("amod", "advmod", "nmod", "compound", "det") and child.lower_ in table:
            return table[child.lower_]
    return None


def of_clause(verb: "Token") -> Status | None:
    """What the verb's own clause says: modals, conditionals, the progressive; None where it is plain."""
    table = load()
    status: Status | None = None
    for child in children_of(verb):
        if child.dep_ == "aux" and child.lower_ in table["auxiliary"]:
            status = table["auxiliary"][child.lower_]
        if child.dep_ == "mark" and child.lower_ in table["mark"]:
            return table["mark"][child.lower_]
    if status == "planned" and _would(verb) and _has_condition(verb):
        return "hypothetical"
    if status in ("hypothetical", "demanded") and any(
        c.lower_ == "have" and c.dep_ == "aux" for c in children_of(verb)
    ):
        # "should have met", "could have killed": it did not
        return "hypothetical"
    if (
        status == "planned"
        and _would(verb)
        and any(c.lower_ == "have" and c.dep_ == "aux" for c in children_of(verb))
    ):
        return "hypothetical"
    if status is None and any(c.lower_ == "going" for c in verb.ancestors) and verb.dep_ == "xcomp":
        return "planned"
    if (
        status is None
        and any(c.lower_ == "being" and c.dep_ == "auxpass" for c in children_of(verb))
        and any(c.dep_ == "aux" and c.lower_ in ("is", "are", "'s", "'re", "am") for c in children_of(verb))
    ):
        return "ongoing"
    if (
        status is None
        and verb.tag_ == "VBG"
        and any(
            c.dep_ == "aux" and c.lower_ in ("is", "are", "'s", "'re", "am", "been", "being")
            for c in children_of(verb)
        )
    ):
        return "ongoing"
    return status


def _would(verb: "Token") -> bool:
    return any(c.dep_ == "aux" and c.lower_ in ("would", "'d") for c in children_of(verb))


def _has_condition(verb: "Token") -> bool:
    return any(
        c.dep_ == "advcl" and any(g.dep_ == "mark" and g.lower_ in ("if", "unless") for g in children_of(c))
        for c in children_of(verb)
    )


def in_condition(verb: "Token") -> bool:
    """Whether the word stands inside an "if" clause above it."""
    marks = load()["mark"]
    return any(
        a.dep_ in ("advcl", "ccomp") and any(c.dep_ == "mark" and c.lower_ in marks for c in children_of(a))
        for a in verb.ancestors
    )


def compose(inner: Status, outer: Status | None) -> Status:
    """Status of an event whose governor says ``outer`` of what is ``inner``."""
    if outer is None or outer == "occurred":
        return inner
    if outer == "denied" and inner in ("ended", "denied"):
        return "ongoing" if inner == "ended" else "occurred"
    if outer == "ended" and inner == "occurred":
        return "ended"
    if inner in ("denied", "hypothetical") and outer in ("ongoing", "alleged"):
        return inner
    return outer
