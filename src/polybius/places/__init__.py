"""Places: the gazetteer, toponyms and the places they name, and where an event happened."""

from polybius.places.toponyms import find

__all__ = ["find"]
