"""Events in other data sets' columns, read by scripts such as those data sets have."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas
import pytest

from factories import count, date, document, place, tell, who
from polybius import crosswalks
from polybius.crosswalks import codes, dictionary
from polybius.crosswalks.acled import interaction
from polybius.entities import sectors
from polybius.events import ontology
from polybius.places import countries
from polybius.records import Document, Event
from polybius.store import Store, StoreError, export_as
from polybius.stories import link

SHELLING = "Russian soldiers shelled Kharkiv on Thursday, killing 12 residents."
ARMY = who("Russian soldiers", "RUS", "MIL", entity="Russian Armed Forces")
RESIDENTS = who("residents", "UKR", "CVL")


def told() -> list[Document]:
    shelling: dict[str, Any] = {
        "mode": "heavy-weapons", "cameo": "194", "goldstein": -10.0, "quad": "MATERIAL CONFLICT",
        "subtype": "shelling_artillery_missile_attack", "actor": (ARMY,), "recipient": (RESIDENTS,),
        "place": place("Kharkiv"), "date": date("2023-11-09", "relative"), "quantities": (count("killed", 12),),
        "context": ("military",),
    }  # fmt: skip
    return [
        document("a", tell(SHELLING, "shelled", "ASSAULT", **shelling), published="2023-11-10", publisher="Courier"),
        document("b", tell(SHELLING, "shelled", "ASSAULT", **shelling), published="2023-11-11",
                 publisher='=The "Post"'),
        document(
            "c",
            tell("Two thousand teachers rallied in Kyiv on Friday.", "rallied", "PROTEST", mode="demo", cameo="141",
                 goldstein=-6.5, quad="MATERIAL CONFLICT", subtype="peaceful_protest",
                 actor=(who("teachers", "UKR", "EDU"),), place=place("Kyiv"), date=date("2023-11", "stated"),
                 quantities=(count("protested", 2000),)),
            tell("UN envoys met Armenia's leaders in Geneva on Nov. 20.", "met", "CONSULT", cameo="040", goldstein=1.0,
                 quad="VERBAL COOPERATION", subtype="diplomatic_event", place=place("Geneva"), date=date("2023-11-20"),
                 actor=(who("UN envoys", None, "UNO"),), recipient=(who("Armenia", "ARM", "GOV"),)),
            tell("Talks are planned in Geneva.", "Talks", "CONSULT", cameo="040", goldstein=1.0, status="planned",
                 date=date("2023-12-01"), place=place("Geneva")),
            tell("Families fled Goma.", "fled", "DISPLACE", subtype="other", place=place("Goma"),
                 date=date("2023-11-08")),
            tell("War came to Ukraine in 2014.", "War", "ASSAULT", cameo="190", subtype="armed_clash",
                 date=date("2014"), place=place("Ukraine")),
            tell("A bomb went off in Goma.", "bomb", "ASSAULT", cameo="183", subtype="remote_explosive_landmine_ied",
                 date=date("2023-11-09", "published"), place=place("Goma", "dateline")),
        ),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return sorted(link(told()), key=lambda event: (event.date.first or "" if event.date else "", event.id))


def table(name: str, events: list[Event], tmp_path: Path, **options: Any) -> tuple[pandas.DataFrame, crosswalks.Tally]:
    """The file as such a data set's users read it."""
    path = tmp_path / f"x.{'csv' if name == 'acled' else 'tab'}"
    tally = export_as(name, events, path, **options)
    if name == "gdelt":
        columns = [column.name for column in crosswalks.load("gdelt").column]
        text = {column: str for column in columns if column.endswith("Code")}
        return pandas.read_csv(path, sep="\t", header=None, names=columns, dtype=text), tally
    text = {"CAMEO Code": str}
    return pandas.read_csv(path, sep="," if name == "acled" else "\t", dtype=text), tally


