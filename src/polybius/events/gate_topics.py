"""What a sentence and its text are about, as far as that tells whether the sentence tells an event.

"Shot", "won", "attack" tell an event in one text and none in a report of a match. A net of one hidden layer is given
the mean of the vectors of a sentence's words, and the mean over the other sentences of the text; what it says is added
to the odds of each word (:mod:`gate_odds`). Its weights are in ``data/lexicon/gate_topics.tsv``: a column for each unit
of the hidden layer, a row for each number it is given ("s0" … for the sentence, "d0" … for the document), one for its
bias, and one for what its units count for in the end. Fitted by ``training/fit_gate.py``.
"""

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from polybius import tables

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.language import Language

FILE = "lexicon/gate_topics.tsv"
HIDDEN = 16
WIDTH = 300  # of a word's vector
_MODELS = ("core_web_md", "core_web_lg")  # those whose vectors are meant
_KEPT = 30_000  # words remembered; then it begins anew, so that memory has a bound


def names() -> list[str]:
    """The rows of the table that stand for what the net is given, in order."""
    return [f"{of}{n}" for of in "sd" for n in range(WIDTH)]


class Topics:
    """Reads what sentences are about with a pipeline's word vectors."""

    def __init__(self, nlp: "Language") -> None:
        self._vectors = nlp.vocab.vectors
        self._strings = nlp.vocab.strings
        self._common = frozenset(nlp.Defaults.stop_words)
        self.works = nlp.meta.get("name") in _MODELS and self._vectors.shape[1] == WIDTH
        self._forget()

    def odds(self, sentences: Sequence[Sequence[str]]) -> list[float]:
        """What to add to the log odds of each sentence's words; the sentences are those of a text, in order."""
        import numpy as np

        bias, out, _ = _net()
        if len(self._rows) > _KEPT:
            self._forget()
        sentence, rest = np.split(self._mean_and_rest(sentences, self._made, 2 * HIDDEN), 2, axis=1)
        hidden = np.maximum(sentence[:, :HIDDEN] + rest[:, HIDDEN:] + bias, 0)
        return [float(x) for x in (hidden * out).sum(1)]

    def means(self, sentences: Sequence[Sequence[str]]) -> "NDArray[np.float32]":
        """What the net is given for each sentence, (sentences, 2 x WIDTH): for fitting it."""
        return self._mean_and_rest(sentences, self._vector, WIDTH).astype("float32")

    def _mean_and_rest(
        self, sentences: Sequence[Sequence[str]], of: Callable[[str], Any], size: int
    ) -> "NDArray[np.float64]":
        """The mean of the ``size`` numbers that ``of`` gives for a sentence's words, and beside it the mean over the
        other sentences."""
        import numpy as np

        rows = [[v for v in map(of, words) if v is not None] for words in sentences]
        means = np.zeros((len(rows), size))
        for mean, vectors in zip(means, rows, strict=True):
            if vectors:
                mean[:] = np.sum(vectors, axis=0, dtype="float64") / len(vectors)
        # A text of one sentence is about what that is about.
        rest = (means.sum(0) - means) / (len(rows) - 1) if len(rows) > 1 else means
        return np.concatenate([means, rest], axis=1)

    def _forget(self) -> None:
        self._rows: dict[str, Any] = {}

    def _made(self, word: str) -> Any:
        """A word's share in the hidden layer, as part of the sentence and as part of the rest of the text."""
        if word not in self._rows:
            vector = self._vector(word)
            self._rows[word] = None if vector is None else vector @ _net()[2]
        return self._rows[word]

    def _vector(self, word: str) -> Any:
        if not word.isalpha() or word.lower() in self._common:
            return None
        row = int(self._vectors.find(key=self._strings[word]))
        return self._vectors.data[row] if row >= 0 else None


@functools.cache
def _net() -> "tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]":
    """The net's bias and outer weights (HIDDEN), and its inner ones for sentence and text (WIDTH, 2 x HIDDEN).

    Raises TableError for a table that is not whole.
    """
    import numpy as np

    columns = ("of", *(f"h{n}" for n in range(HIDDEN)))
    found = {}
    for error, row in tables.rows(FILE, columns):
        try:
            found[row["of"]] = [float(row[column]) for column in columns[1:]]
        except ValueError:
            raise error("a cell is no number") from None
    if missing := [name for name in ("bias", "out", *names()) if name not in found]:
        raise tables.TableError(f"data/{FILE}: there is no row {missing[0]!r}")
    inner = np.array([found[name] for name in names()], dtype="float32").reshape(2, WIDTH, HIDDEN)
    return np.array(found["bias"]), np.array(found["out"]), np.concatenate(list(inner), axis=1)
