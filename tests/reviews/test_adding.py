"""Events that the machine missed, added at the desk: what they make, what they survive, what takes them back."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from factories import count, date, document, place, tell, who
from polybius.records import Document, Event, Mention, Place, Time
from polybius.reviews import ReviewError, Words, standing
from polybius.reviews.adding import ADDED, read_through, sentence_of
from polybius.reviews.agreement import agreement, codings, shared
from polybius.reviews.gold import gold
from polybius.store import Filter, Store
from polybius.store.desk import By, Desk
from polybius.store.export import export

ANA, BEN = By(reviewer="Ana"), By(reviewer="Ben")
NOON = datetime(2024, 1, 2, 12, tzinfo=UTC)
RAIN = "It rained in Geneva."
MARCH = "Teachers downed tools in Kyiv on Tuesday, some 300 of them."
PROTEST: dict[str, Any] = {"type": "PROTEST", "mode": "strike"}


def silent(id: str = "march", sentence: str = MARCH, before: str = RAIN) -> Document:
    """An article that tells a strike, in words that the machine does not know."""
    plain = document(id, tell(before, "rained", "DISASTER", place=place("Geneva")))
    text = f"{plain.text}\n\n{sentence}"
    day, town = text.index("Tuesday"), text.index("Kyiv")
    number, lat, lon, country = 703448, 50.4547, 30.5238, "UKR"
    return msgspec.structs.replace(
        plain, text=text,
        times=(Time(start=day, end=day + 7, text="Tuesday", type="DATE", value="2023-11-07", edtf="2023-11-07",
                    first="2023-11-07", last="2023-11-07"),),
        places=(Place(start=town, end=town + 4, text="Kyiv", name="Kyiv", geonameid=number, lat=lat, lon=lon,
                      country=country, kind="settlement", confidence=0.9),),
    )  # fmt: skip


def words(one: Document, text: str) -> Words:
    at = one.text.index(text)
    return Words(document=one.id, start=at, end=at + len(text), text=text)


def told_elsewhere() -> Document:
    sentence = "Teachers went on strike in Kyiv on Tuesday."
    return document("other", tell(sentence, "strike", "PROTEST", mode="strike", date=date("2023-11-07"),
                                  place=place("Kyiv"), actor=(who("Teachers", "UKR", "EDU"),)))  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.duckdb") as opened:
        opened.add(silent())
        opened.relink()
        yield opened


def desk(store: Store) -> Desk:
    return Desk(store, now=lambda: NOON)


def strike(store: Store) -> Event:
    [found] = store.events(Filter(types=("PROTEST",)))
    return found


def whole(store: Store) -> tuple[list[Event], list[Mention]]:
    return list(store.events(Filter(rejected=True))), list(store.mentions())


# --- what an addition makes ---------------------------------------------------------------------


def test_marked_words_become_an_event_with_its_sentence_day_and_place(store: Store) -> None:
    done = desk(store).add(ANA, words(silent(), "downed tools"), PROTEST)
    event = strike(store)
    assert done.events == [event.id] and done.decision.event == event.id
    assert (event.type, event.mode, event.reviewed, event.reviewers) == ("PROTEST", "strike", "corrected", ("Ana",))
    assert event.quad is not None and event.cameo is not None
    assert event.date is not None and (event.date.edtf, event.date.basis) == ("2023-11-07", "relative")
    assert event.place is not None and (event.place.name, event.place.basis) == ("Kyiv", "stated")
    [mention] = store.mentions(event.id)
    assert (mention.evidence.text, mention.evidence.trigger.text) == (MARCH, "downed tools")
    text = silent().text
    assert text[mention.evidence.start : mention.evidence.end] == MARCH
    assert mention.why.entry == ADDED
    assert 0 < mention.salience < 1


def test_what_a_reviewer_says_goes_before_what_the_sentence_gives(store: Store) -> None:
    actor = msgspec.to_builtins((who("Teachers", "UKR", "EDU"),))
    desk(store).add(ANA, words(silent(), "downed tools"), {
        **PROTEST, "date": None, "place": msgspec.to_builtins(place("Kharkiv")), "actor": actor, "status": "alleged",
        "quantities": msgspec.to_builtins((count("protested", 300),)),
    })  # fmt: skip
    event = strike(store)
    assert event.date is None and event.place is not None and event.place.name == "Kharkiv"
    assert (event.actor[0].country, event.status, event.quantities[0].low) == ("UKR", "alleged", 300)


def test_without_a_day_in_its_sentence_it_has_that_of_publication(store: Store) -> None:
    desk(store).add(ANA, words(silent(), "Geneva"), {"type": "PROTEST"})
    event = strike(store)
    assert event.date is not None and (event.date.edtf, event.date.basis) == ("2023-11-09", "published")


def test_it_is_in_filters_exports_and_gold_at_once(store: Store) -> None:
    desk(store).add(ANA, words(silent(), "downed tools"), PROTEST)
    event = strike(store)
    assert [one.id for one in store.events(Filter(places=("Kyiv",), reviewed=("corrected",)))] == [event.id]
    stream = io.BytesIO()
    export(store, stream, "csv")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(stream.getvalue().decode()))}
    assert (rows[event.id]["reviewed"], rows[event.id]["reviewers"]) == ("corrected", "Ana")
    mentions = {one.id: one for one in store.mentions()}
    [line] = gold(list(store.events(Filter(rejected=True))), mentions, store.document)
    [told] = line["gold"]["events"]
    assert (told["trigger"], told["type"], told["judged"]) == ("downed tools", "PROTEST", "mention")
    assert line["text"][told["start"] : told["end"]] == "downed tools"


def test_it_is_one_event_with_what_another_article_tells(store: Store) -> None:
    store.add(told_elsewhere())
    store.relink()
    before = strike(store)
    actor = msgspec.to_builtins((who("Teachers", "UKR", "EDU"),))
    desk(store).add(ANA, words(silent(), "downed tools"), {**PROTEST, "actor": actor})
    event = strike(store)
    assert {one.document for one in event.sources} == {"march", "other"}
    assert (before.reviewed, event.reviewed) == (None, "begun")  # nobody has looked at what the other says
    desk(store).undo(ANA)
    assert strike(store) == before


def test_what_cannot_be_added_is_refused_in_words(store: Store) -> None:
    text, work = silent(), desk(store)
    wrong: list[tuple[Words, dict[str, Any], str]] = [
        (words(text, "downed tools"), {}, "needs a type"),
        (words(text, "downed tools"), {"type": "RIOT"}, "there is no type 'RIOT'"),
        (words(text, "downed tools"), {"type": "PROTEST", "mode": "ceasefire"}, "PROTEST has no mode"),
        (words(text, "downed tools"), {"type": "PROTEST", "colour": "red"}, "there is no field 'colour'"),
        (words(text, "Geneva.\n\nTeachers"), PROTEST, "one sentence"),
        (words(text, "rained"), {"type": "DISASTER"}, "is coded there already, as DISASTER"),
        (Words(document="x", start=0, end=1, text="a"), PROTEST, "there is no article x"),
        (Words(document="march", start=0, end=2, text="no"), PROTEST, "is not what stands at"),
    ]  # fmt: skip
    for marked, fields, said in wrong:
        with pytest.raises(ReviewError, match=said):
            work.add(ANA, marked, fields)
    with pytest.raises(ReviewError, match="name of its reviewer"):
        work.add(By(reviewer=" "), words(text, "downed tools"), PROTEST)
    assert store.reviews() == []


@pytest.mark.parametrize(("text", "trigger", "sentence"), [
    ("Mr. Smith left. Rebels struck at dawn.", "struck", "Rebels struck at dawn."),
    ("One.\n\n“We fought,” he said. Two.", "fought", "“We fought,” he said."),
    ("متظاهرون ساروا في Kyiv أمس.", "ساروا", "متظاهرون ساروا في Kyiv أمس."),
    ("no stop at all", "at", "no stop at all"),
])  # fmt: skip
def test_a_sentence_is_found_around_words(text: str, trigger: str, sentence: str) -> None:
    at = text.index(trigger)
    found = sentence_of(text, at, at + len(trigger))
    assert found.text == sentence == text[found.start : found.end]


# --- what it survives, and what takes it back ---------------------------------------------------


def test_it_survives_linking_anew_and_another_coding_of_its_document(store: Store) -> None:
    desk(store).add(ANA, words(silent(), "downed tools"), PROTEST)
    before = whole(store)
    store.relink(force=True)
    assert whole(store) == before
    recoded = msgspec.structs.replace(silent(), events=(), title="Another title")
    store.add(recoded)
    store.relink()
    assert strike(store).id == next(one.id for one in before[0] if one.type == "PROTEST")
    assert strike(store).reviewed == "corrected"


def test_undo_takes_it_back_and_undoing_that_brings_it_again(store: Store) -> None:
    before = whole(store)
    work = desk(store)
    work.add(ANA, words(silent(), "downed tools"), PROTEST)
    there = whole(store)
    undo = work.undo(ANA)
    assert whole(store) == before and undo.events == []
    again = work.undo(ANA, undo.decision.number)
    assert whole(store) == there and again.events == [strike(store).id]


def test_it_goes_with_its_sentence_and_waits_where_that_is_gone(store: Store) -> None:
    work = desk(store)
    actor = msgspec.to_builtins((who("Teachers", "UKR", "EDU"),))[0] | {"start": silent().text.index("Teachers")}
    actor["end"] = actor["start"] + 8
    work.add(ANA, words(silent(), "downed tools"), {**PROTEST, "actor": [actor]})
    longer = silent(before="It rained a lot in Geneva.")
    store.add(longer)
    store.relink()
    [mention] = store.mentions(strike(store).id)
    for span in (mention.evidence, mention.evidence.trigger, mention.actor[0]):
        assert longer.text[span.start : span.end] == span.text
    assert mention.date is not None and longer.text[mention.date.start : mention.date.end] == "Tuesday"
    store.add(silent(sentence="Nothing happened in Kyiv on Tuesday."))
    store.relink()
    assert list(store.events(Filter(types=("PROTEST",)))) == []
    layer = store.layer()
    assert layer is not None and [one.number for one in layer.loose] == [1]
    store.add(silent())
    store.relink()
    assert strike(store).reviewed == "corrected"


def test_where_the_machine_comes_to_code_the_words_there_is_one_event_as_the_reviewer_says(store: Store) -> None:
    desk(store).add(ANA, words(silent(), "downed tools"), {**PROTEST, "status": "alleged"})
    plain = silent()
    coded = document("march", tell(RAIN, "rained", "DISASTER", place=place("Geneva")),
                     tell(MARCH, "downed tools", "COERCE", place=place("Kyiv")))  # fmt: skip
    store.add(msgspec.structs.replace(plain, events=coded.events))
    store.relink()
    assert [one.type for one in store.events(Filter(types=("COERCE",)))] == []
    event = strike(store)
    assert (event.status, event.reviewed, len(event.mentions)) == ("alleged", "corrected", 1)
    [mention] = store.mentions(event.id)
    assert mention.why.entry != ADDED


def test_corrections_splits_and_rejections_take_effect_on_it(store: Store) -> None:
    work = desk(store)
    work.add(ANA, words(silent(), "downed tools"), PROTEST)
    event = strike(store)
    work.correct(event.id, ANA, "place", msgspec.to_builtins(place("Kharkiv")), mention=event.mentions[0])
    assert (strike(store).reviewed, strike(store).place and strike(store).place.name) == ("corrected", "Kharkiv")
    work.reject(event.id, BEN)
    assert list(store.events(Filter(types=("PROTEST",)))) == []
    before = whole(store)
    store.relink(force=True)
    assert whole(store) == before  # they differ, and that is to be seen
    assert [one.id for one in store.events(Filter(reviewed=("rejected",)))] == [event.id]


def test_a_killed_process_leaves_a_whole_addition_or_none(tmp_path: Path) -> None:
    path = tmp_path / "killed.duckdb"
    with Store(path) as store:
        store.add(silent())
        store.relink()
    marked = words(silent(), "downed tools")
    code = f"""
