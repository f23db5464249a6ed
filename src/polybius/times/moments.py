"""What a time expression means: its TIMEX3 type and value, its EDTF form and the days it can mean."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal

from polybius.times import lexicon

Type = Literal["DATE", "TIME", "DURATION", "SET"]
Grain = Literal["day", "week", "month", "season", "year", "decade", "century"]
Part = Literal["early", "mid", "late"]


@dataclass(frozen=True, slots=True)
class Moment:
    """``first`` and ``last`` are None where open or unknown; ``edtf`` is None where nothing is dated.

    ``grain`` is the size of a dated stretch of the calendar, None for durations, sets and references.
    """

    type: Type
    value: str
    edtf: str | None = None
    first: date | None = None
    last: date | None = None
    grain: Grain | None = None


def parse_day(text: str | None) -> date | None:
    """The day of an ISO 8601 date or date-time; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def plus(day: date, days: int) -> date | None:
    """``day`` moved by so many days, None past the calendar's ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def span_edtf(first: date | None, last: date | None) -> str | None:
    """The EDTF interval of days, ".." where open."""
    if first is None and last is None:
        return None
    if first == last and first is not None:
        return first.isoformat()
    return f"{first.isoformat() if first else '..'}/{last.isoformat() if last else '..'}"


def of_day(day: date) -> Moment:
    text = day.isoformat()
    return Moment("DATE", text, text, day, day, "day")


def day_of(year: int, month: int, number: int) -> Moment | None:
    """A day of the calendar; None where there is none such (30 February, year 0)."""
    try:
        return of_day(date(year, month, number))
    except ValueError:
        return None


def of_month(year: int, month: int) -> Moment | None:
    if not (MINYEAR <= year <= MAXYEAR and 1 <= month <= 12):
        return None
    text = f"{year:04d}-{month:02d}"
    last = monthrange(year, month)[1]
    return Moment("DATE", text, text, date(year, month, 1), date(year, month, last), "month")


def of_year(year: int) -> Moment | None:
    if not MINYEAR <= year <= MAXYEAR:
        return None
    text = f"{year:04d}"
    return Moment("DATE", text, text, date(year, 1, 1), date(year, 12, 31), "year")


def of_week(day: date) -> Moment | None:
    """The ISO week that holds ``day``. EDTF has no weeks: the interval of its days stands for it."""
    year, week, weekday = day.isocalendar()
    first, last = plus(day, 1 - weekday), plus(day, 7 - weekday)
    if first is None or last is None:
        return None
    return Moment("DATE", f"{year:04d}-W{week:02d}", span_edtf(first, last), first, last, "week")


def of_weekend(day: date) -> Moment | None:
    """The weekend of the ISO week that holds ``day``."""
    week = of_week(day)
    if week is None or week.last is None:
        return None
    first = plus(week.last, -1)
    return Moment("DATE", week.value + "-WE", span_edtf(first, week.last), first, week.last, "week")


def of_quarter(year: int, quarter: int) -> Moment | None:
    return _months(year, 3 * quarter - 2, 3, f"{year:04d}-Q{quarter}", f"{year:04d}-{32 + quarter}")


def of_half(year: int, half: int) -> Moment | None:
    return _months(year, 6 * half - 5, 6, f"{year:04d}-H{half}", f"{year:04d}-{39 + half}")


def _months(year: int, month: int, count: int, value: str, edtf: str) -> Moment | None:
    start, end = of_month(year, month), of_month(year, month + count - 1)
    if start is None or end is None:
        return None
    return Moment("DATE", value, edtf, start.first, end.last, "season")


def of_season(year: int, name: str, *, south: bool = False) -> Moment | None:
    """The season that begins in ``year``: the winter of 2022-23 in the north is that of 2022."""
    season = lexicon.seasons()[name]
    month = (season.month + 5) % 12 + 1 if south else season.month
    over = month == 12
    start = of_month(year, month)
    end = of_month(year + 1, 2) if over else of_month(year, month + 2)
    if start is None or end is None:
        return None
    code = season.south if south else season.edtf
    return Moment("DATE", f"{year:04d}-{season.code}", f"{year:04d}-{code}", start.first, end.last, "season")


def of_decade(year: int) -> Moment | None:
    """The decade that holds ``year``."""
    start, end = of_year(year // 10 * 10 or 1), of_year(year // 10 * 10 + 9)
    if start is None or end is None:
        return None
    stem = f"{year // 10:03d}"
    return Moment("DATE", stem, stem + "X", start.first, end.last, "decade")


def of_century(number: int) -> Moment | None:
    """The Nth century. TIMEX3 and EDTF name it by its years' first two digits (the 20th: 19, 19XX)."""
    start, end = of_year((number - 1) * 100 or 1), of_year(number * 100 - 1)
    if start is None or end is None:
        return None
    stem = f"{number - 1:02d}"
    return Moment("DATE", stem, stem + "XX", start.first, end.last, "century")


