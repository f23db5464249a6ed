"""Which of a document's events a word stands for: the one it tells, holds, carries or points back to."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from polybius.events import syntax
from polybius.events.relation_words import RelationWords
from polybius.records import Mention, RelationKind, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_WORDS = "polybius.events.words"
_DEPTH = 4  # words down from a noun or a verb to the event that it stands for
_CLIMB = 6
_REAL = frozenset({"occurred", "ongoing", "ended", "alleged"})
_ANSWERING = frozenset({"retaliation_for", "reaction_to"})
_POINTING = frozenset({"the", "this", "that", "these", "those"})


def note(doc: "Doc", trigger: "Token", start: int, others: "Iterable[Token]") -> None:
    """Note on the document which words tell the mention whose trigger begins at an offset: the trigger, and others."""
    noted: dict[int, int] = doc.user_data.setdefault(_WORDS, {})
    for token in others:
        noted.setdefault(token.i, start)
    noted[trigger.i] = start


class EventWords:
    """The words of a document that tell its mentions, as the coder noted them.

    ``here`` are the mentions of the sentence that is read, ``before`` those of the one before it.
    """

    def __init__(self, doc: "Doc", mentions: Sequence[Mention], words: RelationWords) -> None:
        self._words = words
        by_offset: dict[int, Mention] = {}
        for mention in mentions:
            by_offset.setdefault(mention.evidence.trigger.start, mention)
        noted: Mapping[int, int] = doc.user_data.get(_WORDS, {})
        self._told = {token: by_offset[at] for token, at in noted.items() if at in by_offset}
        self._at: dict[str, Token] = {}
        for number in sorted(self._told):
            self._at.setdefault(self._told[number].id, doc[number])
        self.before: Sequence[Mention] = ()
        self.here: Sequence[Mention] = ()

    def told(self, token: "Token") -> Mention | None:
        """The mention that a word itself tells."""
        return self._told.get(token.i)

    def word(self, mention: Mention) -> "Token":
        """The first word that tells a mention."""
        return self._at[mention.id]

    def event(self, token: "Token", depth: int = 0) -> Mention | None:
        """The event that a noun or a clause stands for: its own, or that of what it holds."""
        known = self._told.get(token.i)
        if known is not None and token.lemma_.lower() in self._words.happening.verbs:
            # "after the ceasefire *took* effect"
            begun = [self._told[c.i] for c in token.children if c.dep_ in ("nsubj", "nsubjpass") and c.i in self._told]
            return begun[0] if begun else known
        if known is not None or depth >= _DEPTH:
            return known
        below: list[Token] = []
        if token.pos_ in ("VERB", "AUX"):
            below = [c for c in token.children if c.dep_ in ("dobj", "xcomp", "attr", "acomp", "nsubjpass")]
            if not any(c.dep_ == "dobj" for c in token.children):
                below += [c for c in token.children if c.dep_ == "nsubj"]
            below += [p for c in token.children if c.dep_ == "prep" and c.i == token.i + 1
                      for p in c.children if p.dep_ == "pobj"]  # fmt: skip
        elif token.lemma_.lower() not in self._words.happening.persons and token.ent_type_ != "PERSON":
            below = [p for c in token.children if c.dep_ == "prep" and c.lower_ in ("of", "in", "to")
                     for p in c.children if p.dep_ in ("pobj", "pcomp")]  # fmt: skip
            below += [c for c in token.children if c.dep_ == "compound"]
            # "a rocket that killed two", not "a town held by rebels"
            below += [c for c in token.children if c.dep_ == "relcl" and token in syntax.subjects(c)]
        found = next((one for t in below if (one := self.event(t, depth + 1)) is not None), None)
        if found is None and token.dep_ in ("nsubj", "nsubjpass") and not depth:
            # "the explosion, which was followed by gunfire, killed nine": what has no doer was done by its subject
            done = self._told.get(token.head.i)
            if done is not None and not done.actor and not any(_covers(who, token) for who in done.recipient):
                return done
        return found

    def hosted(self, host: "Token", phrase: "Token") -> Mention | None:
        """The event that a phrase under a word speaks of."""
        for _ in range(_CLIMB):
            known = self._told.get(host.i)
            if known is not None:
                return known
            if host.pos_ in ("VERB", "AUX"):
                return self._of_verb(host, phrase)
            # "killed three in the town after": the parser hangs the phrase on the nearest noun
            found = self.event(host) if host.dep_ in ("dobj", "nsubj", "nsubjpass", "ROOT", "attr", "appos") else None
            if found is not None and not _within(self._at[found.id], phrase):
                return found
            if host.head == host:
                return None
            host = host.head
        return None

    def _of_verb(self, verb: "Token", phrase: "Token") -> Mention | None:
        if verb.lemma_.lower() in self._words.happening.verbs or syntax.is_passive(verb):
            subject = self.subject(verb)
            if subject is not None:
                return subject
        things = [c for c in verb.children if c.dep_ in ("dobj", "xcomp", "attr", "oprd") and c != phrase]
        if not any(c.dep_ == "dobj" for c in things) and verb.lemma_.lower() not in ("say", "tell", "announce"):
            things += [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
        found = next((one for c in things if (one := self.event(c)) is not None), None)
        if found is None and verb.dep_ in ("xcomp", "advcl") and verb.head != verb:
            return self._told.get(verb.head.i)
        return found

    def subject(self, verb: "Token") -> Mention | None:
        """The event that a verb's subject is, or what the verb says a participle's main clause did."""
        subjects = syntax.subjects(verb)
        for subject in subjects:
            found = self.event(subject)
            if found is not None:
                return found
        own = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
        if not syntax.is_passive(verb) and own and self._points_back(own[0]):
            return self._main(self.before)
        loose = verb.dep_ in ("advcl", "xcomp", "acl", "conj") and not own
        if loose or (verb.dep_ == "relcl" and own and own[0].lower_ == "which"):
            return self.hosted(verb.head, verb)
        return None

    def _points_back(self, token: "Token") -> bool:
        back = self._words.backward
        if token.pos_ == "PRON" or token.tag_ == "DT":
            return token.lower_ in back.pronouns
        pointing = any(c.dep_ == "det" and c.lower_ in _POINTING for c in token.children)
        return pointing and token.lemma_.lower() in back.nouns

    def earlier(self, at: "Token", mention: Mention, kind: RelationKind = "reaction_to") -> Mention | None:
        """What was told before: in the clause that this one is joined to, else in the sentence before."""
        joined = at
        for _ in range(_CLIMB):
            if joined.head == joined:
                break
            joined = joined.head
            known = self._told.get(joined.i)
            if known is not None and joined.i < at.i and known.id != mention.id and known.status in _REAL:
                return known
        begun = at.sent.start_char
        if any(begun <= one.evidence.trigger.start < at.idx for one in self.here):
            return None  # told with something else before it, which this may go on from
        return self._main([one for one in self.before if not _same_doer(one, mention)] if kind in _ANSWERING
                          else self.before)  # fmt: skip

    def _main(self, mentions: Sequence[Mention]) -> Mention | None:
        """The event that a sentence is about: what came about, told in its main clause, highest up the parse, first."""
        deeds = [one for one in mentions if one.status in _REAL and one.type not in self._words.backward.verbal]
        heights = [(self._height(one), one.evidence.trigger.start, one) for one in deeds]
        found = min(((h, at, one) for h, at, one in heights if h is not None), key=lambda each: each[:2], default=None)
        return None if found is None else found[2]

    def _height(self, mention: Mention) -> int | None:
        """How far a mention's word is from the top of its sentence; None in a clause beside the main one."""
        token = self._at.get(mention.id)
        if token is None:
            return None
        above = [token, *islice(token.ancestors, 99)]
        if any(up.dep_ in ("relcl", "advcl") for up in above):
            return None
        return len(above)


def _covers(span: Span, token: "Token") -> bool:
    return span.start <= token.idx < span.end


def _within(token: "Token", over: "Token") -> bool:
    """Whether a word stands under another."""
    return token == over or any(up == over for up in islice(token.ancestors, _CLIMB))


def _same_doer(one: Mention, other: Mention) -> bool:
    """Whether two events have an actor in common: nobody answers what they did themselves."""
    names = {who.entity or who.text.casefold() for who in one.actor}
    return any((who.entity or who.text.casefold()) in names for who in other.actor)
