"""Commands that print what they read: articles, documents, mentions, stories."""

import sys
from collections.abc import Iterator
from typing import Any

from polybius.cli.answers import known_errors
from polybius.cli.options import ENGLISH, EverySentence, Inputs, Kind, Model, Published, Quiet, RulesOnly, Workers
from polybius.console import Session, stop, write_line


def read(
    inputs: Inputs,
    published: Published = None,
    kind: Kind = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Print the article inside each page, one a line of JSON, with what was left out of it.

    Read are, told by their content:

    - pages as browsers save them (.html, .mhtml, .webarchive), in any encoding; what lies beside them is passed over

    - text: clean articles, and whole pages with their menus

    - rows with a text, html or scrape, and if known id, title, url, publisher, published: JSON Lines, JSON, CSV, TSV

    - agencies' ninjs and news-please's JSON

    - RSS and Atom feeds; web archives (WARC, WET); Nexis Uni's .docx and ProQuest's .txt, with many articles each

    - all of these inside .zip, .tar, .gz, .bz2, .xz and .zst, and in folders

    What a publisher repeats under its articles is taken off where there are at least three of them.

    What cannot be read is named with its reason, the rest is done, and the exit code is 1.

    Example: polybius read page.html | jq .title

    Example: polybius read saved/ crawl.warc.gz export.docx > articles.jsonl

    Example: cat rows.txt | polybius read - --as jsonl
    """
    with Session(quiet=quiet) as session:
        for result in session.results(_results(inputs, kind, published, ENGLISH, workers, coded=False)):
            write_line(result.article, sys.stdout.buffer)
        session.exit()


def annotate(
    inputs: Inputs, published: Published = None, kind: Kind = None, model: Model = ENGLISH, workers: Workers = None,
    rules_only: RulesOnly = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Print each document with all its layers, one a line of JSON: times, places, entities, quotes, events.

    Offsets are Unicode code points into the printed text, end exclusive.

    Example: polybius annotate pages/ > documents.jsonl
    """
    with Session(quiet=quiet) as session:
        for result in session.results(
            _results(inputs, kind, published, model, workers, rules_only=rules_only, session=session)
        ):
            write_line(result.document, sys.stdout.buffer)
        session.exit()


def code(
    inputs: Inputs, published: Published = None, kind: Kind = None, model: Model = ENGLISH, workers: Workers = None,
    every_sentence: EverySentence = False, rules_only: RulesOnly = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Print each event mention, one a line of JSON, with its evidence.

    Example: polybius code page.txt --published 2023-11-08 | jq '[.type, .evidence.text]'
    """
    with Session(quiet=quiet) as session:
        results = _results(
            inputs, kind, published, model, workers, rules_only=rules_only, gated=not every_sentence, session=session
        )
        for result in session.results(results):
            for mention in result.document.events if result.document else ():
                write_line(mention, sys.stdout.buffer)
        session.exit()


def stories(inputs: Inputs, published: Published = None, kind: Kind = None, quiet: Quiet = False) -> None:
    """Print which story each article tells, as {"id", "story"} lines: same story, same happening.

    An article that goes back to an earlier story, as a follow-up or a retrospective does, has "follows" with that
    story and "shared" with the names they have in common.

    Example: polybius stories feed.jsonl
    """
    from polybius.stories import follows, group

    with Session(quiet=quiet) as session:
        articles = [r.article for r in session.results(_results(inputs, kind, published, ENGLISH, 1, coded=False))
                    if r.article is not None]  # fmt: skip
        told = group(articles)
        earlier = follows(articles, told)
        for article in articles:
            line: dict[str, object] = {"id": article.id, "story": told[article.id]}
            if (back := earlier.get(article.id)) is not None:
                line |= {"follows": back.story, "shared": back.shared}
            write_line(line, sys.stdout.buffer)
        session.exit()


def _results(
    inputs: list[str],
    kind: str | None,
    published: str | None,
    model: str,
    workers: int | None,
    *,
    coded: bool = True,
    rules_only: bool = False,
    gated: bool = False,
    session: Session | None = None,
) -> Iterator[Any]:
    """Results for all inputs; a wrong option ends the command with its reason."""
    from polybius import corpus, engine, intake
    from polybius.pipeline import Coder

    try:
        pages = intake.read(inputs, kind=kind, published=published)
    except ValueError as error:
        raise stop(str(error)) from error
    try:
        coder = Coder(
            model=model, rules_only=rules_only, gated=gated, progress=session.say if session else None
        )
        articles = corpus.articles(pages, coder=coder, workers=workers, say=session.say if session else None)
        yield from engine.run(articles, coder=coder, workers=workers if coded else 1, coded=coded)
    except known_errors() as error:
        raise stop(str(error)) from error
