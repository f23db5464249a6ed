"""Whether two dates can be one day, and how telling that is."""

from polybius.records import EventDate
from polybius.stories.profile import Profile
from polybius.stories.settings import DateRules


def agreement(a: Profile, b: Profile, together: bool, rules: DateRules) -> float | None:
    """From -1 to 1, 0 where a date is missing; None where the dates exclude each other.

    ``together``: both are in one document.
    """
    one, other = a.mention.date, b.mention.date
    if one is None or other is None or not (a.dated and b.dated):
        return 0.0
    if _says_nothing(a) or _says_nothing(b):
        return _before_publication(a, b, rules)
    apart = _days_apart(a, b)
    slack = rules.slack[one.basis] + rules.slack[other.basis]
    trust = _trust(one, other, together, rules)
    if apart <= 0:
        precision = _precision(a, b, rules)
        if one.edtf == other.edtf:
            precision = max(precision, rules.same_coarse)
        return precision * trust
    if apart <= slack:
        return 0.4 * trust
    for days, value in rules.gap:
        if apart <= days and _precise(a) and _precise(b):
            return value * trust
    return None


def _says_nothing(profile: Profile) -> bool:
    """Whether the date is no more than "some time before publication"."""
    when = profile.mention.date
    return when is not None and when.basis == "published" and profile.first is None


def _before_publication(a: Profile, b: Profile, rules: DateRules) -> float:
    latest = [profile.last for profile in (a, b) if profile.last is not None]
    near = len(latest) == 2 and abs(latest[0] - latest[1]) <= rules.before_publication.days
    return rules.before_publication.agreement if near else 0.0


def _days_apart(a: Profile, b: Profile) -> int:
    """Days between the end of the earlier and the start of the later; 0 or less where they overlap."""
    gaps = [0]
    if a.last is not None and b.first is not None:
        gaps.append(b.first - a.last)
    if b.last is not None and a.first is not None:
        gaps.append(a.first - b.last)
    return max(gaps)


def _precise(profile: Profile) -> bool:
    return profile.days is not None and profile.days <= 3


def _precision(a: Profile, b: Profile, rules: DateRules) -> float:
    if a.days is None or b.days is None:
        return rules.coarser
    span = max(a.days, b.days)
    for days, value in rules.precision:
        if span <= days:
            return value
    return rules.coarser


def _trust(one: EventDate, other: EventDate, together: bool, rules: DateRules) -> float:
    trust = min(rules.basis[one.basis], rules.basis[other.basis])
    if together and not {one.basis, other.basis}.isdisjoint(("inherited", "published")):
        return min(trust, rules.inherited_together)
    return trust
