"""Dates that an event takes from another: given a text, what its last mention of a word is dated."""

import pytest

import polybius

PUBLISHED = "2023-11-08"


def dated(text, word, published=PUBLISHED):
    events = polybius.annotate(text.replace("¶", "\n\n"), published=published).events
    (*_, told) = (event for event in events if event.evidence.trigger.text == word)
    return told.date.basis, told.date.first, told.date.last


@pytest.mark.parametrize(
    ("text", "word", "day"),
    [
        ("Missiles hit a hotel in Odesa on Monday. One man was wounded.", "wounded", "2023-11-06"),
        ("Gunmen attacked a hotel in Mopti on Friday. At least a dozen people were killed.", "killed", "2023-11-03"),
        ("Drones hit Belgorod on Friday. Two people were injured there.", "injured", "2023-11-03"),
        ("A quake hit the town of Herat last Monday. It killed six people.", "killed", "2023-11-06"),
        ("Gang members stormed a prison in Port-au-Prince on Saturday. They also attacked a hotel.", "attacked",
         "2023-11-04"),
        ("Gunmen stormed a hotel in Mopti on Friday, killing nine.¶The president condemned the attack.", "attack",
         "2023-11-03"),
        ("Rebels shelled a camp on Friday.¶The army lost a town in 2012.¶"
         "The day after the attack, soldiers shot a boy.", "shot", "2023-11-04"),
    ],
)  # fmt: skip
def test_what_goes_on_with_an_event_has_its_date(text, word, day):
    assert dated(text, word) == ("inherited" if word != "shot" else "relative", day, day)


@pytest.mark.parametrize(
    ("text", "word", "until"),
    [
        ("Rebels shelled the camp on Friday in response to the attack on their base.", "attack", "2023-11-03"),
        ("On Saturday the minister condemned the bombing of the church.", "bombing", "2023-11-04"),
        ("Police on Monday arrested a man who attacked a mosque.", "attacked", "2023-11-06"),
        ("Police on Monday arrested a man over the bombing of a church.", "bombing", "2023-11-06"),
    ],
)
def test_what_an_act_answers_came_before_it(text, word, until):
    assert dated(text, word) == ("published", None, until)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Rebels raided a camp in Goma on Friday. Two people were shot in Bunia.", "shot"),
        ("Rebels raided a camp in Goma on Friday.¶Two people were shot.", "shot"),
        ("Soldiers shot dead nine farmers in Kivu on Friday. Their mayor was arrested.", "arrested"),
        ("Missiles hit Odesa on Friday. They have killed many.", "killed"),
    ],
)
def test_another_story_has_a_date_of_its_own(text, word):
    assert dated(text, word) == ("published", "2023-11-07", "2023-11-08")


def test_the_harm_of_an_older_disaster_keeps_its_year():
    text = "A quake hit Herat on Monday. It was the worst since 1939, when 3,000 people were killed in the city."
    assert dated(text, "killed") == ("stated", "1939-01-01", "1939-12-31")
