"""Counts in Spanish, Portuguese and French, read without a parse: relief reports mix languages.

The words are in ``data/quantities/romance.toml``. A text whose accented letters were lost to U+FFFD or to
plain letters is read as well.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from polybius.language.text import words_of
from polybius.quantities import lexicon
from polybius.records import Quantity

_LOST = "\ufffd"
_AHEAD, _BEHIND = 22, 8  # words between a counted noun and the word of its kind
_FIGURE = r"(?<![\w.,/-])\d{1,3}(?:[., \xa0]\d{3})+(?![\d])|(?<![\w.,/-])\d+(?![\d%/,.]*\d)"
_LETTERS = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(r"[.;:!?](?=\s|$)|\n")


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    small: list[str]
    low: list[str]
    high: list[str]
    about: list[str]
    times: dict[str, float]
    words: dict[str, float]
    units: dict[str, list[str]]
    kinds: dict[str, list[str]]
    examples: dict[str, tuple[float, float, str, str]]


class _Language(NamedTuple):
    """Patterns of one language; groups of ``units`` and ``kinds`` are named for what they tell."""

    name: str
    small: re.Pattern[str]
    number: re.Pattern[str]
    low: re.Pattern[str]
    high: re.Pattern[str]
    about: re.Pattern[str]
    times: dict[str, float]
    words: dict[str, float]
    units: re.Pattern[str]
    kinds: re.Pattern[str]
    label: re.Pattern[str]


class _Count(NamedTuple):
    start: int
    figure: int
    end: int
    value: float
    bound: str


def find(text: str) -> tuple[Quantity, ...]:
    """The counts that Spanish, Portuguese or French words of ``text`` tell, in order."""
    found: dict[tuple[int, str], Quantity] = {}
    begun = frozenset[str]().union(*map(_begins, words_of(text)))
    for language in languages():
        if (language.name not in begun and _LOST not in text) or language.kinds.search(text) is None:
            continue
        for quantity in _read(text, language):
            found.setdefault((quantity.start, quantity.kind), quantity)
    return tuple(found[key] for key in sorted(found))


def _read(text: str, language: _Language) -> Iterator[Quantity]:
    for count in _counts(text, language):
        left, right = _clause(text, count.start, count.end)
        after = text[count.end : right]
        signs = {one.name: len(one.small.findall(text[left:right])) for one in languages()}
        here = signs[language.name]
        if here < max(signs.values()):
            continue
        noun = language.units.match(after)
        one = language.kinds.match(after)
        label = language.label.search(text[left : count.start]) if noun is None and one is None else None
        if noun is not None and here:
            unit, end = str(noun.lastgroup), count.end + noun.end()
            told = _beside(text, left, count.start, end, right, language)
        elif one is not None and here:
            unit, end, told = "people", count.end + one.end(), [str(one.lastgroup)]
        elif label is not None and (kind := language.kinds.search(label.group())) is not None:
            named = language.units.search(" " + text[max(left, count.start - 60) : count.start])
            if named is None and not here:
                continue
            unit, end = str(named.lastgroup) if named else "people", count.end
            told = [str(kind.lastgroup)]
        else:
            continue
        for name in told:
            if unit in _counted(name):
                low = None if count.bound == "high" else count.value
                high = None if count.bound == "low" else count.value
                yield Quantity(start=count.start, end=end, text=text[count.start : end], kind=name,
                               low=low, high=high, unit=unit)  # fmt: skip


def _counts(text: str, language: _Language) -> Iterator[_Count]:
    for match in language.number.finditer(text):
        figure, times, words = match["figure"], match["times"], match["words"]
        value = float(re.sub(r"\D", "", figure)) if figure else _value(words, language.words)
        if times:
            value *= _value(times, language.times)
        elif figure and 1900 <= value <= 2100 and len(figure) == 4:
            continue  # a year
        start, bound = match.start(), "both"
        while True:
            before = text[max(0, start - 24) : start]
            found = language.low.search(before) or language.high.search(before) or language.about.search(before)
            if found is None:
                break
            if bound == "both" and found.re is not language.about:
                bound = "low" if found.re is language.low else "high"
            start -= len(before) - found.start()
        yield _Count(start, match.start(), match.end(), value, bound)


def _beside(text: str, left: int, start: int, end: int, right: int, language: _Language) -> list[str]:
    """The kind told nearest to a counted noun: after it as far as the next count, or before it."""
    ahead = text[end:right]
    following = language.number.search(ahead)
    after = language.kinds.search(ahead, 0, following.start() if following else len(ahead))
    before = next(iter(reversed(list(language.kinds.finditer(text, left, start)))), None)
    to_after = len(ahead[: after.start()].split()) if after else _AHEAD + 1
    to_before = len(text[before.end() : start].split()) if before else _BEHIND + 1
    if after is not None and to_after <= _AHEAD and to_after <= to_before + 1:
        return [str(after.lastgroup)]
    return [str(before.lastgroup)] if before is not None and to_before <= _BEHIND else []


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of the clause around a stretch of text, a few hundred characters at most."""
    left = max(0, start - 200)
    for stop in re.finditer(r"[.;!?](?=\s)|\n", text[left:start]):
        left = max(left, max(0, start - 200) + stop.end())
    after = _CLAUSE.search(text, end, end + 300)
    return left, after.start() if after else min(len(text), end + 300)


