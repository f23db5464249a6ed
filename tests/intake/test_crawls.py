"""Web archives as crawlers leave them, from files, from pipes, out of zips; large ones in little memory."""

import gzip
import io
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import brotli
import pytest
import zstandard
from intake_builders import page, parted, write

from polybius.records import Page

HTML = page(charset="utf-8").encode()


def record(
    number: int, block: bytes, kind: str = "response", *, media: str | None = "application/http; msgtype=response"
) -> bytes:
    lines = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>",
             "WARC-Date: 2023-11-08T12:00:00.123456Z", f"WARC-Target-URI: https://wire.example/{number}"]  # fmt: skip
    if media:
        lines.append(f"Content-Type: {media}")
    lines.append(f"Content-Length: {len(block)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(
    body: bytes = HTML, status: str = "200 OK", media: str = "text/html", extra: str = "", end: str = "\r\n", http="1.1"
) -> bytes:
    return f"HTTP/{http} {status}{end}Content-Type: {media}{end}{extra}{end}".encode() + body


def numbers(path: Path) -> tuple[list[int], list[int | None]]:
    found, failed = parted(path)
    return [int((p.url or "/0").rpartition("/")[2]) for p in found], [f.origin.record for f in failed]


CRAWL = [
    record(1, b"software: crawler\r\n", "warcinfo", media="application/warc-fields"),
    record(2, b"GET / HTTP/1.1\r\n\r\n", "request"),
    record(3, answer(brotli.compress(HTML), extra="Content-Encoding: br\r\n")),
    record(4, answer(zstandard.compress(HTML), extra="Content-Encoding: zstd\r\n")),
    record(5, answer(gzip.compress(HTML), extra="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n")),
    record(6, answer(http="2")),
    record(7, answer(b"", "304 Not Modified")),
    record(8, answer(b"<html>gone</html>", "404 Not Found")),
    record(9, answer(b"", "302 Found", extra="Location: /x\r\n")),
    record(10, answer(b"%PDF-1.4", media="application/pdf")),
    record(11, HTML, "resource", media="text/html"),
    record(12, HTML),  # no headers of HTTP, though it says so
    record(13, b"Home\nWorld\nRebels took the airport on Monday.", "conversion", media="text/plain"),
    record(14, answer(end="\n")),
    record(15, answer(), "revisit"),
    record(16, answer(gzip.compress(HTML)[:-50], extra="Content-Encoding: gzip\r\n")),
    record(17, answer(page(charset="windows-1252").encode("cp1252"), media="text/html; charset=utf-8")),
    record(18, answer(b"", "204 No Content")),
    record(19, b"wire.example\t192.0.2.1", "resource", media="text/dns"),
    record(20, answer(status="500 Internal Server Error")),
]
PAGES, FAILED = [3, 4, 5, 6, 11, 12, 13, 14, 17], [8, 16, 20]


@pytest.mark.parametrize("packed", ["not", "by record", "whole", "zstd"])
def test_pages_are_taken_and_the_rest_is_passed_over_or_named(tmp_path: Path, packed: str) -> None:
    plain = b"".join(CRAWL)
    data = {"not": plain, "by record": b"".join(map(gzip.compress, CRAWL)), "whole": gzip.compress(plain),
            "zstd": zstandard.compress(plain)}[packed]  # fmt: skip
    assert numbers(write(tmp_path / "crawl", data)) == (PAGES, FAILED)
    found, _ = parted(tmp_path / "crawl")
    assert {p.crawled for p in found} == {"2023-11-08T12:00:00+00:00"}
    assert all("Bújumbura" in p.content for p in found if p.kind == "html")


def test_a_crawl_in_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.warc.gz", b"".join(map(gzip.compress, CRAWL)))
    assert numbers(tmp_path / "a.zip") == (PAGES, FAILED)


def test_a_crawl_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError("a pipe cannot seek")

    pipe = Pipe(b"".join(map(gzip.compress, CRAWL)))
    monkeypatch.setattr(sys, "stdin", type("Standard", (), {"buffer": pipe})())
    found, failed = parted(Path("-"))
    assert len(found) == len(PAGES) and [f.origin.record for f in failed] == FAILED


def test_a_crawl_cut_short_in_a_zip_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.warc.gz", b"".join(map(gzip.compress, CRAWL[10:14]))[:-200])
    found, failed = numbers(tmp_path / "a.zip")
    assert found == [11, 12, 13] and failed


def test_what_stands_between_records_costs_one_line(tmp_path: Path) -> None:
    one, two = gzip.compress(CRAWL[10]), gzip.compress(CRAWL[11])
    assert numbers(write(tmp_path / "a.warc.gz", one + b"\0" * 5000 + two)) == ([11, 12], [2])


def test_the_moment_of_the_crawl_is_no_date_of_publication(tmp_path: Path) -> None:
    (found,), _ = parted(write(tmp_path / "a.warc", CRAWL[10]))
    assert isinstance(found, Page) and found.published is None


# Read in a process of its own: the archive's reader is not Python's, and its memory only the system knows.
_READ = """
import resource, sys
from polybius import intake
from polybius.records import Page
found = sum(isinstance(each, Page) for each in intake.read(sys.argv[1:]))
print(found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_a_crawl_of_any_size_takes_the_same_memory(tmp_path: Path) -> None:
    def peak(size: int) -> float:
        path, chance, number, cut = tmp_path / f"{size}.warc.gz", random.Random(3), 0, 0
        with path.open("wb") as stream:
            while stream.tell() < size * 1_000_000:
                number += 1
                if number % 4 == 0:
                    block = answer(chance.randbytes(300_000), media="image/jpeg")
                else:
                    block = answer(HTML + b"<!--" + chance.randbytes(40_000).hex().encode() + b"-->")
                packed = gzip.compress(record(number, block), 1)
                if number % 97 == 1:  # a crawler that was killed here and started again
                    packed, cut = packed[: len(packed) // 2], cut + 1
                stream.write(packed)
        done = subprocess.run([sys.executable, "-c", _READ, str(path)], capture_output=True, check=True, text=True)
        found, kilobytes = map(int, done.stdout.split())
        path.unlink()
        assert found >= number - number // 4 - cut
        return kilobytes / 1000

    assert peak(120) < peak(20) + 10
