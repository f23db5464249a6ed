"""Who is the source for an event: the speaker of the quote its trigger lies in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polybius.records import Quote, Speaker

if TYPE_CHECKING:
    from spacy.tokens import Token


def attribution(trigger: "Token", quotes: Sequence[Quote]) -> Speaker | None:
    """The source of the innermost quote whose content holds ``trigger``; None where the text itself tells."""
    around = [q for q in quotes if q.source is not None and q.start <= trigger.idx < q.end]
    return min(around, key=lambda q: (q.end - q.start, q.start)).source if around else None
