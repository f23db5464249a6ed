"""The lexicon of attribution cues: verbs, nouns, adjectives and phrases (``data/quotes/*.toml``)."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

FILES = {"verb": "verbs.toml", "noun": "nouns.toml", "adjective": "adjectives.toml"}
PHRASES = "phrases.toml"

# What may stand as the content of a cue; every other word in ``takes`` is a preposition.
FRAMES = frozenset({"speech", "clause", "infinitive", "gerund", "object", "naming"})
_PREPOSITIONS = frozenset(
    {"about", "against", "as", "at", "by", "for", "in", "into", "of", "on", "over", "to", "with"}
)


class LexiconError(Exception):
    """A line of a lexicon file that cannot be used; the message names the file, the line and the mend."""


class Cue(msgspec.Struct, frozen=True):
    """One entry: a word that attributes, and the grammar of what it attributes.

    ``lemma`` may have more words than one ("point out"); ``prepositions`` are those that bring in the
    content; ``speaker`` means the subject must be somebody who can speak, ``light`` (nouns) that "made a
    …" attributes to the verb's subject.
    """

    lemma: str
    kind: Literal["verb", "noun", "adjective"]
    group: str
    frames: frozenset[str]
    prepositions: frozenset[str]
    example: str
    forms: tuple[str, ...] = ()
    speaker: bool = False
    light: bool = True

    @property
    def particles(self) -> tuple[str, ...]:
        """The words after the first."""
        return tuple(self.lemma.split()[1:])


class Phrase(msgspec.Struct, frozen=True):
    """A phrase that attributes: its words, and whether the source follows or possesses its noun."""

    words: tuple[str, ...]
    source: Literal["after", "possessed"]
    example: str


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    """A row as it stands in the file."""

    example: str
    takes: str = ""
    lemma: str | None = None
    forms: list[str] = []
    subject: Literal["any", "speaker"] = "any"
    light: bool = True


@cache
def cues(kind: Literal["verb", "noun", "adjective"]) -> tuple[Cue, ...]:
    """All cues of a kind, in the order of the file. Raises LexiconError on a wrong line."""
    name = FILES[kind]
    return tuple(_cue(kind, group, key, row, name, line) for group, key, row, line in _rows(name))


@cache
def phrases() -> tuple[Phrase, ...]:
    """All phrases, in the order of the file. Raises LexiconError on a wrong line."""
    found = []
    for group, key, row, line in _rows(PHRASES):
        if group == "after":
            found.append(Phrase(tuple(key.split()), "after", row.example))
        elif group == "possessed" and len(key.split()) == 2:
            found.append(Phrase(tuple(key.split()), "possessed", row.example))
        else:
            raise LexiconError(
                f"{PHRASES}, line {line}: a phrase is in [after], or a preposition and a noun in [possessed]"
            )
    return tuple(found)


@cache
def verbs_by_form() -> dict[str, tuple[Cue, ...]]:
    """Every inflected form of a verb cue's first word, in lower case, to the cues it may be."""
    index: dict[str, list[Cue]] = {}
    for cue in cues("verb"):
        for form in verb_forms(cue.lemma.split()[0], cue.forms):
            index.setdefault(form, []).append(cue)
    # The longest first: "call on" is tried before "call".
    return {form: tuple(sorted(found, key=lambda c: -len(c.particles))) for form, found in index.items()}


@cache
def by_lemma(kind: Literal["noun", "adjective"]) -> dict[str, Cue]:
    """Noun or adjective cues by dictionary form."""
    return {cue.lemma: cue for cue in cues(kind)}


def verb_forms(verb: str, irregular: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The forms of an English verb: itself, third person, -ing, and past (``irregular`` ones instead).

    >>> verb_forms("deny")
    ('deny', 'denies', 'denying', 'denied')
    """
    doubled = re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxyh]", verb) is not None or re.search("[^e][ae]l$", verb)
    stem = verb + verb[-1] if doubled else verb
    if verb.endswith("ie"):
        ing, past = verb[:-2] + "ying", verb + "d"
    elif verb.endswith("e"):
        ing, past = (verb if verb.endswith(("ee", "oe", "ye")) else verb[:-1]) + "ing", verb + "d"
    elif re.search(r"[^aeiou]y$", verb):
        ing, past = verb + "ing", verb[:-1] + "ied"
    else:
        ing, past = stem + "ing", stem + "ed"
    if re.search(r"[^aeiou]y$", verb):
        third = verb[:-1] + "ies"
    else:
        third = verb + ("es" if re.search(r"(s|x|z|ch|sh|[^o]o)$", verb) else "s")
    forms = (verb, third, ing, *(irregular or (past,)))
    # British and American English part at "signalled" and "signaled".
    return (*forms, verb + "ed", verb + "ing") if verb.endswith(("al", "el")) else forms


def _rows(name: str) -> Iterator[tuple[str, str, _Row, int]]:
    text = (files("polybius") / "data" / "quotes" / name).read_text(encoding="utf-8")
    yield from parse_rows(text, name)


def parse_rows(text: str, name: str) -> Iterator[tuple[str, str, _Row, int]]:
    """Class, key, row and line number of each entry in a lexicon's text. Raises LexiconError."""
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}: not TOML: {error}") from error
    lines = _line_numbers(text)
    for group, entries in tables.items():
        for key, value in entries.items():
            line = lines.get((group, key), 0)
            try:
                row = msgspec.convert(value, _Row)
            except msgspec.ValidationError as error:
                raise LexiconError(f"{name}, line {line}: {key}: {error}") from error
            if "[" not in row.example or "{" not in row.example:
                raise LexiconError(f"{name}, line {line}: {key}: the example lacks [source] or {{content}}")
            yield group, key, row, line


def _line_numbers(text: str) -> dict[tuple[str, str], int]:
    numbers, group = {}, ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\[(\w+)\]", line):
            group = head[1]
        elif entry := re.match(r'"?([^"=]+?)"? = ', line):
            numbers[group, entry[1]] = number
    return numbers


def _cue(
    kind: Literal["verb", "noun", "adjective"], group: str, key: str, row: _Row, name: str, line: int
) -> Cue:
    takes = frozenset(row.takes.split())
    if not takes or (unknown := takes - FRAMES - _PREPOSITIONS):
        wrong = ", ".join(sorted(unknown)) if takes else "nothing"
        raise LexiconError(f"{name}, line {line}: {key} takes {wrong}: use {', '.join(sorted(FRAMES))} or a "
                           f"preposition ({', '.join(sorted(_PREPOSITIONS))})")  # fmt: skip
    return Cue(
        lemma=row.lemma or key,
        kind=kind,
        group=group,
        frames=takes & FRAMES,
        prepositions=takes - FRAMES,
        example=row.example,
        forms=tuple(row.forms),
        speaker=row.subject == "speaker",
        light=row.light,
    )
