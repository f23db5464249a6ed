"""Dates carried from one event to another: within a sentence, to what goes on with it, to what is spoken of again."""

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from polybius.events import syntax
from polybius.events.reading import Reading
from polybius.events.scene import PHYSICAL
from polybius.language.text import text_of
from polybius.records import EventDate, Mention
from polybius.times import lexicon
from polybius.times.attachment import is_happening, is_verb, telling
from polybius.times.moments import parse_day

if TYPE_CHECKING:
    from spacy.tokens import Token

# What is only said does not set the scene that later sentences go on with.
_VERBAL = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "AGREE", "CONSULT", "CONCEDE"})
_HARM = frozenset({"ASSAULT", "DISASTER"})
_PRONOUNS = frozenset({"it", "this", "that", "they", "he", "she"})
_POINTING = frozenset({"that", "this"})
_BESIDE_SENTENCES = 2
_LEAD_SENTENCES = 3


class _Told(NamedTuple):
    """A dated event on the ground: the sentence it was told in, where that begins, its place's name."""

    type: str
    date: EventDate
    place: str | None
    sentence: int
    start: int
    depth: int
    lasts: bool


class Carried:
    """Follows the dates of a document's events in order; ``previous`` is that of the last one told with a date."""

    def __init__(self) -> None:
        self.previous: EventDate | None = None
        self._disaster: EventDate | None = None
        self._own: dict[int, EventDate] = {}
        self._told: list[_Told] = []
        self._sentence = 0

    def start_over(self) -> None:
        """Begin another part of the document, such as a caption: it tells its own scene."""
        self.previous = None

    def next_sentence(self) -> None:
        """Begin another sentence."""
        self._own = {}
        self._sentence += 1

    def carry(self, mention: Mention, reading: Reading) -> Mention:
        """The mention with the date that its own words do not give, where the text does; it is remembered."""
        date = mention.date
        if reading.retells and self._disaster is not None and not _older(date, self._disaster):
            date = _inherited(self._disaster)
        elif date is None or date.basis == "published":
            date = self._above(reading.token, date) or self._before(mention, reading) or date
        if date is not mention.date:
            mention = msgspec.structs.replace(mention, date=date)
        self._remember(mention, reading)
        return mention

    def _remember(self, mention: Mention, reading: Reading) -> None:
        date = mention.date
        if date is None:
            return
        if mention.type == "DISASTER" and date.basis != "published" and not reading.retells:
            self._disaster = date
        if date.basis != "published":
            self._own[reading.token.i] = date
            if mention.status == "occurred" and mention.type not in _VERBAL:
                self.previous = date
        if mention.status == "occurred" and mention.type in PHYSICAL:
            place = mention.place.name if mention.place is not None else None
            depth = sum(1 for _ in reading.token.ancestors)
            start = reading.token.sent.start_char
            lasts = reading.token.lemma_.lower() in lexicon.words("happenings", "lasting")
            self._told.append(_Told(mention.type, date, place, self._sentence, start, depth, lasts))

    def _above(self, token: "Token", date: EventDate | None) -> EventDate | None:
        """The date of the event of its sentence that it is told inside of; up to that day where it came before."""
        above = next((word for word in token.ancestors if word.i in self._own), None)
        if above is None:
            return None
        found = self._own[above.i]
        if not _earlier(token, above):
            return _inherited(found)
        if date is None or date.first is not None or found.last is None:
            return None
        return EventDate(edtf=f"../{found.last}", first=None, last=found.last, basis="published")

    def _before(self, mention: Mention, reading: Reading) -> EventDate | None:
        """The date of what earlier sentences told, where this one goes on with it or speaks of it again."""
        if mention.status != "occurred" or mention.type not in PHYSICAL or mention.date is None:
            return None
        determiner = _determiner(reading.token)
        if determiner in _POINTING:
            return self._pointed(mention, reading.token)
        if determiner == "the" and mention.type in _HARM and _bare(reading.token):
            return self.known(reading.token)
        if mention.date.first is None or not _goes_on(mention, reading):
            return None
        beside = self._beside(reading.token)
        if beside is None or beside.date.basis == "published":
            return None
        moved = mention.place is not None and mention.place.basis == "stated" and mention.place.name != beside.place
        return None if moved and not _pronoun(reading.token) else _inherited(beside.date)

    def _beside(self, token: "Token") -> _Told | None:
        """The event that the last sentence of the same paragraph to tell one is about."""
        near = [told for told in self._told if 0 < self._sentence - told.sentence <= _BESIDE_SENTENCES]
        near = [told for told in near if "\n\n" not in text_of(token.doc)[told.start : token.idx].strip()]
        last = max((told.sentence for told in near), default=None)
        dated = [told for told in near if told.sentence == last]
        return min(dated, key=lambda told: (told.date.basis == "published", told.depth), default=None)

    def _pointed(self, mention: Mention, noun: "Token") -> EventDate | None:
        """ "That attack" is the one just told, though it be dated by the day of publication alone."""
        beside = self._beside(noun)
        same = beside is not None and beside.type == mention.type and beside.date.first is not None
        return _inherited(beside.date) if same and beside is not None and beside.date.basis != "published" else None

    def known(self, noun: "Token") -> EventDate | None:
        """The date of the event that a bare "the attack" means: the only one that the text has dated, or that of its
        lead where none is told beside it."""
        dated = [told for told in self._told if told.type in _HARM and told.date.basis != "published"]
        dated = [told for told in dated if told.sentence < self._sentence and told.date.first and not told.lasts]
        if not dated:
            return None
        same = [told for told in dated if _meet(told.date, dated[0].date)]
        other = [told for told in dated if told not in same]
        here = any("\n\n" not in text_of(noun.doc)[told.start : noun.idx].strip() for told in other)
        if other and (here or dated[0].sentence > _LEAD_SENTENCES):
            return None
        return _inherited(min((told.date for told in same), key=_length))


