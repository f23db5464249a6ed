"""The examples that the encoder learns from: the tables in ``examples/`` and the lexicon's own example sentences."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from polybius.events import lexicon, ontology
from polybius.events.opinion import marks_of
from polybius.events.opinion_marking import Mark, Role
from polybius.records import Article, Mention

FOLDER = Path(__file__).parent / "examples"
COLUMNS = ("root", "mode", "subtype", "status", "sentence")
NONE = "NONE"
_ROLES: dict[str, Role] = {"A": "actor", "R": "recipient", "M": "mediator", "T": "trigger"}
_MARK = re.compile(r"\{([ARMT]):([^{}]*)\}")
_HELD_OUT = 12  # one example in so many is never trained on


@dataclass(frozen=True)
class Example:
    """A sentence, the event marked in it, and its codes; ``NONE`` where it tells none, "" where not known."""

    root: str
    mode: str
    subtype: str
    text: str
    marks: tuple[Mark, ...]
    origin: str = field(default="", compare=False)

    @property
    def held_out(self) -> bool:
        """Whether it only serves to measure: by a checksum of its text, so that its copies go together."""
        return zlib.crc32(self.text.casefold().encode()) % _HELD_OUT == 0


class ExampleError(Exception):
    """A line of a table is wrong; the message names file and line."""


def from_tables(folder: Path = FOLDER) -> list[Example]:
    """Every row of every table. Raises ExampleError for a row that breaks the form."""
    return [example for path in sorted(folder.glob("*.tsv")) for example in _rows(path)]


def _rows(path: Path) -> Iterator[Example]:
    known = ontology.load()
    header: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            if tuple(cells) != COLUMNS:
                raise ExampleError(f"{path.name}:{number}: the columns are {', '.join(COLUMNS)}")
            continue
        where = f"{path.name}:{number}"
        if len(cells) != len(COLUMNS):
            raise ExampleError(f"{where}: {len(cells)} cells, {len(COLUMNS)} are wanted")
        root, mode, subtype, _, sentence = (c.strip() for c in cells)
        mode = "" if mode == "-" else mode
        if root != NONE and not known.has(root, mode or None):
            raise ExampleError(f"{where}: no such type or mode: {root} {mode}")
        text, marks = unmarked(sentence)
        marks = tuple(_as_found(text, mark) for mark in marks)
        if sum(m.role == "trigger" for m in marks) != 1:
            raise ExampleError(f"{where}: one trigger must be marked: {sentence}")
        subtype = NONE if root == NONE else subtype if subtype != "-" else ""
        yield Example(root, mode, subtype, text, marks, origin=path.stem)


_ARTICLE = re.compile(r"(?:the|an?) ", re.IGNORECASE)
_WORD = re.compile(r"[\w'-]+")
_EMPTY = frozenset(
    "is are was were be been being has have had will would to can could may might did do does not".split()
)


def _as_found(text: str, mark: Mark) -> Mark:
    """A mark as the rules set theirs: a role without its article, of a trigger the first word that has a meaning."""
    if mark.role != "trigger":
        article = _ARTICLE.match(text, mark.start, mark.end)
        return mark if article is None else Mark(mark.role, article.end(), mark.end)
    words = list(_WORD.finditer(text, mark.start, mark.end))
    told = next((w for w in words if w[0].casefold() not in _EMPTY), words[-1] if words else None)
    return mark if told is None else Mark("trigger", *told.span())


def unmarked(sentence: str) -> tuple[str, tuple[Mark, ...]]:
    """A sentence without its inline marks ("{A:the army} {T:shelled} {R:a town}"), and the marks as offsets."""
    text, marks, behind = "", [], 0
    for found in _MARK.finditer(sentence):
        text += sentence[behind : found.start()]
        marks.append(Mark(_ROLES[found[1]], len(text), len(text) + len(found[2])))
        text += found[2]
        behind = found.end()
    return text + sentence[behind:], tuple(marks)


def from_lexicon() -> list[Example]:
    """The lexicon's examples, coded by the rules; an example whose own entry is not what codes it is left out."""
    from polybius.pipeline import Coder

    words = lexicon.load()
    entries = [(e.key, e.example) for e in (*words.words, *words.operators, *words.lights) if e.example]
    articles = [Article(id=str(n), body=text, language="en") for n, (_, text) in enumerate(entries)]
    examples: dict[tuple[str, tuple[Mark, ...]], Example] = {}
    coder = Coder(rules_only=True)
    for (key, text), document in zip(entries, coder.annotate_many(articles), strict=True):
        for mention in document.events:
            if mention.why.entry == key or any(rule.startswith(f"{key} as light") for rule in mention.why.rules):
                example = of_mention(mention, text)
                examples.setdefault((example.text, example.marks), example)
    return [*examples.values(), *_metaphors()]


def _metaphors() -> Iterator[Example]:
    """Sentences in which a word of the lexicon tells no event."""
    for entry in lexicon.load().metaphors:
        for lemma in entry.lemma:
            stem = lemma.split()[0][: max(3, len(lemma.split()[0]) - 2)]
            found = re.search(rf"\b{re.escape(stem)}\w*", entry.example, re.IGNORECASE)
            if found:
                yield Example(NONE, "", NONE, entry.example, (Mark("trigger", *found.span()),), origin="metaphors")
                break


def of_mention(mention: Mention, text: str) -> Example:
    """A mention as an example; ``text`` is the whole document's."""
    marks = tuple(marks_of(mention, 0))
    return Example(mention.type, mention.mode or "", mention.subtype or "", text, marks, origin="lexicon")
