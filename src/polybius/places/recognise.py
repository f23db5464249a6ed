"""Toponym recognition: which words of a document are names of places.

Names are found in the gazetteer, longest first; the named-entity labels, the words around a name and the rest
of the document then decide whether it is a place's there. Nothing here chooses between places of one name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from polybius.places import words as word_lists
from polybius.places.evidence import Evidence, Match
from polybius.places.gazetteer import Entry, Gazetteer
from polybius.places.names import code_key, key
from polybius.places.sources import CANONICAL
from polybius.places.surroundings import DIRECTIONS, PLACE_LABELS, SAID, Surroundings, capital

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LONGEST = 7
_LONGEST_DEMONYM = 4
_LONGEST_SHORT = 4
# Lower-case words that may open a name: Arabic articles, and the directions of "eastern Congo".
_OPENERS = frozenset(
    "al el ar as ad at az an ash eastern western northern southern central occupied".split(" ")
)
# A name that surely is a place's once is taken for one elsewhere in the document.
_SURE = 0.75
# How prominent a region or country is that a list may name.
_STATE = 5.8
_LONGEST_JOINT = 3
_JOINTS = frozenset({",", "and", "or", "&", "the", ";", "/"})
_BREAKS = frozenset({",", ";", ":", "(", ")", '"', "“", "”"})


@dataclass(slots=True)
class Toponym:
    """A name of a place in a document: tokens ``start`` to ``end`` (exclusive).

    ``entries`` are the places that may be meant (none: a name that the gazetteer lacks); ``evidence`` (0-1)
    is how sure it is a place's name; ``cue`` the kind of place the words around say it is; ``civic`` whether
    a town's folk or offices follow it; ``listed`` whether the cue closes a list it is in; ``within`` the
    positions, in the list of toponyms, of those that the text says it lies in; ``peers`` those of its
    neighbours in a list ("Iowa, Kansas and Ohio").
    """

    start: int
    end: int
    key: str
    entries: list[Entry]
    evidence: float
    cue: str | None = None
    civic: bool = False
    listed: bool = False
    demonym: bool = False
    within: tuple[int, ...] = ()
    peers: tuple[int, ...] = ()


def recognise(doc: "Doc", gazetteer: Gazetteer, around: Surroundings | None = None) -> list[Toponym]:
    """The toponyms and demonyms of a document, in order, without overlaps."""
    return _Reading(doc, gazetteer, around or Surroundings(doc, gazetteer)).toponyms()


class _Reading:
    """One document being read."""

    def __init__(self, doc: "Doc", gazetteer: Gazetteer, around: Surroundings) -> None:
        self.doc = doc
        self.length = len(doc)
        self.gazetteer = gazetteer
        self.around = around
        self.evidence = Evidence(self.around)
        self.words = word_lists.load()

    def toponyms(self) -> list[Toponym]:
        by_start: dict[int, list[Match]] = {}
        for match in self._matches():
            by_start.setdefault(match.start, []).insert(0, match)
        self._learn([match for matches in by_start.values() for match in matches])
        found: list[Toponym] = []
        at = 0
        while at < self.length:
            toponym = None
            if self.around.capitals[at] or at in by_start:
                matches = by_start.get(at, [])
                toponym = (
                    self._demonym(at, matches)
                    or self._short(at, found)
                    or self._best(matches)
                    or self._unknown(at)
                )
            if toponym is not None:
                found.append(toponym)
            at = toponym.end if toponym is not None else at + 1
        for toponym in found:
            if not toponym.demonym:
                toponym.cue = self.around.cue(toponym.start, toponym.end)
                toponym.civic = self.around.civic(toponym.end)
                toponym.listed = self.around.listed(toponym.start)
        self._contain(found)
        self._enumerate(found)
        return found

    def _learn(self, matches: Sequence[Match]) -> None:
        """Take what surely is a place's name somewhere for one everywhere, and so its other names."""
        sure = [match for match in matches if self.evidence.of(match) >= _SURE]
        rows = {match.entries[0].row for match in sure}
        known = {match.key for match in sure}
        known |= {match.key for match in matches if match.entries[0].row in rows and match.plain()}
        self.around.labelled.update(name for name in known if name not in self.around.people)

    def _matches(self) -> Iterator[Match]:
        """The stretches that the gazetteer has as names, in order of start, then of end."""
        spans = [(start, end) for start in range(self.length) for end in self._ends(start)]
        keys = [key(self.around.stretch(start, end)) for start, end in spans]
        distinct = [k for k in dict.fromkeys(keys) if k]
        known = dict(zip(distinct, self.gazetteer.look_up(distinct), strict=True))
        for (start, end), name in zip(spans, keys, strict=True):
            if entries := known.get(name):
                yield Match(start, end, name, entries)

    def _ends(self, start: int) -> Iterator[int]:
        around = self.around
        if not around.capitals[start] and around.lowers[start] not in _OPENERS:
            return
        for end in range(start + 1, min(start + _LONGEST, self.length) + 1):
            last, text = end - 1, around.texts[end - 1]
            if text.isspace() or (last > start and (text in _BREAKS or self.doc[last].is_sent_start)):
                return
            kind = last > start and around.lowers[last] in around.types  # "Rafah crossing"
            if around.capitals[last] or kind or (last > start and text.isdigit()):
                yield end

    def _best(self, matches: list[Match]) -> Toponym | None:
        for match in matches:
            evidence = self.evidence.of(match)
            if evidence > 0:
                return Toponym(match.start, match.end, match.key, match.entries, evidence)
        return None

    # --- demonyms, short forms, names the gazetteer lacks ---------------------------------------

    def _demonym(self, at: int, matches: Sequence[Match]) -> Toponym | None:
        peoples = word_lists.peoples()
        for end in range(min(at + _LONGEST_DEMONYM, self.length), at, -1):
            people = peoples.get(self.around.stretch(at, end))
            if people is None or any(m.end > end and self.evidence.of(m) for m in matches):
                continue
            ent = self.around.entity.get(at)
            if ent is not None and ent.label_ == "PERSON" and len(ent) > end - at:
                return None
            name = people.name or word_lists.country_name(people.country or "")
            entries = [e for e in self.gazetteer.named(name) if e.country == people.country]
            return Toponym(at, end, f"demonym:{key(name)}", entries[:1], 0.85, demonym=True)
        return None

    def _short(self, at: int, found: list[Toponym]) -> Toponym | None:
        shorts, short, end = word_lists.shorts(), None, at
        # The tokenizer parts some of their dots: "W. Va.", "Vt.".
        for end in range(min(at + _LONGEST_SHORT, self.length), at, -1):
            short = shorts.get("".join(self.around.texts[at:end]))
            if short is not None:
                break
        if short is None:
            return None
        follows = bool(found) and found[-1].end == at - 1 and self.doc[at - 1].text in {",", "("}
        before = self.around.before(at)
        after = self.around.after(end)
        dotted = self.doc[end - 1].text.endswith(".") and len(self.around.stretch(at, end)) > 2
        dotted = dotted and after is not None and after.pos_ == "NOUN" and after.is_lower  # "Fla. man"
        if not follows and not dotted and (
            before is None or before.like_num or (short.after and before.lower_ not in DIRECTIONS)
        ):
            return None
        entries = self.gazetteer.look_up([code_key(short.code)])[0]
        return Toponym(at, end, code_key(short.code), entries[:1], 0.95 if follows else 0.8)

    def _unknown(self, at: int) -> Toponym | None:
        """A place that the entity recogniser names and the gazetteer lacks, where the words around agree."""
        ent = self.around.entity.get(at)
        if ent is None or ent.start > at or at >= ent.end or ent.label_ not in PLACE_LABELS:
            return None
        if any(capital(t) and t.lower_ not in DIRECTIONS for t in self.doc[ent.start : at]):
            return None
        start, end = at, ent.end
        if self.doc[start].lower_ in DIRECTIONS:
            return None
        while end > start and not capital(self.doc[end - 1]):
            end -= 1
        if start == end or any(t.is_digit or t.is_space or t.text == "," for t in self.doc[start:end]):
            return None
        name = key(self.around.stretch(start, end))
        located = max(self.around.located(start, end), 0.6 if self.around.cue(start, end) else 0.0)
        if located < 0.6 or not name or name in self.words.ordinary or name in self.around.people:
            return None
        if name in word_lists.bodies():
            return None
        return Toponym(start, end, f"unknown:{name}", [], 0.6 if located >= SAID else 0.5)

    def _contain(self, found: list[Toponym]) -> None:
        """Note which toponyms the text puts in which: "Paris, Texas", "Kilis (Turkey)"."""
        for at in range(len(found) - 1, 0, -1):
            inner, outer = found[at - 1], found[at]
            if inner.demonym or outer.demonym or outer.start - inner.end != 1:
                continue
            if self.doc[inner.end].text in {",", "("} and not _alike(inner, outer):
                inner.within = (at, *outer.within)


    def _enumerate(self, found: list[Toponym]) -> None:
        """Note which toponyms stand side by side in a list."""
        for at in range(1, len(found)):
            one, other = found[at - 1], found[at]
            between = self.doc[one.end : other.start]
            if one.within or len(between) > _LONGEST_JOINT or one.demonym or other.demonym:
                continue
            if len(between) and all(t.lower_ in _JOINTS for t in between):
                one.peers, other.peers = (*one.peers, at), (*other.peers, at - 1)


def _alike(inner: Toponym, outer: Toponym) -> bool:
    """Whether two names with a comma between are rather a list of states or countries."""
    kind = outer.entries[0].kind if outer.entries else "settlement"
    return kind in {"region", "country"} and any(
        entry.kind == kind and entry.prominence >= _STATE and entry.how == CANONICAL
        for entry in inner.entries
    )
