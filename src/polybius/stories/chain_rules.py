"""The rules and weights of ``data/chains.toml``, typed and checked."""

import re
from functools import cache
from importlib import resources

import msgspec

_FILE = "chains.toml"

# What can speak for or against a mention's being in a chain.
SIGNS = frozenset(
    """nearest shifted told_often same_sentence harm_same_sentence cause_same_sentence next_sentence
    harm_next_sentence soon harm_soon definite_same definite_other scene_day other_scene_day scene_place
    other_scene_place main undated unplaced first_dated distinct same_day same_month same_place near_place
    same_country same_details other_details spot_told other_spot same_figure other_figure same_word other_type
    same_actor other_actor same_recipient other_recipient""".split()
)


class Weight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much a sign speaks for a mention's being in a chain (less than 0: against), and what it is in words."""

    weight: float
    words: str


class Called(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns, and the types ("DISASTER"), or types and modes ("DISASTER/fire"), of the happenings they can mean."""

    nouns: frozenset[str]
    means: frozenset[str]


class ChainRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which mentions of one document are one happening."""

    join: float
    often: int
    reach: int
    close: float
    violence: frozenset[str]
    harm: frozenset[str]
    definite: frozenset[str]
    pointing: frozenset[str]
    distinct: frozenset[str]
    shifts: frozenset[str]
    prepositions: frozenset[str]
    places: frozenset[str]
    stops: frozenset[str]
    bare: frozenset[str]
    apart: dict[str, frozenset[str]]
    called: tuple[Called, ...]
    weights: dict[str, Weight]

    @property
    def spot(self) -> re.Pattern[str]:
        """What finds a name behind a preposition of place."""
        return _spot(self.places)

    def kind(self, type: str) -> str:
        """What a type is a kind of: "violence" for those that harm can be told of, else the type itself."""
        return "violence" if type in self.violence else type

    def order(self, entry: str) -> str | None:
        """The name of the order apart that an entry of the lexicon ("assault/war") is of, None for most."""
        word = entry.rpartition("/")[2]
        return next((name for name, entries in self.apart.items() if word in entries), None)


@cache
def _spot(places: frozenset[str]) -> re.Pattern[str]:
    words = "|".join(sorted(places | {place.capitalize() for place in places}))
    return re.compile(rf"\b(?:{words}) ((?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+){{0,2}})")


@cache
def meanings(rules: tuple[Called, ...]) -> dict[str, frozenset[str]]:
    """What each noun can mean, in the singular and in the plural: not by its stem, for "killed" is no killing."""
    found: dict[str, frozenset[str]] = {}
    for called in rules:
        for noun in called.nouns:
            for form in (noun, _plural(noun)):
                found[form] = found.get(form, frozenset()) | called.means
    return found


def _plural(noun: str) -> str:
    if noun.endswith(("s", "sh", "ch", "x")):
        return noun + "es"
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"


@cache
def load() -> ChainRules:
    """The rules of the package. Raises ValueError that names the file and the wrong key or line."""
    return read(text())


def text() -> str:
    """The file's content."""
    return (resources.files("polybius") / "data" / _FILE).read_text(encoding="utf-8")


def read(content: str) -> ChainRules:
    """Rules from TOML text. Raises ValueError for bad TOML, a wrong key, a sign too few or too many."""
    try:
        rules = msgspec.toml.decode(content, type=ChainRules)
    except msgspec.DecodeError as error:
        raise ValueError(f"{_FILE}: {error}") from error
    for missing in sorted(SIGNS - set(rules.weights)):
        raise ValueError(f"{_FILE}: weights lacks {missing!r}")
    for unknown in sorted(set(rules.weights) - SIGNS):
        raise ValueError(f"{_FILE}: weights has an unknown sign {unknown!r}")
    return rules
