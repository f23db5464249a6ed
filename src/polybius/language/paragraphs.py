"""A spaCy component that begins a sentence at every paragraph and after a dateline, so that no parse crosses one."""

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.tokens import Token

NAME = "polybius_paragraphs"

_TERMINAL = frozenset(".!?:;”\"'’)]")
_ENDS = frozenset(".!?")
_JOINTS = frozenset({"and", "but", "or", ";", ","})
_LONG, _TOO_LONG = 200, 300  # tokens without a full stop after which a sentence is cut, at a joint if there is one
_DATELINE = 16  # tokens, at most


@Language.component(NAME)
def paragraphs(doc: Doc) -> Doc:
    """Mark the first word after a break, or after a dateline, as the start of a sentence; the parser keeps to it.

    A sentence without end is cut, for the cost of reading one grows with its square. An empty line always
    breaks. A lone line break is a wrapped line, not a break, where the line ends
    without closing punctuation and the next goes on in lower case.
    """
    before = None
    breaks = 0
    running = 0
    for token in doc:
        if token.is_space:
            breaks += token.text.count("\n")
            continue
        running = 0 if breaks or token.text in _ENDS else running + 1
        if running > _LONG and (running > _TOO_LONG or token.lower_ in _JOINTS):
            token.is_sent_start = True
            running = 0
        opening = before is None
        if breaks and before is not None:
            wrapped = breaks == 1 and before.text[-1] not in _TERMINAL and token.text[0].islower()
            if not wrapped:
                token.is_sent_start = True
                opening = True
        if opening:
            body = _after_dateline(doc, token)
            if body is not None:
                body.is_sent_start = True
        before, breaks = token, 0
    return doc


def _after_dateline(doc: Doc, first: "Token") -> "Token | None":
    """The word that the dispatch begins with, where ``first`` begins a dateline: "NAIROBI, Kenya (AP) — "."""
    if not (first.text.isupper() and first.is_alpha and len(first) > 2):
        return None
    capitals = True
    for i in range(first.i, min(first.i + _DATELINE, len(doc) - 1)):
        token = doc[i]
        if token.is_space and "\n" in token.text:
            return None
        capitals = capitals and (token.text.isupper() or not token.is_alpha)
        closes = token.text.strip("-–—_") == "" and (token.whitespace_ or len(token) > 1 or token.text == "—")
        if closes or token.text.endswith("--") or (token.text == ":" and capitals):
            after = doc[i + 1]
            while after.is_space and after.i + 1 < len(doc):
                after = doc[after.i + 1]
            # Capitals alone are no dateline: in all-capitals copy every line would have one.
            return after if after.text[0].isupper() and not (after.text.isupper() and len(after) > 3) else None
        if token.text in (".", "!", "?") and i > first.i + 1:
            return None
    return None
