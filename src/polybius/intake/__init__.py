"""Intake: files, folders, archives and standard input, of many kinds, as pages."""

from polybius.intake.kinds import KINDS
from polybius.intake.reading import read

__all__ = ["KINDS", "read"]
