"""Which documents speak for one source: copies of one dispatch, and what one outlet or agency published.

Two documents are copies when half of the five-word shingles of the shorter stand in the longer too, so a
dispatch that was cut or retitled is still one. Shingles are sampled by their hash (A. Broder: On the
resemblance and containment of documents, 1997), which keeps the cost linear in the text.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

from polybius.records import Document
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


def of_documents(documents: Iterable[Document]) -> dict[str, str]:
    """The origin of each document, by id."""
    return origins(Text(one.id, one.text, one.publisher, one.agency, one.url) for one in documents)


def origins(texts: Iterable[Text]) -> dict[str, str]:
    """Document id to a name for its source; documents with one name are not independent of each other.

    An agency's dispatch is the agency's, whoever prints it; any other text its publisher's, else its web
    host's. Copies share one origin: that of the member that has a name, where only one has. Documents
    that name nobody and are no copies share ``UNNAMED``. The order of the texts makes no difference.
    """
    given = {one.id: one for one in texts}
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


def _outlet(one: Text) -> str:
    if one.publisher:
        return one.publisher.casefold()
    try:
        host = urlsplit(one.url or "").hostname
    except ValueError:
        host = None
    return host.removeprefix("www.") if host else UNNAMED


def _copies(texts: list[Text], rules: OriginRules) -> list[list[Text]]:
    """The texts in groups of copies, each sorted by id."""
    parent = list(range(len(texts)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    postings: dict[int, list[int]] = {}
    sizes: list[int] = []
    for index, one in enumerate(texts):
        sample = _sample(one.text, rules.sample)
        sizes.append(len(sample))
        shared: Counter[int] = Counter()
        for shingle in sample:
            row = postings.setdefault(shingle, [])
            shared.update(row)
            if len(row) < rules.most:
                row.append(index)
        for other, count in shared.items():
            if count >= rules.least and count >= rules.contained * min(len(sample), sizes[other]):
                low, high = sorted((root(index), root(other)))
                parent[high] = low
    groups: dict[int, list[Text]] = {}
    for index, one in enumerate(texts):
        groups.setdefault(root(index), []).append(one)
    return list(groups.values())


def _sample(text: str, every: int) -> set[int]:
    """Hashes of one in ``every`` shingles of the text, the same ones wherever they stand."""
    words = [word.encode("utf-8", "replace") for word in _WORD.findall(text.casefold())]
    hashes = (crc32(b" ".join(words[at : at + _SHINGLE])) for at in range(len(words) - _SHINGLE + 1))
    return {value for value in hashes if value % every == 0}
