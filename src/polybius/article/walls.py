"""Pages that stand where an article should be: errors, walls for subscribers, checks for robots."""

import re
from functools import cache
from typing import NamedTuple

from polybius.article.features import words
from polybius.article.phrases import normalised
from polybius.records import Article, Failure, Page
from polybius.tables import rows

_NAMES = {
    "error": "an error page",
    "login": "a page that asks to log in or subscribe",
    "robot": "a page that turns visitors away or checks them",
}
_ENOUGH = 150
"""Words of a body that no such page has."""

_TEASER = 40
"""Words of reporting over a wall that are worth keeping."""

_LONGEST = 40
_HEADING = 6
"""How many of a page's first lines tell what it is."""


class _Walls(NamedTuple):
    whole: dict[str, str]
    start: re.Pattern[str]
    starts: dict[str, str]


def checked(page: Page, found: Article | Failure) -> Article | Failure:
    """What was found on a page, or, where the page is an error or a wall, a Failure that says so.

    A teaser over a wall is kept as the article: some of the news is in it.
    """
    if isinstance(found, Article) and (
        found.body.count(" ", 0, 20 * _ENOUGH) > 2 * _ENOUGH or len(words(found.body[: 20 * _ENOUGH])) > _ENOUGH
    ):
        return found
    lines = [line.strip() for line in _lines(page) if line.strip()]
    reported = 0
    for index, line in enumerate(lines):
        count = len(words(line))
        kind = _kind(line) if count <= _LONGEST else None
        if kind is None:
            reported += count if count > 10 else 0
            continue
        # "Log in" is in every menu; alone it says nothing but over an empty page.
        weak = count <= 2 and kind == "login"
        if reported > _TEASER or (weak and (isinstance(found, Article) or index >= _HEADING)):
            continue
        if kind == "error" and index >= _HEADING and isinstance(found, Article):
            continue
        if kind == "login" and isinstance(found, Article) and _reported(found) > _TEASER:
            continue
        shown = line if len(line) <= 60 else line[:60] + "…"
        return Failure(origin=page.origin, reason=f'it is {_NAMES[kind]}, not an article: "{shown}"')
    return found


def _reported(article: Article) -> int:
    """Words of the body in paragraphs that are no wall's."""
    before = 0
    for paragraph in article.body.split("\n"):
        if _kind(paragraph) == "login":
            break
        before += len(words(paragraph))
    return before


def _kind(line: str) -> str | None:
    walls = _walls()
    key = normalised(line)
    if found := walls.whole.get(key):
        return found
    match = walls.start.match(key)
    return walls.starts[match[1]] if match else None


def _lines(page: Page) -> list[str]:
    if page.kind != "html":
        return page.content.split("\n")
    from polybius.article import markup, textdump

    tree = markup.parsed(page.content)
    if tree is None:
        return []
    titles = [" ".join("".join(title.itertext()).split()) for title in tree.xpath("//head/title")]
    return titles[:1] + [line for _, line in textdump.dump(tree)]


@cache
def _walls() -> _Walls:
    tables: dict[str, dict[str, str]] = {"whole": {}, "start": {}}
    for error, row in rows("article/walls.tsv", ("match", "kind", "phrase")):
        match, kind, phrase = row.values()
        if match not in tables:
            raise error(f"{match!r} is not one of whole and start")
        if kind not in _NAMES:
            raise error(f"{kind!r} is not one of {', '.join(_NAMES)}")
        if phrase != normalised(phrase):
            raise error("the phrase should be in lower case, without punctuation around it")
        tables[match][phrase] = kind
    longest = sorted(tables["start"], key=lambda phrase: (-len(phrase), phrase))
    return _Walls(tables["whole"], re.compile("(" + "|".join(map(re.escape, longest)) + r")(?!\w)"), tables["start"])
