"""Words as linking compares them."""

import re
from functools import lru_cache

# A word of three letters or more, or a figure.
WORD = re.compile(r"[^\W\d_]{3,}|\d[\d,.]*\d|\d")


def last_noun(text: str) -> str:
    """The last word of a participant's words, lower-cased: in English, nearly always what it is."""
    words = WORD.findall(text.casefold())
    return words[-1] if words else ""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A crude stem: enough to make "paraded", "parade" and "parading" one word."""
    for ending in ("ings", "ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
