"""Articles in a list: which fit a filter of their own, in which order, a page at a time."""

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from fastapi import Query

from polybius.records import Record
from polybius.store.query import days
from polybius.web.explorer.asking import given

if TYPE_CHECKING:
    import duckdb

Order = Literal["date", "newest", "title", "publisher", "events"]
ORDERS: dict[str, str] = dict(
    zip(get_args(Order), ("oldest first", "newest first", "by title", "by publisher", "most events first"), strict=True)
)
_SORTS = {
    "date": "published NULLS LAST, id",
    "newest": "published DESC NULLS LAST, id",
    "title": "strip_accents(lower(title)) NULLS LAST, id",
    "publisher": "strip_accents(lower(outlet)) NULLS LAST, published NULLS LAST, id",
    "events": "events DESC, published NULLS LAST, id",
}
_MOST_CHOICES = 300  # outlets in the list to choose from

_TOLD = """
    SELECT em.document, count(DISTINCT em.event) AS events
    FROM event_mentions em JOIN events ON events.id = em.event GROUP BY 1"""


class Sought(Record, frozen=True, kw_only=True):
    """Which articles: of these publishers and languages (codes), published between these days ("2023-09"), with these
    words in title or text, that tell some events or none, on whose reading something was noted."""

    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    text: str | None = None
    events: Literal["some", "none"] | None = None
    noted: bool = False


class Listed(Record, frozen=True, kw_only=True):
    """An article in a list. ``mentions`` and ``events`` are how many it tells; ``notes`` what was odd on reading it."""

    id: str
    title: str | None
    publisher: str | None
    agency: str | None
    published: str | None
    language: str | None
    url: str | None
    mentions: int
    events: int
    notes: tuple[str, ...]


def sought(
    publisher: Annotated[list[str], Query(description="Published by any of these")] = [],  # noqa: B006
    language: Annotated[list[str], Query(description="In any of these languages, by code: en, fr ...")] = [],  # noqa: B006
    since: Annotated[str | None, Query(alias="from", description="Published since: 2023, 2023-09, 2023-09-19")] = None,
    until: Annotated[str | None, Query(alias="to", description="Published by then")] = None,
    text: Annotated[str | None, Query(description='With these words in title or text; "these" together')] = None,
    events: Annotated[Literal["some", "none", ""] | None, Query(description="That tell some events, or none")] = None,
    noted: Annotated[bool, Query(description="On whose reading something was noted")] = False,
) -> Sought:
    """The articles of an address."""
    return Sought(
        publishers=given(publisher), languages=given(language), since=since or None, until=until or None,
        text=text or None, events=events or None, noted=noted,
    )  # fmt: skip


def address(wanted: Sought, **more: Any) -> str:
    """A filter as the query of an address, with some more names and values; what is not asked for is left out."""
    from urllib.parse import urlencode

    pairs = {
        "publisher": wanted.publishers, "language": wanted.languages, "from": wanted.since, "to": wanted.until,
        "text": wanted.text, "events": wanted.events, "noted": "true" if wanted.noted else None, **more,
    }  # fmt: skip
    return urlencode({name: value for name, value in pairs.items() if value}, doseq=True)


def find(
    database: "duckdb.DuckDBPyConnection", wanted: Sought, *, order: str = "date", limit: int, offset: int = 0
) -> tuple[list[Listed], int]:
    """A page of the articles that fit, and how many there are in all. Raises FilterError for a day that is none."""
    where, values = _conditions(wanted)
    found = f"""FROM (SELECT *, coalesce(publisher, agency) AS outlet FROM documents) d
                LEFT JOIN ({_TOLD}) told ON told.document = d.id WHERE {where}"""
    [total] = database.execute(f"SELECT count(*) {found}", values).fetchone() or (0,)
    rows = database.execute(
        f"""WITH page AS (
                SELECT id, title, publisher, agency, outlet, published, language, url,
                       coalesce(told.events, 0) AS events
                {found} ORDER BY {_SORTS[order]} LIMIT ? OFFSET ?)
            SELECT id, title, publisher, agency, published, language, url,
                   (SELECT count(*) FROM mentions WHERE document = page.id), events,
                   (SELECT CAST(json_extract(record, '$.notes') AS VARCHAR[]) FROM documents WHERE id = page.id)
            FROM page ORDER BY {_SORTS[order]}""",
        [*values, limit, offset],
    ).fetchall()
    fields = Listed.__struct_fields__
    listed = [Listed(**dict(zip(fields, (*row[:-1], tuple(row[-1] or ())), strict=True))) for row in rows]
    return listed, int(total)


def choices(database: "duckdb.DuckDBPyConnection") -> dict[str, list[tuple[str, int]]]:
    """The publishers and languages that there are to choose from, with the number of their articles."""
    return {
        name: database.execute(
            f"""SELECT {column}, count(*) FROM documents WHERE {column} IS NOT NULL
                GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_CHOICES}"""
        ).fetchall()
        for name, column in (("publishers", "coalesce(publisher, agency)"), ("languages", "language"))
    }


def _conditions(wanted: Sought) -> tuple[str, list[Any]]:
    clauses = ["true"]
    values: list[Any] = []
    for column, names in (("outlet", wanted.publishers), ("language", wanted.languages)):
        if names:
            clauses.append(f"list_contains(?, {column})")
            values.append(list(names))
    if wanted.since:
        clauses.append("left(published, 10) >= ?")
        values.append(days(wanted.since)[0])
    if wanted.until:
        clauses.append("left(published, 10) <= ?")
        values.append(days(wanted.until)[1])
    if wanted.events:
        clauses.append(f"coalesce(told.events, 0) {'> 0' if wanted.events == 'some' else '= 0'}")
    for together, word in re.findall(r'"([^"]+)"|([^\s"]+)', wanted.text or ""):
        one = "contains(strip_accents(lower({})), strip_accents(lower(?)))"
        clauses.append(f"({one.format('title')} OR {one.format('text')})")
        values += [" ".join((together or word).split())] * 2
    if wanted.noted:
        clauses.append("json_array_length(record, '$.notes') > 0")
    return " AND ".join(clauses), values
