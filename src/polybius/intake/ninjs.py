"""Articles in ninjs, the JSON of news agencies (IPTC, versions 1.x to 3.x).

Version 1 names each wording ("headline", "body_text", "body_html"); versions 2 and 3 have lists of
wordings, each with its role and media type ("headlines", "bodies"); version 3 writes its names in camel case.
Rows come with their keys in lower case.
"""

import re
from collections.abc import Mapping
from typing import Any

Row = Mapping[Any, Any]

_MAIN = ("main", "body", "story", "text")
_OTHER = ("picture", "video", "audio", "graphic", "component")
_BODIES = ("bodies", "body_text", "body_html", "body_xhtml")
_WITHDRAWN = ("canceled", "cancelled", "withheld")


def unusable(row: Row) -> str | None:
    """Why an item is not to be used (the agency withdrew it, it is a picture), None where it may be."""
    if row.get("type") in _OTHER and _is_item(row) and not any(row.get(key) for key in _BODIES):
        return f'it is no article: its "type" is "{row["type"]}"'
    status = row.get("pubstatus")
    if isinstance(status, str) and status.strip().lower() in _WITHDRAWN and _is_item(row):
        return f'the agency withdrew it: its "pubstatus" is "{status.strip()}"'
    return None


def flattened(row: Row) -> Row:
    """An item with its lists of wordings turned to the names of version 1; any other row as it is."""
    if not _is_item(row):
        return row
    flat = dict(row)
    for body in _wordings(row.get("bodies")):
        media = str(body.get("contenttype") or "text/plain").lower()
        key = "body_html" if "html" in media else "body_text"
        if _is_main(body) or key not in flat:
            flat[key] = body["value"]
    # Version 1 allows other media by name: "body_nitf", "body_html5".
    for key, value in row.items():
        if isinstance(key, str) and re.fullmatch(r"body_x?html\w*", key) and isinstance(value, str):
            flat.setdefault("body_html", value)
    headlines = _wordings(row.get("headlines"))
    headline = next((each for each in headlines if _is_main(each)), headlines[0] if headlines else None)
    if headline and not flat.get("headline"):
        flat["headline"] = re.sub(r"<[^>]+>", "", str(headline["value"]))
    for key in ("infosources", "infosource"):
        listed = row.get(key)
        names = (
            [each.get("name") for each in listed if isinstance(each, Mapping)]
            if isinstance(listed, list)
            else []
        )
        if name := next((name for name in names if isinstance(name, str) and name), None):
            flat.setdefault("publisher", name)
    if isinstance(row.get("copyrightholder"), str):
        flat.setdefault("provider", row["copyrightholder"])
    uri = row.get("uri")
    if not str(uri or "").startswith("http"):
        flat.pop("uri", None)
        if isinstance(uri, str):
            flat.setdefault("id", uri)
    return flat


def _is_item(row: Row) -> bool:
    return "uri" in row and any(
        key in row
        for key in (
            "associations",
            "bodies",
            "headlines",
            "pubstatus",
            "versioncreated",
            "body_text",
            "body_html",
            "body_xhtml",
        )
    )


def _wordings(value: object) -> list[Row]:
    listed = value if isinstance(value, list) else []
    lowered = [{str(key).lower(): v for key, v in each.items()} for each in listed if isinstance(each, Mapping)]
    return [each for each in lowered if isinstance(each.get("value"), str)]


def _is_main(wording: Row) -> bool:
    role = wording.get("role")
    return role is None or str(role).rpartition(":")[2].lower() in _MAIN
