"""Quotes: what is reported as said, by whom, and the words that attribute it."""

from polybius.quotes.attribution import attribution
from polybius.quotes.find import find
from polybius.quotes.lexicon import LexiconError

__all__ = ["LexiconError", "attribution", "find"]
