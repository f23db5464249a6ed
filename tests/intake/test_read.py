"""What intake makes of files, folders, archives and broken things."""

import bz2
import gzip
import io
import json
import os
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.intake import read
from polybius.records import Failure, Page

PROSE = (
    "Rebels took the airport outside the capital on Monday, officials said.\n\n"
    "The army pulled back to the river bridge and shelled the runway, residents said."
)
HTML = f"<!doctype html><html><head><title>x</title></head><body><p>{PROSE}</p></body></html>"


def only(path: object, **options: str) -> Page | Failure:
    (found,) = read([str(path)], **options)
    return found


def page(path: object, **options: str) -> Page:
    found = only(path, **options)
    assert isinstance(found, Page), found
    return found


def why(path: object, **options: str) -> str:
    found = only(path, **options)
    assert isinstance(found, Failure), found
    assert found.origin.file == str(path)
    return found.reason


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- kinds, told by content ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", "Menu\nSign in\n\nRebels take airport\n\n" + PROSE, "scrape"),
        ("a.txt", PROSE, "text"),
        ("a.txt", "Rebels took the airport on Monday", "text"),
        ("a.txt", HTML, "html"),
        ("a.dat", HTML, "html"),
        ("a.html", "<div>" + PROSE, "html"),
        ("noname", json.dumps({"text": PROSE}) + "\n", "text"),
        ("noname", json.dumps({"html": HTML}), "html"),
        ("noname", json.dumps({"scrape": PROSE}) + "\n\n", "scrape"),
        ("a.json", json.dumps([{"text": PROSE}], indent=2), "text"),
        ("a.json", json.dumps({"text": PROSE}, indent=2), "text"),
        ("a.csv", 'id,text\n1,"' + PROSE + '"\n', "text"),
        ("a.tsv", "id\ttext\n1\tRebels took the airport.\n", "text"),
    ],
)
def test_kind_is_told_by_content(tmp_path: Path, name: str, content: str, kind: str) -> None:
    assert page(write(tmp_path / name, content)).kind == kind


def test_the_user_says_the_kind(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", PROSE)
    assert page(path, kind="scrape").kind == "scrape"
    assert page(path, kind="html").kind == "html"


def test_a_wrong_call_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="'epub' is not a kind of input"):
        read([], kind="epub")
    with pytest.raises(ValueError, match="is not a date"):
        read([], published="yesterday")


# --- rows ---------------------------------------------------------------------------------------


def test_a_row_brings_its_fields(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "title": "Airport falls",
        "text": " kept  verbatim\n",
        "url": "https://news.example/1",
        "publisher": "Example",
        "published": "8 Nov 2023",
        "language": "en",
        "other": [1],
    }
    found = page(write(tmp_path / "a.jsonl", "\n" + json.dumps(row)))
    assert (found.id, found.title, found.content) == ("7", "Airport falls", " kept  verbatim\n")
    assert (found.url, found.publisher, found.language) == ("https://news.example/1", "Example", "en")
    assert found.published == "2023-11-08"
    assert found.origin.record == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "the row is not JSON: expecting value at character 1"),
        ('{"text": "a"', "the row is not JSON"),
        ("[1, 2]", "the row is not a JSON object"),
        ('"text"', "the row is not a JSON object"),
        ("{}", 'the row has no text: it has none of "text", "html" and "scrape"'),
        ('{"text": " "}', 'the row has no text: its "text" is empty'),
        ('{"text": 5}', 'the row\'s "text" is not a string'),
        ('{"text": "a", "published": "0000-01-01"}', "the calendar has no such day"),
        ('{"text": "a", "published": "2023-02-30"}', "the calendar has no such day"),
        ('{"text": "a", "published": "soon"}', "'soon' is not a date"),
        ('{"text": "a", "published": "03/04/2023"}', "write it as YYYY-MM-DD"),
        ("[" * 100_000, "the row is not JSON"),
        (b'{"text": "\xff\xfe"}', "the row is not JSON: byte 11 is not UTF-8"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_is_read(tmp_path: Path, line: str | bytes, reason: str) -> None:
    good = json.dumps({"text": PROSE}).encode()
    bad = line.encode() if isinstance(line, str) else line
    first, second, third = read([str(write(tmp_path / "a.jsonl", b"\n".join((good, bad, good))))])
    assert isinstance(first, Page) and isinstance(third, Page)
    assert isinstance(second, Failure)
    assert second.origin.file.endswith("a.jsonl") and second.origin.record == 2
    assert reason in second.reason


def test_without_an_id_the_content_gives_one(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        '{"text": "a", "publisher": "X"}\n{"text": "a", "publisher": "Y"}\n'
        '{"publisher": "X", "text": "a", "n": 1}',
    )
    x, y, again = (found.id for found in read([str(path)]) if isinstance(found, Page))
    assert x == again != y


def test_published_is_for_rows_without_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "a"}\n{"text": "b", "published": "2020-01-02"}')
    dates = [
        found.published for found in read([str(path)], published="2021-03-04") if isinstance(found, Page)
    ]
    assert dates == ["2021-03-04", "2020-01-02"]


