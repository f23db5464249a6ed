"""The fields that a pair of mentions is compared by, each as levels in DuckDB's SQL, for Splink to weigh.

``_l`` and ``_r`` are the columns of ``stories.features`` of the two mentions. Levels of a field are tried in their
order and the first that holds is the pair's; where the field is not known of both it says nothing. The weights, and
what each level means in words, are in ``data/stories.toml``.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from polybius.stories.settings import Settings

# A level that rules the pair out; Splink adds weights up, so one that no others outweigh.
EXCLUDED = -900.0
_UNSEEN = 2.0**-20  # u of every level: Splink is given m and u, and only their ratio counts here


class Condition(NamedTuple):
    """A level: its name in the data, and when it holds. A graded one has a weight for how well it is borne out."""

    level: str
    sql: str
    graded: bool = False


class Field(NamedTuple):
    """A field: when it says nothing, its levels, and what makes a graded level borrowed or weak."""

    unknown: str | None
    levels: tuple[Condition, ...]
    borrowed: str = "FALSE"
    weak: str = "FALSE"


TOGETHER = "document_l = document_r"
_ELSE = "ELSE"
_SAME_MODE = "list_has_any(modes_l, modes_r)"


def fields(settings: Settings) -> dict[str, Field]:
    """Every field by its name, in the order in which they are explained."""
    return {
        "type": _types(settings),
        "rank": Field(None, (Condition("same", "order_apart_l IS NOT DISTINCT FROM order_apart_r"),
                              Condition("other", _ELSE))),
        "status": _statuses(),
        "date": _dates(settings),
        "place": _places(settings),
        "actor": Field("NOT actor_known_l OR NOT actor_known_r", _participants("actor")),
        "recipient": _recipients(settings),
        "reversed": _reversed(),
        "mode": _modes(),
        "figures": _figures(settings),
        "trigger": Field(None, (Condition("same", "trigger_l = trigger_r"), Condition("other", _ELSE))),
        "words": _words(settings),
        "names": _names(settings),
        "document": _documents(),
    }


def check(settings: Settings) -> None:
    """Raises ValueError where the settings' levels are not those of the fields."""
    wanted: dict[str, set[str]] = {}
    for name, field in fields(settings).items():
        wanted[name] = {condition.level for condition in field.levels}
        given = settings.levels.get(name, {})
        for missing in sorted(wanted[name] - set(given)):
            raise ValueError(f"levels.{name} lacks the level {missing!r}")
        for unknown in sorted(set(given) - wanted[name]):
            raise ValueError(f"levels.{name} has an unknown level {unknown!r}")
    for unknown in sorted(set(settings.levels) - set(wanted)):
        raise ValueError(f"levels has an unknown field {unknown!r}")


class Grade(NamedTuple):
    """A level with its weight, as one row of a comparison: "words" says how well it is borne out."""

    level: str
    sql: str
    bits: float
    words: str


def grades(name: str, field: Field, settings: Settings) -> Iterator[Grade]:
    """The levels of a field in their order, a graded one parted by how well it is borne out."""
    for level, sql, graded in field.levels:
        table = settings.levels[name][level]
        if table.excludes:
            yield Grade(level, sql, EXCLUDED, table.words)
            continue
        if graded and table.weak is not None:
            yield Grade(f"{level}/weak", _both(sql, field.weak), table.weak, f"{table.words}, weakly borne out")
        if graded and table.borrowed is not None:
            words = f"{table.words}, from elsewhere in the text"
            yield Grade(f"{level}/borrowed", _both(sql, field.borrowed), table.borrowed, words)
        yield Grade(level, sql, table.bits, table.words)


def model(settings: Settings) -> dict[str, Any]:
    """The settings of a Splink model with the weights of ``settings``."""
    comparisons = []
    for name, field in fields(settings).items():
        # Splink numbers levels from the last, so that a field's gamma tells which of its grades holds.
        levels: list[dict[str, Any]] = [
            {"sql_condition": field.unknown or "FALSE", "label_for_charts": "unknown", "is_null_level": True}
        ]
        rows = list(grades(name, field, settings))
        if rows[-1].sql != _ELSE:
            rows.append(Grade("nothing", _ELSE, 0.0, ""))
        for row in rows:
            levels.append(
                {
                    "sql_condition": row.sql,
                    "label_for_charts": row.level,
                    "m_probability": _UNSEEN * 2.0**row.bits,
                    "u_probability": _UNSEEN,
                }
            )
        comparisons.append({"output_column_name": name, "comparison_levels": levels})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unit",
        "blocking_rules_to_generate_predictions": ["l.document = r.document"],  # pairs are handed over
        "comparisons": comparisons,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "probability_two_random_records_match": 0.5,  # the threshold bears the prior
        "additional_columns_to_retain": ["own", "document"],
    }


