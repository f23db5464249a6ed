"""What is taken from an HTML page."""

from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.article import extract, layout, markup
from polybius.intake.rows import new_page
from polybius.records import Article, Failure, Origin

PARAGRAPHS = [
    "Rebel fighters took control of the airport outside the capital on Monday after two days of shelling.",
    "The army said that it had pulled back to the river bridge to spare civilians, and promised to return.",
    "At least 12 people were killed and more than 3,000 fled toward the border, according to aid agencies.",
    "The airport has been the only way in for food and medicine since the rains washed away the road.",
]
HEAD = """<meta property="og:title" content="Rebels take airport | The Daily Example">
<meta property="og:site_name" content="The Daily Example">
<link rel="canonical" href="https://news.example/airport">
<meta property="article:published_time" content="2023-11-06T23:30:00-05:00">
<meta name="author" content="By JANE DOE">"""
FIGURE = """<figure><img src="a.jpg"><figcaption>Fighters stand by a burnt truck at the gate.
<span class="credit">Jane Doe/AFP</span></figcaption></figure>"""


def html(head: str = HEAD, figure: str = FIGURE, paragraphs: list[str] = PARAGRAPHS) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!doctype html><html lang="en-GB"><head>{head}</head><body><nav><ul>
<li><a href="/">Home</a></li>
<li><a href="/w">World</a></li></ul></nav><article><h1>Rebels take airport</h1>{figure}{body}</article>
<footer>© 2023 The Daily Example</footer></body></html>"""


def article(content: str, **fields: str) -> Article:
    found = extract(new_page(kind="html", content=content, origin=Origin(file="a.html"), **fields))  # type: ignore[arg-type]
    assert isinstance(found, Article), found
    return found


def test_the_article_of_a_page() -> None:
    found = article(html())
    assert found.body.split("\n\n") == PARAGRAPHS
    assert found.title == "Rebels take airport"
    assert (found.published, found.published_basis) == ("2023-11-06T23:30:00-05:00", "metadata")
    assert found.byline == ("Jane Doe",)
    assert (found.publisher, found.url, found.language) == (
        "The Daily Example",
        "https://news.example/airport",
        "en",
    )
    assert [(caption.text, caption.credit) for caption in found.captions] == [
        ("Fighters stand by a burnt truck at the gate.", "Jane Doe/AFP")
    ]
    assert {"Home", "World", "© 2023 The Daily Example"} <= {line.text for line in found.furniture}


def test_json_ld_goes_before_meta_for_all_but_the_date() -> None:
    linked = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{
    "@type": "NewsArticle", "headline": "Rebels seize airport",
    "datePublished": "2023-11-06T10:00:00Z", "dateModified": "2023-11-07T08:00:00Z",
    "author": [{"@type": "Person", "name": "John Roe"},
    {"@type": "Organization", "name": "Associated Press"}],
    "publisher": {"name": "The Example"}}]}</script>"""
    found = article(html(HEAD + linked))
    assert found.title == "Rebels seize airport"
    assert (found.published, found.published_basis) == ("2023-11-06T23:30:00-05:00", "metadata")
    assert found.updated == "2023-11-07T08:00:00+00:00"
    assert (found.byline, found.agency, found.publisher) == (("John Roe",), "AP", "The Example")


def test_broken_json_ld_costs_nothing() -> None:
    found = article(html(HEAD + '<script type="application/ld+json">{"@type": "NewsArticle", </script>'))
    assert found.title == "Rebels take airport"


def test_a_fragment_from_a_feed() -> None:
    found = article("".join(f"<p>{p}</p>" for p in PARAGRAPHS[:2]), title="Rebels take airport", published="2023-11-06")
    assert found.body.split("\n\n") == PARAGRAPHS[:2]
    assert (found.title, found.published_basis) == ("Rebels take airport", "given")


def test_a_page_without_an_article_is_a_failure() -> None:
    found = extract(new_page(kind="html", content=html(figure="", paragraphs=[]), origin=Origin(file="a.html")))
    assert isinstance(found, Failure)


@settings(max_examples=60, deadline=None)
@given(st.text(), st.sampled_from(["", "<p>", "<html><body>", "<?xml version='1.0' encoding='utf-16'?>", "<!--"]))
def test_no_page_raises(text: str, before: str) -> None:
    found = extract(new_page(kind="html", content=before + text, origin=Origin(file="a.html")))
    assert isinstance(found, Article | Failure)


