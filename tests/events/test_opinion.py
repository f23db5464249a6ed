"""The encoder's second opinion: what it may change, and what not."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.events import ontology, opinion, opinion_deciding, subtypes
from polybius.events.opinion import Encoder, OpinionError, Scores
from polybius.events.opinion_deciding import NONE, Margin, Weights, decide
from polybius.pipeline import Coder
from polybius.records import Article, Evidence, Mention, Participant, Span, Why

TEXT = (
    "The army shelled a market in Goma on Monday, killing at least 12 people, a doctor said. "
    "Rwanda denied that its troops had crossed the border. The two governments agreed to hold talks in Nairobi. "
    "The striker fired wide and the match ended without a goal."
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return opinion.load()


def _mention(text: str, trigger: str, **fields: object) -> Mention:
    start = text.index(trigger)
    mention = Mention(
        id="1",
        document="d",
        type="ASSAULT",
        status="occurred",
        evidence=Evidence(
            start=0,
            end=len(text),
            text=text,
            trigger=Span(start=start, end=start + len(trigger), text=trigger),
        ),
        salience=0.5,
        confidence=0.8,
        why=Why(entry="assault/shell"),
    )
    return msgspec.structs.replace(mention, **fields)


# --- the encoder ----------------------------------------------------------------------------------


def _party(text: str, words: str | None) -> tuple[Participant, ...]:
    if words is None:
        return ()
    start = text.index(words)
    return (Participant(start=start, end=start + len(words), text=words),)


@pytest.mark.parametrize(
    ("text", "trigger", "actor", "recipient", "root", "subtype"),
    [
        ("The army shelled the town.", "shelled", "army", "town", "ASSAULT", "shelling_artillery_missile_attack"),
        ("France condemned the coup.", "condemned", "France", None, "ACCUSE", "diplomatic_event"),
        ("Police arrested forty students.", "arrested", "Police", "students", "COERCE", "arrests"),
        ("Workers marched against the government.", "marched", "Workers", "government", "PROTEST", "peaceful_protest"),
        ("The two sides signed a treaty.", "signed", "sides", None, "SUPPORT", "agreement"),
        ("Floods killed 20 people.", "killed", None, "people", "DISASTER", "natural_disaster"),
        ("The striker shot wide.", "shot", "striker", None, NONE, NONE),
    ],
)
def test_clear_sentences_are_scored_as_what_they_are(
    encoder: Encoder, text: str, trigger: str, actor: str | None, recipient: str | None, root: str, subtype: str
) -> None:
    mention = _mention(text, trigger, actor=_party(text, actor), recipient=_party(text, recipient))
    (scores,) = encoder.scores(text, [mention])
    assert scores is not None
    assert max(scores.roots, key=lambda name: scores.roots[name]) == root
    assert max(scores.subtypes, key=lambda name: scores.subtypes[name]) == subtype


def test_scores_are_the_same_whoever_is_asked_beside_and_in_whatever_order(encoder: Encoder) -> None:
    text = "Rebels attacked the village and the army arrested two officers after protests in the capital."
    mentions = [_mention(text, word) for word in ("attacked", "arrested", "protests")]
    together = encoder.scores(text, mentions)
    assert together == [encoder.scores(text, [m])[0] for m in mentions]
    assert together[::-1] == encoder.scores(text, mentions[::-1])


def test_scores_are_rounded_logarithms_of_shares(encoder: Encoder) -> None:
    text = "Rebels attacked the village."
    (scores,) = encoder.scores(text, [_mention(text, "attacked")])
    assert scores is not None
    for row in (scores.roots, scores.modes, scores.subtypes):
        assert all(s <= 0.0 and s == round(s, 2) for s in row.values())


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=400), st.data())
def test_any_text_is_scored_or_passed_over(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    mention = _mention("x", "x")
    span = Span(start=start, end=end, text=text[start:end])
    mention = msgspec.structs.replace(mention, evidence=Evidence(start=0, end=len(text), text=text, trigger=span))
    (scores,) = opinion.load().scores(text, [mention])
    assert scores is None or set(scores.roots) == set(opinion.load().labels.roots)


def test_a_very_long_sentence_costs_no_more_than_a_long_one(encoder: Encoder) -> None:
    long = "The army shelled the town, " + "and the people who lived there fled to the hills, " * 2000
    (scores,) = encoder.scores(long, [_mention(long, "shelled")])
    cut = long[: 27 + 600]
    (same,) = encoder.scores(cut, [_mention(cut, "shelled")])
    assert scores == same


def test_a_missing_encoder_is_named_with_the_way_out(tmp_path: object) -> None:
    with pytest.raises(OpinionError, match=r"labels\.toml.*--rules-only"):
        Encoder(tmp_path)  # type: ignore[arg-type]


def test_the_encoder_is_small() -> None:
    from importlib.resources import files

    sizes = [f.stat().st_size for f in (files("polybius") / "data" / "opinion").iterdir()]  # type: ignore[attr-defined]
    assert sum(sizes) < 25_000_000


def test_all_it_can_say_is_in_the_ontology(encoder: Encoder) -> None:
    known = ontology.load()
    assert set(encoder.labels.roots) == {*known.types, NONE}
    assert all(known.has(root, mode or None) for root, _, mode in (m.partition("/") for m in encoder.labels.modes))
    assert set(encoder.labels.subtypes) <= {rule.subtype for rule in subtypes.load()} | {NONE}


# --- the decision ---------------------------------------------------------------------------------

WEIGHTS = Weights(
    root=Margin(base=1.0, trust=2.0),
    operator=Margin(base=9.0),
    mode=Margin(base=1.0),
    subtype=Margin(base=1.0),
    confidence=(0.0, 1.0, 0.5),
    rules_only=(0.0, 1.0),
    drop=-0.1,
)


def _scores(
    roots: dict[str, float], modes: dict[str, float] | None = None, fine: dict[str, float] | None = None
) -> Scores:
    every = dict.fromkeys(("ASSAULT", "COERCE", "ACCUSE", NONE), -9.0)
    kinds = dict.fromkeys(("ASSAULT/", "ASSAULT/beat", "COERCE/", "COERCE/arrest", "ACCUSE/"), -5.0)
    return Scores(
        {**every, **roots}, {**kinds, **(modes or {})}, {"attack": -5.0, "arrests": -5.0, NONE: -5.0, **(fine or {})}
    )


def test_the_rules_code_stands_within_the_margin_and_falls_beyond_it() -> None:
    mention = _mention("The army shelled the town.", "shelled", confidence=0.5)  # margin 1 + 2 x 0.5
    near = decide(mention, _scores({"ASSAULT": -2.5, "COERCE": -0.6}), WEIGHTS)
    far = decide(mention, _scores({"ASSAULT": -2.7, "COERCE": -0.6}), WEIGHTS)
    assert near is not None and far is not None
    assert (near.type, far.type) == ("ASSAULT", "COERCE")
    assert far.why == "encoder: COERCE (0.55), not the rules' ASSAULT"


def test_what_an_operator_made_has_a_margin_of_its_own() -> None:
    mention = _mention("The army shelled the town.", "shelled", why=Why(entry="operators/refuse"))
    decision = decide(mention, _scores({"ASSAULT": -4.0, "COERCE": -0.1}), WEIGHTS)
    assert decision is not None and decision.type == "ASSAULT"
    assert decision.why == "encoder would have COERCE (0.9)"


def test_a_mode_is_always_one_of_the_decided_type() -> None:
    mention = _mention("The army shelled the town.", "shelled", mode="beat")
    decision = decide(mention, _scores({"COERCE": -0.01}, {"ASSAULT/beat": -0.1, "COERCE/arrest": -1.0}), WEIGHTS)
    assert decision is not None and (decision.type, decision.mode) == ("COERCE", "arrest")


def test_where_the_encoder_is_sure_of_no_event_none_is_left() -> None:
    mention = _mention("The army shelled the town.", "shelled", confidence=0.5)
    assert decide(mention, _scores({NONE: -0.01}), msgspec.structs.replace(WEIGHTS, drop=0.0)) is None
    assert decide(mention, _scores({NONE: -0.9}), msgspec.structs.replace(WEIGHTS, drop=0.0)) is not None


@given(st.floats(0.02, 0.98), st.floats(0.02, 0.98), st.floats(-6, 0), st.floats(-6, 0))
def test_confidence_grows_with_either_opinion(a: float, b: float, s: float, t: float) -> None:
    def confidence(rules: float, score: float) -> float:
        mention = _mention("The army shelled the town.", "shelled", confidence=rules)
        decision = decide(mention, _scores({"ASSAULT": score}), opinion_deciding.weights())
        assert decision is not None
        return decision.confidence

    assert confidence(min(a, b), min(s, t)) <= confidence(max(a, b), max(s, t))
    assert 0.0 <= confidence(a, s) <= 1.0


# --- in the coder ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def opinions() -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    article = Article(id="d", body=TEXT, published="2023-11-08", language="en")
    return tuple(Coder(rules_only=alone).annotate(article).events for alone in (False, True))  # type: ignore[return-value]


def test_it_changes_codes_and_confidence_and_nothing_else(
    opinions: tuple[tuple[Mention, ...], tuple[Mention, ...]],
) -> None:
    both, alone = opinions
    by_trigger = {(m.evidence.trigger.start, m.actor, m.recipient): m for m in alone}
    assert both
    for mention in both:
        rules = by_trigger[mention.evidence.trigger.start, mention.actor, mention.recipient]
        for field in ("evidence", "mediator", "date", "place", "quantities", "status", "attribution", "salience"):
            assert getattr(mention, field) == getattr(rules, field)
        assert mention.why.entry == rules.why.entry
        assert mention.why.rules[: len(rules.why.rules)] == rules.why.rules


def test_every_mention_says_what_the_encoder_thought(
    opinions: tuple[tuple[Mention, ...], tuple[Mention, ...]],
) -> None:
    both, alone = opinions
    assert all(m.why.rules[-1].startswith("encoder") for m in both)
    assert not any(rule.startswith("encoder") for m in alone for rule in m.why.rules)


def test_ids_stay_unique(opinions: tuple[tuple[Mention, ...], tuple[Mention, ...]]) -> None:
    for mentions in opinions:
        assert len({m.id for m in mentions}) == len(mentions)