def _both(one: str, other: str) -> str:
    return f"({one}) AND ({other})"


def _either(make: Callable[[str, str], str]) -> str:
    """A condition on one side and the other, or the other way round."""
    return f"({make('_l', '_r')} OR {make('_r', '_l')})"


# --- what happened ------------------------------------------------------------------------------


def _types(settings: Settings) -> Field:
    close = tuple(
        Condition(name, _either(lambda a, b, x=x, y=y: f"(type{a} = '{x}' AND type{b} = '{y}')"))  # type: ignore[misc]
        for name, x, y in settings.close_types
    )
    return Field(None, (Condition("same", "type_l = type_r"), *close, Condition("other", _ELSE)))


def _statuses() -> Field:
    def across(one: str, other: str) -> str:
        return _either(lambda a, b: f"(status{a} = '{one}' AND status{b} = '{other}')")

    return Field(
        None,
        (
            Condition("same", "status_l = status_r"),
            Condition("planned_done", across("coming", "real")),
            Condition("planned_wanted", across("coming", "wanted")),
            Condition("denied_done", across("denied", "real")),
            Condition("other", _ELSE),
        ),
    )


def _modes() -> Field:
    by_mode = "len(modes_l) > 0 AND len(modes_r) > 0"
    by_kind = "len(subtypes_l) > 0 AND len(subtypes_r) > 0"
    return Field(
        f"NOT ({by_mode}) AND NOT ({by_kind})",
        (
            Condition("same", f"CASE WHEN {by_mode} THEN {_SAME_MODE} ELSE list_has_any(subtypes_l, subtypes_r) END"),
            Condition("loose", "loose_l OR loose_r"),
            Condition("other", _ELSE),
        ),
    )


# --- when ---------------------------------------------------------------------------------------

APART = "greatest(0, coalesce(first_r - last_l, 0), coalesce(first_l - last_r, 0))"
_SPAN = "(CASE WHEN days_l IS NULL OR days_r IS NULL THEN 1000000 ELSE greatest(days_l, days_r) END)"


def _dates(settings: Settings) -> Field:
    rules = settings.date
    spans = rules.spans
    vague = "(vague_l OR vague_r)"
    near = f"abs(last_l - last_r) <= {rules.before_publication}"
    meet = f"{APART} = 0"

    def within(days: int) -> str:
        return f"{meet} AND {_SPAN} <= {days}"

    precise = f"days_l <= {spans['days']} AND days_r <= {spans['days']}"
    verbatim = f"{_alike()} >= {settings.likeness.verbatim}"
    return Field(
        "NOT dated_l OR NOT dated_r",
        (
            Condition("foretold", _either(lambda a, b: f"(status{a} = 'real' AND published{a} < first{b} AND own{b})")),
            Condition("before_publication", f"{vague} AND {near}"),
            Condition("nothing", vague),
            Condition("same_days", within(spans["days"]), graded=True),
            Condition("same_week", within(spans["week"]), graded=True),
            Condition("same_month", within(spans["month"]), graded=True),
            Condition("same_span", f"{meet} AND edtf_l = edtf_r", graded=True),
            Condition("same_year", within(spans["year"]), graded=True),
            Condition("coarse", meet, graded=True),
            Condition("slack", f"{APART} <= slack_l + slack_r", graded=True),
            Condition("day_apart", f"{APART} = 1 AND {precise} AND {verbatim}", graded=True),
            Condition("retold", _either(lambda a, b: f"(guess{a} AND last{b} < first{a})")),
            Condition("guessed", f"{APART} <= {rules.guessed} AND (NOT own_l OR NOT own_r)"),
            Condition("other", _ELSE),
        ),
        borrowed="NOT own_l OR NOT own_r",
        weak=f"{TOGETHER} AND (NOT own_l OR NOT own_r)",
    )


