"""Countries by name, demonym and code."""

import pytest

from polybius.places import countries


@pytest.mark.parametrize(
    ("name", "alpha3"),
    [
        ("United States", "USA"),
        ("the U.S.", "USA"),
        ("US", "USA"),
        ("u.k.", None),
        ("U.K.", "GBR"),
        ("us", None),
        ("Russian Federation", "RUS"),
        ("the Gambia", "GMB"),
        ("Côte d’Ivoire", "CIV"),
        ("Burma", "MMR"),
        ("DR Congo", "COD"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_by_name(name: str, alpha3: str | None) -> None:
    country = countries.by_name(name)
    assert (country.alpha3 if country else None) == alpha3


@pytest.mark.parametrize(
    ("demonym", "alpha3"),
    [("Azerbaijani", "AZE"), ("Kenyans", "KEN"), ("Dutch", "NLD"), ("french", "FRA"), ("", None)],
)
def test_by_demonym(demonym: str, alpha3: str | None) -> None:
    country = countries.by_demonym(demonym)
    assert (country.alpha3 if country else None) == alpha3


def test_by_code() -> None:
    assert countries.by_code("AZ") is countries.by_code("AZE")
    assert countries.by_code("az") is None


def test_the_table_holds_the_world() -> None:
    table = countries.load()
    assert len(table) == 250
    assert [c.alpha3 for c in table] == sorted(c.alpha3 for c in table)
    assert all(-90 <= c.lat <= 90 and -180 <= c.lon <= 180 for c in table)
    azerbaijan = countries.by_name("Azerbaijan")
    assert azerbaijan is not None
    assert (azerbaijan.capital, azerbaijan.geonameid) == ("Baku", 587116)
