"""Pairs that are left out before they are weighed would never have been joined."""

import random

import duckdb
import pytest
from test_portions import reports, told

from polybius.stories.bounds import bound, weaker
from polybius.stories.linkage import Linkage
from polybius.stories.scoring import score
from polybius.stories.settings import load


@pytest.mark.parametrize("seed", range(3))
def test_what_is_left_out_stays_below_the_threshold(seed: int) -> None:
    chance = random.Random(seed)
    rules = load()
    worth, columns = bound(rules)
    with duckdb.connect() as db:
        linkage = Linkage(db, rules)
        linkage.add(reports([told(number, chance) for number in range(80)], stored=False))
        sides = ", ".join(f'{side}."{name}" AS "{name}_{side}"' for name in columns for side in "lr")
        db.execute(f"""CREATE TABLE every AS SELECT l.unit AS a, r.unit AS b, {sides}
            FROM link_units l JOIN link_units r ON l.unit < r.unit""")
        scored = score(db, "every", rules)
        db.register("scored", scored)
        query = f"SELECT a, b, bits, {worth} AS worth FROM every JOIN scored USING (a, b)"
        rows = db.sql(query).fetchall()
    joined = [row for row in rows if row[2] is not None and row[2] >= rules.link]
    assert joined and all(worth for *_, worth in joined)
    # ... and it is worth its cost: a good part of the rest is left out.
    rest = [row for row in rows if row not in joined]
    assert sum(not worth for *_, worth in rest) > len(rest) / 3


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("days_l <= 3", "days_l <= 3"),
        ("days_l <= 3 AND len(list_intersect(words_l, words_r)) > 2", "(days_l <= 3)"),
        ("(wide_l AND contains(said_l, where_name_r)) AND own_l", "((wide_l)) AND (own_l)"),
        ("len(words_l) > 2 OR own_l", "TRUE"),
        ("CASE WHEN own_l AND len(words_l) > 2 THEN wide_l END", "TRUE"),
        ("list_has_any(actor_names_l, actor_names_r)", "TRUE"),
    ],
)
def test_a_condition_without_its_lists_holds_wherever_it_did(condition: str, kept: str) -> None:
    assert weaker(condition).replace(" ", "") == kept.replace(" ", "")
