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
    from lxml import etree

    lines: list[tuple[int, str]] = []
    pieces: list[str] = []
    begins = 0
    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        breaks = False
        if event == "start":
            tag = element.tag
            if tag in _SILENT:
                walker.skip_subtree()
                continue
            breaks = tag not in _INLINE
            said = element.text
        else:
            if event == "end":
                tag = element.tag
                breaks = tag not in _INLINE and tag not in _SILENT
            said = element.tail
        if breaks and pieces:
            if text := clean(" ".join("".join(pieces).split())):
                lines.append((begins, text))
            pieces.clear()
        if said and (pieces or not said.isspace()):
            if not pieces:
                begins = (element.sourceline or 1) - 1
            pieces.append(said)
    if text := clean(" ".join("".join(pieces).split())):
        lines.append((begins, text))
    return lines
