"""What the words around a name say of it: that a place's name stands there, and of what kind."""

from functools import cached_property
from typing import TYPE_CHECKING

from polybius.language.columns import columns_of
from polybius.language.text import text_of
from polybius.places import words as word_lists
from polybius.places.gazetteer import Gazetteer
from polybius.places.names import caseless, key
from polybius.places.sources import CANONICAL

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

PLACE_LABELS = frozenset({"GPE", "LOC"})
DIRECTIONS = frozenset(
    """north south east west northern southern eastern western central northeast northwest southeast
    southwest northeastern northwestern southeastern southwestern upper lower inner outer greater downtown
    midtown uptown suburban rural urban mainland the old metropolitan metro occupied mid coastal
    inland n.e. n.w. s.e. s.w.""".split()
)
_DASHES = frozenset({"-", "--", "–", "—", "―"})
_LISTING = frozenset({",", "and", "&", "or"})

# How clearly a place's name stands somewhere.
SAID, LIKELY, POSSIBLE, SILENT = 0.9, 0.7, 0.5, 0.0


def capital(token: "Token") -> bool:
    """Whether a token starts like a name: with a capital, an apostrophe and a capital, or in a script without."""
    return _capital(token.text)


def _capital(text: str) -> bool:
    return text[0].isupper() or (len(text) > 2 and text[0] in "'’‘" and text[1].isupper()) or caseless(text)


