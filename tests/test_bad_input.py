"""What people have in their folders that is no article: each gets its one line, the rest is done, the exit says so."""

import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path

TEXT = "Rebels took the airport outside the capital on Monday, officials said, after two days of shelling."
PAGE = f"<html><head><title>Airport falls</title></head><body><article><h1>Airport falls</h1><p>{TEXT}</p></article>"


def test_each_bad_input_gets_its_line_and_the_rest_is_done(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    wall = "<p>Subscribe to continue reading</p><p>Already a subscriber? Log in</p>"
    rows = "".join(json.dumps({"text": f"{TEXT} {number}"}) + "\n" for number in range(3000))
    files = {
        "403.html": "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>",
        "wall.html": f"<html><body><article><h1>Airport falls</h1>{wall}</article></body></html>",
        "two.txt": "Rebels attack",
        "no.docx": "hello",
        "good.html": PAGE,
        "future.jsonl": json.dumps({"text": TEXT, "published": "2199-01-01"}),
        "old.jsonl": json.dumps({"text": TEXT, "published": "1799-12-31"}),
        "french.txt": "Les rebelles ont pris l'aéroport lundi, ont déclaré des responsables, après deux jours. "
        "L'armée s'est retirée vers le pont, et les habitants ont fui la ville à pied dans la nuit.",
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(rows.encode())[:-400])
    with (folder / "big.html").open("wb") as stream:
        stream.write(PAGE.encode() * 1000)
        stream.truncate(50_000_000)
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", b" " * 200_000_000)

    done = subprocess.run(
        [sys.executable, "-c", "from polybius.cli import main; main()", "read", "in", "--workers", "1"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = dict(line.removeprefix("polybius: in/").split(": ", 1) for line in done.stderr.splitlines()[:-1])
    assert done.returncode == 1
    assert {name: words for name, words in told.items() if name != "cut.jsonl.gz"} == {
        "403.html": 'it is an error page, not an article: "403 Forbidden"',
        "big.html": "it is too large: 50 MB, where 34 MB is the most that is read of one",
        "bomb.zip/a.html": "it is a decompression bomb: 0.2 MB became over 200 MB, and no end",
        "no.docx": "it is no Word document: a .docx file is a zip archive, and this is none",
        "two.txt": "no article on the page: only menus, headings and links",
        "wall.html": 'it is a page that asks to log in or subscribe, not an article: "Subscribe to continue reading"',
    }
    assert told["cut.jsonl.gz"] == "it cannot be read: it ends too early"
    assert done.stderr.splitlines()[-1] == "not in English, kept but not coded: 1 in 'fr'"

    articles = [json.loads(line) for line in done.stdout.splitlines()]
    read = {Path(each["origin"]["file"]).name: each for each in articles}
    assert set(read) == {"good.html", "future.jsonl", "old.jsonl", "french.txt", "cut.jsonl.gz"}
    assert sum(each["origin"]["file"].endswith("cut.jsonl.gz") for each in articles) > 1000
    for name, stated in (("future.jsonl", "2199-01-01"), ("old.jsonl", "1799-12-31")):
        assert read[name]["published"] is None
        assert [(line["text"], line["reason"]) for line in read[name]["furniture"]] == [(stated, "date not believed")]