# --- pages of old ---------------------------------------------------------------------------------


def test_tables_that_lay_a_page_out_are_taken_apart() -> None:
    body = "".join(f"<P>{paragraph}</P>" for paragraph in PARAGRAPHS)
    found = article(
        f"""<HTML><HEAD><TITLE>Daily Example: airport</TITLE></HEAD><BODY>
<TABLE><TR><TD COLSPAN="2"><A HREF="/">Daily Example</A> <FONT>Tuesday, November 7, 2023</FONT></TD></TR>
<TR><TD><A HREF="/l">Local</A><BR><A HREF="/s">School sports</A><BR><A HREF="/o">Obituaries</A></TD>
<TD><H1>Rebels take airport</H1><P><I>By Jane Doe, Example staff</I></P>
<TABLE ALIGN="right"><TR><TD><IMG SRC="a.jpg"><BR>
<FONT>Fighters stand by a burnt truck at the gate. (Example photo by Ann Roe)</FONT></TD></TR></TABLE>
{body}</TD></TR><TR><TD COLSPAN="2">Copyright 2023 Daily Example. All rights reserved.</TD></TR></TABLE>
</BODY></HTML>"""
    )
    assert found.body.split("\n\n") == PARAGRAPHS
    assert (found.title, found.byline) == ("Rebels take airport", ("Jane Doe",))
    assert [(caption.text, caption.credit) for caption in found.captions] == [
        ("Fighters stand by a burnt truck at the gate.", "Example photo by Ann Roe")
    ]


def test_a_table_of_data_stays() -> None:
    rows = "".join(f"<tr><td>{town}</td><td>{count}</td></tr>" for town, count in (("Axum", 12), ("Shire", 30)))
    tree = markup.parsed(f"<table>{rows}</table>")
    assert layout.unwrap(tree) is False
    assert len(tree.findall(".//td")) == 4


def test_the_heading_over_the_text_goes_before_a_title_that_is_the_sites_name() -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    found = article(
        f"""<html><head><title>Daily Example</title></head><body><div><a href="/">Daily Example</a></div>
<div id="content"><h2>Rebels take airport as army pulls back</h2><p>Published on 7 November 2023, 10:15</p>
{body}</div></body></html>"""
    )
    assert (found.title, found.publisher) == ("Rebels take airport as army pulls back", "Daily Example")
    assert (found.published, found.published_basis) == ("2023-11-07T10:15:00", "page")
    assert found.body.split("\n\n") == PARAGRAPHS


def test_captions_are_known_by_their_class() -> None:
    figure = """<div class="media"><img src="a.jpg"><div class="image-caption">Fighters stand by a burnt truck.
<span class="photo-credit">Jane Doe/AFP</span></div></div>"""
    found = article(html(figure=figure))
    assert [(caption.text, caption.credit) for caption in found.captions] == [
        ("Fighters stand by a burnt truck.", "Jane Doe/AFP")
    ]
    assert found.body.split("\n\n") == PARAGRAPHS


def test_boxes_of_consent_and_letters_are_not_the_article() -> None:
    boxes = [
        "Sign up for the Daily Example letter. By signing up you agree to our terms of use.",
        "This website uses cookies to improve your experience. By continuing you accept our use of cookies.",
    ]
    assert article(html(paragraphs=[*PARAGRAPHS, *boxes])).body.split("\n\n") == PARAGRAPHS


def test_a_top_heading_that_is_the_sites_name_is_no_headline() -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    found = article(
        f"""<html><head><title>Valley Post</title></head><body><h1>Valley Post</h1>
<h2>Rebels take airport as army pulls back</h2><p>By Jane Doe</p>{body}</body></html>"""
    )
    assert (found.title, found.publisher) == ("Rebels take airport as army pulls back", "Valley Post")
    assert found.body.split("\n\n") == PARAGRAPHS


def test_two_words_are_no_article_but_may_be_what_a_feed_has_of_one() -> None:
    content = html(HEAD, "", ["Rain stops."])
    assert isinstance(extract(new_page(kind="html", content=content, origin=Origin(file="a.html"))), Failure)
    entry = extract(new_page(kind="html", content=content, origin=Origin(file="feed"), summary=True))
    assert isinstance(entry, Article) and entry.body == "Rain stops."
