"""Every example of the lexicon of kinds is counted as it says."""

import re
from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from polybius import quantities
from polybius.quantities import lexicon

_EXAMPLES = [(kind.name, text, *said) for kind in lexicon.kinds() for text, said in kind.examples.items()]


@pytest.mark.parametrize(("kind", "text", "low", "high", "unit"), _EXAMPLES)
def test_kind(kind: str, text: str, low: float, high: float, unit: str, parse: Callable[[str], Doc]) -> None:
    words = re.search(r"\{(.+?)\}", text)
    assert words
    found = quantities.find(parse(re.sub(r"[{}]", "", text)))
    expected = (words[1], kind, None if high and not low else low, None if low and not high else high, unit)
    assert expected in [(q.text, q.kind, q.low, q.high, q.unit) for q in found]
