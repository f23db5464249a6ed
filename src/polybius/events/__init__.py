"""Events: what a document's sentences say happened, coded to PLOVER."""

from polybius.events.coder import EventCoder, Layers

__all__ = ["EventCoder", "Layers"]
