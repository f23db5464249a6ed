"""The text of a parsed document, put together once: spaCy joins all tokens anew at every ``doc.text``."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "polybius.text"
_WORD = re.compile(r"[^\W_]+")


def text_of(doc: "Doc") -> str:
    """``doc.text``, remembered on the document."""
    text: str | None = doc.user_data.get(_KEY)
    if text is None:
        text = doc.user_data[_KEY] = doc.text
    return text


@lru_cache(4)
def lowered(text: str) -> str:
    """A text in lower case, each letter where it was."""
    # The one letter that lower case makes two of would move all that follows.
    return text.replace("İ", "i").lower()


@lru_cache(4)
def words_of(text: str) -> frozenset[str]:
    """The words of a text, in lower case: letters and figures that stand together."""
    return frozenset(_WORD.findall(lowered(text)))
