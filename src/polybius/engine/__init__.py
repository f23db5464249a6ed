"""Engines: how many documents are read at once, and where."""

from polybius.engine.local import Result, run

__all__ = ["Result", "run"]
