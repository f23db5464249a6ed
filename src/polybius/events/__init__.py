"""Events: what a document's sentences say happened, coded to PLOVER."""

from polybius.events.coder import EventCoder, Layers
from polybius.events.gate import Gate

__all__ = ["EventCoder", "Gate", "Layers"]
