"""Which place of a name is meant, how sure that is, and what it costs."""

import time

import pytest
from spacy.language import Language

from polybius import places
from polybius.places import gazetteer
from polybius.places.recognise import Toponym
from polybius.places.resolve import calibrated, load, resolve
from polybius.places.senses import ASKED, OWN
from polybius.places.telltale import telltales, told
from polybius.places.vicinity import Vicinity, moved
from polybius.records import Place


def named(found: tuple[Place, ...], text: str) -> Place:
    return next(p for p in found if p.text == text)


@pytest.mark.parametrize(
    ("text", "name", "country", "kind"),
    [
        ("Votes were counted in Iowa, Kansas, Oregon and Washington.", "Washington", "USA", "region"),
        ("Envoys from Washington and Cairo met on Friday.", "Washington", "USA", "settlement"),
        ("Parties in Jordan, Lebanon and Egypt met.", "Lebanon", "LBN", "country"),
        ("Deputies of the Knesset visited a school in Nazareth.", "Nazareth", "ISR", "settlement"),
        ("The county sheriff said that a barn burned in Nazareth, Pa.", "Nazareth", "USA", "settlement"),
        ("Hezbollah fighters and Lebanese troops blocked a road in Tripoli.", "Tripoli", "LBN", "settlement"),
        ("The U.S. and the Mexico border office agreed.", "Mexico", "MEX", "country"),
        ("A shop burned in Raqqa, Syria.", "Raqqa", "SYR", "settlement"),
        ("Police in Vt. and N.H. searched Hanover.", "Hanover", "USA", "settlement"),
        ("Settlers clashed with villagers in the West Bank.", "West Bank", "PSE", "region"),
        ("Lawmakers returned to D.C. on Sunday.", "D.C.", "USA", "settlement"),
    ],
)
def test_the_place_meant(nlp: Language, text: str, name: str, country: str, kind: str) -> None:
    place = named(places.find(nlp(text)), name)
    assert (place.country, place.kind) == (country, kind)


def test_one_name_two_senses_where_the_text_says_so(nlp: Language) -> None:
    found = places.find(nlp("He moved from Paris, France, to Paris, Texas, in May."))
    assert [p.country for p in found if p.text == "Paris"] == ["FRA", "USA"]


def test_a_longer_name_is_not_the_shorter_ones(nlp: Language) -> None:
    found = places.find(nlp("A fire broke out in Tennessee Grove on Monday."))
    assert all(p.name != "Tennessee" for p in found)


def test_a_common_name_without_company_is_doubtful(nlp: Language) -> None:
    (place,) = places.find(nlp("A shop burned in San José on Friday."))
    sure = named(places.find(nlp("Rebels left the town of Bukavu in Congo.")), "Bukavu")
    assert place.confidence < 0.75 < 0.8 < sure.confidence


def test_words_tell_the_country() -> None:
    known = gazetteer.load()
    assert told("the knesset voted".split(), known) == {"ISR": 1.0}
    assert told("the budget passed".split(), known) == {}
    assert told("call ( 802 ) 555 - 0100".split(), known)["USA"] == 1.0
    assert all(phrase == phrase.lower() for phrase in telltales()[0])


def test_confidence_rises() -> None:
    steps = [calibrated(x / 100) for x in range(101)]
    assert steps == sorted(steps)
    assert steps[0] >= 0 and steps[-1] <= 1


def test_the_weights_are_as_many_as_the_features() -> None:
    weights = load()
    assert len(weights.first) == len(weights.later) == len(OWN) + len(ASKED)


def test_cost_is_linear_in_names() -> None:
    known = gazetteer.load()
    names = "paris springfield columbus berlin goma lebanon georgia alexandria santiago victoria".split()
    entries = dict(zip(names, known.look_up(names), strict=True))

    def seconds(count: int) -> float:
        toponyms = [
            Toponym(i, i + 1, f"{names[i % 10]} {i // 10}", entries[names[i % 10]], 0.9) for i in range(count)
        ]
        start = time.process_time()
        assert len(resolve(toponyms, [])) == count
        return time.process_time() - start

    seconds(100)
    small, large = min(seconds(1000) for _ in range(3)), seconds(10_000)
    assert large < 25 * small + 0.5


def test_ten_thousand_names_in_one_document(nlp: Language) -> None:
    from spacy.tokens import Doc

    words = "Rebels left Goma for Bukavu and Paris , Texas . ".split() * 2500
    doc = Doc(nlp.vocab, words=words, sent_starts=[i % 10 == 0 for i in range(len(words))])
    start = time.process_time()
    found = places.find(doc)
    assert time.process_time() - start < 30
    assert len(found) <= 10_000


@pytest.mark.parametrize(
    "text",
    ["😀 Goma 🔥 burned in Goma", "Го́ма and Goma", "Go\u200bma fell", "\u202eGoma", "東京 Tokyo 東京", "İstanbul"],
)
def test_odd_text_is_no_trouble(nlp: Language, text: str) -> None:
    for place in places.find(nlp(text)):
        assert text[place.start : place.end] == place.text


def test_a_point_off_a_place() -> None:
    lat, lon = moved(34.5, 69.2, Vicinity(100.0, 0))
    assert (round(lat, 1), lon) == (35.4, 69.2)
    assert moved(34.5, 69.2, Vicinity(None, 90)) == (34.5, 69.2)
    assert moved(0.0, 179.9, Vicinity(100.0, 90))[1] < -179
