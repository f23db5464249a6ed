"""The place of a dateline: "NAIROBI, Kenya"."""

from polybius.places import gazetteer
from polybius.places.gazetteer import Entry, Gazetteer
from polybius.places.names import code_key
from polybius.places.resolve import prior
from polybius.places.words import shorts
from polybius.records import Place


def dateline(written: str | None) -> Place | None:
    """The place that a dateline names, the most prominent of several; None where it is not known.

    Offsets are those of the name in ``written``, which need be no part of the document's text.
    """
    if not written:
        return None
    known = gazetteer.load()
    found = entries(written, known)
    if not found:
        return None
    best = max(found, key=lambda e: (prior(e), -e.row))
    text = written.split(",")[0].strip()
    return Place(
        start=0, end=len(text), text=text, name=known.name(best.row), geonameid=best.geonameid, lat=best.lat,
        lon=best.lon, country=best.country, kind=best.kind, confidence=1.0 if len(found) == 1 else 0.8,
    )  # fmt: skip


def entries(dateline: str | None, known: Gazetteer) -> list[Entry]:
    """The places that a dateline's first name may be, those inside what follows it before others."""
    if not dateline:
        return []
    head, *rest = (part.strip() for part in dateline.split(","))
    found = known.named(head)
    for part in rest:
        short = shorts().get(part.replace(" ", ""))
        outers = known.look_up([code_key(short.code)])[0] if short else known.named(part)
        rows = {outer.row for outer in outers}
        countries = {outer.country for outer in outers if outer.kind == "country"}
        inside = [e for e in found if rows & {e.region, e.district} or e.country in countries]
        found = inside or found
    return found
