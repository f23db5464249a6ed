"""Times: the time expressions of a text, and the date of each event it tells."""

from polybius.times.finding import find

__all__ = ["find"]
