"""A store made of documents, and the explorer on a port of this machine, for tests."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from polybius.records import Article, Document
from polybius.store import Store
from polybius.web.explorer.server import Server, prepare


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


def fill(path: Path, documents: list[Document], articles: dict[str, Article] | None = None) -> Path:
    with Store(path) as store:
        for one in documents:
            store.add(one, (articles or {}).get(one.id))
        store.relink()
    return path


@contextmanager
def served(store: Path, **options: Any) -> Iterator[Server]:
    server = prepare(store, port=0, **options)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.inner.started:
        assert thread.is_alive()
        threading.Event().wait(0.01)
    try:
        yield server
    finally:
        server.stop()
        thread.join(10)


def get(server: Server, path: str, method: str = "GET", **headers: str) -> Answer:
    """What the server says to a request whose path goes over the wire as it is."""
    to = urlsplit(server.address)
    connection = http.client.HTTPConnection(to.hostname or "", to.port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.putrequest(method, path, skip_host="host" in named, skip_accept_encoding=True)
    for name, value in named.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
