"""Times: the time expressions of a text, and the date of each event it tells."""

from polybius.times.contradiction import contradicts
from polybius.times.dating import date_event
from polybius.times.finding import find
from polybius.times.governing import governing
from polybius.times.lexicon import LexiconError

__all__ = ["LexiconError", "contradicts", "date_event", "find", "governing"]
