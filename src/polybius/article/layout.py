"""Tables that only lay a page out, as pages were built before style sheets: taken apart."""

from typing import Any

_CELLS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "center"))
_LONG = 400
"""Characters of running text in a cell that no table of data has."""


def unwrap(tree: Any) -> bool:
    """Make the tables of a page that hold its columns, not data, into plain blocks, in place.

    A table is for layout where it holds a heading, paragraphs, another table or very long text in a cell, or has
    one cell.
    Returns whether there was one.
    """
    found = [table for table in tree.iter("table") if _is_layout(table)]
    for table in found:
        cells = [element for element in table.iter(*_CELLS) if _table_of(element) is table]
        for element in (table, *cells):
            element.tag = "div"
            for name in ("width", "align", "valign", "border", "cellpadding", "cellspacing", "bgcolor"):
                element.attrib.pop(name, None)
    return bool(found)


def _is_layout(table: Any) -> bool:
    if len(table.findall(".//td")) == 1:
        return True
    if table.xpath("count(.//h1|.//h2) > 0 or count(.//p) > 2 or count(.//table) > 0"):
        return True
    return any(len(cell.text_content()) > _LONG for cell in table.iter("td") if not cell.xpath(".//ul|.//ol|.//script"))


def _table_of(element: Any) -> Any:
    """The table that a cell is of; a table is of itself."""
    while element is not None and element.tag != "table":
        element = element.getparent()
    return element
