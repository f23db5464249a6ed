"""The same pipeline, faster: matrix products by numpy's BLAS, and attributes and lemmas looked up in a table.

Neither changes what the pipeline says. spaCy multiplies with BLIS, whose wheel is built for no machine in particular;
numpy's OpenBLAS picks the kernel of the machine it runs on. The attribute ruler matches 226 patterns at every word,
though nearly all look at one word only; the lemma that rules give hangs on a word's form and attributes alone.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "polybius_attribute_table"

# What a word of its own can be asked for in a pattern: its form, its tag, its relation.
_OF_ONE_WORD = frozenset(
    ["TAG", "LOWER", "ORTH", "TEXT", "NORM", "DEP", "IS_SPACE", "IS_ALPHA", "IS_PUNCT", "LENGTH", "SHAPE"]
)
_SET = ("POS", "MORPH", "LEMMA")
_KEPT = 60_000  # words with their tags; then it begins anew, so that memory has a bound


def multiply_with_numpy(nlp: "Language") -> None:
    """Have the pipeline's networks multiply their matrices with numpy's BLAS."""
    from thinc.backends.numpy_ops import NumpyOps

    for _, pipe in nlp.pipeline:
        model: Any = getattr(pipe, "model", None)
        for node in model.walk() if hasattr(model, "walk") else ():
            if isinstance(node.ops, NumpyOps):
                node.ops.use_blis = False


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep BLAS to one thread: the matrices are too small to share out, and every core has a worker."""
    with _controller().limit(limits=1, user_api="blas"):
        yield


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def look_up_attributes(nlp: "Language") -> None:
    """Put a table in the place of the pipeline's attribute ruler, where that says the same.

    It does where nothing before the ruler sets what the ruler sets, and its patterns ask single words only
    for what their form, tag and relation tell.
    """
    if "attribute_ruler" not in nlp.pipe_names or "morphologizer" in nlp.pipe_names:
        return
    ruler: Any = nlp.get_pipe("attribute_ruler")
    single = [p for rule in ruler.patterns for p in rule["patterns"] if len(p) == 1]
    if any(not _OF_ONE_WORD.issuperset(word) or "OP" in word for (word,) in single):
        return
    place = nlp.pipe_names.index("attribute_ruler")
    table: AttributeTable = instead(nlp, "attribute_ruler", NAME, AttributeTable)
    table.take(ruler, _lemmatizer_after(nlp, place))


def instead(nlp: "Language", old: str, name: str, make: Callable[[], Any]) -> Any:
    """Put a pipe, which ``make`` makes, in the place of an old one; hands it out."""
    _register(name, make)
    place = nlp.pipe_names.index(old)
    nlp.remove_pipe(old)
    following = nlp.pipe_names[place] if place < len(nlp.pipe_names) else None
    return nlp.add_pipe(name, before=following)


def _lemmatizer_after(nlp: "Language", place: int) -> Any:
    """The lemmatizer that follows a place in the pipeline and goes by rules, switched off: its rules stay, as data."""
    if "lemmatizer" not in nlp.pipe_names[place:]:
        return None
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    if getattr(lemmatizer, "mode", None) != "rule" or lemmatizer.overwrite:
        return None
    nlp.disable_pipe("lemmatizer")
    return lemmatizer


@cache
def _register(name: str, make: Callable[[], Any]) -> None:
    from spacy.language import Language

    Language.factory(name, func=lambda nlp, name: make())


class AttributeTable:
    """An attribute ruler, and lemmatizer, that works out a word's attributes once for each form, tag and relation."""

    def __init__(self) -> None:
        self._ruler: Any = None
        self._lemmatizer: Any = None
        self._several: Any = None
        self._known: dict[tuple[int, int, int], tuple[int, int, int] | None] = {}
        self._lemmas: dict[int, str] = {}  # those of the table, as the strings of a memory zone go with it

    def take(self, ruler: Any, lemmatizer: Any) -> None:
        """Say from now on what this ruler says, and after it this lemmatizer, if any."""
        from spacy.matcher import Matcher

        self._ruler = ruler
        self._lemmatizer = lemmatizer
        self._several = Matcher(ruler.vocab)
        for number, rule in enumerate(ruler.patterns):
            long = [p for p in rule["patterns"] if len(p) > 1]
            if long:
                self._several.add(str(number), long)

    def __call__(self, doc: "Doc") -> "Doc":
        import numpy

        keys = [(orth, tag, dep) for orth, tag, dep in doc.to_array(["ORTH", "TAG", "DEP"]).tolist()]
        known = self._known
        if len(known) > _KEPT:
            known.clear()
            self._lemmas.clear()
        for i, key in enumerate(keys):
            if key not in known:
                known[key] = self._work_out(doc, i)
        values = [known[key] for key in keys]
        strings: Any = doc.vocab.strings
        for lemma in {v[-1] for v in values if v} & self._lemmas.keys():
            if lemma not in strings:
                strings.add(self._lemmas[lemma])
        rows: Any = numpy.array([v or (0, 0, 0) for v in values], dtype="uint64").reshape(-1, len(_SET))
        doc.from_array(list(_SET), rows)
        special = {i for i, v in enumerate(values) if v is None}
        for _, start, end in self._several(doc, allow_missing=True):
            special.update(range(start, end))
        if special:
            self._as_the_ruler(doc, special)
        return doc

    def _work_out(self, doc: "Doc", i: int) -> tuple[int, int, int] | None:
        """What the ruler sets on a word alone; None where it sets more than a table row holds."""
        from spacy.tokens import Doc

        word = doc[i]
        text = Doc(doc.vocab, words=[word.text])
        alone: Any = text[0]
        alone.tag, alone.dep = word.tag, word.dep
        self._ruler(text)
        if (alone.tag, alone.dep) != (word.tag, word.dep):
            return None
        self._lemmatize(alone)
        self._lemmas[alone.lemma] = alone.lemma_
        return alone.pos, alone.morph.key, alone.lemma

    def _lemmatize(self, token: Any) -> None:
        if self._lemmatizer is not None and token.lemma == 0:
            token.lemma_ = self._lemmatizer.lemmatize(token)[0]

    def _as_the_ruler(self, doc: "Doc", words: Iterable[int]) -> None:
        """Set the attributes of these words as the ruler does; its rules reach no further than a few words."""
        from spacy.tokens import Span

        reach = max((len(p) for rule in self._ruler.patterns for p in rule["patterns"]), default=1)
        chosen = set(words)
        near = sorted({j for i in chosen for j in range(max(0, i - reach), min(len(doc), i + reach))})
        found = set()
        for first, last in _runs(near):
            for number, _, start, end in self._ruler.match(doc[first:last]):
                found.add((number, first + start, first + end))
        for number, start, end in sorted(found):
            at = range(start, end)[self._ruler.indices[number]]
            if at in chosen:
                _set(Span(doc, start, end)[self._ruler.indices[number]], self._ruler.attrs[number])
        for i in chosen:
            self._lemmatize(doc[i])


def _set(token: Any, attributes: dict[Any, Any]) -> None:
    from spacy.tokens._retokenize import set_token_attrs

    set_token_attrs(token, attributes)


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Stretches of successive numbers, as (first, last + 1)."""
    start = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or numbers[i] != numbers[i - 1] + 1:
            yield numbers[start], numbers[i - 1] + 1
            start = i
