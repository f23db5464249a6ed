"""Mentions of one happening, from many documents, made one event."""

from collections.abc import Iterable

from polybius.records import Document, Event
from polybius.stories.clusters import cluster
from polybius.stories.compare import Comparison, compare
from polybius.stories.consolidate import consolidate
from polybius.stories.profile import Report, profile, reports
from polybius.stories.settings import Settings, load


def link(documents: Iterable[Document], settings: Settings | None = None) -> tuple[Event, ...]:
    """The events that the documents' mentions tell, each mention in one event.

    The order of the documents makes no difference. Events are sorted by first day (undated last),
    type and id. ``settings`` default to those of ``data/stories.toml``.
    """
    return link_reports(reports(documents), settings)


def link_reports(found: Iterable[Report], settings: Settings | None = None) -> tuple[Event, ...]:
    """The same from mentions already parted from their documents, as a store keeps them."""
    rules = settings or load()
    unique = {report.mention.id: report for report in found}
    profiles = [profile(unique[key], rules) for key in sorted(unique)]
    events = [consolidate([profiles[i] for i in group], rules) for group in cluster(profiles, rules)]
    return tuple(sorted(events, key=sort_key))


def sort_key(event: Event) -> tuple[str, str, str]:
    """Events in the order of their first day, undated last, then type and id."""
    day = None if event.date is None else event.date.first or event.date.last
    return (day or "9999-99-99", event.type, event.id)


def explain(a: Report, b: Report, settings: Settings | None = None) -> Comparison:
    """Why two mentions are one event or two: the score, each field's part in it, what rules it out."""
    rules = settings or load()
    return compare(profile(a, rules), profile(b, rules), rules)
