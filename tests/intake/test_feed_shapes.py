"""Feeds of every version, as sites and aggregators write them."""

from pathlib import Path

import pytest
from intake_builders import parted, write

FULL = "<p>Rebels took the airport.</p><p>The army fled.</p>"
OLD = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Sample Wire</title><link>https://wire.example</link><language>en-us</language>
<item><title>Airport falls</title><link>https://wire.example/1</link><description>Rebels took it.</description></item>
</channel></rss>"""
RDF = f"""<?xml version="1.0" encoding="ISO-8859-1"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel rdf:about="https://wire.example/">
<title>Sample Wire</title><items><rdf:Seq><rdf:li rdf:resource="https://wire.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://wire.example/1"><title>Airport café falls</title><link>https://wire.example/1</link>
<dc:date>2023-11-08T10:00:00+03:00</dc:date><dc:creator>Jane Doe</dc:creator><description>Short.</description>
<content:encoded><![CDATA[{FULL}]]></content:encoded></item></rdf:RDF>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title type="text">Planet News</title><entry><id>tag:wire.example,2023:1</id>
<title type="html">Airport &lt;b&gt;falls</title>
<link rel="enclosure" href="https://wire.example/a.mp3"/><link href="https://wire.example/1"/>
<published>2023-11-08T10:00:00Z</published><updated>2023-11-09T10:00:00Z</updated><author><name>Jane Doe</name></author>
<summary>In short.</summary>
<content type="html">&lt;p&gt;Rebels took the airport.&lt;/p&gt;&lt;p&gt;They hold it.&lt;/p&gt;</content>
<source><title>Sample Wire</title></source></entry><entry><id>https://wire.example/2</id><title>Two</title>
<summary>Rebels took it.</summary><content src="https://wire.example/2" type="text/html"/>
<updated>2023-11-09T10:00:00Z</updated></entry></feed>"""


def rss(items: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News search</title>'
        f"<image><title>Logo</title></image>{items}</channel></rss>"
    )


def test_the_oldest_rss_with_its_doctype(tmp_path: Path) -> None:
    (page,), failed = parted(write(tmp_path / "feed", OLD))
    assert not failed
    assert (page.title, page.url, page.content, page.summary) == (
        "Airport falls", "https://wire.example/1", "Rebels took it.", True,
    )  # fmt: skip


def test_rss_1_0_with_its_content_module(tmp_path: Path) -> None:
    (page,), _ = parted(write(tmp_path / "feed.rdf", RDF.encode("latin-1")))
    assert (page.title, page.publisher, page.published, page.byline, page.content, page.summary) == (
        "Airport café falls", "Sample Wire", "2023-11-08T10:00:00+03:00", ("Jane Doe",), FULL, False,
    )  # fmt: skip


def test_atom_with_its_sources(tmp_path: Path) -> None:
    (one, two), _ = parted(write(tmp_path / "feed", ATOM))
    assert (one.title, one.publisher, one.url, one.published, one.byline, one.summary) == (
        "Airport falls", "Sample Wire", "https://wire.example/1", "2023-11-08T10:00:00+00:00", ("Jane Doe",), False,
    )  # fmt: skip
    assert (two.content, two.url, two.summary) == ("Rebels took it.", "https://wire.example/2", True)


def test_the_publisher_of_an_aggregator_s_entry_is_its_source(tmp_path: Path) -> None:
    item = "<item><title>One</title><source url='https://wire.example'>Sample Wire</source><description>Rebels took it."
    (page,), _ = parted(write(tmp_path / "feed", rss(f"{item}</description></item>")))
    assert page.publisher == "Sample Wire"


def test_a_picture_s_words_are_not_the_entry_s(tmp_path: Path) -> None:
    media = "<media:content url='x.jpg'><media:description>Smoke over the runway on Monday, seen from the hills."
    media += "</media:description></media:content><media:description>Smoke.</media:description>"
    item = f"<item><title>One</title>{media}<description>Rebels took it.</description></item>"
    (page,), _ = parted(write(tmp_path / "feed", rss(item)))
    assert page.content == "Rebels took it."
    _, failed = parted(write(tmp_path / "pictures", rss(f"<item><title>Two</title>{media}</item>")))
    assert [f.reason for f in failed] == ["the entry has no text"]


@pytest.mark.parametrize("end", ["[&#8230;]", "[…]", "…", "<a href='/1'>Continue reading</a> →", "<b>Read more</b>"])
def test_a_full_text_that_is_cut_is_a_summary(tmp_path: Path, end: str) -> None:
    cut = f"<p>Rebels took the airport, officials {end}</p><p>The post <a>One</a> appeared first on Sample Wire.</p>"
    item = f"<item><title>One</title><content:encoded><![CDATA[{cut}]]></content:encoded></item>"
    (page,), _ = parted(write(tmp_path / "feed", rss(item)))
    assert page.summary


def test_what_is_not_quite_xml_is_read(tmp_path: Path) -> None:
    item = "<item><title>A&nbsp;café</title><description>Rebels &eacute; &amp; AT&T.</description></item>"
    (page,), _ = parted(write(tmp_path / "feed", "\n\ufeff" + rss(item)))
    assert page.content.startswith("Rebels é & AT")
