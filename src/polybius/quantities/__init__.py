"""Quantities: how many people or things were killed, displaced, arrested …"""

from polybius.quantities.find import find
from polybius.quantities.lexicon import LexiconError

__all__ = ["LexiconError", "find"]
