"""How many: the figures of two tellings compared."""

from collections.abc import Callable

from polybius.stories.levels import ELSE, TOGETHER, Condition, Field, either
from polybius.stories.settings import Settings

_KINDS = ("killed", "injured", "count")


def overlap(kind: str) -> str:
    """Whether the ranges of a kind of count meet, as SQL."""
    return f"({kind}_low_l <= {kind}_high_r AND {kind}_low_r <= {kind}_high_l)"


def near(kind: str, settings: Settings) -> str:
    """Whether one count is at most so many times the other, as SQL."""
    lows = f"{kind}_low_l, {kind}_low_r"
    return f"greatest({lows}) <= {settings.figures.close} * greatest(1, least({lows}))"


def figures(settings: Settings) -> Field:
    """Whether counts of one kind can be of one happening: alike, near, a toll that rose."""
    rules = settings.figures

    def both(kind: str) -> str:
        known = f"{kind}_low_l IS NOT NULL AND {kind}_low_r IS NOT NULL"
        return f"({known} AND count_kind_l = count_kind_r)" if kind == "count" else f"({known})"

    def any_kind(condition: Callable[[str], str]) -> str:
        return " OR ".join(f"({both(kind)} AND {condition(kind)})" for kind in _KINDS)

    def rises(kind: str) -> str:
        """The higher was published on the day of the lower or later: a toll that rose."""
        return (
            f"(NOT ({TOGETHER}) AND coalesce(CASE WHEN {kind}_low_l <= {kind}_low_r THEN published_l <= published_r "
            "ELSE published_r <= published_l END, FALSE))"
        )

    def exact(kind: str) -> str:
        return f"{kind}_low_l = {kind}_low_r AND {kind}_low_l >= {rules.telling}"

    def apart(kind: str) -> str:
        return f"NOT {overlap(kind)} AND NOT ({near(kind, settings)})"

    none = " AND ".join(f"NOT coalesce({both(kind)}, FALSE)" for kind in _KINDS)
    unlike = f"NOT ({TOGETHER}) AND NOT wide_l AND " + either(
        lambda a, b: f"(harm{a} AND NOT moved{a} AND moved{b} AND NOT harm{b})"
    )
    return Field(
        f"({none}) AND NOT ({unlike})",
        (
            Condition("unlike", unlike),
            Condition("other", any_kind(lambda kind: f"{apart(kind)} AND NOT {rises(kind)}")),
            Condition("risen", any_kind(apart)),
            Condition("exact", any_kind(exact)),
            Condition("close", any_kind(lambda kind: f"NOT {overlap(kind)}")),
            Condition("same", ELSE),
        ),
    )
