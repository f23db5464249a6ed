"""Places: the gazetteer, toponyms and the places they name, and where an event happened."""

from polybius.places.dateline import dateline
from polybius.places.event_place import place_event
from polybius.places.toponyms import find

__all__ = ["dateline", "find", "place_event"]
