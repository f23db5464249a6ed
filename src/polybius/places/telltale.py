"""Words other than names of places that tell which country a document speaks of: "the Knesset", "selectmen"."""

from collections.abc import Iterator, Sequence
from functools import cache

from polybius.places import countries
from polybius.places.gazetteer import Gazetteer
from polybius.places.names import code_key
from polybius.tables import listed, rows

_LONGEST = 3


def told(words: Sequence[str], gazetteer: Gazetteer) -> dict[str, float]:
    """How strongly a document's words (lower case, in order) speak for countries (alpha-3) and regions.

    A region is named by its row in the gazetteer, as text; it speaks for its country, too. A word counts once, its
    weight shared among the places it may speak for.
    """
    known, openings = telltales()
    found = dict.fromkeys(code for code in _area_codes(words) if code in known)
    for at, word in enumerate(words):
        if word in openings:
            for end in range(at + 1, min(at + _LONGEST, len(words)) + 1):
                phrase = " ".join(words[at:end])
                if phrase in known:
                    found[phrase] = None
    speak: dict[str, float] = {}
    for phrase in found:
        places = known[phrase]
        for place in places:
            country = place
            if "-" in place:
                regions = gazetteer.look_up([code_key(place)])[0]
                if not regions:
                    continue
                country = regions[0].country or ""
                row = str(regions[0].row)
                speak[row] = speak.get(row, 0.0) + 1 / len(places)
            speak[country] = speak.get(country, 0.0) + 1 / len(places)
    return speak


def _area_codes(words: Sequence[str]) -> Iterator[str]:
    """The area codes of American telephone numbers: "(318)" of "(318) 555-0100" and "318-555-0100"."""
    for at in range(4, len(words)):
        if words[at - 1] != "-" or len(words[at]) != 4 or not words[at].isdigit():
            continue
        before, area = words[at - 3], words[at - 4]
        if (before == "-" and area.isdigit()) or (before == ")" and at > 4 and words[at - 5] == "("):
            yield f"({area})"


@cache
def telltales() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """For each telling phrase the codes it speaks for; and the words that open one. Raises TableError."""
    found: dict[str, tuple[str, ...]] = {}
    for error, row in rows("places/telltale.tsv", ("words", "where")):
        where = listed(row["where"])
        for code in where:
            if "-" not in code and countries.by_code(code) is None:
                raise error(f"{code!r} is no ISO 3166 code")
        for phrase in listed(row["words"]):
            if phrase != phrase.lower() or len(phrase.split()) > _LONGEST:
                raise error(f"{phrase!r} is not in lower case, or longer than {_LONGEST} words")
            found[phrase] = (*found.get(phrase, ()), *where)
    return found, frozenset(phrase.split()[0] for phrase in found)
