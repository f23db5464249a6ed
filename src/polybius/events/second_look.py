"""A document's mentions after the second opinion: codes decided anew, everything else as the rules found it."""

from collections.abc import Sequence

import msgspec

from polybius.events import opinion_deciding as deciding
from polybius.events.identity import identity
from polybius.events.ontology import Ontology
from polybius.events.opinion import Encoder
from polybius.records import Mention, Why


def second_look(text: str, mentions: Sequence[Mention], encoder: Encoder, ontology: Ontology) -> list[Mention]:
    """Mentions with the codes and confidence that rules and encoder give together; spans, roles, dates, places and
    status are untouched. One of which the encoder is sure that it tells no event is left out. ``text`` is the
    document's."""
    by = deciding.weights()
    found = []
    known = {mention.id for mention in mentions}
    for mention, scores in zip(mentions, encoder.scores(text, mentions), strict=True):
        if scores is None:
            found.append(_alone(mention, by))
            continue
        decision = deciding.decide(mention, scores, by)
        if decision is None:
            continue
        looked = _with(mention, decision, ontology)
        if looked.id != mention.id and looked.id in known:
            looked = _alone(mention, by)  # another mention has that trigger and type already
        known.add(looked.id)
        found.append(looked)
    return found


def calibrated(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions that only the rules speak for, with their rank turned into a probability."""
    by = deciding.weights()
    return [_alone(mention, by) for mention in mentions]


def _alone(mention: Mention, by: deciding.Weights) -> Mention:
    return msgspec.structs.replace(mention, confidence=deciding.rules_alone(mention.confidence, by))


def _with(mention: Mention, decision: deciding.Decision, ontology: Ontology) -> Mention:
    codes = ontology.codes(decision.type, decision.mode)
    trigger = mention.evidence.trigger
    return msgspec.structs.replace(
        mention,
        id=identity(mention.document, trigger.start, trigger.end, decision.type),
        type=decision.type,
        mode=decision.mode,
        subtype=decision.subtype,
        quad=codes.quad,
        cameo=codes.cameo,
        goldstein=codes.goldstein,
        confidence=decision.confidence,
        why=Why(entry=mention.why.entry, rules=(*mention.why.rules, decision.why)),
    )
