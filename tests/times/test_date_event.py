"""Given this sentence of an article of 8 November 2023, this date of the event that a word tells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius import times
from polybius.records import EventDate

DAY = "2023-11-08"  # a Wednesday
NEWS = "2023-11-07/2023-11-08"
KNOWN = "../2023-11-08"


@pytest.fixture
def date(nlp):
    """The date of the event that a word of a text tells; the word's last occurrence where it has several."""

    def dated(text, word, previous=None, status="occurred", published=DAY):
        doc = nlp(text)
        trigger = [token for token in doc if token.text == word][-1]
        return times.date_event(trigger, times.find(doc, published), published, previous=previous, status=status)

    return dated


@pytest.mark.parametrize(
    ("text", "word", "edtf", "basis"),
    [
        # What hangs on the trigger, or on the light verb or operator above it.
        ("Soldiers paraded Wednesday through the capital.", "paraded", "2023-11-08", "relative"),
        ("Rebels retook parts of the valley in 2020 after a six-week war.", "retook", "2020", "stated"),
        ("The valley fell to rebels at the 1994 end of a border war.", "fell", "1994", "stated"),
        ("The army launched an assault in September.", "assault", "2023-09", "relative"),
        ("The army began shelling the road last winter.", "shelling", "2022-24", "relative"),
        ("The army began shelling the road last winter.", "began", "2022-24", "relative"),
        ("Crowds mourned the victims of the 2019 bombing.", "bombing", "2019", "stated"),
        ("Rebels won ground in fighting earlier this year.", "won", "2023-01-01/2023-11-08", "relative"),
        ("Rebels won ground in fighting earlier this year.", "fighting", "2023-01-01/2023-11-08", "relative"),
        # The same clause, and clauses that happen with it.
        ("Gunmen stormed a base and seized weapons on Monday.", "stormed", "2023-11-06", "relative"),
        ("Gunmen stormed a base on Monday and seized weapons.", "seized", "2023-11-06", "relative"),
        ("Dozens drowned when a ferry sank on Tuesday.", "drowned", "2023-11-07", "relative"),
        ("On Monday, troops crossed the river, forcing thousands to flee.", "flee", "2023-11-06", "relative"),
        (
            "In September, rebels began an attack that forced the army to retreat.",
            "retreat",
            "2023-09",
            "relative",
        ),
        ("The strike that hit the market on Oct. 17 killed dozens.", "killed", "2023-10-17", "relative"),
        (
            "The region came under rebel rule in September after a lightning rout.",
            "rout",
            "2023-09",
            "relative",
        ),
        (
            "Gunmen killed 16 people, chiefly recruits, in a raid on a base on Thursday.",
            "killed",
            "2023-11-02",
            "relative",
        ),
        (
            "One man was killed and two were hurt when a mill exploded on Friday.",
            "killed",
            "2023-11-03",
            "relative",
        ),
        (
            "They met on Monday in Oslo, where they discussed a truce.",
            "discussed",
            "2023-11-06",
            "relative",
        ),
        ("They will boycott the talks scheduled for Friday.", "talks", "2023-11-10", "relative"),
        (
            "Rebels were killed at the border, on Friday, police said.",
            "killed",
            "2023-11-03",
            "relative",
        ),
        # Not a time of another clause.
        ("The mayor said Friday that gunmen had burned a school.", "burned", "../2023-11-03", "published"),
        ("The president on Friday condemned the attack on a school.", "attack", KNOWN, "published"),
        ("The president on Friday condemned the attack on a school.", "condemned", "2023-11-03", "relative"),
        ("Fighting broke out on Oct. 27 after rebels seized the port.", "seized", KNOWN, "published"),
        ("The holiday commemorates the capture of the port in 2020.", "capture", "2020", "stated"),
        ("The parade included trucks that were seized from the rebels.", "seized", KNOWN, "published"),
        ("Police arrested a suspect Tuesday in the 2019 bombing.", "arrested", "2023-11-07", "relative"),
        ("Police arrested a suspect Tuesday in the 2019 bombing.", "bombing", "2019", "stated"),
        # Bounds and ranges.
        ("Thousands have fled since September.", "fled", "2023-09/..", "relative"),
        ("The truce will hold until Friday.", "hold", "../2023-11-10", "relative"),
        ("The group attacked villages before 2020.", "attacked", "../2019", "stated"),
        ("The war from 1988 to 1994 left the valley in ruins.", "war", "1988/1994", "stated"),
        (
            "Between 19 February and 23 March, floods displaced families.",
            "displaced",
            "2023-02-19/2023-03-23",
            "relative",
        ),
        ("Shells hit the town from Sept. 27 to Nov. 10, 2020.", "hit", "2020-09-27/2020-11-10", "stated"),
        # No words for it.
        ("Gunmen killed five people in a market.", "killed", NEWS, "published"),
        ("Police said gunmen killed five people in a market.", "killed", NEWS, "published"),
        ("Gunmen killed five people, police said on Sunday.", "killed", "2023-11-04/2023-11-05", "published"),
        ("Gunmen have killed five people in a market.", "killed", NEWS, "published"),
        ("Gunmen had killed five people in a market.", "killed", KNOWN, "published"),
        ("“They burned our houses,” said a farmer.", "burned", KNOWN, "published"),
        ("Residents left the rebel-held town.", "held", KNOWN, "published"),
        ("They marched on the third anniversary of their victory.", "victory", "2020", "relative"),
    ],
)
def test_date(date, text, word, edtf, basis):
    found = date(text, word)
    assert (found.edtf, found.basis) == (edtf, basis)


