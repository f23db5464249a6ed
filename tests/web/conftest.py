"""A browser, a page in it, and a store of 100,000 events, for the tests of pages."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from browsing import CHROMIUM, FLAGS, crowded
from serving import served


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    assert CHROMIUM is not None, "CI must have Chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page in a fresh profile. Fails on any script error, and on a request to anywhere but this machine."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    context.on("request", lambda one: wrong.append(one.url) if urlsplit(one.url).hostname != "127.0.0.1" else None)
    yield opened
    context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an explorer of 100,000 events."""
    with served(crowded(tmp_path_factory.mktemp("crowd") / "crowd.duckdb")) as server:
        yield server.address
