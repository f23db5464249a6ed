"""Web archives, database exports, agencies' JSON and feeds, of the shape and with the damage of real ones."""

import gzip
import io
import json
import random
import tracemalloc
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.intake import read
from polybius.records import Failure, Page

BODY = "Rebels took the airport outside the capital on Monday, officials said. The army shelled the runway."
HTML = f"<!doctype html><html><head><title>Airport falls</title></head><body><p>{BODY}</p></body></html>"


def all_of(path: Path, **options: str) -> list[Page | Failure]:
    return list(read([str(path)], **options))


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def split(found: list[Page | Failure]) -> tuple[list[Page], list[Failure]]:
    return [f for f in found if isinstance(f, Page)], [f for f in found if isinstance(f, Failure)]


# --- web archives -------------------------------------------------------------------------------


def record(
    number: int,
    payload: bytes = HTML.encode(),
    *,
    kind: str = "response",
    status: str = "200 OK",
    media: str = "text/html; charset=utf-8",
    extra: str = "",
    http: bool = True,
) -> bytes:
    block = payload
    if http:
        block = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{extra}\r\n".encode() + payload
    lines = (
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: https://news.example/{number}",
        "WARC-Date: 2023-11-08T12:00:00Z",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def pages(count: int) -> list[bytes]:
    return [record(n, HTML.replace("capital", f"capital {n}").encode()) for n in range(1, count + 1)]


def packed(records: list[bytes]) -> bytes:
    return b"".join(gzip.compress(each, mtime=0) for each in records)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst", "noname", "whole.warc.gz"])
def test_a_web_archive_gives_its_pages(tmp_path: Path, name: str) -> None:
    records = pages(3)
    plain = b"".join(records)
    data = {
        "a.warc.gz": packed(records),
        "a.warc.zst": zstandard.compress(plain),
        "whole.warc.gz": gzip.compress(plain),
    }.get(name, plain)
    found, failed = split(all_of(write(tmp_path / name, data)))
    assert not failed
    assert [page.url for page in found] == [f"https://news.example/{n}" for n in (1, 2, 3)]
    assert [page.origin.record for page in found] == [1, 2, 3]
    assert {page.kind for page in found} == {"html"}
    assert {page.crawled for page in found} == {"2023-11-08T12:00:00+00:00"}
    assert len({page.id for page in found}) == 3


def test_a_record_says_at_which_byte_it_begins(tmp_path: Path) -> None:
    records = pages(3)
    for name, parts in (("a.warc", records), ("a.warc.gz", [gzip.compress(each) for each in records])):
        found, _ = split(all_of(write(tmp_path / name, b"".join(parts))))
        assert [page.origin.offset for page in found] == [0, len(parts[0]), len(parts[0]) + len(parts[1])]


def test_only_pages_are_taken_from_a_crawl(tmp_path: Path) -> None:
    data = b"".join(
        (
            record(1, b"software: crawler\r\n", kind="warcinfo", http=False),
            record(2, kind="request"),
            record(3, b"\x89PNG....", media="image/png"),
            record(4, b"", status="301 Moved Permanently"),
            record(5),
            record(6, b"<html>No.</html>", status="403 Forbidden"),
            record(7, BODY.encode(), kind="conversion", http=False).replace(
                b"application/http; msgtype=response", b"text/plain"
            ),
            record(8, http=False),
        )
    )
    found, failed = split(all_of(write(tmp_path / "a.warc", data)))
    assert [(page.url, page.kind) for page in found] == [
        ("https://news.example/5", "html"),
        ("https://news.example/7", "scrape"),
        ("https://news.example/8", "html"),
    ]
    assert [failure.origin.record for failure in failed] == [6]
    assert "'403 Forbidden'" in failed[0].reason


def test_what_the_server_did_to_the_page_is_undone(tmp_path: Path) -> None:
    zipped = gzip.compress(HTML.encode())
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (zipped[:50], zipped[50:])) + b"0\r\n\r\n"
    latin = HTML.replace("Rebels", "Café rebels").encode("latin-1")
    data = b"".join(
        (
            record(1, zipped, extra="Content-Encoding: gzip\r\n"),
            record(2, chunked, extra="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
            record(3, HTML.encode(), extra="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
            record(4, latin, media="text/html; charset=ISO-8859-1"),
        )
    )
    found, failed = split(all_of(write(tmp_path / "a.warc", data)))
    assert not failed
    assert [page.content for page in found[:3]] == [HTML] * 3
    assert "Café" in found[3].content


def test_an_archive_cut_short_gives_what_it_has(tmp_path: Path) -> None:
    for name, data in (("a.warc", b"".join(pages(5))[:-60]), ("a.warc.gz", packed(pages(5))[:-40])):
        found, failed = split(all_of(write(tmp_path / name, data)))
        assert [page.origin.record for page in found] == [1, 2, 3, 4]
        assert len(failed) == 1


def test_damage_costs_the_records_it_is_in(tmp_path: Path) -> None:
    parts = [gzip.compress(each, mtime=0) for each in pages(6)]
    middle = bytearray(parts[2])
    middle[40:60] = bytes(20)
    found, failed = split(all_of(write(tmp_path / "a.warc.gz", b"".join((*parts[:2], bytes(middle), *parts[3:])))))
    assert [page.url[-1] for page in found if page.url] == ["1", "2", "4", "5", "6"]
    assert len(failed) == 1 and "damaged here" in failed[0].reason

    plain = pages(6)
    found, failed = split(
        all_of(write(tmp_path / "b.warc", b"".join((*plain[:2], b"junk\n", plain[2][30:], *plain[3:]))))
    )
    assert [page.url[-1] for page in found if page.url] == ["1", "2", "4", "5", "6"]
    assert len(failed) == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 400), st.booleans())