import os, signal
from pathlib import Path
from polybius.reviews import Words
from polybius.store import Store, reviewing
from polybius.store.desk import By, Desk
store = Store(Path({str(path)!r}))
words = Words(document="march", start={marked.start}, end={marked.end}, text="downed tools")
Desk(store).add(By(reviewer="Ana"), words, {PROTEST!r})
Desk._done = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
geneva = Words(document="march", start=13, end=19, text="Geneva")
Desk(store).add(By(reviewer="Ana"), geneva, {{"type": "CRIME"}})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    with Store(path) as store:
        assert strike(store).reviewed == "corrected"
        assert [one.action for one in store.reviews()] == ["add"]
        assert list(store.events(Filter(types=("CRIME",)))) == []


# --- two coders ---------------------------------------------------------------------------------


def test_a_second_coder_who_adds_the_same_agrees_and_makes_no_second_event(store: Store) -> None:
    work = desk(store)
    work.add(ANA, words(silent(), "downed tools"), PROTEST)
    work.add(BEN, words(silent(), "downed"), {**PROTEST, "status": "alleged"})  # fewer words of the same
    event = strike(store)
    assert (len(event.mentions), event.status, event.reviewers) == (1, "alleged", ("Ana", "Ben"))
    found = codings(standing(store.reviews()))
    assert list(shared(found).values()) == [{"Ana", "Ben"}]
    same = {one.field: one.same for one in agreement(found)}
    assert (same["event"], same["type"], same["status"]) == (1, 1, 0)
    work.undo(ANA)
    assert strike(store).reviewers == ("Ben",) and strike(store).status == "alleged"
    work.undo(BEN)
    assert list(store.events(Filter(types=("PROTEST",)))) == []