def of_fiscal(year: int, country: str | None) -> Moment | None:
    """The fiscal year called ``year``; where no country is known, that of the United States."""
    month = lexicon.fiscal_starts().get(country or "USA", 1)
    first_year = year if month == 1 else year - 1
    start = of_month(first_year, month)
    end = of_month(year, 12 if month == 1 else month - 1)
    if start is None or end is None:
        return None
    edtf = f"{start.edtf}/{end.edtf}"
    return Moment("DATE", f"{year:04d}", edtf, start.first, end.last, "year")


def reference(value: str, anchor: date | None) -> Moment:
    """PAST_REF is open up to the anchor, FUTURE_REF open from it, PRESENT_REF the day itself."""
    if anchor is None:
        return Moment("DATE", value)
    day = anchor.isoformat()
    if value == "PAST_REF":
        return Moment("DATE", value, f"../{day}", None, anchor)
    if value == "FUTURE_REF":
        return Moment("DATE", value, f"{day}/..", anchor, None)
    return Moment("DATE", value, day, anchor, anchor, "day")


_THIRDS: dict[Part, tuple[int, int]] = {"early": (0, 1), "mid": (1, 2), "late": (2, 3)}


def part_of(moment: Moment, part: Part) -> Moment:
    """Early, mid or late in it: the value stays (TIMEX3 says so by MOD), the days are about a third."""
    if moment.first is None or moment.last is None or moment.grain in (None, "day"):
        return moment
    low, high = _THIRDS[part]
    if moment.grain in ("decade", "century"):
        size = moment.last.year - moment.first.year + 1
        start = of_year(moment.first.year + round(size * low / 3))
        end = of_year(moment.first.year + round(size * high / 3) - 1)
        if start is None or end is None:
            return moment
        return replace(moment, edtf=f"{start.edtf}/{end.edtf}", first=start.first, last=end.last)
    if moment.grain == "year":
        start = of_month(moment.first.year, moment.first.month)
        months = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}[part]
        start, end = (of_month(moment.last.year, month) for month in months)
        if start is None or end is None or moment.first.month != 1:
            return moment
        return replace(moment, edtf=f"{start.edtf}/{end.edtf}", first=start.first, last=end.last)
    size = (moment.last - moment.first).days + 1
    first = moment.first + timedelta(days=size * low // 3)
    last = moment.first + timedelta(days=size * high // 3 - 1)
    return replace(moment, edtf=span_edtf(first, last), first=first, last=last)


def narrowed(moment: Moment, first: date | None, last: date | None) -> Moment:
    """The same, not before ``first`` nor after ``last``; unchanged where that leaves nothing."""
    low = max(filter(None, (moment.first, first)), default=None)
    high = min(filter(None, (moment.last, last)), default=None)
    if low is None or high is None or low > high or (low, high) == (moment.first, moment.last):
        return moment
    # Written as an interval of days even where only one is left, for what was said is a stretch of time.
    return replace(moment, edtf=f"{low.isoformat()}/{high.isoformat()}", first=low, last=high)


def at(moment: Moment, clock: str) -> Moment:
    """The same day at a time or part of the day ("T14:30", "TMO")."""
    day = moment.value.split("T")[0]
    if not (day[:1].isdigit() or day.startswith("XXXX")):
        day = ""
    return replace(moment, type="TIME", value=day + clock)
