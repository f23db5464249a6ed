"""The report: one self-contained page of events to look at, to filter, to send to somebody.

Everything is in the file: no script, font or picture comes from elsewhere, and a content security
policy in the page sees to it that none can.
"""

import json
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from polybius.records import Event, Mention
from polybius.store import Filter, Store, StoreError
from polybius.web import view
from polybius.web.markdown import render as marked_down
from polybius.web.outline import UNIT, outline
from polybius.web.summary import sentences

# Events in the page for those without JavaScript (mail previews): enough to see what it is.
_PLAIN = 300

# In a script element these could end it, or end a line of it.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def write(
    source: Store | Iterable[Event],
    path: str | Path,
    *,
    title: str = "Events",
    mentions: Mapping[str, Mention] | None = None,
    wanted: Filter | None = None,
    markdown: bool = False,
) -> int:
    """Write the report on a store's events, or on some events, to a file; the number of events in it.

    mentions: by id, to mark actors, places, dates and figures in the sentences of events that do not
    come from a store. wanted: which of a store's events (default: all). markdown: not a page, but Markdown. The
    file is written whole or not at all. Raises StoreError when it cannot be, FilterError for a filter that cannot be.
    """
    if isinstance(source, Store):
        events = list(source.events(wanted))
        known: Mapping[str, Mention] = {} if markdown else {one.id: one for one in source.mentions()}
        documents = source.counts().documents
        if wanted is not None and wanted != Filter():
            documents = len({one.document for event in events for one in event.sources})
    else:
        events = list(source)
        known = mentions or {}
        documents = len({one.document for event in events for one in event.sources})
    target = Path(path)
    part = target.with_name(target.name + ".part")
    try:
        if markdown:
            text = marked_down(events, title=title, documents=documents)
        else:
            text = render(events, known, title=title, documents=documents)
        # A lone surrogate, which broken input can hold, has no UTF-8 form.
        part.write_bytes(text.encode("utf-8", "replace"))
        part.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror}") from error
    finally:
        if part.exists():
            part.unlink()
    return len(events)


def render(events: list[Event], mentions: Mapping[str, Mention], *, title: str, documents: int) -> str:
    """The page as HTML."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_asset), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    data = view.page(events, mentions)
    publishers = {one.publisher for event in events for one in event.sources if one.publisher}
    counts = [
        ("events", len(events)),
        ("mentions", sum(len(event.mentions) for event in events)),
        ("documents", documents),
        ("outlets", len(publishers)),
    ]
    spots = {(spot[0], spot[1]) for row in data["events"] if (spot := row["spot"])}
    around = outline(spots)
    data["map"] = around and {"box": around.box, "unit": UNIT}
    return environment.get_template("report.html.j2").render(
        title=title,
        summary=sentences(events, documents),
        map=around,
        counts=counts,
        period=_period(events),
        plain=data["events"][:_PLAIN],
        left=max(0, len(events) - _PLAIN),
        data=embedded(data),
        css=_asset("report.css"),
        js="\n".join(_asset(name) for name in ("report_timeline.js", "report_map.js", "report_table.js", "report.js")),
    )


def embedded(data: Any) -> str:
    """JSON that is safe between the tags of a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    # A lone surrogate, which broken input can hold, has no UTF-8 form.
    return text.encode("utf-8", "replace").decode()


def _period(events: Iterable[Event]) -> str:
    """When the reports were published: "8 Nov 2023", "8 Nov 2023 to 3 Jan 2024", "" where nobody says."""
    from polybius.web.words import day_words

    days = sorted({one.published[:10] for event in events for one in event.sources if one.published})
    if not days:
        return ""
    return day_words(days[0]) if len(days) == 1 else f"{day_words(days[0])} to {day_words(days[-1])}"


def _asset(name: str) -> str:
    return (resources.files("polybius") / "web" / name).read_text(encoding="utf-8")
