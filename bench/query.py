"""How long filters take on a store of many events: the sample's, copied with other days and ids.

    python bench/query.py [--events N] [--store FILE]

Each filter is asked five times for its first 50 events and the number of all; the best and the median are printed.
"""

import argparse
import statistics
import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path

import duckdb

from polybius.console import Session
from polybius.pipeline import Coder
from polybius.running import run_into
from polybius.store import Filter, Store

FILTERS: dict[str, tuple[Filter, str | None]] = {
    "all": (Filter(), None),
    "all, by sources": (Filter(), "sources"),
    "--type ASSAULT --from 2023 --to 2024": (Filter(types=("ASSAULT",), since="2023", until="2024"), None),
    "--place Stepanakert": (Filter(places=("Stepanakert",)), None),
    "--place Nagorno-Karabakh": (Filter(places=("Nagorno-Karabakh",)), None),
    "--near Goma --km 100": (Filter(near="Goma", km=100.0), "near"),
    "--country Ukraine": (Filter(countries=("Ukraine",)), None),
    "--actor Azerbaijan": (Filter(actors=("Azerbaijan",)), None),
    "--actor 'AZE MIL'": (Filter(actors=("AZE MIL",)), None),
    "--recipient CVL": (Filter(recipients=("CVL",)), None),
    "--actor M23": (Filter(actors=("M23",)), None),
    "--min-sources 3": (Filter(min_sources=3), None),
    "--text 'concert hall'": (Filter(text="concert hall"), None),
    "--text 'killed people'": (Filter(text="killed people"), None),
    "--country Haiti --text gangs --min-sources 2": (
        Filter(countries=("Haiti",), text="gangs", min_sources=2),
        None,
    ),
}


def build(path: Path, events: int) -> None:
    """A store of about so many events: the sample's events, mentions and records, copied."""
    with as_file(files("polybius") / "sample") as sample, Session(quiet=True) as session:
        run_into(path, [str(sample)], session=session, coder=Coder(gated=True))
    with duckdb.connect(str(path)) as db:
        found = db.execute("SELECT count(*) FROM events").fetchone()
        assert found is not None
        copies = -(-events // found[0]) - 1
        db.execute(
            "CREATE TEMP TABLE copies AS SELECT n, CAST(n % 2000 AS INTEGER) AS shift FROM range(1, ?) r(n)",
            [copies + 1],
        )
        for table, columns in {
            "events": "id || '-' || n AS id, first + shift AS first, last + shift AS last",
            "mentions": "id || '-' || n AS id, first + shift AS first, last + shift AS last",
            "event_mentions": "event || '-' || n AS event, mention || '-' || n AS mention",
        }.items():
            db.execute(f"CREATE TEMP TABLE more AS SELECT t.* REPLACE ({columns}) FROM {table} t, copies")
            db.execute(f"INSERT INTO {table} FROM more; DROP TABLE more")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--store", type=Path, help="where to keep the store, or one that was kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.store or Path(folder) / "many.duckdb"
        if not path.exists():
            build(path, options.events)
        with Store(path, read_only=True) as store:
            print(f"{store.counts().events} events, {store.counts().mentions} mentions, {path.stat().st_size >> 20} MB")
            store.find(Filter(places=("Goma",)), limit=1)  # opens the gazetteer
            print(f"{'filter':48} {'events':>8} {'best ms':>8} {'median':>8}")
            for name, (wanted, order) in FILTERS.items():
                spent = []
                for _ in range(5):
                    start = time.perf_counter()
                    _, total = store.find(wanted, order=order, limit=50)
                    spent.append(1000 * (time.perf_counter() - start))
                print(f"{name:48} {total:8} {min(spent):8.0f} {statistics.median(spent):8.0f}")


if __name__ == "__main__":
    main()
