"""An article as the one text that every layer's offsets point into."""

from polybius.records import Article, Part

GAP = "\n\n"


def text_and_parts(article: Article) -> tuple[str, tuple[Part, ...]]:
    """The body, then each caption as a paragraph of its own, and where each begins and ends.

    The body is as it is, to the character. Credits are not in the text.
    """
    pieces = [article.body]
    parts = [Part(kind="body", start=0, end=len(article.body))]
    length = len(article.body)
    for caption in article.captions:
        if not caption.text:
            continue
        start = length + len(GAP)
        length = start + len(caption.text)
        pieces.append(caption.text)
        parts.append(Part(kind="caption", start=start, end=length))
    return GAP.join(pieces), tuple(parts)