def test_no_damage_ends_the_reading(
    tmp_path_factory: pytest.TempPathFactory, seed: int, length: int, zipped: bool
) -> None:
    data = bytearray(packed(pages(4)) if zipped else b"".join(pages(4)))
    chance = random.Random(seed)
    begins = chance.randrange(len(data))
    data[begins : begins + length] = chance.randbytes(length)
    path = write(tmp_path_factory.mktemp("warc") / "a.warc", bytes(data))
    found, failed = split(all_of(path))
    assert len(found) <= 4 and len(found) + len(failed) >= 1
    assert all(failure.origin.file == str(path) for failure in failed)


def test_a_web_archive_takes_the_memory_of_one_record(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.warc.gz"
        chance = random.Random(5)
        with path.open("wb") as stream:
            for number in range(count):
                if number % 40 == 7:
                    stream.write(gzip.compress(record(number))[:80])  # a crawler that was killed here
                text = chance.randbytes(12_000).hex()
                stream.write(gzip.compress(record(number, f"<html><p>{BODY}</p><!--{text}--></html>".encode()), 1))
        tracemalloc.start()
        taken = sum(isinstance(found, Page) for found in read([str(path)]))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert taken > 0.9 * count
        return top

    few, many = peak(60), peak(600)
    assert many < 1.5 * few + 1_000_000


# --- Nexis Uni ----------------------------------------------------------------------------------


def docx(paragraphs: list[str]) -> bytes:
    runs = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    document = (
        '<?xml version="1.0" encoding="UTF-8"?><w:document '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{runs}</w:body></w:document>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return buffer.getvalue()


def nexis(number: int, day: str = "November 8, 2023 Wednesday") -> list[str]:
    return [
        f"Airport falls, part {number}", "The Daily Example", day, "",
        "Copyright 2023 Example Media All Rights Reserved", "Section: NEWS; Pg. 1", "Length: 16 words",
        "Byline: Jane Doe", "Body", "", BODY, f"Paragraph {number} ends it.", "Classification", "",
        "Language: ENGLISH", "Subject: AIRPORTS (90%)", "Load-Date: November 9, 2023", "", "End of Document",
    ]  # fmt: skip


def test_a_nexis_uni_download_gives_its_articles(tmp_path: Path) -> None:
    cover = ["User Name: somebody", "Date and Time: Friday, November 10, 2023 3:14:00 PM", "Documents (2)", ""]
    path = write(tmp_path / "a.docx", docx([*cover, *nexis(1), *nexis(2, "November 7, 2023 Tuesday 6:00 PM GMT")]))
    found, failed = split(all_of(path))
    assert not failed
    assert [page.title for page in found] == ["Airport falls, part 1", "Airport falls, part 2"]
    assert [page.published[:10] for page in found if page.published] == ["2023-11-08", "2023-11-07"]
    assert {(page.publisher, page.language, page.byline, page.kind) for page in found} == {
        ("The Daily Example", "en", ("Jane Doe",), "text")
    }
    assert found[0].content == f"{BODY}\n\nParagraph 1 ends it."
    assert [page.origin.record for page in found] == [1, 2]


def test_a_nexis_article_without_a_body_is_named(tmp_path: Path) -> None:
    broken = [line for line in nexis(2) if line != "Body"]
    found, failed = split(all_of(write(tmp_path / "a.docx", docx([*nexis(1), *broken, *nexis(3)]))))
    assert [page.origin.record for page in found] == [1, 3]
    assert [(f.origin.record, f.reason) for f in failed] == [(2, 'the article has no part named "Body"')]


def test_another_word_document_is_read_as_loose_text(tmp_path: Path) -> None:
    (page,) = all_of(write(tmp_path / "a.docx", docx(["Airport falls", BODY])))
    assert isinstance(page, Page)
    assert (page.kind, page.content) == ("scrape", f"Airport falls\n\n{BODY}")


@pytest.mark.parametrize("content", [b"Rebels took the airport.", b"{\\rtf1 Rebels}", b"PK\x03\x04 and no more"])
def test_a_docx_that_is_none_is_named(tmp_path: Path, content: bytes) -> None:
    (failure,) = all_of(write(tmp_path / "a.docx", content))
    assert isinstance(failure, Failure)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    (failure,) = all_of(write(tmp_path / "b.docx", other.getvalue()))
    assert isinstance(failure, Failure) and "no Word document" in failure.reason


# --- ProQuest -----------------------------------------------------------------------------------

PROQUEST = """____________________________________________________________

Report Information from ProQuest

November 10 2023
____________________________________________________________

Document 1 of 2

Airport falls

Author: Doe, Jane; Roe, John

Publication info: The Daily Example; Capital City [Capital City]. 08 Nov 2023: A.1.

ProQuest document link

Abstract: Rebels took it.

Full text:

{body}

Place: the runway, where smoke rose.

A second paragraph,
wrapped in two lines.

Subject: Airports; Rebels

Location: Capital City

Title: Airport falls

Publication title: The Daily Example

Publication date: Nov 8, 2023

Language of publication: English

Document type: News

ProQuest document ID: 123456

Document URL: https://www.proquest.example/docview/123456

Last updated: 2023-11-09

Database: Example Newsstream
____________________________________________________________

Document 2 of 2

Army answers

Publication title: The Daily Example

Publication date: Nov 9, 2023

ProQuest document ID: 123457

Full text: Not available.
____________________________________________________________

Contact us at: https://support.example

Database copyright 2023 ProQuest LLC. All rights reserved.
"""


def test_a_proquest_export_gives_its_articles(tmp_path: Path) -> None:
    found, failed = split(all_of(write(tmp_path / "a.txt", PROQUEST.format(body=BODY))))
    (page,) = found
    assert page.content == (
        f"{BODY}\n\nPlace: the runway, where smoke rose.\n\nA second paragraph, wrapped in two lines."
    )
    assert (page.id, page.title, page.publisher, page.published, page.language, page.byline) == (
        "123456", "Airport falls", "The Daily Example", "2023-11-08", "en", ("Jane Doe, John Roe",),
    )  # fmt: skip
    assert page.origin.record == 1
    assert [(f.origin.record, f.reason) for f in failed] == [(2, "the record has no full text")]


# --- agencies' JSON, news-please, feeds -----------------------------------------------------------


@pytest.mark.parametrize(
    "item",
    [
        {"headline": "Airport falls", "body_text": BODY, "body_html": f"<p>{BODY}</p>", "byline": "Jane Doe",
         "versioncreated": "2023-11-08T10:00:00Z", "infosource": [{"name": "Example Agency"}]},
        {"headlines": [{"role": "short", "value": "Short"}, {"role": "main", "value": "Airport falls"}],
         "bodies": [{"role": "summary", "contentType": "text/plain", "value": "In short."},
                    {"role": "main", "contentType": "text/plain", "value": BODY}],
         "by": "Jane Doe", "firstcreated": "2023-11-08T10:00:00Z", "infosources": [{"name": "Example Agency"}]},
        {"headlines": [{"contenttype": "text/html", "value": "<b>Airport falls</b>"}],
         "bodies": [{"contenttype": "text/plain", "value": BODY}], "by": "Jane Doe",
         "contentcreated": "2023-11-08T10:00:00Z", "infosources": [{"role": "x", "name": "Example Agency"}]},
    ],
    ids=["1.x", "2.x", "3.x"],
)  # fmt: skip
def test_ninjs(tmp_path: Path, item: dict[str, object]) -> None:
    row = {"uri": "urn:newsml:example:1", "type": "text", "pubstatus": "usable", "language": "en", **item}
    (page,) = all_of(write(tmp_path / "a.json", json.dumps(row)))
    assert isinstance(page, Page), page
    assert (page.id, page.url, page.title) == ("urn:newsml:example:1", None, "Airport falls")
    assert (page.kind, page.content) == ("text", BODY)
    assert (page.publisher, page.published) == ("Example Agency", "2023-11-08T10:00:00+00:00")
    assert page.byline == ("Jane Doe",)
    (failure,) = all_of(write(tmp_path / "b.json", json.dumps({**row, "pubstatus": "canceled"})))
    assert isinstance(failure, Failure) and "withdrew" in failure.reason


def test_news_please(tmp_path: Path) -> None:
    row = {
        "authors": ["Jane Doe", "John Roe"],
        "date_download": "2023-11-10 08:00:00",
        "date_modify": None,
        "date_publish": "2023-11-08 10:00:00",
        "description": "In short.",
        "filename": "a.json",
        "image_url": None,
        "language": "en",
        "localpath": None,
        "maintext": BODY,
        "source_domain": "news.example",
        "title": "Airport falls",
        "title_page": None,
        "title_rss": None,
        "url": "https://news.example/1",
    }
    (page,) = all_of(write(tmp_path / "a.json", json.dumps(row, indent=4)))
    assert isinstance(page, Page)
    assert (page.content, page.title, page.publisher, page.published) == (
        BODY, "Airport falls", "news.example", "2023-11-08T10:00:00",
    )  # fmt: skip
    assert page.byline == ("Jane Doe, John Roe",)


def test_an_entry_that_sums_up_is_marked(tmp_path: Path) -> None:
    feed = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Daily Example</title>
    <item><title>One</title><description>Rebels took it.</description><dc:creator>Jane Doe</dc:creator></item>
    <item><title>Two</title><description>Short.</description><content:encoded>{BODY}</content:encoded></item>
    </channel></rss>"""
    one, two = all_of(write(tmp_path / "a.rss", feed))
    assert isinstance(one, Page) and isinstance(two, Page)
    assert (one.summary, one.content, one.byline) == (True, "Rebels took it.", ("Jane Doe",))
    assert (two.summary, two.content) == (False, BODY)


# --- compression and its limits -------------------------------------------------------------------


def test_zstandard_is_looked_through(tmp_path: Path) -> None:
    frames = zstandard.compress(HTML[:50].encode()) + zstandard.compress(HTML[50:].encode())
    (page,) = all_of(write(tmp_path / "a.html.zst", frames))
    assert isinstance(page, Page) and page.content == HTML
    (failure,) = all_of(
        write(tmp_path / "b.html.zst", zstandard.compress(random.Random(1).randbytes(9000).hex().encode())[:-500])
    )
    assert isinstance(failure, Failure) and "too early" in failure.reason


def test_a_page_of_fifty_megabytes_is_refused_with_its_size(tmp_path: Path) -> None:
    path = write(tmp_path / "a.html", HTML + " " * 200_000)
    with path.open("ab") as stream:
        stream.truncate(50_000_000)
    tracemalloc.start()
    (failure,) = all_of(path)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert isinstance(failure, Failure) and "50 MB" in failure.reason


@pytest.mark.parametrize("name", ["a.html.gz", "a.jsonl.gz", "a.zip", "a.jsonl.zst"])
def test_a_bomb_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    step = b" " * 1_000_000
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.html", "w") as member:
            member.write(HTML.encode())
            for _ in range(150):
                member.write(step)
    elif name.endswith(".zst"):
        path.write_bytes(zstandard.compress(b"{" + step * 150))
    else:
        with gzip.open(path, "wb") as stream:
            stream.write(HTML.encode() if "html" in name else b'{"text": "')
            for _ in range(150):
                stream.write(step)
    tracemalloc.start()
    failures = all_of(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert all(isinstance(failure, Failure) for failure in failures) and failures
    assert peak < 300_000_000


def test_mojibake_is_put_right(tmp_path: Path) -> None:
    broken = HTML.replace("Rebels", "Café rebels’ men").encode().decode("cp1252").encode()
    (page,) = all_of(write(tmp_path / "a.html", broken))
    assert isinstance(page, Page) and "Café rebels’ men" in page.content


@pytest.mark.parametrize("stated", ["2199-01-01", "1623-11-08", "1 January 1700"])
def test_a_date_that_no_news_can_have_is_carried_as_text(tmp_path: Path, stated: str) -> None:
    (page,) = all_of(write(tmp_path / "a.jsonl", json.dumps({"text": BODY, "published": stated})))
    assert isinstance(page, Page) and page.published == stated
