"""The layer of places: every toponym of a document with the place it names."""

from typing import TYPE_CHECKING

from polybius.language.text import text_of
from polybius.places import gazetteer
from polybius.places.dateline import entries
from polybius.places.evidence import WEAK
from polybius.places.former import dated
from polybius.places.gazetteer import Gazetteer
from polybius.places.recognise import Toponym, recognise
from polybius.places.resolve import Resolved, calibrated, resolve
from polybius.places.surroundings import Surroundings
from polybius.places.telltale import told
from polybius.records import Place

if TYPE_CHECKING:
    from spacy.tokens import Doc


def find(
    doc: "Doc", *, dateline: str | None = None, year: int | None = None, places: Gazetteer | None = None
) -> tuple[Place, ...]:
    """The places a document names, in order, without overlaps.

    ``dateline`` is the dispatch's place as written ("Aleppo, Syria"), where it is no part of the text; it
    weighs in the choice between places of one name. ``year`` is the document's; former names count in their
    time (``former.tsv``). ``places`` is another gazetteer than the installed one.
    A Place whose ``geonameid`` and coordinates are None is a name that the gazetteer lacks, or a region that
    GeoNames has no number for (then with coordinates). ``confidence`` is the chance that the words name
    a place and that it is this one, as measured on local news (``docs/places.md``).
    Raises what ``gazetteer.load`` raises.
    """
    known = places or gazetteer.load()
    around = Surroundings(doc, known)
    toponyms = recognise(doc, known, around)
    if year is not None:
        for toponym in toponyms:
            toponym.entries = dated(toponym.key, toponym.entries, year, known)
    resolved = resolve(toponyms, entries(dateline, known), told(around.lowers, known))
    return tuple(
        _place(doc, toponym, there, known)
        for toponym, there in zip(toponyms, resolved, strict=True)
        if toponym.evidence >= WEAK or there.supported
    )


def _place(doc: "Doc", toponym: Toponym, there: Resolved, known: Gazetteer) -> Place:
    entry = there.entry
    start = doc[toponym.start].idx
    last = doc[toponym.end - 1]
    end = last.idx + len(last)
    text = text_of(doc)[start:end]
    if entry is None:
        return Place(
            start=start,
            end=end,
            text=text,
            kind=toponym.cue or "unknown",
            confidence=round(toponym.evidence / 2, 3),
        )
    return Place(
        start=start,
        end=end,
        text=text,
        name=known.name(entry.row),
        geonameid=entry.geonameid,
        lat=entry.lat,
        lon=entry.lon,
        country=entry.country,
        kind="demonym" if toponym.demonym else entry.kind,
        confidence=round(calibrated(toponym.evidence * there.sure), 3),
    )
