"""The words that keep coming back, parted into tokens once.

Within spaCy's memory zones the tokenizer remembers nothing, and what it learns of words outside of them stays for
good. So the words that a second batch of texts brings again are shown to it outside, up to a bound; of all others
nothing is kept.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

_FAMILIAR = 60_000  # words between spaces that are kept for good
_MET = 200_000  # words remembered as met once; then that begins anew


class Familiar:
    """What a pipeline's tokenizer has been shown; one for each pipeline."""

    def __init__(self, nlp: "Language") -> None:
        self._tokenizer: Any = nlp.tokenizer
        self._known: set[str] = set()
        self._met: set[str] = set()
        if hasattr(self._tokenizer, "max_cache_size"):
            self._tokenizer.max_cache_size = max(self._tokenizer.max_cache_size, 2 * _FAMILIAR)

    def meet(self, texts: Iterable[str]) -> None:
        """Show the tokenizer those words of a batch that an earlier one had as well. Not to be called in a zone."""
        words = set().union(*(text.split() for text in texts)) - self._known
        again = sorted(words & self._met)[: _FAMILIAR - len(self._known)]
        for word in again:  # each by itself: after a word with a rule of its own, spaCy remembers no other of that text
            self._tokenizer(word)
        self._known.update(again)
        if len(self._met) > _MET:
            self._met.clear()
        self._met |= words
