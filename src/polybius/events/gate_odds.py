"""How likely a word that could tell an event does, from the words beside it.

A log-linear model over the word, its neighbours and who else the sentence names, with its weights in
``data/lexicon/gate.tsv``; fitted by ``training/fit_gate.py`` on what the coder reads when it reads everything.
A word it has not seen is let through.
"""

import functools
from collections.abc import Mapping, Sequence

from polybius import tables

FILE = "lexicon/gate.tsv"
_KEPT = 99.0

# Classes of the lexicon whose members do and suffer events, the more telling first.
ACTORS = ("@armed", "@crowd", "@police", "@victim", "@prisoner", "@leader", "@official")

_KINDS = {
    "DET": "the a an his her its their our my your this that these those no any some every each another",
    "MODAL": "will would can could may might must should shall 'll ’ll wo ca 'd ’d",
    "PRONOUN": "i you he she it we they who them him us me",
    "BE": "is are was were be been being 're ’re 'm ’m am",
    "HAVE": "has have had having 've ’ve",
    "DO": "do does did",
}
_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_ITSELF = frozenset(
    "of in on for with by from at into about over after before against between during through under as than "
    "around near without among across toward towards off up out down to and or not n't which if , . \" “ ” - "
    "— when but 's ’s".split()
)
_ENDINGS = ("ly", "ing", "ed", "s")


@functools.cache
def load() -> Mapping[str, float]:
    """Weight by feature; "constant" is the intercept. Raises TableError for a row that is none."""
    weights = {}
    for error, row in tables.rows(FILE, ("feature", "weight")):
        try:
            weights[row["feature"]] = float(row["weight"])
        except ValueError:
            raise error(f"{row['weight']!r} is no number") from None
    return weights


def log_odds(
    words: Sequence[str], low: Sequence[str], i: int, company: Sequence[str], weights: Mapping[str, float]
) -> float:
    """Log odds that word ``i`` of a sentence tells an event.

    ``low`` has the words in lower case, ``company`` those of ACTORS that stand in the sentence.
    """
    if f"w={low[i]}" not in weights:
        return _KEPT
    return weights["constant"] + sum(weights.get(f, 0.0) for f in features(words, low, i, company))


def features(words: Sequence[str], low: Sequence[str], i: int, company: Sequence[str]) -> list[str]:
    """The features of word ``i``: itself, the kinds of the words before and after it, its ending, its company."""
    word = low[i]
    before = _kind(words[i - 1], low[i - 1]) if i else "^"
    after = _kind(words[i + 1], low[i + 1]) if i + 1 < len(words) else "$"
    further = _kind(words[i - 2], low[i - 2]) if i > 1 else "^"
    ending = next((e for e in ("ing", "ed", "s") if word.endswith(e)), "")
    return [
        f"w={word}",
        f"wb={word}|{before}",
        f"wa={word}|{after}",
        f"b={before}|{ending}",
        f"a={after}|{ending}",
        f"ba={before}|{after}",
        f"bb={further}|{before}",
        f"c={'capital' if words[i][0].isupper() and i else ''}|{ending}",
        *(f"x={actor}" for actor in company),
        f"wx={word}|{company[0] if company else ''}",
    ]


def _kind(word: str, low: str) -> str:
    if low in _KIND:
        return _KIND[low]
    if low in _ITSELF:
        return low
    if word[0].isdigit():
        return "NUMBER"
    if not word[0].isalpha():
        return "MARK"
    if word[0].isupper():
        return "NAME"
    return next((f"-{e}" for e in _ENDINGS if low.endswith(e)), "word")
