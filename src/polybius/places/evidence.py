"""Whether a name of the gazetteer is a place's name where it stands."""

import re
from typing import TYPE_CHECKING, NamedTuple

from polybius.places.event_place import where
from polybius.places.gazetteer import Entry
from polybius.places.names import other_script
from polybius.places.sources import ALTERNATE, CANONICAL
from polybius.places.surroundings import (
    DIRECTIONS,
    LIKELY,
    PLACE_LABELS,
    POSSIBLE,
    SAID,
    Surroundings,
    capital,
)
from polybius.places.words import bodies, peoples

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# Below this the other places of the document must speak for the name too.
WEAK = 0.45

_TOWN = 4.5  # prominence
_LETTER = re.compile(r"[^\W\d_]")
_JOINTS = frozenset({"'s", "’s", ",", "-", "–", "'", "."})
_NESTING = frozenset({"of", "in", "for", "at", "-", "–", "de", "near"})
_OTHER_LABELS = frozenset({"PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"})
_STATE_ROADS = frozenset({"highway", "turnpike", "freeway", "interstate"})
_POINTS = frozenset({"northwest", "coast", "valley", "shore", "side", "end", "bank"})
_TOWNS = frozenset({"settlement", "district"})
_KNOWN = frozenset({"country", "region", "continent", "area"})


class Match(NamedTuple):
    """Tokens ``start`` to ``end`` (exclusive) whose text, in comparable form ``key``, has ``entries``."""

    start: int
    end: int
    key: str
    entries: list[Entry]

    def plain(self) -> bool:
        """Whether a place has this as its own name, rather than as one of its others."""
        return any(entry.how == CANONICAL for entry in self.entries)


