"""Articles saved from ProQuest as one text file."""

import re
from collections.abc import Iterator

from polybius.intake.dates import UnbelievedDate, normalise
from polybius.intake.rows import new_page, stated_date
from polybius.records import Failure, Origin, Page

_NUMBERED = re.compile(r"^Document \d+ of \d+[ \t]*$", re.MULTILINE)
_CLOSING = r"Contact us at:|Database copyright|Copyright ©|Bibliography|Citation style:|Terms and Conditions:"
_RULE = re.compile(r"^_{20,}\s*$", re.MULTILINE)
# The names of a record's fields; any other "Name: …" at the start of a line is the article's own.
_FIELD = re.compile(
    r"^(?P<name>Author|Authors|Title|Full text|Abstract|Abstract \(summary\)|Publication title|Publication info|"
    r"Publication date|Publication year|Publication subject|Publisher|Place of publication|Country of publication|"
    r"Language of publication|Document URL|ProQuest document ID|ProQuest document link|Source type|Document type|"
    r"Subject|Business indexing term|Location|People|Person|Personal name|Company / organization|Company|"
    r"Classification|Identifier / keyword|Links|Pages|"
    r"First page|Section|Volume|Issue|Number of pages|ISSN|e-ISSN|EISSN|Dateline|Column|Copyright|Last updated|"
    r"Database|Credit|Correspondence author|Accession number|Edition|Illustration Caption|Illustration|Caption|"
    r"Alternate title|"
    r"Online publication date|Publication history|Document feature|Word count|Place|Ethnicity)"
    r"\s*:[ \t]*(?P<value>.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_LANGUAGES = {"english": "en", "spanish": "es", "french": "fr", "german": "de", "portuguese": "pt",
              "italian": "it", "dutch": "nl", "russian": "ru", "arabic": "ar", "turkish": "tr"}  # fmt: skip


def is_export(start: str) -> bool:
    """Whether a text is such an export, by its beginning."""
    if not re.search(r"^(?:Full text|ProQuest document (?:ID|link)|Document URL)\s*:?", start, re.MULTILINE):
        return False
    return bool(_RULE.search(start) or re.search(r"^ProQuest document ", start, re.MULTILINE))


def articles(text: str, file: str, published: str | None) -> Iterator[Page | Failure]:
    """A Page an article; ``origin.record`` is its number. One without its full text is a Failure."""
    number = 0
    for part in _parts(text):
        fields = _fields(part)
        if len(fields) < 3:
            continue  # a cover, a list of contents, the publisher's closing lines
        number += 1
        yield _article(part, fields, Origin(file=file, record=number), published)
    if not number:
        yield Failure(origin=Origin(file=file), reason="no ProQuest record is in it")


def _parts(text: str) -> list[str]:
    """The stretches between the export's rules. Where records are numbered, a rule within one is the article's."""
    if not _NUMBERED.search(text):
        return _RULE.split(text)
    return re.split(rf"{_RULE.pattern}(?=\s*(?:{_NUMBERED.pattern}|{_CLOSING}))", text, flags=re.MULTILINE)


def _fields(part: str) -> dict[str, str]:
    """A record's fields by their names in lower case; a value goes on until the next field begins."""
    matches = list(_FIELD.finditer(part))
    fields: dict[str, str] = {}
    index = 0
    while index < len(matches):
        match, after = matches[index], index + 1
        if match["name"].lower() == "full text":
            after = _behind_text(part, matches, index)
        ends = matches[after].start() if after < len(matches) else len(part)
        fields.setdefault(match["name"].lower(), part[match.start("value") : ends].strip())
        index = after
    return fields


def _behind_text(part: str, matches: list[re.Match[str]], index: int) -> int:
    """The first field behind the full text, which is at ``index``; lines of the article may look like fields.

    "People:" may begin a paragraph, "Publication title:" does not: the fields begin with the first of two
    words, and with those right above it.
    """
    distinct = (i for i in range(index + 1, len(matches)) if " " in matches[i]["name"])
    first = next(distinct, len(matches))
    while first - 1 > index and first < len(matches):
        if part[matches[first - 1].end() : matches[first].start()].strip():
            break
        first -= 1
    return first


def _article(part: str, fields: dict[str, str], origin: Origin, published: str | None) -> Page | Failure:
    body = fields.get("full text", "")
    if not body or re.match(r"(?:Not available|None available)\b", body):
        return Failure(origin=origin, reason="the record has no full text")
    paragraphs = [" ".join(each.split()) for each in re.split(r"\n\s*\n", body)]
    if len(paragraphs) == 1:
        paragraphs = [" ".join(line.split()) for line in body.split("\n")]
    author = fields.get("author") or fields.get("authors")
    return new_page(
        kind="text",
        content="\n\n".join(each for each in paragraphs if each),
        origin=origin,
        id=_first_line(fields.get("proquest document id")),
        title=_one_line(fields.get("title")) or _heading(part),
        url=_first_line(fields.get("document url")),
        publisher=_publisher(fields),
        published=_day(fields) or published,
        language=_LANGUAGES.get((_first_line(fields.get("language of publication")) or "").lower()),
        byline=_names(author) if author else None,
    )


def _first_line(value: str | None) -> str | None:
    return value.split("\n")[0].strip() or None if value else None


def _one_line(value: str | None) -> str | None:
    """A value that may be wrapped: what stands before its first empty line."""
    return " ".join(re.split(r"\n\s*\n", value)[0].split()) or None if value else None


def _heading(part: str) -> str | None:
    """The title over a record's first field, behind "Document 3 of 40"."""
    first = _FIELD.search(part)
    lines = [line.strip() for line in part[: first.start() if first else 0].split("\n")]
    return next(
        (line for line in reversed(lines) if line and not re.match(r"Document \d+ of \d+", line)), None
    )


def _publisher(fields: dict[str, str]) -> str | None:
    title = _first_line(fields.get("publication title")) or _first_line(fields.get("publication info"))
    return re.split(r"\s*;|,? Late Edition", title)[0].strip() or None if title else None


def _day(fields: dict[str, str]) -> str | None:
    """ "Nov 8, 2023"; else the day within "New York, N.Y.  08 Nov 2023: A.1"."""
    stated = _first_line(fields.get("publication date"))
    if not stated:
        info = re.search(r"\d{1,2} [A-Z][a-z]{2,8} \d{4}", fields.get("publication info", ""))
        stated = info[0] if info else None
    if not stated:
        return None
    try:
        return normalise(stated)
    except UnbelievedDate:
        return stated_date(stated)
    except ValueError:
        return None


def _names(author: str) -> str:
    """ "Doe, Jane; Roe, John" as "Jane Doe and John Roe"."""
    names = []
    for each in author.split("\n")[0].split(";"):
        # Behind the last name may stand the paper: "Roe, John. The Daily Example"
        name, behind = re.subn(r"(?<=[a-zà-ÿ]{2})\.\s.*$", "", each.strip())
        last, comma, first = name.strip().rstrip(".").partition(", ")
        names.append(f"{first} {last}" if comma else last)
        if behind:
            break
    return ", ".join(name for name in names if name)
