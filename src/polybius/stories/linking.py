"""Mentions of one happening, from many documents, made one event."""

from collections.abc import Iterable
from operator import attrgetter

from polybius.records import Document, Event
from polybius.stories.consolidate import consolidate
from polybius.stories.linkage import Linkage
from polybius.stories.related import gathered, related, said
from polybius.stories.reports import Report, reports
from polybius.stories.settings import Settings, load


def link(documents: Iterable[Document], settings: Settings | None = None) -> tuple[Event, ...]:
    """The events that the documents' mentions tell, each mention in one event.

    The order of the documents makes no difference. Events are sorted by first day (undated last),
    type and id. ``settings`` default to those of ``data/stories.toml``.
    """
    given = list(documents)
    events = link_reports(reports(given), settings)
    relations = gathered(said(given, events))
    return tuple(related(event, relations) for event in events)


def link_reports(found: Iterable[Report], settings: Settings | None = None) -> tuple[Event, ...]:
    """The same from mentions already parted from their documents, so without relations between events."""
    import duckdb

    rules = settings or load()
    unique = {report.mention.id: report for report in found}
    if not unique:
        return ()
    with duckdb.connect() as db:
        linkage = Linkage(db, rules)
        linkage.add(sorted(unique.values(), key=attrgetter("mention.document")))
        linkage.update()
        groups = linkage.change().groups
    events = [consolidate([unique[mention] for mention in group], rules) for group in groups]
    return tuple(sorted(events, key=sort_key))


def sort_key(event: Event) -> tuple[str, str, str]:
    """Events in the order of their first day, undated last, then type and id."""
    day = None if event.date is None else event.date.first or event.date.last
    return (day or "9999-99-99", event.type, event.id)
