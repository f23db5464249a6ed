"""A spaCy component that begins a sentence at every paragraph, so that no parse crosses one."""

from spacy.language import Language
from spacy.tokens import Doc

NAME = "polybius_paragraphs"

_TERMINAL = frozenset(".!?:;”\"'’)]")


@Language.component(NAME)
def paragraphs(doc: Doc) -> Doc:
    """Mark the first word after a break as the start of a sentence; the parser keeps to it.

    An empty line always breaks. A lone line break is a wrapped line, not a break, where the line ends
    without closing punctuation and the next goes on in lower case.
    """
    before = None
    breaks = 0
    for token in doc:
        if token.is_space:
            breaks += token.text.count("\n")
            continue
        if breaks and before is not None:
            wrapped = breaks == 1 and before.text[-1] not in _TERMINAL and token.text[0].islower()
            if not wrapped:
                token.is_sent_start = True
        before, breaks = token, 0
    return doc
