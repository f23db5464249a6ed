"""What a reading's clause says of it: how plainly it is told, what tense and purpose it stands in."""

from typing import TYPE_CHECKING

from polybius.events import factuality, syntax
from polybius.events.conditions import site_of
from polybius.events.lexicon import Operator
from polybius.events.reading import Reading
from polybius.language.columns import children_of
from polybius.records import Status

if TYPE_CHECKING:
    from spacy.tokens import Token

_WILL = frozenset({"will", "wo", "would", "'ll", "’ll", "'d", "shall"})


def prominence(token: "Token", light: bool) -> float:
    """How plainly the sentence tells the event, 0-1: as its main verb, in a clause beside it, as a bare noun."""
    if token.pos_ == "PROPN":
        return 0.7
    if syntax.is_nominal(token):
        return 1.0 if light else 0.85
    if token.dep_ == "amod":
        return 0.75
    subordinate = token.dep_ in ("relcl", "acl", "advcl") or any(
        a.dep_ in ("relcl", "advcl") for a in token.ancestors
    )
    return 0.9 if subordinate else 1.0


def of_verb(verb: "Token") -> Status | None:
    """Status of a verb's clause; a second verb shares the auxiliaries of the first ("will meet and sign")."""
    said = factuality.of_clause(verb)
    if (
        said is None
        and verb.dep_ == "conj"
        and verb.head.pos_ in ("VERB", "AUX")
        and not any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in children_of(verb))
        and verb.tag_ == verb.head.tag_
    ):
        return factuality.of_clause(verb.head)
    return said


def is_purpose(reading: Reading) -> bool:
    """Whether the word only says what for something else is done: "fired tear gas to break up the crowd"."""
    token = reading.token
    plain = not reading.steps or reading.steps[0].kind == "plain"
    return token.dep_ == "advcl" and syntax.clause_kind(token) == "to" and plain


def promised(reading: Reading) -> bool:
    """Whether somebody says that they will do it: "the army will withdraw"."""
    verbs = [reading.token, *(s.token for s in reading.steps)]
    said = any(c.dep_ == "aux" and c.lower_ in _WILL for v in verbs for c in children_of(v))
    return said and bool(reading.roles.get("actor"))


def will_not(reading: Reading) -> bool:
    """Whether "will not" stands on the event's verb or on one that governs it."""
    verbs = [reading.token, *(s.token for s in reading.steps)]
    return any(
        factuality.negated(v)
        and any(c.dep_ == "aux" and c.lower_ in _WILL for c in children_of(v))
        for v in verbs
    )


def governs_something(token: "Token", operator: Operator) -> bool:
    """Whether anything stands in a position that the operator governs."""
    kinds = site_of(token).clause_kinds()
    preps = set(syntax.phrases(token)) | {c.lower_ for c in children_of(token) if c.dep_ == "prep"}
    for position in operator.governs:
        if position in kinds or position.removeprefix("prep:") in preps:
            return True
        if position == "object" and token.pos_ == "VERB" and syntax.objects(token):
            return True
        if position == "subject" and token.pos_ == "VERB" and syntax.subjects(token):
            return True
    return False
