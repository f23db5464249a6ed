"""What the documentation shows is done: commands run on the bundled sample, Python and SQL on what they made."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import polybius
from test_docs import DOCS, PAGES, _blocks, _text

pytestmark = pytest.mark.xdist_group("docs")

SAMPLE = Path(polybius.__file__).parent / "sample"
# What these want is not here, or they do not end: another test has each of them.
# Run by tests of their own: what waits, needs a cluster or a crawl, or decisions that somebody has made.
_ELSEWHERE = ("serve", "demo", "link", "--engine ray", "crawl.warc.gz", "review agreement", "code gold.jsonl")
_PLACEHOLDER = re.compile(r"\b(STORE|EVENT|INPUT|FILE|FOLDER|PAGE)\b")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that the pages' commands name, and `polybius` on the path."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "bin").mkdir()
    command = folder / "bin" / "polybius"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from polybius.cli import main; main()" "$@"\n')
    command.chmod(0o755)
    done(folder, "polybius demo --folder demo --quiet")
    for store in ("karabakh", "mine"):
        shutil.copy(folder / "demo" / "polybius-demo.duckdb", folder / f"{store}.duckdb")
    for name in ("first", "second", "events"):
        done(folder, f"polybius export karabakh.duckdb -o {name}.csv --provenance")
    done(folder, "polybius export karabakh.duckdb -o goma.csv --place Goma")
    for name, pages in {"pages": ("goma-ceasefire", "karabakh-capitulation"), "more-pages": ("uman-funerals",)}.items():
        (folder / name).mkdir()
        for page in pages:
            shutil.copy(SAMPLE / "pages" / f"{page}.html", folder / name)
    shutil.copy(SAMPLE / "pages" / "karabakh-capitulation.html", folder / "page.html")
    shutil.copy(SAMPLE / "wire" / "karabakh-parade.txt", folder / "page.txt")
    (folder / "feed.jsonl").write_text((SAMPLE / "feed.jsonl").read_text(encoding="utf-8").splitlines()[0] + "\n")
    return folder


def done(folder: Path, line: str) -> str:
    """What a line prints, on both streams, in a shell in the folder; it ends with 0."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=folder, env={**os.environ, "PATH": path, "COLUMNS": "220"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, f"{line}\n{run.stdout}"
    return run.stdout


def lines() -> list[str]:
    """The indented command lines of all pages, each once; those that write what others read go first."""
    found = [line for page in PAGES for line in re.findall(r"^ {4}((?:.*\| )?polybius .*)$", _text(page), re.MULTILINE)]
    kept = [re.sub(r" {2,}#.*", "", line).strip() for line in dict.fromkeys(found)]
    kept = [one for one in dict.fromkeys(kept) if not any(word in one for word in _ELSEWHERE)]
    kept = [one for one in kept if not _PLACEHOLDER.search(one)]
    return sorted(kept, key=lambda line: ("polybius run" not in line, "export" not in line, line))


@pytest.mark.parametrize("line", lines())
def test_command_lines_run(desk: Path, line: str) -> None:
    done(desk, line.replace("head -1", "cat") if "| head" in line else line)


def sessions() -> list[tuple[str, str, str]]:
    """Page, command and what it prints, of the blocks that show a session of the shell."""
    found = []
    for page in PAGES:
        for _, body in _blocks(page, "console"):
            for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                line, _, output = part.partition("\n")
                found.append((page.name, line, output))
    return found


@pytest.mark.parametrize(("page", "line", "output"), sessions(), ids=lambda value: str(value)[:60])
def test_sessions_print_what_the_page_shows(desk: Path, page: str, line: str, output: str) -> None:
    printed = done(desk, line)
    assert fits(output, printed), f"{page}: {line}\n{printed}"


def fits(shown: str, printed: str) -> bool:
    """Whether what is shown is what was printed, where "..." stands for anything, and one space for any."""
    text = " ".join(printed.split())
    pieces = [" ".join(piece.split()) for piece in shown.split("...")]
    if len(pieces) == 1:
        return text == pieces[0]
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return text.startswith(pieces[0])


def test_what_is_not_printed_does_not_fit() -> None:
    assert fits("a b\n... d", "a  b c\nd") and fits("a", "a\n")
    assert not fits("a ... d", "a b c") and not fits("b ... d", "a b c d") and not fits("a", "a b")


@pytest.mark.parametrize("page", [p for p in PAGES if _blocks(p, "python")], ids=lambda p: p.name)
def test_python_on_the_pages_runs(desk: Path, page: Path) -> None:
    script = "\n".join(body for _, body in _blocks(page, "python"))
    (desk / "page.py").write_text(script, encoding="utf-8")
    done(desk, f"{sys.executable} page.py")


def test_sql_on_the_how_to_runs(desk: Path) -> None:
    [body] = [body for _, body in _blocks(DOCS / "howto.md", "sql")]
    with duckdb.connect(str(desk / "karabakh.duckdb"), read_only=True) as database:
        for statement in filter(str.strip, body.split(";")):
            assert database.execute(statement).fetchall(), statement
