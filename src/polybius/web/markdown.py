"""The report as Markdown: to paste into a wiki, a note, a mail, or to make another document of."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from polybius.records import Claim, Event, Source
from polybius.web import view, words
from polybius.web.summary import differing, differs, headline, place_name, sentences, tally

_PLACES = 10  # columns of the table of types by place
_QUOTED = 4  # sentences under an event; the sources of the others are named
# What Markdown would take for more than a character.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$&])")
_OPENING = re.compile(r"^(\d*)([#.)=+-])")
_UNLINKED = re.compile(r"[<>\s]")  # ends an address in angle brackets


def render(events: Sequence[Event], *, title: str, documents: int) -> str:
    """The report as Markdown (CommonMark with pipe tables and footnotes), the events by date.

    documents: how many were read.
    """
    ordered = sorted(events, key=_by_date)
    notes = _Notes()
    parts = [f"# {_plain(title)}", "\n".join(f"{_plain(one)}  " for one in sentences(ordered, documents))]
    if ordered:
        parts += [_table(ordered), "## Events"]
        parts += [_event(event, notes) for event in ordered]
        parts += ["## Sources", notes.text()]
    parts.append(
        "Made with Polybius. Each event rests on the sentences quoted under it; a machine read them, so read them too "
        "before relying on one."
    )
    return "\n\n".join(parts) + "\n"


class _Notes:
    """Footnotes: one for each document, numbered as they are first needed."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._lines: list[str] = []

    def mark(self, source: Source) -> str:
        if source.document not in self._numbers:
            self._numbers[source.document] = len(self._numbers) + 1
            self._lines.append(f"[^{len(self._numbers)}]: {_described(source)}")
        return f"[^{self._numbers[source.document]}]"

    def text(self) -> str:
        return "\n".join(self._lines)


def _described(source: Source) -> str:
    parts = [_plain(source.publisher or "Unknown publisher")]
    if source.title:
        parts.append(f"“{_plain(source.title)}”")
    if source.published:
        parts.append(words.day_words(source.published))
    url = view.safe_url(source.url)
    if url is not None:
        parts.append(f"<{_UNLINKED.sub(_quoted, url)}>")
    return ", ".join(parts) + "."


def _quoted(found: "re.Match[str]") -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _by_date(event: Event) -> tuple[bool, str, str]:
    first = (event.date.first or event.date.last) if event.date else None
    return first is None, first or "", event.id


def _table(events: Sequence[Event]) -> str:
    """How many events of each type at the places with most of them."""
    found = words.load()
    places = [name for name, _ in tally(place_name(event) for event in events)[:_PLACES]]
    pairs = Counter((found.type(event.type), place_name(event)) for event in events)
    every = tally(found.type(event.type) for event in events)
    rows = [("", *places, "elsewhere or unknown", "all")]
    for kind, total in every:
        here = [pairs[kind, place] for place in places]
        rows.append((kind, *(f"{n:,}" if n else "" for n in (*here, total - sum(here), total))))
    lines = ["| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows]
    lines.insert(1, "|---" + "|---:" * (len(places) + 2) + "|")
    return "## What and where\n\n" + "\n".join(lines)


def _event(event: Event, notes: _Notes) -> str:
    told = [f"### {_plain(headline(event))}", "\n".join(_facts(event))]
    told += list(_evidence(event, notes))
    return "\n\n".join(part for part in told if part)


def _facts(event: Event) -> Iterator[str]:
    if status := words.load().status.get(event.status, event.status):
        yield f"- **Not simply told to have happened:** {_plain(status)}"
    if recipients := words.shown(event.recipient):
        yield f"- **To whom:** {_plain(', '.join(recipients))}"
    if figures := words.how_many(event.quantities):
        yield f"- **How many:** {_plain(figures)}"
    yield f"- **Sources:** {event.independent:,} independent, {len({s.document for s in event.sources}):,} articles"
    fields: dict[str, list[Claim]] = {}
    for claim in event.claims:
        fields.setdefault(claim.field, []).append(claim)
    for field, claims in fields.items():
        told = "Sources differ on" if differs(claims) else "Told more or less precisely:"
        yield f"- **{told} {_plain(differing(field))}:** " + "; ".join(_claim(claim) for claim in claims)
    codes = " ".join(filter(None, (event.type, event.mode, f"CAMEO {event.cameo}" if event.cameo else None)))
    yield f"- **Codes:** {_plain(codes)}, confidence {event.confidence:.2f}, id `{event.id}`"


def _claim(claim: Claim) -> str:
    value = _plain(words.when_edtf(claim.value) if claim.field == "date" else claim.value)
    number = len(claim.documents)
    told = f"{value} ({number} article{'s' if number != 1 else ''})"
    return f"**{told}**" if claim.chosen else told


def _evidence(event: Event, notes: _Notes) -> Iterator[str]:
    """Each distinct sentence once, with the notes of all that have it."""
    found: dict[str, list[Source]] = {}
    for source in event.sources:
        found.setdefault(" ".join(source.text.split()), []).append(source)
    for text in list(found)[:_QUOTED]:
        yield f"> {_plain(text)}{_marks(found[text], notes)}"
    rest = [source for text in list(found)[_QUOTED:] for source in found[text]]
    if rest:
        yield f"Also told by{_marks(rest, notes)}"


def _marks(sources: Iterable[Source], notes: _Notes) -> str:
    return " ".join(["", *dict.fromkeys(notes.mark(source) for source in sources)])


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return _OPENING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))
