"""Numbers in words and figures, as durations and dates use them."""

import re
from functools import cache

from polybius.times import lexicon

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}


@cache
def pattern() -> str:
    """A regular expression for a number: "three", "twenty-one", "1,200", "5 1/2", "two and a half"."""
    small = "|".join(sorted(lexicon.numbers(), key=len, reverse=True))
    word = rf"(?:{small})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?(?: hundred| thousand)?"
    figure = r"\d{1,3}(?:,\d{3})+|\d{1,4}(?:\.\d{1,2})?(?: 1/2| 1/4| 3/4|½|¼|¾)?"
    half = r"(?:[ -]and[ -]a[ -]half)?"
    # Most letters of a text are inside words, where nothing of it needs to be tried.
    return rf"(?:(?=\d)|\b)(?:(?:{figure}|{word}){half}|half a dozen|a dozen|two dozen|a hundred|a couple(?: of)?)"


def value(text: str) -> float | None:
    """The number that a match of ``pattern`` says; None where it says none."""
    words = re.sub(r"\s+", " ", text.lower().strip())
    fixed = {
        "half a dozen": 6.0,
        "a dozen": 12.0,
        "two dozen": 24.0,
        "a hundred": 100.0,
        "a couple": 2.0,
        "a couple of": 2.0,
        "a": 1.0,
        "an": 1.0,
    }
    if words in fixed:
        return fixed[words]
    total = 0.0
    words, halves = re.subn(r"[ -]and[ -]a[ -]half$", "", words)
    total += 0.5 * halves
    for sign, part in _FRACTIONS.items():
        if words.endswith(sign):
            total += part
            words = words.removesuffix(sign).strip()
    if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", words) and words.isascii():
        return total + float(words.replace(",", ""))
    known = lexicon.numbers()
    scale = 1
    for name, times in ((" hundred", 100), (" thousand", 1000)):
        if words.endswith(name):
            words, scale = words.removesuffix(name), times
    parts = [known.get(part) for part in re.split(r"[ -]", words)]
    if not parts or any(part is None for part in parts):
        return None
    return total + scale * sum(part for part in parts if part is not None)


def trim(number: float) -> str:
    """A number without a needless ".0"."""
    return str(int(number)) if number == int(number) else f"{number:g}"
