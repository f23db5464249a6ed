"""What is taken from an HTML page."""

from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.article import extract
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


def test_json_ld_goes_before_meta() -> None:
    linked = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{
    "@type": "NewsArticle", "headline": "Rebels seize airport",
    "datePublished": "2023-11-06T10:00:00Z", "dateModified": "2023-11-07T08:00:00Z",
    "author": [{"@type": "Person", "name": "John Roe"},
    {"@type": "Organization", "name": "Associated Press"}],
    "publisher": {"name": "The Example"}}]}</script>"""
    found = article(html(HEAD + linked))
    assert found.title == "Rebels seize airport"
    assert (found.published, found.published_basis) == ("2023-11-06T10:00:00+00:00", "json-ld")
    assert found.updated == "2023-11-07T08:00:00+00:00"
    assert (found.byline, found.agency, found.publisher) == (("John Roe",), "AP", "The Example")


def test_broken_json_ld_costs_nothing() -> None:
    found = article(html(HEAD + '<script type="application/ld+json">{"@type": "NewsArticle", </script>'))
    assert found.title == "Rebels take airport"


def test_a_fragment_from_a_feed() -> None:
    found = article(
        "".join(f"<p>{p}</p>" for p in PARAGRAPHS[:2]), title="Rebels take airport", published="2023-11-06"
    )
    assert found.body.split("\n\n") == PARAGRAPHS[:2]
    assert (found.title, found.published_basis) == ("Rebels take airport", "given")


def test_a_page_without_an_article_is_a_failure() -> None:
    found = extract(
        new_page(kind="html", content=html(figure="", paragraphs=[]), origin=Origin(file="a.html"))
    )
    assert isinstance(found, Failure)


@settings(max_examples=60, deadline=None)
@given(
    st.text(), st.sampled_from(["", "<p>", "<html><body>", "<?xml version='1.0' encoding='utf-16'?>", "<!--"])
)
def test_no_page_raises(text: str, before: str) -> None:
    found = extract(new_page(kind="html", content=before + text, origin=Origin(file="a.html")))
    assert isinstance(found, Article | Failure)
