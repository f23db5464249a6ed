"""The vectors that the pipeline's networks begin with, worked out once for each word.

A network puts what it knows of a word alone (hashes of its form and parts, a vector) through one layer before
it looks at the words around. That is two fifths of its arithmetic and the same wherever the word stands. The
layers above read so many words at a time as a core's cache can hold what they make of them.
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
_BLOCK = 64  # words worked out together: always as many, since the sums of few rows are formed in another order
_STRETCH = 1500  # words


def remember_words(nlp: "Language") -> None:
    """Have the pipeline's networks look up what they know of a word; networks of another make stay as they are."""
    for _, pipe in nlp.pipeline:
        model: Any = getattr(pipe, "model", None)
        for node in list(model.walk()) if hasattr(model, "walk") else ():
            if {"embed", "encode"} <= set(node.ref_names) and _reads_words_alone(node.get_ref("embed")):
                embed, encode = node.get_ref("embed"), node.get_ref("encode")
                _put(node, embed, _remembering(embed, nlp))
                _put(node, encode, _in_stretches(encode))


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


def _in_stretches(encode: Any) -> Any:
    from thinc.api import Model

    read = _read_by(encode)

    def forward(model: Any, given: Any, is_train: bool) -> Any:
        made: list[Any] = []
        some: list[Any] = []
        size = 0
        for each in given:
            some.append(each)
            size += len(each)
            if size >= _STRETCH:
                made += read(some)
                some, size = [], 0
        return made + (read(some) if some else []), _untrained

    return Model("polybius_stretches", forward, dims={"nO": encode.get_dim("nO") if encode.has_dim("nO") else None})


def _read_by(encode: Any) -> "Callable[[list[Any]], list[Any]]":
    """How to run layers that look at words and their neighbours; those of spaCy's own making by numpy alone."""
    from thinc.backends.numpy_ops import NumpyOps

    layers = [layer for layer in map(_layer, encode.layers[0].layers) if layer is not None] if encode.layers else []
    if not layers or len(layers) != len(encode.layers[0].layers) or not isinstance(encode.ops, NumpyOps):
        return lambda given: list(encode.predict(given))
    pad = encode.attrs["pad"]

    def read(given: list[Any]) -> list[Any]:
        flat = encode.ops.flatten(given, pad=pad)
        return list(encode.ops.unflatten(_read(flat, layers), encode.ops.asarray1i(list(map(len, given))), pad=pad))

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