class Surroundings:
    """The words around the names of one document."""

    def __init__(self, doc: "Doc", gazetteer: Gazetteer) -> None:
        self.doc = doc
        self.text: str = text_of(doc)
        self.gazetteer = gazetteer
        self.words = word_lists.load()
        self.types = word_lists.types()
        words = columns_of(doc)
        self.texts = words.texts
        self._at = words.starts
        self.lowers = words.lowers
        self.capitals: list[bool] = [_capital(text) for text in self.texts]
        self.entity: dict[int, Span] = {i: ent for ent in doc.ents for i in range(ent.start, ent.end)}

    def stretch(self, start: int, end: int) -> str:
        """The text of tokens ``start`` to ``end`` (exclusive)."""
        return self.text[self._at[start] : self._at[end - 1] + len(self.texts[end - 1])]

    def before(self, start: int) -> "Token | None":
        """The token before, on the same line."""
        return self.doc[start - 1] if start and not self.doc[start - 1].is_space else None

    def after(self, end: int) -> "Token | None":
        """The token after, on the same line."""
        return self.doc[end] if end < len(self.doc) and not self.doc[end].is_space else None

    def located(self, start: int, end: int) -> float:
        """How clearly the words around say that a place's name stands here: SAID to SILENT."""
        before, after = self.before(start), self.after(end)
        if self._state_follows(end, after) or start in self._listed or self._dateline(start, end):
            return SAID
        if self._called_a_place(end):
            return SAID
        if before is not None and before.lower_ == "of" and start > 1:
            named = self.doc[start - 2]
            kind = self.types.get(named.lower_)
            if kind is not None and kind.apart and named.is_lower:
                return SAID
            if not capital(named):
                return LIKELY if kind is not None or named.lower_ in self.words.civic else POSSIBLE
            if kind is not None and kind.kind == "settlement":
                return SAID
        if before is not None and before.lower_ in self.words.locative and not before.is_title:
            return LIKELY
        if after is not None and after.lower_ in self.words.civic:
            return LIKELY
        if after is not None and after.text == "-" and end + 1 < len(self.doc):
            return LIKELY if self.doc[end + 1].lower_ in {"based", "born", "area", "bound"} else SILENT
        return SILENT

    def cue(self, start: int, end: int) -> str | None:
        """The kind of place that "the town of", "River" or "region" beside the name says it is."""
        if start in self._listed:
            return self._listed[start]
        after, before = self.after(end), self.before(start)
        if after is not None and (kind := self.types.get(after.lower_)) is not None:
            return kind.kind
        if before is None:
            return None
        if before.lower_ == "of" and start > 1:
            kind = self.types.get(self.doc[start - 2].lower_)
            return kind.kind if kind is not None else None
        if capital(before) and (kind := self.types.get(before.lower_)) is not None and not kind.apart:
            return kind.kind
        return None

    def listed(self, start: int) -> bool:
        """Whether the name stands in a list that says what kind of places it names."""
        return start in self._listed

    def civic(self, end: int) -> bool:
        """Whether the name has a town's folk or offices after it: "Paris police", "Lebanon High School"."""
        after = self.after(end)
        return after is not None and (
            after.lower_ in self.words.civic or after.lower_ in self.words.municipal
        )

    def _state_follows(self, end: int, after: "Token | None") -> bool:
        if after is None or after.text != "," or end + 1 >= len(self.doc):
            return False
        follower = self.doc[end + 1]
        if follower.text in word_lists.shorts():
            return True
        ent = self.entity.get(end + 1)
        if ent is None or ent.start != end + 1 or ent.label_ != "GPE":
            return False
        entries = self.gazetteer.named(ent.text)
        return bool(entries) and entries[0].kind in {"region", "country"} and entries[0].how == CANONICAL

    def _called_a_place(self, end: int) -> bool:
        """Whether an apposition follows that says what it is: "Wad Madani, the capital of"."""
        if end + 2 >= len(self.doc) or self.doc[end].text != ",":
            return False
        if self.doc[end + 1].lower_ not in {"a", "an", "the"}:
            return False
        return any(
            (kind := self.types.get(token.lower_)) is not None
            and kind.apart
            and token.dep_ in {"appos", "conj"}
            for token in self.doc[end + 2 : end + 6]
        )

    def _dateline(self, start: int, end: int) -> bool:
        """Whether the name opens a dispatch: "HUDSON --", "NAIROBI (AP)"."""
        first = self.doc[start]
        if (
            not first.is_upper
            or len(first) < 3
            or not (start == 0 or first.is_sent_start or self.before(start) is None)
        ):
            return False
        after = self.after(end)
        if after is None:
            return False
        return (
            after.text in _DASHES
            or after.text == ":"
            or (after.text == "(" and end + 1 < len(self.doc) and self.doc[end + 1].is_upper)
        )

    @cached_property
    def _listed(self) -> dict[int, str]:
        """Capitalised tokens in a list that a plural closes ("Clay, Swift and Wilkin counties"): its kind."""
        found: dict[int, str] = {}
        for i, word in enumerate(self.lowers):
            kind = self.types.get(word) if i >= 3 else None
            if kind is None or not kind.apart or self.doc[i].tag_ not in {"NNS", "NNPS"}:
                continue
            at, joined = i - 1, False
            while at >= 0 and (self.capitals[at] or self.lowers[at] in _LISTING):
                joined |= self.lowers[at] in _LISTING
                at -= 1
            if joined:
                found.update({j: kind.kind for j in range(at + 1, i) if self.capitals[j]})
        return found

    @cached_property
    def labelled(self) -> set[str]:
        """Comparable names that the entity recogniser calls a place somewhere in the document.

        What surely is a place's name somewhere may be added.
        """
        return {key(self._core(ent)) for ent in self.doc.ents if ent.label_ in PLACE_LABELS}

    def _core(self, ent: "Span") -> str:
        """An entity's text without articles, directions and words for its kind around it."""
        start, end = ent.start, ent.end
        while end - start > 1 and (self.doc[start].lower_ in DIRECTIONS or not capital(self.doc[start])):
            start += 1
        while end - start > 1 and not capital(self.doc[end - 1]):
            end -= 1
        return self.stretch(start, end)

    @cached_property
    def people(self) -> frozenset[str]:
        """Words of people's full names in the document: "Lincoln" after "Ann Lincoln" is she."""
        return frozenset(
            key(token.text)
            for ent in self.doc.ents
            if ent.label_ == "PERSON" and len(ent) > 1 and not any(t.text == "," for t in ent)
            for token in ent
            if capital(token)
        )
