"""A text in another language is kept; only its counts are read."""

from polybius.pipeline import Coder
from polybius.records import Article


def test_counts_in_spanish_are_read_and_nothing_else():
    text = "Las lluvias dejaron a 300 familias evacuadas en la provincia, dijo el gobierno regional el martes."
    document = Coder().annotate(Article(id="es", body=text, language="es"))
    assert [(q.kind, q.low, q.unit) for q in document.quantities] == [("evacuated", 300, "households")]
    assert (document.times, document.places, document.entities, document.events) == ((), (), (), ())
