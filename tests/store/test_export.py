"""What leaves a store, in each format."""

import csv
import datetime
import io
import json
from pathlib import Path

import msgspec
import openpyxl
import pandas
import pyarrow.parquet as pq
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import count, date, document, place, tell, who
from polybius.records import Document, Event
from polybius.store import FORMATS, Store, StoreError, export
from polybius.store.cells import harmless
from polybius.store.columns import COLUMNS

ANY = float("inf")


def told() -> list[Document]:
    base = {"date": date("2023-11-08"), "place": place("Goma"), "actor": (who("Rebels", "COD", "REB"),)}
    sentence = "Rebels bombed a market in Goma on Wednesday."
    return [
        document("a", tell(sentence, "bombed", "ASSAULT", **base, quantities=(count("killed", 12),))),
        document(
            "b",
            tell(sentence, "bombed", "ASSAULT", **base, quantities=(count("killed", 20, ANY),)),
            tell('=HYPERLINK("http://evil.example") said talks failed.', "talks", "REJECT", goldstein=-4.0),
            published="2023-11-10",
            title="@SUM(A1)",
            publisher="+Plus News",
        ),
    ]


def stored(path: Path, documents: list[Document]) -> Store:
    store = Store(path)
    for one in documents:
        store.add(one)
    store.relink()
    return store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return stored(tmp_path / "s.duckdb", told())


def test_csv_has_a_row_an_event_and_runs_no_formula(store: Store, tmp_path: Path) -> None:
    assert export(store, tmp_path / "e.csv") == 2
    rows = list(csv.DictReader((tmp_path / "e.csv").open(encoding="utf-8", newline="")))
    assert list(rows[0]) == [column.name for column in COLUMNS]
    bomb, talks = rows
    assert (bomb["first"], bomb["place"], bomb["actor"], bomb["actor_country"]) == (
        "2023-11-08",
        "Goma",
        "Rebels",
        "COD",
    )
    assert (bomb["killed_low"], bomb["killed_high"], bomb["figures"]) == ("20", "", "killed at least 20")
    assert bomb["disagreements"] == "killed: at least 20 | 12"
    assert bomb["publishers"] == "2" and bomb["lon"] == "29.2228" and bomb["lat"] == "-1.6792"
    assert talks["evidence"].startswith("'=HYPERLINK") and talks["source_names"] == "'+Plus News"
    assert talks["goldstein"] == "-4.0"


def test_jsonl_has_whole_events(store: Store) -> None:
    out = io.BytesIO()
    export(store, out, "jsonl")
    events = [msgspec.json.decode(line, type=Event) for line in out.getvalue().splitlines()]
    assert events == list(store.events())


def test_parquet_has_typed_columns_with_their_meaning(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "e.parquet")
    table = pq.read_table(tmp_path / "e.parquet")
    assert table.column_names == [column.name for column in COLUMNS]
    assert table.column("killed_low").to_pylist() == [20, None]
    assert table.column("first").to_pylist() == [datetime.date(2023, 11, 8), None]
    types = {field.name: str(field.type) for field in table.schema}
    assert {types[name] for name in ("first", "last", "first_published", "last_published")} == {"date32[day]"}
    assert (types["killed_low"], types["geonameid"], types["lat"]) == ("int64", "int64", "double")
    assert table.schema.field("geonameid").metadata == {b"meaning": b"GeoNames id"}


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_pandas_reads_types_and_values_without_being_told(store: Store, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"e.{ending}"
    export(store, path)
    table = {"csv": pandas.read_csv, "parquet": pandas.read_parquet, "xlsx": pandas.read_excel}[ending](path)
    assert list(table.columns) == [column.name for column in COLUMNS]
    assert list(table.id) == [event.id for event in store.events()]
    numbers = [column.name for column in COLUMNS if column.kind in ("integer", "number")]
    assert all(pandas.api.types.is_numeric_dtype(table[name]) for name in numbers)
    assert table.killed_low.tolist()[0] == 20 and table.lat.tolist()[0] == -1.6792
    days = pandas.to_datetime(table["first"])
    assert days.dt.strftime("%Y-%m-%d").tolist()[0] == "2023-11-08" and pandas.isna(days[1])


def test_days_before_excels_and_figures_beyond_numbers_do_no_harm(tmp_path: Path) -> None:
    told = tell("Rebels killed many in Goma in 1894.", "killed", "ASSAULT", date=date("1894"), place=place("Goma"),
                quantities=(count("killed", 1e30),))  # fmt: skip
    with stored(tmp_path / "s.duckdb", [document("a", told)]) as store:
        export(store, tmp_path / "e.xlsx")
        export(store, tmp_path / "e.parquet")
    row = dict(zip(*openpyxl.load_workbook(tmp_path / "e.xlsx")["Events"].values, strict=True))
    assert row["first"] == "1894-01-01"
    table = pq.read_table(tmp_path / "e.parquet")
    assert table.column("first").to_pylist() == [datetime.date(1894, 1, 1)]
    assert table.column("killed_low").to_pylist() == [None]


def test_geographic_programs_read_the_geojson(store: Store, tmp_path: Path) -> None:
    """GDAL's reader, which is QGIS's."""
    export(store, tmp_path / "e.geojson")
    told = pyogrio.read_info(tmp_path / "e.geojson")
    assert (told["crs"], told["geometry_type"], told["features"]) == ("EPSG:4326", "Point", 1)
    types = dict(zip(told["fields"], told["ogr_types"], strict=True))
    assert (types["first"], types["mentions"], types["goldstein"]) == ("OFTDate", "OFTInteger", "OFTString")
    assert told["total_bounds"] == (29.2228, -1.6792, 29.2228, -1.6792)


def test_geojson_has_the_events_that_are_placed(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "e.geojson")
    [feature] = json.loads((tmp_path / "e.geojson").read_text(encoding="utf-8"))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [29.2228, -1.6792]}
    assert feature["properties"]["type"] == "ASSAULT"


def test_xlsx_has_events_sources_and_documents(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "e.xlsx")
    book = openpyxl.load_workbook(tmp_path / "e.xlsx")
    assert book.sheetnames == ["Events", "Sources", "Documents", "Columns"]
    assert [sheet.max_row for sheet in book] == [3, 4, 3, len(COLUMNS) + 1]
    assert all(sheet.freeze_panes == "B2" for sheet in book)
    formulas = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []
    assert "=HYPERLINK" in [c.value for c in book["Sources"]["G"]][3]


@pytest.mark.parametrize("format", FORMATS)
def test_any_order_of_input_and_any_time_gives_the_same_bytes(tmp_path: Path, format: str) -> None:
    outputs = []
    for number, documents in enumerate((told(), list(reversed(told())))):
        with stored(tmp_path / f"{number}.duckdb", documents) as store:
            out = io.BytesIO()
            export(store, out, format)
            outputs.append(out.getvalue())
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_store_exports(tmp_path: Path, format: str) -> None:
    with stored(tmp_path / "empty.duckdb", []) as store:
        assert export(store, tmp_path / f"e.{format}") == 0
        assert (tmp_path / f"e.{format}").exists()


def test_a_format_that_is_not_known_is_an_error_and_leaves_no_file(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"e\.docx.*\.csv, \.jsonl"):
        export(store, tmp_path / "e.docx")
    with pytest.raises(StoreError, match="cannot be written"):
        export(store, tmp_path / "no" / "e.csv")
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("e.")) == []


@given(st.text())
def test_no_text_begins_a_formula(text: str) -> None:
    safe = harmless(text)
    assert safe.removeprefix("'") == text.removeprefix("'")
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
