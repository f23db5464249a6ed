"""Quotes: who is reported as saying what, in whole sentences and paragraphs."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from polybius import quotes
from polybius.quotes import LexiconError, lexicon
from polybius.records import Entity, Quote

Parse = Callable[[str], Doc]
Said = tuple[str, str | None, str | None, bool]


def _said(found: tuple[Quote, ...]) -> list[Said]:
    """Content, source, cue, and whether direct."""
    return [(q.text, q.source and q.source.text, q.cue and q.cue.text, q.direct) for q in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will rebuild the town,” Mayor Anna Berg said at the church.",
         [("We will rebuild the town", "Mayor Anna Berg", "said", True)]),
        ('"We will rebuild the town," said Mayor Anna Berg.',
         [("We will rebuild the town", "Mayor Anna Berg", "said", True)]),
        ("``We will rebuild the town,'' said Mayor Anna Berg.",
         [("We will rebuild the town", "Mayor Anna Berg", "said", True)]),
        ("‘We will rebuild the town,’ the mayor said.",
         [("We will rebuild the town", "the mayor", "said", True)]),
        ("The mayor said: “We will rebuild the town.”",
         [("We will rebuild the town.", "The mayor", "said", True)]),
        ("The mayor said the town would be rebuilt.",
         [("the town would be rebuilt", "The mayor", "said", False)]),
        ("The mayor said the town was “a field of ashes” after the raid.",
         [("the town was “a field of ashes” after the raid", "The mayor", "said", False)]),
        ("The bridge is closed, according to the ministry.",
         [("The bridge is closed", "the ministry", "according to", False)]),
        ("The driver was told by police that the bridge was closed.",
         [("that the bridge was closed", "police", "told", False)]),
        ("The army denied the minister's claim that rebels held the bridge.",
         [("the minister's claim that rebels held the bridge", "The army", "denied", False),
          ("rebels held the bridge", "the minister", "claim", False)]),
    ],
)  # fmt: skip
def test_sentence(text: str, expected: list[Said], parse: Parse) -> None:
    assert _said(quotes.find(parse(text))) == expected


def test_a_split_quotation_has_one_cue_and_one_source(parse: Parse) -> None:
    doc = parse("“The river rose at night,” the farmer said, “and nobody came to help us.”")
    assert _said(quotes.find(doc)) == [
        ("The river rose at night", "the farmer", "said", True),
        ("and nobody came to help us.", "the farmer", None, True),
    ]


def test_a_quotation_over_paragraphs_stays_with_its_speaker(parse: Parse) -> None:
    doc = parse(
        "“The river rose at night,” the farmer said. “It took the barn and the cattle.\n\n"
        "“Nobody came to help us until noon.”\n\nThe army did not comment."
    )
    assert [(q.text, q.source and q.source.text) for q in quotes.find(doc) if q.direct] == [
        ("The river rose at night", "the farmer"),
        ("It took the barn and the cattle.", "the farmer"),
        ("Nobody came to help us until noon.", "the farmer"),
    ]


def test_words_inside_a_quotation_attribute_nothing(parse: Parse) -> None:
    doc = parse("“The rebels said they would leave,” the mayor said.")
    assert _said(quotes.find(doc)) == [("The rebels said they would leave", "the mayor", "said", True)]


def test_reported_speech_in_reported_speech_is_the_outer_speakers(parse: Parse) -> None:
    doc = parse("The mayor said he hoped that the rebels would leave.")
    assert _said(quotes.find(doc)) == [("he hoped that the rebels would leave", "The mayor", "said", False)]


def test_a_quotation_without_a_speaker_has_no_source(parse: Parse) -> None:
    doc = parse("“Nobody came to help us until noon.”")
    assert _said(quotes.find(doc)) == [("Nobody came to help us until noon.", None, None, True)]


@pytest.mark.parametrize(
    "text",
    ["The town, also known by locals as Karsk, lies on a river.", "The so-called “peace line” was crossed.",
     "The town, which locals called Karsk, fell.", "Recommended Videos",
     "It’s the workers’ hall, the ’90s one.", "A crowd gathered in the square."],
)  # fmt: skip
def test_no_quote(text: str, parse: Parse) -> None:
    assert quotes.find(parse(text)) == ()


def test_turns_of_a_transcript(parse: Parse) -> None:
    found = quotes.find(parse("LEE: Who gave the order?\n\nDIAZ: I did.\n\nLEE: When was that?"))
    assert [(q.source and q.source.text, q.text) for q in found] == [
        ("LEE", "Who gave the order?"),
        ("DIAZ", "I did."),
        ("LEE", "When was that?"),
    ]


def test_a_dateline_is_no_speaker(parse: Parse) -> None:
    assert all(
        q.source is None or q.source.text != "NEW DELHI" for q in quotes.find(parse("NEW DELHI: It rained."))
    )


def test_the_source_carries_the_name_of_its_entity(parse: Parse) -> None:
    text = "Norland President Ada Holm said the war was over."
    holm = Entity(start=18, end=26, text="Ada Holm", name="Ada Holm", kind="person", chain=0)
    norland = Entity(start=0, end=7, text="Norland", name="Norland", kind="nation", chain=1)
    (quote,) = quotes.find(parse(text), (norland, holm))
    assert quote.source is not None
    assert (quote.source.text, quote.source.entity) == ("Norland President Ada Holm", "Ada Holm")


def test_attribution_is_the_source_of_the_quote_around_the_trigger(parse: Parse) -> None:
    doc = parse("The mayor said rebels attacked the bridge. The army shelled the town.")
    found = quotes.find(doc)
    source = {t.text: quotes.attribution(t, found) for t in doc}
    assert source["attacked"] is not None and source["attacked"].text == "The mayor"
    assert source["shelled"] is None


def test_reported_blame_is_the_accusers(parse: Parse) -> None:
    doc = parse("Norland accused Sudland of shelling the plant, a news agency reported.")
    source = quotes.attribution(next(t for t in doc if t.text == "shelling"), quotes.find(doc))
    assert source is not None and source.text == "Norland"


def test_a_wrong_line_is_named() -> None:
    with pytest.raises(LexiconError, match=r"verbs\.toml, line 2: mumble: "):
        list(lexicon.parse_rows('[say]\nmumble = { takes = "speech" }\n', "verbs.toml"))


@pytest.mark.parametrize(
    ("verb", "forms"),
    [("deny", {"denies", "denied", "denying"}), ("plan", {"plans", "planned", "planning"}),
     ("agree", {"agrees", "agreed", "agreeing"}), ("stress", {"stresses", "stressed", "stressing"})],
)  # fmt: skip
def test_forms_of_a_verb(verb: str, forms: set[str]) -> None:
    assert set(lexicon.verb_forms(verb)) == {verb, *forms}


@settings(max_examples=40, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("“”\"'‘’`«». ,\n—:ABCsaid the")) | st.text(max_size=120))
def test_any_text_gives_offsets_that_slice(text: str, nlp: Language) -> None:
    doc = nlp(text)
    found = quotes.find(doc)
    for quote in found:
        spans = [quote, *(s for s in (quote.source, quote.cue) if s is not None)]
        assert all(text[s.start : s.end] == s.text for s in spans)
    assert found == quotes.find(doc)
