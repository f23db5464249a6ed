"""The pipeline's own recognizer of names, with its decisions taken for many words at once.

spaCy's takes a transition a word and weighs every action anew. Outside of names, where nearly all words are,
what it decides of a word hangs on that word's vector alone, so that one matrix product decides for all; inside
one it only decides whether the name goes on or ends. What is found is the same: the actions allowed are those of
``spacy.pipeline._parser_internals.ner``.
"""

import functools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from polybius.language.speed import instead

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "polybius_recognizer"

_AHEAD = 6  # words of a name looked at in one go
_FEATURES = 3  # of a state: the next word, a name's first, its last so far


def decide_at_once(nlp: "Language") -> None:
    """Put this in the place of the pipeline's recognizer, where that is a greedy one of spaCy's own making."""
    if "ner" not in nlp.pipe_names:
        return
    pipe: Any = nlp.get_pipe("ner")
    if not _is_known(pipe):
        return
    own: Recognizer = instead(nlp, "ner", NAME, Recognizer)
    own.take(pipe)


def _is_known(pipe: Any) -> bool:
    from spacy.pipeline import EntityRecognizer

    if type(pipe) is not EntityRecognizer or pipe.cfg.get("beam_width", 1) != 1:
        return False
    model = pipe.model
    if model.name != "parser_model" or not model.attrs.get("has_upper") or model.attrs.get("unseen_classes"):
        return False
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    return bool(lower.get_dim("nF") == _FEATURES and lower.get_dim("nP") > 1 and upper.name == "linear")


class Recognizer:
    """A pipe that marks names as the recognizer it was made of does."""

    def __init__(self) -> None:
        self._pipe: Any = None

    def take(self, pipe: Any) -> None:
        """Decide from now on as this pipe does."""
        import numpy

        self._pipe = pipe
        names = [pipe.moves.get_class_name(n) for n in range(pipe.moves.n_moves)]
        self._moves = [(name[0], name[2:]) for name in names]
        self._number = {move: n for n, move in enumerate(self._moves)}

        def those(kind: str) -> Any:
            return numpy.array([n for n, (k, label) in enumerate(self._moves) if k == kind and (label or k == "O")])

        self._begins, self._units = those("B"), those("U")
        allowed = {*self._begins.tolist(), *self._units.tolist(), *those("O").tolist()}
        self._never = numpy.array([n for n in range(len(names)) if n not in allowed])

    def __call__(self, doc: "Doc") -> "Doc":
        from spacy.tokens import Span

        # Names that stand already bind the recognizer: that is left to spaCy's.
        if len(doc) and doc.to_array("ENT_IOB").any():
            bound: Doc = self._pipe(doc)
            return bound
        if len(doc):
            doc.set_ents([Span(doc, a, b, label=label) for a, b, label in self._names(doc)], default="outside")
        return doc

    def pipe(self, docs: "Iterable[Doc]", *, batch_size: int = 256) -> "Iterator[Doc]":
        """The documents, names marked, in order; ``batch_size`` is spaCy's and without effect: each is decided alone,
        so that no bit of it hangs on the others."""
        return map(self, docs)

    def _names(self, doc: "Doc") -> Iterator[tuple[int, int, str]]:
        """The names in a document: first word, the one after the last, label."""
        import numpy

        starts, blank = doc.to_array(["SENT_START", "IS_SPACE"]).reshape(-1, 2).T
        states = _States(self._pipe.model, doc)
        scores = states.outside()
        scores[:, self._never] = -numpy.inf
        # No name goes on from a word before which, or after which, a sentence or the document ends.
        last = numpy.append(starts[1:] == 1, True)
        space = blank != 0
        scores[numpy.ix_(last | space, self._begins)] = -numpy.inf
        scores[numpy.ix_(space, self._units)] = -numpy.inf
        after = 0
        for word, action in enumerate(scores.argmax(axis=1).tolist()):
            kind, label = self._moves[action]
            if word < after or kind == "O":
                continue
            after = word + 1
            if kind == "B":
                after = states.end(word, self._number["I", label], self._number["L", label], last)
            yield word, after, label


class _States:
    """What the recognizer's network says of the words of a document, in a state outside or inside a name."""

    def __init__(self, model: Any, doc: "Doc") -> None:
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        made = lower.predict(model.get_ref("tok2vec").predict([doc]))
        self._next, self._first, self._latest = (made[1:, n] for n in range(_FEATURES))
        self._no_first, self._no_latest = made[0, 1], made[0, 2]
        self._bias = lower.get_param("b")
        self._weights, self._constants = upper.get_param("W"), upper.get_param("b")
        self._ops = upper.ops

    def outside(self) -> Any:
        """The scores of all actions for each word that is in no name."""
        hidden = self._hidden(self._next, self._no_first, self._no_latest)
        return self._ops.gemm(hidden, self._weights, trans2=True) + self._constants

    def end(self, first: int, going: int, ending: int, last: Any) -> int:
        """The word after a name that begins at ``first``: past the first word at which ending scores higher than
        going on, or that is the last there may be."""
        weights = self._weights[ending] - self._weights[going]
        constant = self._constants[ending] - self._constants[going]
        word = first + 1
        while True:
            upcoming = self._next[word : word + _AHEAD]
            latest = self._latest[word - 1 : word - 1 + len(upcoming)]
            hidden = self._hidden(upcoming, self._first[first], latest)
            for gain in ((hidden * weights).sum(axis=1) + constant).tolist():
                word += 1
                if gain > 0 or (gain == 0 and ending < going) or last[word - 1]:
                    return word

    def _hidden(self, upcoming: Any, first: Any, latest: Any) -> Any:
        import numpy

        pieces = upcoming + first
        pieces += latest
        pieces += self._bias
        return functools.reduce(numpy.maximum, numpy.moveaxis(pieces, -1, 0))
