"""Pages as browsers and scrapers save them: encodings that lie, and whole pages in one file."""

import plistlib
import quopri
from pathlib import Path

import pytest
from intake_builders import PROSE, page, parted, write

from polybius.intake.saved import WEBARCHIVE

RUSSIAN = ("В понедельник войска вошли в город, сообщили власти. Жители покинули дома.",)
CHINESE = ("叛军星期一占领了首都郊外的机场，官员们说。军队撤退到河上的桥。居民徒步逃离。",)
JAPANESE = ("反政府勢力は月曜日に首都郊外の空港を占拠したと当局が発表した。",)


@pytest.mark.parametrize(
    ("text", "declared", "encoding"),
    [
        (PROSE, "iso-8859-1", "cp1252"),
        (PROSE, None, "cp1252"),
        (PROSE, "utf-8", "cp1252"),
        (PROSE, "windows-1251", "utf-8"),
        (PROSE, "iso-8859-1", "utf-8-sig"),
        (PROSE, "utf-16", "utf-16"),
        (PROSE, "utf-8", "utf-16-be"),
        (RUSSIAN, "windows-1251", "cp1251"),
        (RUSSIAN, None, "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (CHINESE, "gb2312", "gb18030"),
        (CHINESE, None, "gb18030"),
        (JAPANESE, "Shift_JIS", "cp932"),
        (JAPANESE, "iso-2022-jp", "iso-2022-jp"),
    ],
)
def test_the_content_tells_the_encoding(
    tmp_path: Path, text: tuple[str, ...], declared: str | None, encoding: str
) -> None:
    (found,), _ = parted(write(tmp_path / "a.html", page(text, charset=declared).encode(encoding)))
    assert all(paragraph in found.content for paragraph in text)


def mhtml(html: str) -> bytes:
    """A page as Chrome saves it in a single file, with a picture."""
    mark = "----MultipartBoundary--x"
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://wire.example/airport\r\n"
        "Subject: =?utf-8?Q?Rebels=20take=20airport?=\r\nDate: Wed, 8 Nov 2023 12:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{mark}"\r\n\r\n\r\n--{mark}\r\n'
        "Content-Type: text/html\r\nContent-ID: <frame@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        "Content-Location: https://wire.example/airport\r\n\r\n"
    )
    picture = f"\r\n--{mark}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n"
    picture += f"--{mark}--\r\n"
    return head.encode() + quopri.encodestring(html.encode()) + picture.encode()


@pytest.mark.parametrize("name", ["a.mhtml", "a.html", "noname"])
def test_a_page_in_a_single_file(tmp_path: Path, name: str) -> None:
    (found,), failed = parted(write(tmp_path / name, mhtml(page(charset="utf-8"))))
    assert not failed
    assert (found.kind, found.url, found.crawled) == (
        "html", "https://wire.example/airport", "2023-11-08T12:00:00+00:00",
    )  # fmt: skip
    assert all(paragraph in found.content for paragraph in PROSE)


def test_a_web_archive_of_safari(tmp_path: Path) -> None:
    main = {"WebResourceData": page().encode("cp1252"), "WebResourceURL": "https://wire.example/airport",
            "WebResourceMIMEType": "text/html", "WebResourceTextEncodingName": "windows-1252"}  # fmt: skip
    data = plistlib.dumps({"WebMainResource": main, "WebSubresources": []}, fmt=plistlib.FMT_BINARY)
    assert data.startswith(WEBARCHIVE)
    (found,), _ = parted(write(tmp_path / "a.webarchive", data))
    assert found.url == "https://wire.example/airport" and PROSE[1] in found.content


def test_a_single_file_without_a_page_is_named(tmp_path: Path) -> None:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    part = b"--x\r\nContent-Type: image/png\r\n\r\nPNG\r\n--x--\r\n"
    _, failed = parted(write(tmp_path / "a.mhtml", head + part))
    assert [f.reason for f in failed] == ["no page is in it"]
    _, failed = parted(write(tmp_path / "b.mhtml", b""))
    assert [f.reason for f in failed] == ["the file is empty"]
