"""The id of a mention."""

import hashlib


def identity(document: str, start: int, end: int, type_: str) -> str:
    """A stable id: the same document, trigger and type have the same one in every run."""
    return hashlib.sha256(f"{document}\x1f{start}\x1f{end}\x1f{type_}".encode()).hexdigest()[:16]
