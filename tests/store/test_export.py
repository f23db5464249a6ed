"""What leaves a store, in each format."""

import csv
import io
import json
from pathlib import Path

import msgspec
import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import count, date, document, place, tell, who
from polybius.records import Document, Event
from polybius.store import FORMATS, Store, StoreError, export
from polybius.store.columns import COLUMNS
from polybius.store.export import harmless

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
    assert (bomb["killed_low"], bomb["killed_high"], bomb["figures"]) == ("20.0", "", "killed at least 20")
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
    assert table.column("killed_low").to_pylist() == [20.0, None]
    assert table.schema.field("geonameid").metadata == {b"meaning": b"GeoNames id"}


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