def test_a_lone_surrogate_can_be_written_out_again(tmp_path: Path) -> None:
    found = page(write(tmp_path / "a.jsonl", r'{"text": "a \ud800 b", "title": "\udfff", "id": "\ud800"}'))
    assert found.content == "a \ufffd b"
    (found.content + (found.title or "") + found.id).encode()


def test_rows_are_streamed(tmp_path: Path) -> None:
    line = json.dumps({"text": "Rebels took the airport. " * 400}) + "\n"
    path = tmp_path / "big.jsonl"
    with path.open("w") as out:
        for _ in range(2000):
            out.write(line)
    tracemalloc.start()
    assert sum(1 for _ in read([str(path)])) == 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 20_000_000 and peak < 2_000_000


def test_other_programs_keys_are_known(tmp_path: Path) -> None:
    ninjs = {
        "uri": "https://agency.example/1",
        "headline": "Airport falls",
        "body_html": "<p>Rebels took it.</p>",
        "versioncreated": "2023-11-08T10:00:00Z",
        "source": "Agency",
    }
    please = {
        "maintext": "Rebels took it.",
        "date_publish": "2023-11-08 10:00:00",
        "source_domain": "news.example",
    }
    path = write(tmp_path / "a.json", json.dumps({"articles": [ninjs, please]}, indent=1))
    one, two = read([str(path)])
    assert isinstance(one, Page) and isinstance(two, Page)
    assert (one.kind, one.title, one.published) == ("html", "Airport falls", "2023-11-08T10:00:00+00:00")
    assert (two.kind, two.publisher, two.published) == ("text", "news.example", "2023-11-08T10:00:00")


# --- files and folders --------------------------------------------------------------------------


def test_folders_are_read_through_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", ".git/x.txt", ".hidden", "p.html", "p_files/ad.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        write(tmp_path / name, HTML if name == "p.html" else PROSE)
    names = [os.path.relpath(found.origin.file, tmp_path) for found in read([str(tmp_path)])]
    assert names == ["b.txt", "p.html", "a/z.txt", "a/b/c.txt"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", PROSE)
    assert len(list(read([str(path), str(tmp_path), str(tmp_path / "*.txt")]))) == 1


def test_patterns(tmp_path: Path) -> None:
    write(tmp_path / "b.txt", PROSE)
    write(tmp_path / "a.txt", PROSE)
    write(tmp_path / "a [1].txt", PROSE)
    names = [
        Path(found.origin.file).name for found in read([str(tmp_path / "?.txt"), str(tmp_path / "a [1].txt")])
    ]
    assert names == ["a.txt", "b.txt", "a [1].txt"]
    assert why(tmp_path / "*.md") == "no file matches this pattern"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"text": PROSE}).encode())))
    found = page("-")
    assert (found.content, found.origin.file, found.origin.record) == (PROSE, "-", 1)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert why(tmp_path / "none.txt") == "no such file or folder"
    assert why(write(tmp_path / "e.txt", "")) == "the file is empty"
    assert why(write(tmp_path / "e.jsonl", "\n \n")) == "the file is empty"
    assert why(write(tmp_path / "b.txt", bytes(range(256)) * 8)) == "it is binary data, not text"
    assert why(write(tmp_path / "b.pdf", b"%PDF-1.7 ...")) == "it is a PDF file, not text"
    assert (
        why(write(tmp_path / "u.txt", bytes(range(128, 256)) * 9))
        == "the bytes are not text in any known encoding"
    )
    assert why(write(tmp_path / "g.txt.gz", gzip.compress(PROSE.encode() * 99)[:60])).startswith(
        "it cannot be read"
    )
    (tmp_path / "empty").mkdir()
    assert why(tmp_path / "empty") == "the folder holds no files"
    assert why("a\0b")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the superuser")