@lru_cache(50_000)
def _begins(word: str) -> frozenset[str]:
    """The languages in which a word (in lower case) can begin one of a kind: a text with none is not searched."""
    plain = _without_accents(word)
    found = set()
    for name, row in rows().items():
        for told in (told for kind in row.kinds.values() for told in kind):
            first = _LETTERS.match(told)
            if first is None:
                found.add(name)
                continue
            known = _without_accents(first.group())
            if plain == known or (told[first.end() : first.end() + 1] == "*" and plain.startswith(known)):
                found.add(name)
    return frozenset(found)


@cache
def _counted(kind: str) -> tuple[str, ...]:
    return next(k.counts for k in lexicon.kinds() if k.name == kind)


@cache
def languages() -> tuple[_Language, ...]:
    """The languages of ``romance.toml``. Raises LexiconError on a wrong table."""
    return tuple(_language(name, row) for name, row in rows().items())


@cache
def rows() -> dict[str, _Row]:
    """The tables of ``romance.toml``. Raises LexiconError on a wrong one."""
    try:
        return msgspec.convert(lexicon.table("romance.toml"), dict[str, _Row])
    except msgspec.ValidationError as error:
        raise lexicon.LexiconError(f"romance.toml: {error}") from error


def _language(name: str, row: _Row) -> _Language:
    if wrong := sorted(set(row.kinds) - {kind.name for kind in lexicon.kinds()}):
        raise lexicon.LexiconError(f"romance.toml: {name}: {wrong[0]!r} is no kind of kinds.toml")
    figure = rf"(?P<figure>{_FIGURE})(?:\s(?P<times>(?:{_any(row.times)}))\b)?"
    # Most letters of a text are inside words, where nothing of it needs to be tried.
    number = rf"(?=\d|\b)(?:{figure}|\b(?P<words>{_any(row.words)})(?=\s))"
    units = "|".join(rf"(?P<{unit}>(?:{_any(nouns)})(?!\w))" for unit, nouns in row.units.items())
    kinds = "|".join(rf"(?P<{kind}>(?:{_any(nouns)})(?!\w))" for kind, nouns in row.kinds.items())
    every = [word for words in row.kinds.values() for word in words]
    return _Language(
        name=name,
        small=re.compile(rf"(?<![\w{_LOST}])(?:{_any(row.small)})(?![\w{_LOST}])"),
        number=re.compile(number, re.I),
        low=_ending(row.low),
        high=_ending(row.high),
        about=_ending(row.about),
        times=row.times,
        words=row.words,
        units=re.compile(rf"\s+(?:de\s+)?(?:{units})", re.I),
        kinds=re.compile(rf"\s*(?<![^\W_])(?:{kinds})", re.I),
        label=re.compile(rf"(?:^|(?<=\W))(?:{_any(every)})(?!\w)[^.;\d]{{0,30}}$", re.I),
    )


def _ending(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(phrases)})\s+$", re.I)


def _any(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(_pattern(w) for w in sorted(words, key=lambda w: (-len(w), w)))


def _pattern(word: str) -> str:
    """A pattern for a word with or without its accents; * for any ending."""
    made = ""
    for letter in word:
        base = unicodedata.normalize("NFD", letter)[0]
        if letter == "*":
            made += rf"[\w{_LOST}]*"
        elif letter == " ":
            made += r"\s+"
        else:
            made += re.escape(letter) if base == letter else f"[{letter}{base}{_LOST}]"
    return made


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _value(word: str, table: dict[str, float]) -> float:
    return next(value for known, value in table.items() if re.fullmatch(_pattern(known), word, re.I))
