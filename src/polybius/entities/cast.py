"""Who a word stands for: the answer the event coder asks of the entities, references and places."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from polybius.entities.grammar import PLACE_NOUNS, QUANTITY
from polybius.entities.groups import CONTAINERS
from polybius.places import countries
from polybius.records import Entity, Participant, Place, Reference, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

S = TypeVar("S", bound=Span)

_CUT = frozenset(("relcl", "acl", "appos", "punct", "conj", "cc", "prep", "advcl", "parataxis", "case", "dep", "ccomp"))
_SKIP = frozenset(("det", "predet", "nummod", "quantmod", "punct", "cc", "preconj", "neg", "advmod", "case", "prep"))
_QUANTITIES = frozenset(
    """
    hundreds thousands dozens scores tens millions number majority handful pair couple score dozen many some
    most several few all none one two three four five six seven eight nine ten half rest part both any each
    those others series total crowd crowds lot lots minority percent %
    """.split()
)
_NEVER = frozenset(("there", "who", "which", "that", "what", "whom", "whose", "whoever", "this", "these", "those"))


# The longest link between two actors of a list (", and "), in code points, and how many a list may have.
_LINK = 6
_MOST_SHARING = 12


class Cast:
    """Who takes part, by token. Built once a document; ``participant`` then takes constant time.

    ``entities``, ``references`` and ``places`` are the document's layers, in order.
    """

    def __init__(
        self, entities: Sequence[Entity], references: Sequence[Reference] = (), places: Sequence[Place] = ()
    ) -> None:
        """Index the layers by offset."""
        self._entities = _Spans(entities)
        self._references = _Spans(references)
        self._places = _Spans(places)

    def participant(self, token: "Token") -> Participant | None:
        """Who the noun or pronoun with this head token stands for, in the words of the text.

        The span is the noun phrase without determiner, number, relative clause or apposition; that of
        an entity where the token is in one. ``entity`` is the actor's name in the document, None for a
        noun phrase that is no known actor ("the convoy"). A pronoun or description keeps its own words
        and takes the actor from what it refers to. Before a noun, "Russian" or "Azerbaijan's" stands
        for the nation alone. None for a token that stands for nobody: a verb, a relative pronoun,
        "there".
        """
        if token.pos_ not in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET", "X", "SYM", "VERB"):
            return None
        entity = self._at(token)
        if entity is not None:
            return self._anaphor(token, entity) or self._entity(token, entity)
        goal = _contained(token)
        if goal is not None:
            return self.participant(goal)
        reference = self._references.at(token.idx)
        if reference is not None:
            return self._referred(token, reference)
        if token.pos_ == "PRON" or token.lower_ in _NEVER:
            if token.lower_ in _NEVER or token.tag_ in ("WP", "WDT", "WP$", "EX"):
                return None
            return Participant(start=token.idx, end=token.idx + len(token), text=token.text)
        place = self._places.at(token.idx)
        if place is not None and place.name:
            return self._place(token, place)
        if token.pos_ == "VERB" or (token.pos_ == "NUM" and token.dep_ == "nummod"):
            return None
        named = self._named_place(token)
        if named is not None:
            return self._place(token, named)
        start, end = _phrase(token)
        return _cut(token, start, end, self._owner(token))

    def participants(self, token: "Token") -> tuple[Participant, ...]:
        """All whom the word stands for, in the order of the text; () for nobody.

        Several where a noun is shared ("Nigerian and British forces") or where a pronoun or description
        stands for several ("they", "the two sides"): each keeps the words that are its own.
        """
        one = self.participant(token)
        if one is None:
            return ()
        entity = self._at(token)
        if entity is not None:
            if (one.start, one.end) != (entity.start, entity.end) or one.entity != entity.name:
                return (one,)
            return tuple(self._entity(token, e) if e is entity else _whole(e) for e in self._sharing(entity))
        goal = _contained(token)
        if goal is not None:
            return self.participants(goal)
        references = self._references.all_at(token.idx)
        return tuple(self._referred(token, r) for r in references) if len(references) > 1 else (one,)

    def _sharing(self, entity: Entity) -> list[Entity]:
        """The actors that share the entity's noun, itself among them, in order."""
        every, here = self._entities.records, self._entities.place(entity.start)
        found = [entity]
        noun = entity.text.split()[-1]
        for other in reversed(every[max(0, here - _MOST_SHARING) : here]):
            shares = other.name.split()[-1] == noun and other.text.split()[-1] != noun
            if found[0].start - other.end > _LINK or not shares:
                break
            found.insert(0, other)
        opening = entity.text.partition(" of ")[0] + " of "
        for other in every[here + 1 : here + 1 + _MOST_SHARING]:
            shares = other.name == opening + other.text and other.kind == entity.kind
            if other.start - found[-1].end > _LINK or not shares:
                break
            found.append(other)
        return found

    def entity(self, token: "Token") -> Entity | None:
        """The entity that the token is in, or that its reference leads to; None where there is none."""
        found = self._at(token)
        if found is None:
            reference = self._references.at(token.idx)
            found = self._antecedent(reference) if reference else None
        return found

    def _named_place(self, token: "Token") -> Place | None:
        """The place that names a noun for places: Kivu in "the Kivu region"."""
        if token.lower_ not in PLACE_NOUNS:
            return None
        for child in token.lefts:
            place = self._places.at(child.idx) if child.dep_ in ("compound", "nmod") else None
            if place is not None and place.name and place.kind != "demonym":
                return place
        return None

    def _owner(self, token: "Token") -> str | None:
        """The country of the nation or actor before a noun that is no actor itself: "Syria's weapons"."""
        for child in token.lefts:
            if child.dep_ in ("poss", "amod", "compound", "nmod"):
                entity = self._entities.at(child.idx)
                if entity is not None and entity.country and entity.end <= token.idx:
                    return entity.country
        return None

    def _at(self, token: "Token") -> Entity | None:
        return self._entities.at(token.idx)

    def _entity(self, token: "Token", entity: Entity) -> Participant:
        """The entity, or what a word inside its mention names: "Russian" in "Russian forces"."""
        inner = (token.dep_ in ("poss", "compound", "amod", "nmod") and token.head.i > token.i) or (
            token.dep_ == "pobj" and token.head.idx > entity.start
        )
        if inner and entity.start <= token.head.idx < entity.end and entity.kind != "nation":
            nation = countries.by_demonym(token.text) or countries.by_name(token.text)
            if nation is not None:
                return Participant(
                    start=token.idx,
                    end=token.idx + len(token),
                    text=token.text,
                    entity=nation.name,
                    country=nation.alpha3,
                )
            place = self._places.at(token.idx)
            if place is not None and place.name and self._inside(place, entity):
                return self._participant(place)
        return _whole(entity)

    def _inside(self, place: Place, entity: Entity) -> bool:
        """Whether the place's name is a part of the entity's mention, not the whole."""
        return entity.start <= place.start and place.end <= entity.end and place.text != entity.text

    def _participant(self, place: Place) -> Participant:
        return Participant(start=place.start, end=place.end, text=place.text, entity=place.name, country=place.country)

    def _anaphor(self, token: "Token", entity: Entity) -> Participant | None:
        """The actor that a bare role ("the group", "the militia") refers to; None where it stands for itself."""
        if entity.country is not None:
            return None
        reference = self._references.at(token.idx)
        known = self._antecedent(reference) if reference else None
        if reference is None or known is None or not set(entity.sectors) <= set(known.sectors):
            return None
        return self._referred(token, reference)

    def _referred(self, token: "Token", reference: Reference) -> Participant:
        known = self._antecedent(reference)
        own = Participant(start=reference.start, end=reference.end, text=reference.text)
        if token.pos_ != "PRON":
            start, end = _phrase(token)
            own = _cut(token, start, end)
        if known is not None:
            return Participant(
                start=own.start, end=own.end, text=own.text, entity=known.name, country=known.country,
                sectors=known.sectors,
            )  # fmt: skip
        place = self._places.at(reference.to.end - 1) or self._places.at(reference.to.start)
        if place is not None and place.name and place.start >= reference.to.start and place.end <= reference.to.end:
            return Participant(start=own.start, end=own.end, text=own.text, entity=place.name, country=place.country)
        return own

    def _antecedent(self, reference: Reference) -> Entity | None:
        found = self._entities.at(reference.to.start)
        return found if found and (found.start, found.end) == (reference.to.start, reference.to.end) else None

    def _place(self, token: "Token", place: Place) -> Participant:
        start, end, text = place.start, place.end, place.text
        if token.dep_ != "compound" and token.head.i != token.i:
            a, b = _phrase(token)
            first, last = token.doc[a], token.doc[b - 1]
            if first.idx <= start and end <= last.idx + len(last):
                start, end, text = first.idx, last.idx + len(last), token.doc[a:b].text
        return Participant(start=start, end=end, text=text, entity=place.name, country=place.country)


