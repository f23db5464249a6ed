"""The text of an HTML page as its reader sees it: one line for each block of the layout."""

from typing import Any

from polybius.article.blocks import clean

_SILENT = frozenset(
    ("script", "style", "noscript", "template", "svg", "head", "select", "option", "textarea", "iframe")
)
_INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small "
        "span strike strong sub sup time tt u var wbr"
    ).split()
)


def dump(tree: Any) -> list[tuple[int, str]]:
    """The page's lines, each with the number (0-based) of the line of the source it begins on."""
    lines: list[tuple[int, str]] = []
    pieces: list[str] = []
    begins = 0

    def flush() -> None:
        if text := clean(" ".join("".join(pieces).split())):
            lines.append((begins, text))
        pieces.clear()

    # Explicit, for pages nest deeper than Python's stack.
    stack: list[tuple[Any, bool]] = [(tree, True)]
    while stack:
        element, entering = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            if element.tail and entering:
                pieces.append(element.tail)
            continue
        block = element.tag not in _INLINE
        if not entering:
            if block:
                flush()
                begins = (element.sourceline or 1) - 1
            if element.tail:
                pieces.append(element.tail)
            continue
        if block:
            flush()
        if not pieces:
            begins = (element.sourceline or 1) - 1
        if element.text:
            pieces.append(element.text)
        stack.append((element, False))
        stack.extend((child, True) for child in reversed(element))
    flush()
    return lines
