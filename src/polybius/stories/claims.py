"""One field of an event: what each mention says, which value is taken, and why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Generic, TypeVar

from polybius.records import Claim, EventDate, Quantity, Status
from polybius.stories.corrections import taken_back
from polybius.stories.reports import Report, day_number
from polybius.stories.sides import official

T = TypeVar("T")


@dataclass
class Value(Generic[T]):
    """One distinct value of a field and who gives it, in the order of the reports."""

    words: str
    value: T
    reports: list[Report] = field(default_factory=list)
    _documents: tuple[str, ...] = ()
    _counted: int = 0

    @property
    def documents(self) -> tuple[str, ...]:
        # Asked for over and over while values are ranked.
        if self._counted != len(self.reports):
            self._documents = tuple(dict.fromkeys(report.mention.document for report in self.reports))
            self._counted = len(self.reports)
        return self._documents

    @property
    def sources(self) -> int:
        """How many independent sources give the value."""
        return len({report.independent for report in self.reports})

    @property
    def latest(self) -> str:
        """The day of the newest document that gives it, "" where none is dated."""
        return max((report.source.published or "")[:10] for report in self.reports)

    @property
    def moment(self) -> tuple[str, str]:
        """The day and, where the newest documents have one, the hour (UTC) of the newest that gives it."""
        return max(when(report.source.published) for report in self.reports)

    def claim(self, name: str, chosen: bool, rule: str | None, excludes: bool = False) -> Claim:
        return Claim(
            field=name,
            value=self.words,
            mentions=tuple(report.mention.id for report in self.reports),
            documents=self.documents,
            chosen=chosen,
            rule=rule,
            excludes=excludes,
        )


def when(published: str | None) -> tuple[str, str]:
    """The day of a time of publication, and its hour where it has one, in UTC; "" for what is not known."""
    text = published or ""
    if "T" in text or " " in text:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text[:10], ""
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
        return moment.date().isoformat(), moment.time().isoformat()
    return text[:10], ""


def values(found: Iterable[tuple[Report, str, T]]) -> list[Value[T]]:
    """Distinct values by their words, in order of first report."""
    result: dict[str, Value[T]] = {}
    for report, words, value in found:
        result.setdefault(words, Value(words, value)).reports.append(report)
    return list(result.values())


def claims(
    name: str, options: Sequence[Value[T]], chosen: Value[T], rule: Callable[[Value[T]], str],
    excludes: Callable[[T], bool],
) -> list[Claim]:  # fmt: skip
    """The claims of a field: none where all agree, else every value with its sources, the taken one first.

    excludes: whether a value cannot be true beside the taken one.
    """
    if len(options) < 2:
        return []
    ordered = sorted(options, key=lambda option: (option is not chosen, -len(option.documents), option.words))
    return [
        option.claim(name, option is chosen, rule(option), option is not chosen and excludes(option.value))
        for option in ordered
    ]


# --- date ---------------------------------------------------------------------------------------

_BASES = ("stated", "relative", "inherited", "published")
_GUESS = 3  # days
_VAGUE = 31  # days


def choose_date(reports: Sequence[Report]) -> tuple[EventDate | None, list[Claim]]:
    """The most precise date that a majority of the documents with a date allows.

    One in the words of a source (stated, relative) goes before one taken from another sentence (inherited),
    and that before the day of publication, unless it is vaguer than a month.

    A date that rests on the day of publication is no claim of its source, so it is never among the claims.
    """
    options = values(
        (report, report.mention.date.edtf, report.mention.date) for report in reports if report.mention.date is not None
    )
    if not options:
        return None, []
    documents = {document for option in options for document in option.documents}

    def support(option: Value[EventDate]) -> int:
        allowed = {d for other in options if _allows(other.value, option.value) for d in other.documents}
        return len(allowed)

    def rank(option: Value[EventDate]) -> tuple[int, bool, float, int, int, str]:
        backing = support(option)
        basis = _BASES.index(option.value.basis)
        # The day of publication is our guess: what a source says wins unless it is vaguer by days.
        span = _span(option.value) + (_GUESS if option.value.basis == "published" else 0)
        tier = 2 if span > _VAGUE else max(0, basis - 1)
        return (tier, 2 * backing <= len(documents), span, -backing, basis, option.words)

    chosen = min(options, key=rank)
    best = min(
        (report.mention.date for report in chosen.reports if report.mention.date is not None),
        key=lambda when: _BASES.index(when.basis),
    )

    def rule(option: Value[EventDate]) -> str:
        if option is chosen:
            return "most precise date that a majority of sources allows"
        if _allows(option.value, chosen.value):
            return "agrees, but less precise"
        return "differs"

    told = [option for option in options if option.value.basis != "published"]
    said = claims("date", told, chosen, rule, lambda one: not _meet(one, best)) if chosen in told else []
    return best, said


def _allows(wide: EventDate, narrow: EventDate) -> bool:
    """Whether each day the narrow date can mean is one that the wide one can mean."""
    first, last = day_number(wide.first), day_number(wide.last)
    begin, end = day_number(narrow.first), day_number(narrow.last)
    if wide.edtf == narrow.edtf:
        return True
    starts = first is None or (begin is not None and first <= begin)
    ends = last is None or (end is not None and end <= last)
    return starts and ends and (first is not None or last is not None)


def _meet(one: EventDate, other: EventDate) -> bool:
    """Whether there is a day that both dates can mean."""
    first = max(day for day in (day_number(one.first), day_number(other.first), 0) if day is not None)
    last = min((day for day in (day_number(one.last), day_number(other.last)) if day is not None), default=first)
    return first <= last


def _span(when: EventDate) -> float:
    first, last = day_number(when.first), day_number(when.last)
    return float("inf") if first is None or last is None else last - first


# --- status -------------------------------------------------------------------------------------

_REAL: tuple[Status, ...] = ("occurred", "ongoing", "ended", "alleged")


def choose_status(reports: Sequence[Report]) -> tuple[Status, list[Claim]]:
    """What most sources say of those who say it came about; failing them, what most say."""
    options = values((report, str(report.mention.status), report.mention.status) for report in reports)
    real = [option for option in options if option.value in _REAL]
    pool = real or options

    def rank(option: Value[Status]) -> tuple[int, int, str]:
        order = _REAL.index(option.value) if option.value in _REAL else len(_REAL)
        return (-option.sources, order, option.words)

    chosen = min(pool, key=rank)

    def rule(option: Value[Status]) -> str:
        if option is chosen:
            return "majority of sources" if len(pool) > 1 else "reported to have come about" if real else "only one"
        if option.value == "denied":
            return "denied by this source"
        return "said before it came about" if real and option.value not in _REAL else "said by fewer"

    real_one = chosen.value in _REAL
    return chosen.value, claims("status", options, chosen, rule, lambda status: real_one and status == "denied")


# --- figures ------------------------------------------------------------------------------------


def choose_figures(reports: Sequence[Report]) -> tuple[tuple[Quantity, ...], list[Claim]]:
    """One figure for each kind and unit.

    Of those published last (by the hour, where all of the newest day have one), an official source's, where there is
    one; of several, the one in the ranges of most independent sources ("at least 20" holds 34), then the highest.
    """
    by_kind: dict[tuple[str, str], list[tuple[Report, str, Quantity]]] = {}
    for report in reports:
        back = [one for one in report.mention.quantities if taken_back(report, one)]
        for told in ([one for one in report.mention.quantities if one not in back], back):
            for kind, quantity in _wholes(told).items():
                by_kind.setdefault(kind, []).append((report, figure(quantity), quantity))
    chosen: list[Quantity] = []
    said: list[Claim] = []
    for kind in sorted(by_kind):
        options = values(by_kind[kind])
        best, rule = _choose_figure(options)
        chosen.append(best.value)
        found = claims(kind[0], options, best, rule, partial(_apart, best.value))
        newest = {option.words: (day_number(option.latest) or 0, option.moment[1]) for option in options}
        said += sorted(found, key=lambda claim: (claim.chosen, newest[claim.value]), reverse=True)
    return tuple(chosen), said


def _choose_figure(options: Sequence[Value[Quantity]]) -> tuple[Value[Quantity], Callable[[Value[Quantity]], str]]:
    """The figure to take, and why it or another was taken or not."""
    standing = [option for option in options if not _withdrawn(option)] or list(options)
    day = max(option.latest for option in standing)
    newest = [option for option in standing if option.latest == day]
    if all(option.moment[1] for option in newest):
        hour = max(option.moment for option in newest)
        newest = [option for option in newest if option.moment == hour]
    offices = [option for option in newest if any(official(report) for report in option.reports)]
    pool = offices or newest

    def backing(option: Value[Quantity]) -> int:
        return len({r.independent for other in pool if _covers(other.value, option.value) for r in other.reports})

    best = max(pool, key=lambda one: (backing(one), one.sources, _size(one.value), one.words))
    others = [option for option in pool if option is not best]
    why = "highest of the latest figures"
    if len(newest) == 1:
        why = "latest figure"
    elif len(pool) == 1:
        why = "latest official figure"
    elif all(backing(other) < backing(best) for other in others):
        why = "majority of sources" if backing(best) == best.sources else "lies in the ranges of most sources"
    elif all(other.sources < best.sources for other in others):
        why = "majority of sources"

    def rule(option: Value[Quantity]) -> str:
        if option is best:
            return why
        if _withdrawn(option):
            return "withdrawn by its source"
        if option not in newest:
            return "earlier figure"
        return "not official" if option not in pool else "given by fewer, or lower"

    return best, rule


def _bounds(quantity: Quantity) -> tuple[float, float]:
    low, high = quantity.low, quantity.high
    return (0.0 if low is None else low), (float("inf") if high is None else high)


def _covers(wide: Quantity, narrow: Quantity) -> bool:
    """Whether every number that one figure can mean is one that the other can mean."""
    (low, high), (first, last) = _bounds(wide), _bounds(narrow)
    return low <= first and last <= high


def _apart(one: Quantity, other: Quantity) -> bool:
    """Whether no number is one that both figures can mean."""
    (low, high), (first, last) = _bounds(one), _bounds(other)
    return max(low, first) > min(high, last)


def _withdrawn(option: Value[Quantity]) -> bool:
    """Whether each source of a figure has taken it back ("an earlier version of this article said ...")."""
    back = {report.independent for report in option.reports if _takes_back(report, option.words)}
    return all(report.independent in back for report in option.reports)


def _takes_back(report: Report, words: str) -> bool:
    return any(figure(one) == words and taken_back(report, one) for one in report.mention.quantities)


def _wholes(quantities: Iterable[Quantity]) -> dict[tuple[str, str], Quantity]:
    """The largest count of each kind and unit: the whole, of which smaller ones are parts."""
    found: dict[tuple[str, str], Quantity] = {}
    for quantity in quantities:
        key = (quantity.kind, quantity.unit or "")
        if key not in found or _size(quantity) > _size(found[key]):
            found[key] = quantity
    return found


def _size(quantity: Quantity) -> float:
    for value in (quantity.low, quantity.high):
        if value is not None:
            return value
    return -1.0


def figure(quantity: Quantity) -> str:
    """A count in words: "12", "at least 20", "up to 30", "10 to 15", with its unit unless that is people."""
    low, high = quantity.low, quantity.high
    if low is None and high is None:
        words = quantity.text
    elif low is None:
        words = f"up to {high:,.0f}"
    elif high is None:
        words = f"at least {low:,.0f}"
    elif low == high:
        words = f"{low:,.0f}"
    else:
        words = f"{low:,.0f} to {high:,.0f}"
    return words if quantity.unit in (None, "people") else f"{words} {quantity.unit}"
