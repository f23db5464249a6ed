"""Decisions at the desk: what they make of events, what they survive, what takes them back."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from factories import count, date, document, place, tell, who
from polybius.records import Document, Event, Mention
from polybius.reviews import ReviewError, Words
from polybius.reviews.values import when
from polybius.store import Filter, Store
from polybius.store.desk import By, Conflict, Desk
from polybius.store.reviewing import KEPT

ANA, BEN = By(reviewer="Ana"), By(reviewer="Ben")
NOON = datetime(2024, 1, 2, 12, tzinfo=UTC)

BOMBED = "Rebels bombed a market in Goma on Wednesday, killing 12."


def bombing(id: str, killed: float = 12, sentence: str = BOMBED, **fields: Any) -> Document:
    return document(
        id,
        tell(sentence, "bombed", "ASSAULT", date=date("2023-11-08"), place=place("Goma"),
             actor=(who("Rebels", "COD", "REB"),), quantities=(count("killed", killed),), **fields),
    )  # fmt: skip


def march(id: str = "march") -> Document:
    sentence = "Students marched in Kyiv on Tuesday."
    return document(id, tell(sentence, "marched", "PROTEST", date=date("2023-11-07"), place=place("Kyiv"),
                             actor=(who("Students", "UKR", "EDU"),)))  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.duckdb") as opened:
        for one in (bombing("a"), bombing("b", 15), march()):
            opened.add(one)
        assert opened.relink() == 2
        yield opened


def desk(store: Store) -> Desk:
    return Desk(store, now=lambda: NOON)


def attack(store: Store) -> Event:
    [found] = store.events(Filter(types=("ASSAULT",)))
    return found


def whole(store: Store) -> tuple[list[Event], list[Mention]]:
    """All that a store tells: events, rejected ones too, and mentions."""
    return list(store.events(Filter(rejected=True))), list(store.mentions())


# --- accepting, correcting, rejecting -----------------------------------------------------------


def test_an_event_is_accepted_by_name_and_day(store: Store) -> None:
    done = desk(store).accept(attack(store).id, ANA)
    event = attack(store)
    assert (event.reviewed, event.reviewers, event.reviewed_on) == ("accepted", ("Ana",), "2024-01-02")
    assert done.events == [event.id]
    assert (done.decision.number, done.decision.at, done.decision.action) == (1, "2024-01-02T12:00:00Z", "accept")
    assert [one.id for one in store.events(Filter(reviewed=("accepted",)))] == [event.id]
    assert [one.type for one in store.events(Filter(reviewed=("open",)))] == ["PROTEST"]


def test_a_corrected_field_is_in_exports_and_filters_at_once(store: Store) -> None:
    event = attack(store)
    desk(store).correct(event.id, ANA, "place", msgspec.to_builtins(place("Kharkiv")))
    now = attack(store)
    assert now.place is not None and now.place.name == "Kharkiv" and now.reviewed == "begun"
    assert [one.id for one in store.events(Filter(places=("Kharkiv",)))] == [event.id]
    assert list(store.events(Filter(places=("Goma",)))) == []
    desk(store).accept(event.id, ANA)
    assert attack(store).reviewed == "corrected"


def test_a_corrected_mention_counts_as_its_source_said_that(store: Store) -> None:
    event = attack(store)
    assert [claim.value for claim in event.claims if claim.field == "killed"] == ["15", "12"]
    wrong = next(one for one in store.mentions(event.id) if one.document == "b")
    desk(store).correct(event.id, ANA, "quantities", msgspec.to_builtins((count("killed", 12),)), mention=wrong.id)
    now = attack(store)
    assert [one.low for one in now.quantities] == [12]
    assert [claim for claim in now.claims if claim.field == "killed"] == []
    assert [one.quantities[0].low for one in store.mentions(event.id)] == [12, 12]


def test_a_corrected_event_keeps_what_each_source_said(store: Store) -> None:
    event = attack(store)
    desk(store).correct(event.id, ANA, "quantities", msgspec.to_builtins((count("killed", 12),)))
    killed = [(one.value, one.chosen, one.rule) for one in attack(store).claims if one.field == "killed"]
    assert sorted(killed) == [("12", True, "settled in review"), ("15", False, "differs")]
    assert sorted(one.quantities[0].low or 0 for one in store.mentions(event.id)) == [12, 15]


def test_another_type_brings_its_codes_and_drops_a_mode_it_has_not(store: Store) -> None:
    event = attack(store)
    desk(store).correct(event.id, ANA, "mode", "explosives")
    assert attack(store).cameo is not None
    desk(store).correct(event.id, ANA, "type", "PROTEST")
    [now] = [one for one in store.events() if one.id == event.id]
    assert (now.type, now.mode, now.quad) == ("PROTEST", None, "MATERIAL CONFLICT")


def test_a_rejected_event_is_left_out_and_can_be_asked_for(store: Store) -> None:
    event = attack(store)
    desk(store).reject(event.id, ANA, note="a drill")
    assert [one.type for one in store.events()] == ["PROTEST"]
    assert [one.id for one in store.events(Filter(reviewed=("rejected",)))] == [event.id]
    assert len(list(store.events(Filter(rejected=True)))) == 2
    assert store.counts().events == 1


def test_one_rejected_mention_leaves_the_event_to_the_others(store: Store) -> None:
    event = attack(store)
    wrong = next(one for one in event.sources if one.document == "b")
    desk(store).reject(event.id, ANA, mention=wrong.mention)
    now = attack(store)
    assert [source.document for source in now.sources] == ["a"]
    assert [one.low for one in now.quantities] == [12]


def test_undo_takes_the_last_decision_back_and_undoing_that_makes_it_stand(store: Store) -> None:
    before = whole(store)
    event = attack(store)
    work = desk(store)
    work.correct(event.id, ANA, "place", msgspec.to_builtins(place("Kharkiv")))
    corrected = whole(store)
    undo = work.undo(ANA)
    assert whole(store) == before and undo.events == [event.id]
    with pytest.raises(ReviewError, match="Ana has decided nothing"):
        work.undo(ANA)
    [first, taken_back] = store.reviews()
    assert (first.action, taken_back.action, taken_back.of) == ("correct", "undo", 1)
    assert corrected != before


def test_a_note_changes_nothing_but_the_log(store: Store) -> None:
    before = whole(store)
    work = desk(store)
    work.note(attack(store).id, ANA, " the ministry denies it ")
    assert whole(store) == before
    assert work.history(attack(store))[0].note == "the ministry denies it"


# --- splitting and merging ----------------------------------------------------------------------


def test_a_split_makes_two_events_and_undo_one_again(store: Store) -> None:
    before = whole(store)
    event = attack(store)
    other = next(one.mention for one in event.sources if one.document == "b")
    done = desk(store).split(event.id, ANA, [other])
    assert len(done.events) == 2
    told = {tuple(s.document for s in one.sources): one for one in store.events(Filter(types=("ASSAULT",)))}
    assert set(told) == {("a",), ("b",)}
    assert {one.reviewed for one in told.values()} == {"begun"}
    desk(store).undo(ANA)
    assert whole(store) == before


def test_a_merge_makes_one_event_and_undo_two_again(store: Store) -> None:
    before = whole(store)
    [protest] = store.events(Filter(types=("PROTEST",)))
    desk(store).merge(attack(store).id, ANA, protest.id)
    [one] = store.events()
    assert len(one.mentions) == 3 and one.type == "ASSAULT"
    desk(store).undo(ANA)
    assert whole(store) == before


def test_split_and_merge_survive_linking_all_anew(store: Store) -> None:
    event = attack(store)
    [protest] = store.events(Filter(types=("PROTEST",)))
    other = next(one.mention for one in event.sources if one.document == "b")
    work = desk(store)
    apart = work.split(event.id, ANA, [other])
    work.merge(protest.id, ANA, next(id for id in apart.events if id != event.id))
    groups = {frozenset(source.document for source in one.sources) for one in store.events()}
    assert groups == {frozenset({"a"}), frozenset({"b", "march"})}
    before = whole(store)
    store.relink(force=True)
    assert whole(store) == before
    work.undo(ANA)
    work.undo(ANA)
    assert len(attack(store).sources) == 2


def test_a_report_that_comes_after_a_split_goes_with_what_it_is_like(store: Store) -> None:
    event = attack(store)
    other = next(one.mention for one in event.sources if one.document == "b")
    desk(store).split(event.id, ANA, [other])
    store.add(bombing("c", 15))
    store.relink()
    groups = {frozenset(source.document for source in one.sources) for one in store.events(Filter(types=("ASSAULT",)))}
    assert groups == {frozenset({"a"}), frozenset({"b", "c"})}


# --- what decisions survive ---------------------------------------------------------------------


def test_a_correction_survives_coding_anew_with_another_type(store: Store) -> None:
    mention = next(store.mentions(attack(store).id))
    desk(store).correct(attack(store).id, ANA, "date", msgspec.to_builtins(when("2023-11-06")), mention=mention.id)
    anew = bombing("a")
    told = msgspec.structs.replace(anew.events[0], id="other", type="COERCE", mode=None)
    store.add(msgspec.structs.replace(anew, events=(told,)))
    store.relink()
    [one] = [one for one in store.mentions() if one.document == "a"]
    assert (one.type, one.date and one.date.edtf) == ("COERCE", "2023-11-06")


def test_what_was_vouched_for_stays_when_it_is_coded_no_longer(store: Store) -> None:
    [protest] = store.events(Filter(types=("PROTEST",)))
    work = desk(store)
    work.correct(protest.id, ANA, "status", "planned", mention=protest.mentions[0])
    work.accept(protest.id, ANA)
    store.add(msgspec.structs.replace(march(), events=()))
    store.relink()
    [kept] = store.events(Filter(types=("PROTEST",)))
    assert (kept.status, kept.reviewed) == ("planned", "corrected")
    [mention] = store.mentions(kept.id)
    assert mention.why.rules[-1] == KEPT
    store.relink(force=True)
    assert [one.id for one in store.events(Filter(types=("PROTEST",)))] == [kept.id]
    work.undo(ANA)
    work.undo(ANA)
    assert list(store.events(Filter(types=("PROTEST",)))) == []


def test_a_sentence_that_moves_in_its_document_keeps_its_correction(store: Store) -> None:
    mention = next(one for one in store.mentions() if one.document == "march")
    [protest] = store.events(Filter(types=("PROTEST",)))
    actor = msgspec.to_builtins(mention.actor[:1])
    desk(store).correct(protest.id, ANA, "recipient", actor, mention=mention.id)
    first = tell("It rained.", "rained", "DISASTER")
    sentence = "Students marched in Kyiv on Tuesday."
    store.add(document("march", first, tell(sentence, "marched", "PROTEST", place=place("Kyiv"))))
    store.relink()
    [now] = [one for one in store.mentions() if one.type == "PROTEST"]
    text = (store.document("march") or march()).text
    [recipient] = now.recipient
    assert recipient.text == "Students" and text[recipient.start : recipient.end] == "Students"


def test_a_decision_whose_sentence_is_gone_is_kept_and_named_loose(store: Store) -> None:
    [protest] = store.events(Filter(types=("PROTEST",)))
    desk(store).reject(protest.id, ANA)
    store.add(document("march", tell("Students marched on.", "marched", "PROTEST", place=place("Kyiv"))))
    store.relink()
    [back] = store.events(Filter(types=("PROTEST",)))
    assert back.reviewed is None
    layer = store.layer()
    assert layer is not None and [one.number for one in layer.loose] == [1]
    store.add(march())
    store.relink()
    assert list(store.events(Filter(types=("PROTEST",)))) == []


def test_an_accepted_event_that_is_told_otherwise_later_is_changed(store: Store) -> None:
    work = desk(store)
    work.accept(attack(store).id, ANA)
    store.add(msgspec.structs.replace(bombing("c", 20), published="2023-11-12"))
    store.relink()
    assert attack(store).reviewed == "changed"
    assert attack(store).quantities[0].low == 20


def test_a_settled_field_stays_whatever_comes_later(store: Store) -> None:
    desk(store).correct(attack(store).id, ANA, "quantities", msgspec.to_builtins((count("killed", 12),)))
    store.add(msgspec.structs.replace(bombing("c", 20), published="2023-11-12"))
    store.relink()
    assert (len(attack(store).sources), attack(store).quantities[0].low) == (3, 12)


# --- two reviewers ------------------------------------------------------------------------------


def test_who_does_not_know_of_a_change_is_told_of_it(store: Store) -> None:
    event = attack(store)
    work = desk(store)
    assert work.version(event) == 0
    work.correct(event.id, ANA, "status", "alleged", version=0)
    with pytest.raises(Conflict, match="Ana corrected status") as conflict:
        work.accept(event.id, BEN, version=0)
    assert [one.number for one in conflict.value.since] == [1] and conflict.value.event == event.id
    assert len(store.reviews()) == 1
    work.accept(event.id, BEN, version=work.version(attack(store)))
    assert attack(store).reviewers == ("Ana", "Ben")


def test_who_looks_at_an_event_that_is_no_more_is_led_to_where_it_went(store: Store) -> None:
    [protest] = store.events(Filter(types=("PROTEST",)))
    work = desk(store)
    work.merge(attack(store).id, ANA, protest.id)
    [joined] = store.events()
    gone = {attack(store).id, protest.id} - {joined.id}
    work.correct(joined.id, ANA, "status", "alleged")
    for id in gone:
        with pytest.raises((Conflict, ReviewError)):
            work.accept(id, BEN, version=0)


def test_decisions_that_cannot_be_are_refused_in_words(store: Store) -> None:
    event, work = attack(store), desk(store)
    wrong: list[tuple[str, Any, str]] = [
        ("type", "RIOT", "there is no type 'RIOT'"),
        ("status", "sure", "there is no status|status: Invalid"),
        ("mode", "ceasefire-of-sorts", "ASSAULT has no mode"),
        ("subtype", "brawl", "there is no fine type 'brawl'"),
        ("colour", "red", "there is no field 'colour'"),
        ("date", {"edtf": 5}, "date: "),
        ("attribution", None, "there is no field 'attribution'"),
    ]
    for field, value, said in wrong:
        with pytest.raises(ReviewError, match=said):
            work.correct(event.id, ANA, field, value)
    with pytest.raises(ReviewError, match="a split needs a mention that stays"):
        work.split(event.id, ANA, event.mentions)
    with pytest.raises(ReviewError, match="has no mention"):
        work.split(event.id, ANA, ["x"])
    with pytest.raises(ReviewError, match="no other event"):
        work.merge(event.id, ANA, event.id)
    with pytest.raises(ReviewError, match="there is no event"):
        work.accept("e0", ANA)
    with pytest.raises(ReviewError, match="name of its reviewer"):
        work.accept(event.id, By(reviewer=" "))
    with pytest.raises(ReviewError, match="is not what stands at"):
        work.correct(event.id, ANA, "status", "alleged", words=Words(document="a", start=0, end=3, text="Foo"))
    assert store.reviews() == []


# --- whatever is decided ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_events_are_those_that_linking_anew_and_the_log_give(tmp_path: Path, seed: int) -> None:
    """Decisions, undos and new documents in any order: the events kept up to date are those worked out from nothing."""
    chance = random.Random(seed)
    towns = ("Goma", "Kharkiv", "Kyiv")
    with Store(tmp_path / "s.duckdb") as store:
        work = desk(store)
        for number in range(30):
            if number % 6 == 0:
                town = chance.choice(towns)
                sentence = f"Rebels bombed a market in {town} on Wednesday, killing 12."
                for _ in range(2):
                    told = tell(sentence, "bombed", "ASSAULT", date=date("2023-11-08"), place=place(town),
                                quantities=(count("killed", chance.choice((12, 15))),))  # fmt: skip
                    store.add(document(f"d{number}-{chance.randrange(4)}", told))
                store.relink()
            decide(work, store, chance)
        kept = whole(store)
        store.relink(force=True)
        assert whole(store) == kept
        while any(one.action != "undo" for one in standing(store)):
            work.undo(ANA, standing(store)[-1].number)
        undone = whole(store)
        with Store(tmp_path / "plain.duckdb") as plain:
            for one in store.documents():
                plain.add(one)
            plain.relink()
            assert whole(plain) == undone


def standing(store: Store) -> Sequence[Any]:
    from polybius.reviews import standing as left

    return left(store.reviews())


def decide(work: Desk, store: Store, chance: random.Random) -> None:
    events = list(store.events(Filter(rejected=True)))
    event, by = chance.choice(events), chance.choice((ANA, BEN))
    mention = chance.choice((None, chance.choice(event.mentions)))
    deed = chance.choice(("accept", "reject", "correct", "correct", "split", "merge", "undo", "add"))
    if deed == "accept":
        work.accept(event.id, by)
    elif deed == "reject":
        work.reject(event.id, by, mention=mention)
    elif deed == "correct":
        field, value = chance.choice((("status", "alleged"), ("place", msgspec.to_builtins(place("Geneva"))),
                                      ("type", "COERCE"), ("quantities", [])))  # fmt: skip
        work.correct(event.id, by, field, value, mention=mention)
    elif deed == "split" and len(event.mentions) > 1:
        work.split(event.id, by, chance.sample(event.mentions, chance.randrange(1, len(event.mentions))))
    elif deed == "merge" and len(events) > 1:
        work.merge(event.id, by, chance.choice([one.id for one in events if one.id != event.id]))
    elif deed == "add":
        read = chance.choice(list(store.documents()))
        word = chance.choice(("Rebels", "market"))
        at = read.text.index(word)
        marked = Words(document=read.id, start=at, end=at + len(word), text=word)
        work.add(by, marked, {"type": chance.choice(("PROTEST", "COERCE"))})
    elif standing(store):
        work.undo(by, chance.choice(standing(store)).number)
