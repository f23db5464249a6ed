"""What kind of source some bytes are, told by their content, and by the file's name where that is open."""

import csv
import json
import re
from pathlib import PurePath

from polybius.intake import proquest, saved
from polybius.intake.decoding import DecodingError, marked, named, reject_binary
from polybius.intake.rows import key

KINDS = (
    "html", "mhtml", "scrape", "text", "jsonl", "json", "csv", "tsv", "feed", "warc", "zip", "tar", "docx", "proquest",
)  # fmt: skip
"""The kinds of source, and the names by which a user says which one it is."""

CONTENT_COLUMNS = (
    "text", "html", "scrape", "body", "content", "maintext", "full_text", "fulltext", "article_text", "articletext",
    "article_body", "articlebody", "body_text", "body_html", "article",
)  # fmt: skip
"""Columns and keys that hold an article's text or page."""

_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".rss": "feed",
    ".atom": "feed",
    ".warc": "warc",
    ".wet": "warc",
    ".docx": "docx",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
}
_COMPRESSION = (".gz", ".bz2", ".xz", ".zst")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|script|article|main|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_ELEMENT = re.compile(
    r"</?(?:p|div|a|span|li|ul|h[1-6]|br|img|head|body|article|section|table)\b[^>]*>", re.IGNORECASE
)
_FEED = re.compile(
    r"[\s\ufeff]*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?.*?\?>\s*|<!DOCTYPE\s+(?:rss|rdf)[^\[>]*(?:\[.*?\]\s*)?>\s*)*"
    r"<(?:rss|feed|rdf:RDF)\b",
    re.DOTALL | re.IGNORECASE,
)


def tell(head: bytes, file: str) -> str:
    """The kind of a source from its first bytes and its name; "scrape" stands for any loose text.

    Raises DecodingError where the bytes are no text.
    """
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"WARC/"):
        return "warc"
    if head[257:262] == b"ustar":
        return "tar"
    if saved.is_mhtml(head) or (head.startswith(saved.WEBARCHIVE) and b"WebMainResource" in head):
        return "mhtml"
    suffix = _suffix(file)
    if suffix == "docx":
        raise DecodingError("it is no Word document: a .docx file is a zip archive, and this is none")
    if suffix == "jsonl" and not named(head):
        return suffix
    if not marked(head):
        reject_binary(head)
    start = head.decode(marked(head) or "utf-8", "replace").lstrip("\ufeff")
    if _FEED.match(start):
        return "feed"
    if _HTML.match(start):
        return "html"
    if start.lstrip()[:1] in ("{", "["):
        return _json_kind(start, suffix) or suffix or "scrape"
    if suffix in ("csv", "tsv"):
        return suffix
    if suffix == "json":
        return "json"
    if suffix == "html" or len(_ELEMENT.findall(start)) >= 6:
        return "html"
    if proquest.is_export(start):
        return "proquest"
    return _table_kind(start) or "scrape"


def _suffix(file: str) -> str | None:
    path = PurePath(file)
    if path.suffix.lower() in _COMPRESSION:
        path = path.with_suffix("")
    return _BY_SUFFIX.get(path.suffix.lower())


def _json_kind(start: str, suffix: str | None) -> str | None:
    """Lines of objects, one object or list over many lines, or no JSON at all."""
    stripped = start.lstrip()
    line, ended, _ = stripped.partition("\n")
    if not ended:
        opens = re.match(r'\{\s*"|\[\s*\{', line)
        return None if not opens else "json" if line.startswith("[") else "jsonl"
    try:
        whole = json.loads(line)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict):
        return "jsonl"
    if re.match(r'\{\s*["}]|\[\s*[{\]]', stripped):
        # The first of many rows may be the broken one; then another line is an object whole.
        return "jsonl" if suffix != "json" and any(map(_is_object, stripped.split("\n")[1:20])) else "json"
    return None


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _table_kind(start: str) -> str | None:
    """A table has a first line of column names, one of them for the content."""
    line = re.split(r"[\r\n]", start.lstrip(), maxsplit=1)[0].strip()
    if len(line) > 2000:
        return None
    if re.fullmatch(r"sep=[,;\t|]", line, re.IGNORECASE):
        return "csv"
    for kind, delimiter in (("csv", ","), ("csv", ";"), ("tsv", "\t"), ("csv", "|")):
        names = [key(name) for name in next(csv.reader([line], delimiter=delimiter), [])]
        named = len(names) > 1 and all(re.fullmatch(r"[\w .-]{1,40}", name) for name in names)
        if named and any(name in CONTENT_COLUMNS for name in names):
            return kind
    return None


# Ends of sentences, with the quotes and brackets that may close them.
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")


def is_clean(text: str) -> bool:
    """Whether loose text is plainly an article's body and nothing else: every paragraph is prose.

    Says no in doubt: what the article stage then takes for furniture is at least written down.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return False
    if len(lines) <= 2:
        return max(len(line.split()) for line in lines) >= 4
    return all(len(line.split()) >= 6 and _ENDED.search(line) for line in lines)
