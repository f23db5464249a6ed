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
from numpy.typing import NDArray

from polybius.records import Document
from polybius.stories.clusters import Integers, webs
from polybius.stories.settings import OriginRules, load

Shingles = NDArray[np.uint32]

_WORD = re.compile(r"\w+")
_SHINGLE = 5
_WAITING = 10_000_000  # pairs that are counted at once

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
    shingles: "Sequence[int] | Shingles"
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
        shingles = np.asarray(one.shingles, np.uint32)
        alike.setdefault(shingles.tobytes() if len(shingles) >= rules.least else one.id, []).append(one)
    heads = [group[0] for group in alike.values()]
    ones, others = _shared([np.asarray(head.shingles, np.uint32) for head in heads], rules)
    web = webs(len(heads), ones, others).tolist()
    groups: dict[int, list[Sketch]] = {}
    for number, group in zip(web, alike.values(), strict=True):
        groups.setdefault(number, []).extend(group)
    return [sorted(group, key=lambda one: one.id) for group in groups.values()]


def _shared(shingles: Sequence[Shingles], rules: OriginRules) -> tuple[Integers, Integers]:
    """Pairs of texts of which the shorter has so much in the longer, as their numbers."""
    nothing = np.empty(0, np.int64)
    sizes = np.array([len(row) for row in shingles], np.int64)
    if not sizes.sum():
        return nothing, nothing
    text = np.repeat(np.arange(len(shingles)), sizes)
    value = np.concatenate(shingles)
    order = np.lexsort((text, value))
    text, value = text[order], value[order]
    starts = np.flatnonzero(np.r_[True, value[1:] != value[:-1]])
    rank = np.arange(len(value)) - np.repeat(starts, np.diff(np.r_[starts, len(value)]))
    ones, others = [nothing], [nothing]
    by_text = np.argsort(text, kind="stable")
    # In portions of texts, each with all that it shares.
    portion = np.cumsum(sizes) // max(1, _WAITING // rules.most)
    for entries in np.split(by_text, np.searchsorted(text[by_text], np.flatnonzero(np.diff(portion)) + 1)):
        shared: list[Integers] = [nothing]
        for place in range(min(rules.most, int(rank[entries].max(initial=0)))):
            later = entries[rank[entries] > place]
            # The text that is so many places down a shingle's list.
            shared.append(text[later - (rank[later] - place)] * len(shingles) + text[later])
        codes, counts = np.unique(np.concatenate(shared), return_counts=True)
        one, other = np.divmod(codes, len(shingles))
        kept = (counts >= rules.least) & (counts >= rules.contained * np.minimum(sizes[one], sizes[other]))
        ones.append(one[kept])
        others.append(other[kept])
    return np.concatenate(ones), np.concatenate(others)
