"""What the tests of the faster pipeline share."""

import pytest
from spacy.language import Language

from polybius import language
from polybius.language import embedding, recognizer, speed, transitions
from polybius.language import pipeline as loading


@pytest.fixture(scope="session")
def plain() -> Language:
    """The pipeline with the ruler, parser, recognizer, networks and BLIS that it comes with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speed, "look_up_attributes", lambda nlp: None)
        patch.setattr(speed, "multiply_with_numpy", lambda nlp: None)
        patch.setattr(embedding, "remember_words", lambda nlp: None)
        patch.setattr(recognizer, "decide_at_once", lambda nlp: None)
        patch.setattr(transitions, "read_side_by_side", lambda nlp: None)
        patch.setattr(loading, "_LEFT_OUT", ())
        return language.load()
