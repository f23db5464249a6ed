"""The fields that a pair of tellings is compared by, each as levels in DuckDB's SQL, for Splink to weigh.

``_l`` and ``_r`` are the columns of ``stories.features`` of the two. Levels of a field are tried in their
order and the first that holds is the pair's; where the field is not known of both it says nothing. The weights, and
what each level means in words, are in ``data/stories.toml``.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from polybius.stories.amounts import figures
from polybius.stories.levels import ELSE, TOGETHER, Condition, Field, either
from polybius.stories.roles import participants, recipients, turned
from polybius.stories.settings import Settings

# A level that rules the pair out; Splink adds weights up, so one that no others outweigh.
EXCLUDED = -900.0
_UNSEEN = 2.0**-20  # u of every level: Splink is given m and u, and only their ratio counts here
_SAME_MODE = "list_has_any(modes_l, modes_r)"


def fields(settings: Settings) -> dict[str, Field]:
    """Every field by its name, in the order in which they are explained."""
    return {
        "type": _types(settings),
        "rank": Field(None, (Condition("same", "order_apart_l IS NOT DISTINCT FROM order_apart_r"),
                              Condition("other", ELSE))),
        "status": _statuses(),
        "date": _dates(settings),
        "place": _places(settings),
        "actor": Field("NOT actor_known_l OR NOT actor_known_r", participants("actor")),
        "recipient": recipients(settings),
        "reversed": turned(),
        "mode": _modes(),
        "figures": figures(settings),
        "trigger": Field(None, (Condition("same", "trigger_l = trigger_r"), Condition("other", ELSE))),
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
        if rows[-1].sql != ELSE:
            rows.append(Grade("nothing", ELSE, 0.0, ""))
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


# --- what happened ------------------------------------------------------------------------------


def _types(settings: Settings) -> Field:
    close = tuple(
        Condition(name, either(lambda a, b, x=x, y=y: f"(type{a} = '{x}' AND type{b} = '{y}')"))  # type: ignore[misc]
        for name, x, y in settings.close_types
    )
    return Field(None, (Condition("same", "type_l = type_r"), *close, Condition("other", ELSE)))


def _statuses() -> Field:
    def across(one: str, other: str) -> str:
        return either(lambda a, b: f"(status{a} = '{one}' AND status{b} = '{other}')")

    return Field(
        None,
        (
            Condition("same", "status_l = status_r"),
            Condition("planned_done", across("coming", "real")),
            Condition("planned_wanted", across("coming", "wanted")),
            Condition("denied_done", across("denied", "real")),
            Condition("other", ELSE),
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
            Condition("other", ELSE),
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
            Condition("foretold", either(lambda a, b: f"(status{a} = 'real' AND published{a} < first{b} AND own{b})")),
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
            Condition("retold", either(lambda a, b: f"(guess{a} AND last{b} < first{a})")),
            Condition("guessed", f"{APART} <= {rules.guessed} AND (NOT own_l OR NOT own_r)"),
            Condition("other", ELSE),
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
    return either(lambda a, b: f"contains(said{a}, where_name{b}) OR contains(said{a}, where_text{b})")



def _alike() -> str:
    """Dice's coefficient of the content words of both sentences."""
    return "(2.0 * len(list_intersect(words_l, words_r)) / greatest(1, len(words_l) + len(words_r)))"


def _words(settings: Settings) -> Field:
    steps = settings.likeness.words.items()
    levels = tuple(Condition(name, f"{_alike()} >= {least}") for name, least in steps)
    return Field(None, (*levels, Condition("none", ELSE)))


def _names(settings: Settings) -> Field:
    """How many names both sentences have that are neither who took part nor where it was."""
    shared = "len(list_intersect(names_l, names_r))"
    levels = tuple(Condition(name, f"{shared} >= {least}") for name, least in settings.likeness.names.items())
    return Field("len(names_l) = 0 OR len(names_r) = 0", (*levels, Condition("none", ELSE)))


def _documents() -> Field:
    later = "(CASE WHEN told_at_l > told_at_r THEN set_apart_l ELSE set_apart_r END)"
    return Field(
        None,
        (
            Condition("distinct", f"{TOGETHER} AND {later}"),
            Condition("other_type", f"{TOGETHER} AND type_l <> type_r"),
            Condition("together", TOGETHER),
            Condition("apart", ELSE),
        ),
    )