def _older(date: EventDate | None, disaster: EventDate) -> bool:
    """Whether its own words date it before the disaster told of: "since 1939, when thousands died"."""
    own = date is not None and date.basis in ("stated", "relative") and date.last is not None
    return own and date is not None and (date.last or "") < (disaster.first or "")


def _meet(one: EventDate, other: EventDate) -> bool:
    return (one.first or "") <= (other.last or "9999") and (other.first or "") <= (one.last or "9999")


def _length(date: EventDate) -> int:
    first, last = parse_day(date.first), parse_day(date.last)
    return (last - first).days if first and last else 10**6


def _inherited(date: EventDate) -> EventDate:
    return EventDate(edtf=date.edtf, first=date.first, last=date.last, basis="inherited")


def _determiner(token: "Token") -> str:
    if token.pos_ != "NOUN" or not is_happening(token):
        return ""
    return next((child.lower_ for child in token.lefts if child.dep_ == "det"), "")


def _bare(noun: "Token") -> bool:
    """Whether nothing but the article says which one it is, and it is not one that lasts ("the war")."""
    if noun.lemma_.lower() in lexicon.words("happenings", "lasting") or noun.tag_ == "NNS":
        return False
    plain = all(child.dep_ in ("det", "punct") for child in noun.lefts)
    return plain and not any(child.dep_ in ("prep", "relcl", "acl", "appos") for child in noun.rights)


def _goes_on(mention: Mention, reading: Reading) -> bool:
    """Whether a sentence tells more of what was just told: harm that nobody is said to have done, "they also"."""
    token = reading.token
    if not is_verb(token):
        copula = token.head
        return token.dep_ == "attr" and copula.tag_ == "VBD" and copula.dep_ == "ROOT" and _pronoun(token)
    if token.tag_ not in ("VBD", "VBN") or token.dep_ not in ("ROOT", "conj", "ccomp"):
        return False
    if any(child.lower_ in ("have", "has", "'ve", "’ve") for child in token.lefts if child.dep_ in ("aux", "auxpass")):
        return False
    harmed = syntax.is_passive(token) or token.lemma_.lower() == "die"
    if mention.type in _HARM and harmed and not reading.roles.get("actor") and mention.mode is None:
        return True
    return token.dep_ == "ROOT" and _pronoun(token)


def _pronoun(token: "Token") -> bool:
    """Whether the subject of the word's clause stands for what or whom the last sentence told of."""
    verb = token if is_verb(token) else token.head
    subjects = [child for child in verb.lefts if child.dep_ in ("nsubj", "nsubjpass")]
    return any(child.lower_ in _PRONOUNS and child.pos_ in ("PRON", "DET") for child in subjects)


def _earlier(token: "Token", above: "Token") -> bool:
    """Whether what is told inside another event came before it, for all that the words say: what is avenged, blamed
    on somebody, condemned, or known of those it speaks of."""
    for _ in range(len(token.sent)):
        if token == above:
            return False
        head = token.head
        if token.dep_ in ("pobj", "pcomp") and head.pos_ == "ADP" and _answered(head):
            return True
        if token.dep_ in ("pobj", "pcomp") and head.lower_ == "since":
            return True
        if token.dep_ in ("dobj", "nsubjpass", "pcomp") and is_verb(head) and telling(head):
            return True
        if token.dep_ in ("relcl", "acl") and token.tag_ in ("VBD", "VBN") and not is_happening(head):
            return head != above and not any(c.lower_ in ("when", "where") for c in token.lefts)
        token = head
    return False


def _answered(preposition: "Token") -> bool:
    """Whether the phrase is what an act answers or a charge is about: "revenge for", "in response to", "accused of"."""
    word, said = preposition.head, preposition.lower_
    if is_verb(word):
        return said in lexicon.words("answers", "about") and word.lemma_.lower() in lexicon.words("answers", "verbs")
    if word.dep_ in ("dobj", "nsubjpass") and is_verb(word.head) and said in ("over", "for"):
        return word.head.lemma_.lower() in lexicon.words("answers", "verbs")
    nouns = lexicon.words("answers", "nouns")
    return said in lexicon.words("answers", "prepositions") and word.lemma_.lower() in nouns
