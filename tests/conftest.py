"""What many tests share."""

from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from polybius.language import load


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load()


@pytest.fixture(scope="session")
def parse(nlp: Language) -> Callable[[str], Doc]:
    return nlp
