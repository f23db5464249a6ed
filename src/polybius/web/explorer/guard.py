"""What keeps a server of private pages to its user: who may ask, for what, and what a browser may do with it.

Only reading is served. Other sites cannot read what they make a browser ask for (no CORS header is sent), a name that
was rebound to this machine is refused, and nothing in a page may run or be fetched but the explorer's own files.
"""

import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
COOKIE = "polybius"

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class Guard:
    """Lets through what may be asked. ``token``: what everybody must know; None: this machine's users need none."""

    def __init__(self, app: ASGIApp, token: str | None = None) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refused = self._refused(scope)
        await (refused or self._app)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("only reading is served", 405, headers={"allow": "GET, HEAD"})
        if self._token is None:
            if _name(headers.get("host", "")) not in LOOPBACK:
                return PlainTextResponse("this server answers to 127.0.0.1 and localhost only", 421)
            return None
        return self._unknown(scope, headers)

    def _unknown(self, scope: Scope, headers: Headers) -> Response | None:
        assert self._token is not None
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if self._right(query.pop("token", [""])[-1]):
            # Into a cookie, and out of the address, which people copy and browsers keep.
            rest = urlencode(query, doseq=True)
            response = RedirectResponse("/" + scope["path"].lstrip("/\\") + (f"?{rest}" if rest else ""), 303)
            response.set_cookie(COOKIE, self._token, httponly=True, samesite="strict")
            return response
        if self._right(headers.get("authorization", "").removeprefix("Bearer ")) or self._right(_cookie(headers)):
            return None
        return PlainTextResponse("open the address that `polybius serve` printed: it has the token", 401)

    def _right(self, given: str) -> bool:
        assert self._token is not None
        return hmac.compare_digest(given.encode(), self._token.encode())


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
