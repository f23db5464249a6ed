"""The documentation says what is so: its commands exist, its snippets run, its tables are complete."""

import doctest
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

import polybius
from polybius.cli import app
from polybius.intake.kinds import KINDS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.glob("*.md")])
CODEBOOK = DOCS / "codebook.md"

_FENCE = re.compile(r"^```(\w+)?[ ]?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


# --- commands -----------------------------------------------------------------------------------


def _commands() -> list[tuple[str, str]]:
    """Every command line on a page: indented ones, and those in a line's backquotes."""
    found = []
    for page in PAGES:
        lines = re.findall(r"^ {4}(?:.*\| )?(polybius .*)$", _text(page), re.MULTILINE)
        lines += re.findall(r"`(polybius [^`]+)`", _text(page))
        for line in lines:
            for part in re.split(r" [|>] | && |  +#", line):
                if part.startswith("polybius "):
                    found.append((page.name, part.strip()))
    return sorted(set(found))


@pytest.mark.parametrize(("page", "line"), _commands(), ids=lambda value: str(value))
def test_commands_on_the_pages_exist(page: str, line: str) -> None:
    commands: dict[str, Any] = typer.main.get_group(app).commands
    words = shlex.split(line.replace("...", "").replace("…", ""))[1:]
    if words[0] in ("--version", "--help"):
        return
    assert words[0] in commands, f"{page}: no command {words[0]!r}"
    command = commands[words[0]]
    if hasattr(command, "commands"):  # a group: the next word names its command
        words = words[1:]
        assert words[0] in command.commands, f"{page}: no command {words[0]!r}"
        command = command.commands[words[0]]
    known = {name for one in command.params for name in one.opts} | {"--help", "-h"}
    given = [word.split("=")[0] for word in words[1:] if word.startswith("-") and word != "-"]
    assert set(given) <= known, f"{page}: {line}"
    if len(words) > 1:
        command.make_context(words[0], words[1:])  # ends with a usage error where the call is a wrong one


def test_pages_link_to_what_is_there() -> None:
    missing = []
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", _text(page)):
            name, _, anchor = target.partition("#")
            file = page.parent / name if name else page
            if not file.exists() or (anchor and file.suffix == ".md" and anchor not in _anchors(file)):
                missing.append(f"{page.name}: {target}")
    assert missing == []


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# --- snippets -----------------------------------------------------------------------------------


def _blocks(page: Path, language: str) -> list[tuple[str, str]]:
    """Fenced blocks of a language: what stands after its name, and the block."""
    return [(note, body) for name, note, body in _FENCE.findall(_text(page)) if name == language]


@pytest.mark.parametrize("page", [p for p in PAGES if p != CODEBOOK and _blocks(p, "pycon")], ids=lambda p: p.name)
def test_sessions_on_the_pages_run(page: Path) -> None:
    session = "\n".join(body for _, body in _blocks(page, "pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, page.name, str(page), 0)
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_python_and_toml_on_the_pages_are_well_formed(page: Path) -> None:
    for _, body in _blocks(page, "python"):
        compile(body, page.name, "exec")
    for _, body in _blocks(page, "toml"):
        tomllib.loads(body)


def test_additions_of_the_codebook_page_work(tmp_path: Path) -> None:
    """The page's tables, added to a copy of the package, give what its sessions show."""
    package = tmp_path / "polybius"
    shutil.copytree(Path(polybius.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "sample"))
    for language in ("toml", "tsv"):
        for file, body in _blocks(CODEBOOK, language):
            assert (package / file).is_file(), file
            with (package / file).open("a", encoding="utf-8") as stream:
                stream.write("\n" + body)
    session = tmp_path / "session.txt"
    session.write_text("\n".join(body for _, body in _blocks(CODEBOOK, "pycon")), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "POLYBIUS_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", "doctest", str(session)], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr[-2000:]) == (0, "", done.stderr[-2000:])


# --- reference pages ----------------------------------------------------------------------------


def test_the_how_to_names_every_kind_of_input() -> None:
    table = _text(DOCS / "howto.md").partition("## What it reads")[2].partition("\n## ")[0]
    named = {
        kind for cell in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE) for kind in re.findall(r"`(\w+)`", cell)
    }
    assert named == set(KINDS)


def _bench(name: str) -> Any:
    script = ROOT / "bench" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, script)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["ontology_page", "crosswalks_page"])
def test_pages_made_from_tables_are_current(name: str) -> None:
    module = _bench(name)
    assert module.PAGE.read_text(encoding="utf-8") == module.page(), f"run python bench/{name}.py"


def test_the_records_page_has_every_field_of_every_record_with_its_type() -> None:
    module = _bench("records_page")
    text = module.PAGE.read_text(encoding="utf-8")
    assert text == module.page(text), "run python bench/records_page.py"


def test_a_field_that_the_records_page_does_not_explain_is_seen() -> None:
    module = _bench("records_page")
    text = module.PAGE.read_text(encoding="utf-8")
    with pytest.raises(SystemExit, match="Claim has a field 'chosen'"):
        module.page(text.replace("| `chosen` |", "| `taken` |"))
