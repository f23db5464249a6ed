"""``polybius serve``: the explorer on a port of this machine."""

import secrets
import socket
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import uvicorn

from polybius.web.explorer.guard import LOOPBACK

if TYPE_CHECKING:
    from polybius.web.explorer.live import Review


class Server(NamedTuple):
    """A server that has its port: ``address`` is what to open in a browser; ``run`` serves until stopped."""

    address: str
    inner: uvicorn.Server
    listening: socket.socket

    def run(self) -> None:
        self.inner.run(sockets=[self.listening])

    def stop(self) -> None:
        """Make ``run`` return, from another thread."""
        self.inner.should_exit = True


def prepare(
    store: Path, *, host: str = "127.0.0.1", port: int = 8080, token: str | None = None, review: "Review | None" = None
) -> Server:
    """A server of a store's pages. Port 0: any free one. review: the store is held open for review.

    Elsewhere than on this machine's own address a token is needed: the given one, or a random one.
    Raises StoreError where there is no store, StoreBusy where another process uses one that is to be reviewed, OSError
    where the address or port cannot be had.
    """
    from polybius.web.explorer.app import make

    if token is None and host not in LOOPBACK:
        token = secrets.token_urlsafe(24)
    app = make(store, token=token, review=review)
    listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    at = f"[{host}]" if ":" in host else host
    address = f"http://{at}:{listening.getsockname()[1]}/" + (f"?token={token}" if token else "")
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2
    )
    return Server(address, uvicorn.Server(config), listening)
