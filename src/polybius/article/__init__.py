"""The article stage: a page's body, title, date, byline and captions, its furniture taken off."""

from polybius.article.document import text_and_parts
from polybius.article.extraction import extract

__all__ = ["extract", "text_and_parts"]
