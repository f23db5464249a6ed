"""Events that auxiliaries tell: a refusal ("will not accept"), a demand ("must withdraw", said by somebody).

PLOVER codes both by what is said, not by the verb under the auxiliary, which need not be in the lexicon.
"""

from typing import TYPE_CHECKING

from polybius.events import factuality, syntax
from polybius.events.reading import Reading
from polybius.language.columns import columns_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

WILL = frozenset({"will", "wo", "'ll", "’ll", "would"})
MUST = frozenset({"must", "should", "ought"})
_STATES = frozenset(
    [
        "be",
        "have",
        "happen",
        "seem",
        "appear",
        "know",
        "see",
        "need",
        "mean",
        "matter",
        "last",
        "remain",
        "become",
        "come",
    ]
)
_WEIGHT = 0.5


def readings(sentence: "Span", taken: dict[int, Reading]) -> list[Reading]:
    """Refusals and demands of a sentence's auxiliaries, besides the readings that it has at ``taken`` tokens."""
    found: list[Reading] = []
    words = columns_of(sentence.doc)
    for i in range(sentence.start, sentence.end):
        word = words.lowers[i]
        if words.deps[i] != "aux" or (word not in WILL and word not in MUST):
            continue
        verb = sentence.doc[words.heads[i]]
        if verb.pos_ not in ("VERB", "AUX"):
            continue
        if word in WILL and factuality.negated(verb):
            found += _refusal(verb, taken)
        elif word in MUST and not factuality.negated(verb):
            found += _demand(verb, taken)
    return found


def _refusal(verb: "Token", taken: dict[int, Reading]) -> list[Reading]:
    """Who says that they will not do something refuses it."""
    if verb.i in taken or verb.lemma_.lower() in _STATES or syntax.is_passive(verb):
        return []
    # A bare "it" refuses only where somebody says so: "the ministry said it will not …".
    actors = [t for t in syntax.subjects(verb) if _acts(t) and (t.lower_ != "it" or verb.dep_ == "ccomp")]
    if not actors:
        return []
    return [_made(verb, "REJECT", "auxiliary/will not", {"actor": actors, "recipient": syntax.objects(verb)})]


def _demand(verb: "Token", taken: dict[int, Reading]) -> list[Reading]:
    """Who says that another must do something demands it."""
    speech = verb.head
    if verb.dep_ != "ccomp" or speech.pos_ != "VERB":
        return []
    if speech.i in taken:
        return []
    speakers = [t for t in syntax.subjects(speech) if _acts(t)]
    asked = [t for t in syntax.subjects(verb) or syntax.objects(verb) if t not in speakers]
    if not speakers or not asked:
        return []
    return [_made(speech, "REQUEST", "auxiliary/must", {"actor": speakers, "recipient": asked})]


def _acts(token: "Token") -> bool:
    """Whether a subject can refuse or demand: a name, a personal pronoun, or a plain noun phrase."""
    return token.ent_type_ in ("GPE", "ORG", "NORP", "PERSON") or (
        token.tag_ == "PRP" or (token.pos_ == "NOUN" and token.ent_type_ == "")
    )


def _made(token: "Token", type_: str, entry: str, roles: "dict[str, list[Token]]") -> Reading:
    return Reading(
        token=token,
        type=type_,
        entry=entry,
        frame="act-on",
        status="occurred",
        confidence=_WEIGHT,
        roles=roles,
        governs=True,
    )
