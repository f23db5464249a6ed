"""The stages put together: from an article to a document with all its layers and event mentions."""

import functools
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from polybius.language import DEFAULT_MODEL
from polybius.records import Article, Document, Failure, Page, Place

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from polybius.events import EventCoder, Gate
    from polybius.language.familiar import Familiar

_BATCH = 32
_SAMPLE = 2000  # characters that tell the script


class Coder:
    """Reads pages, annotates articles. Holds a loaded spaCy pipeline, lexicon and gazetteer.

    model: name or path of a spaCy English pipeline. Everything is loaded when first needed; raises
    ``polybius.language.ModelError`` then, when the model is not there.
    rules_only: code events by the rules alone, without the encoder's second opinion.
    gated: parse only the sentences that can hold an event, and what they lean on: for those who want the
    events alone. The other layers then tell of those sentences only.
    progress: told, a line at a time, when something takes long: building the gazetteer, once a machine.
    """

    def __init__(
        self, *, model: str = DEFAULT_MODEL, rules_only: bool = False, gated: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        self.model = model
        self.rules_only = rules_only
        self.gated = gated
        self._progress = progress

    @property
    def options(self) -> dict[str, Any]:
        """What makes an equal coder elsewhere, ``Coder(**options)``: every option that changes its results."""
        return {"model": self.model, "rules_only": self.rules_only, "gated": self.gated}

    @functools.cached_property
    def _nlp(self) -> "Language":
        from polybius import language

        return language.load(self.model)

    @functools.cached_property
    def _familiar(self) -> "Familiar":
        from polybius.language.familiar import Familiar

        return Familiar(self._nlp)

    @functools.cached_property
    def _events(self) -> "EventCoder":
        from polybius.events import EventCoder

        return EventCoder(rules_only=self.rules_only)

    @functools.cached_property
    def _gate(self) -> "Gate | None":
        from polybius.events import Gate

        gate = Gate(self._events.lexicon, self._nlp) if self.gated else None
        return gate if gate is not None and gate.works else None

    def load(self) -> "Coder":
        """Load model, lexicon and gazetteer now rather than at the first document."""
        self.prepare()
        _ = self._nlp, self._events
        return self

    def prepare(self) -> None:
        """Build the gazetteer where this machine has none yet. Raises OSError when it cannot be written."""
        from polybius.places import gazetteer

        gazetteer.load(self._progress)

    def read(self, page: Page) -> Article | Failure:
        """The article inside a page; a Failure where the page has none."""
        from polybius import article

        return article.extract(page)

    def annotate(self, article: Article) -> Document:
        """One article with all layers."""
        return next(self.annotate_many([article]))

    def annotate_many(self, articles: Iterable[Article]) -> Iterator[Document]:
        """Articles with all layers, in order. One not in English has no layer but counts."""
        self.prepare()
        remaining = iter(articles)
        while batch := list(islice(remaining, _BATCH)):
            self._familiar.meet(a.body for a in batch)
            # What spaCy remembers of words goes with the batch: news never ceases to bring new names.
            with self._nlp.memory_zone():
                done = list(self._annotated(batch))
            yield from done

    def _annotated(self, batch: Sequence[Article]) -> Iterator[Document]:
        from polybius.article import text_and_parts

        texts = [text_and_parts(a) for a in batch]
        codable = [is_english(a) for a in batch]
        parsed = self._parsed([t for (t, _), yes in zip(texts, codable, strict=True) if yes])
        for one, (text, parts), yes in zip(batch, texts, codable, strict=True):
            bare = Document(
                id=one.id, title=one.title, url=one.url, publisher=one.publisher, agency=one.agency,
                published=one.published, language=one.language, text=text, parts=parts, notes=one.notes,
            )  # fmt: skip
            if not yes:
                yield _counted(bare)
                continue
            doc = next(parsed)
            yield self._layered(doc, one, bare)
            # What is remembered on it points back to it: without that it goes at once, not when circles are looked for.
            doc.user_data.clear()

    def _parsed(self, texts: Sequence[str]) -> "Iterator[Doc]":
        from polybius import language

        if self._gate is None:
            return language.parse_many(self._nlp, texts)
        return language.parse_chosen(self._nlp, texts, self._gate.choose)

    def _layered(self, doc: "Doc", article: Article, bare: Document) -> Document:
        import msgspec

        from polybius import entities, places, quantities, quotes, times
        from polybius.events import Layers, relate
        from polybius.language import references

        published = article.published
        home = article.dateline.place if article.dateline else None
        found_places = places.find(doc, dateline=home, year=_year(published))
        found_times = times.find(doc, published, country=_country(found_places))
        found_entities = entities.find(doc, found_places, published)
        found_references = references.resolve(doc, found_entities, found_places)
        found_quotes = quotes.find(doc, found_entities)
        found_quantities = quantities.find(doc)
        layers = Layers(
            times=found_times, places=found_places, entities=found_entities, references=found_references,
            quotes=found_quotes, quantities=found_quantities, dateline=places.dateline(home),
        )  # fmt: skip
        doubt = times.contradicts(published, found_times, doc)
        mentions = self._events.code(doc, layers, document=article.id, published=published, parts=bare.parts)
        return msgspec.structs.replace(
            bare, times=found_times, places=found_places, entities=found_entities, references=found_references,
            quotes=found_quotes, quantities=found_quantities, events=mentions,
            relations=relate(doc, mentions, bare.parts),
            notes=(*bare.notes, doubt) if doubt else bare.notes,
        )  # fmt: skip


def _year(published: str | None) -> int | None:
    """The year of a date in ISO 8601; None for any other text."""
    return int(published[:4]) if published and re.match(r"\d{4}-", published) else None


def _counted(bare: Document) -> Document:
    """A document in another language with what can be read of it without a parse: counts in Romance languages."""
    import msgspec

    from polybius import quantities

    return msgspec.structs.replace(bare, quantities=quantities.find_romance(bare.text))


def _country(found: Sequence[Place]) -> str | None:
    """The country that most of a document's places lie in: its seasons and its way of writing dates hold."""
    counts = Counter(p.country for p in found if p.country)
    most = max(counts.items(), key=lambda c: (c[1], c[0]), default=None)
    return most[0] if most is not None and most[1] * 2 > counts.total() else None


def is_english(article: Article) -> bool:
    """Whether the coder reads the article: in English, or in Latin letters of a language nobody could tell."""
    if article.language is None:
        letters = [c for c in article.body[:_SAMPLE] if c.isalpha()]
        return not letters or sum(c.isascii() for c in letters) * 2 > len(letters)
    return article.language.lower().split("-")[0] in ("en", "und", "")


@functools.cache
def _shared(model: str) -> Coder:
    return Coder(model=model)


def annotate(
    text: str, *, published: str | None = None, title: str | None = None, model: str = DEFAULT_MODEL
) -> Document:
    """Annotate one clean text. ``published`` is an ISO date; the model stays loaded for the next call.

    >>> import polybius
    >>> polybius.annotate("Rebels attacked Goma on Monday.", published="2023-11-08").events[0].type
    'ASSAULT'
    """
    identity = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    article = Article(id=identity, body=text, title=title, published=published, language="en")
    return _shared(model).annotate(article)
