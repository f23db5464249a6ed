"""Events: what a document's sentences say happened, coded to PLOVER, and how one event stands to another."""

from polybius.events.coder import EventCoder, Layers
from polybius.events.gate import Gate
from polybius.events.relations import find as relate

__all__ = ["EventCoder", "Gate", "Layers", "relate"]
