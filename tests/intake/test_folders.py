"""Folders as browsers, crawlers and systems leave them."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from intake_builders import page, parted, write


def names(folder: Path) -> list[str]:
    found, failed = parted(folder)
    assert not failed, failed
    return [os.path.relpath(p.origin.file, folder) for p in found]


@pytest.mark.parametrize("beside", ["Airport falls_files", "Airport falls-Dateien", "Airport falls_fichiers"])
def test_what_a_browser_saved_beside_a_page_is_not_read(tmp_path: Path, beside: str) -> None:
    write(tmp_path / "Airport falls.html", page())
    for name in ("main.js.download", "style.css", "logo.png", "saved_resource.html", "widget.txt", "data"):
        write(tmp_path / beside / name, page(("Buy now!",)))
    assert names(tmp_path) == ["Airport falls.html"]


def test_what_pages_are_dressed_with_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "index.html", page())
    write(tmp_path / "css/a.css", "p {color: red}")
    write(tmp_path / "js/a.js", "var x = 1;")
    write(tmp_path / "i/a.png", b"\x89PNG\r\n\x1a\n")
    write(tmp_path / "i/a.svg", "<svg></svg>")
    for name in ("robots.txt", "Thumbs.db", "desktop.ini", ".DS_Store", "font.woff2"):
        write(tmp_path / name, b"\x00\x01")
    assert names(tmp_path) == ["index.html"]


def test_a_file_that_is_named_is_read_whatever_it_is(tmp_path: Path) -> None:
    _, failed = parted(write(tmp_path / "a.png", b"\x89PNG\r\n\x1a\n"))
    assert [f.reason for f in failed] == ["it is a PNG image, not text"]


def test_links_are_followed_once(tmp_path: Path) -> None:
    write(tmp_path / "a/page.html", page())
    write(tmp_path / "elsewhere/more.html", page(title="More"))
    (tmp_path / "a/loop").symlink_to(".")
    (tmp_path / "a/linked").symlink_to("../elsewhere")
    assert names(tmp_path / "a") == ["page.html", "linked/more.html"]


def test_a_link_to_nowhere_is_named(tmp_path: Path) -> None:
    write(tmp_path / "page.html", page())
    (tmp_path / "broken.html").symlink_to("nowhere")
    (tmp_path / "self.html").symlink_to("self.html")
    found, failed = parted(tmp_path)
    assert len(found) == 1 and len(failed) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_folder_does_not_hold_up_the_reading(tmp_path: Path) -> None:
    write(tmp_path / "page.html", page())
    os.mkfifo(tmp_path / "pipe")
    assert names(tmp_path) == ["page.html"]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_a_tar_archive_is_a_folder(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "pages.tar"
    with tarfile.open(path, mode) as archive:
        for name in ("pages/b.html", "pages/a.html", "pages/style.css", "../evil.html"):
            data = page(title=name).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    found, failed = parted(path)
    assert not failed
    assert [p.origin.file.removeprefix(f"{path}/") for p in found] == ["pages/b.html", "pages/a.html", "../evil.html"]
    assert not (tmp_path.parent / "evil.html").exists()
    cut = write(tmp_path / "cut.tar", path.read_bytes()[: len(path.read_bytes()) // 2])
    assert parted(cut)[1]


def test_archives_inside_archives(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("in.html", page())
        archive.writestr("../../evil.html", page(title="Evil"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("style.css", "p {}")
    found, failed = parted(tmp_path / "a.zip")
    assert not failed
    assert [p.origin.file.removeprefix(str(tmp_path)) for p in found] == [
        "/a.zip/inner.zip/../../evil.html",
        "/a.zip/inner.zip/in.html",
    ]
    assert not (tmp_path.parent.parent / "evil.html").exists()


def test_archives_go_no_deeper_than_needed(tmp_path: Path) -> None:
    data = page().encode()
    for number in range(6):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as archive:
            archive.writestr(f"{number}.zip" if number else "a.html", data)
        data = outer.getvalue()
    found, failed = parted(write(tmp_path / "deep.zip", data))
    assert not found and [f.reason for f in failed] == ["archives inside archives go too deep"]


def test_an_encrypted_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.html", page())
        archive.writestr("b.html", page(title="Open"))
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag in the first file's own header and in the directory's entry
    data[data.index(b"PK\x01\x02") + 8] |= 1
    found, failed = parted(write(path, bytes(data)))
    assert [p.origin.file[-6:] for p in found] == ["b.html"]
    assert [f.reason for f in failed] == ["it is encrypted"]


def test_an_open_document_says_what_to_do(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x>Rebels</x>")
    _, failed = parted(tmp_path / "a.odt")
    assert [f.reason for f in failed] == ["it is an OpenDocument file: save it as Word (.docx) or plain text"]
