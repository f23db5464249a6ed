"""What a store's assaults say of places, read without their records: there may be hundreds of thousands."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import msgspec

from polybius.records import EventDate, Participant
from polybius.stories.control import COUNTRIES, FOUGHT, Called, Fight, Fighting

if TYPE_CHECKING:
    import pyarrow as pa

    from polybius.store.tables import Tables

T = TypeVar("T")

_FIGHTS = """
WITH told AS (
    SELECT id, place, geonameid, json_extract_string(record, ['$.date', '$.actor', '$.sources[0].text']) AS words
    FROM events
    WHERE type = 'ASSAULT' AND place IS NOT NULL AND list_contains(?, status) AND NOT list_contains(?, {kind}))
SELECT id, place, geonameid, words[1] AS day, words[2] AS people, words[3] AS said FROM told
"""
# Each name of a place once, with the first event and source that uses it.
_CALLED = """
WITH told AS (
    SELECT e.id AS event, e.place, e.geonameid, em.mention,
           json_extract_string(e.record, '$.sources[*].mention') AS sources
    FROM events e JOIN event_mentions em ON em.event = e.id
    WHERE e.type = 'ASSAULT' AND e.place IS NOT NULL AND NOT list_contains(?, {kind})),
named AS (
    SELECT told.*, json_extract_string(coalesce(r.record, m.record), ['$.place.name', '$.place.text']) AS words
    FROM told JOIN mentions m ON m.id = mention LEFT JOIN review_mentions r ON r.id = mention),
firsts AS (
    SELECT place, geonameid, words[2] AS text, min((event, list_position(sources, mention) - 1)) AS first
    FROM named WHERE words[1] = place AND words[2] <> '' GROUP BY ALL)
SELECT place, geonameid, text, first[1], first[2] FROM firsts ORDER BY ALL
"""
_KIND = "coalesce(json_extract_string({}record, '$.place.kind'), '')"


def read(tables: "Tables") -> Fighting:
    """What the assaults of a store say of places: the same as ``stories.control.fighting_of`` of its events."""

    # Few of them are told in more than one way: each is decoded once, and a column is a number for each row.
    with tables.db.cursor() as cursor:
        query = _FIGHTS.format(kind=_KIND.format(""))
        found = cursor.sql(query, params=[list(FOUGHT), list(COUNTRIES)]).to_arrow_table()
    ids, geonameids = found["id"].to_pylist(), found["geonameid"].to_pylist()
    places, texts = _each(found["place"], str), _each(found["said"], str)
    days = _each(found["day"], lambda json: msgspec.json.decode(json, type=EventDate))
    people = _each(found["people"], lambda json: msgspec.json.decode(json, type=tuple[Participant, ...]))
    rows = zip(ids, places, geonameids, days, people, texts, strict=True)
    fights = [
        Fight(event=id, place=(place or "", geonameid), date=day, actor=actor or (), text=text or "")
        for id, place, geonameid, day, actor, text in rows
    ]
    called = [
        Called(place=(place, geonameid), text=text, event=event, number=number)
        for place, geonameid, text, event, number in tables.each(
            _CALLED.format(kind=_KIND.format("e.")), [COUNTRIES]
        )
    ]
    return Fighting(fights=fights, called=called)


def _each(column: "pa.ChunkedArray", read: Callable[[str], T]) -> Iterator[T | None]:
    """The values of a column of words, each distinct one read once; None where there are none."""
    encoded = column.combine_chunks().dictionary_encode()
    known = [read(one) for one in encoded.dictionary.to_pylist()]
    return (None if index is None else known[index] for index in encoded.indices.to_pylist())
