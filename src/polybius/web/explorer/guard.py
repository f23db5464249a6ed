"""What keeps a server of private pages to its user: who may ask, for what, and what a browser may do with it.

Only reading is served, unless the server is for review: then decisions are taken from its own pages, and from whoever
knows the token that those send along. Other sites cannot read what they make a browser ask for (no CORS header is
sent), a name that was rebound to this machine is refused, and nothing in a page may run or be fetched but the
explorer's own files.
"""

import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
COOKIE = "polybius"
# The one path that takes changes.
CHANGES = "/api/reviews"

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
    """Lets through what may be asked. ``token``: what everybody must know; None: this machine's users need none.

    csrf: what a change must send along, which no other site can know; None: nothing may be changed.
    """

    def __init__(self, app: ASGIApp, token: str | None = None, csrf: str | None = None) -> None:
        self._app, self._token, self._csrf = app, token, csrf

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
        changes = scope["method"] not in ("GET", "HEAD")
        if changes and (self._csrf is None or scope["method"] != "POST" or scope["path"] != CHANGES):
            return PlainTextResponse("only reading is served", 405, headers={"allow": "GET, HEAD"})
        if self._token is None:
            if _name(headers.get("host", "")) not in LOOPBACK:
                return PlainTextResponse("this server answers to 127.0.0.1 and localhost only", 421)
        elif refused := self._unknown(scope, headers):
            return refused
        return self._foreign(headers) if changes else None

    def _foreign(self, headers: Headers) -> Response | None:
        """The refusal of a change that is not from the explorer's own pages, or without what these send along."""
        assert self._csrf is not None
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers.get("host", ""):
            return PlainTextResponse("changes are taken from the explorer's own pages only", 403)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("changes are taken from the explorer's own pages only", 403)
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return PlainTextResponse("a change is sent as application/json", 415)
        if not hmac.compare_digest(headers.get("x-polybius-csrf", "").encode(), self._csrf.encode()):
            return PlainTextResponse("a change needs the token of /api/reviews/token as X-Polybius-Csrf", 403)
        return None

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
