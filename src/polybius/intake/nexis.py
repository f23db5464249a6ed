"""Articles downloaded from Nexis Uni as one Word document.

A Word document is a zip archive of XML, and only its paragraphs' words matter here: reading them as a
stream with lxml, which is a dependency already, takes constant memory where python-docx holds the whole
tree of a file that can have a thousand articles.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from polybius.intake.dates import UnbelievedDate, normalise, search
from polybius.intake.limits import LARGEST_FILE, check_fold, too_large
from polybius.intake.rows import new_page, stated_date
from polybius.records import Failure, Origin, Page

DOCUMENT = "word/document.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"

_END = re.compile(r"End of Document\W*$", re.IGNORECASE)
_BODY = re.compile(r"(?:Body|Full Text)\W*$", re.IGNORECASE)
_CLASSIFICATION = re.compile(r"Classification\W*$", re.IGNORECASE)
# Parts between the body and the classification. "Notes" is a cross-heading as well: only with one paragraph
# under it is it the part.
_AFTER = re.compile(r"(?:Graphics?|Correction(?:-Date)?(?:\s*:.*)?|Notes?|Series|Acronym)\W*$", re.IGNORECASE)
_MOST_AFTER = 8
"""Paragraphs of such parts together."""
_CLASSIFYING = re.compile(
    r"(?:Language|Publication-Type|Journal Code|Subject|Company|Organization|Industry|Person|Geographic|Load-Date|URL|"
    r"Ticker|Correction-Date)\s*:",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:Client/Matter|Search Terms|Search Type|Job Number)\s*:", re.IGNORECASE)
_FIELD = re.compile(
    r"(Byline|Length|Section|Dateline|Highlight|Language|Load-Date|URL)\s*:\s*(.+)$", re.IGNORECASE
)
_TITLE = "\x02"
"""Before a paragraph that its style says is a heading."""

_WEEKDAY = re.compile(r"\s*\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b,?", re.IGNORECASE)
_LANGUAGES = {"english": "en", "spanish": "es", "french": "fr", "german": "de", "portuguese": "pt",
              "italian": "it", "dutch": "nl", "russian": "ru", "arabic": "ar", "turkish": "tr"}  # fmt: skip


def articles(archive: zipfile.ZipFile, file: str, published: str | None) -> Iterator[Page | Failure]:
    """A Page an article of an open Word document; ``origin.record`` is the article's number in it.

    A document of another shape is one "scrape" page, its paragraphs as lines. An article without a body
    is a Failure.
    """
    from lxml import etree

    try:
        info = archive.getinfo(DOCUMENT)
    except KeyError:
        yield Failure(origin=Origin(file=file), reason="it is no Word document: it has no text inside")
        return
    if info.file_size > LARGEST_FILE:
        yield Failure(origin=Origin(file=file), reason=too_large(info.file_size, LARGEST_FILE))
        return
    number, gathered = 0, list[str]()
    try:
        check_fold(info.compress_size, info.file_size)
        with archive.open(info) as stream:
            for paragraph in _paragraphs(stream):
                if not _END.match(paragraph):
                    gathered.append(paragraph)
                    continue
                number += 1
                yield _article(gathered, Origin(file=file, record=number), published)
                gathered = []
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        yield Failure(
            origin=Origin(file=file, record=number + 1), reason=f"the Word document is damaged here: {error}"
        )
        return
    if number:
        if any(map(_BODY.match, gathered)):
            yield _article(gathered, Origin(file=file, record=number + 1), published)
    elif not any(line.strip() for line in gathered):
        yield Failure(origin=Origin(file=file), reason="the Word document has no text")
    elif any(map(_BODY.match, gathered)) and any(line.startswith("Load-Date") for line in gathered):
        yield _article(gathered, Origin(file=file, record=1), published)
    elif sum(_CONTENTS.match(line) is not None for line in gathered) >= 2:
        yield Failure(origin=Origin(file=file), reason="it is the contents of a Nexis download, without the articles")
    else:
        text = "\n\n".join(line.removeprefix(_TITLE) for line in gathered if line.strip())
        yield new_page(kind="scrape", content=text, origin=Origin(file=file), published=published)


def _paragraphs(stream: Any) -> Iterator[str]:
    """The text of each paragraph, in order, the tree thrown away behind it; a heading's begins with _TITLE."""
    from lxml import etree

    names = [f"{space}{tag}" for space in (_WORD, _STRICT) for tag in ("p", "t", "tab", "br", "cr", "pStyle")]
    pieces: list[str] = []
    heading = False
    for _, element in etree.iterparse(
        stream, tag=names, resolve_entities=False, no_network=True, huge_tree=True
    ):
        tag = element.tag.rpartition("}")[2]
        if tag == "t":
            pieces.append(element.text or "")
        elif tag == "pStyle":
            style = next((value for name, value in element.items() if name.endswith("val")), "")
            heading = style.lower().startswith(("heading1", "title"))
        elif tag in ("tab", "br", "cr"):
            pieces.append("\t" if tag == "tab" else "\n")
        else:
            text = "".join(pieces).replace("\xa0", " ").strip()
            yield _TITLE + text if heading and text else text
            pieces, heading = [], False
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _article(lines: list[str], origin: Origin, published: str | None) -> Page | Failure:
    titled = " ".join(next((line[1:] for line in lines if line.startswith(_TITLE)), "").split())
    lines = [line.removeprefix(_TITLE) for line in lines]
    lines = [line for paragraph in lines for line in paragraph.split("\n")]
    begins = next((i for i, line in enumerate(lines) if _BODY.match(line.strip())), None)
    if begins is None:
        return Failure(origin=origin, reason='the article has no part named "Body"')
    ends = _end_of_body(lines, begins + 1)
    body = "\n\n".join(line.strip() for line in lines[begins + 1 : ends] if line.strip())
    if not body:
        return Failure(origin=origin, reason="the article's body is empty")
    head = [line.strip() for line in lines[:begins] if line.strip()]
    fields = {
        m[1].lower(): m[2].strip() for line in [*head, *lines[ends:]] if (m := _FIELD.match(line.strip()))
    }
    title, publisher, day = _heading(head, published)
    return new_page(
        kind="text",
        content=body,
        origin=origin,
        title=titled or title,
        publisher=publisher,
        published=day,
        url=fields.get("url"),
        language=_LANGUAGES.get(re.split(r"[\s;,]", fields.get("language", "").lower())[0]),
        byline=fields.get("byline"),
    )