def test_closed_files_and_folders(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", PROSE).chmod(0)
    assert why(tmp_path / "a.txt") == "it cannot be read: no permission to read it"


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress])
def test_compression_is_looked_through(tmp_path: Path, compress: object) -> None:
    rows = (json.dumps({"text": PROSE}) + "\n").encode() * 3
    path = write(tmp_path / "a.jsonl.z", compress(rows))  # type: ignore[operator]
    assert [found.origin.record for found in read([str(path)])] == [1, 2, 3]


def test_a_zip_is_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.html", HTML)
        archive.writestr("a.jsonl", json.dumps({"text": PROSE}))
        archive.writestr("__MACOSX/a.jsonl", "x")
    found = list(read([str(tmp_path / "a.zip")]))
    assert [(f.origin.file.removeprefix(str(tmp_path)), type(f).__name__) for f in found] == [
        ("/a.zip/a.jsonl", "Page"),
        ("/a.zip/b.html", "Page"),
    ]


# --- encodings ----------------------------------------------------------------------------------

QUOTED = "“We hold the airport,” a rebel commander in Bújumbura said on Monday — and café owners fled."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.txt", QUOTED.encode(encoding))
    assert page(path).content == QUOTED


def test_the_declared_encoding_of_a_page(tmp_path: Path) -> None:
    html = '<html><head><meta charset="windows-1251"></head><body><p>Войска вошли в город</p></body></html>'
    assert "Войска вошли" in page(write(tmp_path / "a.html", html.encode("cp1251"))).content


def test_one_broken_character_does_not_cost_the_page(tmp_path: Path) -> None:
    data = ("Café owners in Bújumbura fled, “many” on foot. " * 20).encode()
    found = page(write(tmp_path / "a.txt", data[:-40] + b"\xe2\x80" + data[-40:]))
    assert "\ufffd" in found.content and "Bújumbura" in found.content


# --- feeds and tables ---------------------------------------------------------------------------

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Example News</title><language>en</language>
<item><title>Airport &amp;amp; port fall</title><link>https://news.example/1</link><guid>one</guid>
<pubDate>Wed, 08 Nov 2023 10:00:00 +0300</pubDate><description>Rebels took it.</description>
<content:encoded><![CDATA[<p>Rebels took the airport.</p><p>The army fled.</p>]]></content:encoded></item>
<item><title>Nothing</title></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Example</title>
<entry><id>1</id><title>Airport falls</title>
<link href="https://news.example/1"/><published>2023-11-08T10:00:00Z</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Rebels took it.</p></div></content>
</entry></feed>"""


def test_a_feed_is_its_entries(tmp_path: Path) -> None:
    one, two = read([str(write(tmp_path / "feed.xml", RSS))])
    assert isinstance(one, Page) and isinstance(two, Failure)
    assert (one.id, one.kind, one.title, one.publisher) == (
        "one",
        "html",
        "Airport & port fall",
        "Example News",
    )
    assert (one.url, one.published, one.language) == (
        "https://news.example/1",
        "2023-11-08T10:00:00+03:00",
        "en",
    )
    assert two.reason == "the entry has no text" and two.origin.record == 2
    atom = page(write(tmp_path / "atom.xml", ATOM))
    assert (atom.kind, atom.url, atom.title) == ("html", "https://news.example/1", "Airport falls")
    assert "Rebels took it." in atom.content


def test_a_table_is_its_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'ID;Text;published\nx;"Rebels; took\nit.";2023-11-08\n;;\ny;;\n')
    one, two = read([str(path)])
    assert isinstance(one, Page) and isinstance(two, Failure)
    assert (one.content, one.published, one.id) == ("Rebels; took\nit.", "2023-11-08", "x")
    assert two.origin.record == 2
    assert "has no column" in why(write(tmp_path / "b.csv", "a,b\n1,2\n"))


# --- properties ---------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(
    data=st.binary(max_size=400),
    name=st.sampled_from(["a.txt", "a.jsonl", "a.json", "a.csv", "a.xml", "a.html"]),
)
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    path = write(tmp_path_factory.mktemp("any") / name, data)
    for found in read([str(path)]):
        assert isinstance(found, Page | Failure)


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1).filter(lambda text: text.strip()))
def test_a_text_row_is_verbatim(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = write(tmp_path_factory.mktemp("any") / "a.jsonl", json.dumps({"text": text}))
    assert page(path).content == text
