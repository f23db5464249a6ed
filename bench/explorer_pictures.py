"""Take the pictures of docs/explorer.md: each page of the explorer on the bundled sample.

    python bench/explorer_pictures.py             # into docs/images
    python bench/explorer_pictures.py --folder /tmp/pictures --scheme dark --width 820
    python bench/explorer_pictures.py --store karabakh.duckdb --folder /tmp/pictures

Wants Playwright and Pillow (extra `dev`) and a Chromium on the path. Look at the pictures before you keep them.
"""

import argparse
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from half_hour_pictures import _BROWSERS, _FLAGS, IMAGES, served
from polybius.console import Session
from polybius.demo import STORE, show
from polybius.store import Filter, Store

_COLORS = 256  # of a picture: flat pages need no more, and it makes a third of the file
_HEIGHT = 800


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=IMAGES)
    parser.add_argument("--store", type=Path, help="a store of your own instead of the sample's")
    parser.add_argument("--scheme", choices=("light", "dark"), default="light")
    parser.add_argument("--width", type=int, default=1280)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if chromium is None:
        raise SystemExit("no Chromium on the path")
    with store_of(given.store) as store, served(store) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=_FLAGS)
        size: Any = {"width": given.width, "height": _HEIGHT}
        page = browser.new_context(viewport=size, color_scheme=given.scheme).new_page()
        for name, path in pages(store).items():
            picture = take(page, address + path)
            file = given.folder / f"{name}.png"
            flat = Image.open(io.BytesIO(picture)).convert("RGB").quantize(_COLORS, kmeans=2, dither=Image.Dither.NONE)
            flat.save(file, optimize=True)
            print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")
        browser.close()


@contextmanager
def store_of(given: Path | None) -> Iterator[Path]:
    """The store to look at: the one given, or the sample's."""
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        show(Path(folder), Session(quiet=True))
        yield Path(folder) / STORE


def pages(store: Path) -> dict[str, str]:
    """The path of each page: of events the one that most sources tell, of articles the one with most left out."""
    with Store(store, read_only=True) as opened:
        [most, *_], _ = opened.find(Filter(), order="sources", limit=1)
        articles = {one.id: opened.article(one.id) for one in opened.documents()}
    # Of a page with much beside its text there is most to see.
    told = max(articles, key=lambda id: (len(found.furniture) if (found := articles[id]) else 0, id))
    return {
        "explorer": "",
        "explorer-event": f"event/{most.id}",
        "explorer-articles": "articles?sort=events",
        "explorer-article": f"article/{told}",
        "explorer-actors": "actors?level=side&focus=RUS",
        "explorer-actor": "actors/COD.REB.m23",
        "explorer-control": "control?open=216281:1&at=2025-02-20",
    }


def take(page: Page, address: str) -> bytes:
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(800)  # the base map, and the drawing
    return page.screenshot()


if __name__ == "__main__":
    main()
