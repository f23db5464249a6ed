"""Made examples: other actors and countries, longer sentences, missing roles, operators over inner events.

Everything is drawn from one random generator, so that one seed makes the same examples. The wordings are in
``actors.toml``, ``wrappings.toml`` and ``frames.toml``.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from examples import Example, unmarked

from polybius.events.opinion_marking import Mark
from polybius.places import countries

FOLDER = Path(__file__).parent
_SWAP_ACTOR, _SWAP_COUNTRY = 0.5, 0.6
_BEFORE, _AFTER, _JOIN, _DROP_ROLE = 0.3, 0.4, 0.35, 0.2


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def varied(example: Example, others: Sequence[Example], random: Random) -> Example:
    """The example in another dress; its codes stay."""
    if random.random() < _SWAP_ACTOR:
        example = _other_actors(example, random)
    if random.random() < _SWAP_COUNTRY:
        example = _other_countries(example, random)
    draw = random.random()
    if draw < _JOIN:
        example = _joined(example, random.choice(others).text, random)
    if random.random() < _AFTER:
        example = _ended(example, _filled(random.choice(_table("wrappings")["after"]), random))
    if random.random() < _BEFORE:
        example = _opened(example, _filled(random.choice(_table("wrappings")["before"]), random))
    for role in ("actor", "recipient"):
        if random.random() < _DROP_ROLE:
            example = _with(example, example.text, [m for m in example.marks if m.role != role])
    return example


def _with(example: Example, text: str, marks: Sequence[Mark]) -> Example:
    return Example(example.root, example.mode, example.subtype, text, tuple(marks), example.origin)


def _replaced(example: Example, start: int, end: int, new: str) -> Example:
    """The example with other words for one stretch; marks stay on their words."""
    shift = len(new) - (end - start)
    marks = []
    for m in example.marks:
        first = m.start + shift if m.start >= end else m.start
        last = m.end + shift if m.end >= end else m.end
        if m.start < end and m.end > start and not (m.start <= start and m.end >= end):
            continue
        marks.append(Mark(m.role, first, last))
    return _with(example, example.text[:start] + new + example.text[end:], marks)


# --- actors and countries ---------------------------------------------------------------------------


@cache
def _kinds() -> dict[str, str]:
    """A phrase in lower case, without article, and its kind."""
    found = {}
    for kind, phrases in _table("actors")["kinds"].items():
        for phrase in phrases:
            if "{" not in phrase:
                found[_bare(phrase)] = kind
    return found


def _bare(phrase: str) -> str:
    return re.sub(r"^(the|a|an) ", "", phrase.casefold())


def _kind(phrase: str) -> str | None:
    if countries.by_name(phrase) is not None:
        return "nation"
    words = _bare(phrase).split()
    if words and countries.by_demonym(words[0]) is not None:
        words = words[1:]
    known = _kinds()
    for start in range(len(words)):
        kind = known.get(" ".join(words[start:]))
        if kind is not None:
            return kind
    return None


def _other_actors(example: Example, random: Random) -> Example:
    for mark in sorted(example.marks, key=lambda m: -m.start):
        if mark.role == "trigger" or random.random() < 0.3:
            continue
        start, end = mark.start, mark.end
        article = re.search(r"\b([Tt]he|[Aa]n?) $", example.text[:start])
        if article is not None:
            start = article.start()
        kind = _kind(example.text[mark.start : mark.end])
        if kind is None or any(m != mark and m.start < end and m.end > start for m in example.marks):
            continue
        new = _filled(random.choice(_table("actors")["kinds"][kind]), random)
        if start == 0:
            new = new[0].upper() + new[1:]
        stripped = _replaced(example, start, end, new)
        first = start + len(new) - len(re.sub(r"^([Tt]he|[Aa]n?) ", "", new))
        marks = [m for m in stripped.marks if m.role != mark.role or (m.start != start and m.start != mark.start)]
        kept = [m for m in marks if not (m.start < start + len(new) and m.end > start)]
        example = _with(stripped, stripped.text, [*kept, Mark(mark.role, first, start + len(new))])
    return example


def _other_countries(example: Example, random: Random) -> Example:
    """The same sentence of other countries, the same one for every word of a country."""
    every = [c for c in countries.load() if c.capital and c.demonyms]
    chosen: dict[str, Any] = {}
    for found in reversed(list(re.finditer(r"\b[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+)*", example.text))):
        word = found[0]
        country = countries.by_name(word) or countries.by_demonym(word)
        if country is None:
            continue
        other = chosen.get(country.alpha3) or random.choice(every)
        chosen[country.alpha3] = other
        if countries.by_name(word) is not None:
            new = other.name
        else:
            at = next((i for i, d in enumerate(country.demonyms) if d.casefold() == word.casefold()), 0)
            new = other.demonyms[min(at, len(other.demonyms) - 1)]
        example = _replaced(example, *found.span(), new)
    return example


def _filled(pattern: str, random: Random) -> str:
    """A phrase with its places filled in."""
    if "{" not in pattern:
        return pattern
    actors, wrappings = _table("actors"), _table("wrappings")
    country = random.choice([c for c in countries.load() if c.capital and c.demonyms])
    person = f"{random.choice(actors['first'])} {random.choice(actors['last'])}"
    return (
        pattern.replace("{country}", country.name)
        .replace("{demonym}", country.demonyms[0])
        .replace("{capital}", country.capital or "")
        .replace("{person}", person if random.random() < 0.6 else person.split()[1])
        .replace("{day}", random.choice(wrappings["days"]))
        .replace("{month}", random.choice(wrappings["months"]))
    )


# --- longer sentences -------------------------------------------------------------------------------


def _opened(example: Example, words: str) -> Example:
    lowered = _lowered(example.text) if not words.endswith((". ", "- ")) else example.text
    shifted = [Mark(m.role, m.start + len(words), m.end + len(words)) for m in example.marks]
    return _with(example, words + lowered, shifted)


def _ended(example: Example, words: str) -> Example:
    text = example.text.rstrip()
    stop = text[-1] if text.endswith((".", "!", "?")) else ""
    cut = len(text) - len(stop)
    return _with(example, text[:cut] + words + (stop or "."), [m for m in example.marks if m.end <= cut])


def _joined(example: Example, other: str, random: Random) -> Example:
    pattern = random.choice(_table("wrappings")["joined"])
    left, right = pattern.split("{one}")
    before, after = left.replace("{other}", _clause(other, left)), right.replace("{other}", _clause(other, right))
    one = example.text.rstrip().rstrip(".")
    if left and not left.endswith(". "):
        one = _lowered(one)
    marks = [Mark(m.role, m.start + len(before), m.end + len(before)) for m in example.marks if m.end <= len(one)]
    text = before + one + after + "."
    return _with(example, text[0].upper() + text[1:], marks)


def _clause(other: str, around: str) -> str:
    """Another sentence as a clause: no full stop, no capital unless it opens or is a name's."""
    clause = other.rstrip().rstrip(".")
    return clause if around.startswith(("{other}", ". ")) else _lowered(clause)


