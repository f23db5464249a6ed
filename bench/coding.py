"""Sentences a second that the rules code, parse and other layers apart: python bench/coding.py [INPUT ...]"""

import sys
import time

from polybius import entities, language, places, quantities, quotes, times
from polybius.article import text_and_parts
from polybius.events import EventCoder, Layers
from polybius.language import references
from polybius.pipeline import Coder
from stages import articles, required

ROUNDS = 5


def main() -> None:
    """Print the best of five rounds."""
    coder, rules = Coder().load(), EventCoder()
    given = []
    for article in articles(required(sys.argv[1:]), coder):
        doc = language.parse(coder._nlp, text_and_parts(article)[0])
        found_places = places.find(doc)
        found = entities.find(doc, found_places, article.published)
        layers = Layers(
            times=times.find(doc, article.published), places=found_places, entities=found,
            references=references.resolve(doc, found, found_places), quotes=quotes.find(doc, found),
            quantities=quantities.find(doc),
        )  # fmt: skip
        given.append((article, doc, layers))
    sentences = sum(len(list(doc.sents)) for _, doc, _ in given)
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for article, doc, layers in given:
            doc.user_data.clear()
            rules.code(doc, layers, document=article.id, published=article.published)
        best = min(best, time.process_time() - begun)
    print(f"{sentences} sentences, {sentences / best:.0f} a second")


if __name__ == "__main__":
    main()
