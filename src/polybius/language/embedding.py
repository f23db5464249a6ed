"""The vectors that the pipeline's networks begin with, worked out once for each word.

A network puts what it knows of a word alone (hashes of its form and parts, a vector) through one layer before
it looks at the words around. That is two fifths of its arithmetic and the same wherever the word stands. The
layers above are run document by document.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Of a word's features, those that its form alone decides; NORM and SPACY are a token's own.
_OF_FORM = frozenset(["ORTH", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "LENGTH", "IS_SPACE", "NORM", "SPACY"])
_KEPT = 40_000  # words; then it begins anew, so that memory has a bound
_STRETCH = 1500  # words read at once: what is made of them stays in a core's cache
_BLOCK = 64  # words worked out together: always as many, since the sums of few rows are formed in another order


def remember_words(nlp: "Language") -> None:
    """Have the pipeline's networks look up what they know of a word; networks of another make stay as they are."""
    for _, pipe in nlp.pipeline:
        model: Any = getattr(pipe, "model", None)
        for node in list(model.walk()) if hasattr(model, "walk") else ():
            if {"embed", "encode"} <= set(node.ref_names) and _reads_words_alone(node.get_ref("embed")):
                embed, encode = node.get_ref("embed"), node.get_ref("encode")
                _put(node, embed, _remembering(embed, nlp))
                _put(node, encode, _one_by_one(encode))


def _put(node: Any, old: Any, new: Any) -> None:
    node.layers[node.layers.index(old)] = new
    for name in node.ref_names:
        if node.maybe_get_ref(name) is old:
            node.set_ref(name, new)


def _reads_words_alone(embed: Any) -> bool:
    made = {"extract_features", "static_vectors"}
    sources = [layer for layer in embed.walk() if layer.name in made or "char" in layer.name]
    return bool(sources) and all(
        layer.name in made and _OF_FORM.issuperset(layer.attrs.get("columns", ())) for layer in sources
    )


def _remembering(embed: Any, nlp: "Language") -> Any:
    from thinc.api import Model

    words = _Words(embed, nlp)
    return Model(
        "polybius_words", lambda model, docs, is_train: (words.vectors(docs), _untrained),
        dims={"nO": embed.get_dim("nO") if embed.has_dim("nO") else None},
    )  # fmt: skip


def _one_by_one(encode: Any) -> Any:
    """The layers over words and their neighbours, run for each document alone: the last bits of a sum hang on where in
    a matrix its row stands, and are not to hang on what else is read."""
    from thinc.api import Model

    read = _read_by(encode)
    return Model(
        "polybius_layers", lambda model, given, is_train: ([read(each) for each in given], _untrained),
        dims={"nO": encode.get_dim("nO") if encode.has_dim("nO") else None},
    )  # fmt: skip


def _read_by(encode: Any) -> "Callable[[Any], Any]":
    """How to run such layers on a document; those of spaCy's own making by numpy alone, a stretch at a time."""
    from thinc.backends.numpy_ops import NumpyOps

    layers = [layer for layer in map(_layer, encode.layers[0].layers) if layer is not None] if encode.layers else []
    reach = len(layers)  # words to each side that a word's vector comes to know of
    if (
        not layers or len(layers) != len(encode.layers[0].layers) or encode.attrs["pad"] != reach
        or not isinstance(encode.ops, NumpyOps)
    ):  # fmt: skip
        return lambda vectors: encode.predict([vectors])[0]

    def read(vectors: Any) -> Any:
        import numpy

        around = numpy.pad(vectors, ((reach, reach), (0, 0)))
        made = numpy.empty_like(vectors)
        for first in range(0, len(vectors), _STRETCH):
            some = _read(around[first : first + _STRETCH + 2 * reach], layers)
            made[first : first + _STRETCH] = some[reach:-reach]
        return made

    return read


class _Layer(NamedTuple):
    """Weights of three words' vectors (3 x width, pieces x width), constants, and the scale and shift at the end."""

    weights: Any
    constants: Any
    scale: Any
    shift: Any
    pieces: int