_COMMON = frozenset(
    "the a an police rebels troops soldiers gunmen protesters hundreds thousands dozens militants students workers"
    " officials residents villagers government security two three four five several at heavy floods farmers".split()
)


def _lowered(text: str) -> str:
    """Without the capital that only the start of a sentence has."""
    first = text.split(" ", 1)[0]
    return text[0].lower() + text[1:] if first.lower() in _COMMON else text


# --- operators over inner events --------------------------------------------------------------------


def framed(random: Random, count: int) -> list[Example]:
    """``count`` examples of operators over inner events, each operator and inner type about as often."""
    table = _table("frames")
    inner = {row["root"]: row["forms"] for row in table["inner"]}
    made = []
    weights = [len(o["patterns"]) for o in table["operator"]]
    while len(made) < count:
        operator = random.choices(table["operator"], weights)[0]
        root = random.choice(sorted(set(operator["codes"]) & set(inner)))
        pattern = random.choice(operator["patterns"])
        infinitive, gerund, noun = random.choice(inner[root])
        own = {"{i}": re.sub(r"^([\w-]+)", r"{T:\1}", infinitive), "{n}": noun.replace("{N:", "{T:")}
        noun = re.sub(r"\{N:([\w -]+)\}", r"\1", noun)
        sentence = pattern.replace("{inf}", infinitive).replace("{ger}", gerund).replace("{noun}", noun)
        for place, form in own.items():
            sentence = sentence.replace(place, form)
        if operator["inner"].startswith("third"):
            # The recipient is whom the operator's word addresses; the inner event's is somebody else.
            for form in (infinitive, gerund, noun):
                sentence = sentence.replace(form, form.replace("{R}", "{X}"))
        for role in ("A", "R", "X"):
            sentence = _cast(sentence, role, random)
        text, marks = unmarked(sentence + ".")
        text = text[0].upper() + text[1:]
        mode = operator.get("modes", {}).get(root, "")
        made.append(Example(operator["codes"][root], mode, "", text, marks, origin="frames"))
    return made


def _cast(sentence: str, role: str, random: Random) -> str:
    kinds = _table("actors")["kinds"]
    kind = random.choice(
        ["nation", "nation", "government", "leader", "rebels", "body", "military", "opposition", "crowd", "rights"]
    )
    who = _filled(random.choice(kinds[kind]), random).rstrip(",")
    if role == "X":
        return sentence.replace("{X}", who)
    article = re.match(r"(?:[Tt]he|[Aa]n?) ", who)
    head = article[0] if article else ""
    return sentence.replace(f"{{{role}}}", f"{head}{{{role}:{who[len(head) :]}}}")