class _Spans(Generic[S]):
    """Records by offset; records of one layer do not overlap, but several may have one span."""

    def __init__(self, records: Sequence[S]) -> None:
        self.records = sorted(records, key=lambda r: (r.start, r.end))
        self._starts = [r.start for r in self.records]

    def at(self, offset: int) -> S | None:
        """The record whose span covers the offset; of several the first."""
        found = self.all_at(offset)
        return found[0] if found else None

    def all_at(self, offset: int) -> list[S]:
        """The records whose one span covers the offset, in the order given."""
        place = self.place(offset)
        if place < 0 or self.records[place].end <= offset:
            return []
        first = place
        while first > 0 and self._starts[first - 1] == self._starts[place]:
            first -= 1
        return self.records[first : place + 1]

    def place(self, offset: int) -> int:
        """The position of the last record that begins at the offset or before it, -1 if none does."""
        return bisect_right(self._starts, offset) - 1


def _whole(entity: Entity) -> Participant:
    return Participant(
        start=entity.start, end=entity.end, text=entity.text, entity=entity.name, country=entity.country,
        sectors=entity.sectors,
    )  # fmt: skip


def _contained(token: "Token") -> "Token | None":
    """The noun behind a word of quantity: "hundreds of soldiers", "two of the men", "a group of gunmen"."""
    lower = token.lower_
    if not (lower in _QUANTITIES or token.pos_ == "NUM" or token.lemma_.lower() in CONTAINERS):
        return None
    for child in token.children:
        if child.i > token.i and child.lower_ == "of":
            for goal in child.children:
                if goal.dep_ == "pobj" and (lower in _QUANTITIES or goal.tag_ in ("NNS", "NNPS", "NNP")):
                    return goal
    return None


