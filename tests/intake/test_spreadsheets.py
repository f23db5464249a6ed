"""Tables and rows as spreadsheets and scripts write them."""

import json
from pathlib import Path

import pytest
from intake_builders import PROSE, parted, write

TEXT = PROSE[0]


def test_a_table_as_excel_saves_it(tmp_path: Path) -> None:
    table = (
        "sep=;\r\nTitle;Text;Date;Outlet\r\n"
        "\"Airport; falls\";\"Rebels took the “airport”.\r\nThe army fled.\";2023-11-08;Sample Wire\r\n"
    )
    (page,), failed = parted(write(tmp_path / "a.csv", table.encode("cp1252")))
    assert not failed
    assert (page.title, page.content, page.published, page.publisher) == (
        "Airport; falls", "Rebels took the “airport”.\r\nThe army fled.", "2023-11-08", "Sample Wire",
    )  # fmt: skip


def test_columns_by_other_names(tmp_path: Path) -> None:
    table = "\ufeffHeadline,Article Text,Publication Date,Newspaper,URL,Author\n"
    table += 'Airport,"Rebels took it, officials said.",2023-11-08,Sample Wire,https://wire.example/1,Jane Doe\n'
    (page,), _ = parted(write(tmp_path / "a.txt", table))
    assert (page.title, page.content, page.published, page.publisher, page.url, page.byline) == (
        "Airport", "Rebels took it, officials said.", "2023-11-08", "Sample Wire", "https://wire.example/1",
        ("Jane Doe",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("|", "utf-8"), ("\t", "utf-16"), ("\t", "utf-8-sig")]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_encodings_and_line_ends(tmp_path: Path, mark: str, encoding: str, end: str) -> None:
    lines = [mark.join(("id", "text", "published")), mark.join(("1", "Café rebels took it.", "2023-11-08"))]
    (page,), _ = parted(write(tmp_path / "a.txt", (end.join(lines) + end).encode(encoding)))
    assert (page.id, page.content, page.published) == ("1", "Café rebels took it.", "2023-11-08")


def test_a_text_that_is_not_in_quotes_is_not_cut(tmp_path: Path) -> None:
    table = 'id,text,published\n1,Rebels took it, officials said.,2023-11-08\n2,"Fine, here",2023-11-08\n3,Fine,,,\n'
    found, failed = parted(write(tmp_path / "a.csv", table))
    assert [page.id for page in found] == ["2", "3"]
    assert [(f.origin.record, f.reason) for f in failed] == [
        (1, "the row has 4 fields where the header has 3: is a text not in quotes?")
    ]


def test_a_quotation_mark_that_is_never_closed_is_named(tmp_path: Path) -> None:
    rows = [f"{n},Town {n} fell.,2023-11-08" for n in range(2, 9)]
    table = "\n".join(["id,text,published", "0,Fine.,2023-11-08", '1,"Rebels took it.,2023-11-08', *rows]) + "\n"
    found, failed = parted(write(tmp_path / "a.csv", table))
    assert [page.id for page in found] == ["0"]
    assert [f.origin.record for f in failed] == [2] and "8 lines" in failed[0].reason


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        (1699437600, "2023-11-08T10:00:00+00:00"),
        (1699437600.5, "2023-11-08T10:00:00+00:00"),
        (1699437600000, "2023-11-08T10:00:00+00:00"),
        ("2023-11-08T10:00:00+03:00", "2023-11-08T10:00:00+03:00"),
        ("2023-11-08T10:00:00.000Z", "2023-11-08T10:00:00+00:00"),
        ("2023-11-8", "2023-11-08"),
        (20231108, "2023-11-08"),
        ("20231108T100000Z", "2023-11-08T10:00:00+00:00"),
        ("20231108100000", "2023-11-08T10:00:00"),
        ("2023-11-08 10:00:00 EST", "2023-11-08T10:00:00-05:00"),
        ("Wed, 08 Nov 2023 10:00:00 EST", "2023-11-08T10:00:00-05:00"),
        ("8. November 2023", "2023-11-08"),
        *((nothing, None) for nothing in (None, "", "NaT", "nan", "None", "null", "N/A", float("nan"))),
    ],
)
def test_dates_as_programs_write_them(tmp_path: Path, stated: object, read: str | None) -> None:
    (page,), failed = parted(write(tmp_path / "a.jsonl", json.dumps({"text": TEXT, "published": stated})))
    assert not failed and page.published == read


