"""Files as people have them, built in full: what the tests of intake read."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from polybius.intake import read
from polybius.records import Failure, Page

PROSE = (
    "Rebels took the airport outside the capital on Monday, officials said, after two days of shelling.",
    "The army pulled back to the river bridge and shelled the runway — families in Bújumbura fled on foot.",
    "At least 12 people were killed and 40 wounded, the governor said on Tuesday. The café burned down.",
)


def page(paragraphs: tuple[str, ...] = PROSE, *, charset: str | None = None, title: str = "Rebels take airport") -> str:
    """A saved page of a made-up outlet, menu and small print and all."""
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html>\r\n<html><head>{meta}<title>{title} - Sample Wire</title></head><body><ul><li><a href='/'>"
        f"Home</a></li></ul><article><h1>{title}</h1>{body}</article><p>All rights reserved</p></body></html>"
    )


def write(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def parted(*paths: Path, **options: str) -> tuple[list[Page], list[Failure]]:
    """The pages and the failures of some inputs."""
    found = list(read([str(path) for path in paths], **options))
    return [f for f in found if isinstance(f, Page)], [f for f in found if isinstance(f, Failure)]


# --- Nexis Uni --------------------------------------------------------------------------------------


def paragraph(text: str, style: str | None = None) -> str:
    """A paragraph of a Word document; a line end in it is a soft one."""
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{escape(line)}</w:t></w:r>' for line in text.split("\n")
    )
    return f'<w:p>{mark}<w:bookmarkStart w:id="1" w:name="x"/><w:hyperlink r:id="rId1">{runs}</w:hyperlink></w:p>'


def docx(paragraphs: list[str]) -> bytes:
    """A Word document of paragraphs (``paragraph``)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document '
            'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
            + "".join(paragraphs)
            + "</w:body></w:document>",
        )
    return buffer.getvalue()


def nexis_cover(*titles: str) -> list[str]:
    """What stands before the articles of a download, and alone in its list of contents."""
    lines = ["User Name: = A Student", "Date and Time: = Friday, November 10, 2023 3:14:00 PM EST",
             "Job Number: = 209123456", f"Documents ({len(titles)})"]  # fmt: skip
    for number, title in enumerate(titles, 1):
        lines += [f"{number}. {title}", "Client/Matter: -None-", "Search Terms: airport AND rebels",
                  "Search Type: Natural Language", "Narrowed by: ", "Content Type", "Narrowed by", "News",
                  "Timeline: Nov 01, 2023 to Nov 09, 2023"]  # fmt: skip
    footer = "| About LexisNexis | Privacy Policy | Terms & Conditions | Copyright © 2023 LexisNexis"
    return [paragraph(line) for line in (*lines, footer, "")]


def nexis_article(
    title: str,
    *,
    style: str | None = "Heading1",
    day: str = "November 8, 2023 Wednesday",
    under: tuple[str, ...] = (),
    byline: str | None = "Byline: By Jane Doe and John Roe",
    body: tuple[str, ...] | None = PROSE,
    parts: tuple[str, ...] = (),
) -> list[str]:
    """One article of a download; ``under`` stands under the date, ``parts`` behind the body."""
    head = ["The Sample Times", day, *under, "", "Copyright 2023 The Sample Times Company\nAll Rights Reserved", "",
            "Section: Section A; Column 0; Foreign Desk; Pg. 1", "Length: 745 words"]  # fmt: skip
    if byline:
        head.append(byline)
    text = ["Highlight: In short."]
    if body is not None:
        text = ["Body", "", *(line for each in body for line in (each, ""))]
    tail = ["Classification", "", "Language: ENGLISH", "Publication-Type: Newspaper", "Subject: AIRPORTS (90%)",
            "Geographic: CONGO (79%)", "Load-Date: November 9, 2023", "", "End of Document"]  # fmt: skip
    lines = [*head, *text, *parts, *tail]
    return [paragraph(""), paragraph(title, style), *(paragraph(line) for line in lines)]


# --- ProQuest ---------------------------------------------------------------------------------------

RULE = "_" * 60


def proquest(*records: str) -> str:
    """A text export of records (``proquest_record``), with its cover, contents and closing lines."""
    contents = "\n\n".join(f"{number}. Some title ...... {number}" for number in range(1, len(records) + 1))
    parts = [f"Document {number} of {len(records)}\n\n{record}" for number, record in enumerate(records, 1)]
    closing = (
        "Contact us at: http://support.example\n\nCopyright © 2023 ProQuest LLC. All rights reserved.\n\n"
        "Terms and Conditions: http://support.example/terms\n"
    )
    cover = "\n\nReport Information from ProQuest\n\nNovember 10 2023 03:14\n\n"
    front = ["", cover, f"\n\nTable of contents\n\n{contents}\n\n"]
    return RULE.join([*front, *(f"\n\n{part}\n\n" for part in parts), f"\n\n{closing}"])


def proquest_record(title: str, text: str | None, *, number: int = 123456, date: str = "Nov 8, 2023") -> str:
    """One record with all the fields that the export has, its full text in the midst of them."""
    full = f"Full text: {text}\n\n" if text is not None else ""
    fields = {
        "Credit": "By JANE DOE", "Illustration Caption": "PHOTOS: Smoke.", "Subject": "Airports; Rebellions; ",
        "Location": "Goma Congo", "Title": title,
        "Publication title": "The Sample Times, Late Edition (East Coast); New York, N.Y.", "Pages": "A.1",
        "Publication year": "2023", "Publication date": date, "Section": "A", "Publisher": "Sample Times Company",
        "Place of publication": "New York, N.Y.", "Country of publication": "United States, New York, N.Y.",
        "ISSN": "00000000", "Source type": "Newspapers", "Language of publication": "English",
        "Document type": "News", "ProQuest document ID": str(number),
        "Document URL": f"http://search.example/docview/{number}?accountid=1",
        "Copyright": "Copyright Sample Times Company Nov 8, 2023", "Last updated": "2023-11-09",
        "Database": "ProQuest Central",
    }  # fmt: skip
    head = (
        f"{title}\n\nAuthor: Doe, Jane; Roe, John. The Sample Times (Online); New York.\n\n"
        "Publication info: The Sample Times, Late Edition (East Coast) ; New York, N.Y. [New York, N.Y]. 08 Nov 2023: "
        f"A.1.\n\nhttp://search.example/docview/{number}?accountid=1\n\nAbstract: In short.\n\n"
        "Links: http://resolver.example\n\n"
    )
    return head + full + "\n\n".join(f"{name}: {value}" for name, value in fields.items())
