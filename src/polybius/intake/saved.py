"""Pages that a browser saved with all they need in one file: MHTML (RFC 2557) and Safari's web archives."""

import email
import email.policy
import plistlib
import re
from collections.abc import Iterator

from polybius.intake.dates import normalise
from polybius.intake.decoding import DecodingError, decode, mended
from polybius.intake.rows import new_page
from polybius.records import Failure, Origin, Page

_MHTML = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,30}?Content-Type:\s*multipart/related", re.IGNORECASE
)
WEBARCHIVE = b"bplist00"


def is_mhtml(head: bytes) -> bool:
    """Whether a file begins as MHTML does: headers of a mail, whose content has related parts."""
    return _MHTML.match(head.lstrip()) is not None


def page(data: bytes, file: str, published: str | None) -> Iterator[Page | Failure]:
    """The one page in the file, with its address and the moment it was saved, where they are stated."""
    origin = Origin(file=file)
    found = _webarchive(data) if data.startswith(WEBARCHIVE) else _mhtml(data)
    if found is None:
        yield Failure(origin=origin, reason="no page is in it")
        return
    html, charset, url, moment = found
    try:
        content = mended(decode(html, charset))
    except DecodingError as error:
        yield Failure(origin=origin, reason=str(error))
        return
    if not content.strip():
        yield Failure(origin=origin, reason="the page in it is empty")
        return
    yield new_page(kind="html", content=content, origin=origin, url=url, published=published, crawled=moment)


def _mhtml(data: bytes) -> tuple[bytes, str | None, str | None, str | None] | None:
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        payload = part.get_payload(decode=True)
        url = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
        html = payload if isinstance(payload, bytes) else b""
        address = url if url.startswith("http") else None
        return html, part.get_content_charset(), address, _moment(message.get("Date"))
    return None


def _moment(stated: object) -> str | None:
    try:
        return normalise(str(stated)) if stated else None
    except ValueError:
        return None


def _webarchive(data: bytes) -> tuple[bytes, str | None, str | None, str | None] | None:
    try:
        main = plistlib.loads(data)["WebMainResource"]
        html, url = main["WebResourceData"], main.get("WebResourceURL")
        charset = main.get("WebResourceTextEncodingName")
    except (plistlib.InvalidFileException, KeyError, TypeError, ValueError, IndexError, OverflowError):
        return None
    return (html, charset, url if isinstance(url, str) else None, None) if isinstance(html, bytes) else None
