"""What the encoder reads and scores: word pieces, and the names of roots, modes and fine types."""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from polybius.events.opinion_marking import UNKNOWN, Words

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_LONGEST = 40  # letters of a word that is still cut into pieces
_REMEMBERED = 50_000  # words whose pieces are kept in memory


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What each of the encoder's scores is of; modes as ``TYPE/mode``, with ``TYPE/`` for none."""

    roots: tuple[str, ...]
    modes: tuple[str, ...]
    subtypes: tuple[str, ...]

    @classmethod
    def read(cls, path: "Traversable") -> "Labels":
        """From a TOML table of three lists. Raises ValueError when it is none."""
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), cls)


class Pieces:
    """Cuts text into word pieces (WordPiece, Wu et al. 2016), as BERT's uncased tokenizer does.

    names: the pieces in the order of their ids; those that go on with a word begin with "##".
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._ids = {name: number for number, name in enumerate(self.names)}
        self._known: dict[str, list[tuple[int, int]]] = {}

    def cut(self, text: str) -> Words:
        """The text's pieces, with offsets in code points."""
        folded, origin = _folded(text)
        ids: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        for word in _WORD.finditer(folded):
            at = word.start()
            for number, length in self._pieces(word[0]):
                ids.append(number)
                starts.append(origin[at])
                ends.append(origin[at + length - 1] + 1)
                at += length
        return Words(ids, starts, ends)

    def _pieces(self, word: str) -> list[tuple[int, int]]:
        """The ids and lengths of a word's pieces, the longest first; one unknown piece where it cannot be cut."""
        known = self._known.get(word)
        if known is None:
            known = self._cut(word)
            if len(self._known) < _REMEMBERED:
                self._known[word] = known
        return known

    def _cut(self, word: str) -> list[tuple[int, int]]:
        found = []
        at = 0
        while at < len(word) <= _LONGEST:
            lead = "##" if at else ""
            end = next((e for e in range(len(word), at, -1) if lead + word[at:e] in self._ids), at)
            if end == at:
                break
            found.append((self._ids[lead + word[at:end]], end - at))
            at = end
        return found if at == len(word) else [(UNKNOWN, len(word))]


_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text in lower case without accents, and for each of its characters the offset of the one it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    parts = [_bare(letter) for letter in text]
    folded = "".join(parts)
    if len(folded) == len(text) and all(parts):
        return folded, range(len(text))
    return folded, [at for at, part in enumerate(parts) for _ in part]


@functools.lru_cache(4096)
def _bare(letter: str) -> str:
    """A letter in lower case without accents, which may be none or several."""
    return "".join(
        part for part in unicodedata.normalize("NFD", letter.lower()) if unicodedata.category(part) != "Mn"
    )
