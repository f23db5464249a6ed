"""What some events come to, in a few sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence

from polybius.places import countries
from polybius.records import Claim, Event
from polybius.web import words

# A status with which the text does not have it that the thing took place.
_NOT_SO = ("planned", "threatened", "demanded", "denied", "hypothetical")
_NAMED = 3  # of each kind
_PLACED = ("country", "continent", "demonym")


def sentences(events: Sequence[Event], documents: int) -> list[str]:
    """Sentences that sum events up: how many, of what kind, where, by whom told, where sources differ.

    documents: how many were read. Nothing is added up over events but the events themselves: the dead of a day are
    also among those of a week.
    """
    if not events:
        return [f"No events were found in {_counted(documents, 'document')}."]
    told = [_opening(events, documents)]
    for make in (_kinds, _places, _actors, _deadliest, _most_told, _differences, _unsure):
        told += make(events)
    return told


def tally(values: Iterable[str | None]) -> list[tuple[str, int]]:
    """Values and how often each is there, the most frequent first, then by name."""
    return sorted(Counter(one for one in values if one).items(), key=lambda pair: (-pair[1], pair[0]))


def place_name(event: Event) -> str | None:
    """A place narrower than a country, with its country; None for an event without one."""
    if event.place is None or event.place.kind in _PLACED:
        return None
    country = countries.by_code(event.place.country) if event.place.country else None
    return event.place.name + (f", {country.name}" if country and country.name != event.place.name else "")


def headline(event: Event) -> str:
    """An event in a phrase: "Attack (drone), M23 → traders, Goma, 8 Nov 2023"."""
    kind, manner = words.what(event)
    who, whom = _few(words.shown(event.actor)), _few(words.shown(event.recipient))
    sides = f"{who} → {whom}" if who and whom else who
    where = place_name(event) or (event.place.name if event.place else "")
    parts = (f"{kind} ({manner})" if manner else kind, sides, where, words.when(event.date))
    return ", ".join(part for part in parts if part)


def _opening(events: Sequence[Event], documents: int) -> str:
    outlets = len({one.publisher for event in events for one in event.sources if one.publisher})
    days = sorted(one.published[:10] for event in events for one in event.sources if one.published)
    by = f" by {_counted(outlets, 'outlet')}" if outlets else ""
    when = ""
    if days:
        first, last = words.day_words(days[0]), words.day_words(days[-1])
        when = f", published {first}" if first == last else f", published between {first} and {last}"
    text = f"{_counted(documents, 'document')}{by}{when}, {'tell' if documents != 1 else 'tells'} of "
    return text + f"{_counted(len(events), 'event')}."


def _kinds(events: Sequence[Event]) -> list[str]:
    found = words.load()
    counts = tally(found.type(event.type).lower() for event in events)
    text = f"Most often told: {_listed(counts)}."
    unreal = sum(event.status in _NOT_SO for event in events)
    if unreal:
        text += (
            f" {_counted(unreal, 'event')} {'are' if unreal != 1 else 'is'} not said to have happened, "
            "but to be planned, threatened, demanded, denied or thought of."
        )
    return [text]


def _places(events: Sequence[Event]) -> list[str]:
    counts = tally(place_name(event) for event in events)
    return [f"Where: above all {_listed(counts)}."] if counts else []


def _actors(events: Sequence[Event]) -> list[str]:
    names = tally(name for event in events for name in words.shown(event.actor))
    return [f"Who: above all {_listed(names)}."] if names else []


def _deadliest(events: Sequence[Event]) -> list[str]:
    def killed(event: Event) -> float:
        low = (one.low or 0 for one in event.quantities if one.kind == "killed")
        return max(low, default=0) if event.status not in _NOT_SO else 0

    worst = max(events, key=lambda event: (killed(event), event.independent, event.id))
    if not killed(worst):
        return []
    figures = words.how_many(tuple(one for one in worst.quantities if one.kind == "killed"))
    return [f"The most deaths are told of one event: {headline(worst)}: {figures} ({_told_by(worst)})."]


def _most_told(events: Sequence[Event]) -> list[str]:
    best = max(events, key=_by_sources)
    if best.independent < 2:
        return ["No event is told by more than one independent source."]
    several = sum(event.independent > 1 for event in events)
    return [
        f"{_counted(several, 'event')} {'have' if several != 1 else 'has'} more than one independent source; most of "
        f"all, {headline(best)} ({_told_by(best)})."
    ]


def _by_sources(event: Event) -> tuple[int, int, str]:
    return event.independent, len(event.sources), event.id


def differs(claims: Iterable[Claim]) -> bool:
    """Whether claims on a field contradict each other, and do not only tell it in more or less detail."""
    detail = words.load().detail.rules
    return any(not claim.chosen and claim.rule not in detail for claim in claims)


def differing(field: str) -> str:
    """A field in a sentence about sources that differ on it: "the date", "whether it happened"."""
    return words.load().differ.get(field, f"the number {field.replace('_', ' ')}")


def _differences(events: Sequence[Event]) -> list[str]:
    fields = [{claim.field for claim in event.claims if differs([claim])} for event in events]
    at_odds = sum(bool(one) for one in fields)
    if not at_odds:
        return []
    counts = tally(differing(field) for one in fields for field in one)
    return [f"Sources differ on {_counted(at_odds, 'event')}: {_listed(counts)}."]


def _unsure(events: Sequence[Event]) -> list[str]:
    guessed = sum(event.date is not None and event.date.basis == "published" for event in events)
    bare = sum(event.place is None for event in events)
    parts = []
    if guessed:
        parts.append(f"{guessed:,} {'are' if guessed != 1 else 'is'} dated only by the day of publication")
    if bare:
        parts.append(f"{bare:,} {'have' if bare != 1 else 'has'} no place")
    return [f"Of all, {' and '.join(parts)}."] if parts else []


def _told_by(event: Event) -> str:
    return _counted(event.independent, "independent source")


def _listed(counts: Sequence[tuple[str, int]]) -> str:
    named = [f"{name} ({number:,})" for name, number in counts[:_NAMED]]
    return named[0] if len(named) == 1 else ", ".join(named[:-1]) + f" and {named[-1]}"


def _few(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} more"


def _counted(number: int, name: str, plural: str = "s") -> str:
    return f"{number:,} {name}" + (plural if number != 1 else "")