def _end_of_body(lines: list[str], begins: int) -> int:
    """Where the body ends: at the classification, and before it where a picture's or a correction's part begins."""
    found = [i for i in range(begins, len(lines)) if _CLASSIFICATION.match(lines[i].strip())]
    ends = found[-1] if found else len(lines)
    if not found:
        while ends > begins and (not lines[ends - 1].strip() or _CLASSIFYING.match(lines[ends - 1].strip())):
            ends -= 1
    body = ends
    passed = under = 0
    for index in range(ends - 1, begins - 1, -1):
        line = lines[index].strip()
        if not line:
            continue
        if _AFTER.match(line) and (under <= 1 or not line.lower().startswith("note")):
            body, under = index, 0
        else:
            under += 1
        passed += 1
        if passed > _MOST_AFTER:
            break
    return body


def _heading(head: list[str], published: str | None) -> tuple[str | None, str | None, str | None]:
    """Title, publisher and date: three lines in this order, over the copyright and the named fields.

    Before them the first article has the cover page of the download.
    """
    last = next(
        (i for i, line in enumerate(head) if re.match(r"Copyright\b|©", line) or _FIELD.match(line)),
        len(head),
    )
    for index in range(last - 1, -1, -1):
        line = _WEEKDAY.sub("", head[index]).strip(" ,")
        try:
            day: str | None = normalise(line)
        except UnbelievedDate:
            day = stated_date(line)
        except ValueError:
            found = search(line) if len(line) < 60 else None
            day = found[0] if found and found[1] < 3 else None
        if day:
            publisher = head[index - 1] if index else None
            return (head[index - 2] if index > 1 else None), publisher, day
    return (head[last - 1] if last else None), None, published
