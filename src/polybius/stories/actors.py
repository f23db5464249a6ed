"""Whether two sets of actors can be the same people, told closer or from farther away."""

from polybius.stories.profile import Actors
from polybius.stories.settings import ActorRules

_Code = tuple[str | None, frozenset[str]]


def agreement(a: Actors, b: Actors, rules: ActorRules) -> float:
    """From -1 (others) through 0 (one is not known) to 1 (the same), the best-matching pair deciding."""
    if not a or not b:
        return 0.0
    if a.names & b.names:
        return rules.same_entity
    best = max((codes(one, other, rules) for one in a.codes for other in b.codes), default=0.0)
    if best == 0.0 and a.nouns & b.nouns:
        return rules.same_noun
    return best


def codes(a: _Code, b: _Code, rules: ActorRules) -> float:
    """Agreement of two (country, sectors) codes."""
    country = _country(a[0], b[0])
    if country is False:
        return rules.other_country
    if not a[1] or not b[1]:
        return rules.same_country if country else 0.0
    if a[1] & b[1]:
        return rules.same_code if country else rules.sector_only
    if _within(a[1], b[1], rules) or _within(b[1], a[1], rules):
        return rules.within if country else 0.0
    return rules.other_sector if country else rules.other_sector_only


def _country(a: str | None, b: str | None) -> bool | None:
    return None if a is None or b is None else a == b


def _within(small: frozenset[str], large: frozenset[str], rules: ActorRules) -> bool:
    return any(rules.part_of.get(sector, frozenset()) & large for sector in small)
