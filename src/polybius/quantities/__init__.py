"""Quantities: how many people or things were killed, displaced, arrested …"""

from polybius.quantities.events import of_event
from polybius.quantities.find import find
from polybius.quantities.lexicon import LexiconError, counts_people
from polybius.quantities.romance import find as find_romance

__all__ = ["LexiconError", "counts_people", "find", "find_romance", "of_event"]