class Evidence:
    """Judges the matches of one document."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.doc = around.doc
        self.words = around.words

    def of(self, match: Match) -> float:
        """How sure (0-1) the match is a place's name here; 0 for no, below WEAK for perhaps."""
        if not self._possible(match):
            return 0.0
        around = self.around
        start, end = match.start, match.end
        ent = around.entity.get(start)
        label = ent.label_ if ent is not None else ""
        located = around.located(start, end)
        if other_script(match.key):
            # Who writes it so in an English text writes a name; few villages are known by it.
            known = located or label in PLACE_LABELS or match.entries[0].prominence >= _TOWN
            return 0.9 if known and (label != "PERSON" or located) else 0.4
        whole = ent is not None and self._whole(match, ent)
        if end - start > 1 and self.doc[end - 1].is_lower:
            return 0.9 if match.plain() else 0.0  # "Rafah crossing"
        if label in {"DATE", "TIME"} and match.key in self.words.ordinary:
            return 0.0  # "In May, Armenia"
        if self._ordinary(match) and located < (LIKELY if label in PLACE_LABELS and whole else SAID):
            return 0.0
        if match.key in self.words.surnames and located < SAID:
            in_town = around.civic(end) and label != "PERSON"
            if not in_town and not (whole and label in PLACE_LABELS):
                return 0.0
        if match.key in around.people and match.key not in around.labelled and located < SAID:
            return 0.0
        if ent is None or label in {"DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"}:
            return self._unlabelled(match, located)
        if end > ent.end or start < ent.start:
            crossing = label in PLACE_LABELS or label in {"FAC", "ORG"}
            return 0.85 if crossing else self._unlabelled(match, located)
        if label in PLACE_LABELS:
            return self._in_place(match, ent, located)
        if label == "PERSON":
            return self._in_person(match, ent, located)
        if label == "NORP":
            plain = whole and match.plain() and match.entries[0].prominence > 4.5
            return 0.55 if plain else 0.0
        if label in _OTHER_LABELS:
            if match.entries[0].kind in _KNOWN and match.entries[0].how == CANONICAL:
                return 0.5
            if whole and (located >= LIKELY or match.key in around.labelled):
                return 0.6
            return 0.35 if whole and match.plain() else 0.0
        return self._in_organisation(match, ent, located)

    def _ordinary(self, match: Match) -> bool:
        """Whether the name is first of all another word; "us" is, "U.S." is not."""
        if match.key not in self.words.ordinary:
            return False
        first = match.entries[0]
        acronym = first.kind == "country" and first.how == CANONICAL
        return not (acronym and self.around.stretch(match.start, match.end).isupper())

    def _possible(self, match: Match) -> bool:
        """What no place's name can be: a letter, an acronym that few know, a street's or a person's name."""
        start, end, name, entries = match
        if len(name) < 2 or not _LETTER.search(name):
            return False
        known = any(e.how == CANONICAL and e.prominence >= _TOWN for e in entries)
        if name in bodies() and not known and self.around.located(start, end) < SAID:
            return False  # "the Taliban" are no village that is also called so
        text = self.around.stretch(start, end)
        if len(text) <= 4 and text.isupper() and not self._acronym(match):
            return False
        before, after = self.around.before(start), self.around.after(end)
        if after is not None and after.lower_ in self.words.streets and capital(after):
            # "Florida Highway Patrol" is Florida's, "Dublin Road" is not in Dublin.
            return after.lower_ in _STATE_ROADS and entries[0].kind in _KNOWN and end + 1 < len(self.doc)
        if text.endswith(".") and not match.plain():
            return False  # "Pa." is no town that somebody once called "Pa"
        if end - start > 1 and self.doc[end - 1].is_lower and self._describes(start, end - 1):
            return False
        if self.doc[start].is_lower and self.doc[start].lower_ in DIRECTIONS and entries[0].kind in _TOWNS:
            return False  # "north Arlington" is a part of Arlington
        town = any(e.kind == "settlement" and e.how == CANONICAL for e in entries)
        if name.endswith(" city") and after is not None and capital(after) and not town:
            return False  # "Dublin City Council"
        if after is not None and after.lower_ in self.words.compounding and capital(after):
            return False  # "Meadow Grove" is not Meadow
        if all(part in DIRECTIONS or part in _POINTS for part in name.split()):
            listed = entries[0].how == CANONICAL and text.istitle() and text.endswith(" Bank")
            return listed or (after is not None and after.lower_ in self.around.types)  # "West Bank"
        if self.doc[start].lower_ == "the" and after is not None and self._runs_on(after):
            return False
        if text[-1] in "$€£" or (name.endswith((" city", " town")) and not match.plain()):
            return False
        if before is None or before.lower_ not in self.words.titles or before.lower_ == "st.":
            return True
        ent = self.around.entity.get(start)
        # Words that are titles and more: "private Kabul", "brother in".
        return not capital(before) and ent is not None and ent.label_ in PLACE_LABELS

    def _describes(self, start: int, end: int) -> bool:
        """Whether a people's or a direction's name stands before a common noun for a kind of place: "the Ukrainian
        village of Hroza", "the southern province of Hatay" name neither a village nor a province themselves."""
        kind = self.around.types.get(self.doc[end].lower_)
        if kind is None or not kind.apart:
            return False
        words = self.around.stretch(start, end)
        return words in peoples() or all(token.lower_ in DIRECTIONS for token in self.doc[start:end])

    def _acronym(self, match: Match) -> bool:
        """Whether short capitals may be a place's: a country's or an airport's, or a dateline's."""
        first = match.entries[0]
        if first.how == CANONICAL and first.kind in {"country", "area", "airport"}:
            return True
        if first.how == CANONICAL and "." in self.around.stretch(match.start, match.end):
            return True  # "D.C."
        return first.how != ALTERNATE and self.around.located(match.start, match.end) >= SAID

    def _whole(self, match: Match, ent: "Span") -> bool:
        """Whether an entity is the match and nothing but articles, directions and words for its kind."""
        return all(
            match.start <= t.i < match.end
            or t.lower_ in DIRECTIONS
            or t.lower_ in self.around.types
            or t.text in _JOINTS
            for t in ent
        )

    def _in_place(self, match: Match, ent: "Span", located: float) -> float:
        rest = [t for t in ent if not match.start <= t.i < match.end and t.text not in _JOINTS]
        following = self.doc[match.end] if match.end < ent.end else None
        if following is not None and capital(following):
            kind = self.around.types.get(following.lower_)
            if kind is not None and not kind.apart and kind.kind not in {e.kind for e in match.entries}:
                return 0.0  # "Farallon Islands" are not the town of Farallon
        if all(t.lower_ in DIRECTIONS or t.lower_ in self.around.types or not capital(t) for t in rest):
            return 0.95
        runs_on = following is not None and capital(following) and following.lower_ not in self.words.seated
        if located >= SAID and not runs_on:
            return 0.9
        others = self.around.gazetteer.named(" ".join(t.text for t in rest))
        if others and others[0].prominence > 4.5:
            return 0.85
        if match.start == ent.start and following is not None and following.lower_ in self.words.seated:
            return 0.7
        return 0.0

    def _in_person(self, match: Match, ent: "Span", located: float) -> float:
        if match.end - match.start < len(ent):
            following = self.doc[match.end] if match.end < ent.end else None
            if match.start == ent.start and following is not None and following.lower_ in self.words.titles:
                return 0.7 if match.plain() else 0.0  # "Salta Governor Ana Paz"
            # "Paris, Texas" and lists are now and then taken for one person.
            return 0.7 if located >= SAID and any(t.text == "," for t in ent) else 0.0
        if located >= LIKELY or match.key in self.around.labelled:
            return 0.6
        first = match.entries[0]
        if len(ent) == 1 and first.how == CANONICAL and first.prominence >= 4.8 and self._taken(match):
            return 0.6
        if len(ent) > 1 and first.how == CANONICAL and first.prominence >= 4.8:
            return 0.5  # few people are called all that a large town is
        return 0.3 if located >= POSSIBLE and match.plain() else 0.0

    def _taken(self, match: Match) -> bool:
        """Whether a single name, nobody's that is known, is what something is done to that befalls places."""
        token = self.doc[match.start]
        struck = token.dep_ == "dobj" and token.head.lemma_.lower() in where().verbs
        return struck and match.key not in self.words.given and match.key not in self.words.surnames

    def _in_organisation(self, match: Match, ent: "Span", located: float) -> float:
        start, end, name, entries = match
        known = name in self.around.labelled or (entries[0].kind in _KNOWN and entries[0].prominence >= 6)
        plain = match.plain()
        opening = start
        while opening > ent.start and self.doc[opening - 1].lower_ in DIRECTIONS:
            opening -= 1
        opens, closes = opening == ent.start, end == ent.end
        if opens and closes:
            if plain and self._taken(match):
                return 0.6
            if located or name in self.around.labelled:
                return 0.75
            return 0.6 if plain and entries[0].prominence >= 5 else 0.35 if plain else 0.0
        if opening > ent.start and self.doc[opening - 1].lower_ in _NESTING:
            if closes or not capital(self.doc[end]) or self.doc[end].lower_ in self.words.seated:
                return 0.7
            return 0.5 if known else 0.3 if plain else 0.0
        if not opens or closes:
            return 0.0
        following = self.doc[end]
        if following.lower_ in self.words.brands:
            return 0.5 if known and plain else 0.3 if plain and ent.label_ == "ORG" else 0.0
        if following.lower_ in self.words.seated or following.lower_ in self.words.civic:
            return 0.7 if plain else 0.35
        if not plain or name in self.words.given:
            return 0.0
        return 0.5 if known else 0.35

    def _unlabelled(self, match: Match, located: float) -> float:
        start, end, name, entries = match
        before, after = self.around.before(start), self.around.after(end)
        first, plain = self.doc[start], match.plain()
        if plain and end - start == 1 and first.pos_ == "PROPN" and self._taken(match):
            return 0.6
        if before is not None and self._runs_on(before) and before.lower_ not in DIRECTIONS | {"the"}:
            return 0.6 if located >= SAID or name in self.around.labelled else 0.0
        if after is not None and self._runs_on(after) and after.ent_type_ in {"", "PERSON"}:
            if after.lower_ in self.words.seated and name not in self.words.given:
                return 0.6
            if located < SAID:
                return 0.5 if plain and entries[0].kind in _KNOWN and entries[0].prominence > 6 else 0.0
        if first.pos_ != "PROPN" and end - start == 1 and located < SAID:
            return 0.5 if name in self.around.labelled else 0.0
        if located >= SAID:
            return 0.9
        if name in self.around.labelled:
            return 0.8
        if located >= LIKELY:
            return 0.75
        if end - start > 1 and plain:
            return 0.65
        if plain and entries[0].prominence >= 5.5:
            return 0.6
        return 0.35 if plain and (located or entries[0].prominence >= 4) else 0.0

    @staticmethod
    def _runs_on(token: "Token") -> bool:
        """Whether a neighbour may be of the same name: a proper noun that is no date."""
        return capital(token) and token.pos_ == "PROPN" and token.ent_type_ not in {"DATE", "TIME"}
