"""Names in other scripts, other romanisations, with marks and signs that show nothing."""

import pytest
from spacy.language import Language

from polybius import places
from polybius.places import gazetteer
from polybius.places.names import caseless, key, other_script

CAPITALS = [
    ("Київ", 703448), ("Киев", 703448), ("Москва", 524901), ("Минск", 625144), ("Тбилиси", 611717),
    ("თბილისი", 611717), ("Երևան", 616052), ("Ереван", 616052), ("Баку", 587084), ("Астана", 1526273),
    ("Београд", 792680), ("Скопје", 785842), ("София", 727011), ("Αθήνα", 264371), ("Λευκωσία", 146268),
    ("ירושלים", 281184), ("القدس", 281184), ("بيروت", 276781), ("دمشق", 170654), ("عمان", 250441),
    ("بغداد", 98182), ("تهران", 112931), ("صنعاء", 71137), ("الرياض", 108410), ("القاهرة", 360630),
    ("طرابلس", 2210247), ("الخرطوم", 379252), ("مقديشو", 53654), ("کابل", 1138958), ("北京", 1816670),
    ("東京", 1850147), ("서울", 1835848), ("평양", 1871859), ("काठमाडौं", 1283240),
    ("ঢাকা", 1185241), ("አዲስ አበባ", 344979), ("กรุงเทพมหานคร", 1609350),
]  # fmt: skip
TOWNS = [
    ("Харків", 706483), ("Харьков", 706483), ("Маріуполь", 701822), ("Бахмут", 713174), ("Херсон", 706448),
    ("Грозный", 558418), ("Сухуми", 611847), ("Цхинвали", 611403), ("Степанакерт", 146970), ("حلب", 170063),
    ("حمص", 169577), ("إدلب", 169389), ("الرقة", 172955), ("دير الزور", 170794), ("الموصل", 99072),
    ("الفلوجة", 99454), ("البصرة", 99532), ("عدن", 415189), ("بنغازي", 88319), ("رفح", 281102),
    ("حيفا", 294801), ("תל אביב", 293397), ("חיפה", 294801), ("Θεσσαλονίκη", 734077), ("乌鲁木齐", 1529102),
    ("부산", 1838524), ("मुंबई", 1275339), ("Գյումրի", 616635),
]  # fmt: skip


ROMANISED = [
    ("Kharkiv", "Kharkov"), ("Kyiv", "Kiev"), ("Lviv", "Lvov"), ("Mekelle", "Mekele"), ("Idlib", "Idleb"),
    ("Raqqa", "Rakka"), ("Hodeidah", "Hudaydah"), ("Benghazi", "Bengasi"), ("Odesa", "Odessa"),
    ("Mykolaiv", "Nikolaev"), ("Chernihiv", "Chernigov"), ("Luhansk", "Lugansk"), ("Aleppo", "Halab"),
    ("Daraa", "Deraa"), ("Latakia", "Lattakia"), ("Ramadi", "Ar-Ramadi"), ("Mosul", "Mawsil"),
    ("Sulaymaniyah", "Sulaimaniya"), ("Taiz", "Taizz"), ("Mogadishu", "Muqdisho"), ("Kismayo", "Kismaayo"),
    ("Baidoa", "Baydhabo"), ("Gondar", "Gonder"), ("Axum", "Aksum"), ("Shusha", "Shushi"),
    ("Sukhumi", "Sokhumi"), ("Tskhinvali", "Tskhinval"), ("Izium", "Izyum"), ("Kupiansk", "Kupyansk"),
    ("Khan Younis", "Khan Yunis"), ("Jabalia", "Jabaliya"), ("Herat", "Harat"), ("Kandahar", "Qandahar"),
    ("Sievierodonetsk", "Severodonetsk"), ("Khartoum", "Khartum"), ("Misrata", "Misurata"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "geonameid"), [*CAPITALS, *TOWNS])
def test_a_town_in_its_own_script_is_found_in_an_english_text(
    nlp: Language, name: str, geonameid: int
) -> None:
    text = f"Shells fell on the city of {name} on Monday, officials said."
    found = {place.geonameid for place in places.find(nlp(text)) if place.text == name}
    assert found == {geonameid}


@pytest.mark.parametrize("name", ["Харків", "دمشق", "თბილისი", "Երևան", "北京"])
def test_it_needs_no_word_around_that_calls_it_a_place(nlp: Language, name: str) -> None:
    assert [p.text for p in places.find(nlp(f"He left {name} at night."))] == [name]


@pytest.mark.parametrize(("name", "country"), [("Україна", "UKR"), ("سوريا", "SYR"), ("中国", "CHN"), ("भारत", "IND")])
def test_countries_in_their_own_script(name: str, country: str) -> None:
    first = gazetteer.load().named(name)[0]
    assert (first.kind, first.country) == ("country", country)


@pytest.mark.parametrize(("one", "other"), ROMANISED)
def test_romanisations_name_one_town(one: str, other: str) -> None:
    known = gazetteer.load()
    rows = [{e.row for e in known.named(name) if e.kind == "settlement"} for name in (one, other)]
    assert rows[0] & rows[1]


@pytest.mark.parametrize(
    "written", ["Khar\u200bkiv", "Khar\u00adkiv", "\ufeffKharkiv", "Kharkiv\u200e", "Khárkiv", "Ｋｈａｒｋｉｖ"]
)
def test_signs_that_show_nothing_and_marks_do_not_part_names(written: str) -> None:
    assert key(written) == "kharkiv"


@pytest.mark.parametrize("written", ["Khar\u200bkiv", "Khar\u00adkiv"])
def test_a_name_with_a_hidden_sign_in_a_text(nlp: Language, written: str) -> None:
    (place,) = places.find(nlp(f"Drones struck the city of {written} on Friday."))
    assert (place.geonameid, place.text) == (706483, written)


def test_letters_that_readers_take_for_one() -> None:
    assert key("إدلب") == key("ادلب") == key("إِدْلِب")
    assert key("کیف") == key("كيف")
    assert key("Αθήνα") == key("ΑΘΗΝΑ")
    assert key("Їжак") != ""


def test_which_scripts_have_capitals() -> None:
    assert [caseless(word) for word in ("Київ", "Αθήνα", "Երևան", "Goma")] == [False] * 4
    assert all(caseless(word) for word in ("دمشق", "ירושלים", "თბილისი", "北京", "서울", "दिल्ली"))
    assert other_script("Київ")
    assert not other_script("Xankəndi")


@pytest.mark.parametrize(
    ("text", "year", "name", "country"),
    [
        ("Troops left Zaire for the border.", 1995, "Democratic Republic of the Congo", "COD"),
        ("Guerrillas struck near Salisbury, witnesses said.", 1976, "Harare", "ZWE"),
        ("Police in Salisbury found a vial.", 2018, "Salisbury", "GBR"),
        ("He lived in Leningrad then.", 1975, "Saint Petersburg", "RUS"),
        ("Shells fell in Artemivsk on Monday.", 2015, "Bakhmut", "UKR"),
        ("Talks were held in Nur-Sultan.", 2020, "Astana", "KAZ"),
    ],
)
def test_former_names_in_their_time(nlp: Language, text: str, year: int, name: str, country: str) -> None:
    (place,) = places.find(nlp(text), year=year)
    assert (place.name, place.country) == (name, country)


def test_a_state_that_is_no_more_is_in_no_country(nlp: Language) -> None:
    (place,) = places.find(nlp("War broke out across Yugoslavia in the summer."), year=1991)
    assert (place.name, place.country, place.geonameid) == ("Yugoslavia", None, None)
