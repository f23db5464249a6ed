"""Search in the sentences that tell events, ranked by BM25, in plain SQL.

DuckDB's full-text extension has to be fetched over a network, and its index built anew after each change; a scan of
the events' own sentences needs neither.
BM25: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), with the usual k1 = 1.2, b = 0.75.
"""

import re
import unicodedata
from typing import Any, NamedTuple

from polybius.store.errors import FilterError

_K1, _B = 1.2, 0.75
# Where a word begins: RE2's \b knows ASCII letters only.
_START = r"(?:^|[^\p{L}\p{N}_])"
_MOST = 12


class Search(NamedTuple):
    """Common table expressions, of which ``found`` has the columns event and score, and their parameters."""

    sql: str
    values: list[Any]


def search(text: str | None, events: str = "events") -> Search | None:
    """The search for all words of ``text`` in a table of events; None where there is no text. Raises FilterError where
    it has no word."""
    if text is None or not text.strip():
        return None
    terms = words(text)
    if not terms:
        raise FilterError(f"{text!r} has no word to search for")
    if len(terms) > _MOST:
        raise FilterError(f"a search takes up to {_MOST} words, not {len(terms)}")
    some = " AND ".join("contains(words, ?)" for _ in terms)
    counts = ", ".join(f"len(regexp_extract_all(words, ?)) AS n{i}" for i in range(len(terms)))
    every = " AND ".join(f"n{i} > 0" for i in range(len(terms)))
    # A word that fits inside others ("arm" in "farm") counts for too many events here, which only ranks it lower.
    spread = ", ".join(f"count(*) FILTER (contains(words, ?)) AS d{i}" for i in range(len(terms)))
    score = " + ".join(
        f"ln(1 + (total - d{i} + 0.5) / (d{i} + 0.5)) * n{i} * {_K1 + 1} "
        f"/ (n{i} + {_K1} * ({1 - _B} + {_B} * length / middle))"
        for i in range(len(terms))
    )
    sql = f"""
        size AS (SELECT count(*) AS total, avg(strlen(words)) AS middle, {spread} FROM {events}),
        counted AS (SELECT id AS event, strlen(words) AS length, {counts} FROM {events} WHERE {some}),
        found AS (SELECT event, {score} AS score FROM counted, size WHERE {every})
    """
    return Search(sql, [*terms, *(_START + re.escape(term) for term in terms), *terms])


def fold(text: str) -> str:
    """Text as it is searched: lower case, no accents, single spaces."""
    plain = " ".join(text.split()).casefold()
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """Words and quoted phrases of a search, folded: lower case, no accents, no punctuation at their ends."""
    found = []
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', text):
        plain = re.sub(r"^\W+|\W+$", "", fold(phrase or word))
        if plain:
            found.append(plain)
    return list(dict.fromkeys(found))
