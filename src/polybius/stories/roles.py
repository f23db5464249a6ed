"""Who: the actors and recipients of two tellings compared."""

from polybius.stories.amounts import near
from polybius.stories.levels import ELSE, TOGETHER, Condition, Field, either
from polybius.stories.settings import Settings


def participants(role: str) -> tuple[Condition, ...]:
    """Levels of two sets of participants in a role: one name, one code, part of the other, others."""

    def shared(one: str, other: str) -> str:
        if one == other:
            return f"list_has_any({role}_{one}_l, {role}_{one}_r)"
        return either(lambda a, b: f"list_has_any({role}_{one}{a}, {role}_{other}{b})")

    coded = f"{role}_coded_l AND {role}_coded_r"
    open_ended = either(lambda a, b: f"(len({role}_bare{a}) > 0 AND len({role}_loose{b}) > 0)")
    comparable = f"{coded} AND NOT {open_ended}"
    return (
        Condition("same_name", shared("names", "names")),
        Condition("same_code", shared("full", "full")),
        Condition("within", shared("full", "wider")),
        Condition("same_country", shared("bare", "lands")),
        Condition("same_sector", shared("loose", "sectors")),
        Condition("same_noun", f"NOT ({comparable}) AND {shared('nouns', 'nouns')}"),
        Condition("unlike", f"NOT ({comparable})"),
        Condition("other_sector_only", f"len({role}_loose_l) > 0 OR len({role}_loose_r) > 0"),
        Condition("other_sector", shared("lands", "lands")),
        Condition("other_country", ELSE),
    )


def recipients(settings: Settings) -> Field:
    """Recipients; of types that are told from either side, the second of the sides."""
    sides = "symmetric_l AND symmetric_r AND len(actor_lands_l) >= 2 AND len(actor_lands_r) >= 2"
    shared = "len(list_intersect(actor_lands_l, actor_lands_r)) >= 2"
    # One counts the harm to a group, the other that to another group or to people at large.
    harmed = f"NOT ({TOGETHER}) AND NOT wide_l AND harm_l AND harm_r"
    counted = f"{harmed} AND NOT coalesce({near('killed', settings)}, FALSE)"
    at_large = "recipient_known_l <> recipient_known_r AND recipient_told_l AND recipient_told_r"
    usual = list(participants("recipient"))
    against = next(i for i, condition in enumerate(usual) if condition.level == "other_sector")
    usual.insert(against, Condition("others_harmed", f"({counted}) AND recipient_known_l AND recipient_known_r"))
    return Field(
        f"NOT (recipient_known_l AND recipient_known_r) AND NOT ({sides}) AND NOT ({counted} AND {at_large})",
        (
            Condition("both_sides", f"{sides} AND {shared}"),
            Condition("another_side", sides),
            Condition("others_harmed", f"{counted} AND {at_large}"),
            *usual,
        ),
    )


def turned() -> Field:
    """Whether who did it in one is whom it was done to in the other: an answer."""

    def strongly(one: str, other: str) -> str:
        sets = (("names", "names"), ("full", "full"), ("full", "wider"), ("wider", "full"), ("nouns", "nouns"))
        return "(" + " OR ".join(f"list_has_any({one.format(a)}, {other.format(b)})" for a, b in sets) + ")"

    straight = strongly("actor_{}_l", "actor_{}_r")
    back = f"({strongly('actor_{}_l', 'recipient_{}_r')} OR {strongly('actor_{}_r', 'recipient_{}_l')})"
    return Field(
        "symmetric_l OR symmetric_r OR NOT (recipient_known_l OR recipient_known_r)",
        (Condition("answer", f"{back} AND NOT {straight}"), Condition("no", ELSE)),
    )