def test_gdelt_is_summed_by_quad_class(events: list[Event], tmp_path: Path) -> None:
    rows, tally = table("gdelt", events, tmp_path)
    assert rows.groupby("QuadClass").NumMentions.sum().to_dict() == {1: 1, 4: 4}
    assert rows.groupby("EventRootCode").size().to_dict() == {"04": 1, "14": 1, "18": 1, "19": 1}
    shelling = rows[rows.EventCode == "194"].iloc[0]
    assert shelling["SQLDATE MonthYear Year FractionDate".split()].tolist() == [20231109, 202311, 2023, 2023.8466]
    assert shelling["Actor1Code Actor1Name Actor1CountryCode Actor1Type1Code".split()].tolist() == [
        "RUSMIL", "RUSSIAN ARMED FORCES", "RUS", "MIL",
    ]  # fmt: skip
    assert shelling["Actor2Code NumMentions NumSources NumArticles".split()].tolist() == ["UKRCVL", 2, 2, 2]
    assert shelling["ActionGeo_Type ActionGeo_FullName ActionGeo_CountryCode ActionGeo_ADM1Code".split()].tolist() == [
        4, "Kharkiv, Kharkiv Oblast, Ukraine", "UP", "UP07",
    ]  # fmt: skip
    assert (shelling.DATEADDED, shelling.SOURCEURL) == (20231110, "https://news.example/a")
    assert int(float(shelling.GLOBALEVENTID)) == shelling.GLOBALEVENTID < 2**53
    talks = rows[rows.EventCode == "040"].iloc[0]
    assert talks["Actor1Code Actor1KnownGroupCode Actor1Type1Code".split()].tolist() == ["IGOUNO", "UNO", "IGO"]
    assert tally.written == 4 and sum(tally.left_out.values()) == 3


def test_gdelt_has_58_columns_and_no_header(events: list[Event]) -> None:
    out = io.BytesIO()
    export_as("gdelt", events, out)
    lines = out.getvalue().decode().splitlines()
    assert [line.count("\t") for line in lines] == [57] * 4
    assert lines[0][0].isdigit() and b'"' not in out.getvalue()


def test_icews_is_summed_by_dyad(events: list[Event], tmp_path: Path) -> None:
    rows, _ = table("icews", events, tmp_path)
    dyads = rows.groupby(["Source Country", "Target Country"]).Intensity.mean()
    assert dyads.to_dict() == {("Russian Federation", "Ukraine"): -10.0}
    shelling = rows[rows["CAMEO Code"] == "194"].iloc[0]
    assert shelling[["Event Date", "Event Text", "Source Sectors", "City", "Publisher"]].tolist() == [
        "2023-11-09", "Fight with artillery and tanks", "Military,Government", "Kharkiv", "Courier",
    ]  # fmt: skip


def test_polecat_is_filtered_by_type_and_sector(events: list[Event], tmp_path: Path) -> None:
    rows, tally = table("polecat", events, tmp_path)
    days = pandas.to_datetime(rows["Event Date"])
    shelling = rows[(rows["Event Type"] == "ASSAULT") & (rows["Primary Actor Sector"] == "MIL")]
    assert days[shelling.index].dt.year.tolist() == [2023]
    columns = ["Actor COW", "Recipient COW", "Intensity", "Contexts"]
    assert shelling[columns].values.tolist() == [[365, 369, -9.5, "military"]]
    talks = rows[rows["Event Type"] == "CONSULT"]
    assert talks[["Actor Country", "Recipient Country"]].values.tolist() == [["UNO", "ARM"]]
    assert tally.left_out["of a type that PLOVER does not have"] == 1


def test_acled_is_summed_by_event_type(events: list[Event], tmp_path: Path) -> None:
    rows, tally = table("acled", events, tmp_path)
    assert rows.groupby("event_type").fatalities.sum().to_dict() == {
        "Explosions/Remote violence": 12, "Protests": 0, "Strategic developments": 0,
    }  # fmt: skip
    shelling = rows[rows.sub_event_type == "Shelling/artillery/missile attack"].iloc[0]
    assert shelling["actor1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting".split()].tolist() == [
        "Russian Armed Forces", "External/Other forces", "Civilians (Ukraine)", "residents", "Civilians",
        "Civilians-External/Other forces", "Civilian targeting",
    ]  # fmt: skip
    assert shelling["iso region country location geo_precision time_precision".split()].tolist() == [
        804, "Europe", "Ukraine", "Kharkiv", 1, 1,
    ]  # fmt: skip
    assert shelling.source == """Courier; =The "Post\""""
    rally = rows[rows.event_type == "Protests"].iloc[0]
    assert rally["actor1 assoc_actor_1 interaction time_precision tags".split()].tolist() == [
        "Protesters (Ukraine)", "teachers", "Protesters only", 3, "crowd size=2000",
    ]  # fmt: skip
    bomb = rows[rows.sub_event_type == "Remote explosive/landmine/IED"].iloc[0]
    assert bomb["actor1 inter1 geo_precision time_precision".split()].tolist() == [
        "Unidentified Armed Group (Democratic Republic of Congo)", "Political militia", 2, 2,
    ]  # fmt: skip
    assert tally.left_out == {
        "of a type that ACLED does not have": 1,
        "did not happen as far as the text says (planned, demanded, denied ...)": 1,
        "without a date, or with one wider than a month": 1,
    }


