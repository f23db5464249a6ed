"""Pictures' captions in an HTML page, and who made the pictures."""

import re
from collections.abc import Sequence
from typing import Any

from polybius.article import credits, phrases
from polybius.article.blocks import clean
from polybius.article.features import words
from polybius.records import Caption

_LABEL = re.compile(r"^(?:image|media|photo|video) caption:?\s+", re.IGNORECASE)
_MARKED = "//figcaption | //*[contains(@class,'wp-caption-text') or @itemprop='caption']"
_CLASSED = "//div[contains(@class,'caption')] | //p[contains(@class,'caption')] | //span[contains(@class,'caption')]"
_CLASS = re.compile(r"(?:^|.*[-_])caption(?:[-_]*text)?$", re.IGNORECASE)
_PICTURED = "//table[count(.//img) = 1 and count(.//p) < 2 and not(.//table)]"
"""How a picture and its caption were set before style sheets."""

_CREDIT = ".//*[contains(@class,'credit') or contains(@class,'copyright') or contains(@class,'byline') or self::small]"
_LONGEST = 120
"""Words that no caption has: an element so long is named for something else."""

_LEAST = 4


def captions(tree: Any, named: Sequence[Any]) -> tuple[Caption, ...]:
    """The captions of a parsed page, in order, credits apart, each once; ``named`` are its ``classed`` elements."""
    found: dict[str, Caption] = {}
    for element in (*tree.xpath(_MARKED), *named, *_pictured(tree)):
        whole = _LABEL.sub("", _text(element))
        credit = next((said for part in element.xpath(_CREDIT) if (said := _text(part)) and len(said) < 150), None)
        text = clean(whole.replace(credit, " ", 1)) if credit and credit != whole else whole
        if split := credits.split(text):
            text, credit = split.text, credit or split.credit
        if credit:
            marked = credits.split(credit)
            credit = marked.credit if marked and not marked.text else credit.strip("()[] ")
        if any(known in text for known in found) or (phrases.find(text) and credit is None):
            continue
        if len(words(text)) >= _LEAST:
            found.setdefault(text, Caption(text=text, credit=credit or None))
    return tuple(found.values())


def remove(tree: Any, named: Sequence[Any]) -> None:
    """Take the captions out of a parsed page, in place; what stands behind them stays."""
    for element in (*tree.xpath("//figcaption"), *named, *_pictured(tree)):
        if element.getparent() is not None:
            element.drop_tree()


def classed(tree: Any) -> list[Any]:
    """Elements whose class says that they are a caption and whose text can be one; the outer of nested ones."""
    found: list[Any] = []
    for element in tree.xpath(_CLASSED):
        named = any(_CLASS.match(name) for name in element.get("class", "").split())
        if not named or any(above in found for above in element.iterancestors()):
            continue
        if element.xpath("ancestor::figcaption or .//figcaption or count(.//p) > 1 or .//h1"):
            continue
        linked = sum(len(link.text_content()) for link in element.iter("a"))
        if 2 * linked > len(element.text_content()) or element.xpath("ancestor::a"):
            continue  # the words under a teaser's picture
        if _LEAST < len(words(_text(element))) <= _LONGEST:
            found.append(element)
    return found


def _pictured(tree: Any) -> list[Any]:
    """Tables of one picture and a line that ends in its credit."""
    return [
        table
        for table in tree.xpath(_PICTURED)
        if len(words(text := _text(table))) <= _LONGEST and credits.split(text) is not None
    ]


def _text(element: Any) -> str:
    return clean(" ".join(element.itertext()).replace("\n", " "))
