"""The text of a parsed document, put together once: spaCy joins all tokens anew at every ``doc.text``."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "polybius.text"


def text_of(doc: "Doc") -> str:
    """``doc.text``, remembered on the document."""
    text: str | None = doc.user_data.get(_KEY)
    if text is None:
        text = doc.user_data[_KEY] = doc.text
    return text
