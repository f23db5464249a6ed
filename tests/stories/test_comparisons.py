"""The model of linking is a Splink model: what DuckDB is asked directly weighs a pair as Splink does."""

import logging

import duckdb
import pytest

from factories import count, date, document, place, tell, who
from polybius.stories.comparisons import model
from polybius.stories.explaining import compare
from polybius.stories.prepare import prepare
from polybius.stories.reports import reports
from polybius.stories.scoring import score
from polybius.stories.settings import load
from polybius.stories.tables import registered
from polybius.stories.telling import tellings

TOLD = [
    document(
        f"d{number}",
        tell(
            f"Rebels bombed a market in {town} on Wednesday.", "bombed", "ASSAULT", date=date(day), place=place(town),
            actor=(who("Rebels", *actor),), quantities=(count("killed", toll),),
        ),
        tell("The attack ended.", "attack", "ASSAULT", place=place(town, "inherited")),
    )
    for number, (town, day, actor, toll) in enumerate([
        ("Goma", "2023-11-08", ("COD", "REB"), 3), ("Goma", "2023-11", ("COD",), 4),
        ("Kharkiv", "2023-11-08", ("RUS",), 3),
        ("Chuhuiv", "2023-11-07", ("RUS", "MIL"), 90),
    ])
]  # fmt: skip


def test_splink_gives_each_pair_the_same_weight() -> None:
    splink = pytest.importorskip("splink")
    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = load()
    with duckdb.connect() as db:
        with registered(db, "rows", prepare(sorted(reports(TOLD), key=lambda r: r.mention.document), settings).units):
            db.execute("CREATE TABLE link_units AS FROM rows")
        db.execute(
            "CREATE TABLE todo AS SELECT l.unit AS a, r.unit AS b FROM link_units l JOIN link_units r "
            "ON l.unit < r.unit"
        )
        ours = {(row["a"], row["b"]): row["bits"] for row in score(db, "todo", settings).to_pylist()}
        db.execute("CREATE TABLE pairs AS SELECT '0' AS match_key, a AS join_key_l, b AS join_key_r FROM todo")
        api = splink.DuckDBAPI(connection=db)
        linker = splink.Linker(api.register("link_units"), model(settings), log_level=logging.ERROR)
        linker.table_management.register_blocked_pairs_for_predict(api.register("pairs"))
        found = linker.inference.predict(warning_mode="never")
        theirs = db.execute(f"SELECT unit_l, unit_r, match_weight FROM {found.physical_name}").fetchall()
    assert len(theirs) == len(ours) == 6
    for one, other, weight in theirs:
        bits = ours[min(one, other), max(one, other)]
        if bits is not None:
            assert bits == pytest.approx(weight) if weight > -500 else bits == float("-inf")


def test_a_pair_is_weighed_alike_from_either_side() -> None:
    found = tellings(reports(TOLD), load())
    pairs = [(one, other) for one in found for other in found]
    straight, back = compare(pairs), compare([(other, one) for one, other in pairs])
    assert straight == back
