"""Where an event was, of all the places that its sources name."""

from collections.abc import Mapping, Sequence

from polybius.records import Claim, EventPlace
from polybius.stories.claims import Value, claims, values
from polybius.stories.reports import Report

_BASES = ("stated", "inherited", "dateline", "actor")
_COUNTRY = 2


def choose_place(reports: Sequence[Report]) -> tuple[EventPlace | None, list[Claim]]:
    """The most precise place that a source states, in the country that most put it in; each name for it is a claim."""
    options = values(
        (report, _called(report.mention.place), report.mention.place)
        for report in reports
        if report.mention.place is not None
    )
    if not options:
        return None, []
    spots: dict[object, list[Value[EventPlace]]] = {}
    for option in options:
        spots.setdefault(_spot(option.value), []).append(option)

    votes: dict[str | None, set[str]] = {}
    for report in reports:
        where = report.mention.place
        if where is not None and where.basis in ("stated", "inherited"):
            votes.setdefault(where.country, set()).add(report.mention.document)

    def rank(spot: object) -> tuple[int, bool, int, int, int, str]:
        places = [option.value for option in spots[spot]]
        backing = len({document for option in spots[spot] for document in option.documents})
        told = [report.mention.place for option in spots[spot] for report in option.reports]
        basis = min(_BASES.index(place.basis) for place in told if place is not None)
        # A town that is only inherited from another sentence beats a country, but no stated region.
        country = _coarseness(places[0]) == _COUNTRY
        # A county on the other side of the sea, that helpers come from, is no closer word for where it was.
        votes_for = len(votes.get(places[0].country, ()))
        return (-votes_for, country, basis, _coarseness(places[0]), -backing, str(places[0].name))

    spot = min(_well_backed(spots), key=rank)
    chosen = max(spots[spot], key=lambda option: (len(option.documents), option.words))
    best = min(
        (report.mention.place for report in chosen.reports if report.mention.place is not None),
        key=lambda place: _BASES.index(place.basis),
    )

    def rule(option: Value[EventPlace]) -> str:
        if option is chosen:
            same = len(spots[spot]) > 1
            return "name that most sources use" if same else "most precise place that a source states"
        if _spot(option.value) == spot:
            return f"another name of {best.name}"
        return "less precise" if _coarseness(option.value) > _coarseness(best) else "differs"

    return best, claims("place", options, chosen, rule, lambda place: rule(Value("", place)) == "differs")


def _well_backed(spots: Mapping[object, Sequence[Value[EventPlace]]]) -> list[object]:
    """The spots that a third as many documents state as state the one that most do, which may be a wide one.

    All of them, where that is a country or nobody states any: a town is the closer word for a country, but where most
    say a region, one document's town is the seat of who speaks as often as the spot.
    """

    def backing(spot: object) -> int:
        told = (report for option in spots[spot] for report in option.reports)
        stating = (r for r in told if r.mention.place is not None and r.mention.place.basis == "stated")
        return len({report.mention.document for report in stating})

    most = max(spots, key=lambda spot: (backing(spot), str(spots[spot][0].value.name)))
    if not backing(most) or _coarseness(spots[most][0].value) == _COUNTRY:
        return list(spots)
    return [spot for spot in spots if 3 * backing(spot) >= backing(most)]


def _called(place: EventPlace) -> str:
    """The name a source uses; the gazetteer's spelling where only capitals differ ("GOMA")."""
    text = place.text or place.name
    return place.name if text.casefold() == place.name.casefold() else text


def _spot(place: EventPlace) -> object:
    return place.geonameid if place.geonameid is not None else place.name.casefold()


def _coarseness(place: EventPlace) -> int:
    if place.kind in ("country", "demonym", "continent"):
        return _COUNTRY
    return 0 if place.kind in (None, "settlement") else 1
