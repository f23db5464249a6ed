"""Polybius reads news pages and writes down what they say happened, each fact tied to its words.

    >>> import polybius
    >>> document = polybius.annotate("Rebels attacked Goma on Monday.", published="2023-11-08")

``Coder`` is the reusable form; every record is in ``polybius.records``.
"""

from importlib.metadata import version

from polybius.pipeline import Coder, annotate

__version__ = version("polybius")
__all__ = ["Coder", "__version__", "annotate"]
