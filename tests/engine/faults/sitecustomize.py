"""Python reads this first where its folder is on the path: a coder for tests of runs, quick and easily upset.

It finds one attack in every text. A text that begins with a word of FAULTS does to its process what the word says.
"""

import os
import time

from polybius.pipeline import Coder


def _hog() -> None:
    held = []
    while True:
        held.append(bytearray(256 << 20))


FAULTS = {
    "CRASH": os.abort,
    "HANG": lambda: time.sleep(3600),
    "HOG": _hog,
    "RAISE": lambda: {}["nothing here"],
}


def _annotate_many(self, articles):  # type: ignore[no-untyped-def]
    from factories import date, document, place, tell

    for article in articles:
        word = article.body.split()[0]
        if word in FAULTS:
            FAULTS[word]()
        time.sleep(0.004)
        told = tell(article.body, word, "ASSAULT", date=date("2023-11-08"), place=place("Goma"))
        yield document(article.id, told, publisher=article.publisher)


Coder.annotate_many = _annotate_many
Coder.annotate = lambda self, article: next(_annotate_many(self, [article]))
Coder.load = lambda self: self
Coder.prepare = lambda self: None
