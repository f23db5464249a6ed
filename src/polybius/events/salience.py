"""How central a mention is to its document, 0-1."""

from polybius.events.reading import Reading

_CAPTION = 0.8
# What is condemned, accused of or investigated matters more to a reader than the words about it.
_SPOKEN = 0.7
_MATERIAL = frozenset({"ASSAULT", "COERCE", "PROTEST", "CONTROL", "DISASTER", "CRIME", "DISPLACE", "MOBILIZE"})
_REAL = frozenset({"occurred", "ongoing", "ended", "alleged"})
_UNREAL = 0.6  # what did not happen, or not yet
_MODIFIER = 0.4  # "the rebel-held town": said in passing


def salience(reading: Reading, number: int, *, caption: bool) -> float:
    """Early sentences and main clauses first. ``number``: the sentence's, from 0."""
    position = 1.0 / (1.0 + 0.25 * number)
    token = reading.token
    if token.dep_ == "ROOT" or any(s.token.dep_ == "ROOT" for s in reading.steps[:1]):
        rank = 1.0
    elif token.dep_ in ("ccomp", "conj", "xcomp") or token.pos_ == "VERB":
        rank = 0.85
    else:
        rank = 0.7
    if reading.outer is not None and not (reading.type in _MATERIAL and reading.status in _REAL):
        rank *= 0.8
    if reading.speaks_of is not None:
        rank *= _SPOKEN
    if reading.status in ("denied", "hypothetical", "planned"):
        rank *= _UNREAL
    elif reading.status not in ("occurred", "ongoing", "ended"):
        rank *= 0.9
    if token.dep_ == "amod":
        rank *= _MODIFIER
    return position * (0.5 + 0.5 * rank) * reading.confidence * (_CAPTION if caption else 1.0)