# --- where --------------------------------------------------------------------------------------

STATED, INHERITED, DATELINE, ACTOR = 3, 2, 1, 0
_KM = "sqrt((x_l - x_r) * (x_l - x_r) + (y_l - y_r) * (y_l - y_r) + (z_l - z_r) * (z_l - z_r))"


def _places(settings: Settings) -> Field:
    rules = settings.place
    country = "(extent_l = 'country' OR extent_r = 'country')"
    one_land = "(land_l IS NULL OR land_r IS NULL OR land_l = land_r)"
    same = "coalesce(spot_l = spot_r, place_name_l = place_name_r)"
    on_map = "x_l IS NOT NULL AND x_r IS NOT NULL"
    border = f"({one_land} OR {_KM} <= {rules.other_country})"
    points = f"extent_l = 'point' AND extent_r = 'point' AND {on_map} AND {border}"
    areas = f"NOT {country} AND (extent_l = 'area' OR extent_r = 'area') AND {on_map} AND {border}"
    wide = "wide_l AND wide_r AND type_l = type_r"
    other = f"({country} AND NOT {one_land}) OR (NOT {country} AND (NOT ({on_map}) AND NOT {one_land}))"
    farther = f"(NOT {country} AND {on_map} AND NOT ({border})) OR ({points}) OR ({areas})"
    guess = f"least(place_trust_l, place_trust_r) <= {INHERITED}"
    both_stated = f"least(place_trust_l, place_trust_r) = {STATED}"
    levels = [Condition("same", f"{same} AND NOT {country}", graded=True)]
    taken = f"list_contains({sorted(rules.exact)}, type_l) AND list_contains({sorted(rules.exact)}, type_r)"
    far = f"{both_stated} AND {points} AND {_KM} > {min(rules.near.values())}"
    levels.insert(0, Condition("another", f"{taken} AND (site_l IS DISTINCT FROM site_r OR ({far}))"))
    levels += [Condition(n, f"{points} AND {_KM} <= {km}", graded=True) for n, km in rules.near.items()]
    levels += [Condition(n, f"{areas} AND {_KM} <= {km}", graded=True) for n, km in rules.region.items()]
    levels += [
        Condition("country", f"{country} AND land_l = land_r", graded=True),
        Condition("named", f"{wide} AND ({other} OR {farther}) AND {_named()}"),
        Condition(
            "abroad",
            f"{wide} AND ({other} OR {farther}) AND (own_l OR own_r) AND {country} AND "
            f"({_SAME_MODE} OR (len(modes_l) = 0 OR len(modes_r) = 0) AND list_has_any(subtypes_l, subtypes_r))",
        ),
        Condition("elsewhere", f"({other} OR {farther}) AND {guess}"),
        Condition("misplaced", f"{wide} AND ({other} OR {farther}) AND {_SAME_MODE} AND own_l AND own_r"),
        Condition("other", f"{other} OR {farther}"),
        Condition("unlike_name", f"extent_l = 'point' AND extent_r = 'point' AND NOT ({on_map}) AND {both_stated}"),
    ]
    return Field(
        "place_trust_l IS NULL OR place_trust_r IS NULL",
        tuple(levels),
        borrowed=f"least(place_trust_l, place_trust_r) < {STATED}",
        weak=f"least(place_trust_l, place_trust_r) = {ACTOR} OR "
        f"({TOGETHER} AND (place_trust_l = {INHERITED} OR place_trust_r = {INHERITED}))",
    )


def _named() -> str:
    """Whether one sentence names the other's place, though its own was taken to be another."""
    return _either(lambda a, b: f"contains(said{a}, where_name{b}) OR contains(said{a}, where_text{b})")


# --- who ----------------------------------------------------------------------------------------


def _participants(role: str) -> tuple[Condition, ...]:
    def shared(one: str, other: str) -> str:
        if one == other:
            return f"list_has_any({role}_{one}_l, {role}_{one}_r)"
        return _either(lambda a, b: f"list_has_any({role}_{one}{a}, {role}_{other}{b})")

    coded = f"{role}_coded_l AND {role}_coded_r"
    open_ended = _either(lambda a, b: f"(len({role}_bare{a}) > 0 AND len({role}_loose{b}) > 0)")
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
        Condition("other_country", _ELSE),
    )


