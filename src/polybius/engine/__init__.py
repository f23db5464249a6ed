"""Engines: how many documents are read at once, and where."""

from polybius.engine.local import run
from polybius.engine.pool import EngineError, Limits, Pool
from polybius.engine.results import Result

__all__ = ["EngineError", "Limits", "Pool", "Result", "run"]
