"""Toponym recognition: which words of a document are names of places.

Names are found in the gazetteer, longest first; the named-entity labels, the words around a name and the rest
of the document then decide whether it is a place's there. Nothing here chooses between places of one name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from polybius.places import words as word_lists
from polybius.places.gazetteer import Entry, Gazetteer
from polybius.places.names import code_key, key
from polybius.places.sources import CANONICAL

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_LONGEST = 7
_PLACE_LABELS = frozenset({"GPE", "LOC"})
_OTHER_LABELS = frozenset({"PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"})
# Lower-case words that may open a name: Arabic articles, "eastern Congo", "the Gaza Strip" without its article.
_OPENERS = frozenset("al el ar as ad at az an ash eastern western northern southern central occupied".split())
_DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast southwest "
    "northeastern northwestern southeastern southwestern upper lower inner outer greater downtown midtown uptown "
    "suburban rural urban mainland the old new metropolitan metro occupied mid coastal inland".split()
)
_WORD = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Toponym:
    """A name of a place in a document: tokens ``start`` to ``end`` (exclusive).

    ``entries`` are the places that may be meant (none: a name that the gazetteer lacks); ``evidence`` (0-1) is
    how sure it is a place's name; ``cue`` the kind of place the words around say it is; ``within`` the
    positions, in the list of toponyms, of those that the text says it lies in.
    """

    start: int
    end: int
    key: str
    entries: list[Entry]
    evidence: float
    cue: str | None = None
    demonym: bool = False
    within: tuple[int, ...] = ()


class Match(NamedTuple):
    start: int
    end: int
    key: str
    entries: list[Entry]


def recognise(doc: "Doc", gazetteer: Gazetteer) -> list[Toponym]:
    """The toponyms and demonyms of a document, in order, without overlaps."""
    return _Reading(doc, gazetteer).toponyms()


class _Reading:
    """One document being read."""

    def __init__(self, doc: "Doc", gazetteer: Gazetteer) -> None:
        self.doc = doc
        self.gazetteer = gazetteer
        self.words = word_lists.load()
        self.types = word_lists.types()
        self.entity: dict[int, Span] = {i: ent for ent in doc.ents for i in range(ent.start, ent.end)}

    def toponyms(self) -> list[Toponym]:
        by_start: dict[int, list[Match]] = {}
        for match in self._matches():
            by_start.setdefault(match.start, []).append(match)
        found: list[Toponym] = []
        at = 0
        while at < len(self.doc):
            toponym = self._demonym(at, by_start.get(at, ())) or self._short(at, found) or None
            if toponym is None:
                for match in sorted(by_start.get(at, ()), key=lambda m: -m.end):
                    evidence = self._evidence(match)
                    if evidence > 0:
                        toponym = Toponym(match.start, match.end, match.key, match.entries, evidence)
                        break
            if toponym is None:
                toponym = self._unknown(at)
            if toponym is None:
                at += 1
            else:
                found.append(toponym)
                at = toponym.end
        for toponym in found:
            if not toponym.demonym:
                toponym.cue = self._cue(toponym.start, toponym.end)
        self._contain(found)
        return found

    # --- the gazetteer's names ------------------------------------------------------------------

    def _matches(self) -> Iterator[Match]:
        spans = [(start, end) for start in range(len(self.doc)) for end in self._ends(start)]
        keys = [key(self.doc.text[self.doc[a].idx : self._stop(b - 1)]) for a, b in spans]
        known: dict[str, list[Entry]] = {}
        distinct = [k for k in dict.fromkeys(keys) if k]
        for name, entries in zip(distinct, self.gazetteer.look_up(distinct), strict=True):
            if entries:
                known[name] = entries
        for (start, end), name in zip(spans, keys, strict=True):
            if name in known:
                yield Match(start, end, name, known[name])

    def _ends(self, start: int) -> Iterator[int]:
        first = self.doc[start]
        if not self._capital(first) and not (
            first.lower_ in _OPENERS and start + 1 < len(self.doc) and not first.is_sent_end
        ):
            return
        for end in range(start + 1, min(start + _LONGEST, len(self.doc)) + 1):
            last = self.doc[end - 1]
            if last.is_space or (end - 1 > start and (last.is_sent_start or last.text in {",", ";", ":", "(", '"'})):
                return
            if self._capital(last) or (end - 1 > start and last.is_digit):
                yield end

    @staticmethod
    def _capital(token: "Token") -> bool:
        text = token.text
        return text[0].isupper() or (len(text) > 2 and text[0] in "'’‘" and text[1].isupper())

    def _stop(self, index: int) -> int:
        token = self.doc[index]
        return token.idx + len(token)

    # --- is it a place's name here? -------------------------------------------------------------

    def _before(self, start: int) -> "Token | None":
        """The token before, on the same line."""
        return self.doc[start - 1] if start and not self.doc[start - 1].is_space else None

    def _after(self, end: int) -> "Token | None":
        return self.doc[end] if end < len(self.doc) and not self.doc[end].is_space else None

    def _evidence(self, match: Match) -> float:
        """How sure (0-1) the match is a place's name here; 0 for no."""
        start, end, name, entries = match
        if not any(_WORD.match(char) for char in name) or len(name) < 2:
            return 0.0
        before, after = self._before(start), self._after(end)
        ent = self.entity.get(start)
        label = ent.label_ if ent is not None else ""
        if after is not None and after.lower_ in self.words.streets and self._capital(after):
            return 0.0
        if before is not None and before.lower_ in self.words.titles and before.text not in {"St.", "Lt."}:
            if not (before.lower_ in {"father", "sister", "brother", "private", "officer"} and label in _PLACE_LABELS):
                return 0.0
        located = self._located(start, end)
        ordinary = name in self.words.ordinary or name in self.words.surnames
        if ordinary and located < 0.9 and not (label in _PLACE_LABELS and ent is not None and len(ent) == end - start):
            return 0.0
        if name in self.words.ordinary and located < 0.7 and label not in _PLACE_LABELS:
            return 0.0
        if name in self._people and name not in self._labelled and located < 0.9:
            return 0.0
        if ent is None:
            return self._unlabelled(match, located)
        if end > ent.end or start < ent.start:
            return 0.85 if label in _PLACE_LABELS or label in {"FAC", "ORG"} else self._unlabelled(match, located)
        if label in _PLACE_LABELS:
            return self._in_place(match, ent, located)
        if label in {"ORG", "FAC", "EVENT"}:
            return self._in_organisation(match, ent, located)
        if label == "PERSON":
            if end - start == len(ent) and (located >= 0.7 or name in self._labelled):
                return 0.6
            return 0.8 if located >= 0.9 and end == ent.end and len(ent) - (end - start) == 0 else 0.0
        if label == "NORP":
            return 0.55 if end - start == len(ent) and entries[0].prominence > 4.5 else 0.0
        if label in _OTHER_LABELS:
            return 0.55 if end - start == len(ent) and located >= 0.7 else 0.0
        return self._unlabelled(match, located)

    def _located(self, start: int, end: int) -> float:
        """How clearly the words around say that a place's name stands here (0, 0.7, 0.9)."""
        before, after = self._before(start), self._after(end)
        if after is not None and after.text == "," and end + 1 < len(self.doc):
            follower = self.doc[end + 1]
            if follower.text.replace(" ", "") in word_lists.shorts():
                return 0.9
            if follower.ent_type_ == "GPE" and self._is_region(end + 1):
                return 0.9
        if before is not None and before.lower_ == "of" and start > 1:
            kind = self.types.get(self.doc[start - 2].lower_)
            if kind is not None and kind.apart:
                return 0.9
        if before is not None and before.lower_ in self.words.locative and not before.is_title:
            return 0.7
        return 0.0

    def _is_region(self, at: int) -> bool:
        ent = self.entity.get(at)
        if ent is None or ent.start != at:
            return False
        entries = self.gazetteer.named(ent.text)
        return bool(entries) and entries[0].kind in {"region", "country", "district"} and entries[0].how == CANONICAL

    def _in_place(self, match: Match, ent: "Span", located: float) -> float:
        rest = [t for t in ent if not match.start <= t.i < match.end and t.text not in {"'s", "’s", ",", "-", "–", "'"}]
        if all(t.lower_ in _DIRECTIONS or t.lower_ in self.types or not self._capital(t) for t in rest):
            return 0.95
        if located >= 0.9:
            return 0.9
        others = self.gazetteer.named(" ".join(t.text for t in rest))
        if others and others[0].prominence > 4.5:
            return 0.85
        following = self.doc[match.end] if match.end < ent.end else None
        if match.start == ent.start and following is not None and following.lower_ in self.words.seated:
            return 0.7
        return 0.0

    def _in_organisation(self, match: Match, ent: "Span", located: float) -> float:
        start, end, _, entries = match
        following = self.doc[end] if end < ent.end else self._after(end)
        inside_end = end == ent.end
        opens = start == ent.start or (start == ent.start + 1 and ent[0].lower_ == "the")
        if opens and inside_end:
            if located or match.key in self._labelled:
                return 0.75
            return 0.6 if entries[0].prominence >= 5 and entries[0].how == CANONICAL and end - start > 0 else 0.0
        if following is not None and not inside_end and following.lower_ in self.words.brands:
            return 0.0
        if opens and following is not None and following.lower_ in self.words.seated:
            return 0.7
        if start > ent.start and self.doc[start - 1].lower_ in {"of", "in", "for", "at", "-", "–", "de", "near"}:
            return 0.7 if inside_end or not self._capital(self.doc[end]) else 0.0
        if opens and (match.key in self._labelled or entries[0].prominence >= 6.5) and entries[0].how == CANONICAL:
            return 0.5
        return 0.0

    def _unlabelled(self, match: Match, located: float) -> float:
        start, end, name, entries = match
        before, after = self._before(start), self._after(end)
        first = self.doc[start]
        if before is not None and self._capital(before) and not before.is_sent_start and before.pos_ == "PROPN":
            return 0.6 if located >= 0.9 and name in self._labelled else 0.0
        if after is not None and self._capital(after) and after.ent_type_ in {"", "PERSON"} and after.pos_ == "PROPN":
            if after.lower_ in self.words.seated and name not in self.words.given:
                return 0.6
            if located < 0.9:
                return 0.0
        if first.pos_ != "PROPN" and end - start == 1 and located < 0.9:
            return 0.5 if name in self._labelled else 0.0
        if located >= 0.9:
            return 0.9
        if name in self._labelled:
            return 0.8
        if located:
            return 0.75
        if end - start > 1 and entries[0].how == CANONICAL:
            return 0.65
        return 0.6 if entries[0].how == CANONICAL and entries[0].prominence >= 5.5 else 0.0

    @cached_property
    def _labelled(self) -> frozenset[str]:
        """Comparable names that the entity recogniser calls a place somewhere in the document."""
        return frozenset(key(ent.text) for ent in self.doc.ents if ent.label_ in _PLACE_LABELS)

    @cached_property
    def _people(self) -> frozenset[str]:
        """Words of people's full names in the document: "Lincoln" after "Ann Lincoln" is she."""
        return frozenset(
            key(token.text)
            for ent in self.doc.ents
            if ent.label_ == "PERSON" and len(ent) > 1 and not any(t.text == "," for t in ent)
            for token in ent
            if self._capital(token)
        )

    # --- demonyms, short forms, names the gazetteer lacks ---------------------------------------

    def _demonym(self, at: int, matches: "list[Match] | tuple[()]") -> Toponym | None:
        if not self._capital(self.doc[at]):
            return None
        peoples = word_lists.peoples()
        for end in range(min(at + 4, len(self.doc)), at, -1):
            text = self.doc.text[self.doc[at].idx : self._stop(end - 1)]
            people = peoples.get(text)
            if people is None or any(m.end > end and self._evidence(m) for m in matches):
                continue
            ent = self.entity.get(at)
            if ent is not None and ent.label_ == "PERSON" and len(ent) > end - at:
                return None
            if people.name is None:
                entries = [
                    e
                    for e in self.gazetteer.named(word_lists.country_name(people.country or ""))
                    if e.kind == "country"
                ]
            else:
                entries = [e for e in self.gazetteer.named(people.name) if e.country == people.country]
            return Toponym(at, end, f"demonym:{key(text)}", entries[:1], 0.85, demonym=True)
        return None

    def _short(self, at: int, found: list[Toponym]) -> Toponym | None:
        short = word_lists.shorts().get(self.doc[at].text)
        if short is None:
            return None
        follows = bool(found) and found[-1].end == at - 1 and self.doc[at - 1].text in {",", "("}
        if not follows and (short.after or self._before(at) is None):
            return None
        entries = self.gazetteer.look_up([code_key(short.code)])[0]
        return Toponym(at, at + 1, code_key(short.code), entries[:1], 0.95 if follows else 0.8)

    def _unknown(self, at: int) -> Toponym | None:
        """A place that the entity recogniser names and the gazetteer lacks, where the words around agree."""
        ent = self.entity.get(at)
        if ent is None or ent.start != at or ent.label_ not in _PLACE_LABELS:
            return None
        start, end = ent.start, ent.end
        while start < end and (self.doc[start].lower_ in _DIRECTIONS or not self._capital(self.doc[start])):
            start += 1
        while end > start and not self._capital(self.doc[end - 1]):
            end -= 1
        if start == end or any(t.is_digit or t.is_space or t.text == "," for t in self.doc[start:end]):
            return None
        name = key(self.doc[start:end].text)
        located = max(self._located(start, end), 0.6 if self._cue(start, end) else 0.0)
        if not located or not name or name in self.words.ordinary or name in self._people:
            return None
        return Toponym(start, end, f"unknown:{name}", [], 0.4 if located < 0.9 else 0.6)

    # --- kinds and containers -------------------------------------------------------------------

    def _cue(self, start: int, end: int) -> str | None:
        """The kind of place that "the town of", "River" or "region" beside the name says it is."""
        after, before = self._after(end), self._before(start)
        if after is not None and (kind := self.types.get(after.lower_)) is not None:
            return kind.kind
        if before is None:
            return None
        if before.lower_ == "of" and start > 1 and (kind := self.types.get(self.doc[start - 2].lower_)) is not None:
            return kind.kind
        if self._capital(before) and (kind := self.types.get(before.lower_)) is not None and not kind.apart:
            return kind.kind
        return None

    def _contain(self, found: list[Toponym]) -> None:
        """Note which toponyms the text puts in which: "Paris, Texas", "Kilis (Turkey)", "Goma, North Kivu, DRC"."""
        for at in range(len(found) - 1, 0, -1):
            inner, outer = found[at - 1], found[at]
            if inner.demonym or outer.demonym or outer.start - inner.end != 1:
                continue
            if self.doc[inner.end].text in {",", "("}:
                inner.within = (at, *outer.within)