def _recipients(settings: Settings) -> Field:
    """Recipients; of types that are told from either side, the second of the sides."""
    sides = "symmetric_l AND symmetric_r AND len(actor_lands_l) >= 2 AND len(actor_lands_r) >= 2"
    shared = "len(list_intersect(actor_lands_l, actor_lands_r)) >= 2"
    # One counts the harm to a group, the other that to another group or to people at large.
    near = _near("killed", settings)
    counted = f"NOT ({TOGETHER}) AND NOT wide_l AND harm_l AND harm_r AND NOT coalesce({near}, FALSE)"
    at_large = "recipient_known_l <> recipient_known_r AND recipient_told_l AND recipient_told_r"
    usual = list(_participants("recipient"))
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


def _reversed() -> Field:
    def strongly(one: str, other: str) -> str:
        sets = (("names", "names"), ("full", "full"), ("full", "wider"), ("wider", "full"), ("nouns", "nouns"))
        return "(" + " OR ".join(f"list_has_any({one.format(a)}, {other.format(b)})" for a, b in sets) + ")"

    straight = strongly("actor_{}_l", "actor_{}_r")
    back = f"({strongly('actor_{}_l', 'recipient_{}_r')} OR {strongly('actor_{}_r', 'recipient_{}_l')})"
    return Field(
        "symmetric_l OR symmetric_r OR NOT (recipient_known_l OR recipient_known_r)",
        (Condition("answer", f"{back} AND NOT {straight}"), Condition("no", _ELSE)),
    )


# --- how many, in which words -------------------------------------------------------------------

_KINDS = ("killed", "injured", "count")


def _overlap(kind: str) -> str:
    return f"({kind}_low_l <= {kind}_high_r AND {kind}_low_r <= {kind}_high_l)"


def _near(kind: str, settings: Settings) -> str:
    lows = f"{kind}_low_l, {kind}_low_r"
    return f"greatest({lows}) <= {settings.figures.close} * greatest(1, least({lows}))"


def _figures(settings: Settings) -> Field:
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
        return f"NOT {_overlap(kind)} AND NOT ({_near(kind, settings)})"

    none = " AND ".join(f"NOT coalesce({both(kind)}, FALSE)" for kind in _KINDS)
    unlike = f"NOT ({TOGETHER}) AND NOT wide_l AND " + _either(
        lambda a, b: f"(harm{a} AND NOT moved{a} AND moved{b} AND NOT harm{b})"
    )
    return Field(
        f"({none}) AND NOT ({unlike})",
        (
            Condition("unlike", unlike),
            Condition("other", any_kind(lambda kind: f"{apart(kind)} AND NOT {rises(kind)}")),
            Condition("risen", any_kind(apart)),
            Condition("exact", any_kind(exact)),
            Condition("close", any_kind(lambda kind: f"NOT {_overlap(kind)}")),
            Condition("same", _ELSE),
        ),
    )


def _alike() -> str:
    """Dice's coefficient of the content words of both sentences."""
    return "(2.0 * len(list_intersect(words_l, words_r)) / greatest(1, len(words_l) + len(words_r)))"


def _words(settings: Settings) -> Field:
    steps = settings.likeness.words.items()
    levels = tuple(Condition(name, f"{_alike()} >= {least}") for name, least in steps)
    return Field(None, (*levels, Condition("none", _ELSE)))


def _names(settings: Settings) -> Field:
    """How many names both sentences have that are neither who took part nor where it was."""
    shared = "len(list_intersect(names_l, names_r))"
    levels = tuple(Condition(name, f"{shared} >= {least}") for name, least in settings.likeness.names.items())
    return Field("len(names_l) = 0 OR len(names_r) = 0", (*levels, Condition("none", _ELSE)))


def _documents() -> Field:
    later = "(CASE WHEN told_at_l > told_at_r THEN set_apart_l ELSE set_apart_r END)"
    return Field(
        None,
        (
            Condition("distinct", f"{TOGETHER} AND {later}"),
            Condition("other_type", f"{TOGETHER} AND type_l <> type_r"),
            Condition("together", TOGETHER),
            Condition("apart", _ELSE),
        ),
    )
