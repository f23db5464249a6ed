"""Exports of the databases that libraries have: many articles in one file, with the traps such files hold."""

import io
import zipfile
from pathlib import Path

from intake_builders import PROSE, docx, nexis_article, nexis_cover, paragraph, parted, proquest, proquest_record, write

TEXT = "\n\n".join(PROSE)

# --- Nexis Uni --------------------------------------------------------------------------------------


def test_a_download_with_its_cover_gives_its_articles(tmp_path: Path) -> None:
    two = nexis_article("Two", byline=None)
    content = docx([*nexis_cover("One", "Two"), *nexis_article("One: what we know"), *two])
    found, failed = parted(write(tmp_path / "Files (2).docx", content))
    assert not failed
    assert [(p.title, p.publisher, p.published, p.language, p.byline) for p in found] == [
        ("One: what we know", "The Sample Times", "2023-11-08", "en", ("By Jane Doe and John Roe",)),
        ("Two", "The Sample Times", "2023-11-08", "en", ()),
    ]
    assert [p.content for p in found] == [TEXT, TEXT]


def test_an_edition_and_a_correction_under_the_date_are_no_title(tmp_path: Path) -> None:
    article = nexis_article(
        "Army answers", day="November 7, 2023 Tuesday 11:30 PM GMT",
        under=("Late Edition - Final", "Correction Appended"),
        parts=("Correction", "", "Correction: November 10, 2023", "An article on Tuesday misstated the number.",
               "Graphic", "", "PHOTO: Smoke over the runway. (PHOTOGRAPH BY J. DOE) (A1)"),
    )  # fmt: skip
    (page,), failed = parted(write(tmp_path / "a.docx", docx(article)))
    assert not failed
    assert (page.title, page.published) == ("Army answers", "2023-11-07T23:30:00+00:00")
    assert page.content == TEXT


def test_lines_of_the_body_that_look_like_parts_stay(tmp_path: Path) -> None:
    body = (*PROSE, "Notes", "Subject: he would not name it.", "Language: French, she said.", PROSE[0])
    (page,), _ = parted(write(tmp_path / "a.docx", docx(nexis_article("Army answers", body=body))))
    assert page.content == "\n\n".join(body)


def test_a_title_of_two_lines_is_one(tmp_path: Path) -> None:
    (page,), _ = parted(write(tmp_path / "a.docx", docx(nexis_article("A title of two lines\nthat goes on"))))
    assert page.title == "A title of two lines that goes on"


def test_without_styles_the_lines_order_tells(tmp_path: Path) -> None:
    content = docx([*nexis_cover("One"), *nexis_article("One", style=None)])
    (page,), _ = parted(write(tmp_path / "a.docx", content))
    assert (page.title, page.publisher) == ("One", "The Sample Times")


def test_an_abstract_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    content = docx([*nexis_article("One"), *nexis_article("Two", body=None), *nexis_article("Three")])
    found, failed = parted(write(tmp_path / "a.docx", content))
    assert [p.title for p in found] == ["One", "Three"]
    assert [(f.origin.record, f.reason) for f in failed] == [(2, 'the article has no part named "Body"')]


def test_a_download_s_zip_holds_the_articles_and_their_list(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Files (1).docx", docx([*nexis_cover("One"), *nexis_article("One")]))
        archive.writestr("Files_doclist.docx", docx(nexis_cover("One")))
    found, failed = parted(write(tmp_path / "a.zip", buffer.getvalue()))
    assert [(p.title, p.origin.file[-20:]) for p in found] == [("One", "a.zip/Files (1).docx")]
    assert [f.reason for f in failed] == ["it is the contents of a Nexis download, without the articles"]


def test_an_rtf_download_says_what_to_do(tmp_path: Path) -> None:
    _, failed = parted(write(tmp_path / "a.rtf", r"{\rtf1\ansi {\fonttbl{\f0 Times;}} Rebels took it.\par}"))
    assert [f.reason for f in failed] == ["it is an RTF file: save it as Word (.docx) or plain text"]


def test_another_word_document_keeps_its_lines(tmp_path: Path) -> None:
    (page,), _ = parted(write(tmp_path / "a.docx", docx([paragraph("Airport falls", "Heading1"), paragraph(PROSE[0])])))
    assert (page.kind, page.content) == ("scrape", f"Airport falls\n\n{PROSE[0]}")


# --- ProQuest ---------------------------------------------------------------------------------------


def test_an_export_with_all_its_fields(tmp_path: Path) -> None:
    export = proquest(proquest_record("One", TEXT), proquest_record("Two", "\n".join(PROSE), number=7))
    found, failed = parted(write(tmp_path / "ProQuestDocuments.txt", export))
    assert not failed
    assert [p.content for p in found] == [TEXT, TEXT]
    assert [(p.id, p.title, p.publisher, p.published, p.language, p.byline) for p in found] == [
        ("123456", "One", "The Sample Times", "2023-11-08", "en", ("Jane Doe, John Roe",)),
        ("7", "Two", "The Sample Times", "2023-11-08", "en", ("Jane Doe, John Roe",)),
    ]
    assert found[0].url == "http://search.example/docview/123456?accountid=1"


def test_lines_of_an_article_that_look_like_fields_stay(tmp_path: Path) -> None:
    text = f"{TEXT}\n\nPeople: the dead are named here.\n\nSection: two of the wall fell.\n\nTitle: none.\n\n{PROSE[0]}"
    (page,), _ = parted(write(tmp_path / "a.txt", proquest(proquest_record("One", text))))
    assert page.content == text


def test_a_rule_within_an_article_does_not_end_it(tmp_path: Path) -> None:
    text = f"{PROSE[0]}\n\n{'_' * 40}\n\n{PROSE[1]}\n\nCorrection: An earlier version misstated the number."
    export = proquest(proquest_record("One", text), proquest_record("Two", TEXT))
    found, failed = parted(write(tmp_path / "a.txt", export))
    assert [p.content for p in found] == [text, TEXT] and not failed


def test_a_title_may_be_wrapped_and_a_text_may_be_missing(tmp_path: Path) -> None:
    export = proquest(proquest_record("Abstract only", None), proquest_record("A title that takes\ntwo lines", TEXT))
    found, failed = parted(write(tmp_path / "a.txt", export))
    assert [p.title for p in found] == ["A title that takes two lines"]
    assert [(f.origin.record, f.reason) for f in failed] == [(1, "the record has no full text")]


def test_a_date_nobody_believes_costs_no_article(tmp_path: Path) -> None:
    (page,), _ = parted(write(tmp_path / "a.txt", proquest(proquest_record("One", TEXT, date="Nov 8, 1699"))))
    assert page.published == "Nov 8, 1699"
