"""What is worked out of a word of the parse, kept on its document: the same few words are asked about often."""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from spacy.tokens import Token

R = TypeVar("R")


def remembered(function: "Callable[[Token], R]") -> "Callable[[Token], R]":
    """The function of a token, worked out once for each. Its callers share the result and must not change it."""
    key = f"polybius.{function.__module__}.{function.__name__}"

    @functools.wraps(function)
    def recall(token: "Token") -> R:
        known: dict[int, R] = token.doc.user_data.setdefault(key, {})
        position = token.i
        if position not in known:
            known[position] = function(token)
        return known[position]

    return recall
