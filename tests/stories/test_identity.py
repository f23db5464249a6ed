"""Who is one actor across documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.entities import sectors
from polybius.stories.identity import Example, Identity, identity, load, parts, words


@pytest.mark.parametrize("one", load().example, ids=lambda one: one.text)
def test_the_examples_of_the_table(one: Example) -> None:
    found = identity(one.entity or one.text, one.country, one.sectors)
    assert found is not None and found[:3] == (one.side, one.sector, one.name)


def test_words_that_name_nobody_are_no_actor() -> None:
    assert identity("people", None, ()) is None


@pytest.mark.parametrize(
    ("one", "other", "country", "codes"),
    [
        ("Azerbaijani forces", "Azerbaijan's army", "AZE", ("MIL",)),
        ("Armed Forces of Azerbaijan", "soldiers", "AZE", ("MIL",)),
        ("M23 rebels", "M23", "COD", ("REB",)),
        ("TPLF fighters", "Tigray People's Liberation Front", "ETH", ("REB", "PTY")),
        ("Ukraine's Interior Ministry", "Interior Ministry", "UKR", ("GOV",)),
        ("leader of Gran Grif", "Gran Grif gang", "HTI", ("CRM",)),
        ("Taliban officials", "Taliban government", "AFG", ("GOV",)),
    ],
)
def test_they_are_one(one: str, other: str, country: str, codes: tuple[str, ...]) -> None:
    assert _ids(one, country, codes) == _ids(other, country, codes)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("M23", "COD", ("REB",)), ("Allied Democratic Forces", "COD", ("REB",))),
        (("government", "AZE", ("GOV",)), ("authorities", "AZE", ("GOV", "PRE"))),
        (("soldiers", "AZE", ("MIL",)), ("soldiers", None, ("MIL",))),
        (("حركة الشباب", "SOM", ("REB",)), ("rebels", "SOM", ("REB",))),
    ],
)
def test_they_are_not_one(
    one: tuple[str, str | None, tuple[str, ...]], other: tuple[str, str | None, tuple[str, ...]]
) -> None:
    assert _ids(*one) != _ids(*other)


def test_who_acts_for_no_state_has_no_country() -> None:
    found = identity("Antonio Guterres", "PRT", ("UNO",))
    assert found is not None and found.sector == "XXX.UNO" and found.name == "XXX.UNO.antonio-guterres"


@pytest.mark.parametrize(
    ("id", "called", "read"),
    [
        ("AZE", None, ("Azerbaijan", "")),
        ("AZE.MIL", None, ("Military", "Azerbaijan")),
        ("COD.REB.m23", "M23", ("M23", "DR Congo")),
        ("RUS.ALL", None, ("Russia", "as a whole")),
        ("XXX.MIL", None, ("Military, country not told", "")),
        ("XXX.UNO", None, ("United Nations", "")),
        ("UKR.ALL.odesa", "Odesa", ("Odesa", "Ukraine")),
    ],
)
def test_ids_are_read(id: str, called: str | None, read: tuple[str, str]) -> None:
    assert words(id, called) == read


def test_every_sector_has_a_word() -> None:
    assert set(sectors.load()) <= set(load().sector)


@given(
    st.text(max_size=30),
    st.sampled_from([None, "AZE", "COD", "XXX"]),
    st.lists(st.sampled_from(["MIL", "GOV", "REB", "UNO", "IGO", "PRE", "CVL"]), max_size=3),
)
def test_ids_say_what_they_are_made_of(name: str, country: str | None, codes: list[str]) -> None:
    found = identity(name, country, codes)
    if found is None:
        assert country is None and not codes
        return
    for coarse, fine in ((found.side, found.sector), (found.sector, found.name)):
        assert fine.startswith(coarse)
    assert parts(found.name)[1] in ("ALL", *codes) and "/" not in found.name


def _ids(name: str, country: str | None, codes: tuple[str, ...]) -> Identity | None:
    found = identity(name, country, codes)
    return None if found is None else found._replace(called=None)