def test_what_did_not_happen_is_a_row_only_where_it_is_asked_for(events: list[Event], tmp_path: Path) -> None:
    usual, asked = (table("icews", events, tmp_path, any_status=any_status)[1] for any_status in (False, True))
    assert (usual.written, asked.written) == (4, 5)


@pytest.mark.parametrize("name", crosswalks.NAMES)
def test_every_column_is_filled_as_the_dictionary_says(name: str, events: list[Event], tmp_path: Path) -> None:
    """What is said to be blank is so; and somewhere among the events each other column has a value."""
    rows, _ = table(name, events, tmp_path)
    walk = crosswalks.load(name)
    assert list(rows.columns) == [column.name for column in walk.column]
    filled = {column for column in rows.columns if rows[column].notna().any()}
    never = {column.name for column in walk.column if column.blank is not None}
    assert filled.isdisjoint(never)
    # No event here has three kinds of actors on a side, or a district.
    few = {"Actor1Type2Code", "Actor1Type3Code", "Actor2Type2Code", "Actor2Type3Code", "Actor2KnownGroupCode"}
    assert {column.name for column in walk.column} - never - filled <= few


@pytest.mark.parametrize("name", crosswalks.NAMES)
def test_same_events_same_bytes_and_nothing_runs_in_a_spreadsheet(name: str, tmp_path: Path) -> None:
    evil = document("x", tell('=HYPERLINK("http://evil.example")\tshelled Kharkiv.', "shelled", "ASSAULT", cameo="194",
                              subtype="armed_clash", actor=(who('=HYPERLINK("http://evil.example")', "RUS", "MIL"),),
                              place=place("Kharkiv"), date=date("2023-11-09")), publisher="+Plus\nNews")  # fmt: skip
    outputs = []
    for number, documents in enumerate(([evil, *told()], [*reversed(told()), evil])):
        with Store(tmp_path / f"{number}.duckdb") as store:
            for one in documents:
                store.add(one)
            store.relink()
            out = io.BytesIO()
            export_as(name, store.events(), out)
            outputs.append(out.getvalue())
    assert outputs[0] == outputs[1]
    separator = "," if name == "acled" else "\t"
    cells = pandas.read_csv(io.BytesIO(outputs[0]), sep=separator, header=None, dtype=str, keep_default_na=False)
    assert not [cell for row in cells.values for cell in row if cell.startswith(("=", "+", "@"))]
    assert len(cells) == outputs[0].count(b"\n")


def test_tables_name_only_what_there_is() -> None:
    """Every country, sector, CAMEO code and subtype of ours is in the tables, and nothing else."""
    assert set(codes.country_codes()) == {country.alpha3 for country in countries.load()}
    assert set(codes.roles()) == set(sectors.load())
    kinds = ontology.load().types.values()
    used = {one.cameo for kind in kinds for one in (kind, *kind.modes) if one.cameo}
    assert used <= set(codes.cameo_names())
    assert len(codes.acled()) == 25 and all(known.fips for name, known in codes.country_codes().items() if known.cow)


def test_interaction_is_the_same_whoever_began() -> None:
    sides = ("Civilians", "State forces")
    assert interaction(*sides) == interaction(*reversed(sides)) == "State forces-Civilians"
    assert (interaction("Protesters", ""), interaction("", "")) == ("Protesters only", "")


def test_a_wrong_dictionary_is_named() -> None:
    with pytest.raises(ValueError, match="either what it is filled with or why"):
        dictionary.Column(name="x", type="text", meaning="m")


def test_what_cannot_be_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"x\.parquet: GDELT.*\.csv, \.tsv"):
        export_as("gdelt", [], tmp_path / "x.parquet")
    with pytest.raises(StoreError, match="--as phoenix: there are gdelt, icews"):
        export_as("phoenix", [], tmp_path / "x.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Path]:
    with Store(tmp_path / "s.duckdb") as store:
        for one in told():
            store.add(one)
        store.relink()
    yield tmp_path / "s.duckdb"


def test_the_command_says_what_it_left_out(filled: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from polybius.cli import main; main()", "export", str(filled), "-o",
         str(tmp_path / "x.csv"), "--as", "acled"], capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[0].endswith("x.csv: 4 rows") and "left out, of a type that ACLED" in done.stderr
