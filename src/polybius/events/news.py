"""What is no event though a word of the lexicon tells it: deals and battles of private life, business and sport."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from polybius.events.conditions import is_a, is_any
from polybius.events.lexicon import Lexicon
from polybius.events.reading import Reading
from polybius.records import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

# Types that are political only through who takes part.
_VERBAL = frozenset(
    {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
     "SANCTION", "DISPLAY", "MOBILIZE", "RETREAT"}
)  # fmt: skip
_FORCE = frozenset({"ASSAULT", "CONTROL", "RETREAT", "COERCE", "PROTEST", "CONCEDE", "THREATEN", "DISASTER"})
_PRIVATE_SECTORS = frozenset({"BUS", "MED", "CVL", "CIV", "SPT"})
_LEISURE = ("@leisure-term", "@sport-term", "@market-term", "@screen-term", "@science-term")
_PUBLIC = ("@official", "@leader", "@armed", "@police", "@crowd", "@institution", "@nation")
_PRIVATE = ("@private-person", "@firm")
_PLACES = ("@place", "@territory", "@building", "@vehicle", "@infrastructure", "@weapon", "@ammunition")
_ANYBODY = frozenset({"i", "you", "we", "one", "me", "us", "everyone", "anyone", "everybody", "anybody"})
_LEAST = 0.44  # of a noun that names nobody who acts


def is_event(reading: Reading, mention: Mention, sentence: "Tokens", lexicon: Lexicon) -> bool:
    """Whether a reading is an event worth its record.

    No such event is a bare, doubtful noun that names nobody; what is only said or agreed among private people and
    firms; and force in a manner of speaking ("attack", "capture") where no public party, no place and nobody harmed
    is named, or the sentence is about sport, markets, shows or gadgets.
    """
    parties = (*mention.actor, *mention.recipient, *mention.mediator)
    heads = [t for ts in reading.roles.values() for t in ts]
    if any(p.country or set(p.sectors) - _PRIVATE_SECTORS for p in parties):
        return True
    if _any(heads, _PUBLIC, lexicon):
        return True
    if reading.type not in _VERBAL and mention.place is not None and mention.place.basis == "stated":
        return True
    if reading.type in _FORCE and _figurative(reading, lexicon):
        real = mention.mode is not None or mention.quantities or _any(heads, ("@party", *_PLACES), lexicon)
        if (heads and not real) or (not mention.quantities and _about_leisure(sentence, lexicon)):
            return False
    if reading.type not in _VERBAL or mention.mode == "release":
        return True
    if reading.token.pos_ in ("NOUN", "PROPN") and not mention.actor and mention.confidence < _LEAST:
        return False
    if parties and all(p.entity is None for p in parties) and all(t.pos_ == "PRON" for t in heads):
        return False  # "she calls upon her strength"
    actors = reading.roles.get("actor", [])
    if actors and all(t.lower_ in _ANYBODY for t in actors) and mention.attribution is None:
        return False
    if heads and all(_any([t], _PRIVATE, lexicon) or not _any([t], ("@party",), lexicon) for t in heads):
        return False
    return not _about_leisure(sentence, lexicon)


def _any(tokens: "Iterable[Token]", kinds: Sequence[str], lexicon: Lexicon) -> bool:
    return any(is_any(t, kinds, lexicon) for t in tokens if t.lower_ not in _ANYBODY)


def _figurative(reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the word often tells force in a manner of speaking: "attacked", "captured", "the siege of"."""
    return is_a(reading.token, "@soft-force", lexicon)


def _about_leisure(sentence: "Tokens", lexicon: Lexicon) -> bool:
    """Whether a word of the sentence betrays sport, markets, shows, science or gadgets."""
    named = (t for t in sentence if t.pos_ in ("NOUN", "PROPN", "ADJ"))
    return any(is_any(token, _LEISURE, lexicon) for token in named)
