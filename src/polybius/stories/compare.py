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
    if where is None and when > 0 and a.type in settings.types.wide:
        if _each_other(a, b):
            where = settings.place.country
        elif (a.own or b.own) and _modes(a, b, settings) > 0 and _a_country(a, b, settings):
            where = 0.0
    if where is None:
        return _ruled_out("place")
    who, whom = _roles(a, b, settings)
    alike = _words(a, b)
    figures = _figures(a, b, settings)
    if a.type not in settings.types.wide and not together:
        if _others_harmed(a, b, whom, figures, settings):
            return _ruled_out("recipient")
        if _unlike_counts(a, b, settings):
            return _ruled_out("figures")
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
        ("figures", figures * weights.figures),
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
    elif not (_specific(when, where, who, whom, alike) and _tied(a, b, who, whom, figures, alike, settings)):
        return _ruled_out("too little in common")
    return Comparison(sum(value for _, value in parts), tuple(parts))


def _specific(when: float, where: float, who: float, whom: float, alike: float) -> bool:
    """Whether two documents share enough to be about one event: its time and who or where, or its words."""
    return alike >= 0.6 or (when > 0 and (where > 0 or who > 0 or whom > 0))


def _tied(
    a: Profile, b: Profile, who: float, whom: float, figures: float, alike: float, settings: Settings
) -> bool:
    """Whether more than a borrowed date and a place ties two documents: somebody, a figure, or words."""
    if a.own or b.own:
        return True
    return who > 0 or whom > 0 or figures > 0 or alike >= settings.scores.tied_words


def _each_other(a: Profile, b: Profile) -> bool:
    """Whether one sentence names the other's place, though its own was taken to be another."""
    for one, other in ((a, b), (b, a)):
        where = other.mention.place
        if where is not None:
            said = one.mention.evidence.text.casefold()
            if any(name and name.casefold() in said for name in (where.name, where.text)):
                return True
    return False


def _a_country(a: Profile, b: Profile, settings: Settings) -> bool:
    """Whether one is placed no closer than in a country."""
    places = (a.mention.place, b.mention.place)
    return any(where is not None and where.kind in settings.place.countries for where in places)


def _others_harmed(a: Profile, b: Profile, whom: float, figures: float, settings: Settings) -> bool:
    """Whether one counts the harm to a group, the other that to another group or to people at large."""
    if not all(_counts(one, settings.scores.harm) for one in (a, b)) or figures == settings.scores.same_figures:
        return False
    at_large = bool(a.recipient) != bool(b.recipient) and all(one.mention.recipient for one in (a, b))
    return at_large or whom <= settings.actors.other_sector


def _unlike_counts(a: Profile, b: Profile, settings: Settings) -> bool:
    """Whether one counts only those who came to harm, the other only those who had to leave."""
    rules = settings.scores
    return any(
        _counts(one, rules.harm)
        and not _counts(one, rules.moved)
        and _counts(other, rules.moved)
        and not _counts(other, rules.harm)
        for one, other in ((a, b), (b, a))
    )


def _counts(profile: Profile, kinds: frozenset[str]) -> bool:
    return any(kind in kinds for kind, _ in profile.figures)


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
            if one == other:
                return settings.scores.same_mode
            loose = one in settings.types.loose or other in settings.types.loose
            return 0.0 if loose else settings.scores.other_mode
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
        elif _rises(a, b, low, other[0]):
            found = settings.scores.risen_figures
        else:
            found = settings.scores.other_figures
        worst = found if worst is None else min(worst, found)
    return 0.0 if worst is None else worst


def _rises(a: Profile, b: Profile, one: float, other: float) -> bool:
    """Whether the higher figure was published on the day of the lower or later: a toll that rose."""
    if a.published is None or b.published is None or a.document == b.document:
        return False
    return a.published <= b.published if one <= other else b.published <= a.published


def _words(a: Profile, b: Profile) -> float:
    """Dice's coefficient of the content words of both sentences."""
    total = len(a.words) + len(b.words)
    return 2 * len(a.words & b.words) / total if total else 0.0
