"""Which documents speak for one source: copies of one dispatch, and what one outlet or agency published.

Two documents are copies when half of the five-word shingles of the shorter stand in the longer too, so a
dispatch that was cut or retitled is still one. Shingles are sampled by their hash (A. Broder: On the
resemblance and containment of documents, 1997), which keeps the cost linear in the text.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np

from polybius.records import Document
from polybius.stories.clusters import Integers, webs
from polybius.stories.settings import OriginRules, load

_WORD = re.compile(r"\w+")
_SHINGLE = 5

# Documents that name nobody: nothing shows that two of them have two sources.
UNNAMED = "?"


class Text(NamedTuple):
    """What of a document tells its origin."""

    id: str
    text: str
    publisher: str | None = None
    agency: str | None = None
    url: str | None = None


class Sketch(NamedTuple):
    """A document reduced to what its origin is told by: a sample of its shingles, and who names himself in it."""

    id: str
    shingles: Sequence[int]
    publisher: str | None = None
    agency: str | None = None
    url: str | None = None


def of_documents(documents: Iterable[Document]) -> dict[str, str]:
    """The origin of each document, by id."""
    return origins(Text(one.id, one.text, one.publisher, one.agency, one.url) for one in documents)


def origins(texts: Iterable[Text]) -> dict[str, str]:
    """Document id to a name for its source; documents with one name are not independent of each other.

    An agency's dispatch is the agency's, whoever prints it; any other text its publisher's, else its web
    host's. Copies share one origin: that of the member that has a name, where only one has. Documents
    that name nobody and are no copies share ``UNNAMED``. The order of the texts makes no difference.
    """
    return of_sketches(Sketch(one.id, sketch(one.text), one.publisher, one.agency, one.url) for one in texts)


def of_sketches(sketches: Iterable[Sketch]) -> dict[str, str]:
    """The same from sketches already made."""
    given = {one.id: one for one in sketches}
    found: dict[str, str] = {}
    for group in _copies([given[key] for key in sorted(given)], load().origins):
        agencies = sorted({one.agency.casefold() for one in group if one.agency})
        names = sorted({_outlet(one) for one in group} - {UNNAMED})
        if len(agencies) == 1:
            origin = agencies[0]
        elif len(names) == 1:
            origin = names[0]
        else:
            origin = f"copies of {group[0].id}" if len(group) > 1 else UNNAMED
        found.update((one.id, origin) for one in group)
    return found


def sketch(text: str) -> list[int]:
    """Hashes of one in some shingles of the text, the same ones wherever they stand, sorted."""
    every = load().origins.sample
    words = [word.encode("utf-8", "replace") for word in _WORD.findall(text.casefold())]
    hashes = (crc32(b" ".join(words[at : at + _SHINGLE])) for at in range(len(words) - _SHINGLE + 1))
    return sorted({value for value in hashes if value % every == 0})


def _outlet(one: Sketch) -> str:
    if one.publisher:
        return one.publisher.casefold()
    try:
        host = urlsplit(one.url or "").hostname
    except ValueError:
        host = None
    return host.removeprefix("www.") if host else UNNAMED


def _copies(given: list[Sketch], rules: OriginRules) -> list[list[Sketch]]:
    """The sketches in groups of copies, each sorted by id. The same text over and over is looked at once."""
    alike: dict[object, list[Sketch]] = {}
    for one in given:
        alike.setdefault(tuple(one.shingles) if len(one.shingles) >= rules.least else one.id, []).append(one)
    heads = [group[0] for group in alike.values()]
    ones, others = _shared([head.shingles for head in heads], rules)
    web = webs(len(heads), ones, others).tolist()
    groups: dict[int, list[Sketch]] = {}
    for number, group in zip(web, alike.values(), strict=True):
        groups.setdefault(number, []).extend(group)
    return [sorted(group, key=lambda one: one.id) for group in groups.values()]


def _shared(shingles: Sequence[Sequence[int]], rules: OriginRules) -> tuple[Integers, Integers]:
    """Pairs of texts of which the shorter has so much in the longer, as their numbers."""
    sizes = np.array([len(row) for row in shingles], np.int64)
    text = np.repeat(np.arange(len(shingles)), sizes)
    value = np.fromiter((v for row in shingles for v in row), np.int64, int(sizes.sum()))
    order = np.lexsort((text, value))
    text, value = text[order], value[order]
    starts = np.flatnonzero(np.r_[True, value[1:] != value[:-1]]) if len(value) else np.empty(0, np.int64)
    rank = np.arange(len(value)) - np.repeat(starts, np.diff(np.r_[starts, len(value)]))
    found: list[Integers] = []
    # The text that is so many places down a shingle's list shares it with the one at the list's head, and so on.
    for place in range(min(rules.most, int(rank.max(initial=-1)))):
        head = np.flatnonzero(rank > place)
        found.append(text[head - (rank[head] - place)] * len(shingles) + text[head])
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    codes, counts = np.unique(np.concatenate(found), return_counts=True)
    ones, others = np.divmod(codes, len(shingles))
    kept = (counts >= rules.least) & (counts >= rules.contained * np.minimum(sizes[ones], sizes[others]))
    return ones[kept], others[kept]
