"""Take the pictures of docs/first-half-hour.md and README.md: the report and the explorer on the bundled sample.

    python bench/half_hour_pictures.py            # into docs/images
    python bench/half_hour_pictures.py --folder /tmp/pictures

Wants Playwright (extra `dev`) and a Chromium on the path. Runs `polybius demo` first, in a folder of its own. Look at
the pictures before you keep them: they should show what the page says beside them.
"""

import argparse
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from polybius.console import Session
from polybius.demo import REPORT, STORE, show
from polybius.web.explorer.server import prepare

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIZE: Any = {"width": 1280, "height": 860}
_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=IMAGES)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if chromium is None:
        raise SystemExit("no Chromium on the path")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as play:
        demo = Path(temporary)
        show(demo, Session(quiet=True))
        browser = play.chromium.launch(executable_path=chromium, args=_FLAGS)
        page = browser.new_context(viewport=SIZE, color_scheme="light").new_page()
        _report(page, demo / REPORT, folder)
        with served(demo / STORE) as address:
            _explorer(page, address, folder)
        browser.close()
    for picture in sorted(folder.glob("*.png")):
        print(f"{picture.name}: {picture.stat().st_size / 1000:.0f} kB")


def _report(page: Page, report: Path, folder: Path) -> None:
    page.goto(report.as_uri())
    page.wait_for_selector("tr.row")
    page.screenshot(path=folder / "half-hour-report.png")
    page.locator(".where").scroll_into_view_if_needed()
    page.click(".top-places button:has-text('Goma')")
    page.locator(".where").evaluate("node => node.scrollIntoView()")
    page.screenshot(path=folder / "half-hour-map.png")
    page.click("#clear")
    page.fill("#f-text", "peshawar mosque")
    row = page.locator("tr.row").first
    row.locator(".toggle").click()
    row.evaluate("node => node.scrollIntoView()")
    page.evaluate("scrollBy(0, -60)")
    page.screenshot(path=folder / "half-hour-evidence.png")
    # README's: from the summary to the map.
    page.click("#clear")
    page.evaluate("scrollTo(0, 0)")
    page.set_viewport_size({"width": 1280, "height": 1340})
    page.screenshot(path=folder / "report.png")
    page.set_viewport_size(SIZE)


def _explorer(page: Page, address: str, folder: Path) -> None:
    page.goto(address)
    page.wait_for_timeout(2500)  # the base map comes after the rest
    page.screenshot(path=folder / "half-hour-explorer.png")


@contextmanager
def served(store: Path) -> Iterator[str]:
    server = prepare(store, port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.inner.started:
        time.sleep(0.05)
    try:
        yield server.address
    finally:
        server.stop()
        thread.join(10)


if __name__ == "__main__":
    main()
