"""Given this text of this day, these time expressions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius import times

DAY = "2023-11-08"  # a Wednesday


def values(text, published=DAY, **options):
    return [(time.text, time.value) for time in times.find(text, published, **options)]


def only(text, published=DAY, **options):
    found = times.find(text, published, **options)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on Aug. 7, 1998", "1998-08-07"),
        ("on 7 August 1998", "1998-08-07"),
        ("on the 7th of August, 1998", "1998-08-07"),
        ("on Friday, August 7th, 1998", "1998-08-07"),
        ("on AUGUST 7, 1998", "1998-08-07"),
        ("dated 1998-08-07", "1998-08-07"),
        ("dated 1998/08/07", "1998-08-07"),
        ("dated 07.08.1998", "1998-08-07"),
        ("dated 08/07/1998", "1998-08-07"),
        ("dated 25/12/1998", "1998-12-25"),
        ("in August 1998", "1998-08"),
        ("in Aug. '98", "1998-08"),
        ("in August of 1998", "1998-08"),
        ("in 1998", "1998"),
        ("in the 1990s", "199"),
        ("in the late '80s", "198"),
        ("in the nineties", "199"),
        ("in the 20th century", "19"),
        ("in the nineteenth century", "18"),
        ("in the third quarter of 1998", "1998-Q3"),
        ("in Q3 1998", "1998-Q3"),
        ("in the first half of 2021", "2021-H1"),
        ("in the summer of 1998", "1998-SU"),
        ("in winter 2022-23", "2022-WI"),
        ("in fiscal 2019", "2019"),
        ("in 44 BC", "BC0044"),
    ],
)
def test_absolute(text, value):
    assert only(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("They marched Wednesday.", "2023-11-08"),
        ("They marched on Thursday.", "2023-11-02"),
        ("They marched last Wednesday.", "2023-11-01"),
        ("They will march next Wednesday.", "2023-11-15"),
        ("They will march on Friday.", "2023-11-10"),
        ("They march today.", "2023-11-08"),
        ("They marched yesterday.", "2023-11-07"),
        ("They will march tomorrow night.", "2023-11-09TNI"),
        ("They marched Monday morning.", "2023-11-06TMO"),
        ("They marched last night.", "2023-11-07TNI"),
        ("They marched last week.", "2023-W44"),
        ("They marched last month.", "2023-10"),
        ("They marched last year.", "2022"),
        ("They will march next month.", "2023-12"),
        ("They marched in September.", "2023-09"),
        ("They marched in December.", "2022-12"),
        ("They marched last October.", "2023-10"),
        ("They marched in April last year.", "2022-04"),
        ("They marched on Oct. 7.", "2023-10-07"),
        ("They marched over the weekend.", "2023-W44-WE"),
        ("They marched last winter.", "2022-WI"),
        ("They marched last summer.", "2023-SU"),
        ("They marched two weeks ago.", "2023-W43"),
        ("They marched three days ago.", "2023-11-05"),
        ("They marched 50 years ago.", "1973"),
        ("They marched a decade ago.", "2013"),
        ("They march every Friday.", "XXXX-WXX-5"),
        ("They march on Fridays.", "XXXX-WXX-5"),
        ("They march daily.", "P1D"),
        ("They march every two weeks.", "P2W"),
        ("They now march.", "PRESENT_REF"),
        ("They recently marched.", "PAST_REF"),
        ("They may march in the near future.", "FUTURE_REF"),
        ("They marched in recent weeks.", "PXW"),
        ("They marched for six weeks.", "P6W"),
        ("It was a six-week war.", "P6W"),
        ("They marched for 24 hours.", "PT24H"),
        ("They marched for a year.", "P1Y"),
        ("They marched for several days.", "PXD"),
        ("They marched for two and a half years.", "P2Y6M"),
        ("They marched for half an hour.", "PT30M"),
        ("They marched on Christmas Day.", "2022-12-25"),
        ("They marched on Good Friday.", "2023-04-07"),
        ("They marched at 2:30 p.m.", "2023-11-08T14:30"),
        ("They marched at noon.", "2023-11-08T12:00"),
        ("They marched at 14:30 GMT.", "2023-11-08T14:30Z"),
    ],
)
def test_relative(text, value):
    assert only(text).value == value


@pytest.mark.parametrize(
    ("text", "edtf", "first", "last"),
    [
        ("They fled last winter.", "2022-24", "2022-12-01", "2023-02-28"),
        ("They fled in September.", "2023-09", "2023-09-01", "2023-09-30"),
        ("They fled earlier this year.", "2023-01-01/2023-11-08", "2023-01-01", "2023-11-08"),
        ("They fled in the 2020s.", "202X", "2020-01-01", "2029-12-31"),
        ("They fled recently.", "../2023-11-08", None, "2023-11-08"),
        ("They will flee in the future.", "2023-11-08/..", "2023-11-08", None),
        ("They fled last week.", "2023-10-30/2023-11-05", "2023-10-30", "2023-11-05"),
        ("They fled in the past two weeks.", "2023-10-25/2023-11-08", "2023-10-25", "2023-11-08"),
        ("They fled in early October.", "2023-10-01/2023-10-10", "2023-10-01", "2023-10-10"),
        ("They fled in late 1997.", "1997-09/1997-12", "1997-09-01", "1997-12-31"),
        ("They fled for six weeks.", None, None, None),
    ],
)
def test_days_it_can_mean(text, edtf, first, last):
    time = only(text)
    assert (time.edtf, time.first, time.last) == (edtf, first, last)


def test_counted_from_what_was_told_before():
    text = "The truce was signed on 20 September 2020. Two weeks earlier, shells hit the town. "
    assert [v for _, v in values(text)] == ["2020-09-20", "2020-W36"]
    assert values("It began in June 1998 and ended later that year.")[1][1] == "1998"
    time = times.find("In September it attacked. People fled in the following days.", DAY)[1]
    assert (time.edtf, time.first, time.last) == ("2023-09/2023-10", "2023-09-01", "2023-10-31")


def test_ranges_are_two_expressions():
    assert values("from 1988 to 1994") == [("1988", "1988"), ("1994", "1994")]
    assert values("on April 24 and 25") == [("April 24", "2023-04-24"), ("25", "2023-04-25")]
    assert values("on 8-10 October") == [("8", "2023-10-08"), ("10 October", "2023-10-10")]
    assert values("between 19 February and 23 March") == [
        ("19 February", "2023-02-19"),
        ("23 March", "2023-03-23"),
    ]
    assert values("from Sept. 27 to Nov. 10, 2020")[0] == ("Sept. 27", "2020-09-27")
    assert values("in 1994-97") == [("1994", "1994"), ("97", "1997")]


def test_an_omitted_year_is_the_close_one():
    assert only("The March 12 ceremony is in Prague.", "1999-02-16").value == "1999-03-12"
    assert only("The Jan. 14 deadline passed.", "2000-01-05").value == "2000-01-14"
    assert only("It happened on Monday, Oct. 26.", "1998-10-25").value == "1998-10-26"


def test_tense_decides_with_a_parse(nlp):
    def value(text):
        return [time.value for time in times.find(nlp(text), DAY)]

    assert value("The envoys plan to meet rebels in Geneva on Friday.") == ["2023-11-10"]
    assert value("The envoys met rebels in Geneva on Friday.") == ["2023-11-03"]
    assert value("The envoys said the talks would resume on Friday.") == ["2023-11-10"]
    assert value("The court adjourned the trial until Monday.") == ["2023-11-13"]
    assert value("The envoys are to meet in March.") == ["2024-03"]
    assert value("The army managed to leave the town on Friday.") == ["2023-11-03"]
    assert value("Ministers will discuss how to answer Friday's attack.") == ["2023-11-03"]


def test_clock_times_take_the_day_beside_them():
    assert only("The bomb went off at 9 a.m. Tuesday.").value == "2023-11-07T09:00"
    assert values("The bomb went off on Tuesday near a school at 9:15 a.m.")[1][1] == "2023-11-07T09:15"
    assert only("at 14:30", None).value == "T14:30"


def test_a_dateline_is_the_day_of_writing():
    text = "NAIROBI, Kenya, Nov. 6 (Reuters) - Troops left the town on Monday and will return tomorrow."
    assert [v for _, v in values(text)] == ["2023-11-06", "2023-11-06", "2023-11-07"]


def test_without_a_day_of_publication():
    for published in (None, "", "yesterday", "0000-00-00", "2023-13-45"):
        assert only("in August", published).value == "XXXX-08"
        assert only("on Aug. 7", published).value == "XXXX-08-07"
        assert only("They left on Friday.", published).value == "XXXX-WXX-5"
        assert only("in August 1998", published).first == "1998-08-01"
        for text in ("last week", "recently", "earlier this year", "two weeks ago", "on Friday"):
            assert (only(text, published).first, only(text, published).last) == (None, None)


def test_what_is_no_time():
    for text in (
        "2000 people fled",
        "the second car",
        "a march for peace",
        "he may leave",
        "Room 1200 was empty",
        "a score of 3-2",
        "$1,998",
    ):
        assert values(text) == [], text


def test_ages_only_when_asked():
    assert values("a 19-year-old man") == []
    assert values("a 19-year-old man", ages=True) == [("19-year-old", "P19Y")]
    assert only("a 19-year-old man", ages=True).type == "DURATION"


def test_what_a_country_changes():
    assert only("in the summer of 2022", country="AUS").first == "2022-12-01"
    assert only("in the summer of 2022", country="AUS").edtf == "2022-30"
    assert only("on 08/07/1998", country="GBR").value == "1998-07-08"
    assert only("in fiscal 2019", country="IND").first == "2018-04-01"
    assert only("in fiscal 2019", country="USA").first == "2018-10-01"
    assert only("on Independence Day", "2023-09-01", country="IND").value == "2023-08-15"


def test_named_days():
    assert only("It was Azerbaijan's Victory Day.").value == "2023-11-08"
    assert only("It was Russia's Victory Day.").value == "2023-05-09"
    assert values("It was Victory Day.") == []
    assert only("They met on Thanksgiving Day.", "1999-12-30").value == "1999-11-25"
    assert only("since Orthodox Easter").value == "2023-04-16"
    assert only("since Nowruz").value == "2023-03-21"
    eid = only("on Eid al-Fitr")
    assert (eid.edtf, eid.first, eid.last) == ("2023-04-22~", "2023-04-21", "2023-04-23")


def test_other_calendars_where_named():
    assert only("on 22 Bahman 1357").value == "1979-02-11"
    ramadan = only("on 15 Ramadan 1444")
    assert (ramadan.edtf, ramadan.first, ramadan.last) == ("2023-04-06~", "2023-04-05", "2023-04-07")
    assert values("Ramadan was quiet")[0][1] == "2023-03-23"


@given(st.text(max_size=200), st.one_of(st.none(), st.text(max_size=12), st.dates().map(str)))
@settings(deadline=None)
def test_offsets_slice_to_their_text_whatever_the_text(text, published):
    reached = 0
    for time in times.find(text, published):
        assert text[time.start : time.end] == time.text
        assert time.start >= reached
        assert time.first is None or time.last is None or time.first <= time.last
        reached = time.end


WORDS = (
    "the last next this early late mid of in on 1994 2023 Aug. 7 May March Friday week year years ago two 31 "
    "30 February winter summer decade century 20th quarter earlier following days that month morning a.m. 10 "
    "12:30 Ramadan 1444 Easter fiscal 0 99 9999 1000 - to and from until , . ' '98 1990s ten hundred thousand"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.dates().map(str))
@settings(deadline=None, max_examples=300)
def test_edtf_is_valid_whatever_the_words(text, published):
    from edtf import parse_edtf

    for time in times.find(text, published):
        assert text[time.start : time.end] == time.text
        if time.edtf is not None:
            parse_edtf(time.edtf)
