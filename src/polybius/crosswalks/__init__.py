"""Events in the columns of other data sets, for scripts that read those: GDELT, ICEWS, POLECAT, ACLED.

What each column holds, and which stay blank and why, is in ``data/exports`` and on the page docs/crosswalks.md.
"""

from polybius.crosswalks.dictionary import NAMES, Column, Crosswalk, load
from polybius.crosswalks.writing import Tally, write

__all__ = ["NAMES", "Column", "Crosswalk", "Tally", "load", "write"]
