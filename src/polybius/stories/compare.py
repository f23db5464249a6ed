"""How far two mentions agree, field by field, and what that sums to."""

from typing import NamedTuple

from polybius.stories.actors import agreement as actors_agree
from polybius.stories.dates import agreement as dates_agree
from polybius.stories.places import agreement as places_agree
from polybius.stories.profile import Profile
from polybius.stories.settings import Settings


class Comparison(NamedTuple):
    """The score of a pair, the part of each field in it, and the field that rules the pair out, if any."""

    score: float
    parts: tuple[tuple[str, float], ...] = ()
    conflict: str | None = None


def compare(a: Profile, b: Profile, settings: Settings) -> Comparison:
    """Score the claim that two mentions tell one event. Symmetric in its two mentions."""
    kind = _types(a, b, settings)
    if kind is None:
        return _ruled_out("type")
    status = _statuses(a, b, settings)
    if status is None:
        return _ruled_out("status")
    together = a.document == b.document
    when = dates_agree(a, b, together, settings.date)
    if when is None:
        return _ruled_out("date")
    where = places_agree(a.mention.place, b.mention.place, together, settings)
    if where is None:
        return _ruled_out("place")
    who, whom = _roles(a, b, settings)
    alike = _words(a, b)
    same_trigger = a.trigger == b.trigger
    weights = settings.weights
    parts = [
        ("type", kind * weights.type),
        ("status", status * weights.status),
        ("date", when * weights.date),
        ("place", where * weights.place),
        ("actor", who * weights.actor),
        ("recipient", whom * weights.recipient),
        ("mode", _modes(a, b, settings) * weights.mode),
        ("figures", _figures(a, b, settings) * weights.figures),
        ("trigger", same_trigger * weights.trigger),
        ("words", alike * weights.words),
    ]
    if _reversed(a, b, settings):
        parts.append(("reversed", weights.reversed))
    if together:
        parts.append(("same document", weights.same_document))
        later = max(a, b, key=lambda one: (one.mention.evidence.trigger.start, one.mention.id))
        if later.distinct:
            parts.append(("distinct", weights.distinct))
        elif later.definite and same_trigger:
            parts.append(("definite", weights.definite))
        elif (
            later.definite
            and a.type == b.type
            and a.mention.mode is not None
            and a.mention.mode == b.mention.mode
        ):
            parts.append(("definite", weights.definite_other))
    elif not _specific(when, where, who, whom, alike):
        return _ruled_out("too little in common")
    return Comparison(sum(value for _, value in parts), tuple(parts))


def _specific(when: float, where: float, who: float, whom: float, alike: float) -> bool:
    """Whether two documents share enough to be about one event: its time and who or where, or its words."""
    return alike >= 0.6 or (when > 0 and (where > 0 or who > 0 or whom > 0))


def _ruled_out(field: str) -> Comparison:
    return Comparison(float("-inf"), conflict=field)


def _types(a: Profile, b: Profile, settings: Settings) -> float | None:
    if a.type == b.type:
        return 0.0
    return settings.types.close.get(" ".join(sorted((a.type, b.type))))


def _statuses(a: Profile, b: Profile, settings: Settings) -> float | None:
    if a.status == b.status:
        return 0.0
    return settings.status.across.get(" ".join(sorted((a.status, b.status))))


def _roles(a: Profile, b: Profile, settings: Settings) -> tuple[float, float]:
    """Agreement of actors and of recipients, the other way round where the type allows it."""
    rules = settings.actors
    straight = (actors_agree(a.actor, b.actor, rules), actors_agree(a.recipient, b.recipient, rules))
    if a.type not in settings.types.symmetric or b.type not in settings.types.symmetric:
        return straight
    crossed = (actors_agree(a.actor, b.recipient, rules), actors_agree(a.recipient, b.actor, rules))
    return crossed if sum(crossed) > sum(straight) else straight


def _reversed(a: Profile, b: Profile, settings: Settings) -> bool:
    """Whether one answers the other: its actor is the other's recipient, and not the other's actor."""
    if a.type in settings.types.symmetric:
        return False
    rules = settings.actors
    for one, other in ((a, b), (b, a)):
        back = actors_agree(one.actor, other.recipient, rules)
        if back > rules.same_country and back > actors_agree(one.actor, other.actor, rules):
            return True
    return False


def _modes(a: Profile, b: Profile, settings: Settings) -> float:
    for one, other in ((a.mention.mode, b.mention.mode), (a.mention.subtype, b.mention.subtype)):
        if one is not None and other is not None:
            return settings.scores.same_mode if one == other else settings.scores.other_mode
    return 0.0


def _figures(a: Profile, b: Profile, settings: Settings) -> float:
    """Agreement of the counts both give, the worst kind deciding."""
    worst: float | None = None
    for key, (low, high) in a.figures.items():
        other = b.figures.get(key)
        if other is None:
            continue
        if low <= other[1] and other[0] <= high:
            found = settings.scores.same_figures
        elif max(low, other[0]) <= 3 * max(1.0, min(low, other[0])):
            found = settings.scores.close_figures
        else:
            found = settings.scores.other_figures
        worst = found if worst is None else min(worst, found)
    return 0.0 if worst is None else worst


def _words(a: Profile, b: Profile) -> float:
    """Dice's coefficient of the content words of both sentences."""
    total = len(a.words) + len(b.words)
    return 2 * len(a.words & b.words) / total if total else 0.0