def test_rows_with_a_mark_in_front_and_odd_characters_in_them(tmp_path: Path) -> None:
    rows = [{"text": f"{TEXT}\u2028\x85{TEXT}"}, {"Text": "Second.", "Title": "T"}, {"text": "Third.", "id": 7}]
    lines = "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        found, failed = parted(write(tmp_path / f"{encoding}.jsonl", lines.encode(encoding)))
        assert not failed
        assert [page.content for page in found] == [f"{TEXT}\u2028\x85{TEXT}", "Second.", "Third."]
        assert (found[1].title, found[2].id) == ("T", "7")


def test_a_huge_row_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = [{"text": TEXT}, {"text": "x " * 20_000_000}, {"text": TEXT}]
    found, failed = parted(write(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows))))
    assert [page.origin.record for page in found] == [1, 3]
    assert [f.origin.record for f in failed] == [2] and "40 MB" in failed[0].reason


# --- agencies' JSON ---------------------------------------------------------------------------------

V1 = {
    "uri": "http://agency.example/items/1", "type": "text", "mimetype": "text/html", "representationtype": "complete",
    "version": "2", "versioncreated": "2023-11-08T10:00:00+01:00", "byline": "Jane Doe", "urgency": 3,
    "pubstatus": "usable", "located": "Goma", "language": "en-GB", "people": [{"name": "X"}],
    "place": [{"name": "Goma"}],
    "headline": "Airport falls", "description_text": "In short.", "body_text": TEXT, "body_xhtml": f"<p>{TEXT}</p>",
    "associations": {"featureimage": {"type": "picture", "uri": "p1", "description_text": "Smoke.", "headline": "Pic"}},
    "copyrightholder": "Sample Agency",
}  # fmt: skip
V3 = {
    "uri": "urn:newsml:agency.example:1", "standard": {"name": "ninjs", "version": "3.0"}, "type": "text",
    "representationType": "complete", "firstCreated": "2023-11-08T10:00:00Z", "versionCreated": "2023-11-09T10:00:00Z",
    "contentCreated": "2023-11-08T09:00:00Z", "pubStatus": "usable", "language": "en", "by": "Jane Doe",
    "located": "Goma", "headlines": [{"role": "main", "contentType": "text/plain", "value": "Airport falls"}],
    "bodies": [{"role": "main", "contentType": "text/html", "charCount": 5, "value": f"<p>{TEXT}</p>"}],
    "associations": [{"name": "img", "uri": "p1", "type": "picture"}], "infoSources": [{"name": "Sample Agency"}],
}  # fmt: skip


def test_items_of_agencies_as_they_send_them(tmp_path: Path) -> None:
    rows = "\n".join(map(json.dumps, (V1, V3)))
    (one, three), failed = parted(write(tmp_path / "a.jsonl", rows))
    assert not failed
    assert (one.title, one.publisher, one.published, one.byline, one.kind, one.content) == (
        "Airport falls", "Sample Agency", "2023-11-08T10:00:00+01:00", ("Jane Doe",), "text", TEXT,
    )  # fmt: skip
    assert (three.title, three.publisher, three.published, three.byline, three.kind, three.content) == (
        "Airport falls", "Sample Agency", "2023-11-08T09:00:00+00:00", ("Jane Doe",), "html", f"<p>{TEXT}</p>",
    )  # fmt: skip


def test_items_that_are_no_articles_say_why(tmp_path: Path) -> None:
    picture = {"uri": "p1", "type": "picture", "pubstatus": "usable", "versioncreated": "2023-11-08T10:00:00Z",
               "headline": "Smoke", "description_text": "Smoke over the runway."}  # fmt: skip
    rows = "\n".join(map(json.dumps, (picture, {**V3, "pubStatus": "cancelled"})))
    _, failed = parted(write(tmp_path / "a.jsonl", rows))
    assert [f.reason for f in failed] == [
        'it is no article: its "type" is "picture"',
        'the agency withdrew it: its "pubstatus" is "cancelled"',
    ]
