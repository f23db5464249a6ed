"""Text in the cells of a spreadsheet."""

# What a spreadsheet takes for the start of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula: one that looks like a formula gets a quote before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
