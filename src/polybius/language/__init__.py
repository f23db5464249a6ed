"""Language: loading the spaCy pipeline and parsing a document's text into sentences."""

from polybius.language.partial import parse_chosen
from polybius.language.pipeline import DEFAULT_MODEL, ModelError, load, mended_lemmas, parse, parse_many

__all__ = ["DEFAULT_MODEL", "ModelError", "load", "mended_lemmas", "parse", "parse_chosen", "parse_many"]
