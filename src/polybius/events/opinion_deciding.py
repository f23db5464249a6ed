"""How the rules' codes and the encoder's scores decide together, and what confidence follows.

The rules' code stands unless the encoder finds another likelier by more than a margin, which grows with the rules'
own confidence (a log-linear pool of the two opinions). Margins and the map to confidence are in
``data/opinion/weights.toml``.
"""

import functools
import math
import tomllib
from collections.abc import Mapping
from importlib.resources import files

import msgspec

from polybius.events.opinion import OpinionError, Scores
from polybius.records import Mention

NONE = "NONE"


class Margin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By how much another code's log-probability must exceed the rules' code's: ``base`` + ``trust`` x confidence."""

    base: float
    trust: float = 0.0

    def of(self, confidence: float) -> float:
        return self.base + self.trust * confidence


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Margins for each code, and the logistic map to confidence.

    ``operator`` is the root's margin where PLOVER's own rulings made it: what an operator makes of an event.
    """

    root: Margin
    operator: Margin
    mode: Margin
    subtype: Margin
    confidence: tuple[float, float, float]
    rules_only: tuple[float, float]
    drop: float


class Decision(msgspec.Struct, frozen=True):
    """What came of two opinions: codes, confidence 0-1, and why in words."""

    type: str
    mode: str | None
    subtype: str | None
    confidence: float
    why: str


@functools.cache
def weights() -> Weights:
    """The packaged weights. Raises OpinionError when the file is missing or breaks its form."""
    path = files("polybius") / "data" / "opinion" / "weights.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Weights)
    except (OSError, ValueError) as error:
        raise OpinionError(f"opinion/weights.toml: {error}") from error


def decide(mention: Mention, scores: Scores, by: Weights) -> Decision | None:
    """The codes of a mention after both opinions; None where the encoder is sure that it tells no event."""
    if scores.roots[NONE] > by.drop + math.log(max(mention.confidence, 0.01)):
        return None
    margin = by.operator if _composed(mention) else by.root
    root = mention.type
    if not _by_the_text(mention):
        root = _stronger(root, _without(scores.roots, NONE), margin.of(mention.confidence))
    kept = f"{root}/{mention.mode or ''}" if root == mention.type else f"{root}/"
    modes = {name: s for name, s in scores.modes.items() if name.startswith(f"{root}/")}
    best = _stronger(kept, modes, by.mode.base if root == mention.type else 0.0)
    subtype = _stronger(mention.subtype or NONE, scores.subtypes, by.subtype.of(mention.confidence))
    return Decision(
        type=root,
        mode=best.partition("/")[2] or None,
        subtype=None if subtype == NONE else subtype,
        confidence=_confidence(mention.confidence, scores.roots[root], by.confidence),
        why=_said(mention, root, scores),
    )


# Rules that rest on other sentences than the one the encoder is shown.
_BEYOND = ("what the text is about", "harm by the ", "harm of the ")


def _by_the_text(mention: Mention) -> bool:
    return any(rule.startswith(_BEYOND) for rule in mention.why.rules)


_RULINGS = (" turns ", "planned ", " that will not be ", "not agreeing ")


_REAL = frozenset({"occurred", "ongoing", "ended", "alleged"})


def _composed(mention: Mention) -> bool:
    """Whether the type is what an operator, a tense or a negation made of a word, or the word's own beneath one: talks
    that were refused stay CONSULT, denied, beside the REJECT."""
    why = mention.why
    if mention.status not in _REAL or why.entry.startswith(("operators/", "auxiliary/")):
        return True
    return any(ruling in rule for rule in why.rules for ruling in _RULINGS)


def rules_alone(confidence: float, by: Weights) -> float:
    """The confidence of a mention that only the rules speak for."""
    return _logistic(by.rules_only[0] + by.rules_only[1] * _logit(confidence))


def _without(scores: Mapping[str, float], name: str) -> dict[str, float]:
    return {key: score for key, score in scores.items() if key != name}


def _stronger(kept: str, scores: Mapping[str, float], margin: float) -> str:
    """The best-scored name where it beats the kept one by more than the margin; of equals the first.

    What the encoder does not know cannot be beaten: a mode added since it was trained.
    """
    best = max(scores, key=lambda name: scores[name])
    return best if kept in scores and scores[best] - scores[kept] > margin else kept


def _said(mention: Mention, root: str, scores: Scores) -> str:
    share = round(math.exp(scores.roots[root]), 2)
    if root != mention.type:
        return f"encoder: {root} ({share}), not the rules' {mention.type}"
    best = max(scores.roots, key=lambda name: scores.roots[name])
    if best == root:
        return f"encoder agrees ({share})"
    return f"encoder would have {best if best != NONE else 'no event'} ({round(math.exp(scores.roots[best]), 2)})"


def _confidence(rules: float, score: float, by: tuple[float, float, float]) -> float:
    return _logistic(by[0] + by[1] * _logit(rules) + by[2] * max(score, -6.0))


def _logit(p: float) -> float:
    p = min(max(p, 0.02), 0.98)
    return math.log(p / (1.0 - p))


def _logistic(x: float) -> float:
    return round(1.0 / (1.0 + math.exp(-x)), 3)
