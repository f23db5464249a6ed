"""Entities: people, organisations, nations and role noun phrases, with country and sector codes."""

from polybius.entities.cast import Cast
from polybius.entities.find import find
from polybius.tables import TableError

__all__ = ["Cast", "TableError", "find"]