def _phrase(token: "Token") -> tuple[int, int]:
    """The tokens of the noun phrase around a head: modifiers before it, a name's words after it."""
    start = token.i
    for child in token.lefts:
        if child.dep_ in _SKIP:
            if child.dep_ in ("nummod", "quantmod", "det", "predet"):
                start = token.i
            continue
        if child.dep_ in ("poss", "amod", "compound", "nmod", "npadvmod", "nummod") and child.i < start:
            start = child.left_edge.i
    while start < token.i:
        first = token.doc[start]
        if (
            first.dep_ in _SKIP
            or first.pos_ in ("DET", "NUM", "PUNCT", "PRON", "SPACE", "PART")
            or first.lower_ in QUANTITY
        ) and first.pos_ not in ("NOUN", "PROPN"):
            start += 1
        else:
            break
    end = token.i + 1
    for child in token.rights:
        if child.i != end or child.dep_ in _CUT or child.pos_ not in ("PROPN", "NUM", "NOUN"):
            break
        end = child.i + 1
    return start, end


def _cut(token: "Token", start: int, end: int, country: str | None = None) -> Participant:
    doc = token.doc
    first, last = doc[start], doc[end - 1]
    return Participant(start=first.idx, end=last.idx + len(last), text=doc[start:end].text, country=country)