def _layer(residual: Any) -> _Layer | None:
    """A layer that adds to each word's vector what a window of three words makes of it; None where it does not."""
    import numpy

    parts = {node.name: node for node in residual.walk() if not node.layers}
    if not residual.name.startswith("residual(") or set(parts) != {"expand_window", "maxout", "layernorm", "dropout"}:
        return None
    maxout, norm = parts["maxout"], parts["layernorm"]
    width, pieces = maxout.get_dim("nO"), maxout.get_dim("nP")
    if parts["expand_window"].attrs["window_size"] != 1 or maxout.get_dim("nI") != 3 * width:
        return None
    weights = maxout.get_param("W").reshape(width * pieces, 3 * width)
    return _Layer(numpy.ascontiguousarray(weights.T), maxout.get_param("b").ravel(), norm.get_param("G"),
                  norm.get_param("b"), pieces)  # fmt: skip


def _read(vectors: Any, layers: Sequence[_Layer]) -> Any:
    """What thinc's layers make of words' vectors (words, width), operation for operation, in fewer arrays."""
    import numpy

    words, width = vectors.shape
    window = numpy.zeros((words, 3 * width), dtype="float32")
    best, squares = numpy.empty((2, words, width), dtype="float32")
    for layer in layers:
        window[1:, :width] = vectors[:-1]
        window[:, width : 2 * width] = vectors
        window[:-1, 2 * width :] = vectors[1:]
        made = window @ layer.weights
        made += layer.constants
        best[:] = made[:, 0 :: layer.pieces]
        for piece in range(1, layer.pieces):
            numpy.maximum(best, made[:, piece :: layer.pieces], out=best)
        best -= best.mean(axis=1, keepdims=True)
        numpy.multiply(best, best, out=squares)
        variance = numpy.add.reduce(squares, axis=1, keepdims=True) / numpy.float32(width) + numpy.float32(1e-8)
        best *= variance ** (-0.5)
        best *= layer.scale
        best += layer.shift
        vectors = vectors + best
    return vectors


def _untrained(gradient: Any) -> Any:
    raise NotImplementedError("a pipeline made faster cannot be trained: load it with spacy.load")


class _Words:
    """A table of words' vectors that grows with the words it meets."""

    def __init__(self, embed: Any, nlp: "Language") -> None:
        from thinc.backends.numpy_ops import NumpyOps

        # BLIS forms the sums of a row in one way wherever the row stands, as others do not: a word's vector is not to
        # hang on the words it was met with. What that costs more is paid once a word.
        for node in embed.walk():
            if isinstance(node.ops, NumpyOps):
                node.ops = NumpyOps(use_blis=True)
        self._embed = embed
        self._vocab = nlp.vocab
        self._forget()

    def _forget(self) -> None:
        self._rows: dict[int, int] = {}
        self._table: Any = None

    def vectors(self, docs: "list[Doc]") -> list[Any]:
        """The vectors of each document's words."""
        import numpy

        found = [doc.to_array(["ORTH", "NORM", "SPACY"]).reshape(-1, 3) for doc in docs]
        words = numpy.concatenate(found) if found else numpy.zeros((0, 3), dtype="uint64")
        # Form and norm are hashes of 64 bits already; the odd factors keep their order apart.
        mixed = (words[:, 0] * numpy.uint64(0x9E3779B97F4A7C15) + words[:, 1]) * numpy.uint64(0xD6E8FEB86659FD93)
        keys = (mixed + words[:, 2]).tolist()
        if len(self._rows) > _KEPT:
            self._forget()
        known = self._rows
        new = {key: at for at, key in enumerate(keys) if key not in known}
        if new or self._table is None:
            self._learn(list(new), words[list(new.values())])
        table = self._table[[known[key] for key in keys]]
        ends = numpy.cumsum([0, *map(len, found)]).tolist()
        return [table[a:b] for a, b in pairwise(ends)]

    def _learn(self, keys: list[int], words: Any) -> None:
        import numpy
        from spacy.tokens import Doc

        strings = self._vocab.strings
        made = [self._table] if self._table is not None else []
        at = len(self._rows)
        for first in range(0, max(len(keys), 1), _BLOCK):
            some = words[first : first + _BLOCK].tolist()
            given = some + [(strings.add("a"), strings.add("a"), 0)] * (_BLOCK - len(some))
            doc = Doc(self._vocab, words=[strings[orth] for orth, _, _ in given], spaces=[bool(s) for _, _, s in given])
            for token, (_, norm, _) in zip(doc, given, strict=True):
                if token.norm != norm:
                    token.norm_ = strings[norm]
            (vectors,) = self._embed.predict([doc])
            made.append(vectors[: len(some)])
        self._table = numpy.concatenate(made)
        self._rows.update((key, at + n) for n, key in enumerate(keys))
