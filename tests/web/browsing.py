"""What tests of pages in a browser share: the browser, waiting, axe-core, a store of many events."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from serving import fill

from factories import date, document, place, tell, who
from polybius.records import Event
from polybius.store import Store
from polybius.store.rows import event_row
from polybius.stories import link

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
needs_chromium = [
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium here to open pages with"),
    pytest.mark.xdist_group("explorer"),
]

QUADS = ("MATERIAL CONFLICT", "VERBAL COOPERATION", None)
LANDS = ("AZE", "ARM", "COD", "RWA", "UKR", "RUS", "KEN", "HTI", "PER", "LBY", "NER")
PARTIES = [who("people there", land, *sector) for land in LANDS for sector in (("MIL",), ("GOV",), ("CVL",), ())]

READY = "document.querySelector('#found') !== null && document.body.dataset.ready === location.search"


def until(page: Any, true: str, seconds: float = 20) -> None:
    """Wait for an expression to be true. Playwright's own waiting needs eval, which the pages' policy forbids."""
    from playwright.sync_api import Error

    def is_true() -> bool:
        try:
            return bool(page.evaluate(true))
        except Error:  # between two pages
            return False

    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, f"{true} did not come true in {page.url}"
        page.wait_for_timeout(10)


def total(page: Any) -> str:
    until(page, READY)
    return str(page.evaluate("document.querySelector('#found').innerText"))


def violations(browser: Any, url: str, scheme: str) -> list[str]:
    """What axe-core finds wrong with a page that is serious or worse."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(url)
    if page.query_selector("#found"):
        until(page, READY)
    found = Axe().run(page).response["violations"]
    context.close()
    return [
        f"{one['id']}: {node['html']}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def crowded(path: Path) -> Path:
    """A store of 100,000 events."""
    towns = ["Goma", "Kyiv", "Kharkiv", "Geneva", "Stepanakert"]
    documents = [
        document(f"d{i}", tell(f"A crowd rallied in {town}.", "rallied", "PROTEST", place=place(town)))
        for i, town in enumerate(towns)
    ]
    base = list(link(documents))
    store = fill(path, documents)
    kinds = ("PROTEST", "ASSAULT", "AID", "CONSULT")  # and one in fifty tells who holds a town

    def many() -> Iterator[Event]:
        for i in range(100_000):
            one = base[i % len(base)]
            doer, other = PARTIES[i % len(PARTIES)], PARTIES[i // 7 % len(PARTIES)]
            day = date(f"{2019 + i % 5}-{i % 12 + 1:02}-{i % 27 + 1:02}")
            yield msgspec.structs.replace(
                one, id=f"x{i:06}", type="CONTROL" if i % 49 == 0 else kinds[i % 7 % 4],
                mode="gain" if i % 49 == 0 else None, date=day, actor=(doer,), recipient=(other,), quad=QUADS[i % 3],
            )  # fmt: skip

    write_events(store, many())
    return store


def write_events(path: Path, events: Iterator[Event]) -> None:
    """Put events into a store as they are: linking so many would take minutes."""
    import pyarrow as pa

    with Store(path) as store:
        [*columns] = [row[0] for row in store._db.execute("DESCRIBE events").fetchall()]
        rows = [dict(zip(columns, event_row(one), strict=True)) for one in events]
        table = pa.Table.from_pylist(rows)
        store._db.register("many", table)
        store._db.execute(f"INSERT INTO events SELECT {', '.join(columns)} FROM many")


def slow() -> float:
    """How much slower than an idle machine this one is now: the bound is meant for one that does nothing else."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