def test_another_type_for_the_same_words_is_the_same_event_told_otherwise(store: Store) -> None:
    work = desk(store)
    work.add(ANA, words(silent(), "downed tools"), PROTEST)
    work.add(BEN, words(silent(), "downed tools"), {"type": "COERCE"})
    assert list(store.events(Filter(types=("PROTEST",)))) == []
    [event] = store.events(Filter(types=("COERCE",)))
    assert len(event.mentions) == 1
    work.undo(BEN)
    assert (strike(store).type, strike(store).mode) == ("PROTEST", "strike")


def test_a_blind_coder_sees_nothing_of_what_another_added(store: Store) -> None:
    store.add(told_elsewhere())
    store.relink()
    work, ben = desk(store), By(reviewer="Ben", blind=True)
    actor = msgspec.to_builtins((who("Teachers", "UKR", "EDU"),))
    work.add(ANA, words(silent(), "downed tools"), {**PROTEST, "actor": actor})
    event = strike(store)
    assert len(event.sources) == 2
    assert [one.document for one in work.seen(event, ben).sources] == ["other"]
    done = work.accept(event.id, ben)
    assert [one.document for one in done.decision.about] == ["other"]
    work.add(ben, words(silent(), "downed tools"), {"type": "PROTEST", "actor": actor})
    assert len(strike(store).sources) == 2 and work.hidden(strike(store), ben) == set()


