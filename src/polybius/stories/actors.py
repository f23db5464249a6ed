"""Whether two (country, sectors) codes can be the same people, told closer or from farther away."""

from polybius.stories.settings import ActorRules

Code = tuple[str | None, frozenset[str]]

# Levels of which one is told as the other, and those that speak against it.
SAME = frozenset({"same_code", "within"})
OTHERS = frozenset({"other_sector", "other_sector_only", "other_country"})


def codes(a: Code, b: Code, rules: ActorRules) -> str:
    """The level of two codes, by the names of ``levels.actor`` in the data; "unlike" where neither is known."""
    country = None if a[0] is None or b[0] is None else a[0] == b[0]
    if country is False:
        return "other_country"
    if not a[1] or not b[1]:
        return "same_country" if country else "unlike"
    if a[1] & b[1]:
        return "same_code" if country else "same_sector"
    if any(rules.part_of.get(s, frozenset()) & b[1] for s in a[1]) or any(
        rules.part_of.get(s, frozenset()) & a[1] for s in b[1]
    ):
        return "within" if country else "unlike"
    return "other_sector" if country else "other_sector_only"
