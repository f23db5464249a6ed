"""Follow-ups and retrospectives: another story, with a way back to the one they go on with."""

import json
import random
from pathlib import Path

from typer.testing import CliRunner

from factories import article
from polybius.cli import app
from polybius.stories import follows, group

FERRY = [
    article(
        "ferry-1",
        "Ferry sinks off Ilmarsund with 140 aboard",
        "The ferry Solveig sank off Ilmarsund before dawn on Thursday with 140 people aboard, the coast guard "
        "of Norland said. Boats from Kvarnes picked up 96 survivors. Captain Aune Brekke was among those missing.",
        "2023-03-02",
    ),
    article(
        "ferry-2",
        "Dozens missing after Solveig ferry goes down",
        "Dozens of people were missing on Thursday after the ferry Solveig went down in a storm off "
        "Ilmarsund. Rescuers in Kvarnes said that 96 of 140 people aboard had been saved; "
        "Captain Brekke was not among them.",
        "2023-03-03",
    ),
]
INQUIRY = article(
    "inquiry",
    "Owner of sunken ferry skipped repairs, inquiry hears",
        "The company that owned the Solveig put off repairs of its bow doors for two "
        "years, an inquiry in the capital heard "
        "on Monday. An engineer told the judges that he had warned the managers in "
        "writing. The ferry sank off Ilmarsund in "
    "March; lawyers for the families from Kvarnes asked for the letters of Captain Brekke to be read out.",
    "2023-04-17",
)
LOOKING_BACK = article(
    "looking-back",
    "A year of storms leaves insurers counting the cost",
    "Insurers paid out more for storms this year than in any since records began, their federation said, and premiums "
    "will rise. Farmers lost harvests to hail in May, and roofs were torn off whole streets in October. Nobody has "
        "forgotten the worst night of all, in March, when the ferry Solveig was lost off "
        "Ilmarsund with Captain Aune Brekke, "
    "and the boats of Kvarnes went out in the dark. Reinsurers want the state of Norland to bear a part of the risk.",
    "2023-12-20",
)
ELSEWHERE = [
    article(
        "harbour",
        "Kvarnes votes to widen its harbour",
        "The council of Kvarnes voted on Tuesday to widen the harbour for larger fishing boats. "
        "Work begins in autumn.",
        "2023-05-09",
    ),
    article(
        "bridge",
        "Bridge at Tolmere opens after ten years",
        "A bridge that took ten years to build opened at Tolmere on Saturday. Minister Halden "
        "Rask cut the ribbon, and "
        "Mayor Ottilie Veng walked across first.",
        "2023-06-10",
    ),
]
ALL = [*FERRY, INQUIRY, LOOKING_BACK, *ELSEWHERE]


def test_a_follow_up_and_a_retrospective_are_linked_and_not_merged() -> None:
    stories = group(ALL)
    ferry = stories["ferry-1"]
    assert stories["ferry-2"] == ferry
    assert ferry not in {stories[one.id] for one in (INQUIRY, LOOKING_BACK, *ELSEWHERE)}
    found = follows(ALL, stories)
    assert {id: one.story for id, one in found.items()} == {"inquiry": ferry, "looking-back": ferry}
    assert {"Solveig", "Ilmarsund", "Brekke"} <= set(found["inquiry"].shared)
    assert {"Solveig", "Ilmarsund"} <= set(found["looking-back"].shared)


def test_the_first_report_goes_back_to_nothing_and_one_shared_town_is_no_way_back() -> None:
    found = follows(ALL, group(ALL))
    assert found.keys().isdisjoint({"ferry-1", "ferry-2", "harbour", "bridge"})


def test_an_article_without_a_day_goes_back_to_nothing() -> None:
    undated = article("inquiry", INQUIRY.title or "", INQUIRY.body, None)
    given = [*FERRY, undated, *ELSEWHERE]
    assert "inquiry" not in follows(given, group(given))


def test_the_order_of_the_articles_makes_no_difference() -> None:
    expected = follows(ALL, group(ALL))
    for seed in range(5):
        mixed = list(ALL)
        random.Random(seed).shuffle(mixed)
        assert follows(mixed, group(mixed)) == expected


def test_the_command_prints_the_story_that_is_followed(tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    rows = ({"id": o.id, "title": o.title, "text": o.body, "published": o.published} for o in ALL)
    feed.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = CliRunner().invoke(app, ["stories", str(feed), "--quiet"])
    assert done.exit_code == 0
    lines = {line["id"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert lines["looking-back"]["follows"] == lines["ferry-1"]["story"] != lines["looking-back"]["story"]
    assert "Solveig" in lines["looking-back"]["shared"]
    assert lines["ferry-1"].keys() == {"id", "story"}
