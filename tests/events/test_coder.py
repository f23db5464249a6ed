"""Given this sentence, these events."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius import Coder
from polybius.records import Article, Document, Mention

PUBLISHED = "2023-11-08"
Annotate = Callable[[str], Document]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder().load()


@pytest.fixture(scope="module")
def annotate(coder: Coder) -> Annotate:
    numbers = itertools.count()

    def run(text: str) -> Document:
        return coder.annotate(Article(id=f"d{next(numbers)}", body=text, published=PUBLISHED, language="en"))

    return run


def told(document: Document, type_: str) -> Mention:
    """The surest mention of a type; fails with what there is when there is none."""
    found = [m for m in document.events if m.type == type_]
    assert found, [(m.type, m.evidence.trigger.text, m.status) for m in document.events]
    return max(found, key=lambda m: m.confidence)


def actors(mention: Mention) -> set[str | None]:
    return {p.country for p in mention.actor}


def recipients(mention: Mention) -> set[str | None]:
    return {p.country for p in mention.recipient}


@pytest.mark.parametrize(
    ("sentence", "type_", "actor", "recipient"),
    [
        ("Russia attacked Ukraine on Monday.", "ASSAULT", {"RUS"}, {"UKR"}),
        ("Ukraine was attacked by Russia on Monday.", "ASSAULT", {"RUS"}, {"UKR"}),
        ("Russian troops launched an assault on Ukrainian forces.", "ASSAULT", {"RUS"}, {"UKR"}),
        ("Ukrainian forces came under attack by Russian troops.", "ASSAULT", {"RUS"}, {"UKR"}),
        ("The Russian attack on Ukraine began in February.", "ASSAULT", {"RUS"}, {"UKR"}),
        ("Ethiopia condemned Egypt over the remarks.", "ACCUSE", {"ETH"}, {"EGY"}),
        ("France, which has troops in the region, expelled Malian diplomats.", "SANCTION", {"FRA"}, {"MLI"}),
        ("Kenya and Uganda condemned Rwanda.", "ACCUSE", {"KEN", "UGA"}, {"RWA"}),
        ("Turkey began bombing Syria and Iraq.", "ASSAULT", {"TUR"}, {"SYR", "IRQ"}),
        ("Japan refused to provide aid to North Korea.", "REJECT", {"JPN"}, {"PRK"}),
        ("The United States called on Israel to halt the strikes.", "REQUEST", {"USA"}, {"ISR"}),
        ("China threatened to attack Taiwan.", "THREATEN", {"CHN"}, {"TWN"}),
        ("Norway promised to send food to Somalia.", "AGREE", {"NOR"}, {"SOM"}),
        ("Sudan accused Chad of shelling the border.", "ACCUSE", {"SDN"}, {"TCD"}),
    ],
)
def test_roles(annotate: Annotate, sentence: str, type_: str, actor: set[str], recipient: set[str]) -> None:
    mention = told(annotate(sentence), type_)
    assert actors(mention) == actor
    assert recipients(mention) == recipient


def test_parties_to_an_agreement_all_act(annotate: Annotate) -> None:
    mention = told(annotate("Qatar brokered a truce between Israel and Lebanon."), "AGREE")
    assert actors(mention) == {"ISR", "LBN"}


def test_a_mediator_joined_by_a_hyphen(annotate: Annotate) -> None:
    mention = told(
        annotate("The war ended with a Russia-brokered truce between Georgia and Moldova."), "AGREE"
    )
    assert actors(mention) == {"GEO", "MDA"}
    assert {m.country for m in mention.mediator} == {"RUS"}


@pytest.mark.parametrize(
    ("sentence", "type_", "status"),
    [
        ("Rebels attacked the town of Goma on Monday.", "ASSAULT", "occurred"),
        ("Rebels are attacking the town of Goma.", "ASSAULT", "ongoing"),
        ("Rebels did not attack the town of Goma.", "ASSAULT", "denied"),
        ("Rebels may attack the town of Goma.", "ASSAULT", "hypothetical"),
        ("If rebels attack the town of Goma, thousands will flee.", "ASSAULT", "hypothetical"),
        ("Rebels threatened to attack the town of Goma.", "ASSAULT", "threatened"),
        ("The council called for the troops to be deployed in Goma.", "MOBILIZE", "demanded"),
        ("The army accused rebels of attacking the town of Goma.", "ASSAULT", "alleged"),
        ("The minister agreed to visit Kenya in December.", "CONSULT", "planned"),
    ],
)
def test_status(annotate: Annotate, sentence: str, type_: str, status: str) -> None:
    assert told(annotate(sentence), type_).status == status


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("The two presidents will meet in Geneva on Friday.", "AGREE"),  # future CONSULT
        ("Russia will withdraw its troops from Syria.", "AGREE"),  # promised RETREAT, as in the crosswalk
        ("Denmark suspended aid to Mali.", "SANCTION"),  # halted AID
        ("The rebels halted their attacks on the city.", "RETREAT"),  # halted ASSAULT
        ("The government said it will not meet the rebels.", "REJECT"),  # CONSULT that will not be
        ("The generals lifted the curfew in the capital.", "CONCEDE"),  # lifted COERCE
    ],
)
def test_what_plover_rules(annotate: Annotate, sentence: str, type_: str) -> None:
    assert type_ in {m.type for m in annotate(sentence).events}


def test_the_inner_event_stays_under_the_outer(annotate: Annotate) -> None:
    document = annotate("Iran threatened to attack Iraq.")
    assert [(m.type, m.status) for m in document.events] == [
        ("THREATEN", "occurred"),
        ("ASSAULT", "threatened"),
    ]
    outer, inner = document.events
    assert outer.confidence > inner.confidence


def test_who_took_a_place_in_each_year(annotate: Annotate) -> None:
    document = annotate(
        "Armenian forces captured Shusha in 1992. Azerbaijan recaptured Shusha in 2020 after a six-week war."
    )
    held = [(m.date.edtf if m.date else None, *actors(m)) for m in document.events if m.type == "CONTROL"]
    assert held == [("1992", "ARM"), ("2020", "AZE")]


def test_an_event_has_its_codes_and_evidence(annotate: Annotate) -> None:
    text = "Warplanes bombed a market in Idlib on Tuesday, killing at least 12 people."
    mention = told(annotate(text), "ASSAULT")
    assert (mention.mode, mention.quad) == ("aerial", "MATERIAL CONFLICT")
    assert mention.cameo is not None and mention.goldstein is not None and mention.goldstein < -8
    assert mention.evidence.text == text
    assert mention.place is not None and mention.place.name == "Idlib"
    assert mention.date is not None and mention.date.edtf == "2023-11-07"
    assert [(q.kind, q.low, q.high) for q in mention.quantities] == [("killed", 12.0, None)]
    assert mention.why.entry


@pytest.mark.parametrize(
    "sentence",
    [
        "The mayor suffered a heart attack.",
        "Shares rallied after the bank cut rates.",
        "The team attacked from the wing and won the match.",
        "The bride and groom tied the knot.",
    ],
)
def test_no_event_in_a_figure_of_speech(annotate: Annotate, sentence: str) -> None:
    assert [m.type for m in annotate(sentence).events if m.type in ("ASSAULT", "PROTEST", "CONTROL")] == []


def spans(document: Document) -> list[tuple[int, int, str]]:
    found = [(x.start, x.end, x.text) for layer in (
        document.times, document.places, document.entities, document.references, document.quotes, document.quantities
    ) for x in layer]  # fmt: skip
    for m in document.events:
        people = (*m.actor, *m.recipient, *m.mediator)
        found += [(x.start, x.end, x.text) for x in (m.evidence, m.evidence.trigger, *people, *m.quantities)]
    return found


WORDS = st.lists(
    st.sampled_from(
        "Rebels attacked Goma , . the \n\n “ ” said he 12 people were killed on Monday Azerbaijan 's - held area "
        "🙂 It refused to meet Russian troops if not truce between and — 1994 ( ) U.S. 100,000".split(" ")
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(words=WORDS)
def test_offsets_slice_to_their_text_whatever_the_text(coder: Coder, words: list[str]) -> None:
    text = " ".join(words)
    document = coder.annotate(Article(id="d", body=text, published=PUBLISHED, language="en"))
    for start, end, piece in spans(document):
        assert document.text[start:end] == piece
    assert coder.annotate(Article(id="d", body=text, published=PUBLISHED, language="en")) == document


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_annotated(coder: Coder, text: str) -> None:
    document = coder.annotate(Article(id="d", body=text, published=PUBLISHED, language="en"))
    assert document.text == text
    for start, end, piece in spans(document):
        assert text[start:end] == piece
