"""A strike is one of missiles or of workers by its own words, and failing these by what the text is about."""

import pytest

import polybius


def told(text):
    return {event.evidence.trigger.text: event for event in polybius.annotate(text, published="2023-11-08").events}


@pytest.mark.parametrize(
    ("text", "word", "type_"),
    [
        ("Missiles fell on Uman. The strike on Friday killed 23 people as workers dug.", "strike", "ASSAULT"),
        ("Russia fired drones at Odesa. Moscow described the strikes as revenge.", "strikes", "ASSAULT"),
        ("Rebels shelled a camp, killing four. The UN urged the army to investigate the strike.", "strike", "ASSAULT"),
        ("A bomb wrecked a clinic. Rescuers said that the strike had buried two patients.", "strike", "ASSAULT"),
        ("Nurses began a strike over wages on Monday. Police killed nobody.", "strike", "PROTEST"),
        ("Unions called a strike against the pension reform.", "strike", "PROTEST"),
        ("Teachers want more pay. The strike shut schools in Lima on Monday.", "strike", "PROTEST"),
        ("Miners left their shifts over wages. The strike at the mine entered a third week.", "strike", "PROTEST"),
    ],
)  # fmt: skip
def test_a_strike_is_what_the_text_is_about(text, word, type_):
    assert told(text)[word].type == type_


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("A strong quake hit the province of Hatay on Monday. It killed six people and injured 300.", "DISASTER"),
        ("Last year's collapse of two dams that killed thousands in Derna led to protests.", "DISASTER"),
        ("An earthquake struck Herat on Saturday. On Wednesday a second one killed three people.", "DISASTER"),
        ("A missile hit a hotel in Odesa on Monday. It killed six people.", "ASSAULT"),
        ("Gunmen stormed a base. On Monday a sniper killed a guard.", "ASSAULT"),
    ],
)
def test_harm_is_a_disasters_where_the_subject_stands_for_one(text, type_):
    assert told(text)["killed"].type == type_