def test_a_blind_coder_cannot_reach_an_event_that_another_added(store: Store) -> None:
    work = desk(store)
    work.add(ANA, words(silent(), "downed tools"), PROTEST)
    with pytest.raises(ReviewError, match="there is no event"):
        work.accept(strike(store).id, By(reviewer="Ben", blind=True))


# --- reading through ----------------------------------------------------------------------------


def test_an_article_is_read_through_until_its_text_changes(store: Store) -> None:
    work = desk(store)
    work.read("march", ANA)
    assert read_through(standing(store.reviews()), {"march": silent().text}) == {"march": ["Ana"]}
    assert read_through(standing(store.reviews()), {"march": "Another."}) == {}
    assert (store.recall().told, store.recall().missed) == (1, 0)
    work.add(ANA, words(silent(), "downed tools"), PROTEST)
    store.relink(force=True)
    found = store.recall()
    assert (found.articles, found.told, found.missed, found.share) == (1, 1, 1, 0.5)
    layer = store.layer()
    assert layer is not None and layer.loose == []
    [rain] = store.events(Filter(types=("DISASTER",)))
    work.reject(rain.id, ANA)
    assert (store.recall().told, store.recall().missed) == (0, 1)
    work.undo(ANA, 1)
    assert read_through(standing(store.reviews()), {"march": silent().text}) == {}
    with pytest.raises(ReviewError, match="there is no article x"):
        work.read("x", ANA)