def test_a_length_of_time_dates_nothing(date):
    assert date("The truce ended a six-week war.", "ended").basis == "published"
    assert date("Rebels left after two weeks of protests.", "protests").basis == "published"


def test_what_lies_ahead(date):
    assert date("Envoys plan to meet on Friday.", "meet", status="planned").edtf == "2023-11-10"
    assert date("The union threatened to strike.", "strike", status="threatened").edtf == "2023-11-08/.."
    assert date("Rebels could attack the port.", "attack", status="hypothetical") is None


def test_offsets_are_those_of_the_words(date):
    text = "Soldiers paraded Wednesday through the capital."
    found = date(text, "paraded")
    assert text[found.start : found.end] == "Wednesday"
    assert (date("Gunmen killed five people.", "killed").start) is None


WAR = EventDate(edtf="2020", first="2020-01-01", last="2020-12-31", basis="stated")
BLITZ = EventDate(edtf="2023-09", first="2023-09-01", last="2023-09-30", basis="relative")


def test_inherited_where_the_sentence_goes_on(date):
    found = date("That fighting ended with a truce between the neighbours.", "truce", previous=WAR)
    assert (found.edtf, found.basis) == ("2020", "inherited")
    found = date("Then rebels captured the port.", "captured", previous=WAR)
    assert (found.edtf, found.basis) == ("2020", "inherited")
    found = date("Villagers fled in the following days.", "fled", previous=BLITZ)
    assert found == EventDate(
        edtf="2023-09/2023-10", first="2023-09-01", last="2023-10-31", basis="inherited", start=18, end=36
    )


def test_a_story_of_the_past_goes_on_in_its_paragraph(date):
    text = "Rebels won the war in 2014. Thousands of people died."
    told = EventDate(edtf="2014", first="2014-01-01", last="2014-12-31", basis="stated", start=22, end=26)
    found = date(text, "died", previous=told)
    assert (found.edtf, found.basis) == ("2014/2023-11-08", "inherited")
    apart = date(text.replace(". ", ".\n\n"), "died", previous=told)
    assert apart.basis == "published"


def test_without_a_day_of_publication(date):
    assert date("Gunmen killed five people.", "killed", published=None) is None
    assert date("Gunmen killed five people in May 2021.", "killed", published=None).edtf == "2021-05"
    assert date("Gunmen killed five people in May.", "killed", published=None).first is None


def test_governing_is_not_the_nearest(nlp):
    doc = nlp("Police on Tuesday arrested a man over the 2019 bombing that ended the talks.")
    found = times.find(doc, DAY)
    word = {token.text: token for token in doc}
    assert times.governing(word["arrested"], found).text == "Tuesday"
    assert times.governing(word["bombing"], found).text == "2019"


SUBJECTS = ("Rebels", "That fighting", "The attack", "Police said soldiers", "“We", "Villagers, who")
VERBS = ("attacked", "will attack", "had fled", "began shelling", "was seized by", "plan to march on")
TIMES = (
    "",
    "on Friday",
    "in 2020",
    "last winter",
    "since May",
    "in the following days",
    "from 1988 to 1994",
    "now",
)


@given(
    st.lists(st.tuples(*map(st.sampled_from, (SUBJECTS, VERBS, TIMES))), min_size=1, max_size=3),
    st.sampled_from((DAY, None, "rubbish", "0001-01-01", "9999-12-31")),
    st.sampled_from((None, WAR, BLITZ)),
)
@settings(deadline=None, max_examples=60)
def test_every_word_of_any_text_has_a_valid_date_or_none(nlp, clauses, published, previous):
    from edtf import parse_edtf

    doc = nlp(" and ".join(f"{subject} {verb} the town {time}" for subject, verb, time in clauses) + ".")
    found = times.find(doc, published)
    for token in doc:
        dated = times.date_event(token, found, published, previous=previous)
        if dated is not None:
            parse_edtf(dated.edtf)
            assert dated.first is None or dated.last is None or dated.first <= dated.last
