"""An event as a citation: what it is, its id, what coded it, and every report it rests on."""

from collections.abc import Iterable
from importlib.metadata import version

from polybius.records import Event, Participant, Source
from polybius.stories.identity import identify
from polybius.web import view, words


def citation(event: Event) -> str:
    """The citation as one paragraph of plain text."""
    kind, manner = words.what(event)
    place = (event.place.text or event.place.name) if event.place else ""
    what = ", ".join(filter(None, (f"{kind} ({manner})" if manner else kind, place, words.when(event.date))))
    status = words.load().status.get(event.status, event.status)
    told = sorted(event.sources, key=lambda one: (one.published or "9999", one.document))
    reports = list(dict.fromkeys(_report(one) for one in told))
    number = f"{len(reports)} report{'s' if len(reports) > 1 else ''}"
    return (
        f"{what}{f' [{status}]' if status else ''}. Event {event.id}, coded by Polybius {version('polybius')} from "
        f"{number}: {'; '.join(reports)}."
    )


def _report(source: Source) -> str:
    title = f"“{source.title}”" if source.title else None
    found = (source.publisher, title, words.day_words(source.published), view.safe_url(source.url))
    return ", ".join(filter(None, found)) or source.document


def named(people: Iterable[Participant]) -> list[tuple[str, str | None]]:
    """Participants by the names they are shown by, each with the id of the actor it is, if of anybody known."""
    found: dict[str, str | None] = {}
    for one in people:
        for name in words.shown((one,)):
            identity = identify(one)
            found.setdefault(name, identity.name if identity else None)
    return list(found.items())
