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
    apart = _days_apart(a, b)
    slack = rules.slack[one.basis] + rules.slack[other.basis]
    trust = _trust(one, other, together, rules)
    if apart <= 0:
        return _precision(a, b, rules) * trust
    if apart <= slack:
        return 0.4 * trust
    for days, value in rules.gap:
        if apart <= days and _precise(a) and _precise(b):
            return value * trust
    return None


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
    if together and "inherited" in (one.basis, other.basis):
        return min(trust, rules.inherited_together)
    return trust
